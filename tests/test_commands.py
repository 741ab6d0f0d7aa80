"""The two commands of the README, what they install, and the files that CI, conda and GitHub read."""

import ast
import importlib.metadata
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import tomllib
import urllib.error
from pathlib import Path

import nbformat
import pytest
import yaml
from nbclient.exceptions import CellExecutionError
from nbval.plugin import get_sanitize_patterns
from packaging.requirements import Requirement
from rattler import MatchSpec, Version, VersionSpec

import helpers
from helpers import __main__ as launcher
from helpers import install, store

PROJECT = Path(__file__).resolve().parent.parent
RUN = "python3 -m helpers lessons"
TEST = "python3 -m helpers tests"


# --- Installing -----------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Give the installer an empty project; installing into its .venv is only noted."""
    folder = tmp_path / "a project"
    (folder / "tests").mkdir(parents=True)
    (folder / install.LESSONS).write_text("pandas==3.0\n")
    (folder / install.TESTS).write_text("pytest==9.0\n")
    monkeypatch.setattr(install, "PROJECT", folder)
    monkeypatch.setattr(install, "VENV", folder / ".venv")
    monkeypatch.setattr(install, "PYTHON", folder / install.PYTHON.relative_to(PROJECT))
    monkeypatch.setattr(install, "STAMPS", folder / ".venv" / "installed.json")
    return folder


@pytest.fixture
def installed(monkeypatch):
    """Note what would be installed."""
    notes = []
    monkeypatch.setattr(install, "install", lambda names: notes.append(sorted(names)))
    return notes


def test_a_second_run_installs_nothing(project, installed):
    assert install.ensure(install.LESSONS) == install.PYTHON
    assert install.is_sound(install.PYTHON)
    install.ensure(install.LESSONS)
    assert installed == [[install.LESSONS]]


def test_the_tests_add_to_the_lessons_and_do_not_undo_them(project, installed):
    install.ensure(install.LESSONS)
    install.ensure(install.LESSONS, install.TESTS)
    install.ensure(install.LESSONS)
    assert installed == [[install.LESSONS], [install.TESTS]]


def test_a_changed_requirement_file_is_installed_again(project, installed):
    install.ensure(install.LESSONS, install.TESTS)
    (project / install.LESSONS).write_text("pandas==3.1\n")
    install.ensure(install.LESSONS, install.TESTS)
    assert installed == [[install.LESSONS, install.TESTS], [install.LESSONS]]


def test_a_moved_project_is_installed_again(project, installed, monkeypatch, tmp_path):
    before = install.stamp(install.LESSONS)
    moved = shutil.move(project, tmp_path / "elsewhere")
    monkeypatch.setattr(install, "PROJECT", Path(moved))
    assert install.stamp(install.LESSONS) != before


def test_an_interrupted_installation_is_done_again(project, installed, monkeypatch):
    install.ensure(install.LESSONS)

    def interrupted(names):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(install, "install", interrupted)
        install.ensure(install.LESSONS, install.TESTS)
    install.ensure(install.LESSONS, install.TESTS)
    assert installed == [[install.LESSONS], [install.LESSONS, install.TESTS]]


@pytest.mark.parametrize("damage", ["no folder", "no python", "not a program", "stamps unreadable"])
def test_a_broken_environment_heals(project, installed, damage):
    install.ensure(install.LESSONS)
    if damage == "no folder":
        shutil.rmtree(install.VENV)
    elif damage == "stamps unreadable":
        install.STAMPS.write_text("{")
    else:
        install.PYTHON.unlink()
        if damage == "not a program":
            install.PYTHON.write_text("")
    install.ensure(install.LESSONS)
    assert install.is_sound(install.PYTHON)
    assert installed == [[install.LESSONS], [install.LESSONS]]


def test_an_environment_of_another_python_is_not_sound(monkeypatch):
    assert install.is_sound(sys.executable)
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert not install.is_sound(sys.executable)


@pytest.fixture
def commands(monkeypatch):
    """Note commands instead of running them; those that contain the text in `failing` fail."""

    class Notes(list):
        failing = ()

        def run(self, command):
            line = " ".join(map(str, command))
            self.append(line)
            failed = any(text in line for text in self.failing)
            return subprocess.CompletedProcess(command, int(failed), "dns error" if failed else "")

    notes = Notes()
    monkeypatch.setattr(install, "_run", notes.run)
    monkeypatch.setattr(install, "caller_pip_version", lambda: "25.0")
    return notes


def test_uv_installs_where_it_can_be_had(commands):
    install.install([install.LESSONS, install.TESTS])
    get_uv, uv_install = commands
    assert get_uv.startswith(f"{sys.executable} -m pip --python {install.PYTHON} install")
    assert get_uv.endswith(install.UV)
    assert uv_install.endswith(f"--python {install.PYTHON} -r requirements.txt -r tests/requirements.txt")


@pytest.mark.parametrize("failing", [install.UV, "-m uv"])
def test_pip_installs_where_uv_cannot(commands, failing, capsys):
    commands.failing = [failing]
    install.install([install.LESSONS])
    assert commands[-1].endswith("install --quiet -r requirements.txt")
    assert "pip" in commands[-1] and "uv" not in commands[-1].replace(str(install.PYTHON), "")
    assert "slower" in capsys.readouterr().out


@pytest.mark.parametrize("version", [None, "21.3.1", "22.2.2"])
def test_the_environment_gets_its_own_pip_where_the_callers_does_not_do(commands, monkeypatch, version):
    monkeypatch.setattr(install, "caller_pip_version", lambda: version)
    install.install([install.LESSONS])
    assert commands[0] == f"{install.PYTHON} -m ensurepip"
    assert commands[1].startswith(f"{install.PYTHON} -m pip install")


@pytest.mark.parametrize("version", ["22.3", "23.0.1", "26.1.dev0"])
def test_a_pip_that_can_install_elsewhere_is_used(version):
    assert install.knows_python_option(version)


def test_a_failure_ends_in_one_sentence_on_what_to_do(commands):
    commands.failing = ["install"]
    with pytest.raises(install.InstallError, match=r"\n.*check the internet connection"):
        install.install([install.LESSONS])


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk"),
        ("Caused by: There is not enough space on the disk. (os error 112)", "disk"),
        ("NewConnectionError: [Errno -3] Temporary failure in name resolution", "internet"),
        ("dns error: failed to lookup address information", "internet"),
        ("ERROR: No matching distribution found (from versions: none)", "internet"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "certificate"),
        ("invalid peer certificate: UnknownIssuer", "certificate"),
        ("[Errno 13] Permission denied: '.venv'", "written"),
        ("PermissionError: [WinError 5] Access is denied", "written"),
        ("No module named ensurepip", "without pip"),
        ("something new", "above"),
    ],
)
def test_advice_fits_what_went_wrong(output, word):
    assert word in install.advice(output)


def test_programs_of_the_environment_do_not_see_the_callers_python(monkeypatch):
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
        monkeypatch.setenv(name, "elsewhere")
    assert "elsewhere" not in install.environment().values()
    assert install.environment(ADDED="yes")["ADDED"] == "yes"


# --- The launcher ---------------------------------------------------------------------------------


def test_no_arguments_print_a_line_for_each_command(capsys):
    assert launcher.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[3] for line in lines] == ["lessons", "tests", "pages", "site", "store"]


@pytest.mark.parametrize("arguments", [["lesson"], ["lessons", "--browser"]])
def test_a_mistyped_command_prints_the_help(arguments, capsys):
    assert launcher.main(arguments) == 2
    assert RUN in capsys.readouterr().out


def test_it_starts_with_nothing_installed():
    """-S hides installed packages: the commands need the standard library alone."""
    done = subprocess.run([sys.executable, "-S", "-m", "helpers"], cwd=PROJECT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert RUN in done.stdout


@pytest.mark.parametrize("name", ["__init__", "__main__"])
def test_an_old_python_can_read_as_far_as_the_refusal(name):
    source = (PROJECT / "helpers" / f"{name}.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))


def test_an_old_python_is_refused(monkeypatch):
    source = (PROJECT / "helpers" / "__main__.py").read_text(encoding="utf-8")
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    with pytest.raises(SystemExit, match=r"^Python 3\.11 or newer is needed, this is 3\.8\.$"):
        exec(compile(source, "__main__.py", "exec"), {"__name__": "helpers.__main__"})


def test_tests_pass_their_arguments_on_and_return_the_exit_code(monkeypatch):
    calls = []
    monkeypatch.setattr(install, "ensure", lambda *names: calls.append(names) or install.PYTHON)
    monkeypatch.setattr(subprocess, "call", lambda command, **rest: calls.append(command) or 5)
    assert launcher.main(["tests", "-k", "claims"]) == 5
    assert calls == [
        (install.LESSONS, install.TESTS),
        [str(install.PYTHON), "-m", "pytest", "-k", "claims"],
    ]


def test_a_failed_installation_is_reported_without_a_traceback(monkeypatch, capsys):
    def fail(*names):
        raise install.InstallError("The disk is full.")

    monkeypatch.setattr(install, "ensure", fail)
    assert launcher.main(["lessons"]) == 1
    assert capsys.readouterr().err == "The disk is full.\n"


def test_a_server_that_dies_at_its_start_shows_its_last_lines(monkeypatch, tmp_path, capsys):
    def start(python, folder, log):
        with log.open("wb") as output:
            return subprocess.Popen([python, "-c", "raise SystemExit('no such port')"], stderr=output)

    monkeypatch.setattr(launcher, "start_server", start)
    assert launcher.serve(sys.executable, tmp_path, with_browser=False) == 1
    errors = capsys.readouterr().err
    assert "no such port" in errors and "delete the folder .venv" in errors


@pytest.mark.parametrize(
    ("platform", "screen", "root", "opens"),
    [
        ("linux", None, False, False),
        ("linux", "DISPLAY", False, True),
        ("linux", "WAYLAND_DISPLAY", False, True),
        ("linux", "DISPLAY", True, False),
        ("darwin", None, False, True),
        ("win32", None, False, True),
    ],
)
def test_a_browser_opens_where_there_is_a_screen(monkeypatch, platform, screen, root, opens):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if screen:
        monkeypatch.setenv(screen, ":0")
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(launcher, "is_root", lambda: root)
    assert launcher.can_open_browser() is opens


@pytest.fixture
def interruptible():
    """Let programs be stopped with Control-C, also where a shell in the background has switched that off."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Control-C cannot be sent to another program on Windows")
@pytest.mark.skipif(not shutil.which("git"), reason="git, which lists the project's files, is missing")
def test_the_run_command_opens_the_lessons_from_a_clean_copy(tmp_path, interruptible):
    copy = tmp_path / "the lessons, copiés"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=PROJECT, text=True).rstrip("\0").split("\0"):
        if (PROJECT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, copy / name)

    # The Python behind the one that runs the tests: the learner's, who has nothing installed.
    command = [sys._base_executable, *command_under("Run").split()[1:], "--no-browser"]
    with subprocess.Popen(command, cwd=copy, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        timer = threading.Timer(900, process.kill)
        timer.start()
        try:
            said = []
            for line in process.stdout:
                said.append(line)
                if line.startswith("Press Control-C"):
                    break
            else:
                if "internet connection" in said[-1]:
                    pytest.skip(f"the packages cannot be downloaded here: {said[-1].strip()}")
                pytest.fail("".join(said))
            address = said[-2].strip()
            assert address.startswith("http://127.0.0.1:")
            page, token = address.split("?token=")
            assert "JupyterLab" in fetch(address)
            lesson = page.replace("/lab/tree/", "/api/contents/")
            assert json.loads(fetch(f"{lesson}?token={token}"))["type"] == "notebook"
            with pytest.raises(urllib.error.HTTPError) as refused:
                fetch(lesson)
            assert refused.value.code == 403
            refused.value.close()
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == 0
        finally:
            timer.cancel()
            process.kill()
    with pytest.raises(OSError):
        fetch(address)


def fetch(address):
    """Read a page of a server on this machine."""
    with launcher.ask(address, timeout=60) as answer:
        return answer.read().decode("utf-8")


# --- Storing lessons ------------------------------------------------------------------------------


LESSON = """\
import ipywidgets
from IPython.display import HTML, display
---
class View:
    def _repr_mimebundle_(self, **kwargs):
        live = {"model_id": "f00", "version_major": 2, "version_minor": 0}
        static = {"text/html": "<p>21 ü</p>", "text/plain": "21 ü"}
        return {**static, "application/vnd.jupyter.widget-view+json": live}

View()
---
ipywidgets.IntText(3)
---
for number in range(3):
    print(number, flush=True)
---
from pathlib import Path
print(Path.cwd().name)
"""


def test_a_stored_lesson_shows_its_views_and_nothing_of_the_run(tmp_path, monkeypatch):
    folder = tmp_path / "some lessons"
    folder.mkdir()
    path = folder / "lesson.ipynb"
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in LESSON.split("---")]
    for number, cell in enumerate(cells):
        cell.update(id=f"cell-{number}", metadata={"execution": {"iopub.status.busy": "2026"}, "tags": ["a"]})
    metadata = {"widgets": {"state": {}}, "language_info": {"name": "python", "version": "3.9"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)

    store.store(path)
    once = path.read_bytes()
    store.store(path)
    assert path.read_bytes() == once

    assert once.endswith(b"}\n") and b"\r" not in once
    notebook = json.loads(once)
    assert notebook["metadata"] == {"kernelspec": store.KERNEL, "language_info": {"name": "python"}}
    assert [cell["execution_count"] for cell in notebook["cells"]] == [1, 2, 3, 4, 5]
    assert all(cell["metadata"] == {"tags": ["a"]} for cell in notebook["cells"])
    _, view, control, numbers, place = (cell["outputs"] for cell in notebook["cells"])
    assert view[0]["data"] == {"text/html": ["<p>21 ü</p>"], "text/plain": ["21 ü"]}
    assert control[0]["data"] == {"text/plain": ["IntText(value=3)"]}
    assert [output["text"] for output in numbers] == [["0\n", "1\n", "2\n"]]
    assert place[0]["text"] == ["some lessons\n"]


def test_a_failing_lesson_is_left_as_it_was(tmp_path):
    path = tmp_path / "lesson.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")]), path)
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        store.store(path)
    assert path.read_bytes() == before


def test_stored_and_new_outputs_differ_in_picture_bytes_alone():
    text = (PROJECT / "tests" / "nbval_sanitize.cfg").read_text(encoding="utf-8")
    ((pattern, replacement),) = get_sanitize_patterns(text)
    shown = '<img alt="21 of 100" src="data:image/png;base64,iVBORw0KGgo/+A=="><p>21 of 100</p>'
    seen = re.sub(pattern, replacement, shown)
    assert seen == '<img alt="21 of 100" src="data:image/png;base64,IMAGE"><p>21 of 100</p>'


# --- Requirements ---------------------------------------------------------------------------------

SYSTEMS = [
    {"python_version": python, "python_full_version": f"{python}.8", **system}
    for python in ("3.11", "3.12", "3.13", "3.14")
    for system in (
        {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
        {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
        {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
    )
]


def lines_of(name):
    """Return the lines of a requirement file without comments."""
    text = (PROJECT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pins_of(name, system):
    """Return the pinned versions that a requirement file gives on one system, by package."""
    pins = {}
    for line in lines_of(name):
        if line == "-e .":
            continue
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate(system):
            (pin,) = requirement.specifier
            assert requirement.name not in pins, f"{name} pins {requirement.name} twice for {system}"
            pins[requirement.name] = pin.version
    return pins


@pytest.mark.parametrize("name", [install.LESSONS, install.TESTS])
def test_requirements_are_pins_and_name_no_host(name):
    lines = lines_of(name)
    if name == install.LESSONS:
        assert lines.pop() == "-e ."
    strays = [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; [\w .'<>=!()]+)?", line)]
    assert strays == []
    assert len(lines) > 50
    assert "//" not in (PROJECT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: f"{system['sys_platform']}-{system['python_version']}")
def test_lessons_and_tests_agree_on_versions_and_pin_what_is_asked_for(system):
    lessons, tests = pins_of(install.LESSONS, system), pins_of(install.TESTS, system)
    assert {name: tests[name] for name in lessons.keys() & tests} == {
        name: lessons[name] for name in lessons.keys() & tests
    }
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    for asked, pins in (
        (settings["project"]["dependencies"], lessons),
        (settings["dependency-groups"]["tests"], tests),
    ):
        for requirement in map(Requirement, asked):
            assert requirement.specifier.contains(pins[requirement.name]), requirement


def test_what_runs_is_what_is_pinned():
    pins = {**pins_of(install.LESSONS, {}), **pins_of(install.TESTS, {})}
    assert {name: importlib.metadata.version(name) for name in pins} == pins


def test_the_launcher_gets_the_pinned_uv():
    assert install.UV in lines_of(install.TESTS)


def test_conda_gets_python_pip_and_the_pinned_packages():
    environment = yaml.safe_load((PROJECT / "environment.yml").read_text(encoding="utf-8"))
    *specs, pip = environment["dependencies"]
    assert pip == {"pip": ["-r requirements.txt"]}
    python, own_pip = map(MatchSpec, specs)
    assert python.name.normalized == "python" and own_pip.name.normalized == "pip"
    # One minor version, written with "=": where a range stands, Binder starts from an older Python.
    admitted = VersionSpec(python.version)
    minors = {system["python_version"] for system in SYSTEMS}
    assert sum(admitted.matches(Version(f"{minor}.9")) for minor in minors) == 1
    assert specs[0] == f"python={python.version.removesuffix('.*')}"


# --- README, CI, citation -------------------------------------------------------------------------


def command_under(heading):
    """Return the one line of the code block right under a heading of the README."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {heading}\n\n```\w*\n(.+)\n```$", readme, re.MULTILINE)
    assert found, f"README.md has no one-line code block right under '## {heading}'"
    return found[1]


def test_the_readme_names_the_two_commands():
    assert command_under("Run") == RUN
    assert command_under("Test") == TEST


def test_ci_ends_with_the_readmes_test_command():
    script = PROJECT / ".ci" / "run"
    assert script.read_text(encoding="utf-8").splitlines()[-1] == command_under("Test")
    assert os.name == "nt" or os.access(script, os.X_OK)


def lint(name, schema):
    """Check a file against a schema that check-jsonschema ships, so that no network is needed."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", name]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_runs_the_readmes_test_command():
    lint(".github/workflows/tests.yml", "github-workflows")
    text = (PROJECT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    # BaseLoader: YAML 1.1 takes the key `on` for true.
    workflow = yaml.load(text, Loader=yaml.BaseLoader)
    (job,) = workflow["jobs"].values()
    # Windows has no python3; setup-python gives every system a python.
    assert job["steps"][-1]["run"].replace("python ", "python3 ") == command_under("Test")
    assert workflow["permissions"] == {"contents": "read"}
    assert {"push", "pull_request", "schedule"} == set(workflow["on"])
    assert len(job["strategy"]["matrix"]["system"]) == 3
    assert all(re.search(r"@v\d+$", step["uses"]) for step in job["steps"] if "uses" in step)


def test_the_workflow_of_the_site_runs_the_command_that_makes_it():
    lint(".github/workflows/site.yml", "github-workflows")
    text = (PROJECT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    workflow = yaml.load(text, Loader=yaml.BaseLoader)
    steps = workflow["jobs"]["build"]["steps"]
    assert "python -m helpers site pyodide.tar.bz2 dist/site" in [step.get("run") for step in steps]
    assert workflow["permissions"] == {"contents": "read"} and list(workflow["on"]) == ["workflow_dispatch"]
    every = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert all(re.search(r"@v\d+$", step["uses"]) for step in every if "uses" in step)


def test_the_citation_is_valid_and_of_this_version():
    lint("CITATION.cff", "citation-file-format")
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == helpers.__version__
