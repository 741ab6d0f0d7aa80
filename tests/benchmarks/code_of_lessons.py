"""What the code takes: importing, loading, and every change of a view, each against what it is built on."""

import gc
import io
import statistics
import subprocess
import sys
from unittest import mock

import ipywidgets
import pandas as pd
from timing import compared, kept, processor, row, seconds
from worlds import fiftyfold

from helpers import charts, documents, tables, what_if, widgets
from helpers.install import PROJECT
from helpers.marks import Mark
from helpers.widgets.my_marks import PARTNER, beside_it
from helpers.widgets.same_point import uses
from helpers.widgets.side_by_side import compared as texts_side_by_side
from helpers.widgets.what_if import case_of, followed
from helpers.widgets.where_they_stand import SHOW, overview, read

CHARTS = ("deaths_by_drug", "interpretations", "outlines", "twelve_months", "causes")
AS_STORED = dict(format="png", dpi=144, facecolor="white", metadata={"Software": None})
TEXT_VIEW_MS, FIFTY_TEXTS_MS, CHART_RATIO = 20, 200, 1.5


def imports():
    pairs = {
        "import helpers.tables": "import pandas",
        "import helpers.widgets": "import pandas, matplotlib.figure, ipywidgets",
    }

    def python(code):
        return lambda: subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True)

    for ours, theirs in pairs.items():
        row(f"{ours} / {theirs[:30]} ...", *compared(python(f"{theirs}; {ours}"), python(theirs), 7, processor))


def loading():
    files = sorted(tables.DATA.glob("*.csv"))

    def plain():
        for file in files:
            pd.read_csv(file)

    row(f"load all {len(files)} tables / pandas.read_csv", *compared(tables.load, plain, 15))


def other_states(control):
    """Two states of a control that a reader would go to and fro between."""
    if isinstance(control, ipywidgets.SelectMultiple):
        return {"index": list(range(len(control.options)))}, {"index": [0]}
    if isinstance(control, ipywidgets.BoundedIntText):
        return {"value": control.value + 1}, {"value": control.value}
    return {"index": 1}, {"index": 0}


def views(everything):
    for name in (
        "passages pompeo",
        "passages ziemer",
        "side_by_side",
        "check pompeo-f1",
        "check pompeo-f2",
        "check ziemer-f2",
        "check mcinerney_vallely-f1",
        "true_to_scale",
        "fermi",
        "young_adult_causes",
    ):
        widget, *given = name.split()
        view = getattr(widgets, widget)(everything, *given)
        assert view.box  # a view is drawn from the moment that somebody looks
        if widget == "side_by_side":  # the most that can be shown
            view.controls["texts"].set_state({"index": list(range(len(view.controls["texts"].options)))})
        for key, control in view.controls.items():
            states = other_states(control)
            control.set_state(states[1])
            rerender(f"{name}: {key}", lambda n, control=control, states=states: control.set_state(states[n]))
            control.set_state(states[0] if isinstance(control, ipywidgets.SelectMultiple) else states[1])


def comparisons(everything, what, limit):
    """Time what the views that compare return for all texts, on the longest topics."""
    names = list(documents.labels(everything))
    question = next(iter(what_if.questions(everything)))
    case = case_of(everything, question)
    accepted = {name: what_if.ACCEPT for name in case.items}
    marks = [Mark(row.claim, "clear", "event", "a note") for row in everything.rows("claims")[:2000]]
    calls = {
        "side_by_side: a theme": lambda: texts_side_by_side(everything, names, "theme force"),
        "side_by_side: a question": lambda: texts_side_by_side(everything, names, question),
        "where_they_stand: every statement": lambda: overview(everything, SHOW[1], question),
        "where_they_stand: agreements": lambda: overview(everything, SHOW[2], question),
        "where_they_stand: read": lambda: read(everything, question, names),
        "same_point": lambda: uses(everything, "leaders"),
        "what_if: a question": lambda: followed(everything, question, accepted),
        "my_marks beside a partner's": lambda: beside_it(everything, marks, PARTNER, marks),
    }
    for name, call in calls.items():
        call()
        measured = statistics.median(seconds(call) for _ in range(9))
        row(f"{what}: {name}", measured, goal=kept(measured * 1000, limit))


def rerender(what, change):
    """Time a change of a control; where it draws a chart, against drawing and saving that chart alone."""
    with mock.patch.multiple(charts, **{one: mock.Mock(wraps=getattr(charts, one)) for one in CHARTS}):
        change(0), change(1)
        calls = [(one, getattr(charts, one).call_args_list) for one in CHARTS if getattr(charts, one).called]
    turns = {"ours": 0, "bare": 0}

    def ours():
        turns["ours"] = 1 - turns["ours"]
        change(1 - turns["ours"])

    if not calls:
        change(1)
        gc.collect()
        measured = statistics.median(seconds(ours) for _ in range(30))
        row(what, measured, goal=kept(measured * 1000, TEXT_VIEW_MS))
        return
    ((chart, (first, second)),) = calls

    def bare():
        turns["bare"] = 1 - turns["bare"]
        given = first if turns["bare"] else second
        getattr(charts, chart)(*given.args, **given.kwargs).savefig(io.BytesIO(), **AS_STORED)

    measured, floor = compared(ours, bare, 10)
    row(f"{what} / the chart alone", measured, floor, kept(measured / floor, CHART_RATIO))


def main():
    """Time all of it."""
    imports()
    loading()
    everything = tables.load()
    views(everything)
    comparisons(everything, "five texts", TEXT_VIEW_MS)
    comparisons(fiftyfold(everything), "fifty texts", FIFTY_TEXTS_MS)
