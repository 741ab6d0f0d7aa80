"""What several tests share: the tables, and the lessons as they are stored."""

import json
from pathlib import Path

import pytest
from hypothesis import settings

from helpers import reader as own_work
from helpers import tables as reader

# What a run may not be able to try, by the file of its tests.
PARTS = {
    "test_browser.py": "the lessons in a real browser",
    "test_class_server.py": "the class server",
    "test_in_browser.py": "the site for a browser",
    "test_older_versions.py": "the older versions of the libraries",
    "test_pages.py": "the pages and handouts in a real browser",
    "test_teaching_tools.py": "nbgrader and repo2docker",
}

# A slow machine must not fail a test of what the code does; speed is measured in tests/benchmarks.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def own_folder(tmp_path_factory):
    """Keep the tests out of the folder of whoever runs them; return the folder that stands in for it."""
    folder = tmp_path_factory.mktemp("reader") / "my_work"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(own_work.VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="session")
def tables():
    """All tables of the project; nobody may change them."""
    return reader.load()


@pytest.fixture(scope="session")
def notebooks():
    """Every stored lesson by its name, as the JSON of its file (nbformat is not needed for that)."""
    files = sorted((PROJECT / "notebooks").glob("*.ipynb"))
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


@pytest.fixture(scope="session")
def guide():
    """The stored teacher's guide, as the JSON of its file."""
    return json.loads((PROJECT / "notebooks" / "for_teachers" / "guide.ipynb").read_text(encoding="utf-8"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter):
    """Say at the very end, and loudly, which parts of the project this run could not try."""
    result = yield
    not_tried = {}
    for report in terminalreporter.stats.get("skipped", ()):
        name = Path(report.location[0]).name
        reason = report.longrepr[2].removeprefix("Skipped: ")
        not_tried.setdefault((PARTS.get(name, name), reason), []).append(report.nodeid)
    if not_tried:
        terminalreporter.section("NOT TRIED IN THIS RUN", sep="!", red=True, bold=True)
        for (part, reason), tests in not_tried.items():
            terminalreporter.write_line(f"{part}: {len(tests)} tests skipped: {reason}")
    return result
