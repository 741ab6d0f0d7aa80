"""The source cards of several texts, next to each other."""

from __future__ import annotations

from collections.abc import Sequence

from helpers import documents
from helpers.html import Fragment, card, columns, pairs, paragraph
from helpers.tables import Tables
from helpers.widgets.view import ORDERS, View, choose, choose_several


def source_cards(tables: Tables) -> View:
    """Return the source cards side by side; live, nothing is chosen at first, and the static view is complete."""
    labels = documents.labels(tables)

    def render(texts: Sequence[str], order: str) -> Fragment:
        return cards(tables, texts, ORDERS[order])

    controls = {
        "texts": choose_several("Texts:", [(label, name) for name, label in labels.items()]),
        "order": choose("Order:", list(ORDERS)),
    }
    return View(controls, render, cards(tables, list(labels)))


def cards(tables: Tables, texts: Sequence[str], newest_first: bool = False) -> Fragment:
    """Return the source cards of some texts, in order of publication or the other way round."""
    if not texts:
        return paragraph(
            "No text is chosen yet. Choose one or more: with the arrow keys, and with Control (on a Mac, Command) "
            "and the space bar for several."
        )
    chosen = [name for name in documents.in_order(tables, newest_first)["document"] if name in texts]
    return columns(*(_card(tables, name) for name in chosen))


def _card(tables: Tables, document: str) -> Fragment:
    rows = documents.source_card(tables, document)
    known = {
        row.field: row.value if row.basis == "not stated" else f"{row.value} ({row.basis})" for row in rows.itertuples()
    }
    return card(documents.labels(tables)[document], pairs(known), level=3)
