"""Where the texts stand on contested questions, and where that is not what their recommendations suggest."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers import documents, positions
from helpers.html import Fragment, bullets, card, details, heading, paragraph, stack, strong, table
from helpers.positions import SORTS
from helpers.tables import Row, Tables, listed
from helpers.widgets.view import ORDERS, View, choose

NOTHING, EVERY, AGREE, DIFFER = (
    "nothing yet",
    "every statement",
    "where texts with different recommendations agree",
    "where texts with the same recommendation differ",
)
SHOW = (NOTHING, EVERY, AGREE, DIFFER)
NO_QUESTION, EVERY_TEXT = "no question yet", "every text"


def where_they_stand(tables: Tables) -> View:
    """Return where the texts stand; live, nothing is shown at first, and the static view is complete."""
    labels = documents.labels(tables)
    questions = [(text, name) for name, text in positions.propositions(tables).items()]
    dividing = [(text, name) for text, name in questions if positions.divides(tables, name)] or questions

    def render(show: str, divide: str, sort: str, question: str, text: str, order: str) -> Fragment:
        newest_first = ORDERS[order]
        reading = None
        if question != NO_QUESTION:
            texts = list(labels) if text == EVERY_TEXT else [text]
            reading = stack(heading(f"What shows it: {positions.propositions(tables)[question]}"),
                            read(tables, question, texts, newest_first))  # fmt: skip
        return stack(reading, overview(tables, show, divide, sort, newest_first))

    controls = {
        "show": choose("Show:", SHOW),
        "divide": choose("Recommendation that divides:", dividing),
        "sort": choose("Sort:", SORTS),
        "question": choose("Read about:", [(NO_QUESTION, NO_QUESTION), *questions]),
        "text": choose(
            "In which text:", [(EVERY_TEXT, EVERY_TEXT), *((label, name) for name, label in labels.items())]
        ),
        "order": choose("Order of the texts:", list(ORDERS)),
    }
    return View(controls, render, _everything(tables, next(iter(positions.propositions(tables)))))


def _everything(tables: Tables, divide: str) -> Fragment:
    names = list(documents.labels(tables))
    return stack(
        *(
            details(f"{show.capitalize()} (open it when you have guessed)", overview(tables, show, divide))
            for show in (AGREE, DIFFER)
        ),
        overview(tables, EVERY, divide),
        *(
            details(f"What shows it: {text}", read(tables, name, names))
            for name, text in positions.propositions(tables).items()
        ),
    )


def overview(
    tables: Tables, show: str, divide: str, sort: str = positions.LISTED, newest_first: bool = False
) -> Fragment:
    """Return a table of stances, or the list of surprising agreements or disagreements.

    Parameters
    ----------
    show : str
        One of ``SHOW``.
    divide : str
        The proposition that counts as the recommendation.
    sort : str
        One of :data:`helpers.positions.SORTS`.
    """
    if show == NOTHING:
        return paragraph(
            "Nothing is shown yet. First guess: on which points could texts agree that recommend different things? "
            "Then choose what to show."
        )
    names = list(documents.in_order(tables, newest_first)["document"])
    if show == EVERY:
        return _table(tables, names, divide, positions.ordered(tables, names, sort))
    order = positions.ordered(tables, names, sort)
    if show == AGREE:
        found = positions.agreements(tables, divide, names)
        title = "Texts with different recommendations agree here"
    else:
        found = positions.disagreements(tables, divide, names)
        title = "Texts with the same recommendation differ here"
    found.sort(key=lambda one: order.index(one[0]))
    lines = [_line(tables, show == AGREE, *one) for one in found]
    basis = paragraph(strong("The recommendation that divides the texts: "), positions.propositions(tables)[divide])
    nothing = "There is no such statement in the table."
    return stack(heading(title), basis, bullets(lines) if lines else paragraph(nothing))


ACROSS, WITHIN, ITSELF, NEITHER = "agree across sides", "differ within a side", "the recommendation", "no such pair"


def _table(tables: Tables, names: Sequence[str], divide: str, order: Sequence[str]) -> Fragment:
    labels = documents.labels(tables)
    texts = positions.propositions(tables)
    agree = {one[0] for one in positions.agreements(tables, divide, names)}
    differ = {one[0] for one in positions.disagreements(tables, divide, names)}
    rows = []
    for name in order:
        stands = positions.by_document(tables, name)
        notes = [words for words, found in ((ACROSS, agree), (WITHIN, differ)) if name in found]
        note = ITSELF if name == divide else "; ".join(notes) or NEITHER
        rows.append((texts[name], *(positions.in_words(stands[text]) for text in names), note))
    frame = pd.DataFrame(rows, columns=["Statement", *(labels[name] for name in names), "Sides"])
    return stack(
        paragraph(strong("The recommendation that divides the texts: "), texts[divide]),
        paragraph(
            f"The last column looks at the two sides that texts take on it. “{ACROSS.capitalize()}”: a text of one "
            f"side and a text of the other take the same stand here. “{WITHIN.capitalize()}”: two texts of one side "
            f"take different stands here. “Mixed” and “silent” are no stand."
        ),
        table(frame, "Where the texts stand: ▲ supports, ▼ opposes, ◆ mixed, ○ silent"),
    )


def _line(tables: Tables, across: bool, name: str, stance: str, some: list[str], others: list[str]) -> Fragment:
    """Say which texts take which stand on a statement and on the recommendation; ``stance`` is what they share."""
    if across:
        groups = [(stance, "supports", some), (stance, "opposes", others)]
    else:
        groups = [("supports", stance, some), ("opposes", stance, others)]
    lines = [f"{VERBS[here].capitalize()} this, and {VERBS[there]} the recommendation: {_named(tables, name, texts)}."
             for here, there, texts in groups]  # fmt: skip
    rest = _rest(tables, name, [*some, *others])
    return stack(paragraph(strong(positions.propositions(tables)[name])), bullets([*lines, *rest]))


def _rest(tables: Tables, name: str, named: Sequence[str]) -> list[str]:
    """Say where the texts stand on a statement that a line does not name."""
    labels = documents.labels(tables)
    stands = positions.by_document(tables, name)
    others = [f"{label}, {positions.in_words(stands[text])}" for text, label in labels.items() if text not in named]
    return [f"The others: {'; '.join(others)}."] if others else []


VERBS = {"supports": "support", "opposes": "oppose"}


def _named(tables: Tables, proposition: str, names: Sequence[str]) -> str:
    labels = documents.labels(tables)
    stands = positions.by_document(tables, proposition)

    def one(name: str) -> str:
        condition = f"; condition: {stands[name].condition}" if stands[name].condition else ""
        return f"{labels[name]} ({documents.cited(listed(stands[name].paragraphs))}{condition})"

    return "; ".join(map(one, names))


def read(tables: Tables, proposition: str, texts: Sequence[str], newest_first: bool = False) -> Fragment:
    """Return what shows the stance of some texts on one question: the paragraphs, and the claims in them."""
    names = [name for name in documents.in_order(tables, newest_first)["document"] if name in texts]
    stands = positions.by_document(tables, proposition)
    return stack(*(_cell(tables, stands[name]) for name in names))


def _cell(tables: Tables, position: Row) -> Fragment:
    title = f"{documents.labels(tables)[position.document]}: {positions.in_words(position)}"
    numbers = listed(position.paragraphs)
    shown = []
    for number in numbers:
        row = tables.row("paragraphs", document=position.document, paragraph=int(number))
        summary = row.summary or "The summary of this paragraph is not written yet."
        shown.append(paragraph(strong(f"Paragraph {number}. "), summary))
    rows = [tables.row("claims", claim=name) for name in listed(position.claims)]
    rows.sort(key=lambda row: (row.paragraph, row.first_word))
    claims_shown = bullets(f"{row.text} (paragraph {row.paragraph}; {row.type})" for row in rows)
    return card(
        title,
        paragraph(position.note),
        paragraph(f"Condition: {position.condition}.") if position.condition else None,
        *shown,
        stack(paragraph(strong("Claims that show it")), claims_shown) if rows else None,
        level=4,
    )
