"""What the texts say on one topic, next to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from helpers import checks, claims, comparison, documents, originals, positions, reader
from helpers.comparison import ALL, CHECKED, SHARING, Said
from helpers.html import (
    Fragment,
    bullets,
    card,
    columns,
    details,
    heading,
    inline,
    paragraph,
    stack,
    strong,
    table,
)
from helpers.originals import NO_COPY
from helpers.tables import Row, Tables, listed
from helpers.widgets.view import ORDERS, View, choose, choose_several

NO_TOPIC = "no topic yet"


def side_by_side(tables: Tables) -> View:
    """Return the texts side by side; live, nothing is chosen at first, and the static view has every topic."""
    labels = documents.labels(tables)
    themes = [(f"Theme: {words}", comparison.THEME + name) for name, words in comparison.THEMES.items()]
    questions = [(f"Question: {text}", name) for name, text in positions.propositions(tables).items()]
    kinds = sorted({row.type for row in tables.rows("claims")})
    own = reader.own_copies(tables)

    def render(texts: Sequence[str], topic: str, kind: str, checked: str, sharing: str, order: str) -> Fragment:
        return compared(tables, texts, topic, kind, checked, sharing, ORDERS[order], own=own)

    controls = {
        "texts": choose_several("Texts:", [(label, name) for name, label in labels.items()]),
        "topic": choose("Topic:", [(NO_TOPIC, NO_TOPIC), *themes, *questions]),
        "kind": choose("Type of claim:", [ALL, *kinds]),
        "checked": choose("Held against a record:", CHECKED),
        "sharing": choose("Shared:", SHARING),
        "order": choose("Order:", list(ORDERS)),
    }
    return View(controls, render, everything(tables))


def everything(tables: Tables) -> Fragment:
    """Return every theme, each to open, with all texts, and so every claim once."""
    names = list(documents.labels(tables))
    return stack(
        paragraph("By theme; what each text says on each question stands in the view of where they stand."),
        *(
            details(_title(tables, topic), compared(tables, names, topic, with_answers=False))
            for topic in (comparison.THEME + name for name in comparison.THEMES)
        ),
        details("What answers what", answers(tables, names, [row.claim for row in tables.rows("claims")])),
    )


def compared(
    tables: Tables,
    texts: Sequence[str],
    topic: str,
    kind: str = ALL,
    checked: str = ALL,
    sharing: str = ALL,
    newest_first: bool = False,
    with_answers: bool = True,
    own: originals.Own = NO_COPY,
) -> Fragment:
    """Return what some texts say on one topic, a column each.

    Parameters
    ----------
    texts : sequence of str
        Short names of texts; their order does not matter.
    topic : str
        A key of :func:`helpers.comparison.topics`, or ``"no topic yet"``.
    kind, checked, sharing : str
        Which claims are shown; see :func:`helpers.comparison.said`.
    with_answers : bool
        Whether a table of what answers what among the claims that are shown stands below.
    own : mapping of (text, number) to str
        Paragraphs of the reader's own copies; each claim can be opened in them.
    """
    if not texts:
        return paragraph(
            "No text is chosen yet. Choose two or more: click the first, hold Shift and click the last; or, from the "
            "keyboard, arrow keys, with Control (on a Mac, Command) and the space bar for several."
        )
    if topic == NO_TOPIC:
        return paragraph("No topic is chosen yet. Choose a theme or a question.")
    found = comparison.said(tables, texts, topic, kind, checked, sharing, newest_first)
    shown = [claim.claim for one in found for claim in one.claims]
    return stack(
        heading(_title(tables, topic)) if with_answers else None,
        columns(*(_column(tables, one, own, 4 if with_answers else 3) for one in found)),
        answers(tables, texts, shown) if with_answers else None,
    )


def _title(tables: Tables, topic: str) -> str:
    kind = "Theme" if topic.startswith(comparison.THEME) else "Question"
    return f"{kind}: {comparison.topics(tables)[topic]}"


def _column(tables: Tables, one: Said, own: originals.Own, level: int) -> Fragment:
    stance = [_stance(one.position)] if one.position else []
    if not one.without_filters:
        on_theme, on_question = "No claim is filed under this theme.", "No claim of the text shows a stance."
        silence = on_theme if one.position is None else on_question
    else:
        hidden = one.without_filters - len(one.claims)
        silence = f"Claims that the filters hide: {hidden}." if hidden else None
    claims_shown = bullets(_claim(tables, row, own) for row in one.claims) if one.claims else None
    return card(documents.labels(tables)[one.document], *stance, claims_shown, silence, level=level)


def _stance(position: Row) -> Fragment:
    where = documents.cited(listed(position.paragraphs)) or "nowhere"
    condition = f" Condition: {position.condition}." if position.condition else ""
    return paragraph(strong(positions.in_words(position)), f" ({where}). {position.note}{condition}")


def _claim(tables: Tables, row: Row, own: originals.Own) -> Fragment:
    support = f"; support in the text: {row.evidence_offered}" if row.type in claims.CAN_BE_SUPPORTED else ""
    about = f" (paragraph {row.paragraph}; {row.type}; {claims.VOICES[row.voice]}{support})"
    return stack(
        inline(row.text, about),
        originals.in_the_copy(own, row),
        _others(tables, row),
        checks.results_on_claim(tables, row.claim),
    )


def _others(tables: Tables, row: Row) -> Fragment | None:
    labels = documents.labels(tables)
    points = claims.same_point(tables, row.claim)
    if not points:
        return None
    return stack(*(_shared_point(labels, point, others) for point, others in points))


def _shared_point(labels: Mapping[str, str], point: str, others: Sequence[Row]) -> Fragment:
    names = "; ".join(f"{labels[other.document]}, paragraph {other.paragraph}" for other in others)
    return paragraph(f"Point shared with {names}: “{point}”")


def answers(tables: Tables, texts: Sequence[str], shown: Sequence[str]) -> Fragment | None:
    """Return what answers what among some claims, as one table; nothing if nothing does.

    Parameters
    ----------
    shown : sequence of str
        The claims that may be answered; an answer can be any claim of ``texts``.
    """
    rows = [
        (_said_by(tables, tables.row("claims", claim=claim)), _said_by(tables, answer.claim), answer.note)
        for claim in shown
        for answer in comparison.answers(tables, claim, texts)
    ]
    if not rows:
        return None
    frame = pd.DataFrame(rows, columns=["Claim", "What speaks against it", "How"])
    note = "None of the texts names another; which claim speaks against which is put together by us."
    return stack(table(frame, "What answers what"), paragraph(note))


def _said_by(tables: Tables, row: Row) -> str:
    return f"{documents.labels(tables)[row.document]}, paragraph {row.paragraph}: {row.text}"
