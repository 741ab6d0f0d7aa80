"""Opens the lessons in JupyterLab, in a real browser; by hand, it takes pictures of them.

    python tests/browser.py FOLDER [lesson ...]

saves every lesson at full length, run and with all <details> closed, wide and narrow, light and dark, and as
an exported page. Everything happens in a copy of the project, so that nothing is written into the project.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

from helpers import __main__ as launcher
from helpers import reader

PROJECT = Path(__file__).resolve().parent.parent
LESSONS = sorted(path.stem for path in (PROJECT / "notebooks").glob("*.ipynb"))

LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"
WIDE, NARROW, PHONE = 1280, 420, 360
TALLEST_PICTURE = 16_000  # Chromium repeats itself in pictures above 16384 pixels
OWN_WORK = "my_work"  # beside the copied project
SECONDS = 60  # for anything to happen; a slow machine may need most of it at the first start

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "%ProgramFiles%/Google/Chrome/Application/chrome.exe",
    "%ProgramFiles(x86)%/Google/Chrome/Application/chrome.exe",
    "%LocalAppData%/Google/Chrome/Application/chrome.exe",
    "%ProgramFiles(x86)%/Microsoft/Edge/Application/msedge.exe",
)
# The browser's own talk with the outside, which a test should not wait for.
FLAGS = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
# All cells are drawn, also those out of sight; no empty screen below a lesson; no question about news.
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker": {"scrollPastEnd": False, "windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


class NoBrowser(Exception):
    """There is no browser that can be driven; the message says what was tried."""


def start_browser(playwright: Playwright) -> Browser:
    """Start a Chromium of this machine, or the one that playwright brought, without a window."""
    found = [shutil.which(name) for name in NAMES] + [os.path.expandvars(place) for place in PLACES]
    ways = [{"executable_path": path} for path in found if path and Path(path).is_file()]
    ways += [{"channel": "chrome"}, {"channel": "msedge"}, {}]
    # Chromium cannot shut its pages in where it runs as root.
    flags = [*FLAGS, "--no-sandbox"] if launcher.is_root() else FLAGS
    reasons = []
    for way in ways:
        try:
            return playwright.chromium.launch(args=flags, **way)
        except Error as error:
            reasons.append(" ".join([*way.values(), error.message.strip().splitlines()[0]]))
    advice = "No browser could be started. Install Chromium or Chrome, or run: playwright install chromium"
    raise NoBrowser("; ".join([advice, *reasons]))


def copy_project(folder: Path) -> Path:
    """Copy what a lesson needs and return where it is now."""
    copy = folder / "project"
    for part in ("helpers", "data", "notebooks"):
        shutil.copytree(PROJECT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    return copy


@contextlib.contextmanager
def server(project: Path, folder: Path, python: Path | str = sys.executable):
    """Serve a project with a Python's JupyterLab, which keeps all else in ``folder``; yield its address and token."""
    log, settings = folder / "server.log", folder / "jupyterlab_settings"
    for name, chosen in SETTINGS.items():
        path = settings / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(chosen), encoding="utf-8")
    places = (
        "JUPYTER_CONFIG",
        "JUPYTER_DATA",
        "JUPYTER_RUNTIME",
        "JUPYTERLAB_SETTINGS",
        "JUPYTERLAB_WORKSPACES",
    )
    variables = {f"{name}_DIR": str(folder / name.lower()) for name in places}
    # The copied helpers are imported, also where the project itself is installed.
    variables.update(IPYTHONDIR=str(folder / "ipython"), PYTHONPATH=str(project))
    variables[reader.VARIABLE] = str(project.parent / OWN_WORK)
    command = [
        *(str(python), "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1"),
        *(f"--ServerApp.root_dir={project}", "--LabApp.expose_app_in_browser=True"),
        *(["--allow-root"] if launcher.is_root() else []),
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=project,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    facts = None
    try:
        facts = launcher.wait_for_server(process, Path(variables["JUPYTER_RUNTIME_DIR"]))
        if not facts:
            said = log.read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"JupyterLab did not start:\n{said}")
        yield facts
    finally:
        launcher.stop_server(process, facts)


@dataclass
class Lab:
    """One page of JupyterLab that shows one lesson at a time."""

    page: Page
    project: Path
    errors: list[str] = field(default_factory=list)
    shown: tuple[str, str] = ("", "")

    def start(self, facts: dict) -> None:
        """Load JupyterLab and fold away what stands beside a notebook."""
        self.page.set_default_timeout(SECONDS * 1000)
        self.page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{facts['url']}lab?token={facts['token']}&reset")
        self.page.wait_for_function("() => window.jupyterapp?.restored.then(() => true)")
        self.page.evaluate(
            """async () => {
                const {commands, shell} = jupyterapp;
                shell.mode = 'single-document';
                for (const side of ['left', 'right']) {
                    await commands.execute('application:toggle-side-tabbar', {side});
                }
                shell.collapseLeft();
                shell.collapseRight();
                window.isDrawn = cell => cell.model.type !== 'code' || (
                    cell.outputArea.widgets.length === cell.model.outputs.length &&
                    cell.outputArea.widgets.every(one => one.node.lastChild.hasChildNodes()));
            }"""
        )

    def open(self, lesson: str) -> None:
        """Show a lesson as it is stored; its kernel may still be starting."""
        if self.shown == (lesson, "stored"):
            return
        self.shown = ("", "")
        self.errors.clear()
        self.page.evaluate(
            """async path => {
                for (const widget of [...jupyterapp.shell.widgets('main')]) {
                    await widget.sessionContext?.shutdown();
                    widget.dispose();
                }
                const factory = 'Notebook';
                window.lesson = await jupyterapp.commands.execute('docmanager:open', {path, factory});
                await lesson.revealed;
            }""",
            f"notebooks/{lesson}.ipynb",
        )
        self.page.wait_for_function("() => lesson.content.widgets.every(isDrawn)")
        self.shown = (lesson, "stored")

    def run(self, lesson: str) -> None:
        """Show a lesson after Run All, when the last cell has finished or one has failed."""
        if self.shown == (lesson, "run"):
            return
        self.open(lesson)
        self.shown = ("", "")
        # Nobody has done anything before: what an earlier run kept would be shown.
        shutil.rmtree(self.project.parent / OWN_WORK, ignore_errors=True)
        # A question for the kernel may come up before the kernel is there.
        self.page.wait_for_function(
            """() => {
                document.querySelector('.jp-Dialog .jp-mod-accept')?.click();
                const session = lesson.sessionContext;
                return session.isReady && session.session?.kernel?.status === 'idle';
            }"""
        )
        # Stored counts would look like cells that ran.
        self.page.evaluate(
            """async () => {
                const {commands} = jupyterapp;
                await commands.execute('notebook:clear-all-cell-outputs');
                window.finished = false;
                commands.execute('notebook:run-all-cells').finally(() => { window.finished = true; });
            }"""
        )
        self.page.wait_for_function(
            """() => finished && lesson.sessionContext.session.kernel.status === 'idle' &&
                lesson.content.widgets.every(isDrawn)"""
        )
        self.shown = (lesson, "run")

    def set_theme(self, name: str) -> None:
        """Change JupyterLab's theme."""
        change = "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})"
        self.page.evaluate(change, name)
        # A splash screen covers the page for a moment.
        self.page.wait_for_function(
            """theme => document.body.dataset.jpThemeName === theme && !document.querySelector('#jupyterlab-splash')""",
            arg=name,
        )

    def set_details(self, are_open: bool) -> None:
        """Open or close every <details> of the lesson."""
        self.page.evaluate(
            "yes => lesson.node.querySelectorAll('details').forEach(one => { one.open = yes; })", are_open
        )

    def set_width(self, width: int) -> None:
        """Make the window so wide."""
        self.page.set_viewport_size({"width": width, "height": 900})

    def fit(self, width: int) -> None:
        """Make the window so wide, and so tall that the whole lesson shows without scrolling."""
        height = 900
        for _ in range(10):
            self.page.set_viewport_size({"width": width, "height": height})
            # Two frames: JupyterLab lays its panels out in the first.
            needed = self.page.evaluate(
                """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
                    lesson.content.node.querySelector('.jp-WindowedPanel-outer').scrollTop = 0;
                    const edges = place => lesson.content.widgets.at(place).node.getBoundingClientRect();
                    done(Math.ceil(edges(-1).bottom + edges(0).top));
                })))"""
            )
            if needed == height:
                break
            height = needed


@contextlib.contextmanager
def opened_lab():
    """Start a server on a copy of the project, and a browser; yield a :class:`Lab`, and stop both.

    Raises
    ------
    NoBrowser
        If no browser can be started.
    """
    with (
        sync_playwright() as playwright,
        contextlib.closing(start_browser(playwright)) as browser,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
    ):
        folder = Path(name).resolve()
        project = copy_project(folder)
        with server(project, folder) as facts:
            lab = Lab(browser.new_page(), project)
            lab.start(facts)
            yield lab


@contextlib.contextmanager
def opened_export(lab: Lab, lessons: list[str]):
    """Export stored lessons as HTML; yield a function that shows one of them without JavaScript."""
    folder = lab.project / "exported"
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--log-level=ERROR", "--output-dir", folder]
    files = [lab.project / "notebooks" / f"{lesson}.ipynb" for lesson in lessons]
    subprocess.run([str(part) for part in (*command, *files)], check=True)

    def show(lesson: str, width: int) -> Page:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto((folder / f"{lesson}.html").as_uri())
        return page

    with contextlib.closing(lab.page.context.browser.new_context(java_script_enabled=False)) as context:
        page = context.new_page()
        yield show


def screenshot(page: Page, path: Path) -> None:
    """Save a page at full length, in several pictures where it is too long for one."""
    width, height = page.evaluate("() => [innerWidth, document.documentElement.scrollHeight]")
    for number, top in enumerate(range(0, height, TALLEST_PICTURE), start=1):
        part = path if height <= TALLEST_PICTURE else path.with_stem(f"{path.stem}_part{number}")
        size = {"x": 0, "y": top, "width": width, "height": min(TALLEST_PICTURE, height - top)}
        page.screenshot(path=part, clip=size, full_page=True)
        print(part, flush=True)


def main(target: str, *names: str) -> None:
    """Take pictures of lessons, all of them if none is named."""
    lessons = list(names) or LESSONS
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    with opened_lab() as lab:
        for lesson in lessons:
            lab.run(lesson)
            lab.set_details(False)
            for theme, word in ((LIGHT, "light"), (DARK, "dark")):
                lab.set_theme(theme)
                for width in (WIDE, NARROW):
                    lab.fit(width)
                    screenshot(lab.page, folder / f"{lesson}_lab_{word}_{width}.png")
        with opened_export(lab, lessons) as show:
            for lesson in lessons:
                for width in (WIDE, PHONE):
                    screenshot(show(lesson, width), folder / f"{lesson}_export_{width}.png")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
