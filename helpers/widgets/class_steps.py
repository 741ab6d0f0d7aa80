"""Which exercises were hard for a class, from the files that students handed in; never who did what."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from helpers import charts, progress, reader
from helpers.exercises import WRITE
from helpers.html import Fragment, bullets, figure, paragraph, stack, strong, table
from helpers.reader import ReaderError
from helpers.tables import Tables
from helpers.widgets.view import Press, View, choose

EVERY = "all lessons"
MOST_BARS = 12
HOW = (
    "Each student makes a file for a teacher on the start page and hands it in. Put the files, under any names that "
    "end in .json, into the folder my_work/class. They hold no name and no opinion; what was written is not shown."
)
FEW = "With few files you may be able to guess who is behind a number. Do not try, and do not show it to the class."


def class_steps(tables: Tables, folder: str | Path = "") -> View:
    """Return which exercises were hard for a class.

    Parameters
    ----------
    folder : str or Path
        Where the files are; ``my_work/class`` if none is named.
    """
    lessons = {f"{row.order:02d} {row.title}": row.lesson for row in tables.rows("lessons")}

    def read(_presses: int) -> tuple[pd.DataFrame, int, dict[str, str]] | str:
        try:
            files, trouble = reader.class_files(tables, folder)
        except ReaderError as problem:
            return str(problem)
        return progress.of_a_class(tables, files), len(files), trouble

    def render(files: tuple[pd.DataFrame, int, dict[str, str]] | str | None, lesson: str) -> Fragment:
        if files is None:
            return paragraph("Press the button to read the files of the class.")
        if isinstance(files, str):
            return stack(files, HOW)
        frame, count, trouble = files
        return stack(_read(count, trouble), steps(tables, frame, lessons.get(lesson, "")), FEW)

    controls = {"files": Press("Read the files of the class", read), "lesson": choose("Lesson:", [EVERY, *lessons])}
    return View(controls, render, _on_paper())


def _read(count: int, trouble: dict[str, str]) -> Fragment:
    files = "1 file was" if count == 1 else f"{count} files were"
    problems = bullets(f"{name[:80]}: {problem}" for name, problem in trouble.items()) if trouble else None
    return stack(f"{files} read.", f"Not read: {len(trouble)}." if trouble else None, problems)


def steps(tables: Tables, frame: pd.DataFrame, lesson: str = "") -> Fragment:
    """Return what a class did, as a table, and a chart of the steps that were hard.

    Parameters
    ----------
    frame : DataFrame
        From :func:`helpers.progress.of_a_class`.
    lesson : str
        Of which lesson; nothing for all.
    """
    frame = frame[frame["lesson"] == lesson] if lesson else frame
    if not len(frame):
        return paragraph("Nobody has tried an exercise of this choice yet.")
    return stack(_chart(tables, frame), table(_as_shown(frame), "What the class did, exercise by exercise"))


def _chart(tables: Tables, frame: pd.DataFrame) -> Fragment | None:
    kinds = {row.question: row.kind for row in tables.rows("questions")}
    solved = frame[frame["exercise"].map(kinds) != WRITE]
    if not len(solved):
        return None
    later = solved["tried"] - solved["first"]
    share = later / solved["tried"]
    hard = solved.loc[share.sort_values(ascending=False, kind="stable").index[:MOST_BARS]]
    first = hard.iloc[0]
    alt = (
        f"Among the exercises shown, the largest share that did not solve one at the first try is in {first.exercise}: "
        f"{first.later + first.open} of {first.tried}."
        if (hard["tried"] > hard["first"]).any()
        else "Every exercise shown was solved at the first try by all who tried it."
    )
    return figure(
        charts.steps(hard),
        alt=alt,
        caption=f"How students solved the exercises, at most {MOST_BARS}: those with the largest share that took more "
        "than one try stand on top. Exercises that ask for words are left out. Source: the files of the class.",
        cannot_show="Why a step was hard: the question, the lesson before it or the time of day. And who did what.",
        numbers=_as_shown(hard),
    )


def _as_shown(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Exercise": frame["exercise"],
            "Asked": frame["prompt"],
            "Tried by": frame["tried"],
            "Solved at the first try": frame["first"],
            "Solved later": frame["later"],
            "Not solved": frame["open"],
            "Wrote an answer": frame["written"],
            "Read a hint": frame["hints"],
        }
    )


def _on_paper() -> Fragment:
    return stack(paragraph(strong("When you run this page "), "it reads the files of your class. ", HOW), FEW)
