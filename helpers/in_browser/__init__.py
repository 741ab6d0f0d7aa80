"""Makes the lessons into a static site that runs in a browser with nothing installed: JupyterLite with Pyodide inside.

    python3 -m helpers site PYODIDE [folder]

PYODIDE is a Pyodide distribution, as its project releases it: a folder or an archive. The version that the site is
made for stands in ``PYODIDE``; README.md beside this file says how to move on to another. Nothing on the site comes
from another host, so that it works behind a firewall, from any static server and from a stick.
"""

import contextlib
import hashlib
import importlib.util
import json
import marshal
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import warnings
import zipfile
from pathlib import Path

from helpers.install import LESSONS, PROJECT, say

PYODIDE = "0.27.7"
FOLDER = PROJECT / "dist" / "site"
CORE = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
# What the kernel and the lessons import, of the packages that Pyodide brings; the rest of it stays behind.
FROM_PYODIDE = ("ipython", "jedi", "matplotlib", "micropip", "packaging", "pandas", "pillow", "sqlite3", "ssl")
# What it does not bring: pure Python, in the versions that requirements.txt pins, with what each needs.
FROM_PINS = {
    "ipywidgets": ("comm", "traitlets", "ipython"),
    "comm": ("traitlets",),
    "anywidget": ("ipywidgets", "psygnal", "typing-extensions"),
    "psygnal": (),
    "typing-extensions": (),
    "fastjsonschema": (),
}
SITE_PACKAGES = "/lib/python3.12/site-packages"  # where Pyodide puts a package
HELPERS = "five-arguments"  # what the site calls the package that holds helpers/ and data/
KERNEL = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
START = "lab/index.html?path=00_start_here.ipynb"
NOT_SERVED = ("*.map", "*.LICENSE.txt.map")


class SiteError(Exception):
    """The site cannot be made; the message says what is wrong and where."""


# Pyodide -----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def distribution(path):
    """Give the folder of a Pyodide distribution, unpacked if it is an archive.

    Parameters
    ----------
    path : str or Path
        A folder, or an archive that :mod:`tarfile` or :mod:`zipfile` reads.

    Yields
    ------
    Path
        The folder with ``pyodide-lock.json``.

    Raises
    ------
    SiteError
        If there is no distribution of the right version.
    """
    path = Path(path)
    with tempfile.TemporaryDirectory() as room:
        if path.is_file():
            try:
                shutil.unpack_archive(path, room, **({} if path.suffix == ".zip" else {"filter": "data"}))
            except (ValueError, tarfile.TarError, zipfile.BadZipFile, OSError) as problem:
                raise SiteError(f"{path.name} cannot be unpacked: {problem}.") from None
            path = Path(room)
        locks = sorted(path.glob("**/pyodide-lock.json")) if path.is_dir() else []
        if not locks:
            raise SiteError(f"{path} is no Pyodide distribution: it has no file pyodide-lock.json.")
        version = read_lock(locks[0].parent)["info"]["version"]
        if version != PYODIDE:
            raise SiteError(f"This site is made with Pyodide {PYODIDE}, and {path} holds {version}.")
        yield locks[0].parent


def read_lock(folder):
    """Return what a distribution holds: the content of its ``pyodide-lock.json``."""
    return json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))


def needed(lock, names):
    """Return the packages of a lock that these need, themselves included.

    Parameters
    ----------
    lock : dict
        The content of a ``pyodide-lock.json``.
    names : iterable of str
        Names of packages, in any spelling.

    Returns
    -------
    dict of str to dict
        The entries by key.

    Raises
    ------
    SiteError
        If the lock lacks one.
    """
    keys = {normal(key): key for key in lock["packages"]}
    found, rest = {}, list(names)
    while rest:
        name = normal(rest.pop())
        if name not in keys:
            raise SiteError(f"Pyodide's list of packages lacks {name}.")
        key = keys[name]
        if key not in found:
            found[key] = lock["packages"][key]
            rest += found[key]["depends"]
    return found


def normal(name):
    """Return the one spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def copy_pyodide(source, target):
    """Copy the part of a distribution that the lessons need, each package checked against the lock.

    Returns
    -------
    dict
        The lock of what was copied.

    Raises
    ------
    SiteError
        If a file is missing or is not the one that the lock names.
    """
    lock = read_lock(source)
    packages = needed(lock, FROM_PYODIDE)
    target.mkdir(parents=True, exist_ok=True)
    for name in [*CORE, *(entry["file_name"] for entry in packages.values())]:
        if not (source / name).is_file():
            raise SiteError(f"The Pyodide distribution lacks {name}.")
        shutil.copy(source / name, target / name)
    for entry in packages.values():
        if sha256(target / entry["file_name"]) != entry["sha256"]:
            raise SiteError(f"{entry['file_name']} is not the file that Pyodide's lock names.")
    return {**lock, "packages": packages}


def sha256(path):
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


# What Pyodide does not bring ----------------------------------------------------------------------------


def pinned():
    """Return the versions that requirements.txt pins of the packages that Pyodide does not bring."""
    lines = (PROJECT / LESSONS).read_text(encoding="utf-8").splitlines()
    pins = dict(match.groups() for line in lines if (match := re.match(r"([\w.-]+)==([\w.]+)", line)))
    return {name: pins[name] for name in FROM_PINS}


def download(folder):
    """Download the pure packages.

    Returns
    -------
    dict of str to Path
        The wheels by name.

    Raises
    ------
    SiteError
        If one cannot be had.
    """
    folder.mkdir(parents=True)
    specs = [f"{name}=={version}" for name, version in pinned().items()]
    plain = ["--no-deps", "--only-binary=:all:", "--platform=any", "--python-version=3.12", f"--dest={folder}"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", *plain, *specs],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode:
        raise SiteError(f"The packages could not be downloaded: {done.stdout.strip()[-600:]}")
    return {normal(path.name.split("-")[0]): path for path in folder.glob("*.whl")}


def wheel_of_helpers(folder):
    """Pack ``helpers`` and ``data`` as they stand beside each other, and return the wheel."""
    version = PYODIDE  # no one asks for it; a wheel has to have one
    stem = f"{HELPERS.replace('-', '_')}-{version}"
    path = folder / f"{stem}-py3-none-any.whl"
    files = [*sorted((PROJECT / "helpers").rglob("*")), *sorted((PROJECT / "data").rglob("*"))]
    about = {
        "METADATA": f"Metadata-Version: 2.1\nName: {HELPERS}\nVersion: {version}\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: helpers\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                _put(wheel, file.relative_to(PROJECT).as_posix(), file.read_bytes())
        for name, text in about.items():
            _put(wheel, f"{stem}.dist-info/{name}", text.encode())
    return path


def _put(wheel, name, content):
    """Add a file without a date, so that the same project gives the same wheel."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    wheel.writestr(entry, content)


def entry_of(name, path, depends, imports):
    """Return what a lock says of a wheel."""
    return {
        "name": name, "version": path.name.split("-")[1], "file_name": path.name, "install_dir": "site",
        "sha256": sha256(path), "package_type": "package", "imports": list(imports), "depends": list(depends),
        "unvendored_tests": False,
    }  # fmt: skip


def add_ours(lock, target, room):
    """Put the pure packages and our own beside Pyodide's, and into its lock."""
    for name, path in download(room / "pure").items():
        shutil.copy(path, target)
        lock["packages"][name] = entry_of(name, path, FROM_PINS[name], [name.replace("-", "_")])
    ours = wheel_of_helpers(target)
    depends = ["pandas", "matplotlib", "pillow", "anywidget", "ipywidgets", "fastjsonschema"]
    lock["packages"][HELPERS] = entry_of(HELPERS, ours, depends, ["helpers"])
    (target / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")


def compile_modules(target, lock):
    """Put the compiled form in the place of every module, so that no reader's browser compiles it at each visit.

    Our own modules keep their source beside it, for whoever looks into them. Only a Python of Pyodide's own version can
    do it; with another, everything stays as it is.

    Returns
    -------
    bool
        Whether it was done.
    """
    if not lock["info"]["python"].startswith("{}.{}.".format(*sys.version_info)):
        return False
    for name, entry in lock["packages"].items():
        path = target / entry["file_name"]
        if path.suffix == ".whl":
            compile_archive(path, with_source=name == HELPERS)
            entry["sha256"] = sha256(path)
    compile_archive(target / "python_stdlib.zip")
    (target / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    return True


def compile_archive(path, with_source=False):
    """Put the compiled form in the place of the modules of an archive; what does not compile stays as it is."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            code = compiled(name, content) if name.endswith(".py") else None
            if code:
                _put(archive, importlib.util.cache_from_source(name) if with_source else f"{name}c", code)
            if with_source or not code:
                _put(archive, name, content)


def compiled(name, source):
    """Return a module as a ``.pyc`` file that nobody compares with its source (PEP 552); None if it has errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a library says of its own code is nothing to a maintainer of the lessons
        try:
            code = compile(source, f"{SITE_PACKAGES}/{name}", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return None
    unchecked = (1).to_bytes(4, "little")
    return importlib.util.MAGIC_NUMBER + unchecked + importlib.util.source_hash(source) + marshal.dumps(code)


# The site ----------------------------------------------------------------------------------------------


def lessons(target):
    """Put the stored lessons where the site serves them, for the kernel that it has: no dialog asks for one."""
    for path in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["metadata"]["kernelspec"] = KERNEL
        target.mkdir(parents=True, exist_ok=True)
        (target / path.name).write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def settings():
    """Return the settings of JupyterLite."""
    kernel = {
        "disablePyPIFallback": True,
        "pyodideUrl": "./static/pyodide/pyodide.js",
        "loadPyodideOptions": {"lockFileURL": "./static/pyodide/pyodide-lock.json", "packages": [HELPERS]},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Five arguments",
            "exposeAppInBrowser": True,
            "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel},
        },
    }


def build(pyodide, folder=FOLDER):
    """Make the site anew.

    Parameters
    ----------
    pyodide : str or Path
        The Pyodide distribution: a folder or an archive.
    folder : str or Path
        Where the site goes; what was there is replaced, if it was a site.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    SiteError
        If it cannot be made.
    """
    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()) and not (folder / "jupyter-lite.json").exists():
        raise SiteError(f"{folder} holds something else than a site; name another folder.")
    with distribution(pyodide) as source, tempfile.TemporaryDirectory() as name:
        room = Path(name)
        own = room / "lite" / "static" / "pyodide"
        lock = copy_pyodide(source, own)
        add_ours(lock, own, room)
        if not compile_modules(own, lock):
            say(f"The modules are not compiled beforehand: that takes a Python {lock['info']['python']}.")
        lessons(room / "contents")
        (room / "lite" / "jupyter-lite.json").write_text(json.dumps(settings()), encoding="utf-8")
        say("Building the site ...")
        run_jupyterlite(room / "lite", room / "contents", room / "site")
        finish(room / "site")
        if folder.exists():
            shutil.rmtree(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(room / "site", folder)
    return folder


def run_jupyterlite(lite, contents, output):
    """Let JupyterLite build."""
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "lite", "build", "--lite-dir", lite, "--contents", contents,
         "--output-dir", output],
        cwd=lite, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode:
        raise SiteError(f"JupyterLite could not build the site: {done.stdout.strip()[-1000:]}")


def finish(site):
    """Leave out what nobody loads, and make the start page the landing page."""
    for pattern in NOT_SERVED:
        for path in site.rglob(pattern):
            path.unlink()
    (site / "index.html").write_text(LANDING, encoding="utf-8")


# JupyterLite reads the settings of the whole site from the script; a page without it does not start.
LANDING = f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Five arguments</title>
<script id="jupyter-config-data" type="application/json" data-jupyter-lite-root=".">{{}}</script>
<link rel="icon" href="data:,">
<meta http-equiv="refresh" content="0; url={START}">
</head>
<body>
<p><a href="{START}">Open the lessons</a></p>
</body>
</html>
"""


def main(arguments):
    """Make the site from the command line."""
    if not arguments:
        say("Name the Pyodide distribution: python3 -m helpers site PYODIDE [folder]")
        return 2
    try:
        folder = build(*arguments[:2])
    except SiteError as problem:
        say(str(problem))
        return 1
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    say(f"The site is in {folder}: {size / 1e6:,.0f} MB. Any static server can serve it.")
    return 0
