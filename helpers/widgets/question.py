"""An exercise with feedback and hints, as often as one likes."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from helpers.exercises import Exercise, exercise, feedback, hints, on_paper, prompt
from helpers.html import Fragment, stack
from helpers.tables import Tables
from helpers.widgets.view import WIDE, Press, View


def question(tables: Tables, name: str) -> View:
    """Return an exercise; feedback comes when the reader presses the button, never before.

    Raises
    ------
    KeyError
        If there is no exercise of that name.
    """
    one = exercise(tables, name)
    inputs, answer = _INPUTS[one.kind](one)
    buttons = {
        "answer": Press("Check my answer", lambda presses: answer()),
        "hinted": Press("Show a hint", lambda presses: presses),
    }

    def render(answer: tuple[int, ...] | None, hinted: int | None) -> Fragment:
        said = feedback(one, answer) if answer is not None else None
        return stack(hints(one, hinted or 0), said)

    return View(buttons, render, on_paper(one), [_prompt(one), *inputs])


def _prompt(one: Exercise) -> ipywidgets.HTML:
    return ipywidgets.HTML(prompt(one).html)


def _choose_one(one: Exercise) -> tuple[list, Callable]:
    buttons = ipywidgets.RadioButtons(
        options=[(text, place) for place, text in enumerate(one.options["text"])],
        value=None,
        description="Your answer:",
        style=WIDE,
        layout={"width": "auto"},
    )
    return [buttons], lambda: () if buttons.value is None else (buttons.value,)


def _choose_several(one: Exercise) -> tuple[list, Callable]:
    boxes = [
        ipywidgets.Checkbox(description=text, indent=False, style=WIDE, layout={"width": "auto"})
        for text in one.options["text"]
    ]
    return boxes, lambda: tuple(place for place, box in enumerate(boxes) if box.value)


def _put_in_order(one: Exercise) -> tuple[list, Callable]:
    choices = [("choose", None), *((text, place) for place, text in enumerate(one.options["text"]))]
    lists = [
        ipywidgets.Dropdown(options=choices, description=f"Place {n}:", style=WIDE, layout={"width": "min(100%, 46em)"})
        for n in range(1, len(one.options) + 1)
    ]
    return lists, lambda: tuple(box.value for box in lists if box.value is not None)


_INPUTS = {"choose one": _choose_one, "choose several": _choose_several, "put in order": _put_in_order}
