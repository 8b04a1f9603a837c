"""manage.py up: the whole portal on this machine, with nothing to configure."""

import fcntl
import json
import os
import socket
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config.embedded import Services, runtime_dir
from config.processes import ServiceError, wait_until
from config.supervisor import Supervisor


class Command(BaseCommand):
    """Start PostgreSQL, Valkey, the Celery worker and clock and the web server; stop them all on Ctrl-C."""

    help = "Run the portal on this machine: database, queue, worker, clock and web server, with demo data."
    requires_system_checks = ()  # the database they ask is not there yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options; make passes PORT and WORKERS through the environment."""
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"), help="port on 127.0.0.1 (8000)")
        parser.add_argument("--workers", type=int, default=os.environ.get("WORKERS", "1"), help="number of Celery workers (1)")
        parser.add_argument("--reset-demo", action="store_true", help="throw the demo data away and make it anew")
        parser.add_argument("--no-demo", action="store_true", help="start without demo data")

    def handle(self, *, port: int, workers: int, reset_demo: bool, no_demo: bool, **options) -> None:
        """Run until Ctrl-C; one clear line when something is in the way."""
        try:
            with only_one(settings.VAR_DIR, port):
                refuse_a_taken_port(port)
                self.run(port=port, workers=workers, reset=reset_demo, demo=not no_demo)
        except ServiceError as error:
            raise CommandError(str(error)) from None

    def run(self, *, port: int, workers: int, reset: bool, demo: bool) -> None:
        """Start everything, wait, stop everything."""
        if "SITE_URL" not in os.environ:
            settings.SITE_URL = os.environ["SITE_URL"] = f"http://127.0.0.1:{port}"
        services = Services(
            settings.VAR_DIR, runtime_dir(), postgres="DATABASE_URL" not in os.environ, valkey="REDIS_URL" not in os.environ
        )
        supervisor = Supervisor(settings.BASE_DIR, settings.VAR_DIR, services, port=port, workers=workers)
        supervisor.listen_to_signals()
        try:
            self.start(supervisor, reset=reset, demo=demo)
            supervisor.watch()
        except KeyboardInterrupt:
            pass  # asked to stop while starting
        finally:
            self.say("Stopping …")
            supervisor.stop()
            self.say("Stopped.")

    def start(self, supervisor: Supervisor, *, reset: bool, demo: bool) -> None:
        """Everything up to the line "Ready:". The worker runs before the demo data is made, since that asks it for documents."""
        self.say("Starting the database and the queue …")
        supervisor.services.start()
        if (data := settings.VAR_DIR / "postgres").is_symlink():
            self.say(f"The database lies in {data.resolve()}, since its account may not enter this folder.")
        self.migrate()
        supervisor.start_workers()
        if demo:
            self.fill(reset=reset)
        supervisor.start_beat()
        supervisor.start_web()
        self.await_web(supervisor)
        self.greet(supervisor.port, demo=demo)

    def migrate(self) -> None:
        """Bring the database up to date; quiet when it is."""
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(connections["default"])
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say(f"Preparing the database: {len(plan)} steps …")
            call_command("migrate", interactive=False, verbosity=0)

    def fill(self, *, reset: bool) -> None:
        """Make the demo data in an empty database, or anew when asked."""
        if reset or not apps.get_model("network", "Organisation").objects.exists():
            self.say("Making the demo data, this takes a moment …")
        call_command("seed_demo", **({"reset": True} if reset else {"if_empty": True}))
        connections.close_all()

    def await_web(self, supervisor: Supervisor) -> None:
        """Return when the first page answers; raises ServiceError when the web server falls or the page is broken."""
        [web] = supervisor.web
        wait_until(lambda: first_answer(supervisor.port) or not web.alive(), seconds=90, every=0.1)
        if not web.alive() or not (status := first_answer(supervisor.port)):
            raise ServiceError(f"The web server did not start: {web.last_words()} (see {web.log})")
        if status >= 500:
            raise ServiceError(f"The first page is broken ({status}): {web.last_words()} (see {web.log})")

    def greet(self, port: int, *, demo: bool) -> None:
        """The line people and scripts wait for, and who can sign in."""
        self.say(f"Ready: http://127.0.0.1:{port}")
        if demo and (accounts := demo_accounts(settings.VAR_DIR)):
            self.say("\n" + account_table(accounts) + "\n")
        self.say("Ctrl-C stops everything. Logs: " + os.path.relpath(settings.VAR_DIR / "log"))

    def say(self, line: str) -> None:
        """Print at once, also into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()


@contextmanager
def only_one(var: Path, port: int) -> Iterator[None]:
    """Hold the lock of this installation; the kernel lets go of it even after kill -9. Raises ServiceError when another start holds it."""
    var.mkdir(parents=True, exist_ok=True)
    path = var / "up.lock"
    try:
        lock = path.open("a+")
    except PermissionError:
        raise ServiceError(
            f"{path} belongs to another account: start as that one, or give var/ back with: sudo chown -R $USER {var}"
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise ServiceError(
                f"The portal runs already: {lock.read().strip() or 'it is just starting'}. Stop that one with Ctrl-C first."
            ) from None
        lock.truncate(0)
        lock.write(f"http://127.0.0.1:{port} (process {os.getpid()})")
        lock.flush()
        yield


def refuse_a_taken_port(port: int) -> None:
    """Raise ServiceError when another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            why = "is taken by another program" if port >= 1024 else f"cannot be used ({error.strerror})"
            raise ServiceError(f"Port {port} {why}. Choose another: PORT={port + 1 if port >= 1024 else 8000} make demo") from None


def first_answer(port: int) -> int:
    """HTTP status of the first page (0 while nobody answers); redirects are not followed."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def demo_accounts(var: Path) -> list[dict]:
    """What seed_demo wrote: [{"role": {"kk", "ru", "en"}, "login", "password"}], one account per role."""
    path = var / "demo-accounts.json"
    return json.loads(path.read_text()) if path.exists() else []


def account_table(accounts: list[dict]) -> str:
    """The accounts as aligned text columns, the role in three languages."""
    rows = [(row["role"]["kk"], row["role"]["ru"], row["role"]["en"], row["login"], row["password"]) for row in accounts]
    rows.insert(0, ("Рөлі", "Роль", "Role", "Login", "Password"))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
