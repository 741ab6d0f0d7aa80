"""The one class that every view of the lessons is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

from helpers.html import Fragment

WIDE = {"description_width": "initial"}
ORDERS = {"oldest first": False, "newest first": True}


class InPage(anywidget.AnyWidget):
    """The part of a view that works in the page: controls keep their keys and are large enough to hit."""

    _esm = Path(__file__).with_name("view.js")
    _css = Path(__file__).with_name("view.css")


class View:
    """Controls over a pure function from their values to a fragment.

    A view shows itself three ways. Where a kernel runs, it is the live controls with what they select
    below. In a notebook that has not been run, in an exported page and without JavaScript it is
    ``static``, the complete picture. As plain text it is every word of that picture, which is what the
    tests compare.

    Parameters
    ----------
    controls : mapping of str to ipywidgets widget
        Each has a ``value``; a change of any of them shows ``render(**values)``.
    render : callable
        Takes one value for each control, by name, and returns a :class:`~helpers.html.Fragment`.
    static : Fragment, optional
        What is shown where nothing can be chosen; if not given, what the controls select at first.
    inputs : sequence of widgets, optional
        Shown above the controls; they change nothing until a control, such as a button, reads them.
    """

    def __init__(
        self,
        controls: Mapping[str, ipywidgets.Widget],
        render: Callable[..., Fragment],
        static: Fragment | None = None,
        inputs: Sequence[ipywidgets.Widget] = (),
    ):
        self.controls = dict(controls)
        self.render = render
        self.static = static or self.now
        self.inputs = tuple(inputs)
        self._first = None if static else self.static  # what the controls select, until one of them changes
        self._output: ipywidgets.HTML | None = None  # what shows it, from the moment that somebody looks
        for control in self.controls.values():
            control.observe(self._changed, names="value")

    @property
    def now(self) -> Fragment:
        """What the controls select at this moment."""
        return self.render(**{name: control.value for name, control in self.controls.items()})

    @property
    def box(self) -> ipywidgets.VBox:
        """The live widget: inputs, controls, and below them what they select, which is drawn from now on."""
        if self._output is None:
            self._output = ipywidgets.HTML((self._first or self.now).html)
        return ipywidgets.VBox([InPage(), *self.inputs, *self.controls.values(), self._output])

    def _changed(self, _change: object) -> None:
        self._first = None
        if self._output is not None:
            self._output.value = self.now.html

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        live = self.box._repr_mimebundle_()
        return {**live, "text/plain": self.static.text, "text/html": self.static.html}


def choose(description: str, options: Sequence, value=None) -> ipywidgets.Dropdown:
    """Return a labelled list to choose one thing from; without ``value`` its first option is chosen."""
    chosen = {} if value is None else {"value": value}
    return ipywidgets.Dropdown(
        options=options, description=description, style=WIDE, layout={"width": "min(100%, 40em)"}, **chosen
    )


def choose_several(description: str, options: Sequence, value: Sequence = ()) -> ipywidgets.SelectMultiple:
    """Return a labelled list to choose any number of things from; nothing is chosen at first."""
    return ipywidgets.SelectMultiple(
        options=options,
        value=tuple(value),
        description=description,
        rows=len(options) + 1,
        style=WIDE,
        layout={"width": "min(100%, 40em)"},
    )


def number(description: str, value: int, least: int, most: int) -> ipywidgets.BoundedIntText:
    """Return a labelled number box that keeps to its limits."""
    return ipywidgets.BoundedIntText(
        value=value,
        min=least,
        max=most,
        description=description,
        style=WIDE,
        layout={"width": "min(100%, 40em)"},
    )


class Group(ipywidgets.VBox):
    """Controls that belong together and have one ``value`` between them."""

    value = traitlets.Any()


class Press(ipywidgets.Button):
    """A button whose ``value`` is what ``read`` returned when it was last pressed, and ``None`` before.

    Parameters
    ----------
    description : str
        The words on the button.
    read : callable
        Takes the number of presses so far and returns the new value.
    """

    value = traitlets.Any()

    def __init__(self, description: str, read: Callable[[int], object]):
        super().__init__(description=description, layout={"width": "max-content", "align_self": "flex-start"})
        self._presses = 0
        self._read = read
        self.on_click(self._press)

    def _press(self, _button: ipywidgets.Button) -> None:
        self._presses += 1
        self.value = self._read(self._presses)
