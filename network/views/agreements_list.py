"""Agreements: the list (S14) with its filters, files, and what is done to the ticked ones."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from core.errors import DomainError
from core.sheets import FORMATS, table_answer

from .. import queries_agreements as queries
from ..exports_agreements import agreement_rows
from ..forms_agreements import AgreementFilter
from ..lists import ListTools
from ..models import Agreement, PartyCheck
from ..services import agreements as services
from ..services.life import details

PER_PAGE = 30
MOST_EXPORTED = 20_000
COLUMNS = [
    ("kind", gettext_lazy("Kind")),
    ("parties", gettext_lazy("Parties")),
    ("state", gettext_lazy("State")),
    ("starts", gettext_lazy("Starts"), False),
    ("ends", gettext_lazy("Ends")),
]


def _filtered(request: HttpRequest) -> tuple[AgreementFilter, dict[str, Any], Any]:
    form = AgreementFilter(request.GET, user=request.user)
    values = form.values()
    return form, values, queries.agreements_for(request.user, **values, sort=request.GET.get("sort", ""))


@login_required
@require_GET
def agreements(request: HttpRequest) -> HttpResponse:
    """The list with search, filters, order and pages; the board of those that end soon is a page of its own."""
    form, values, rows = _filtered(request)
    context = {
        "form": form,
        "tools": ListTools(request, COLUMNS),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "is_filtered": any(values.values()),
        "may_start": request.user.has_perm("network.draft_agreement"),
    }
    return render(request, "network/agreements/list.html", context)


@login_required
@require_GET
def agreements_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The filtered list as XLSX or CSV: names of organisations, no amounts and no names of people, so no grant is asked."""
    if kind not in FORMATS:
        raise Http404
    header, lines = agreement_rows(_filtered(request)[2].select_related("network")[:MOST_EXPORTED])
    return table_answer(f"agreements-{timezone.localdate():%Y-%m-%d}", kind, header, lines)


@login_required
@require_POST
def agreements_chosen(request: HttpRequest) -> HttpResponse:
    """One action on the ticked agreements; a refusal of one stops no other."""
    ids = [int(value) for value in request.POST.getlist("chosen") if value.isdigit()][: PER_PAGE * 4]
    rows = list(Agreement.objects.visible_to(request.user).filter(pk__in=ids).select_related("kind", "initiator"))
    action = ACTIONS.get(request.POST.get("action", ""))
    back = _back(request)
    if action is None or not rows:
        messages.warning(request, _("Tick the agreements first."))
        return redirect(back)
    return action(request, rows) or redirect(back)


def _back(request: HttpRequest) -> str:
    """The list as it was filtered."""
    asked = request.POST.get("back", "")
    safe = asked.startswith(reverse("network:agreements")) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if safe else reverse("network:agreements")


def _remind(request: HttpRequest, rows: list[Agreement]) -> None:
    told = 0
    for row in rows:
        if not request.user.has_perm("network.run_agreement", row):
            messages.error(request, _("%(agreement)s: only the initiator reminds the parties.") % {"agreement": row})
            continue
        try:
            told += services.remind_parties(agreement=row, by=request.user)
        except DomainError as refusal:
            messages.warning(request, f"{row}: {refusal}")
    if told:
        messages.success(request, ngettext("%(n)s party is reminded.", "%(n)s parties are reminded.", told) % {"n": told})


def _reviewed(request: HttpRequest, rows: list[Agreement]) -> None:
    """NR36: after three renewals the party confirms head, basis and requisites."""
    open_checks = PartyCheck.objects.filter(party__agreement__in=rows, confirmed_at__isnull=True).select_related("party")
    parties = {check.party_id: check.party for check in open_checks if request.user.has_perm("network.answer_for_party", check.party)}
    for party in parties.values():
        details.confirm(party=party, by=request.user)
    if parties:
        said = ngettext("Details of %(n)s agreement are confirmed.", "Details of %(n)s agreements are confirmed.", len(parties))
        messages.success(request, said % {"n": len(parties)})
    else:
        messages.warning(request, _("None of the ticked agreements asks your organisation to confirm its details."))


def _pack(request: HttpRequest, rows: list[Agreement]) -> HttpResponse | None:
    try:
        batch = services.pack_papers(
            agreements=rows, by=request.user, title=_("Agreements, %(day)s") % {"day": f"{timezone.localdate():%d.%m.%Y}"}
        )
    except DomainError:
        messages.warning(request, _("None of the ticked agreements has a finished PDF yet: make it on the page of the agreement."))
        return None
    if batch.total < len(rows):
        left = len(rows) - batch.total
        said = ngettext(
            "%(n)s ticked agreement has no finished PDF that you may read.",
            "%(n)s ticked agreements have no finished PDF that you may read.",
            left,
        )
        messages.info(request, said % {"n": left})
    return redirect(batch)


ACTIONS: dict[str, Callable[[HttpRequest, list[Agreement]], HttpResponse | None]] = {"remind": _remind, "reviewed": _reviewed, "zip": _pack}
