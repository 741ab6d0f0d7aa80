"""What the series takes as a whole: from a clone to a lesson, under nbval, and the memory of a kernel."""

import contextlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
from browser import server, start_browser
from jupyter_client.manager import start_new_kernel
from playwright.sync_api import sync_playwright
from timing import compared, kept, row

from helpers import install
from helpers.install import PROJECT

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
FLOOR = "import pandas, matplotlib.figure, ipywidgets"
SERIES_RATIO = 1.3


def main():
    """Time all of it."""
    clone_to_lesson()
    series()
    memory()


# From a clone --------------------------------------------------------------------------------------------


def clone_to_lesson():
    """From an empty folder to the start page in a browser, against the same packages and a bare JupyterLab.

    How long JupyterLab takes to stop afterwards does not count.
    """
    with sync_playwright() as playwright, contextlib.closing(start_browser(playwright)) as browser:

        def first_lesson(address, start):
            with contextlib.closing(browser.new_page()) as page:
                page.goto(address)
                page.wait_for_selector(".jp-Notebook .jp-Cell")
                return time.perf_counter() - start

        def ours():
            with tempfile.TemporaryDirectory() as name:
                start = time.perf_counter()
                clone = Path(name) / "clone"
                subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(clone)], check=True)
                command = [sys.executable, "-m", "helpers", "lessons", "--no-browser"]
                plain = {"env": install.environment(), "cwd": clone, "text": True}
                with subprocess.Popen(command, stdout=subprocess.PIPE, **plain) as lessons:
                    address = next(line for line in lessons.stdout if re.match("http", line)).strip()
                    took = first_lesson(address, start)
                    lessons.terminate()
                    lessons.stdout.read()
                    return took

        def floor():
            with tempfile.TemporaryDirectory() as name:
                start = time.perf_counter()
                folder = Path(name)
                uv = [sys.executable, "-m", "uv"]
                pins = [line for line in (PROJECT / install.LESSONS).read_text().splitlines() if line[:2] != "-e"]
                (folder / "pins.txt").write_text("\n".join(pins))
                (folder / "notebooks").mkdir()
                shutil.copy(NOTEBOOKS[0], folder / "notebooks")
                subprocess.run([*uv, "venv", "--quiet", folder / "env"], check=True)
                python = folder / "env" / install.PYTHON.relative_to(install.VENV)
                subprocess.run([*uv, "pip", "install", "--quiet", "--python", python, "-r", folder / "pins.txt"])
                (folder / "run").mkdir()
                with server(folder, folder / "run", python) as facts:
                    lesson = f"{facts['url']}lab/tree/notebooks/{NOTEBOOKS[0].name}?token={facts['token']}"
                    return first_lesson(lesson, start)

        turns = [(ours(), floor()) for _ in range(4)][1:]  # without the first, which fills caches
        medians = [statistics.median(column) for column in zip(*turns, strict=True)]
        row("from a clean clone to the first lesson / the same, bare", *medians)


# Under nbval ---------------------------------------------------------------------------------------------


def floor_notebook(path):
    """Write a notebook that only imports what the lessons are built on, with its output stored."""
    cell = nbformat.v4.new_code_cell(FLOOR)
    cell.execution_count = 1
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def series():
    """Run all lessons under strict nbval, against as many notebooks that only import."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, _ in enumerate(NOTEBOOKS):
            floor_notebook(folder / f"{number:02}.ipynb")
        floors = sorted(folder.glob("*.ipynb"))

        def nbval(*files):
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "--nbval"]
            command += [f"--nbval-sanitize-with={PROJECT / 'tests' / 'nbval_sanitize.cfg'}", *map(str, files)]
            done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
            if done.returncode:
                print(f"nbval ended with {done.returncode}: {done.stdout.splitlines()[-1]}")

        measured, floor = compared(lambda: nbval(*NOTEBOOKS), lambda: nbval(*floors), 2, time.perf_counter)
    goal = kept(measured / floor, SERIES_RATIO)
    row(f"strict nbval: {len(NOTEBOOKS)} lessons / notebooks of imports", measured, floor, goal)


# Memory --------------------------------------------------------------------------------------------------


def memory():
    """The memory of a kernel after a lesson, against one that has imported what the lessons are built on."""
    floor = statistics.median(kernel_megabytes([FLOOR]) for _ in range(3))
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        ours = kernel_megabytes([cell.source for cell in notebook.cells if cell.cell_type == "code"])
        print(
            f"{f'memory of a kernel: {path.stem}':<62}{ours:>7.0f} MB{floor:>7.0f} MB{ours / floor:>8.2f}", flush=True
        )


def kernel_megabytes(sources):
    """Return the megabytes of a kernel after these cells."""
    manager, client = start_new_kernel(cwd=str(PROJECT / "notebooks"), extra_arguments=["--log-level=ERROR"])
    try:
        for source in sources:
            client.execute_interactive(source, output_hook=lambda _: None, timeout=120)
        process = psutil.Process(manager.provisioner.process.pid)
        return process.memory_full_info().uss / 1e6
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
