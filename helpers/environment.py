"""Is everything here that the lessons need? Standard library only, so that it can always answer."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
NEEDED_PYTHON = (3, 11)
NEEDED_PACKAGES = {"pandas": (2, 2), "matplotlib": (3, 8), "ipywidgets": (8, 1), "anywidget": (0, 9)}
NEEDED_FILES = ("data/datapackage.json",)


def problems(project: Path = PROJECT) -> list[str]:
    """Return one sentence for each thing that is wrong, with what to do; an empty list if nothing is."""
    found = []
    if sys.version_info < NEEDED_PYTHON:
        found.append(
            f"Python {_dotted(NEEDED_PYTHON)} or newer is needed and this is {_dotted(sys.version_info[:2])}: "
            "install a newer Python and run the first command of the README with it."
        )
    for package, least in NEEDED_PACKAGES.items():
        version = _version(package)
        if version is None:
            found.append(f"The package {package} is missing: run the first command of the README again.")
        elif version < least:
            found.append(
                f"The package {package} is version {_dotted(version)} and {_dotted(least)} or newer is needed: "
                "run the first command of the README again."
            )
    for file in NEEDED_FILES:
        if not (project / file).is_file():
            found.append(f"The file {file} is missing: get the whole project again, with all its folders.")
    return found


def check(project: Path = PROJECT) -> None:
    """Print that everything is here, or what is wrong and what to do."""
    for line in problems(project) or ["Everything the lessons need is here."]:
        print(line)


def _version(package: str) -> tuple[int, ...] | None:
    try:
        return tuple(int(part) for part in re.findall(r"\d+", importlib.metadata.version(package))[:2])
    except importlib.metadata.PackageNotFoundError:
        return None


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
