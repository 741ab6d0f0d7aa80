"""Exercises: what is asked, which answers are right, and what to say to each choice.

Tries are unlimited and nothing is counted. Feedback on a wrong choice says why it tempts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from helpers.html import Fragment, bullets, details, paragraph, stack, strong
from helpers.tables import Tables

TASKS = {
    "choose one": "Choose one.",
    "choose several": "Choose all that fit.",
    "put in order": "Put these in order.",
}


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    ``kind`` is "choose one", "choose several" or "put in order". ``options`` has the columns
    ``text``, ``key`` (1 or 0; for an order the right place, from 1) and ``feedback``.
    """

    name: str
    kind: str
    prompt: str
    hints: tuple[str, ...]
    options: pd.DataFrame


def exercise(tables: Tables, name: str) -> Exercise:
    """Return an exercise by name.

    Raises
    ------
    KeyError
        If there is no such exercise.
    """
    row = tables.row("questions", question=name)
    options = tables["options"]
    options = options[options["question"] == name].sort_values("option").reset_index(drop=True)
    hints = (row["hint_1"], row["hint_2"], row["hint_3"])
    return Exercise(name, row["kind"], row["prompt"], hints, options[["text", "key", "feedback"]])


def prompt(one: Exercise) -> Fragment:
    """Return what is asked, and how to answer."""
    return paragraph(strong("Question. "), one.prompt, " ", TASKS[one.kind])


def is_right(one: Exercise, answer: Sequence[int]) -> bool:
    """Say whether an answer is right.

    Parameters
    ----------
    answer : sequence of int
        The places in ``options`` that were chosen, from 0; for an order, the places from first to last.
    """
    if one.kind == "put in order":
        return [int(one.options["key"][place]) for place in answer] == list(range(1, len(one.options) + 1))
    return set(answer) == {place for place, key in enumerate(one.options["key"]) if key == 1}


def feedback(one: Exercise, answer: Sequence[int]) -> Fragment:
    """Return what to say to an answer; an empty answer is asked for, not marked."""
    if one.kind == "put in order":
        return _feedback_on_order(one, answer)
    if not answer:
        return paragraph(strong("Nothing is chosen yet. "), "Choose, then check again.")
    verdict = "That is right." if is_right(one, answer) else "Not yet."
    parts = [paragraph(strong(verdict))]
    parts += [_on_choice(one, place) for place in answer]
    if one.kind == "choose several" and not is_right(one, answer):
        missing = sum(key == 1 and place not in answer for place, key in enumerate(one.options["key"]))
        parts.append(paragraph(f"Right choices not yet chosen: {missing}."))
    return stack(*parts)


def _on_choice(one: Exercise, place: int) -> Fragment:
    row = one.options.iloc[place]
    mark = "Right: " if row["key"] == 1 else "Look again: "
    return paragraph(strong(mark), f"“{row['text']}” ", row["feedback"])


def _feedback_on_order(one: Exercise, answer: Sequence[int]) -> Fragment:
    if len(set(answer)) < len(one.options):
        return paragraph(strong("The order is not complete. "), "Give each item a place of its own, then check again.")
    if is_right(one, answer):
        return stack(
            paragraph(strong("That is right.")),
            bullets([_reason(one, place) for place in answer], ordered=True),
        )
    first = next(n for n, place in enumerate(answer, start=1) if one.options["key"][place] != n)
    wrong = one.options.iloc[answer[first - 1]]
    return stack(
        paragraph(
            strong("Not yet. "),
            f"The first {first - 1} stand where they should." if first > 1 else "Look at the first place.",
        ),
        paragraph(f"“{wrong['text']}” does not come in place {first}: ", wrong["feedback"]),
    )


def _reason(one: Exercise, place: int) -> str:
    row = one.options.iloc[place]
    return f"{row['text']}. {row['feedback']}"


def hints(one: Exercise, count: int) -> Fragment:
    """Return the first ``count`` hints, from general to exact; nothing for none."""
    given = one.hints[: max(0, count)]
    return stack(*(paragraph(strong(f"Hint {n} of {len(one.hints)}: "), hint) for n, hint in enumerate(given, start=1)))


def on_paper(one: Exercise) -> Fragment:
    """Return the exercise where no kernel runs: the choices, hints and feedback to open by hand."""
    if one.kind == "put in order":
        order = sorted(range(len(one.options)), key=lambda place: one.options["key"][place])
        answer = bullets([_reason(one, place) for place in order], ordered=True)
    else:
        answer = bullets([_on_choice(one, place) for place in range(len(one.options))])
    return stack(
        prompt(one),
        bullets(one.options["text"]),
        details("Three hints", hints(one, len(one.hints))),
        details("What to say to each choice (open when you have chosen)", answer),
    )
