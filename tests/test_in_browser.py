"""The site that runs in a browser: made from Pyodide alone, refusing anything else, and asking no other host."""

import importlib
import json
import os
import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from browser import NoBrowser, start_browser
from operate import operate_all
from own_environment import NotHere, environment_with, run
from playwright.sync_api import sync_playwright
from pyodide_distribution import distribution
from visits import PANEL, TROUBLE, kept, opened, run_all, served, show

from helpers import in_browser
from helpers.in_browser import CORE, FROM_PINS, FROM_PYODIDE, PYODIDE, SiteError, build
from helpers.install import IN_BROWSER, LESSONS, PROJECT

NAMES = sorted(path.stem for path in (PROJECT / "notebooks").glob("*.ipynb"))


# Refusing what is no distribution ------------------------------------------------------------------------


@pytest.fixture
def pyodide(tmp_path):
    """A distribution that is small and invented, and whole."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    packages = {}
    for name in FROM_PYODIDE:
        file = folder / f"{name}-1-py3-none-any.whl"
        file.write_bytes(name.encode())
        packages[name] = {"file_name": file.name, "sha256": in_browser.sha256(file), "depends": []}
    for name in CORE:
        (folder / name).write_text(name)
    lock = {"info": {"version": PYODIDE}, "packages": packages}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))
    return folder


def changed(folder, change):
    lock = in_browser.read_lock(folder)
    change(lock)
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))


def test_a_folder_and_an_archive_are_the_same_distribution(pyodide, tmp_path):
    for kind in ("zip", "gztar", "bztar"):
        archive = shutil.make_archive(str(tmp_path / kind), kind, pyodide.parent, "pyodide")
        with in_browser.distribution(archive) as folder:
            assert in_browser.read_lock(folder) == in_browser.read_lock(pyodide)
    with in_browser.distribution(pyodide) as folder:
        assert folder == pyodide


@pytest.mark.parametrize(
    "spoil, said",
    [
        (lambda folder: (folder / "pyodide-lock.json").unlink(), "has no file pyodide-lock.json"),
        (lambda folder: changed(folder, lambda lock: lock["info"].update(version="9.9.9")), "holds 9.9.9"),
        (lambda folder: changed(folder, lambda lock: lock["packages"].pop("pandas")), "lacks pandas"),
        (lambda folder: (folder / "pyodide.asm.wasm").unlink(), "lacks pyodide.asm.wasm"),
        (lambda folder: (folder / "pandas-1-py3-none-any.whl").write_bytes(b"x"), "is not the file"),
    ],
    ids=["no list", "other version", "package not listed", "file missing", "file changed"],
)
def test_what_is_no_distribution_is_refused_in_one_sentence(pyodide, tmp_path, spoil, said):
    spoil(pyodide)
    with pytest.raises(SiteError) as problem:
        build(pyodide, tmp_path / "site")
    assert said in str(problem.value) and str(problem.value).endswith(".")
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("name", ["nothing", "broken.zip", "broken.tar.bz2"])
def test_a_path_that_holds_nothing_is_refused(tmp_path, name):
    path = tmp_path / name
    if name != "nothing":
        path.write_bytes(b"no archive")
    with pytest.raises(SiteError):
        build(path, tmp_path / "site")


def test_a_folder_with_something_else_in_it_is_left_alone(pyodide, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mine.txt").write_text("mine")
    with pytest.raises(SiteError, match="something else"):
        build(pyodide, tmp_path / "site")
    assert (tmp_path / "site" / "mine.txt").read_text() == "mine"


def test_what_a_package_needs_comes_along_in_any_spelling():
    packages = {"a": {"depends": ["b_c"]}, "b-c": {"depends": ["D"]}, "d": {"depends": ["a"]}, "e": {"depends": []}}
    assert set(in_browser.needed({"packages": packages}, ["A"])) == {"a", "b-c", "d"}


# What is put in ------------------------------------------------------------------------------------------


def test_the_wheel_holds_the_helpers_beside_the_data_and_is_always_the_same(tmp_path):
    (tmp_path / "again").mkdir()
    one, other = in_browser.wheel_of_helpers(tmp_path), in_browser.wheel_of_helpers(tmp_path / "again")
    assert one.read_bytes() == other.read_bytes()
    names = set(zipfile.ZipFile(one).namelist())
    assert {"helpers/tables.py", "helpers/widgets/view.js", "data/claims.csv", "data/datapackage.json"} <= names
    assert not any("__pycache__" in name or "my_work" in name for name in names)


def test_the_pure_packages_are_the_pinned_ones():
    assert set(in_browser.pinned()) == set(FROM_PINS)
    assert all(re.fullmatch(r"[\d.]+", version) for version in in_browser.pinned().values())


def test_the_lessons_name_the_kernel_of_the_site_and_the_guide_is_not_among_them(tmp_path):
    in_browser.lessons(tmp_path / "made")
    made = sorted(path.name for path in (tmp_path / "made").iterdir())
    assert made == sorted(path.name for path in (PROJECT / "notebooks").glob("*.ipynb"))
    for name in made:
        notebook = json.loads((tmp_path / "made" / name).read_text("utf-8"))
        stored = json.loads((PROJECT / "notebooks" / name).read_text("utf-8"))
        assert notebook["metadata"]["kernelspec"] == in_browser.KERNEL and notebook["cells"] == stored["cells"]


def test_no_setting_names_another_host():
    assert "://" not in json.dumps(in_browser.settings()) + in_browser.LANDING


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "some.whl"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("some/__init__.py", "ANSWER = 42\n")
        made.writestr("some/broken.py", "for\n")
        made.writestr("some/data.csv", "a\n1\n")
    return path


@pytest.mark.parametrize("with_source", [False, True])
def test_compiled_modules_can_be_imported_and_nothing_else_is_changed(archive, tmp_path, monkeypatch, with_source):
    in_browser.compile_archive(archive, with_source)
    names = set(zipfile.ZipFile(archive).namelist())
    assert ("some/__init__.py" in names) == with_source
    assert {"some/broken.py", "some/data.csv"} <= names and len(names) == 3 + with_source
    shutil.unpack_archive(archive, tmp_path / "here", "zip")
    monkeypatch.syspath_prepend(tmp_path / "here")
    some = importlib.import_module("some")
    assert some.ANSWER == 42
    monkeypatch.delitem(sys.modules, "some")


def test_modules_are_compiled_by_a_python_of_the_same_version_only(archive, tmp_path):
    name = archive.name
    shutil.copy(archive, tmp_path / "python_stdlib.zip")
    lock = {
        "info": {"python": "3.1.4"},
        "packages": {"some": {"file_name": name, "sha256": in_browser.sha256(archive)}},
    }
    before = json.dumps(lock)
    assert not in_browser.compile_modules(tmp_path, lock) and json.dumps(lock) == before
    lock["info"]["python"] = "{}.{}.99".format(*sys.version_info)
    assert in_browser.compile_modules(tmp_path, lock)
    assert lock["packages"]["some"]["sha256"] == in_browser.sha256(archive) not in before
    assert in_browser.read_lock(tmp_path) == lock


# In a real browser ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Make the site as a maintainer does, in an environment of its own."""
    folder = tmp_path_factory.mktemp("in_browser")
    packages = ["-r", PROJECT / LESSONS, "-r", PROJECT / IN_BROWSER]
    try:
        python = environment_with(folder / "env", *packages, version="3.12")
        pyodide = distribution(folder / "distribution", python)
    except NotHere as reason:
        pytest.skip(f"not to be had here: {reason}")
    made = run(python, "-m", "helpers.in_browser", pyodide, folder / "site", cwd=PROJECT)
    assert made.returncode == 0, made.stdout
    return folder / "site"


@pytest.fixture(scope="module")
def server(site):
    with served(site) as address_and_asked:
        yield address_and_asked


@pytest.fixture(scope="module")
def address(server):
    return server[0]


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        try:
            started = start_browser(playwright)
        except NoBrowser as reason:
            pytest.skip(str(reason))
        yield started
        started.close()


def begun(browser):
    """Begin a visit: a store of its own for what the site keeps, and the requests that are made from now on."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    requests = []
    context.on("request", lambda request: requests.append(request.url))
    return context, requests


@pytest.fixture(scope="module")
def visit(browser):
    return begun(browser)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("lesson", NAMES)
def test_a_lesson_runs_every_control_works_and_no_other_host_is_asked(visit, address, lesson):
    context, requests = visit
    page = opened(context, f"{address}lab/index.html?path={lesson}.ipynb")
    run_all(page)
    assert page.evaluate(TROUBLE) == []
    moved = operate_all(page, PANEL)
    cells = {one["cell"] for one in moved}
    assert len(cells) > 3
    assert cells - {one["cell"] for one in moved if one["milliseconds"] is not None} == set()
    assert page.evaluate(TROUBLE) == []
    page.close()
    assert [url for url in requests if not url.startswith((address, "data:", "blob:"))] == []


@pytest.mark.slow
@pytest.mark.browser
def test_what_a_reader_keeps_outlives_the_tab_and_is_sent_nowhere(browser, server):
    context, requests = begun(browser)
    address, asked = server
    page = opened(context, address)
    assert page.evaluate(f"{PANEL}.context.path") == "00_start_here.ipynb"
    run_all(page)
    show(page, '"00-keyboard"')
    page.locator("label:visible", has_text="an arrow key").first.click()
    page.get_by_role("button", name="Check my answer").first.click()
    page.get_by_text("That is right.").first.wait_for()
    show(page, "my_progress(")
    page.get_by_role("button", name="Make a file for a teacher").click()
    page.get_by_text("progress_for_a_teacher.json").first.wait_for()
    show(page, "my_texts(")
    originals = os.environ.get("LESSON_ORIGINALS")
    if originals:
        copy = min(Path(originals).glob("*.txt")).read_text("utf-8")
        page.get_by_label("Or paste a text here:").fill(copy)
        page.get_by_role("button", name="Keep what was pasted").click()
    page.wait_for_timeout(3_000)  # the browser keeps what was written a moment later
    page.close()

    page = opened(context, address)
    names = kept(page, "my_work")
    assert {"my_work/progress.json", "my_work/progress_for_a_teacher.json"} <= set(names)
    assert any("texts/" in name for name in names) == bool(originals)
    run_all(page)
    show(page, '"00-keyboard"')
    page.get_by_text("Solved before, at try 1.").first.wait_for()
    page.close()
    # What the kernel says to the browser's storage goes to the page's own worker; nothing of it reaches the server.
    assert {method for method, _ in asked} == {"GET"}
    assert not [path for _, path in asked if "drive" in path]
    assert [url for url in requests if not url.startswith((address, "data:", "blob:"))] == []
