"""What a teacher needs beside the lessons: minutes, likely answers, the answer key, standards and reading times.

Everything here is made from the tables; the guide in ``notebooks/for_teachers`` shows it.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from helpers.exercises import NUMBER, ONE, ORDER, SEVERAL, TAGS, WRITE, Exercise, exercise, shown_number
from helpers.tables import Row, Tables, listed

FULL, SHORT = "lesson by lesson", "short course"
PURPOSE, PREPARE, PROMPT = "purpose", "prepare", "prompt"
LIKELY, MISCONCEPTION, HEATED = "likely answer", "misconception", "when it gets heated"
WORDS_A_MINUTE = 150  # our assumption for silent reading in class, slow on purpose


def lessons(tables: Tables) -> list[Row]:
    """Return the lessons that can be read, in order."""
    rows = [row for row in tables.rows("lessons") if row.status == "ready"]
    return sorted(rows, key=lambda row: row.order)


def notes(tables: Tables, lesson: str, kind: str) -> list[Row]:
    """Return what the guide says of one kind on a lesson, in order; each row has ``text`` and ``reply``."""
    rows = [row for row in tables.rows("guide", lesson=lesson) if row.kind == kind]
    return sorted(rows, key=lambda row: row.order)


def plan(tables: Tables, lesson: str, course: str) -> pd.DataFrame:
    """Return what happens in a lesson, minute by minute.

    Returns
    -------
    DataFrame
        In order: ``period``, ``minutes`` and ``what``; no row where the lesson is no part of the course.
    """
    frame = tables["plans"]
    frame = frame[(frame["lesson"] == lesson) & (frame["course"] == course)]
    return frame.sort_values(["period", "order"])[["period", "minutes", "what"]].reset_index(drop=True)


def courses(tables: Tables) -> pd.DataFrame:
    """Return the minutes of every lesson in each course.

    Returns
    -------
    DataFrame
        One row for each lesson: ``lesson``, ``title``, ``minutes`` (as the lesson gives them), ``full`` and ``short``
        (the sums of the plans; 0 where it is no part of that course) and ``period`` (of the short course, 0 for none).
    """
    rows = []
    for lesson in lessons(tables):
        full, short = (plan(tables, lesson.lesson, course) for course in (FULL, SHORT))
        period = int(short["period"].iloc[0]) if len(short) else 0
        title = f"{lesson.order:02d} {lesson.title}"
        sums = int(full["minutes"].sum()), int(short["minutes"].sum())
        rows.append((lesson.lesson, title, lesson.minutes, *sums, period))
    return pd.DataFrame(rows, columns=["lesson", "title", "minutes", "full", "short", "period"])


def standards(tables: Tables, lesson: str = "") -> list[Row]:
    """Return the standards that a lesson works on, or all of them, in the order of the table."""
    return [row for row in tables.rows("standards") if not lesson or lesson in listed(row.lessons)]


def answer_key(tables: Tables, lesson: str) -> pd.DataFrame:
    """Return what is right in each exercise of a lesson; only structure and checkable facts have a right answer.

    Returns
    -------
    DataFrame
        In the order of the lesson: ``exercise``, ``asked`` and ``right`` (for exercises that ask for words, the
        model answers, called so).
    """
    rows = sorted(tables.rows("questions", lesson=lesson), key=lambda row: row.order)
    asked = [exercise(tables, row.question) for row in rows]
    return pd.DataFrame(
        [(one.name, one.prompt, right_answer(one)) for one in asked], columns=["exercise", "asked", "right"]
    )


def right_answer(one: Exercise) -> str:
    """Return the right answer of an exercise in words."""
    return _RIGHT[one.kind](one)


def _chosen(one: Exercise) -> str:
    return " / ".join(one.options["text"][one.options["key"] == 1])


def _ordered(one: Exercise) -> str:
    return "; then ".join(one.options.sort_values("key")["text"])


def _typed(one: Exercise) -> str:
    return "; ".join(f"{place}. {kind}" for place, kind in enumerate(one.options["type"], start=1))


def _computed(one: Exercise) -> str:
    return f"{shown_number(one.options['value'].iloc[0])} {one.unit}, to within {one.tolerance:g} percent"


def _modelled(one: Exercise) -> str:
    return "Open. Models: " + " / ".join(one.options["text"])


_RIGHT: dict[str, Callable[[Exercise], str]] = {
    ONE: _chosen, SEVERAL: _chosen, ORDER: _ordered, TAGS: _typed, NUMBER: _computed, WRITE: _modelled,
}  # fmt: skip


def reading_times(tables: Tables) -> pd.DataFrame:
    """Return how long a text takes to read, by the summaries and in the original.

    Returns
    -------
    DataFrame
        One row for each text in order of publication: ``label``, ``summary_words``, ``summary_minutes``, ``words`` and
        ``minutes``, at ``WORDS_A_MINUTE``, rounded up.
    """
    rows = []
    for text in sorted(tables.rows("documents"), key=lambda row: row.order):
        ours = sum(len(row.summary.split()) for row in tables.rows("paragraphs", document=text.document))
        rows.append((text.label, ours, _minutes(ours), text.words, _minutes(text.words)))
    return pd.DataFrame(rows, columns=["label", "summary_words", "summary_minutes", "words", "minutes"])


def _minutes(words: int) -> int:
    return -(-words // WORDS_A_MINUTE)
