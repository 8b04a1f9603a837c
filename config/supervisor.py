"""Starts the portal's processes, watches them, restarts what crashed and stops everything in order."""

import os
import signal
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded import Services
from config.processes import Child, ServiceError

QUEUES = ("documents", "default", "allocation")
_CRASHES, _WITHIN = 4, 60  # a child that falls this often in this many seconds will not stand up by itself
_EVERY = 0.5


@dataclass
class Supervisor:
    """The children above PostgreSQL and Valkey: worker, beat, web. Stops web first, so that nobody's click is lost in between."""

    base: Path
    var: Path
    services: Services
    port: int
    workers: int = 1
    web: list[Child] = field(default_factory=list, init=False)
    worker: list[Child] = field(default_factory=list, init=False)
    beat: list[Child] = field(default_factory=list, init=False)
    starting: bool = field(default=True, init=False)
    stopping: threading.Event = field(default_factory=threading.Event, init=False)
    _falls: dict[str, deque] = field(default_factory=dict, init=False)

    def listen_to_signals(self) -> None:
        """Ctrl-C, a closed terminal and SIGTERM all mean: stop in order. While starting, the step at work is broken off; stopping itself is not."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, *_: object) -> None:
        first = not self.stopping.is_set()
        self.stopping.set()
        if first and self.starting:
            raise KeyboardInterrupt

    def start_workers(self) -> None:
        """Start the Celery workers; documents asked for meanwhile wait for them."""
        for number in range(1, self.workers + 1):
            name = "worker" if self.workers == 1 else f"worker-{number}"
            queues = ["-Q", ",".join(QUEUES), "-c", "2", "-n", f"{name}@kopir"]
            self._launch(
                self.worker,
                name,
                ["celery", "-A", "config", "worker", *queues, "--loglevel", "INFO", "--without-mingle", "--without-gossip"],
                patience=30,
            )

    def start_beat(self) -> None:
        """Start the clock of the regular tasks."""
        schedule = ["-s", str(self.var / "celerybeat-schedule"), "--pidfile="]
        self._launch(self.beat, "beat", ["celery", "-A", "config", "beat", *schedule, "--loglevel", "INFO"], patience=10)

    def start_web(self) -> None:
        """Start gunicorn on the loopback address."""
        shape = ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--worker-class", "gthread", "--threads", "4"]
        logs = ["--access-logfile", str(self.var / "log" / "access.log"), "--no-control-socket", "--graceful-timeout", "5"]
        self._launch(self.web, "web", ["gunicorn", "config.wsgi:application", *shape, *logs], patience=10)

    def watch(self) -> None:
        """Return when asked to stop; raises ServiceError when a child cannot be kept alive."""
        self.starting = False
        while not self.stopping.wait(_EVERY):
            for child in self.services.children:
                if not child.alive():
                    self._count_fall(child)
                    self.services.restart(child.name)
            for child in [*self.worker, *self.beat, *self.web]:
                if not child.alive():
                    self._count_fall(child)
                    child.start()

    def stop(self) -> None:
        """Stop web, worker, beat, Valkey, PostgreSQL, in this order."""
        self.starting = False
        for children in (self.web, self.worker, self.beat):
            for child in children:
                child.stop()
            children.clear()
        self.services.stop()

    def _launch(self, kind: list[Child], name: str, command: list[str], *, patience: float) -> None:
        child = Child(
            name=name,
            argv=[sys.executable, "-m", *command],
            log=self.var / "log" / f"{name}.log",
            pids=self.var / "pids",
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUNBUFFERED": "1"},
            cwd=self.base,
            patience=patience,
        )
        kind.append(child)  # before it starts: a Ctrl-C in between must find it
        child.start()

    def _count_fall(self, child: Child) -> None:
        falls = self._falls.setdefault(child.name, deque(maxlen=_CRASHES))
        falls.append(time.monotonic())
        if len(falls) == _CRASHES and falls[-1] - falls[0] < _WITHIN:
            raise ServiceError(f"{child.name} keeps falling: {child.last_words()} (see {child.log})")
        print(f"{child.name} has fallen and is started again: {child.last_words()}", file=sys.stderr, flush=True)
