"""A real Celery worker for tests: a process of its own, on the database and the queue of this xdist worker."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from config.embedded import runtime_dir
from config.processes import Child, wait_until

QUEUES = ("documents", "default", "allocation")
LISTS = [queue + step for queue in QUEUES for step in ("", "\x06\x163", "\x06\x166", "\x06\x169")]  # one list per priority
_ROOT = Path(__file__).resolve().parents[1]


class Broker:
    """The queue of this xdist worker, seen from outside."""

    def __init__(self) -> None:
        from django.conf import settings

        number = int(settings.CELERY_BROKER_URL.rpartition("virtual_host=")[2])
        self.client = redis.Redis(unix_socket_path=str(runtime_dir() / "valkey.sock"), db=number)

    def waiting(self) -> int:
        """Messages that no worker has taken."""
        return sum(self.client.llen(name) for name in LISTS)

    def taken(self) -> int:
        """Messages a worker has taken and not acknowledged: tasks at work."""
        return self.client.hlen("unacked")

    def idle(self) -> bool:
        """Nothing waits and nothing is at work."""
        return not self.waiting() and not self.taken()

    def drop_messages(self) -> None:
        """Forget every message, as a broker that lost its memory does; its bindings stay."""
        self.client.delete(*LISTS, "unacked", "unacked_index")

    def lose_everything(self) -> None:
        """An emptied broker: messages and bindings are gone."""
        self.client.flushdb()


class CeleryWorker:
    """One worker process. `pid`, `kill()` as by kill -9 (with its pool), `stop()` orderly, `restart()`, `freeze()` and `thaw()`."""

    def __init__(self, *, name: str, database: str, site_url: str, concurrency: int = 1) -> None:
        folder = Path(os.environ["KOPIR_TEST_VAR"])
        self.name = name
        self.child = Child(
            name=name,
            argv=[sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", ",".join(QUEUES), "-c", str(concurrency),
                  "-n", f"{name}@test", "--loglevel", "INFO", "--without-mingle", "--without-gossip"],
            log=folder / "log" / f"{name}.log",
            pids=folder / "pids",
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "KOPIR_TEST_DATABASE": database, "SITE_URL": site_url, "PYTHONPATH": str(_ROOT)},
            cwd=_ROOT,
            patience=20,
        )  # fmt: skip

    @property
    def pid(self) -> int:
        """Process id of the worker's leader."""
        return self.child.pid

    def start(self) -> "CeleryWorker":
        """Start and wait until it answers a ping."""
        self.child.start()
        if not wait_until(self._answers, seconds=90, every=0.2):
            self.child.kill()
            pytest.fail(f"The Celery worker did not answer: {self.child.last_words()}")
        return self

    def stop(self) -> None:
        """Orderly end: running tasks finish."""
        self.child.stop()

    def kill(self) -> None:
        """kill -9 of the worker and its pool."""
        self.child.kill()

    def restart(self) -> "CeleryWorker":
        """Stop (or kill) first, then a new process of the same name."""
        self.child.stop()
        return self.start()

    def freeze(self) -> None:
        """Stop the worker's clock: it is there and does nothing."""
        os.killpg(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen worker go on."""
        os.killpg(self.pid, signal.SIGCONT)

    def log(self) -> str:
        """Everything the worker wrote."""
        return self.child.log.read_text(errors="replace")

    def _answers(self) -> bool:
        from config.celery import app

        if not self.child.alive():
            pytest.fail(f"The Celery worker ended while starting: {self.child.last_words()}")
        return bool(app.control.ping(destination=[f"{self.name}@test"], timeout=0.5))


class _Keeper:
    """The one worker of the session: started by the first test that asks, ended when a test comes that does not."""

    worker: CeleryWorker | None = None

    def ready(self, database: str, site_url: str) -> CeleryWorker:
        if self.worker is None or not self.worker.child.alive():
            self.worker = CeleryWorker(name=_own_name("worker"), database=database, site_url=site_url).start()
        return self.worker

    def end(self) -> None:
        if self.worker:
            self.worker.stop()
            self.worker = None


_KEEPER = pytest.StashKey[_Keeper]()


def _own_name(name: str) -> str:
    return f"{name}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(scope="session")
def _keeper(django_db_setup: None) -> Iterator[_Keeper]:
    keeper = _Keeper()
    yield keeper
    keeper.end()


@pytest.fixture(autouse=True)
def _no_stray_worker(request: pytest.FixtureRequest) -> None:
    """A test without a worker never has its tasks taken by the worker of an earlier test, nor leaves messages to a later one."""
    keeper = request.session.stash.get(_KEEPER, None)
    if keeper and "celery_worker_process" not in request.fixturenames:
        keeper.end()


@pytest.fixture
def broker() -> Broker:
    """The queue of this xdist worker."""
    return Broker()


@pytest.fixture
def celery_worker_process(request: pytest.FixtureRequest, _keeper: _Keeper, live_server, broker: Broker) -> Iterator[CeleryWorker]:
    """A running Celery worker on the test database, which is committed and emptied after the test (as by transactional_db).

    The process is kept from test to test; one that a test killed is started again for the next. Its links point to live_server.
    """
    from django.db import connection

    request.session.stash[_KEEPER] = _keeper
    broker.drop_messages()
    yield _keeper.ready(connection.settings_dict["NAME"], live_server.url)
    if _keeper.worker and _keeper.worker.child.alive():
        wait_until(broker.idle, seconds=60)  # the tables are emptied next: nothing may be at work in them
    broker.drop_messages()


@pytest.fixture
def start_celery_worker(request: pytest.FixtureRequest, celery_worker_process: CeleryWorker, live_server):
    """A function that starts one more worker beside the kept one; all are stopped after the test."""
    from django.db import connection

    started: list[CeleryWorker] = []

    def start(name: str = "second", *, concurrency: int = 1) -> CeleryWorker:
        worker = CeleryWorker(
            name=_own_name(name), database=connection.settings_dict["NAME"], site_url=live_server.url, concurrency=concurrency
        ).start()
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.stop()
