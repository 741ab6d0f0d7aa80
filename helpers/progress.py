"""What a reader has done in the exercises: how the file looks, what it may hold, and what a teacher may see of it.

It says of an exercise how often it was tried, whether it was solved, how many hints were read and how sure the reader
was; it holds what was written in exercises that ask for words, and no name. A teacher's file leaves out what was
written, unless the reader puts it in.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace

import fastjsonschema
import pandas as pd

from helpers.exercises import CONFIDENCE
from helpers.tables import Tables

FORMAT, VERSION = "five-arguments progress", 1
LARGEST_FILE = 2_000_000
LONGEST_TEXT = 5_000
MOST_TRIES = 10_000

SCHEMA = {
    "type": "object",
    "required": ["format", "version", "steps"],
    "additionalProperties": False,
    "properties": {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "steps": {
            "type": "array",
            "maxItems": 1_000,
            "items": {
                "type": "object",
                "required": ["exercise", "tries", "solved_at", "hints", "sure", "written"],
                "additionalProperties": False,
                "properties": {
                    "exercise": {"type": "string", "maxLength": 60},
                    "tries": {"type": "integer", "minimum": 0, "maximum": MOST_TRIES},
                    "solved_at": {"type": "integer", "minimum": 0, "maximum": MOST_TRIES},
                    "hints": {"type": "integer", "minimum": 0, "maximum": 3},
                    "sure": {"enum": ["", *CONFIDENCE]},
                    "written": {"type": "string", "maxLength": LONGEST_TEXT},
                },
            },
        },
    },
}


class ProgressError(ValueError):
    """A file of progress cannot be used; the message is one sentence that says what and where."""


@dataclass(frozen=True)
class Step:
    """What was done in one exercise.

    ``tries`` are answers that could be looked at; ``solved_at`` is the number of the first one that was right, 0 for
    none. ``hints`` is how many were read, ``sure`` how sure the reader was at the first try ("" if not said).
    """

    exercise: str
    tries: int = 0
    solved_at: int = 0
    hints: int = 0
    sure: str = ""
    written: str = ""


def tried(step: Step, right: bool, sure: str = "", written: str = "") -> Step:
    """Return a step after one more try."""
    tries = min(step.tries + 1, MOST_TRIES)
    return replace(
        step,
        tries=tries,
        solved_at=step.solved_at or (tries if right else 0),
        sure=sure if step.tries == 0 else step.sure,
        written=_clean(written)[:LONGEST_TEXT] or step.written,
    )


def hinted(step: Step, count: int) -> Step:
    """Return a step after so many hints were read; none is forgotten."""
    return replace(step, hints=max(step.hints, min(count, 3)))


def _clean(written: str) -> str:
    """Return text that can be written to a file: no half characters and no control characters but line ends."""
    kept = "".join(one if ord(one) >= 32 or one == "\n" else " " for one in written)
    return kept.encode("utf-8", "replace").decode("utf-8")


def dump(steps: Mapping[str, Step], with_words: bool = True) -> str:
    """Return steps as the text of a file, in the order of the names of the exercises."""
    rows = [asdict(steps[name]) for name in sorted(steps)]
    for row in rows:
        row["written"] = row["written"] if with_words else ""
    return json.dumps({"format": FORMAT, "version": VERSION, "steps": rows}, ensure_ascii=False, indent=1) + "\n"


def parse(raw: bytes, tables: Tables) -> dict[str, Step]:
    """Return the steps of a file, by exercise.

    Exercises that this series no longer has are left out.

    Raises
    ------
    ProgressError
        If it is anything else than a file that :func:`dump` wrote, or could have written.
    """
    if len(raw) > LARGEST_FILE:
        raise ProgressError(f"The file has {len(raw):,} bytes; a file of progress has {LARGEST_FILE:,} at most.")
    try:
        content = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise ProgressError("The file holds no progress: it cannot be read as JSON.") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ProgressError(f"The file holds no progress: it does not name its format as {FORMAT!r}.")
    if type(content.get("version")) is not int or content["version"] != VERSION:
        raise ProgressError(f"The file is of another version; this series reads version {VERSION}.")
    try:
        _is_valid()(content)
    except fastjsonschema.JsonSchemaValueException as problem:
        where = ".".join(str(part) for part in problem.path[1:]) or "the file"
        raise ProgressError(f"The file cannot be used: {where[:60]} is not as it should be.") from None
    known = {row.question for row in tables.rows("questions")}
    steps: dict[str, Step] = {}
    for place, row in enumerate(content["steps"], start=1):
        step = Step(**row)
        if step.exercise in steps:
            raise ProgressError(f"Step {place} is on an exercise that has a step already.")
        if step.solved_at > step.tries:
            raise ProgressError(f"Step {place} was solved at a try that it did not have.")
        if step.exercise in known:
            steps[step.exercise] = step
    return steps


@functools.cache
def _is_valid() -> Callable[[object], object]:
    return fastjsonschema.compile(SCHEMA)


# What it says ------------------------------------------------------------------------------------------


def in_words(step: Step) -> str:
    """Return what was done in an exercise before: ``"Solved before, at try 2."``; nothing where nothing was."""
    if step.solved_at:
        return f"Solved before, at try {step.solved_at}."
    if step.written:
        return "You wrote an answer before; it is in the box."
    return f"Tried before, {step.tries} {'time' if step.tries == 1 else 'times'}." if step.tries else ""


def by_lesson(tables: Tables, steps: Mapping[str, Step]) -> pd.DataFrame:
    """Return how far a reader is.

    Returns
    -------
    DataFrame
        One row for each lesson in order: ``lesson``, ``title``, ``exercises``, ``tried`` and ``done`` (solved, or
        written where an exercise asks for words).
    """
    rows = []
    for lesson in sorted(tables.rows("lessons"), key=lambda row: row.order):
        names = [row.question for row in tables.rows("questions", lesson=lesson.lesson)]
        own = [steps[name] for name in names if name in steps]
        done = sum(bool(step.solved_at or step.written) for step in own)
        tried_here = sum(bool(step.tries) for step in own)
        rows.append((lesson.lesson, f"{lesson.order:02d} {lesson.title}", len(names), tried_here, done))
    return pd.DataFrame(rows, columns=["lesson", "title", "exercises", "tried", "done"])


def of_a_class(tables: Tables, files: Iterable[Mapping[str, Step]]) -> pd.DataFrame:
    """Return which exercises were hard for a class, with nothing on who did what.

    Parameters
    ----------
    files : iterable of mapping of str to Step
        The steps of each student.

    Returns
    -------
    DataFrame
        One row for each exercise that somebody tried, in the order of the lessons: ``exercise``, ``lesson``,
        ``prompt``, ``tried`` (students), ``first`` (solved at the first try), ``later``, ``open`` (not solved),
        ``written`` (exercises that ask for words; the others are 0), ``hints`` (students who read one).
    """
    every = [step for steps in files for step in steps.values() if step.tries]
    order = {row.lesson: row.order for row in tables.rows("lessons")}
    questions = sorted(tables.rows("questions"), key=lambda row: (order[row.lesson], row.order))
    rows = []
    for question in questions:
        own = [step for step in every if step.exercise == question.question]
        if own:
            words = question.kind == "write"
            first = sum(step.solved_at == 1 for step in own)
            later = sum(step.solved_at > 1 for step in own)
            rows.append(
                (question.question, question.lesson, question.prompt, len(own), first, later,
                 0 if words else len(own) - first - later, len(own) if words else 0,
                 sum(step.hints > 0 for step in own))
            )  # fmt: skip
    columns = ["exercise", "lesson", "prompt", "tried", "first", "later", "open", "written", "hints"]
    return pd.DataFrame(rows, columns=columns)
