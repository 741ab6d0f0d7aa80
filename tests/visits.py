"""A visit to the site for a browser: it is served as any static server does, opened, and a lesson of it is run."""

import contextlib
import functools
import http.server
import threading

from playwright.sync_api import BrowserContext, Page

SECONDS = 180  # a slow machine compiles long at the first start
PANEL = "window.jupyterapp.shell.currentWidget"  # the lesson that is shown

# What no lesson may show: an error, or anything on the error stream.
TROUBLE = f"""() => {PANEL}.content.widgets
    .filter(cell => cell.model.type === 'code')
    .flatMap(cell => Array.from({{length: cell.model.outputs.length}}, (_, n) => cell.model.outputs.get(n).toJSON()))
    .filter(one => one.output_type === 'error' || one.name === 'stderr')
    .map(one => one.evalue || one.text)"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that says nothing, also where a page that was closed hangs up."""

    def __init__(self, asked, *args, **kwargs):
        self.asked = asked
        super().__init__(*args, **kwargs)

    def log_request(self, *_):
        """Keep what was asked, instead of printing it."""
        self.asked.append((self.command, self.path))

    def log_message(self, *_):
        """Say nothing."""

    def copyfile(self, source, target):
        try:
            super().copyfile(source, target)
        except ConnectionError:
            self.close_connection = True

    def send_error(self, *args, **kwargs):
        with contextlib.suppress(ConnectionError):
            super().send_error(*args, **kwargs)


@contextlib.contextmanager
def served(folder):
    """Serve a site; yield its address and a list that fills with what reaches the server: methods and paths."""
    asked = []
    handler = functools.partial(Quiet, asked, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


def opened(context: BrowserContext, address: str) -> Page:
    """Open a page and wait until its lesson can be read."""
    page = context.new_page()
    page.set_default_timeout(SECONDS * 1000)
    page.goto(address)
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    return page


def run_all(page: Page) -> None:
    """Choose Run All Cells in the menu, as a reader does, and wait until every cell has run, or one of them failed."""
    code = f"{PANEL}.content.widgets.filter(cell => cell.model.type === 'code')"
    page.evaluate(f"() => {code}.forEach(cell => {{ cell.model.executionCount = null; }})")  # of an earlier run
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    page.wait_for_function(
        f"() => {code}.every(cell => cell.model.executionCount !== null && cell.model.executionState === 'idle')"
        f" || ({TROUBLE})().length"
    )


def show(page: Page, words: str) -> None:
    """Scroll to the cell whose code has these words; a notebook draws only what can be seen."""
    page.evaluate(
        f"""words => {{
            const {{content}} = {PANEL};
            const has = cell => cell.model.sharedModel.source.includes(words);
            content.scrollToItem(content.widgets.findIndex(has), 'center');
        }}""",
        words,
    )


def kept(page: Page, folder: str) -> list[str]:
    """Return the names of the files that the browser keeps in a folder, those of its folders included."""
    return page.evaluate(
        """async folder => {
            const {contents} = window.jupyterapp.serviceManager;
            const files = async path => (await Promise.all((await contents.get(path, {content: true})).content.map(
                one => one.type === 'directory' ? files(one.path) : [one.path]))).flat();
            return (await files(folder)).sort();
        }""",
        folder,
    )
