"""How the time of every view grows when there is ten times as much: texts, claims, interpretations."""

import ast
import contextlib
import functools
import gc
import math

import nbformat
from timing import seconds
from worlds import fiftyfold, with_more_claims, with_more_interpretations

from helpers import tables
from helpers.install import PROJECT

TIMES = 10
WORTH_NOTING = 0.05  # seconds: a view that stays below is not listed
LINEAR = 1.1  # the power of the growth up to which it counts as linear


def main():
    """Time every view of every lesson as it is, and with ten times as much of each kind."""
    small = tables.load()
    worlds = {"texts": fiftyfold, "claims": with_more_claims, "interpretations": with_more_interpretations}
    before = views(small)
    for kind, larger in worlds.items():
        after = views(larger(small, TIMES))
        whole = sum(after.values()) / sum(before.values())
        print(f"{TIMES} times the {kind}: {whole:.1f} times the seconds of all views")
        for view, seconds_now in sorted(after.items(), key=lambda one: -one[1]):
            if seconds_now > WORTH_NOTING:
                power = math.log(seconds_now / before[view], TIMES)
                said = "" if power <= LINEAR else "   MORE THAN LINEAR"
                times = f"{before[view] * 1000:>7.1f} ms{seconds_now * 1000:>8.1f} ms"
                print(f"    {view[:70]:<72}{times}{power:>6.2f}{said}", flush=True)


def views(data):
    """Make and show every view of every lesson with these tables; return the seconds of each by its code."""
    found = {}
    with contextlib.redirect_stdout(None):
        for path in sorted((PROJECT / "notebooks").glob("*.ipynb")):
            found |= views_of(path, data)
    return found


def views_of(path, data):
    names, found = {}, {}
    for cell in nbformat.read(path, as_version=4).cells:
        for statement in ast.parse(cell.source).body if cell.cell_type == "code" else ():
            source = ast.unparse(statement)
            if source == "data = tables.load()":
                names["data"] = data
            elif isinstance(statement, ast.Expr):
                code = compile(ast.Expression(statement.value), "view", "eval")
                show(code, names)
                gc.collect()
                found[f"{path.stem[:2]} {source}"] = min(
                    seconds(functools.partial(show, code, names)) for _ in range(3)
                )
            else:
                exec(source, names)
    return found


def show(code, names):
    view = eval(code, names)
    if hasattr(view, "_repr_mimebundle_"):
        view._repr_mimebundle_()
