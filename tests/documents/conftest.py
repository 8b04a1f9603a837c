"""Forms, people and rows of the engine's tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, storages

from documents import registry
from documents.engine import paper
from documents.models import DocumentBatch, Issuer
from documents.services import register_issuer
from documents.services.production import produce

from ..factories.people import UserFactory
from .forms import FORMS


@pytest.fixture(autouse=True)
def _forms(monkeypatch: pytest.MonkeyPatch):
    """The test forms are known for one test, their templates are found."""
    for form in FORMS:
        registry.register(form)
    engine = paper.templates()
    monkeypatch.setattr(engine.engine, "dirs", [Path(__file__).parent / "templates"])
    for loader in engine.engine.template_loaders:
        loader.reset()
    yield
    for form in FORMS:
        registry.unregister(form.code)


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Any) -> None:
    """Files of a test lie in a folder of their own."""
    own = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = settings.STORAGES | {"default": own}


@pytest.fixture
def store() -> FileSystemStorage:
    """The file store of the test."""
    return storages["default"]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Messages that would have gone to the worker, as (task, id)."""
    from documents import sending

    messages: list[tuple[str, int]] = []
    monkeypatch.setattr(sending, "_send", lambda task, pk, priority: messages.append((task.name.rpartition(".")[2], pk)) or True)
    return messages


@pytest.fixture
def clerk(db) -> Any:
    """Somebody who orders and issues documents."""
    return UserFactory()


@pytest.fixture
def issuer(clerk: Any) -> Issuer:
    """A school with a letterhead in both languages."""
    return register_issuer(
        source=clerk,
        code="DEMO1",
        name_kk="«№1 демо мектебі» КММ",
        name_ru="КГУ «Демо-школа №1»",
        bin="990040000012",
        address_kk="Алматы қаласы, Демо көшесі, 1",
        address_ru="город Алматы, улица Демо, 1",
    )


@pytest.fixture
def make_source(clerk: Any, issuer: Issuer) -> Callable[..., DocumentBatch]:
    """A function that makes a row to print: make_source("Демо-Үлгілі Әлия", text=…, broken=True …)."""

    def make(title: str = "Демо-Үмбетқызы Әлия", *, by: Any = None, about: Any = None, **options: Any) -> DocumentBatch:
        return DocumentBatch.objects.create(
            title=title, type_code="DM-1", requested_by=by or clerk, scope=about, options=options, status="done"
        )

    return make


@pytest.fixture
def run_worker(sent: list, django_capture_on_commit_callbacks: Any) -> Callable[[], None]:
    """A function that does what a worker would with the messages of the test, in their order, until none is left."""
    from documents.services.batch_files import make_files
    from documents.services.batches import prepare_batch

    work = {
        "make_document": lambda pk: produce(pk=pk),
        "prepare_batch": lambda pk: prepare_batch(pk=pk),
        "make_batch_files": lambda pk: make_files(pk=pk),
    }

    def run() -> None:
        while sent:
            task, pk = sent.pop(0)
            with django_capture_on_commit_callbacks(execute=True):
                work[task](pk)

    return run


@pytest.fixture
def issue(sent: list, run_worker: Callable, django_capture_on_commit_callbacks: Any, clerk: Any) -> Callable:
    """A function that requests a document and lets the worker make it: issue(source, "kk")."""
    from documents.services import request_document

    def make(source: Any, language: str = "kk", *, code: str = "DM-1", by: Any = None, reason: str = "") -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            document = request_document(type_code=code, source=source, language=language, by=by or clerk, reason=reason)
        run_worker()
        document.refresh_from_db()
        return document

    return make
