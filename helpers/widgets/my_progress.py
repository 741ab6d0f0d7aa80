"""How far the reader is in the exercises, and a file of it for a teacher."""

from __future__ import annotations

import ipywidgets
import pandas as pd

from helpers import progress, reader
from helpers.html import Fragment, paragraph, stack, strong, table
from helpers.progress import ProgressError, Step
from helpers.reader import ReaderError
from helpers.tables import Tables
from helpers.widgets.view import WIDE, Group, Press, View

ONCE_MORE = "This removes what is kept on every exercise, for good. To do so, press Begin anew once more."
RULES = (
    "It is kept in the folder my_work on this machine and sent nowhere. It says which exercises you tried and solved, "
    "how many hints you read and how sure you were. A file for a teacher has no name in it, and what you wrote only if "
    "you tick that."
)


def my_progress(tables: Tables) -> View:
    """Return how far the reader is; live, it begins with what is kept."""

    def render(done: tuple[dict[str, Step], str]) -> Fragment:
        steps, said = done
        return stack(paragraph(said) if said else None, so_far(tables, steps), paragraph(RULES))

    return View({"done": _Progress(tables)}, render, _on_paper(tables))


class _Progress(Group):
    """Buttons for the file and to begin anew; ``value`` is the steps, and what there is to say."""

    def __init__(self, tables: Tables):
        self._tables = tables
        self._words = ipywidgets.Checkbox(
            description="Put what I wrote into the file too", indent=False, style=WIDE, layout={"width": "auto"}
        )
        export, forget = Press("Make a file for a teacher", lambda n: n), Press("Begin anew", lambda n: n)
        update = Press("Look again", lambda n: n)
        super().__init__([update, self._words, export, forget], value=self._now())
        update.observe(lambda change: self._say(""), names="value")
        export.observe(lambda change: self._export(), names="value")
        forget.observe(lambda change: self._forget(), names="value")

    def _now(self, said: str = "") -> tuple[dict[str, Step], str]:
        try:
            return reader.load_progress(self._tables), said
        except (ReaderError, ProgressError) as problem:
            return {}, f"What was kept cannot be used, and will be set aside, not lost: {problem}"

    def _export(self) -> None:
        try:
            path = reader.export_progress(self._tables, self._words.value)
        except (ReaderError, ProgressError) as problem:
            return self._say(str(problem))
        words = "with what you wrote" if self._words.value else "without what you wrote"
        self._say(f"Written, {words}: {reader.in_words(path)}. You find it in the list of files on the left.")

    def _forget(self) -> None:
        steps, said = self.value
        if steps and said != ONCE_MORE:
            return self._say(ONCE_MORE)
        try:
            there_was = reader.forget_progress()
        except ReaderError as problem:
            return self._say(str(problem))
        self._say("What was kept on the exercises is removed." if there_was else "There was nothing to remove.")

    def _say(self, said: str) -> None:
        self.value = self._now(said)


def so_far(tables: Tables, steps: dict[str, Step]) -> Fragment:
    """Return how many exercises of each lesson were tried and done."""
    if not any(step.tries for step in steps.values()):
        return paragraph("No exercise has been tried yet.")
    frame = progress.by_lesson(tables, steps)
    shown = pd.DataFrame(
        {
            "Lesson": frame["title"],
            "Exercises": frame["exercises"],
            "Tried": frame["tried"],
            "Solved or written": frame["done"],
        }
    )
    return table(shown, "My progress")


def _on_paper(tables: Tables) -> Fragment:
    frame = progress.by_lesson(tables, {})
    shown = pd.DataFrame(
        {"Lesson": frame["title"], "Exercises": frame["exercises"], "Done on": ["" for _ in frame["title"]]}
    )
    return stack(
        paragraph(strong("On paper. "), "Tick what you have done, and write the day beside it."),
        table(shown, "The exercises of each lesson"),
        paragraph(RULES),
    )
