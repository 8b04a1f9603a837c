"""Statuses of organisations: the tab of the passport, the register of base and pivot schools, one status with its checklist."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from core.sheets import FORMATS, table_answer

from .. import queries_registers as registers
from ..exports import status_rows
from ..forms_registers import StatusFilter, StatusForm
from ..lists import ListTools
from ..models import OrganisationStatus
from ..passport_tabs import register_passport_tab, tabs_of
from ..services import statuses as services
from .organisations import crumbs_of, demand, visible_organisation

ACTIONS: dict[str, tuple[Any, bool, Any]] = {
    "grant": (services.grant_status, False, gettext_lazy("The status is granted.")),
    "reject": (services.reject_status, True, gettext_lazy("The candidate is refused.")),
    "suspend": (services.suspend_status, True, gettext_lazy("The status is suspended.")),
    "resume": (services.resume_status, False, gettext_lazy("The status holds again.")),
    "revoke": (services.revoke_status, True, gettext_lazy("The status is revoked.")),
}


def _columns() -> list[tuple]:
    """Columns of the register [003b 2.D] that a person may choose; the school always stays."""
    return [
        ("kind", _("Kind of status")),
        ("period", pgettext("status", "Period")),
        ("basis", _("Basis")),
        ("state", _("State")),
        ("bin", _("BIN"), False),
        ("locality", _("Type of locality"), False),
        ("mentor", _("Mentor's hour"), False),
        ("video", _("Video equipment"), False),
        ("coordinator", _("Practicum coordinator"), False),
    ]


@login_required
@require_GET
def statuses(request: HttpRequest) -> HttpResponse:
    """The register of base, pivot and other schools [003b 2.D]."""
    form = StatusFilter(request.GET)
    rows = registers.statuses_for(request.user, **form.values())
    context = {
        "form": form,
        "tools": ListTools(request, _columns()),
        "page": Paginator(rows, 30).get_page(request.GET.get("page")),
        "is_filtered": any(form.values().values()),
    }
    return render(request, "network/statuses.html", context)


@login_required
@require_GET
def statuses_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The register as XLSX or CSV with the columns of the source."""
    rows = registers.statuses_for(request.user, **StatusFilter(request.GET).values())
    header, lines = status_rows(rows)
    return table_answer(f"statuses-{timezone.localdate():%Y-%m-%d}", kind if kind in FORMATS else "xlsx", header, lines)


@login_required
@require_GET
def organisation_statuses(request: HttpRequest, pk: int) -> HttpResponse:
    """All statuses of one organisation, with its candidates for those who decide."""
    shown = visible_organisation(request, pk)
    context = {
        "organisation": shown,
        "crumbs": crumbs_of(shown, _("Statuses")),
        "tabs": tabs_of(shown, request.user, "organisation_statuses"),
        "rows": registers.statuses_for(request.user).filter(organisation=shown),
        "may_propose": request.user.has_perm("network.propose_status", shown),
    }
    return render(request, "network/organisation_statuses.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the organisation a candidate."""
    shown = visible_organisation(request, pk)
    demand(request.user, "propose_status", shown)
    form = StatusForm(request.POST or None, organisation=shown, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.propose_status(organisation=shown, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The organisation is a candidate. The checklist shows what is still missing."))
            return redirect(made)
    context = {"form": form, "organisation": shown, "crumbs": crumbs_of(shown, _("Propose a status"))}
    return render(request, "network/status_form.html", context, status=422 if form.errors else 200)


def _visible(request: HttpRequest, pk: int) -> OrganisationStatus:
    rows: Any = OrganisationStatus.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("organisation__region", "type", "granting_org", "decided_by"), pk=pk)


@login_required
@require_GET
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """One status: checklist, period, basis, certificate, history."""
    shown = _visible(request, pk)
    checks = [{"title": c.title, "text": "" if c.met else c.text, "state": "done" if c.met else "stop"} for c in services.checklist(shown)]
    context = {
        "row": shown,
        "checks": checks,
        "all_met": all(check["state"] == "done" for check in checks),
        "crumbs": [
            *crumbs_of(shown.organisation, "")[:2],
            (_("Statuses"), reverse("network:organisation_statuses", args=[shown.organisation_id])),
            (shown.type.name, ""),
        ],
        "may_decide": request.user.has_perm("network.decide_status", shown),
        "history": shown.transitions.select_related("by"),
    }
    return render(request, "network/status.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Grant, reject, suspend, resume or revoke."""
    shown = _visible(request, pk)
    demand(request.user, "decide_status", shown)
    service, asks, done = ACTIONS[action]
    reason = {"reason": request.POST.get("reason", "")} if asks else {}
    try:
        service(status=shown, by=request.user, **reason)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(done))
    return redirect(shown)


register_passport_tab("organisation_statuses", gettext_lazy("Statuses"), order=30)
