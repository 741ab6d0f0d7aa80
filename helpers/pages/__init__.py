"""Makes the reading edition: every stored lesson as a page that needs nothing else, handouts, and the teacher's guide.

    python3 -m helpers pages [folder]

The pages show what the notebooks store, so they are made without running anything. The guide holds the answer key, so
no page of the students leads to it.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from helpers import tables, teaching
from helpers.install import PROJECT, say
from helpers.pages.handouts import Handout, all_handouts

TEMPLATE = Path(__file__).with_name("page.html.j2")
FOLDER = PROJECT / "dist" / "pages"
CONTENTS = "index.html"
GUIDE, GUIDE_PAGE = "for_teachers/guide.ipynb", "for_teachers.html"
# A page cannot be run; what a lesson says of running it would only confuse.
ABOUT_RUNNING = re.compile(r"^\*\*How to work\.\*\*.*$", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """A page: its file, its name, and, for a lesson, what the contents say of it."""

    file: str
    title: str
    minutes: int = 0
    key_question: str = ""
    handouts: tuple[Handout, ...] = ()


def places(data):
    """Return the lessons that can be read, in order, with their handouts.

    Parameters
    ----------
    data : helpers.tables.Tables
        The tables.

    Returns
    -------
    list of Place
    """
    sheets = all_handouts(data)
    return [
        Place(
            f"{row.lesson}.html",
            f"{row.order:02d} {row.title}",
            row.minutes,
            row.key_question,
            tuple(sheet for sheet in sheets if sheet.lesson == row.lesson),
        )
        for row in teaching.lessons(data)
    ]


def page(notebook, place, before=None, after=None):
    """Return the page of a notebook.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The lesson as it is stored.
    place : Place
        The page.
    before, after : Place, optional
        The pages beside it.

    Returns
    -------
    str
        HTML that names no other host and runs no script.
    """
    for cell in notebook.cells:
        cell.source = ABOUT_RUNNING.sub("", cell.source)
    return _rendered(notebook, place=place, before=before, after=after)


def contents(lessons):
    """Return the page with the contents, in the same dress.

    Parameters
    ----------
    lessons : list of Place
        The lessons in order.

    Returns
    -------
    str
        HTML.
    """
    import nbformat

    return _rendered(nbformat.v4.new_notebook(), lessons=lessons)


def sheet(handout):
    """Return the page of a handout, made to be printed.

    Parameters
    ----------
    handout : helpers.pages.handouts.Handout
        The handout.

    Returns
    -------
    str
        HTML.
    """
    import nbformat

    return _rendered(nbformat.v4.new_notebook(), place=Place(handout.file, handout.title), handout=handout)


def _rendered(notebook, **shown):
    # Not at the top of the file: the rest of the package has to work where this is not installed.
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(template_file=str(TEMPLATE), filters={"linked": linked}, exclude_anchor_links=True)
    shown = {"place": None, "before": None, "after": None, "lessons": [], "handout": None, **shown}
    body, _ = exporter.from_notebook_node(notebook, resources={"shown": shown, "contents": CONTENTS})
    return "\n".join(line.rstrip() for line in body.splitlines() if line.strip()) + "\n"


def linked(html):
    """Return HTML in which links between lessons lead to pages."""
    return html.replace('.ipynb"', '.html"')


def write(folder, notebooks=PROJECT / "notebooks"):
    """Write the reading edition.

    Parameters
    ----------
    folder : str or Path
        Where the pages go; pages of the same name are replaced, and nothing else is touched.
    notebooks : str or Path
        The folder of the stored lessons and of the teacher's guide.

    Returns
    -------
    list of Path
        The pages, the contents first.
    """
    import nbformat

    folder, notebooks = Path(folder), Path(notebooks)
    folder.mkdir(parents=True, exist_ok=True)
    lessons = places(tables.load())
    made = {CONTENTS: contents(lessons)}
    for number, place in enumerate(lessons):
        before = lessons[number - 1] if number else None
        after = lessons[number + 1] if number + 1 < len(lessons) else None
        notebook = nbformat.read(notebooks / place.file.replace(".html", ".ipynb"), as_version=4)
        made[place.file] = page(notebook, place, before, after)
        made |= {handout.file: sheet(handout) for handout in place.handouts}
    made[GUIDE_PAGE] = page(nbformat.read(notebooks / GUIDE, as_version=4), Place(GUIDE_PAGE, "Teacher's guide"))
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in made]


def main(arguments):
    """Write the reading edition to a folder, or to ``dist/pages``."""
    paths = write(arguments[0] if arguments else FOLDER)
    say(f"{len(paths)} pages, to begin with {paths[0]}")


if __name__ == "__main__":
    main(sys.argv[1:])
