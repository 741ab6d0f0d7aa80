"""The check of the installation: one sentence for each thing that is wrong, with what to do."""

import importlib.metadata
import sys

import pytest

from helpers import environment

VERSIONS = {"pandas": "3.0.1", "matplotlib": "3.11.2", "ipywidgets": "8.1.9", "anywidget": "0.11.0"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A complete project with packages that are new enough, whatever is installed here."""
    for name in environment.NEEDED_FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    packages(monkeypatch)
    return tmp_path


def packages(monkeypatch, **changed):
    """Pretend that these versions are installed; None means that a package is not."""
    installed = {**VERSIONS, **changed}

    def version(name):
        if installed.get(name) is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return installed[name]

    monkeypatch.setattr(importlib.metadata, "version", version)


def test_this_environment_has_what_is_needed():
    assert [line for line in environment.problems() if "file" not in line] == []


def test_nothing_is_wrong_with_a_complete_project(project, capsys):
    assert environment.problems(project) == []
    environment.check(project)
    assert capsys.readouterr().out == "Everything the lessons need is here.\n"


@pytest.mark.parametrize("name", VERSIONS)
def test_a_missing_package_is_named(project, monkeypatch, name):
    packages(monkeypatch, **{name: None})
    (line,) = environment.problems(project)
    assert line.startswith(f"The package {name} is missing: run ")


@pytest.mark.parametrize(
    ("name", "old", "least"),
    [
        ("pandas", "1.5.3", "2.2"),
        ("pandas", "2.1.4", "2.2"),
        ("matplotlib", "3.7.5", "3.8"),
        ("ipywidgets", "7.8.1", "8.1"),
        ("ipywidgets", "8.0", "8.1"),
        ("anywidget", "0.8.1", "0.9"),
    ],
)
def test_an_old_package_is_named_with_what_is_needed(project, monkeypatch, name, old, least):
    packages(monkeypatch, **{name: old})
    (line,) = environment.problems(project)
    shown = ".".join(old.split(".")[:2])
    assert line.startswith(f"The package {name} is version {shown} and {least} or newer is needed: run ")


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("pandas", "2.2"),
        ("pandas", "2.2.0"),
        ("pandas", "2.10.0"),
        ("pandas", "3.0.0rc1"),
        ("matplotlib", "3.8.0"),
        ("matplotlib", "3.11"),
        ("ipywidgets", "8.1.0"),
        ("ipywidgets", "10.0"),
        ("anywidget", "0.11.0"),
    ],
)
def test_versions_are_compared_as_numbers(project, monkeypatch, name, version):
    packages(monkeypatch, **{name: version})
    assert environment.problems(project) == []


@pytest.mark.parametrize("name", environment.NEEDED_FILES)
def test_a_missing_file_is_named(project, name):
    (project / name).unlink()
    (line,) = environment.problems(project)
    assert line.startswith(f"The file {name} is missing: get ")


def test_an_old_python_is_named(project, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    (line,) = environment.problems(project)
    assert line.startswith("Python 3.11 or newer is needed and this is 3.10: install ")


def test_everything_that_is_wrong_is_said_at_once(project, monkeypatch, capsys):
    packages(monkeypatch, pandas=None, ipywidgets="7.0")
    (project / environment.NEEDED_FILES[0]).unlink()
    environment.check(project)
    lines = capsys.readouterr().out.splitlines()
    assert lines == environment.problems(project)
    assert len(lines) == 3
    assert all(": " in line and line.endswith(".") for line in lines)
