"""Tools that a teacher may use besides: nbgrader grades the tasks in code, and Binder finds what it needs."""

import re
import shutil

import nbformat
import pytest
import yaml
from own_environment import NotHere, environment_with, run
from packaging.requirements import Requirement

from helpers import tables as reader
from helpers.install import PROJECT
from helpers.widgets import reply
from helpers.widgets.task import GRADING, NotSolvedError

FOR_TEACHERS = PROJECT / "notebooks" / "for_teachers"
GRADER = FOR_TEACHERS / "nbgrader_requirements.txt"
REPO2DOCKER = "jupyter-repo2docker==2026.4.0"
LESSON = "06_how_big_is_mexico"
RIGHT, WRONG, EMPTY = "anna", "ben", "cleo"


def environment_or_skip(folder, *packages):
    """Return the Python of a new environment with these packages, or skip with the reason why there is none."""
    try:
        return environment_with(folder, *packages)
    except NotHere as reason:
        pytest.skip(f"not to be had here: {reason}")


# nbgrader ----------------------------------------------------------------------------------------------


def graded_cells(notebook):
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}


def test_every_task_in_code_can_be_graded_and_nothing_else(tables):
    found = set()
    for path in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        cells = graded_cells(notebook)
        for name, cell in cells.items():
            task, _, part = name.rpartition("-")
            found.add((task, part))
            about = cell.metadata.nbgrader
            assert (about.solution, about.grade) == (part == "answer", part == "reply"), name
            assert cell.source.endswith("None") if part == "answer" else f'"{task}"' in cell.source, name
    assert found == {(task, part) for task in tables["tasks"]["task"] for part in ("answer", "reply")}


def test_a_wrong_answer_fails_only_while_it_is_graded(tables, monkeypatch):
    assert "Nothing is computed yet" in reply(tables, "06-land", None).text
    monkeypatch.setenv(*GRADING)
    for answer in (None, 1, "much", 10**400):
        with pytest.raises(NotSolvedError):
            reply(tables, "06-land", answer)
    assert reply(tables, "06-land", right_answer("06-land")).text.startswith("That is right. ")


def right_answer(task):
    from helpers import answers

    return answers.ANSWERS[task].right(reader.load())


def handed_in(release, answers):
    """Return an assignment in which the lines to write in hold these answers."""
    notebook = nbformat.read(release, as_version=4)
    for name, cell in graded_cells(notebook).items():
        task = name.removesuffix("-answer")
        if task in answers:
            cell.source = cell.source.replace("None", repr(answers[task]))
    return notebook


@pytest.mark.slow
def test_nbgrader_hands_out_a_lesson_and_grades_its_tasks(tmp_path):
    python = environment_or_skip(tmp_path / "env", "-r", PROJECT / "requirements.txt", "-r", GRADER)
    course = tmp_path / "course"
    source = course / "source" / "sizes" / f"{LESSON}.ipynb"
    source.parent.mkdir(parents=True)
    shutil.copy(PROJECT / "notebooks" / source.name, source)
    shutil.copy(FOR_TEACHERS / "nbgrader_config.py", course)

    made = run(python, "-m", "nbgrader", "generate_assignment", "sizes", "--create", cwd=course)
    assert made.returncode == 0, made.stdout
    release = course / "release" / "sizes" / source.name
    before, after = nbformat.read(source, as_version=4), nbformat.read(release, as_version=4)
    assert [cell.source for cell in after.cells] == [cell.source for cell in before.cells]
    assert [cell.get("outputs") for cell in after.cells] == [cell.get("outputs") for cell in before.cells]

    right = {task: right_answer(task) for task in ("06-census", "06-land")}
    for student, answers in {RIGHT: right, WRONG: {"06-census": 5, "06-land": right["06-land"]}, EMPTY: {}}.items():
        path = course / "submitted" / student / "sizes" / source.name
        path.parent.mkdir(parents=True)
        nbformat.write(handed_in(release, answers), path)
    done = run(python, "-m", "nbgrader", "autograde", "sizes", "--create", cwd=course)
    assert done.returncode == 0, done.stdout
    exported = run(python, "-m", "nbgrader", "export", cwd=course)
    assert exported.returncode == 0, exported.stdout
    head, *rows = [line.split(",") for line in (course / "grades.csv").read_text("utf-8").splitlines()]
    points = {row[head.index("student_id")]: float(row[head.index("score")]) for row in rows}
    assert points == {RIGHT: 2, WRONG: 1, EMPTY: 0}


# Environments ------------------------------------------------------------------------------------------


def pins(path):
    lines = [line for line in path.read_text("utf-8").splitlines() if line and line[0] not in "#-"]
    return {(one.name, str(one.marker or "")): str(one.specifier) for one in map(Requirement, lines)}


def test_every_pin_is_exact_and_the_same_wherever_it_stands():
    lock = pins(PROJECT / "requirements.txt")
    others = {path.name: pins(path) for path in (GRADER, PROJECT / "tests" / "requirements.txt")}
    for name, other in {"requirements.txt": lock, **others}.items():
        assert other and all(re.fullmatch(r"==[\w.!+]+", pin) for pin in other.values()), name
        assert {key: pin for key, pin in other.items() if lock.get(key, pin) != pin} == {}, name


@pytest.mark.slow
def test_repo2docker_picks_the_environment(tmp_path):
    python = environment_or_skip(tmp_path / "env", REPO2DOCKER)
    said = run(python, "-m", "repo2docker", "--no-build", "--debug", PROJECT, cwd=tmp_path)
    assert said.returncode == 0, said.stdout
    wanted = yaml.safe_load((PROJECT / "environment.yml").read_text("utf-8"))["dependencies"][0]
    assert f"Building conda environment for {wanted}" in said.stdout
    lines = said.stdout.splitlines()
    copied = next(place for place, line in enumerate(lines) if line.startswith("COPY") and " src/ " in line)
    updated = next(place for place, line in enumerate(lines) if "env update" in line and "environment.yml" in line)
    assert copied < updated, "requirements.txt has to be there when conda reads environment.yml"
