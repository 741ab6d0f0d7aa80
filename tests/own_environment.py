"""An environment of its own for a tool that the lessons do not need."""

import os
import subprocess
import sys
from pathlib import Path

from helpers import install
from helpers.install import PROJECT

UV = [sys.executable, "-m", "uv"]


class NotHere(Exception):
    """What is needed cannot be had on this machine; the message says what."""


def run(*command, cwd):
    """Run a command as in its activated environment; its output and its errors come back as one text."""
    beside = Path(command[0]).parent
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=install.environment(PATH=f"{beside}{os.pathsep}{os.environ['PATH']}"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def environment_with(folder, *packages, version=None):
    """Return the Python of a new environment with these packages, or raise NotHere.

    It is of the version of Python that is named, where this machine has it, and else of the one that runs this.
    """
    found = run(*UV, "python", "find", "--no-python-downloads", version, cwd=PROJECT) if version else None
    one = found.stdout.strip() if found and found.returncode == 0 else sys.executable
    made = run(*UV, "venv", "--quiet", "--python", one, folder, cwd=PROJECT)
    assert made.returncode == 0, made.stdout
    python = folder / install.PYTHON.relative_to(install.VENV)
    done = run(*UV, "pip", "install", "--quiet", "--python", python, *packages, cwd=PROJECT)
    if done.returncode:
        raise NotHere(f"{packages[-1]}: " + " ".join(done.stdout.split())[:300])
    return python
