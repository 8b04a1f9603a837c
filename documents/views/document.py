"""One document: its page, its file, what can be done with it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from accounts.consents import log_read
from core.errors import DomainError

from .. import services, worker
from ..filenames import download_name
from ..models import IssuedDocument
from ..queries import LANGUAGE_NAMES, versions_of
from ..services.issuing import withdrawal_of
from .access import demand, no_store, sandboxed, say_refusal, visible_document

READING = gettext_noop("Document")
REASONS = {
    "data_error": gettext_noop("Mistake in the data"),
    "data_changed": gettext_noop("The data have changed"),
    "form_changed": gettext_noop("The form was renewed"),
    "lost": gettext_noop("The paper is lost"),
    "other": gettext_noop("Another reason"),
}


@login_required
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """State, versions, preview, file, check link, actions."""
    return render(request, "documents/document.html", _page(request, visible_document(request, pk)))


@login_required
@require_GET
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that follows the making; asked every two seconds until the paper is ready or has failed."""
    row = visible_document(request, pk)
    answer = render(request, "documents/_state.html", _page(request, row))
    if not row.is_waiting:
        answer["HX-Refresh"] = "true"  # the whole page changes: actions, versions, preview
    return answer


def _page(request: HttpRequest, row: IssuedDocument) -> dict:
    user = request.user
    return {
        "document": row,
        "language_name": LANGUAGE_NAMES[row.language],
        "versions": versions_of(row),
        "newer": versions_of(row).filter(version__gt=row.version, production="ready").first(),
        "withdrawal": withdrawal_of(row) if row.status == row.Status.WITHDRAWN else None,
        "worker_down": row.is_waiting and worker.is_down(),
        "checks_count": row.checks.count(),
        "may_download": row.is_ready and user.has_perm("documents.download_issueddocument", row),
        "may_reissue": row.status in ("project", "in_force") and row.is_ready and user.has_perm("documents.reissue_issueddocument", row),
        "may_retry": row.is_failed and user.has_perm("documents.retry_issueddocument", row),
        "may_withdraw": row.may("withdraw") and row.is_ready and user.has_perm("documents.withdraw_issueddocument", row),
        "reasons": [_(reason) for reason in REASONS.values()],
    }


@login_required
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF itself; reading a paper about a learner is noted (R-D40)."""
    row = visible_document(request, pk)
    if not row.is_ready:
        raise Http404
    demand(request, "documents.download_issueddocument", row)
    return send_file(request, row)


def send_file(request: HttpRequest, row: IssuedDocument) -> HttpResponse:
    """Answer with the stored bytes under a readable name; a page that says so when the store does not give them."""
    try:
        file = default_storage.open(row.file)
    except OSError:
        return render(request, "documents/no_file.html", {"document": row}, status=503)
    _note_reading(request, row)
    answer = FileResponse(file, as_attachment=True, filename=download_name(row), content_type="application/pdf")
    return no_store(answer)


def _note_reading(request: HttpRequest, row: IssuedDocument) -> None:
    if row.type.sensitive:
        for subject in row.subjects.all():
            log_read(reader=request.user, subject=subject, what=f"{READING} {row.type_code} {row.number}")


@login_required
@require_GET
@sandboxed
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper on the screen, from its frozen values; not the original, which is the PDF."""
    from ..engine.paper import Marks, marks_of, paper_html

    row = visible_document(request, pk)
    demand(request, "documents.download_issueddocument", row)
    _note_reading(request, row)
    marks = marks_of(row) if row.is_ready else Marks()
    return no_store(HttpResponse(paper_html(form=row.type, content=row.values, language=row.language, marks=marks, preview=True)))


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a failed document again from its frozen content."""
    row = visible_document(request, pk)
    demand(request, "documents.retry_issueddocument", row)
    try:
        services.retry_document(document=row, by=request.user)
    except DomainError as refusal:
        say_refusal(request, refusal)
    return redirect(row)


@login_required
@require_POST
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the paper again from the present data: a new version under the same number, if anything has changed."""
    row = visible_document(request, pk)
    demand(request, "documents.reissue_issueddocument", row)
    try:
        newest = services.request_document(
            type_code=row.type_code, source=row.source, language=row.language, by=request.user, reason=request.POST.get("reason", "")[:300]
        )
    except DomainError as refusal:
        say_refusal(request, refusal)
        return redirect(row)
    if newest.pk == row.pk:
        messages.info(request, _("Nothing has changed: this document is there already."))
    return redirect(newest)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the paper out of force, with a reason."""
    row = visible_document(request, pk)
    demand(request, "documents.withdraw_issueddocument", row)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("Write the reason."))
        return redirect(row)
    try:
        services.withdraw_document(document=row, by=request.user, reason=reason[:500])
        messages.success(request, _("The document is withdrawn. The check page says so already."))
    except DomainError as refusal:
        say_refusal(request, refusal)
    return redirect(row)
