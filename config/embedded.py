"""The private PostgreSQL and Valkey that the portal starts when no environment variable names real ones."""

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from config.postgres_home import database_account, postgres_binaries, settle, short_hash, utf8_locale, valkey_binary
from config.processes import Account, Child, ServiceError, open_log, wait_until

DATABASE = "kopir"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
_LONGEST_SOCKET_PATH = 90  # the kernel allows 107 bytes, ".s.PGSQL.5432.lock" and "valkey.sock" come on top
# Only a machine that loses power loses data this way; a killed server does not, so tests may kill it.
_NO_SYNC = ("-c", "fsync=off", "-c", "full_page_writes=off")
# Pages ask short questions with many joins: compiling one to machine code takes far longer than answering it.
_SHORT = ("-c", "jit=off")


def runtime_dir() -> Path:
    """Folder of the unix sockets: var/run, or a short folder in the temporary directory where var/run is too long for a socket path."""
    if value := os.environ.get("KOPIR_RUN"):
        return Path(value)
    var = Path(os.environ.get("KOPIR_VAR", Path(__file__).resolve().parents[1] / "var")).absolute()
    run = var / "run"
    if len(os.fsencode(run)) <= _LONGEST_SOCKET_PATH:
        return run
    return Path(tempfile.gettempdir()) / f"kopir-{short_hash(run)}"


@dataclass
class Services:
    """A private PostgreSQL cluster and a Valkey, both on unix sockets in `run`, their data in `var`; a context manager.

    `durable=False` survives a crash of the server but not of the machine (tests). `postgres` and `valkey` say which of the two to start.
    Every failure is a ServiceError of one line.
    """

    var: Path
    run: Path
    durable: bool = True
    postgres: bool = True
    valkey: bool = True
    children: list[Child] = field(default_factory=list, init=False)

    def __enter__(self) -> "Services":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start what is wanted and wait until it answers."""
        self._make_folders()
        try:
            if self.postgres:
                self._start_postgres()
            if self.valkey:
                self._start_valkey()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop in the reverse order of starting."""
        while self.children:
            self.children.pop().stop()

    def child(self, name: str) -> Child:
        """The running child `postgres` or `valkey`."""
        return next(child for child in self.children if child.name == name)

    def restart(self, name: str) -> None:
        """Start a child that has ended (or stop it first), in the same place with the same data."""
        child = self.child(name)
        child.stop()
        child.start()
        (self._await_postgres if name == "postgres" else self._await_valkey)(child)

    @property
    def home(self) -> Path:
        """Where data goes that the database account cannot reach under var/ (root's clone in a closed folder)."""
        return Path(f"/var/lib/kopir-{short_hash(self.var)}")

    def _make_folders(self) -> None:
        self.var.mkdir(parents=True, exist_ok=True)
        if not os.access(self.var, os.W_OK):
            raise ServiceError(
                f"{self.var} is not writable for this account: start as its owner, or give it back with: sudo chown -R $USER {self.var}"
            )
        self._account = database_account(self.var / "postgres" / "cluster") if self.postgres else None
        if self.postgres:
            settle(self.var / "postgres", self.home, self._account)
        settle(self.run, self.home, self._account)

    # PostgreSQL ----------------------------------------------------------------------------------------------------

    def _start_postgres(self) -> None:
        data = (self.var / "postgres").resolve() / "cluster"
        binaries = postgres_binaries(data)
        if not (data / "PG_VERSION").exists():
            self._initdb(binaries, data)
        self._stop_leftover_postgres(binaries, data)
        child = Child(
            name="postgres",
            argv=[str(binaries / "postgres"), "-D", str(data), *self._options()],
            log=self.var / "log" / "postgres.log",
            pids=self.var / "pids",
            env=_plain_environment(),
            account=self._account,
            cwd=data,
            stop_signal=signal.SIGINT,  # fast shutdown: sessions are ended, data is flushed
            patience=60,
        )
        self.children.append(child)
        child.start()
        self._await_postgres(child)
        self._create_database()

    def _options(self) -> list[str]:
        options = [
            "-k",
            str(self.run.resolve()),
            "-c",
            "listen_addresses=",
            "-c",
            "log_min_messages=warning",
            "-c",
            "max_connections=120",
            *_SHORT,
        ]
        return [*options, *(() if self.durable else _NO_SYNC)]

    def _initdb(self, binaries: Path, data: Path) -> None:
        """Make the cluster beside its place and move it there whole, so that an interrupted start leaves nothing half-made."""
        fresh, log = data.with_name("cluster.new"), self.var / "log" / "initdb.log"
        shutil.rmtree(fresh, ignore_errors=True)
        places = ["--encoding=UTF8", f"--locale={utf8_locale()}", "--locale-provider=icu", "--icu-locale=kk"]
        command = [
            str(binaries / "initdb"),
            "-D",
            str(fresh),
            "-U",
            DATABASE,
            "--auth=trust",
            *places,
            *([] if self.durable else ["--no-sync"]),
        ]
        if _run_as(self._account, command, log=log, cwd=data.parent):
            raise ServiceError(f"The database cluster could not be made in {data.parent}: see {log}.")
        fresh.rename(data)

    def _stop_leftover_postgres(self, binaries: Path, data: Path) -> None:
        """A launcher that was killed may have left its postmaster: it holds our data, so it is ours to stop."""
        if (data / "postmaster.pid").exists():
            _run_as(
                self._account,
                [str(binaries / "pg_ctl"), "-D", str(data), "-m", "fast", "-w", "stop"],
                log=self.var / "log" / "initdb.log",
                cwd=data,
            )

    def _await_postgres(self, child: Child) -> None:
        for attempt in range(4):
            if wait_until(lambda: self._connects("postgres") or not child.alive(), seconds=90) and child.alive():
                return
            if attempt == 3 or child.alive():
                break
            wait_until(lambda: False, seconds=1)  # back-ends of a killed postmaster need a moment to leave its shared memory
            child.start()
        raise ServiceError(f"PostgreSQL did not start: {child.last_words()} (see {child.log})")

    def _connects(self, database: str) -> bool:
        import psycopg2

        try:
            psycopg2.connect(host=str(self.run), user=DATABASE, dbname=database).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _create_database(self) -> None:
        import psycopg2

        connection = psycopg2.connect(host=str(self.run), user=DATABASE, dbname="postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pg_available_extensions WHERE name = ANY(%s)", [list(EXTENSIONS)])
            if missing := set(EXTENSIONS) - {name for (name,) in cursor.fetchall()}:
                raise ServiceError(
                    f"PostgreSQL lacks the extensions {', '.join(sorted(missing))}: install its contrib package (postgresql-contrib)."
                )
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f'CREATE DATABASE "{DATABASE}"')
        connection.close()

    # Valkey --------------------------------------------------------------------------------------------------------

    def _start_valkey(self) -> None:
        data = self.var / "valkey"
        data.mkdir(parents=True, exist_ok=True)
        keep = "60 1" if self.durable else ""
        child = Child(
            name="valkey",
            argv=[str(valkey_binary()), "--port", "0", "--unixsocket", str(self.run / "valkey.sock"), "--unixsocketperm", "700",
                  "--dir", str(data), "--databases", "64", "--save", keep, "--loglevel", "warning"],
            log=self.var / "log" / "valkey.log",
            pids=self.var / "pids",
            env=_plain_environment(),
        )  # fmt: skip
        self.children.append(child)
        child.start()
        self._await_valkey(child)

    def _await_valkey(self, child: Child) -> None:
        if not wait_until(lambda: self._answers() or not child.alive(), seconds=30) or not child.alive():
            raise ServiceError(f"Valkey did not start: {child.last_words()} (see {child.log})")

    def _answers(self) -> bool:
        import redis

        with redis.Redis(unix_socket_path=str(self.run / "valkey.sock")) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False


def _plain_environment() -> dict[str, str]:
    """The environment without PG* variables: a PGDATA or PGPORT of the person at the terminal must not bend our cluster."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _run_as(account: Account | None, command: list[str], *, log: Path, cwd: Path) -> int:
    as_account = {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}
    with open_log(log) as output:
        return subprocess.run(
            command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd=cwd, env=_plain_environment(), check=False, **as_account
        ).returncode
