"""The map of a text: a picture, the same as a nested outline, and a card for every claim."""

from __future__ import annotations

import ipywidgets
import pandas as pd

from helpers import arguments, charts, checks, claims, documents, originals, reader
from helpers.html import Fragment, bullets, card, details, figure, inline, pairs, paragraph, stack, strong, table
from helpers.originals import NO_COPY
from helpers.tables import Row, Tables
from helpers.widgets.view import View, choose

WORDS = {
    "thesis": "Thesis",
    "conclusion": "Conclusion",
    "claim": "Claim",
    "reason": "Reason",
    "premise": "Premise",
    "warrant": "Warrant",
    "rebuts": "Objection (rebuts)",
    "undermines": "Objection (undermines)",
    "undercuts": "Objection (undercuts the step)",
}


def argument_map(tables: Tables, document: str) -> View:
    """Return the map of a text; live, no claim is chosen at first.

    Raises
    ------
    KeyError
        If there is no such text.
    """
    whole = paragraph("The reasons of this text are not written yet.")
    if arguments.argument_map(tables, document):
        whole = stack(picture(tables, document), details("The same as an outline", outline(tables, document)))
    said = claims.claims(tables, document)
    options = [("no claim yet", ""), *((f"{row.paragraph}: {row.text}", row.claim) for row in said.itertuples())]

    own = reader.own_copies(tables)

    def render(claim: str) -> Fragment:
        return claim_card(tables, claim, own)

    return View({"claim": choose("Claim:", options)}, render, whole, [ipywidgets.HTML(whole.html)])


def patterns(tables: Tables) -> Fragment:
    """Return the patterns of reasoning, each with its critical questions."""
    rows = sorted(tables.rows("schemes"), key=lambda row: row.order)
    shown = [(row.scheme, row.meaning, row.questions) for row in rows]
    frame = pd.DataFrame(shown, columns=["Pattern", "It goes", "Critical questions"])
    return table(frame, "Patterns of reasoning")


def picture(tables: Tables, document: str) -> Fragment:
    """Return the map as a picture, with its boxes as a table."""
    boxes = arguments.argument_map(tables, document)
    reasons = [box for box in boxes if box.role == "reason"]
    against = sum(box.role in ("rebuts", "undermines", "undercuts") for box in boxes)
    thesis = next(box.text for box in boxes if box.depth == 0)
    numbers = pd.DataFrame(
        {
            "Box": [WORDS[box.role] for box in boxes],
            "Step": [str(box.depth + 1) for box in boxes],
            "Paragraph": [str(box.paragraph or "ours") for box in boxes],
            "Words": [box.text for box in boxes],
        }
    )
    return figure(
        charts.argument_map([(box.depth, box.role, _words(box)) for box in boxes]),
        alt=f"Map with {len(reasons)} reasons: {'; '.join(box.text for box in reasons)}. The first box reads: {thesis} "
        f"Each reason rests on premises and a warrant; {against} objections stand below what they concern.",
        caption="What stands further in supports the box above it that its line leads to. Dashed boxes are objections, "
        "dotted ones warrants. Paragraph numbers are those of the text; boxes without one are ours. Source: the text, "
        "as annotated for this series in 2026.",
        cannot_show="How strong a reason is, or how much each weighs. Many claims of the text are not in the map; "
        "they stand under “Read”.",
        numbers=numbers,
    )


def _words(box: arguments.Box) -> str:
    where = f" ({box.paragraph})" if box.paragraph else ""
    return f"{WORDS[box.role]}{where}: {box.text}"


def outline(tables: Tables, document: str) -> Fragment:
    """Return the reasons as a nested outline: conclusion, premises, warrant, objections."""
    objections = arguments.objections(tables, document)
    reasons = [_reason(tables, reason) for reason in arguments.reasons(tables, document)]
    against = [
        inline(strong(f"{row.kind.capitalize()}s {row.target}: "), row.text, f" [{row.basis}]")
        for row in objections.itertuples()
    ]
    return stack(
        paragraph(strong("Reasons")),
        bullets(reasons, ordered=True),
        paragraph(strong("Objections")),
        bullets(against),
    )


def _reason(tables: Tables, reason: arguments.Reason) -> Fragment:
    premises = bullets(f"{row.text} [paragraph {row.paragraph}]" for row in reason.premises)
    return stack(
        paragraph(
            strong(reason.label), f" ({reason.scheme}: {tables.row('schemes', scheme=reason.scheme)['meaning']})"
        ),
        pairs(
            {
                "Conclusion": f"{reason.conclusion['text']} [paragraph {reason.conclusion['paragraph']}]",
                "Premises": premises,
                "Warrant": f"{reason.warrant} [{reason.warrant_basis}]",
            }
        ),
    )


def claim_card(tables: Tables, claim: str, own: originals.Own = NO_COPY) -> Fragment:
    """Return a claim with its place, what it supports, what is objected to it and how it was checked."""
    if not claim:
        return paragraph("No claim is chosen yet. Choose one to see where it stands and how it was checked.")
    row = tables.row("claims", claim=claim)
    about = {
        "Where": f"paragraph {row.paragraph}, words {row.first_word} to {row.last_word} of the original",
        **_in_the_copy(own, row),
        "Kind": row.type,
        "Whose claim": claims.VOICES[row.voice],
        "Place in the text": row.importance,
        "Support in the text": row.evidence_offered,
        "Supports": _supports(tables, row),
        "Objections": _objections(tables, row),
        "Other texts that make the same point": _same_point(tables, row),
    }
    checked = checks.on_claim(tables, claim) or paragraph("It was not held against a record.")
    return card(row.text, pairs(about), paragraph(strong("Check")), checked)


def _in_the_copy(own: originals.Own, row: Row) -> dict[str, str]:
    words = originals.words_of(own, row)
    return {"In your copy": words} if words else {}


def _supports(tables: Tables, row: Row) -> str | Fragment:
    found = [
        f"{argument.label}: {tables.row('claims', claim=argument.conclusion)['text']}"
        for argument in arguments.supports(tables, row.claim)
    ]
    return bullets(found) if found else "no reason in the map"


def _objections(tables: Tables, row: Row) -> str | Fragment:
    found = [one.text for one in tables.rows("attacks", target_claim=row.claim)]
    return bullets(found) if found else "none in the map"


def _same_point(tables: Tables, row: Row) -> str | Fragment:
    labels = documents.labels(tables)
    found = [
        f"{point} {'; '.join(f'{labels[other.document]}, paragraph {other.paragraph}' for other in others)}"
        for point, others in claims.same_point(tables, row.claim)
    ]
    return bullets(found) if found else "none found"
