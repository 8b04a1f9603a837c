"""What the pages about agreements after signing have in common."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from core.errors import DomainError

from ..models import Agreement
from ..rules_life import own_parties

PER_PAGE = 30


def demand(user: Any, permission: str, row: Any = None) -> None:
    """403 for those who see the row and may not do this to it."""
    if not user.has_perm(f"network.{permission}", row):
        raise PermissionDenied


def agreement_or_404(request: HttpRequest, pk: int) -> Agreement:
    """The agreement with its parties, if the person may open it; 404 otherwise."""
    rows = Agreement.objects.visible_to(request.user).select_related("kind", "initiator")
    return get_object_or_404(rows.prefetch_related("parties__organisation", "parties__person"), pk=pk)


def my_parties(request: HttpRequest, agreement: Agreement) -> list[Any]:
    """Parties that have not left and for which the person speaks."""
    return [party for party in own_parties(request.user, agreement) if party.status == "signed"]


def crumbs_of(agreement: Agreement, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Agreements › number › what."""
    page = address("network:agreement", agreement.pk) or reverse("network:agreement_life", args=[agreement.pk])
    return [(_("Agreements"), address("network:agreements") or reverse("network:agreements_ending")), (str(agreement), page), *more]


def address(name: str, *args: Any) -> str:
    """The address of a page, empty where there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def attempt(form: Any, action: Callable[[], Any]) -> tuple[bool, Any]:
    """Run a service; a refusal stands beside its field, or on top of the form. Answers (done, what the service returned)."""
    try:
        return True, action()
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False, None


def stored_file(file: Any, name: str, kind: str = "") -> HttpResponse:
    """A stored scan: a picture in the page's sandbox, everything else as a download."""
    if not file or not file.storage.exists(file.name):
        raise Http404
    kind = kind or ("application/pdf" if file.name.endswith(".pdf") else "image/jpeg")
    answer = FileResponse(
        file.open("rb"), content_type=kind, as_attachment=kind != "image/jpeg", filename=name or file.name.rpartition("/")[2]
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
