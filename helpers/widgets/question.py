"""An exercise with feedback and hints, as often as one likes; what was done is kept on this machine."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from helpers import progress, reader
from helpers.exercises import (
    CONFIDENCE,
    MEANINGS,
    NUMBER,
    ONE,
    ORDER,
    SEVERAL,
    TAGS,
    WRITE,
    Exercise,
    Given,
    exercise,
    feedback,
    hints,
    is_given,
    is_right,
    on_paper,
    prompt,
)
from helpers.html import Fragment, paragraph, stack
from helpers.progress import ProgressError, Step
from helpers.reader import ReaderError
from helpers.tables import Tables
from helpers.widgets.view import WIDE, Press, View

NOT_SAID = "not said"


def question(tables: Tables, name: str) -> View:
    """Return an exercise; feedback comes when the reader presses the button, never before.

    What was done before is said, and what was written stands in its box.

    Raises
    ------
    KeyError
        If there is no exercise of that name.
    """
    one = exercise(tables, name)
    before, trouble = _before(tables, name)
    inputs, answer = _INPUTS[one.kind](one, before)
    sure = _confidence() if one.kind != WRITE else None

    def checked(_presses: int) -> tuple[Given, str, str]:
        given, how_sure = answer(), sure.value if sure else ""
        said = "" if not is_given(one, given) else _kept(
            tables, name, lambda step: progress.tried(
                step, is_right(one, given), how_sure, given if one.kind == WRITE else ""
            )
        )  # fmt: skip
        return given, how_sure, said

    def hinted(presses: int) -> int:
        _kept(tables, name, lambda step: progress.hinted(step, presses))
        return presses

    def render(answer: tuple[Given, str, str] | None, hinted: int | None) -> Fragment:
        if answer is None:
            return stack(paragraph(said_before) if said_before else None, hints(one, hinted or 0))
        given, how_sure, trouble = answer
        return stack(hints(one, hinted or 0), feedback(one, given, how_sure), paragraph(trouble) if trouble else None)

    said_before = trouble or progress.in_words(before)
    buttons = {"answer": Press("Check my answer", checked), "hinted": Press("Show a hint", hinted)}
    return View(buttons, render, on_paper(one), [_prompt(one), *inputs, *([sure] if sure else [])])


def _before(tables: Tables, name: str) -> tuple[Step, str]:
    try:
        return reader.load_progress(tables).get(name, Step(name)), ""
    except (ReaderError, ProgressError) as problem:
        return Step(name), f"What was kept cannot be used, and will be set aside, not lost: {problem}"


def _kept(tables: Tables, name: str, change: Callable[[Step], Step]) -> str:
    """Keep what was done, and return what is wrong if that fails; the exercise works either way."""
    try:
        reader.keep_step(tables, name, change)
    except ReaderError as problem:
        return f"This try was not kept: {problem}"
    return ""


# What the reader answers with --------------------------------------------------------------------------


def _prompt(one: Exercise) -> ipywidgets.HTML:
    return ipywidgets.HTML(prompt(one).html)


def _confidence() -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(
        options=[(NOT_SAID, ""), *((words, words) for words in CONFIDENCE)],
        description="How sure are you?",
        style=WIDE,
        layout={"width": "min(100%, 20em)"},
    )


def _choose_one(one: Exercise, before: Step) -> tuple[list, Callable]:
    buttons = ipywidgets.RadioButtons(
        options=[(text, place) for place, text in enumerate(one.options["text"])],
        value=None,
        description="Your answer:",
        style=WIDE,
        layout={"width": "auto"},
    )
    return [buttons], lambda: () if buttons.value is None else (buttons.value,)


def _choose_several(one: Exercise, before: Step) -> tuple[list, Callable]:
    boxes = [
        ipywidgets.Checkbox(description=text, indent=False, style=WIDE, layout={"width": "auto"})
        for text in one.options["text"]
    ]
    return boxes, lambda: tuple(place for place, box in enumerate(boxes) if box.value)


def _put_in_order(one: Exercise, before: Step) -> tuple[list, Callable]:
    choices = [("choose", None), *((text, place) for place, text in enumerate(one.options["text"]))]
    lists = [
        ipywidgets.Dropdown(options=choices, description=f"Place {n}:", style=WIDE, layout={"width": "min(100%, 46em)"})
        for n in range(1, len(one.options) + 1)
    ]
    return lists, lambda: tuple(box.value for box in lists if box.value is not None)


def _tag_claims(one: Exercise, before: Step) -> tuple[list, Callable]:
    types = [("choose", ""), *((f"{kind}: {words}", kind) for kind, words in MEANINGS.items())]
    claims, lists = [], []
    for number, text in enumerate(one.options["text"], start=1):
        claims.append(ipywidgets.HTML(paragraph(f"{number}. {text}").html))
        lists.append(
            ipywidgets.Dropdown(
                options=types, description=f"Claim {number}:", style=WIDE, layout={"width": "min(100%, 46em)"}
            )
        )
    shown = [part for pair in zip(claims, lists, strict=True) for part in pair]
    return shown, lambda: tuple(box.value for box in lists)


def _number(one: Exercise, before: Step) -> tuple[list, Callable]:
    box = ipywidgets.Text(
        description=f"Your answer, in {one.unit}:", style=WIDE, layout={"width": "min(100%, 30em)"},
    )  # fmt: skip
    return [box], lambda: box.value


def _write(one: Exercise, before: Step) -> tuple[list, Callable]:
    box = ipywidgets.Textarea(
        value=before.written, description="Your answer:", style=WIDE, layout={"width": "min(100%, 46em)"}, rows=4,
    )  # fmt: skip
    return [box], lambda: box.value


_INPUTS = {
    ONE: _choose_one, SEVERAL: _choose_several, ORDER: _put_in_order, TAGS: _tag_claims, NUMBER: _number, WRITE: _write,
}  # fmt: skip
