"""Child processes that are started, watched and stopped by pid; nothing else on the machine is ever signalled."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


class ServiceError(RuntimeError):
    """A service cannot run; the message is one line that says what to do."""


@dataclass(frozen=True)
class Account:
    """An operating-system account a child runs as."""

    uid: int
    gid: int
    name: str


@dataclass
class Child:
    """One child process with a log file and a pid record that survives a killed launcher.

    `stop_signal` asks for an orderly end; after `patience` seconds the whole process group is killed.
    """

    name: str
    argv: list[str]
    log: Path
    pids: Path
    env: dict[str, str] | None = None
    account: Account | None = None
    cwd: Path | None = None
    stop_signal: int = signal.SIGTERM
    patience: float = 15
    process: subprocess.Popen | None = field(default=None, init=False)

    @property
    def pid(self) -> int:
        """Process id; raises ServiceError before start()."""
        if self.process is None:
            raise ServiceError(f"{self.name} has not been started.")
        return self.process.pid

    def start(self) -> None:
        """End what a killed launcher, or a crash of this child, left behind; then start."""
        if self.process is None:
            self.end_leftover()
        elif not self.alive():
            _signal_group(self.process.pid, signal.SIGKILL)  # the pool of a killed worker would go on working
        as_account = {} if self.account is None else {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        with open_log(self.log) as log:
            self.process = subprocess.Popen(
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.env,
                cwd=self.cwd,
                start_new_session=True,  # Ctrl-C in the terminal reaches the launcher only, which then stops the children in order
                preexec_fn=_die_with_parent(self.stop_signal),  # safe: the launcher has one thread when it starts children
                **as_account,
            )
        self.pids.mkdir(parents=True, exist_ok=True)
        fresh = self._record.with_suffix(".new")
        fresh.write_text(f"{self.process.pid} {started_at(self.process.pid)}\n")
        fresh.replace(self._record)  # a reader never meets half a record

    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask for an orderly end, wait, then kill what is left of the group."""
        if self.process is None:
            return
        _end(self.process.pid, self.stop_signal, self.patience, lambda: not self.alive())
        self.process.wait()
        self._record.unlink(missing_ok=True)

    def kill(self) -> None:
        """Kill the process and its children at once, as a crash would."""
        if self.process is not None:
            _signal_group(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def end_leftover(self) -> None:
        """End the process that an earlier, killed launcher recorded, if it still is that process."""
        try:
            pid, started = self._record.read_text().split(maxsplit=1)
        except (OSError, ValueError):
            return
        if started_at(int(pid)) == started.strip():
            _end(int(pid), self.stop_signal, self.patience, lambda: started_at(int(pid)) != started.strip())
        self._record.unlink(missing_ok=True)

    def last_words(self) -> str:
        """The last line of the log that says something, to end an error message with."""
        try:
            lines = self.log.read_text(errors="replace").strip().splitlines()
        except OSError:
            lines = []
        return lines[-1].strip() if lines else "the log is empty"

    @property
    def _record(self) -> Path:
        return self.pids / f"{self.name}.pid"


def open_log(path: Path):
    """Open a log for appending; a file that another account left in our folder is put aside."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return path.open("ab")
    except PermissionError:
        path.unlink()
        return path.open("ab")


def wait_until(ready: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    """Ask again and again until ready() is true (True) or the time is up (False)."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True


def started_at(pid: int) -> str:
    """Start time of a process as the system tells it, "" when there is none: with it a pid is never mistaken for its successor."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        if Path("/proc/self/stat").exists():
            return ""
        return subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout.strip()
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]


def _end(pid: int, stop_signal: int, patience: float, gone: Callable[[], bool]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, stop_signal)  # the leader first: it knows how to end its own children
    if not wait_until(gone, seconds=patience):
        _signal_group(pid, signal.SIGKILL)
        wait_until(gone, seconds=5)
    else:
        _signal_group(pid, signal.SIGTERM)


def _signal_group(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _die_with_parent(number: int) -> Callable[[], None] | None:
    """A hook for Popen: the kernel sends `number` to the child when the launcher dies, even by kill -9 (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(1, number, 0, 0, 0)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os.kill(os.getpid(), number)

    return ask
