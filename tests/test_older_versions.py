"""The helpers work with the older packages that pyproject.toml admits, and that a browser build has."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import install

PROJECT = Path(__file__).resolve().parent.parent
OLDER = [
    "pandas==2.2.3",
    "numpy<2.3",
    "matplotlib==3.8.4",
    "ipywidgets==8.1.*",
    "anywidget==0.9.*",
    "fastjsonschema==2.19.*",
]
FOR_THE_TESTS = ["pytest", "hypothesis", "allpairspy"]


def run(*command):
    """Run a command in the project's folder; its output and its errors come back as one text."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=PROJECT,
        env=install.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


@pytest.mark.slow
def test_the_helpers_pass_their_tests_with_older_packages(tmp_path):
    folder = tmp_path / "older"
    python = folder / install.PYTHON.relative_to(install.VENV)
    uv = [sys.executable, "-m", "uv"]
    made = run(*uv, "venv", "--quiet", "--python", sys.executable, folder)
    assert made.returncode == 0, made.stdout
    # Only ready-made packages: a compiler is not what is tested.
    done = run(*uv, "pip", "install", "--quiet", "--only-binary=:all:", "--python", python, *OLDER, *FOR_THE_TESTS)
    if done.returncode:
        pytest.skip("the older packages cannot be installed here: " + " ".join(done.stdout.split())[:300])

    # Without the settings that need nbval, and without turning the warnings of old packages into errors.
    plain = ["-o", "addopts=", "-o", "filterwarnings=", "-p", "no:cacheprovider"]
    tests = run(python, "-m", "pytest", "tests/helpers", "-m", "not browser", "-q", "-ra", *plain)
    print(tests.stdout)
    assert tests.returncode == 0, "the helpers' tests fail with older packages, or none was found"
    assert re.search(r"\b[1-9]\d* passed", tests.stdout)
