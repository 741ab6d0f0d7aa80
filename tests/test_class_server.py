"""The class server: its values, its image, and a small class on a real JupyterHub."""

import asyncio
import json
import re

import nbformat
import pytest
import yaml
from class_server import (
    COPY,
    ESSAY,
    EXERCISE,
    HERE,
    HOME,
    IMAGE,
    LESSON,
    VALUES,
    Hub,
    NotHere,
    Student,
    at_once,
    commit,
    expected,
    installed,
    kept,
    note_of,
    pull_link,
    right_choice,
    tries_of,
    upstream,
)
from own_environment import environment_with, run

NAMES = ["anna", "ben", "cleo"]
REPO2DOCKER = "jupyter-repo2docker==2026.4.0"


@pytest.fixture(scope="module")
def values():
    return yaml.safe_load(VALUES.read_text("utf-8"))


# What stands in the folder -------------------------------------------------------------------------------


def test_nobody_can_log_in_until_a_school_has_said_how(values):
    assert values["hub"]["config"]["JupyterHub"]["authenticator_class"] == "null"
    assert values["singleuser"]["image"] == {"name": "FILL-IN", "tag": "FILL-IN"}


def test_what_belongs_to_a_student_lies_outside_of_what_is_pulled(values):
    places = values["singleuser"]["extraEnv"]
    assert places["PYTHONPATH"] == f"{HOME}/{COPY}"
    assert not places["FIVE_ARGUMENTS_READER"].startswith(places["PYTHONPATH"])
    assert places["FIVE_ARGUMENTS_READER"].startswith(HOME)


def test_the_page_names_the_versions_that_the_values_and_the_image_have(values):
    page, said = (HERE / "README.md").read_text("utf-8"), VALUES.read_text("utf-8").splitlines()[0]
    chart = re.search(r"chart (\d+\.\d+\.\d+) \(JupyterHub (\d+\.\d+)\)", said)
    assert page.count(chart[1]) == 2
    assert re.search(r"^jupyterhub==([\d.]+)\.\d+$", IMAGE.read_text("utf-8"), re.MULTILINE)[1] == chart[2]
    assert f"JupyterHub itself ({chart[2]}" in page


def test_the_pull_link_opens_a_lesson_in_the_students_folder():
    link = pull_link("https://hub", "https://code/a b", "00_start_here")
    assert link == (
        "https://hub/hub/user-redirect/git-pull?repo=https%3A%2F%2Fcode%2Fa%20b&branch=main&targetPath=five-arguments"
        "&urlpath=lab%2Ftree%2Ffive-arguments%2Fnotebooks%2F00_start_here.ipynb"
    )


@pytest.mark.slow
def test_repo2docker_makes_the_image_from_the_folder(tmp_path):
    try:
        python = environment_with(tmp_path / "env", REPO2DOCKER)
    except NotHere as reason:
        pytest.skip(f"not to be had here: {reason}")
    said = run(python, "-m", "repo2docker", "--no-build", "--debug", IMAGE.parent, cwd=tmp_path)
    assert said.returncode == 0, said.stdout
    assert "Building conda environment for python=3.13" in said.stdout


# A class -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("class_server")


@pytest.fixture(scope="module")
def repository(place):
    return upstream(place / "upstream")


@pytest.fixture(scope="module")
def hub(place):
    try:
        programs = installed(place / "programs")
    except NotHere as reason:
        pytest.skip(f"not to be had here: {reason}")
    with Hub(place / "hub", programs) as running:
        yield running


@pytest.fixture(scope="module")
def link(hub, repository):
    return pull_link(hub.address, f"file://{repository}", LESSON)


@pytest.fixture(scope="module")
def right():
    return right_choice()


@pytest.fixture(scope="module")
def after_class(hub, link, right):
    """Three students have done a lesson at the same moment."""
    asyncio.run(at_once(hub, link, NAMES, right))


def saved(hub, name):
    return nbformat.read(hub.homes / name / COPY / "notebooks" / f"{LESSON}.ipynb", as_version=4)


@pytest.mark.slow
def test_everyones_progress_is_right(hub, after_class, right):
    assert len({tuple(tries_of(number, right)) for number in range(3)}) == 3
    for number, name in enumerate(NAMES):
        assert kept(hub, name) == expected(name, number, right)
        assert saved(hub, name).cells[-1].source == note_of(name)
        assert not (hub.homes / name / COPY / "my_work").exists()


async def comes_back(hub, name, link):
    """Let a student come back, run the exercises again, and return what the server has and shows."""
    async with Student(hub, name) as student:
        await student.log_in()
        await student.follow(link)
        notebook = await student.read(LESSON)
        async with student.kernel(LESSON) as kernel:
            await kernel.run_all(notebook)
            return notebook, json.dumps(kernel.models)


@pytest.mark.slow
def test_a_killed_server_loses_nothing_that_was_saved(hub, after_class, link, right):
    name = NAMES[1]
    before = saved(hub, name)
    assert hub.kill_server(name) >= 2  # the server and a kernel
    assert hub.students_processes(name) == []
    notebook, shown = asyncio.run(comes_back(hub, name, link))
    assert kept(hub, name) == expected(name, 1, right)
    assert [cell.source for cell in notebook.cells] == [cell.source for cell in before.cells]
    assert "Solved before, at try 2." in shown and note_of(name) == notebook.cells[-1].source
    assert EXERCISE in str(before) and ESSAY in str(before)


MINE, NEW = "A line that the student changed.", "A line of the new version."


async def changes_a_cell(hub, name, link, place):
    """Let a student change the words of a cell and save."""
    async with Student(hub, name) as student:
        await student.log_in()
        await student.follow(link)
        notebook = await student.read(LESSON)
        notebook.cells[place].source += f"\n\n{MINE}"
        await student.save(LESSON, notebook)


@pytest.mark.slow
def test_a_new_version_comes_and_overwrites_nothing_of_a_student(hub, after_class, repository, link, right):
    name = NAMES[2]
    asyncio.run(changes_a_cell(hub, name, link, 2))
    path = repository / "notebooks" / f"{LESSON}.ipynb"
    lesson = nbformat.read(path, as_version=4)
    for place in (0, 2):  # one that the student left as it was, and one that the student changed too
        lesson.cells[place].source += f"\n\n{NEW}"
    path.write_text(nbformat.writes(lesson) + "\n", encoding="utf-8")
    (repository / "notebooks" / "12_new.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook()))
    commit(repository, "A new version")

    asyncio.run(comes_back(hub, name, link))
    after = saved(hub, name)
    nbformat.validate(after)
    assert after.cells[0].source.endswith(NEW)
    assert after.cells[2].source.endswith(MINE) and NEW not in after.cells[2].source
    assert after.cells[-1].source == note_of(name)
    assert kept(hub, name) == expected(name, 2, right)
    assert (hub.homes / name / COPY / "notebooks" / "12_new.ipynb").exists()
