"""The texts next to each other: what is known of each, and where each stands."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers import claims, documents
from helpers.html import Fragment, card, columns, details, heading, pairs, paragraph, stack, table
from helpers.tables import Row, Tables, listed
from helpers.widgets.view import View, choose, choose_several

EVERY = "every question"
ORDERS = {"oldest first": False, "newest first": True}


def side_by_side(tables: Tables) -> View:
    """Return the texts side by side; live, nothing is chosen at first, and the static view is complete."""
    labels = documents.labels(tables)
    questions = claims.propositions(tables)

    def render(texts: Sequence[str], question: str, order: str) -> Fragment:
        return comparison(tables, texts, question, ORDERS[order])

    controls = {
        "texts": choose_several("Texts:", [(label, name) for name, label in labels.items()]),
        "question": choose("Question:", [(EVERY, EVERY), *((text, name) for name, text in questions.items())]),
        "order": choose("Order:", list(ORDERS)),
    }
    return View(controls, render, comparison(tables, list(labels)))


def comparison(tables: Tables, texts: Sequence[str], question: str = EVERY, newest_first: bool = False) -> Fragment:
    """Return source cards and positions of some texts.

    Parameters
    ----------
    texts : sequence of str
        Short names of texts; their order does not matter.
    question : str
        A proposition by its short name, or ``"every question"``.
    """
    if not texts:
        return paragraph(
            "No text is chosen yet. Choose one or more: with the arrow keys, and with Control (on a Mac, Command) "
            "and the space bar for several."
        )
    chosen = [name for name in documents.in_order(tables, newest_first)["document"] if name in texts]
    names = list(claims.propositions(tables)) if question == EVERY else [question]
    overview = [_overview(tables, chosen, names)] if question == EVERY else []
    answers = [_answers(tables, chosen, name) for name in names]
    if question == EVERY:
        answers = [
            details(f"In detail: {text}", one)
            for text, one in zip(claims.propositions(tables).values(), answers, strict=True)
        ]
    return stack(
        heading("Source cards"),
        columns(*(_card(tables, name) for name in chosen)),
        heading("Where they stand"),
        *overview,
        *answers,
    )


def _card(tables: Tables, document: str) -> Fragment:
    rows = documents.source_card(tables, document)
    known = {
        row.field: row.value if row.basis == "not stated" else f"{row.value} ({row.basis})" for row in rows.itertuples()
    }
    return card(documents.labels(tables)[document], pairs(known), level=4)


def _overview(tables: Tables, chosen: Sequence[str], names: Sequence[str]) -> Fragment:
    texts = claims.propositions(tables)
    labels = documents.labels(tables)
    rows = []
    for name in names:
        stances = {row.document: _stance(row) for row in tables.rows("positions", proposition=name)}
        rows.append((texts[name], *(stances[document] for document in chosen)))
    frame = pd.DataFrame(rows, columns=["Question", *(labels[document] for document in chosen)])
    return table(frame, "Where the texts stand: ▲ supports, ▼ opposes, ◆ mixed, ○ silent")


def _answers(tables: Tables, chosen: Sequence[str], name: str) -> Fragment:
    labels = documents.labels(tables)
    stands = {row.document: row for row in tables.rows("positions", proposition=name)}
    rows = [
        (
            labels[document],
            _stance(stands[document]),
            documents.cited(listed(stands[document].paragraphs)) or "nowhere",
            stands[document].condition or "none named",
            stands[document].note,
        )
        for document in chosen
    ]
    frame = pd.DataFrame(rows, columns=["Text", "Stance", "Where", "Condition", "What it says"])
    return table(frame, claims.propositions(tables)[name])


def _stance(position: Row) -> str:
    condition = ", under a condition" if position["condition"] else ""
    return f"{claims.STANCES[position['stance']]}\u00a0{position['stance']}{condition}"
