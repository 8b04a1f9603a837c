"""manage.py up: one start at a time, everything stopped, everything healed; on a folder and a port of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config.processes import started_at, wait_until

BASE = Path(__file__).resolve().parents[2]
NAMES = {"postgres", "valkey", "worker", "beat", "web"}


class Launcher:
    """One `manage.py up` and what it said."""

    def __init__(self, var: Path, port: int) -> None:
        self.var, self.port, self.output = var, port, var / f"out-{port}.txt"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("KOPIR_TEST", "PYTEST"))}
        environment = kept | {"KOPIR_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings"}
        with self.output.open("wb") as output:
            command = [sys.executable, "manage.py", "up", "--no-demo", "--port", str(port)]
            self.process = subprocess.Popen(command, cwd=BASE, env=environment, stdout=output, stderr=output)

    def said(self) -> str:
        return self.output.read_text()

    def ready(self) -> "Launcher":
        assert wait_until(lambda: "Ready:" in self.said() or self.process.poll() is not None, seconds=240, every=0.2), self.said()
        assert self.process.poll() is None, self.said()
        return self

    def children(self) -> dict[str, tuple[int, str]]:
        """Name → (pid, start time) of what the launcher recorded."""
        records = {path.stem: path.read_text().split(maxsplit=1) for path in (self.var / "pids").glob("*.pid")}
        return {name: (int(pid), started.strip()) for name, (pid, started) in records.items()}

    def running(self, children: dict[str, tuple[int, str]]) -> set[str]:
        return {name for name, (pid, started) in children.items() if started_at(pid) == started}

    def status(self) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", "/")
        return connection.getresponse().status

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=120)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A var/ of its own, kept from test to test as on a person's machine; the static files are those that bin/setup collected."""
    if not (BASE / "var" / "static" / "staticfiles.json").exists():
        pytest.fail("No collected static files: start the tests by make test, or call bin/setup first.")
    folder = Path(tempfile.mkdtemp(prefix="up-", dir=os.environ["KOPIR_TEST_VAR"]))
    folder.chmod(0o755)
    (folder / "static").symlink_to(BASE / "var" / "static")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


class Keeper:
    """The portal of this module: started when a test needs it, kept for the next one, started again after a test that ended it."""

    def __init__(self, var: Path) -> None:
        self.var, self.started = var, []

    def launch(self, port: int | None = None) -> Launcher:
        self.started.append(Launcher(self.var, port or free_port()))
        return self.started[-1]

    def running(self) -> Launcher:
        if not self.started or self.started[-1].process.poll() is not None:
            self.launch()
        return self.started[-1].ready()

    def end(self) -> None:
        for launcher in self.started:
            if launcher.process.poll() is None:
                launcher.end()


@pytest.fixture(scope="module")
def keeper(var: Path) -> Iterator[Keeper]:
    """Starts portals on the module's folder and ends what is left of them."""
    keeper = Keeper(var)
    yield keeper
    keeper.end()


@pytest.fixture
def portal(keeper: Keeper) -> Launcher:
    """A portal that is ready."""
    return keeper.running()


def test_it_answers_and_runs_every_process(portal):
    assert portal.children().keys() == NAMES
    assert portal.status() < 500


def test_a_second_start_on_the_same_folder_is_refused_in_one_line(portal, var):
    second = Launcher(var, free_port())
    assert second.process.wait(timeout=60) == 1
    assert re.fullmatch(r"CommandError: The portal runs already: http://127\.0\.0\.1:\d+ \(process \d+\)\. .*\n", second.said())
    assert portal.status() < 500


@pytest.mark.parametrize("name", ["web", "worker", "postgres"])
def test_a_crashed_child_is_started_again(portal, name):
    before = portal.children()
    os.kill(before[name][0], signal.SIGKILL)
    assert wait_until(lambda: portal.children().get(name, before[name]) != before[name], seconds=60)
    assert wait_until(lambda: portal.running(portal.children()) == NAMES, seconds=60)
    assert f"{name} has fallen and is started again" in portal.said()


def test_a_stopped_portal_leaves_nothing_running(portal):
    children = portal.children()
    assert portal.end() == 0
    assert portal.running(children) == set()
    assert portal.children() == {}


def test_a_taken_port_is_named_with_the_way_out(var):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = Launcher(var, port)
        assert refused.process.wait(timeout=60) == 1
    assert refused.said() == f"CommandError: Port {port} is taken by another program. Choose another: PORT={port + 1} make demo\n"


def test_after_a_killed_launcher_nothing_runs_on_and_the_next_start_works(portal, keeper):
    children = portal.children()
    portal.process.kill()
    portal.process.wait()
    again = keeper.running()
    assert portal.running(children) == set()
    assert again.running(again.children()) == NAMES
    assert again.status() < 500
