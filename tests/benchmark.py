"""Times the project against what it is built on, all in one run: `python tests/benchmark.py`.

Milliseconds differ from machine to machine; the ratios, each against a floor that is measured in the same
run on the same machine, can be compared. Counted is the time of the processor, so that other programs matter
little; for the lesson it is the time on the clock. Nothing here is collected by pytest.
"""

import gc
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

import ipywidgets
import nbformat
import pandas as pd

PROJECT = Path(__file__).resolve().parent.parent
sys.path[0] = str(PROJECT)  # not this folder, where tests/helpers would be in the way

from helpers import charts, tables, widgets  # noqa: E402

LESSON = PROJECT / "notebooks" / "04_overdose_deaths.ipynb"
CHARTS = ("deaths_by_drug", "deaths_per_day", "twelve_months", "causes")
AS_STORED = dict(format="png", dpi=144, facecolor="white", metadata={"Software": None})
TEXT_VIEW_MS, CHART_RATIO = 20, 1.5


def processor():
    """Seconds of the processor that this program and the programs that it started have used."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def seconds(call, clock=time.process_time):
    start = clock()
    call()
    return clock() - start


def compared(one, floor, repeats, clock=time.process_time):
    """Return the median seconds of two calls that take turns, so that a busy moment strikes both."""
    one(), floor()
    gc.collect()
    pairs = [(seconds(one, clock), seconds(floor, clock)) for _ in range(repeats)]
    return tuple(statistics.median(column) for column in zip(*pairs, strict=True))


def row(what, measured, floor=None, target=""):
    ratio = "" if floor is None else f"{measured / floor:.2f}"
    floor = "" if floor is None else f"{floor * 1000:.1f}"
    print(f"{what:<58}{measured * 1000:>10.1f}{floor:>10}{ratio:>8}  {target}")


def kept(measured, limit):
    return "kept" if measured <= limit else f"MISSED (at most {limit})"


def imports(environment):
    pairs = {
        "import helpers.tables": "import pandas",
        "import helpers.widgets": "import pandas, matplotlib.figure, ipywidgets",
    }

    def python(code):
        return lambda: subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True, env=environment)

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
        "young_adult_causes",
    ):
        widget, *given = name.split()
        view = getattr(widgets, widget)(everything, *given)
        if widget == "side_by_side":  # the most that can be shown
            view.controls["texts"].set_state({"index": list(range(len(view.controls["texts"].options)))})
        for key, control in view.controls.items():
            states = other_states(control)
            control.set_state(states[1])
            rerender(f"{name}: {key}", lambda n, control=control, states=states: control.set_state(states[n]))
            control.set_state(states[0] if isinstance(control, ipywidgets.SelectMultiple) else states[1])


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
        row(what, measured, target=kept(measured * 1000, TEXT_VIEW_MS))
        return
    ((chart, (first, second)),) = calls

    def bare():
        turns["bare"] = 1 - turns["bare"]
        given = first if turns["bare"] else second
        getattr(charts, chart)(*given.args, **given.kwargs).savefig(io.BytesIO(), **AS_STORED)

    measured, floor = compared(ours, bare, 10)
    row(f"{what} / the chart alone", measured, floor, kept(measured / floor, CHART_RATIO))


def lesson(environment):
    if not LESSON.exists():
        print(f"{LESSON.name} is not there yet: left out.")
        return
    with tempfile.TemporaryDirectory() as folder:
        floor = Path(folder) / "floor.ipynb"
        cell = nbformat.v4.new_code_cell("import pandas, matplotlib.figure, ipywidgets")
        cell.execution_count = 1
        notebook = nbformat.v4.new_notebook(cells=[cell])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, floor)

        def nbval(file):
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "--nbval"]
            command += [f"--nbval-sanitize-with={PROJECT / 'tests' / 'nbval_sanitize.cfg'}", str(file)]
            done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)
            if done.returncode:
                print(f"nbval ended with {done.returncode} for {file.name}: {done.stdout.splitlines()[-1]}")

        measured = compared(lambda: nbval(LESSON), lambda: nbval(floor), 3, time.perf_counter)
    row(f"nbval of {LESSON.stem} / of a notebook of imports", *measured)


def main():
    print(f"{'median':<58}{'ms':>10}{'floor ms':>10}{'ratio':>8}  target")
    with tempfile.TemporaryDirectory() as folder:
        # Compiled modules are kept between the runs, as on a reader's machine.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPYCACHEPREFIX": folder, "PYTHONPATH": str(PROJECT)}
        imports(environment)
        loading()
        views(tables.load())
        lesson(environment)


if __name__ == "__main__":
    main()
