"""The project's own Python environment, the folder .venv: made, filled and mended.

Standard library only, because this runs before anything is installed. The caller's environment is left
alone. uv does the installing where it can be had, since it takes seconds where pip takes minutes; plain pip
is the way out everywhere else.
"""

import hashlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMPS = VENV / "installed.json"

LESSONS = "requirements.txt"
TESTS = "tests/requirements.txt"
IN_BROWSER = "helpers/in_browser/requirements.txt"
UV = "uv==0.13.9"  # the version that tests/requirements.txt pins as well

# What a failed installation said, and what to do about it. The first match counts.
ADVICE = (
    (
        r"no space left|not enough space|errno 28\b|os error (28|112)\b",
        "The disk is full: free about 1 GB, then run the same command again.",
    ),
    (
        r"certificate|\bssl",
        "The network's certificate is not trusted: ask whoever runs the network, or use another one, "
        "then run the same command again.",
    ),
    (
        r"name resolution|getaddrinfo|dns error|failed to establish|network is unreachable|timed out|timeout"
        r"|connection (refused|reset|aborted)|error sending request|proxy|\(from versions: none\)",
        "The packages could not be downloaded: check the internet connection, then run the same command again.",
    ),
    (
        r"permission denied|access is denied|errno 13\b|winerror (5|32)\b|read-only file system",
        "The project's folder cannot be written to: close other programs that use it, "
        "or move it to a folder of your own, then run the same command again.",
    ),
    (
        r"no module named '?(ensurepip|pip|venv)|ensurepip is (not available|disabled)",
        "This Python came without pip: install it (on Debian and Ubuntu: sudo apt install python3-venv), "
        "then run the same command again.",
    ),
)
NO_ADVICE = "The lines above say why. If it is not clear, delete the folder .venv and run the same command again."


class InstallError(Exception):
    """Installing failed; the message is meant for the person at the keyboard."""


def say(sentence):
    """Print one line at once, also where the output is a file or a pipe."""
    print(sentence, flush=True)


def environment(**extra):
    """Return the variables for a program of .venv: the caller's, without those that lead it elsewhere.

    Parameters
    ----------
    **extra : str
        Further variables.

    Returns
    -------
    dict of str to str
    """
    strays = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"}
    kept = {name: value for name, value in os.environ.items() if name not in strays}
    return {**kept, "UV_PYTHON_DOWNLOADS": "never", **extra}


def ensure(*requirements):
    """Make .venv hold the packages of the named requirement files; do nothing where it does already.

    Parameters
    ----------
    *requirements : str
        Paths of requirement files inside the project, with forward slashes.

    Returns
    -------
    Path
        The Python of .venv.

    Raises
    ------
    InstallError
        Where it cannot be done, with what was said last and what to do.
    """
    if not is_sound(PYTHON):
        say("Making a Python environment for the lessons in the folder .venv ...")
        _must([sys.executable, "-m", "venv", "--without-pip", "--clear", VENV])
    stamps = read_stamps()
    missing = {name: stamp(name) for name in requirements if stamps.get(name) != stamp(name)}
    if missing:
        say("Installing packages: the first time takes from ten seconds to some minutes ...")
        # Without its stamps an interrupted installation is done again.
        STAMPS.unlink(missing_ok=True)
        install(missing)
        STAMPS.write_text(json.dumps({**stamps, **missing}, indent=1), encoding="utf-8")
    return PYTHON


def is_sound(python):
    """Tell whether a Python runs and has the caller's version (3.11, 3.12 ...)."""
    try:
        done = _run([python, "-I", "-c", "import sys; print(*sys.version_info[:2])"])
    except OSError:
        return False
    return done.stdout.split() == [str(number) for number in sys.version_info[:2]]


def read_stamps():
    """Return the stamps of the requirement files that .venv holds, by name; none if they cannot be read."""
    try:
        stamps = json.loads(STAMPS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def stamp(name):
    """Return what has to be unchanged for an installed requirement file to count as installed.

    The Python version and the place count besides the file: .venv remembers where the project stood, so that
    a project folder that was moved or renamed is installed anew.
    """
    facts = [str(sys.version_info[:2]), str(PROJECT), (PROJECT / name).read_text(encoding="utf-8")]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def install(names):
    """Install requirement files into .venv, with uv, or with pip where uv does not work."""
    files = [part for name in names for part in ("-r", name)]
    pip_install = [*pip_command(), "install", "--quiet"]
    # Only a ready-made uv: building it would take longer than it saves.
    get_uv = [*pip_install, "--only-binary", ":all:", UV]
    uv_install = [PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON, *files]
    if any(_run(command).returncode for command in (get_uv, uv_install)):
        say("The quick way with uv does not work here; taking the slower one with pip ...")
        _must([*pip_install, *files])


def pip_command():
    """Return the command of a pip that installs into .venv.

    The caller's pip does it if it can, since giving .venv a pip of its own takes several seconds.
    """
    if knows_python_option(caller_pip_version()):
        return [sys.executable, "-m", "pip", "--python", PYTHON]
    _must([PYTHON, "-m", "ensurepip"])
    return [PYTHON, "-m", "pip"]


def caller_pip_version():
    """Return the version of the caller's pip, or None without one."""
    try:
        return importlib.metadata.version("pip")
    except importlib.metadata.PackageNotFoundError:
        return None


def knows_python_option(version):
    """Tell whether a pip version (or None) has the option --python, which came with 22.3."""
    numbers = re.findall(r"\d+", version or "")[:2]
    return tuple(map(int, numbers)) >= (22, 3)


def advice(output):
    """Return one sentence on what to do after an installation failed with this output."""
    for pattern, sentence in ADVICE:
        if re.search(pattern, output, re.IGNORECASE):
            return sentence
    return NO_ADVICE


def _must(command):
    try:
        done = _run(command)
    except OSError as error:
        raise InstallError(f"{error}\n{advice(str(error))}") from error
    if done.returncode:
        last_lines = "\n".join("    " + line for line in done.stdout.strip().splitlines()[-4:])
        raise InstallError(f"{last_lines}\n{advice(done.stdout)}")


def _run(command):
    """Run a command in the project's folder; its output and its errors come back as one text."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=PROJECT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
