"""The words that set the texts apart."""

from __future__ import annotations

from helpers import documents
from helpers.html import Fragment, paragraph, stack, strong, table
from helpers.tables import Tables
from helpers.vocabulary import LEAST, distinct_words
from helpers.widgets.view import View, choose, number

NO_TEXT, EVERY = "no text yet", "every text"
METHOD = (
    f"Shares are per thousand words of a text, so that long and short texts can be compared; in a short text, three "
    f"uses are already a large share. Listed are words that stand in the text at least {LEAST} times, by how many "
    "times larger their share is than in the other texts together."
)
LIMITS = (
    "Few texts are compared, they are of different kinds and lengths, and a word can be used, quoted or objected to. "
    "A list of words does not show what a text argues."
)


def words_that_differ(tables: Tables) -> View:
    """Return the words that set each text apart; live, no text is chosen at first."""
    labels = documents.labels(tables)

    def render(text: str, count: int) -> Fragment:
        return distinct(tables, list(labels) if text == EVERY else [text] if text in labels else [], count)

    controls = {
        "text": choose(
            "Text:", [(NO_TEXT, NO_TEXT), *((label, name) for name, label in labels.items()), (EVERY, EVERY)]
        ),
        "count": number("How many words:", 8, 1, 20),
    }
    return View(controls, render, distinct(tables, list(labels), 8))


def distinct(tables: Tables, texts: list[str], count: int) -> Fragment:
    """Return one table of words for each text, with the method and its limits."""
    if not texts:
        return paragraph("No text is chosen yet. First guess: which words would set a text apart?")
    labels = documents.labels(tables)
    return stack(
        *(_table(tables, name, count, labels[name]) for name in texts),
        paragraph(strong("Method. "), METHOD),
        paragraph(strong("Limits. "), LIMITS),
    )


def _table(tables: Tables, document: str, count: int, label: str) -> Fragment:
    frame = distinct_words(tables, document, count)
    frame["here"] = [f"{share:.1f}" for share in frame["here"]]
    frame["elsewhere"] = [f"{share:.1f}" for share in frame["elsewhere"]]
    frame.columns = ["Word", "Times in this text", "Per thousand words here", "Per thousand in the others"]
    return table(frame, f"Words that set {label} apart")
