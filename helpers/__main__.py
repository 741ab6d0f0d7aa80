"""The commands of the project: lessons, tests, pages, site and store.

Standard library only, and written so that an old Python can still read this file and refuse politely.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import webbrowser
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(f"Python 3.11 or newer is needed, this is {sys.version_info[0]}.{sys.version_info[1]}.")

from helpers import install

HELP = """\
python3 -m helpers lessons [--no-browser]    opens the lessons in JupyterLab
python3 -m helpers tests [pytest options]    runs the tests
python3 -m helpers pages [folder]            makes the reading edition: pages to read and to print
python3 -m helpers site PYODIDE [folder]     makes the lessons into a site that runs in a browser
python3 -m helpers store [notebook ...]      for maintainers: runs the lessons and stores what they show"""

START_PAGE = "notebooks/00_start_here.ipynb"
SECONDS_TO_START = 180  # a slow disk compiles every module at the first start

# Asks the server on this machine, never through the proxy of a school or an office.
ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def main(arguments):
    """Run one command.

    Parameters
    ----------
    arguments : list of str
        The command's name and its own arguments.

    Returns
    -------
    int
        The exit code.
    """
    commands = {"lessons": lessons, "tests": tests, "pages": pages, "site": site, "store": store}
    if not arguments or arguments[0] not in commands:
        print(HELP)
        return 2 if arguments and arguments[0] not in ("-h", "--help") else 0
    try:
        return commands[arguments[0]](arguments[1:])
    except install.InstallError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The same command takes up where this one left.", file=sys.stderr)
        return 130


def tests(arguments):
    """Run pytest with these arguments and return its exit code."""
    python = install.ensure(install.LESSONS, install.TESTS)
    return _call([python, "-m", "pytest", *arguments])


def pages(arguments):
    """Write the reading edition to a folder, or to ``dist/pages``."""
    python = install.ensure(install.LESSONS)
    return _call([python, "-m", "helpers.pages", *map(os.path.abspath, arguments[:1])])


def site(arguments):
    """Make the site for a browser, from a Pyodide distribution, in a folder or in ``dist/site``."""
    python = install.ensure(install.LESSONS, install.IN_BROWSER)
    return _call([python, "-m", "helpers.in_browser", *map(os.path.abspath, arguments[:2])])


def store(arguments):
    """Run lessons, all of them if none is named, and store their outputs in them."""
    python = install.ensure(install.LESSONS)
    return _call([python, "-m", "helpers.store", *map(os.path.abspath, arguments)])


def lessons(arguments):
    """Open the lessons in JupyterLab and serve them until Control-C."""
    if set(arguments) - {"--no-browser"}:
        print(HELP)
        return 2
    python = install.ensure(install.LESSONS)
    install.say("Starting JupyterLab ...")
    # A closed terminal window or a plain `kill` stops the lessons as cleanly as Control-C does.
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return serve(python, Path(folder), can_open_browser() and "--no-browser" not in arguments)


def serve(python, folder, with_browser):
    """Run JupyterLab until it ends or Control-C is pressed.

    Parameters
    ----------
    python : Path
        The Python that has JupyterLab.
    folder : Path
        An empty folder for the server's log and its notes on itself.
    with_browser : bool
        Whether to open the start page in a browser.

    Returns
    -------
    int
        0 after a stop that was asked for, 1 after a failure.
    """
    log = folder / "server.log"
    server = start_server(python, folder, log)
    facts = None
    try:
        facts = wait_for_server(server, folder)
        if facts:
            address = f"{facts['url']}lab/tree/{START_PAGE}?token={facts['token']}"
            install.say(f"The lessons are open at this address:\n{address}\nPress Control-C to stop")
            if with_browser:
                webbrowser.open(address)
            # Not server.wait(): on Windows that would not let Control-C through.
            while server.poll() is None:
                time.sleep(0.2)
    except KeyboardInterrupt:
        install.say("Stopping ...")
        return 0
    finally:
        stop_server(server, facts)
    if facts and server.returncode == 0:
        install.say("JupyterLab was shut down.")
        return 0
    last_lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
    print(*last_lines, sep="\n", file=sys.stderr)
    print(
        "JupyterLab stopped by itself; its last lines are above. "
        "If it happens again, delete the folder .venv and run the same command once more.",
        file=sys.stderr,
    )
    return 1


def start_server(python, folder, log):
    """Start JupyterLab for this machine alone, on a port and with a token of its own choice."""
    command = [
        str(python),
        "-m",
        "jupyterlab",
        "--no-browser",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.root_dir=.",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if is_root():
        command.append("--allow-root")
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            cwd=install.PROJECT,
            # The tabs of the reader's other work stay out of the lessons, and these out of that.
            env=install.environment(
                JUPYTER_RUNTIME_DIR=str(folder),
                JUPYTERLAB_WORKSPACES_DIR=str(folder),
                JUPYTER_CONFIG_PATH=str(without_news(folder)),
            ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Control-C is for this program, which then stops the server in good order.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )


def without_news(folder):
    """Write settings without JupyterLab's question about news: a lesson should not begin with a dialog.

    Returns
    -------
    Path
        The folder that JupyterLab should read the settings from.
    """
    settings = folder / "labconfig" / "page_config.json"
    settings.parent.mkdir(exist_ok=True)
    switched_off = {"@jupyterlab/apputils-extension:announcements": True}
    settings.write_text(json.dumps({"disabledExtensions": switched_off}), encoding="utf-8")
    return folder


def wait_for_server(server, folder):
    """Return what the server says about itself once it answers, or None if it does not.

    The server leaves a file with its address and token in its folder.
    """
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        for path in folder.glob("jpserver-*.json"):
            # Half written, or not listening yet: it is asked again.
            with contextlib.suppress(OSError, ValueError):
                facts = json.loads(path.read_text(encoding="utf-8"))
                ask(facts["url"] + "api", timeout=10).close()
                return facts
        time.sleep(0.1)
    return None


def stop_server(server, facts):
    """Ask the server to shut down its kernels and itself; kill it if it does not."""
    if server.poll() is not None:
        return
    try:
        if facts:
            shutdown = urllib.request.Request(facts["url"] + "api/shutdown", method="POST")
            shutdown.add_header("Authorization", f"token {facts['token']}")
            ask(shutdown, timeout=10).close()
        else:
            server.terminate()
        server.wait(timeout=15)
    except (OSError, subprocess.TimeoutExpired, KeyboardInterrupt):
        server.kill()


def can_open_browser():
    """Tell whether a browser is likely to open: not for root, and on Linux only with a screen."""
    if sys.platform.startswith("linux") and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        return False
    return not is_root()


def is_root():
    """Tell whether this runs as the administrator of a Unix machine."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _call(command):
    return subprocess.call([str(part) for part in command], cwd=install.PROJECT, env=install.environment())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
