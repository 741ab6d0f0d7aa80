"""The reader's own copies of the texts: added from a file or pasted, recognised, kept on this machine alone."""

from __future__ import annotations

import ipywidgets
import pandas as pd

from helpers import documents, originals, reader
from helpers.html import Fragment, paragraph, stack, strong, table
from helpers.originals import LARGEST_FILE, OriginalsError
from helpers.reader import ReaderError
from helpers.tables import Tables
from helpers.widgets.from_file import FromFile
from helpers.widgets.view import WIDE, Group, Press, View

RULES = (
    "A copy stays in the folder my_work on this machine; it is never sent, and a lesson that you save or hand on does "
    "not hold it. Only paragraphs of the five texts are kept, nothing around them. Every lesson works without a copy. "
    "With one, Read shows the text beside our summary, with the words of each claim marked. Run a lesson again to "
    "see it."
)


def my_texts(tables: Tables) -> View:
    """Return what a reader adds copies of the texts with; live, it begins with what is kept."""

    def render(copies: tuple[originals.Own, str]) -> Fragment:
        own, said = copies
        return stack(paragraph(said) if said else None, kept(tables, own), paragraph(RULES))

    return View({"copies": _Copies(tables)}, render, _on_paper(tables))


class _Copies(Group):
    """A file, a place to paste, and buttons; ``value`` is the paragraphs that are kept, and what there is to say."""

    def __init__(self, tables: Tables):
        self._tables = tables
        self._file = FromFile(
            description="A file with a text:", accept=",".join(originals.SUFFIXES), largest=LARGEST_FILE, chosen={}
        )
        self._pasted = ipywidgets.Textarea(
            description="Or paste a text here:", style=WIDE, layout={"width": "min(100%, 40em)"}
        )
        keep, forget = Press("Keep what was pasted", lambda n: n), Press("Remove all my copies", lambda n: n)
        super().__init__([self._file, self._pasted, keep, forget], value=(reader.own_copies(tables), ""))
        self._file.observe(self._on_file, names="chosen")
        keep.observe(lambda change: self._on_paste(), names="value")
        forget.observe(lambda change: self._forget(), names="value")

    def _on_file(self, change) -> None:
        chosen = self._file.chosen
        name, size, content = (chosen.get(part) for part in ("name", "size", "content"))
        if not isinstance(name, str) or not isinstance(size, int) or not isinstance(content, str):
            return
        if size > LARGEST_FILE:
            return self._say(originals.too_large(f"The file {name}", size))
        self._keep(content, name)

    def _on_paste(self) -> None:
        if self._keep(self._pasted.value, ""):
            self._pasted.value = ""

    def _keep(self, raw: str, name: str) -> bool:
        try:
            new = reader.keep_copy(self._tables, raw, name)
        except (OriginalsError, ReaderError) as problem:
            self._say(str(problem))
            return False
        self._say(f"Kept: {in_words(self._tables, new)}.")
        return True

    def _forget(self) -> None:
        try:
            count = reader.forget_copies()
        except ReaderError as problem:
            return self._say(str(problem))
        self._say("Your copies are removed." if count else "There was no copy to remove.")

    def _say(self, said: str) -> None:
        self.value = (reader.own_copies(self._tables), said)


def in_words(tables: Tables, own: originals.Own) -> str:
    """Say how many paragraphs of which texts there are: ``"30 of 30 paragraphs of Pompeo"``."""
    rows = originals.found_in_words(tables, own)
    return "; ".join(f"{count} of {whole} paragraphs of {label}" for label, count, whole, _ in rows if count)


def kept(tables: Tables, own: originals.Own) -> Fragment:
    """Return how many paragraphs of each text are in the reader's copies, and which are missing."""
    if not own:
        return paragraph("There is no copy yet, so the lessons show our summaries alone.")
    rows = [
        (label, f"{count} of {whole}", missing)
        for label, count, whole, missing in originals.found_in_words(tables, own)
    ]
    return table(pd.DataFrame(rows, columns=["Text", "Paragraphs recognised", "Missing"]), "My copies of the texts")


def _on_paper(tables: Tables) -> Fragment:
    rows = [(label, str(len(documents.paragraphs(tables, name)))) for name, label in documents.labels(tables).items()]
    return stack(
        paragraph(
            strong("On paper. "),
            "If you have a text, number its paragraphs, without headings and notes. The numbers in the lessons are "
            "these.",
        ),
        table(pd.DataFrame(rows, columns=["Text", "Paragraphs"]), "How many paragraphs a text has"),
        paragraph(RULES),
    )
