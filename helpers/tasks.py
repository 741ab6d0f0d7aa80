"""Small tasks in code: what is asked, and what to say to an answer."""

from __future__ import annotations

import math

from helpers import answers
from helpers.html import Fragment, paragraph, strong
from helpers.tables import Tables

TOLERANCE = 0.1  # percent: rounding is no mistake


def asked(tables: Tables, name: str) -> Fragment:
    """Return what is asked in a task.

    Raises
    ------
    KeyError
        If there is no such task.
    """
    prompt = tables.row("tasks", task=name).prompt
    return paragraph(strong("Task. "), prompt, " Then run that cell and the next one, which replies.")


def reply(tables: Tables, name: str, answer: object) -> Fragment:
    """Return what to say to an answer: whether it is right, and, for a common slip, what may have happened.

    Parameters
    ----------
    answer : object
        A number; ``None`` as long as nothing is computed.

    Raises
    ------
    KeyError
        If there is no such task.
    """
    row = tables.row("tasks", task=name)
    if answer is None:
        return paragraph(strong("Nothing is computed yet. "), row.hint)
    try:
        number = _number(answer)
    except OverflowError:
        return paragraph(strong("Not yet. "), "The number is too large to be computed with.")
    if math.isnan(number):
        what = type(answer).__name__
        return paragraph(
            strong("Not a number. "), f"The answer should be one number; it is {what}. Take one value of it."
        )
    if is_right(tables, name, answer):
        return paragraph(strong("That is right. "), row.reply)
    for slip in tables.rows("slips", task=name):
        if answers.near(number, answers.ANSWERS[name].slips[slip.slip](tables), TOLERANCE):
            return paragraph(strong("Not yet. "), slip.reply)
    return paragraph(strong("Not yet. "), row.hint)


def is_right(tables: Tables, name: str, answer: object) -> bool:
    """Say whether an answer is right but for rounding.

    Raises
    ------
    KeyError
        If there is no such task.
    """
    try:
        number = _number(answer)
    except OverflowError:
        return False
    return answers.near(number, answers.ANSWERS[name].right(tables), TOLERANCE)


def _number(answer: object) -> float:
    """Return an answer as a number; what is none becomes one that is near nothing."""
    try:
        return math.nan if isinstance(answer, bool | bytes) else float(answer)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return math.nan
