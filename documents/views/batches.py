"""Jobs: batches of documents that a person ordered, their progress, their files."""

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.errors import DomainError

from .. import services, worker
from ..models import DocumentBatch, IssuedDocument
from ..queries import batches_of, items_of
from .access import demand, no_store, say_refusal

PAGE = 25
ITEMS = 50
STOP_POLLING = 286


@login_required
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """All jobs of the person, running ones first in time."""
    page = Paginator(batches_of(request.user), PAGE).get_page(request.GET.get("page"))
    running = any(not batch.is_settled for batch in page.object_list)
    return render(request, "documents/batches.html", {"page_obj": page, "worker_down": running and worker.is_down()})


def _visible(request: HttpRequest, pk: int) -> DocumentBatch:
    return get_object_or_404(DocumentBatch.objects.visible_to(request.user), pk=pk)


@login_required
@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: progress, files, every item with its document or the reason why there is none."""
    return render(request, "documents/batch.html", _page(request, _visible(request, pk)))


@login_required
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of the page; status 286 tells the browser to stop asking."""
    row = _visible(request, pk)
    return render(request, "documents/_batch.html", _page(request, row), status=STOP_POLLING if row.is_settled else 200)


def _page(request: HttpRequest, row: DocumentBatch) -> dict:
    page = Paginator(items_of(row), ITEMS).get_page(request.GET.get("page"))
    return {"batch": row, "page_obj": page, "worker_down": not row.is_settled and worker.is_down()}


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop what has not begun."""
    row = _visible(request, pk)
    demand(request, "documents.cancel_documentbatch", row)
    try:
        services.cancel_batch(batch=row, by=request.user)
    except DomainError as refusal:
        say_refusal(request, refusal)
    return redirect(row)


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Make again what failed or was stopped."""
    row = _visible(request, pk)
    demand(request, "documents.retry_documentbatch", row)
    try:
        services.retry_batch(batch=row, by=request.user)
    except DomainError as refusal:
        say_refusal(request, refusal)
    return redirect(row)


@login_required
@require_GET
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The ZIP or the merged PDF; only while the person still sees every paper in it."""
    row = _visible(request, pk)
    entry = next((entry for entry in row.files if entry["kind"] == kind), None)
    if entry is None or not _still_sees_all(request, row):
        raise Http404
    try:
        content = default_storage.open(entry["key"])
    except OSError:
        return render(request, "documents/no_file.html", {"document": None}, status=503)
    return no_store(FileResponse(content, as_attachment=True, filename=entry["name"]))


def _still_sees_all(request: HttpRequest, row: DocumentBatch) -> bool:
    inside = IssuedDocument.objects.filter(batch_items__batch=row, batch_items__state="done")
    hidden = inside.exclude(pk__in=IssuedDocument.objects.visible_to(request.user).values("pk"))
    return not hidden.exists()
