"""A class on a real JupyterHub on this machine: `python tests/class_server.py [students]` tells what it takes.

The hub gets what helpers/class_server/values.yaml says of a student's server, and each student comes in by the pull
link of the page beside it. A student here speaks to the hub as a browser does: logs in, follows the link, opens a
lesson, runs its cells, moves the controls of an exercise, saves. What Kubernetes does (images, volumes, limits) is
not tried.
"""

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import nbformat
import psutil
import yaml
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

PROJECT = Path(__file__).resolve().parent.parent
sys.path[0] = str(PROJECT)  # not this folder, where tests/helpers would be in the way
sys.path.append(str(PROJECT / "tests"))

from own_environment import NotHere, environment_with, run  # noqa: E402

HERE = PROJECT / "helpers" / "class_server"
IMAGE, VALUES = HERE / "image" / "requirements.txt", HERE / "values.yaml"
PROXY = "configurable-http-proxy@5.3.0"
HOME = "/home/jovyan"  # what values.yaml calls the folder of a student
SECONDS = 300
PASSWORD = uuid.uuid4().hex
LESSON = "04_overdose_deaths"
EXERCISE, ESSAY = "04-predict", "04-write"
COPY = "five-arguments"


# The hub -----------------------------------------------------------------------------------------------


def installed(folder):
    """Install the hub, its proxy and what a student's server holds.

    Returns
    -------
    dict of str to Path
        The Python of ``image`` and the ``proxy``.

    Raises
    ------
    NotHere
        If something cannot be had.
    """
    if not shutil.which("npm") or not shutil.which("git"):
        raise NotHere("npm and git are needed for the proxy of JupyterHub and for the pull link")
    proxy = folder / "proxy"
    proxy.mkdir(parents=True)
    done = run(shutil.which("npm"), "install", "--silent", "--no-fund", "--no-audit", PROXY, cwd=proxy)
    if done.returncode:
        raise NotHere(f"{PROXY}: " + " ".join(done.stdout.split())[:300])
    return {
        "image": environment_with(folder / "image", "-r", IMAGE),
        "proxy": proxy / "node_modules" / ".bin" / "configurable-http-proxy",
    }


def upstream(folder):
    """Make a repository of the project as it stands, to be pulled from, and return its folder."""
    shutil.copytree(
        PROJECT, folder, ignore=shutil.ignore_patterns(".git", ".venv", "dist", "my_work", "__pycache__", ".*_cache")
    )
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "The first version")
    return folder


def commit(repository, message):
    """Commit everything."""
    git(repository, "add", "--all")
    git(repository, "-c", "user.name=Teacher", "-c", "user.email=teacher", "commit", "--quiet", "-m", message)


def git(folder, *arguments):
    subprocess.run(["git", *arguments], cwd=folder, check=True, stdout=subprocess.PIPE)


def pull_link(address, repository, lesson):
    """Return the pull link of README.md with its parts filled in."""
    link = re.search(r"HUB/hub/user-redirect\S+", (HERE / "README.md").read_text(encoding="utf-8")).group()
    for part, value in {"HUB": address, "REPOSITORY": quote(repository, safe=""), "LESSON": lesson}.items():
        assert part in link
        link = link.replace(part, value, 1)
    return link


CONFIG = """\
import json
from pathlib import Path

facts = json.loads(Path({facts!r}).read_text())
c = get_config()
c.JupyterHub.bind_url = facts["address"]
c.JupyterHub.hub_port = facts["hub_port"]
c.ConfigurableHTTPProxy.api_url = facts["proxy_api"]
c.ConfigurableHTTPProxy.command = [facts["proxy"]]
c.JupyterHub.authenticator_class = "dummy"  # one password for all, on this machine only
c.DummyAuthenticator.password = facts["password"]
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = facts["homes"] + "/{{username}}"
c.Spawner.cmd = facts["server"]
c.Spawner.args = facts["arguments"]
c.Spawner.default_url = facts["default_url"]
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
c.Spawner.environment = {{
    name: lambda spawner, value=value: value.replace("@HOME@", spawner.home_dir)
    for name, value in facts["environment"].items()
}}
"""


class Hub:
    """A JupyterHub on loopback, in a folder of its own.

    Attributes
    ----------
    address : str
        Where it answers.
    homes : Path
        The folders of the students, by name.
    """

    def __init__(self, folder, programs):
        self.folder, self.homes = folder, folder / "homes"
        self.homes.mkdir(parents=True)
        ports = free_ports(3)
        self.address = f"http://127.0.0.1:{ports[0]}"
        values = yaml.safe_load(VALUES.read_text(encoding="utf-8"))["singleuser"]
        etc = folder / "etc"
        for file in values["extraFiles"].values():
            path = etc / Path(file["mountPath"]).relative_to("/etc/jupyter")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(file["data"]), encoding="utf-8")
        facts = {
            "address": self.address, "hub_port": ports[1], "proxy_api": f"http://127.0.0.1:{ports[2]}",
            "proxy": str(programs["proxy"]), "password": PASSWORD, "homes": str(self.homes),
            "server": [str(programs["image"].with_name("jupyterhub-singleuser"))],
            "arguments": ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [],
            "default_url": values["defaultUrl"],
            "environment": {
                **{name: value.replace(HOME, "@HOME@") for name, value in values["extraEnv"].items()},
                "PATH": f"{programs['image'].parent}{os.pathsep}{os.environ['PATH']}",
                "JUPYTER_CONFIG_PATH": str(etc),
            },
        }  # fmt: skip
        (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
        (folder / "jupyterhub_config.py").write_text(CONFIG.format(facts=str(folder / "facts.json")), encoding="utf-8")
        self.command = [programs["image"].with_name("jupyterhub"), "--config=jupyterhub_config.py"]

    def __enter__(self):
        with (self.folder / "hub.log").open("wb") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
            )  # fmt: skip
        deadline = time.monotonic() + SECONDS
        while True:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.address}/hub/health", trust_env=False).status_code == 200:
                    return self
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"JupyterHub did not start: {self.log()[-2000:]}")
            time.sleep(0.2)

    def __exit__(self, *_):
        started = [self.process, *psutil.Process(self.process.pid).children(recursive=True)]
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=60)
        for process in [*started, *self.students_processes()]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def log(self):
        return (self.folder / "hub.log").read_text(encoding="utf-8", errors="replace")

    def students_processes(self, student=None):
        """Return the servers and kernels of a student, or of all."""
        homes = str(self.homes)
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                home = process.environ().get("HOME", "")
                if home == f"{homes}/{student}" or (student is None and home.startswith(homes)):
                    found.append(process)
        return found

    def kill_server(self, student):
        """Kill a student's server and kernels as a machine that fails would."""
        killed = self.students_processes(student)
        for process in killed:
            process.kill()
        psutil.wait_procs(killed, timeout=30)
        return len(killed)


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


# A student ---------------------------------------------------------------------------------------------


class Student:
    """A browser's side of a student, without the picture."""

    def __init__(self, hub, name):
        self.hub, self.name = hub, name
        self.http = httpx.AsyncClient(follow_redirects=True, timeout=SECONDS, trust_env=False)
        self.own = f"{hub.address}/user/{name}/"

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        await self.http.aclose()

    async def log_in(self):
        """Log in with the form of the hub."""
        page = f"{self.hub.address}/hub/login"
        await self.http.get(page)
        secret = self.cookie("_xsrf", "/hub/")
        form = {"username": self.name, "password": PASSWORD, "_xsrf": secret}
        answer = await self.http.post(page, data=form)
        assert answer.status_code == 200 and "/hub/login" not in str(answer.url), answer.text[:500]

    def cookie(self, name, path):
        return next(one.value for one in self.http.cookies.jar if one.name == name and one.path == path)

    async def follow(self, link):
        """Follow the pull link: wait until the own server is up, and let it pull.

        Returns
        -------
        list of str
            What the pull said.
        """
        deadline = time.monotonic() + SECONDS
        while True:  # the page that waits for the server does the same
            answer = await self.http.get(link)
            if str(answer.url).startswith(self.own) and answer.status_code == 200:
                break
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.name} has no server: {answer.status_code} {answer.url}")
            if "/hub/spawn" not in str(answer.url) or answer.status_code >= 400:
                await self.start()
            await asyncio.sleep(0.5)
        said = []
        where = {"repo": answer.url.params["repo"], "branch": answer.url.params["branch"],
                 "targetpath": answer.url.params["targetPath"]}  # fmt: skip
        async with self.http.stream("GET", self.own + "git-pull/api", params=where) as events:
            async for line in events.aiter_lines():
                if line.startswith("data: "):
                    said.append(json.loads(line.removeprefix("data: ")))
                    if said[-1]["phase"] in ("finished", "error"):
                        break
        assert said[-1]["phase"] == "finished", said[-1]
        return [one["output"] for one in said if "output" in one]

    async def start(self):
        """Press the button that starts the own server again."""
        await self.http.get(f"{self.hub.address}/hub/spawn/{self.name}")

    def headers(self):
        return {"X-XSRFToken": self.cookie("_xsrf", f"/user/{self.name}/")}

    async def read(self, lesson):
        """Return a lesson as the server has it."""
        answer = await self.http.get(f"{self.own}api/contents/{COPY}/notebooks/{lesson}.ipynb")
        answer.raise_for_status()
        return nbformat.from_dict(answer.json()["content"])

    async def save(self, lesson, notebook):
        """Save a lesson, as JupyterLab does."""
        answer = await self.http.put(
            f"{self.own}api/contents/{COPY}/notebooks/{lesson}.ipynb",
            json={"type": "notebook", "format": "json", "content": notebook},
            headers=self.headers(),
        )
        answer.raise_for_status()

    @contextlib.asynccontextmanager
    async def kernel(self, lesson):
        """Open a lesson's kernel."""
        path = f"{COPY}/notebooks/{lesson}.ipynb"
        answer = await self.http.post(
            f"{self.own}api/sessions",
            json={"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}},
            headers=self.headers(),
        )
        answer.raise_for_status()
        number = answer.json()["kernel"]["id"]
        place = urlsplit(self.own)._replace(scheme="ws").geturl()
        cookies = "; ".join(f"{one.name}={one.value}" for one in self.http.cookies.jar if self.own.endswith(one.path))
        request = HTTPRequest(f"{place}api/kernels/{number}/channels", headers={"Cookie": cookies})
        socket_ = await websocket_connect(request, max_message_size=2**28)
        try:
            yield Kernel(socket_)
        finally:
            socket_.close()


class Kernel:
    """What the page of a lesson says to its kernel and hears from it."""

    def __init__(self, channel):
        self.channel = channel
        self.models = {}  # what stands in the page: the state of each control, by its number
        self.made = {}  # the numbers of the controls that a cell made, by the cell's id

    async def ask(self, kind, content):
        """Send a message and return the outputs that come before the kernel is idle again."""
        number = uuid.uuid4().hex
        header = {"msg_id": number, "msg_type": kind, "username": "", "session": "one", "version": "5.3"}
        await self.channel.write_message(
            json.dumps({"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content})
        )
        outputs = []
        while True:
            text = await asyncio.wait_for(self.channel.read_message(), SECONDS)
            assert text is not None, "the kernel hung up"
            if isinstance(text, bytes):  # a picture or a script beside a message
                text = text[int.from_bytes(text[4:8], "big") : int.from_bytes(text[8:12], "big")].decode()
            message = json.loads(text)
            body = message["content"]
            if message["msg_type"] == "comm_open":
                self.models[body["comm_id"]] = dict(body["data"]["state"])
            elif message["msg_type"] == "comm_msg" and body["data"].get("method") == "update":
                self.models[body["comm_id"]].update(body["data"]["state"])
            if message["parent_header"].get("msg_id") != number:
                continue
            if message["msg_type"] in ("stream", "error", "display_data", "execute_result"):
                outputs.append(nbformat.v4.output_from_msg(message))
            if message["msg_type"] == "status" and body["execution_state"] == "idle":
                return outputs

    async def execute(self, code):
        return await self.ask("execute_request", {"code": code, "allow_stdin": False})

    async def run_all(self, notebook):
        """Run every cell of a lesson and put what it shows into it."""
        for count, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), start=1):
            before = set(self.models)
            cell.outputs, cell.execution_count = await self.execute(cell.source), count
            self.made[cell.id] = [number for number in self.models if number not in before]
        assert not [one for cell in notebook.cells for one in cell.get("outputs", ()) if one.output_type == "error"]

    def control(self, cell, kind, words=""):
        """Return the number of a control in a cell: of this kind, with these words on it."""
        numbers = [
            number for number in self.made[cell.id]
            if self.models[number]["_model_name"] == kind and words in self.models[number]["description"]
        ]  # fmt: skip
        assert len(numbers) == 1, (kind, words, len(numbers))
        return numbers[0]

    async def choose(self, number, **state):
        await self.ask("comm_msg", {"comm_id": number, "data": {"method": "update", "state": state}})

    async def press(self, number):
        content = {"method": "custom", "content": {"event": "click"}}
        await self.ask("comm_msg", {"comm_id": number, "data": content})


# What the class does -----------------------------------------------------------------------------------


def tries_of(place, right):
    """Return what a student chooses in the exercise: right at once, at the second try, or never."""
    wrong = (right + 1) % 3
    return [[right], [wrong, right], [wrong, wrong]][place % 3]


def essay_of(name):
    """Return what a student writes."""
    return f"Written by {name}, and by nobody else: the figure counts deaths with a drug, not from it alone."


async def lesson_of(hub, name, link, place, right):
    """Let a student log in, open the lesson, run it, answer, and save with a note in it.

    Returns
    -------
    dict of str to float
        The seconds of each step.
    """
    clock = Clock()
    async with Student(hub, name) as student:
        await student.log_in()
        await student.follow(link)
        clock.lap("until the lesson is there")
        notebook = await student.read(LESSON)
        async with student.kernel(LESSON) as kernel:
            await kernel.run_all(notebook)
            clock.lap("Run All")
            cells = {
                exercise: next(cell for cell in notebook.cells if f'"{exercise}"' in cell.source)
                for exercise in (EXERCISE, ESSAY)
            }
            for choice in tries_of(place, right):
                await kernel.choose(kernel.control(cells[EXERCISE], "RadioButtonsModel"), index=choice)
                await kernel.press(kernel.control(cells[EXERCISE], "ButtonModel", "Check"))
            await kernel.choose(kernel.control(cells[ESSAY], "TextareaModel"), value=essay_of(name))
            await kernel.press(kernel.control(cells[ESSAY], "ButtonModel", "Check"))
            clock.lap("the exercises")
        notebook.cells.append(nbformat.v4.new_markdown_cell(note_of(name), id=f"note-{place}"))
        await student.save(LESSON, notebook)
        clock.lap("saving")
    return clock.laps


def note_of(name):
    """Return the note that a student adds at the end of the lesson."""
    return f"A note of {name}."


class Clock:
    """Seconds between one step and the next."""

    def __init__(self):
        self.laps, self.last = {}, time.monotonic()

    def lap(self, name):
        now = time.monotonic()
        self.laps[name], self.last = now - self.last, now


def kept(hub, name):
    """Return what a student's folder holds of the two exercises: tries, the try that was right, the words."""
    file = hub.homes / name / "my_work" / "progress.json"
    steps = {step["exercise"]: step for step in json.loads(file.read_text(encoding="utf-8"))["steps"]}
    one = steps[EXERCISE]
    return one["tries"], one["solved_at"], steps[ESSAY]["written"]


def expected(name, place, right):
    """Return what :func:`kept` has to find."""
    tries = tries_of(place, right)
    return len(tries), tries.index(right) + 1 if right in tries else 0, essay_of(name)


def right_choice():
    """Return the place of the right choice in the exercise."""
    from helpers import tables

    options = tables.load()["options"]
    return options[options["question"] == EXERCISE]["key"].tolist().index(1)


async def at_once(hub, link, names, right):
    """Let students work at the same moment and return the seconds of each."""
    return await asyncio.gather(*(lesson_of(hub, name, link, place, right) for place, name in enumerate(names)))


# The report --------------------------------------------------------------------------------------------


def memory(hub):
    """Return the megabytes of each server and of each kernel, what they share being divided among them."""
    found = {"server": [], "kernel": []}
    for process in hub.students_processes():
        with contextlib.suppress(psutil.Error):
            command = " ".join(process.cmdline())
            kind = "kernel" if "ipykernel" in command else "server" if "singleuser" in command else None
            if kind:
                full, times = process.memory_full_info(), process.cpu_times()
                found[kind].append((full.pss / 1e6, full.uss / 1e6, times.user + times.system))
    return {kind: [statistics.median(column) for column in zip(*rows, strict=True)] for kind, rows in found.items()}


def report(count):
    """Print what a class of this many students takes, and one student alone beside it."""
    right = right_choice()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = installed(folder / "programs")
        repository = upstream(folder / "upstream")
        for students in (1, count):
            with Hub(folder / f"hub-{students}", programs) as hub:
                link = pull_link(hub.address, f"file://{repository}", LESSON)
                names = [f"student-{place}" for place in range(students)]
                free = psutil.virtual_memory().available
                start = time.monotonic()
                laps = asyncio.run(at_once(hub, link, names, right))
                whole = time.monotonic() - start
                taken = (free - psutil.virtual_memory().available) / 1e6
                good = sum(kept(hub, one) == expected(one, place, right) for place, one in enumerate(names))
                print(f"\n{students} at once, on {os.cpu_count()} processors: {good} of {students} have the right")
                print(f"progress; {whole:.0f} s in all; {taken / students:.0f} MB of the machine for each")
                for step in laps[0]:
                    times = sorted(lap[step] for lap in laps)
                    print(f"  {step:<28} median {statistics.median(times):6.1f} s, slowest {times[-1]:6.1f} s")
                for kind, (shared, own, seconds) in memory(hub).items():
                    print(f"  {kind:<8} {shared:5.0f} MB ({own:.0f} MB its own), {seconds:5.1f} s of a processor")


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
