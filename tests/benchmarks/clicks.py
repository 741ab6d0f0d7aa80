"""From a change of a control to the changed view in the page: in JupyterLab, and on the site for a browser."""

import contextlib
import os
import statistics
import time
from pathlib import Path

import nbformat
from browser import opened_lab, start_browser
from operate import operate_all
from playwright.sync_api import sync_playwright
from timing import kept, row
from visits import PANEL, opened, run_all, served

SITE = "SITE"  # a variable that names the folder of a site for a browser
LESSONS = ["02_how_an_argument_is_built", "04_overdose_deaths", "06_how_big_is_mexico", "11_compare_and_deliberate"]
TEXT, CHART = 0.1, 0.25  # seconds

# The least that a control can do: a list that changes the words below it.
FLOOR = """\
import ipywidgets
below = ipywidgets.HTML("0")
choice = ipywidgets.Dropdown(options=list("0123456789"), description="Number:")
choice.observe(lambda change: setattr(below, "value", f"<p>{change.new}</p>"), names="value")
ipywidgets.VBox([choice, below])
"""


def main():
    """Measure in JupyterLab, and on the site where the variable names one."""
    with opened_lab() as lab:
        floor = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(FLOOR)])
        floor.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(floor, lab.project / "notebooks" / "floor.ipynb")

        def run(name):
            lab.run(name)
            return operate_all(lab.page, "lesson")

        report("JupyterLab", run, (TEXT, CHART))
    if SITE not in os.environ:
        print(f"The site for a browser: not measured; {SITE} names none.")
        return
    with on_the_site(Path(os.environ[SITE])) as run:
        report("the site", run, None)


def report(where, run, goals):
    """Print the median of the views of words and of the views with a chart."""
    floor = None
    if goals:
        floor = statistics.median(run("floor")[0]["milliseconds"] for _ in range(5)) / 1000
    moved = [one for lesson in LESSONS for one in run(lesson) if one["milliseconds"] is not None and not one["read"]]
    for place, (what, picture) in enumerate((("text", False), ("a chart", True))):
        times = [one["milliseconds"] / 1000 for one in moved if one["picture"] == picture]
        middle = statistics.median(times)
        goal = kept(middle, goals[place]) if goals else ""
        row(f"{where}: click to changed view, {what}, {len(times)} clicks", middle, floor, goal)


@contextlib.contextmanager
def on_the_site(folder):
    """Serve a site; yield what runs a lesson there and moves its controls, and says how long the first result took."""
    with (
        served(folder) as (address, _),
        sync_playwright() as playwright,
        contextlib.closing(start_browser(playwright)) as browser,
    ):
        context = browser.new_context(viewport={"width": 1280, "height": 900})

        def run(lesson):
            start = time.perf_counter()
            page = opened(context, f"{address}lab/index.html?path={lesson}.ipynb")
            seen = time.perf_counter()
            run_all(page)
            done = time.perf_counter()
            which = "first" if lesson == LESSONS[0] else "later"
            print(
                f"the site: {which} visit, {lesson}: page {seen - start:.1f} s, all run {done - start:.1f} s",
                flush=True,
            )
            moved = operate_all(page, PANEL)
            page.close()
            return moved

        yield run
