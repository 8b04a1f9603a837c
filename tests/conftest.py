"""What every test stands on: the private PostgreSQL and Valkey of the run, markers by folder, and the shared fixtures."""

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import Services, runtime_dir
from tests import clean_tables

pytest_plugins = ["tests.browser", "tests.celery_worker"]

_services = pytest.StashKey[Services]()
_HERE = Path(__file__).parent
_BY_FOLDER = {"e2e": "e2e", "faults": "faults"}


def _leads(config: pytest.Config) -> bool:
    """Whether this process owns the services: pytest itself or the xdist controller, not an xdist worker."""
    return not hasattr(config, "workerinput")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the services before xdist starts its workers."""
    config = session.config
    clean_tables.install()
    if _leads(config) and not config.option.collectonly:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a run that is told to stop cleans up as after Ctrl-C
        services = Services(Path(os.environ["KOPIR_TEST_VAR"]), runtime_dir(), durable=False)
        services.start()
        config.stash[_services] = services


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the services and remove everything the run wrote."""
    if services := config.stash.get(_services, None):
        services.stop()
    if _leads(config):
        shutil.rmtree(runtime_dir(), ignore_errors=True)
        shutil.rmtree(os.environ["KOPIR_TEST_VAR"], ignore_errors=True)


def _commits(item: pytest.Item) -> bool:
    """Whether the test commits, so that every table is emptied after it."""
    marker = item.get_closest_marker("django_db")
    asked = marker and (marker.kwargs.get("transaction") or (marker.args and marker.args[0]))
    return bool(asked) or bool({"live_server", "transactional_db"} & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their folder and by what they use; those with a Celery worker come last, so that it starts once."""
    for item in items:
        folder = item.path.relative_to(_HERE).parts[0] if item.path.is_relative_to(_HERE) else ""
        if folder in _BY_FOLDER:
            item.add_marker(_BY_FOLDER[folder])
        if "celery_worker_process" in getattr(item, "fixturenames", ()):
            item.add_marker("worker")
        if _commits(item) and "django_db_serialized_rollback" not in item.fixturenames:
            item.fixturenames.append(
                "django_db_serialized_rollback"
            )  # regions, consent texts, rubrics come back after the tables were emptied
    items.sort(key=lambda item: item.get_closest_marker("worker") is not None)


def pytest_collection_finish() -> None:
    """Modules, models and tests live to the end: the collector need not look at them again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Let every connection know the reference data that migrations brought: the browser runs an event loop in this thread, and Django gives each loop
    connections of its own, which would not find what the first one remembers.
    """
    from django.db import connection
    from django.db.backends.base.base import BaseDatabaseWrapper

    if kept := getattr(connection, "_test_serialized_contents", None):
        BaseDatabaseWrapper._test_serialized_contents = kept


@pytest.fixture
def own_services() -> Iterator[Services]:
    """A PostgreSQL and a Valkey for one test alone, which may break, stop and restart them; nothing is migrated."""
    folder = Path(tempfile.mkdtemp(prefix="own-", dir=os.environ["KOPIR_TEST_VAR"]))
    folder.chmod(0o755)
    with Services(folder, folder / "run", durable=False) as services:
        yield services
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """No test inherits the language that an earlier one activated."""
    from django.utils import translation

    translation.activate("kk")
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _clean_cache() -> Iterator[None]:
    """Rate limits and cached figures of one test do not reach the next."""
    from django.core.cache import cache

    yield
    cache.clear()
