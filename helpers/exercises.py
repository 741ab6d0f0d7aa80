"""Exercises: what is asked, which answers are right, and what to say to each of them.

Tries are unlimited. Feedback on a wrong answer says why it tempts, and comes only after the reader has answered. An
exercise asks about a text, a figure or a way of reading, and never for an opinion on a policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from helpers import answers
from helpers.html import Fragment, bullets, details, paragraph, stack, strong
from helpers.tables import Tables

ONE, SEVERAL, ORDER, TAGS = "choose one", "choose several", "put in order", "tag claims"
NUMBER, WRITE = "number", "write"
TASKS = {
    ONE: "Choose one.",
    SEVERAL: "Choose all that fit.",
    ORDER: "Put these in order.",
    TAGS: "Choose a type for each claim.",
    NUMBER: "Write a number.",
    WRITE: "Write in your own words; model answers come after that.",
}
MEANINGS = {
    "statistic": "gives a number or a rank",
    "event": "says that something happened or is so",
    "attribution": "says what somebody said or thinks",
    "causal": "says that one thing leads to another",
    "forecast": "says what will or would happen",
    "legal": "says what a law, a treaty or a court allows, forbids or asks for",
    "definition": "says what a word means, or how things are sorted",
    "value": "says what is good, bad or important",
    "proposal": "says what should be done",
}
GUESS, FAIRLY_SURE, SURE = "a guess", "fairly sure", "sure"
CONFIDENCE = (GUESS, FAIRLY_SURE, SURE)
FEWEST_WORDS = 5  # of what is written, before model answers are shown
LONGEST_NUMBER = 100  # characters
RIGHT = "right"  # the option of an exercise with a number that holds the reply to the right one

Given = Sequence[int] | Sequence[str] | str
"""An answer: places of options, types in the order of the claims, or what was written."""


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    ``kind`` is a key of ``TASKS``. ``options`` has the columns ``text``, ``key`` and ``feedback``: choices (``key`` is
    1 or 0; for an order the right place, from 1), claims to tag (with ``type``, the right one), model answers, or,
    for a number, the right one and slips (with ``value``). ``tolerance`` is how far a number may lie off, in
    percent, and ``unit`` what it counts.
    """

    name: str
    kind: str
    prompt: str
    hints: tuple[str, ...]
    options: pd.DataFrame = field(repr=False)
    tolerance: float = 0.0
    unit: str = ""


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
    options = options[["text", "key", "feedback"]]
    if row["kind"] == TAGS:
        claims = [tables.row("claims", claim=claim) for claim in options["text"]]
        options = options.assign(
            text=[f"{claim.text} (paragraph {claim.paragraph})" for claim in claims],
            type=[claim.type for claim in claims],
        )
    if row["kind"] == NUMBER:
        computed = answers.ANSWERS[name]
        options = options.assign(
            value=[(computed.right if slip == RIGHT else computed.slips[slip])(tables) for slip in options["text"]]
        )
    hints = (row["hint_1"], row["hint_2"], row["hint_3"])
    tolerance = 0.0 if pd.isna(row["tolerance"]) else float(row["tolerance"])
    return Exercise(name, row["kind"], row["prompt"], hints, options, tolerance, row["unit"])


def prompt(one: Exercise) -> Fragment:
    """Return what is asked, and how to answer."""
    return paragraph(strong("Question. "), one.prompt, " ", TASKS[one.kind])


def is_given(one: Exercise, answer: Given) -> bool:
    """Say whether there is an answer that can be looked at, and not only a part of one."""
    if one.kind == NUMBER:
        return number(answer) is not None
    if one.kind == WRITE:
        return len(answer.split()) >= FEWEST_WORDS
    if one.kind == ORDER:
        return len(set(answer)) == len(one.options)
    if one.kind == TAGS:
        return all(answer)
    return len(answer) > 0


def is_right(one: Exercise, answer: Given) -> bool:
    """Say whether an answer is right; what was written is never called so.

    Parameters
    ----------
    answer
        Of choices, their places in ``options`` from 0; for an order, these from first to last; of claims, a type for
        each ("" for none yet); of a number and of what is written, the text.
    """
    if one.kind == WRITE:
        return False
    if one.kind == NUMBER:
        found = number(answer)
        return found is not None and answers.near(found, one.options["value"].iloc[0], one.tolerance)
    if one.kind == TAGS:
        return list(answer) == one.options["type"].tolist()
    if one.kind == ORDER:
        return [int(one.options["key"][place]) for place in answer] == list(range(1, len(one.options) + 1))
    return set(answer) == {place for place, key in enumerate(one.options["key"]) if key == 1}


def number(written: str) -> float | None:
    """Return the number that was written, such as ``"1,234.5"`` or ``"12 %"``, or nothing where there is none."""
    found = re.fullmatch(r"\s*([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?)\s*%?\s*", written)
    if not found or len(written) > LONGEST_NUMBER or not any(one.isdigit() for one in found[1]):
        return None
    return float(found[1].replace(",", ""))


# Feedback ----------------------------------------------------------------------------------------------


def feedback(one: Exercise, answer: Given, sure: str = "") -> Fragment:
    """Return what to say to an answer; where there is none yet, it is asked for and not marked.

    Parameters
    ----------
    sure : str
        How sure the reader was before: one of ``CONFIDENCE``, or nothing.
    """
    if not is_given(one, answer):
        return _ASKED_FOR[one.kind]
    said = _SAID[one.kind](one, answer)
    return stack(_on_confidence(is_right(one, answer), sure) if one.kind != WRITE else None, said)


_ASKED_FOR = {
    **dict.fromkeys((ONE, SEVERAL), paragraph(strong("Nothing is chosen yet. "), "Choose, then check again.")),
    ORDER: paragraph(strong("The order is not complete. "), "Give each item a place of its own, then check again."),
    TAGS: paragraph(strong("Some claims have no type yet. "), "Choose one for each, then check again."),
    NUMBER: paragraph(strong("There is no number yet. "), "Write one with digits, such as 12.5, then check again."),
    WRITE: paragraph(
        strong("There is little to compare yet. "),
        f"Write at least {FEWEST_WORDS} words, then check again. They stay on this machine.",
    ),
}
_ON_CONFIDENCE = {
    (True, GUESS): "You called it a guess. Say in your own words why it is right.",
    (True, FAIRLY_SURE): "You were fairly sure, with reason.",
    (True, SURE): "You were sure, with reason.",
    (False, GUESS): "You called it a guess. Take a hint, or read what follows, and try again.",
    (False, FAIRLY_SURE): "You were fairly sure. What made it look right?",
    (False, SURE): "You were sure, so this one is worth a second look. What made it look right?",
}


def _on_confidence(right: bool, sure: str) -> Fragment | None:
    return paragraph(strong("How sure you were. "), _ON_CONFIDENCE[right, sure]) if sure else None


def _verdict(one: Exercise, answer: Given) -> Fragment:
    return paragraph(strong("That is right." if is_right(one, answer) else "Not yet."))


def _on_choices(one: Exercise, answer: Sequence[int]) -> Fragment:
    parts = [_verdict(one, answer), *(_on_choice(one, place) for place in answer)]
    if one.kind == SEVERAL and not is_right(one, answer):
        missing = sum(key == 1 and place not in answer for place, key in enumerate(one.options["key"]))
        parts.append(paragraph(f"Right choices not yet chosen: {missing}."))
    return stack(*parts)


def _on_choice(one: Exercise, place: int) -> Fragment:
    row = one.options.iloc[place]
    mark = "Right: " if row["key"] == 1 else "Look again: "
    return paragraph(strong(mark), f"“{row['text']}” ", row["feedback"])


def _on_order(one: Exercise, answer: Sequence[int]) -> Fragment:
    if is_right(one, answer):
        return stack(_verdict(one, answer), bullets([_reason(one, place) for place in answer], ordered=True))
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
    stop = "" if row["text"].endswith((".", "?", "!")) else "."
    return f"{row['text']}{stop} {row['feedback']}"


def _on_tags(one: Exercise, answer: Sequence[str]) -> Fragment:
    return stack(_verdict(one, answer), *(_on_tag(row, kind) for row, kind in zip(_rows(one), answer, strict=True)))


def _on_tag(row, kind: str) -> Fragment:
    if kind == row.type:
        return paragraph(strong("Right: "), f"“{row.text}” {row.feedback}")
    return paragraph(
        strong("Look again: "), f"“{row.text}” You chose {kind}. A claim of this type {MEANINGS[kind]}. Does this one?"
    )


def _on_number(one: Exercise, answer: str) -> Fragment:
    found = number(answer)
    right, *slips = _rows(one)
    if is_right(one, answer):
        return paragraph(strong("That is right. "), right.feedback)
    for slip in slips:
        if answers.near(found, slip.value, one.tolerance):
            return paragraph(strong("Not yet. "), slip.feedback)
    return paragraph(strong("Not yet. "), "It is further off than rounding explains. Take a hint, and try again.")


def _on_writing(one: Exercise, answer: str) -> Fragment:
    return stack(
        paragraph(
            strong("Compare. "),
            "Here are answers that others could have written; yours can differ and be as good. What does each have "
            "that yours has not, and the other way round?",
        ),
        _models(one),
    )


def _models(one: Exercise) -> Fragment:
    return bullets(f"“{row.text}” {row.feedback}" for row in _rows(one))


def _rows(one: Exercise) -> list:
    return list(one.options.itertuples())


_SAID: dict[str, Callable[[Exercise, Given], Fragment]] = {
    ONE: _on_choices, SEVERAL: _on_choices, ORDER: _on_order, TAGS: _on_tags, NUMBER: _on_number, WRITE: _on_writing,
}  # fmt: skip


# Hints and paper ---------------------------------------------------------------------------------------


def hints(one: Exercise, count: int) -> Fragment:
    """Return the first ``count`` hints, from general to exact; nothing for none."""
    given = one.hints[: max(0, count)]
    return stack(*(paragraph(strong(f"Hint {n} of {len(one.hints)}: "), hint) for n, hint in enumerate(given, start=1)))


def on_paper(one: Exercise) -> Fragment:
    """Return the exercise where no kernel runs: what there is to choose, hints and feedback to open by hand."""
    shown = one.options["text"] if one.kind in (ONE, SEVERAL, ORDER, TAGS) else None
    types = details("The types", bullets(f"{kind}: {words}" for kind, words in MEANINGS.items()))
    return stack(
        prompt(one),
        bullets(shown) if shown is not None else None,
        types if one.kind == TAGS else None,
        details("Three hints", hints(one, len(one.hints))),
        details(*_folded(one)),
    )


def _folded(one: Exercise) -> tuple[str, Fragment]:
    """Return the title and the content of what is opened when one has answered."""
    match one.kind:
        case "put in order":
            order = sorted(range(len(one.options)), key=lambda place: one.options["key"][place])
            content = bullets([_reason(one, place) for place in order], ordered=True)
        case "tag claims":
            content = bullets(f"“{row.text}” {row.type}: {row.feedback}" for row in _rows(one))
        case "number":
            right, *slips = _rows(one)
            content = stack(
                paragraph(strong("Right: "), f"{shown_number(right.value)} {one.unit}. {right.feedback}"),
                bullets(f"{shown_number(slip.value)}: {slip.feedback}" for slip in slips),
            )
        case "write":
            return "Model answers (open when you have written)", _models(one)
        case _:
            content = bullets([_on_choice(one, place) for place in range(len(one.options))])
    return "What to say to each choice (open when you have chosen)", content


def shown_number(value: float) -> str:
    """Return the value of a number to three digits, or as a whole number from a thousand on."""
    return f"{value:,.3g}" if abs(value) < 1_000 else f"{value:,.0f}"
