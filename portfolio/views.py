"""The portfolio's pages and the one door to files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.consents import log_read
from core.errors import DomainError
from core.http import public

from .errors import PhotoWithdrawn
from .forms import AccessForm
from .models import Artefact, Portfolio, PortfolioEntry
from .queries import entries_of, papers_of, shown
from .services import hide_entry, open_portfolio, remove_artefact, set_access, show_entry
from .visibility import BLOCKED, NO_PHOTO, may_open, may_open_by_key

READING = "Portfolio of a pupil"


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The signed-in person's own portfolio."""
    return _portfolio_page(request, open_portfolio(owner=request.user))


@login_required
@require_GET
def portfolio_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Another person's portfolio: the own child's, or a pupil's of the own class or school. The reading is logged for its owner (R-P39)."""
    portfolio = get_object_or_404(Portfolio.objects.visible_to(request.user).select_related("owner"), pk=pk)
    log_read(reader=request.user, subject=portfolio.owner, what=READING)
    return _portfolio_page(request, portfolio)


def _portfolio_page(request: HttpRequest, portfolio: Portfolio) -> HttpResponse:
    context = {
        "portfolio": portfolio,
        "own": portfolio.owner_id == request.user.pk,
        "entries": entries_of(portfolio, request.user),
    }
    return render(request, "portfolio/portfolio.html", context)


def _entry(request: HttpRequest, pk: int) -> PortfolioEntry:
    return get_object_or_404(PortfolioEntry.objects.visible_to(request.user).select_related("portfolio__owner"), pk=pk)


@login_required
@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: its story, files, who sees it and why."""
    row = _entry(request, pk)
    owner = row.portfolio.owner
    log_read(reader=request.user, subject=owner, what=READING)
    context = {
        "one": shown([row])[0],
        "papers": papers_of(row, request.user),
        "owner": owner,
        "own": owner.pk == request.user.pk,
        "form": AccessForm(initial={"access": row.access}),
    }
    return render(request, "portfolio/entry.html", context)


def _own_entry(request: HttpRequest, pk: int) -> PortfolioEntry:
    row = _entry(request, pk)
    if row.portfolio.owner_id != request.user.pk:
        raise PermissionDenied
    return row


@login_required
@require_POST
def change_access(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner decides who sees an entry."""
    row, form = _own_entry(request, pk), AccessForm(request.POST)
    if form.is_valid():
        set_access(entry=row, access=form.cleaned_data["access"], by=request.user)
        messages.success(request, _("Changed: who sees this entry."))
    return redirect("portfolio:entry", pk=pk)


@login_required
@require_POST
def toggle(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner hides an entry or shows it again."""
    row = _own_entry(request, pk)
    hidden = row.status == PortfolioEntry.Status.HIDDEN
    try:
        show_entry(entry=row, by=request.user) if hidden else hide_entry(entry=row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The entry shows again.") if hidden else _("The entry is hidden."))
    return redirect("portfolio:entry", pk=pk)


@login_required
@require_POST
def delete_file(request: HttpRequest, pk: int, public_id: Any) -> HttpResponse:
    """The owner deletes a file."""
    _own_entry(request, pk)
    artefact = get_object_or_404(Artefact.objects.visible_to(request.user), public_id=public_id, entries=pk)
    try:
        remove_artefact(artefact=artefact, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The file is deleted."))
    return redirect("portfolio:entry", pk=pk)


@public
@require_GET
def file(request: HttpRequest, public_id: Any, small: bool = False) -> HttpResponse:
    """A file or its thumbnail. Rights and consents are asked anew at every opening; a family comes with the key of its own page. A key whose picture the
    family has withdrawn answers 410 (NR13).
    """
    try:
        artefact = _artefact_for(request, public_id)
    except PhotoWithdrawn as refusal:
        return render(request, "portfolio/withdrawn.html", {"reason": refusal}, status=refusal.status)
    stored = artefact.thumbnail if small and artefact.thumbnail else artefact.file
    mime = "image/jpeg" if small and artefact.thumbnail else artefact.mime
    try:
        content = stored.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    inline = mime.startswith("image/") and "download" not in request.GET
    response = FileResponse(content, content_type=mime, as_attachment=not inline, filename=_download_name(artefact))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _artefact_for(request: HttpRequest, public_id: Any) -> Artefact:
    """The artefact, if this request may open it now: 404 for what is not there for this person, 403 with the reason where a permission says no."""
    if key := request.GET.get("key"):
        artefact = get_object_or_404(Artefact.objects.exclude(status=Artefact.Status.DELETED), public_id=public_id)
        sight = may_open_by_key(key, artefact)
        if sight in (BLOCKED, NO_PHOTO):
            raise PhotoWithdrawn
        if not sight or artefact.status != Artefact.Status.READY:
            raise Http404
        return artefact
    artefact = get_object_or_404(Artefact.objects.visible_to(request.user), public_id=public_id)
    sight = may_open(request.user, artefact)
    if not sight:
        raise PermissionDenied(str(sight.why))
    log_read(reader=request.user, subject=artefact.owner, what="File of a pupil's portfolio")
    return artefact


def _download_name(artefact: Artefact) -> str:
    """The name that the owner gave, with the extension of what the file is now (HEIC has become JPEG)."""
    stem = artefact.original_name.rpartition(".")[0] or artefact.original_name
    return f"{stem[:100]}.{artefact.file.name.rpartition('.')[2]}"
