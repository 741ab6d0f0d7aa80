"""What several tests share: the tables, and the lessons as they are stored."""

import json
from pathlib import Path

import pytest
from hypothesis import settings

from helpers import tables as reader

# A slow machine must not fail a test of what the code does; speed is measured in tests/benchmark.py.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def tables():
    """All tables of the project; nobody may change them."""
    return reader.load()


@pytest.fixture(scope="session")
def notebooks():
    """Every stored lesson by its name, as the JSON of its file (nbformat is not needed for that)."""
    files = sorted((PROJECT / "notebooks").glob("*.ipynb"))
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}
