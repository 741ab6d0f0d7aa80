"""What a class deliberates and writes with."""

from __future__ import annotations

import pandas as pd

from helpers import deliberation, documents
from helpers.deliberation import CASE, DATA_POINT, OBJECTION, REASON, Entry
from helpers.html import Fragment, bullets, card, details, heading, inline, paragraph, stack, strong, table
from helpers.tables import Tables

TITLES = {
    CASE: "The case in its strongest form",
    REASON: "Reasons",
    DATA_POINT: "Data points",
    OBJECTION: "Objections to expect",
}
PACKETS = {
    "for": "Packet for using force without consent, or being prepared to",
    "against": "Packet against using force without consent, or being prepared to",
}


def packet(tables: Tables, side: str) -> Fragment:
    """Return the packet of one side, for a reader who need not hold it.

    Raises
    ------
    KeyError
        If the side is neither "for" nor "against".
    """
    one = deliberation.packet(tables, side)
    labels = documents.labels(tables)
    stances = bullets(inline(strong(f"{label}: "), stance) for label, stance in one.stances)
    parts = []
    for part, title in TITLES.items():
        entries = [entry for entry in one.entries if entry.part == part]
        parts += [heading(title, 4), bullets(_entry(entry, labels[entry.document]) for entry in entries)]
    return card(
        PACKETS[side],
        paragraph(strong("Texts that take this side")),
        stances,
        *parts,
        paragraph(f"This packet has {one.words:,} words and {one.count(DATA_POINT)} data points."),
    )


def _entry(entry: Entry, label: str) -> Fragment:
    if len(entry.lines) == 1:
        ((about, words),) = entry.lines
        return inline(strong(f"{label}: "), words, f" {about}")
    return stack(paragraph(strong(label)), bullets(inline(strong(f"{about}: "), words) for about, words in entry.lines))


def shared_packet(tables: Tables) -> Fragment:
    """Return the third packet: the positions that a text of each side shares, with what every text says of them."""
    found = deliberation.shared(tables)
    rows = []
    for question, _, stands in found:
        rows.append((question, *(stance for _, stance in stands)))
    frame = pd.DataFrame(rows, columns=["Shared by a text of each side", *documents.labels(tables).values()])
    return card(
        "Third packet: positions that at least one text of each side shares",
        paragraph(
            "On each of these, at least one text that supports force without consent and one that opposes it take the "
            "same stand. What the others say stands beside it. The same mark can cover different things; read the "
            "paragraphs before you sign."
        ),
        table(frame, "Positions that at least one text of each side shares"),
        paragraph(strong("Open between the sides. "), "On these, a text of one side and a text of the other differ:"),
        bullets(deliberation.open_questions(tables)),
    )


def phases(tables: Tables) -> Fragment:
    """Return the steps of the deliberation, in a group and alone."""
    rows = sorted(tables.rows("phases"), key=lambda row: row.order)
    shown = [(row.phase, row.minutes, row.together, row.alone) for row in rows]
    frame = pd.DataFrame(shown, columns=["Step", "Minutes", "Together", "Alone"])
    return table(frame, "The steps of the deliberation")


def roles(tables: Tables) -> Fragment:
    """Return who does what, for two to four people and for one."""
    rows = sorted(tables.rows("roles"), key=lambda row: row.order)
    frame = pd.DataFrame([(row.people, row.roles) for row in rows], columns=["People", "Who does what"])
    return table(frame, "Roles")


def rubric(tables: Tables) -> Fragment:
    """Return what a written assessment is graded by; the position is not among it."""
    rows = sorted(tables.rows("rubric"), key=lambda row: row.order)
    shown = [(row.criterion, row.beginning, row.developing, row.secure, row.strong) for row in rows]
    frame = pd.DataFrame(shown, columns=["What is looked at", "Beginning", "Developing", "Secure", "Strong"])
    return stack(
        table(frame, "What an assessment is graded by"),
        paragraph(
            "The position that you take is not graded, and no row looks at it. A text without a named author is "
            "fully named by its title, its kind, its date and the word unsigned."
        ),
    )


def models(tables: Tables) -> Fragment:
    """Return model assessments for different recommendations, each to open."""
    by_model: dict[str, list] = {}
    for row in sorted(tables.rows("models"), key=lambda row: (row.model, row.order)):
        by_model.setdefault(row.model, []).append(row)
    return stack(
        *(
            details(
                f"The {name} model (open it when you have written)",
                paragraph(strong("It recommends: "), rows[0].recommendation),
                *(paragraph(strong(f"{row.part}. "), row.text) for row in rows),
            )
            for name, rows in by_model.items()
        )
    )
