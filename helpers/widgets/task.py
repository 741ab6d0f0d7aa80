"""Optional tasks in code, and what the data of a lesson settle."""

from __future__ import annotations

import os

import pandas as pd

from helpers import tasks
from helpers.html import Fragment, table
from helpers.tables import Tables

# nbgrader sets this while it grades; a cell that fails then has no points, and one that replies has them.
GRADING = ("NBGRADER_EXECUTION", "autograde")


class NotSolvedError(ValueError):
    """An answer that is graded is not right; the message is the reply to it."""


def task(tables: Tables, name: str) -> Fragment:
    """Return what is asked in a task.

    Raises
    ------
    KeyError
        If there is no such task.
    """
    return tasks.asked(tables, name)


def reply(tables: Tables, name: str, answer: object) -> Fragment:
    """Return what to say to an answer to a task; see :func:`helpers.tasks.reply`.

    Raises
    ------
    NotSolvedError
        If the answer is not right, and only while nbgrader grades it.
    """
    said = tasks.reply(tables, name, answer)
    variable, grading = GRADING
    if os.environ.get(variable) == grading and not tasks.is_right(tables, name, answer):
        raise NotSolvedError(said.text)
    return said


def settled(tables: Tables, lesson: str) -> Fragment:
    """Return what the data of a lesson settle, what they leave open, and why.

    Raises
    ------
    KeyError
        If there is no such lesson.
    """
    tables.row("lessons", lesson=lesson)
    rows = sorted(tables.rows("settled", lesson=lesson), key=lambda row: row.order)
    shown = [(row.question, row.answer, row.why) for row in rows]
    frame = pd.DataFrame(shown, columns=["Question", "What the data say", "Why"])
    return table(frame, "What these data settle, and what they do not")
