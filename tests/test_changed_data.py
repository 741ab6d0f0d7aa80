"""A number that changes in data/ turns every lesson red that cites it."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import install
from helpers import tables as reader

PROJECT = Path(__file__).resolve().parent.parent
READY = sorted(reader.load()["lessons"].query("status == 'ready'")["lesson"])
# For each lesson: a table, what names one of its rows, and the cell that changes, by one or by one day.
CITED = {
    "00_start_here": ("lessons", {"lesson": "03_pompeo"}, "minutes", "50", "51"),
    "01_who_is_speaking": ("documents", {"document": "ziemer"}, "published", "29 January 2025", "30 January 2025"),
    "02_how_an_argument_is_built": (
        "word_counts",
        {"document": "mcinerney_vallely", "word": "force"},
        "count",
        "5",
        "6",
    ),
    "03_pompeo": ("overdose_deaths_monthly", {"measure": "synthetic_opioids", "month": "2024-08"}, "deaths", None, "1"),
    "04_overdose_deaths": (
        "overdose_deaths",
        {"measure": "synthetic_opioids", "year": "2022"},
        "deaths",
        "73838",
        "73839",
    ),
    "05_ziemer": ("paragraphs", {"document": "ziemer", "paragraph": "3"}, "words", "54", "55"),
    "06_how_big_is_mexico": (
        "population",
        {"country": "Iraq", "source": "iraq_census_2025"},
        "people",
        "46118793",
        "46118794",
    ),
    "07_mcinerney_vallely": ("claims", {"claim": "mcinerney_vallely-18"}, "paragraph", "5", "6"),
    "08_weapons_flow": ("weapon_traces", {"trace": "t_2008b"}, "numerator_guns", "21035", "21036"),
    "09_essay": ("record_checks", {"record_check": "essay-c1"}, "as_of", "2025-08-08", "2025-08-09"),
    "10_cornell": ("claims", {"claim": "cornell-12"}, "paragraph", "2", "3"),
    "11_compare_and_deliberate": ("record_checks", {"record_check": "pompeo-c6"}, "as_of", "2024-08-31", "2024-09-01"),
}


def change(path, row, column, before, after):
    """Change one cell of a CSV file; ``before`` is what stands there, or ``None`` for anything."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [one for one in rows if all(one[name] == value for name, value in row.items())]
    assert len(found) == 1 and before in (None, found[0][column]), found
    found[0][column] = after
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def run(folder, lesson):
    """Compare one lesson, in a copy of the project, with what it stores."""
    settings = ["--nbval", "--nbval-sanitize-with=tests/nbval_sanitize.cfg", "-p", "no:cacheprovider", "-q"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-o", "addopts=", *settings, f"notebooks/{lesson}.ipynb"],
        cwd=folder,
        env={**install.environment(), "PYTHONPATH": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


@pytest.mark.slow
@pytest.mark.parametrize("lesson", READY)
def test_one_changed_number_turns_a_lesson_red(lesson, tmp_path):
    assert lesson in CITED, f"name a number that {lesson} cites"
    table, row, column, before, after = CITED[lesson]
    for part in ("helpers", "data", "notebooks", "tests"):
        shutil.copytree(PROJECT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    change(tmp_path / "data" / f"{table}.csv", row, column, before, after)
    done = run(tmp_path, lesson)
    assert done.returncode == 1, done.stdout
    assert "Notebook cell execution failed" in done.stdout and "mismatch" in done.stdout, done.stdout
