"""The list of trials: search, filters, bulk actions, export."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.dates import clock, local_date
from core.errors import DomainError
from documents.services import request_batch

from ..forms.coord_filters import TrialFilter
from ..models import TechnologyCard, Trial, TrialDraft
from ..queries.people import coordinated_schools
from ..queries.trials import TrialRow, trial_rows, trials_for_list
from ..services import consents
from .coord_base import allowed
from .coord_csv import csv_answer
from .coord_looks import consent_parts, readiness_badge
from .coord_wizard_pages import draft_line

PER_PAGE = 20
EXPORT_LIMIT = 2000
SORTS = {"date", "number", "title", "host", "status"}


@login_required
@require_GET
def trial_list(request: HttpRequest) -> HttpResponse:
    """Trials that the person sees; filters and order live in the address."""
    form = TrialFilter(request.GET, user=request.user)
    page = Paginator(_trials(request, form), PER_PAGE).get_page(request.GET.get("page"))
    plans = bool(coordinated_schools(request.user))
    context = {
        "filter_form": form,
        "page": page,
        "rows": [_line(row) for row in trial_rows(page.object_list)],
        "plans": plans,
        "narrowed": bool(form.values()),
        "drafts": _drafts(request.user) if plans else [],
        "export_url": f"{reverse('profprobes:trial_export')}?{request.GET.urlencode()}",
    }
    return render(request, "profprobes/coord/trials/list.html", context)


def _trials(request: HttpRequest, form: TrialFilter) -> Any:
    sort = request.GET.get("sort", "")
    order = sort if sort.lstrip("-") in SORTS else "-date"
    return trials_for_list(request.user, **form.values(), sort=order)


def _line(row: TrialRow) -> dict[str, Any]:
    return {"row": row, "trial": row.trial, "session": row.session, "light": readiness_badge(row), "parts": consent_parts(row.consents)}


def _drafts(user: Any) -> list[dict[str, Any]]:
    return [draft_line(draft, user) for draft in TrialDraft.objects.visible_to(user).select_related("school")[:3]]


@login_required
@require_GET
def trial_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as CSV, for coordinators of a school: counts only, no name of a child."""
    if not coordinated_schools(request.user):
        raise PermissionDenied
    rows = trial_rows(_trials(request, TrialFilter(request.GET, user=request.user))[:EXPORT_LIMIT])
    header = [
        _("Number"),
        _("Trial"),
        _("Partner"),
        _("Date"),
        _("Time"),
        _("Group"),
        _("Pupils"),
        _("Consents given"),
        _("Admitted"),
        _("State"),
        _("Missing"),
    ]
    return csv_answer("trials", header, map(_csv_row, rows))


def _csv_row(row: TrialRow) -> list[Any]:
    trial, session = row.trial, row.session
    when = [local_date(session.starts).isoformat(), clock(session.starts)] if session else ["", ""]
    missing = "; ".join(str(gate.title) for gate in row.missing)
    counts = [row.consents.asked, row.consents.given, row.admitted]
    return [trial.number, trial.title, trial.host, *when, trial.group, *counts, trial.get_status_display(), missing]


@login_required
@require_POST
def trial_bulk(request: HttpRequest) -> HttpResponse:
    """Ask for consents, remind, or print the short cards of all ticked trials; those of others and those without the right are left out."""
    if request.POST.get("action") == "cards":
        return _short_cards(request)
    service = {"ask": consents.send_consents, "remind": consents.remind_consents}.get(request.POST.get("action", ""))
    ids = [pk for pk in request.POST.getlist("ids") if pk.isdigit()]
    trials = [t for t in Trial.objects.visible_to(request.user).filter(pk__in=ids) if allowed(request.user, "send_consents", t)]
    if not service or not trials:
        messages.warning(request, _("Tick the trials first."))
    else:
        _run_for_all(request, service, trials)
    return redirect(request.POST.get("next") if _is_list(request.POST.get("next", "")) else "profprobes:trial_list")


def _short_cards(request: HttpRequest) -> HttpResponse:
    """PP-AS of every ticked trial whose card both sides have signed, as one batch."""
    ids = [pk for pk in request.POST.getlist("ids") if pk.isdigit()]
    signed = [TechnologyCard.Status.AGREED, TechnologyCard.Status.COMPLETED]
    cards = (
        TechnologyCard.objects.visible_to(request.user).filter(session__trial__in=ids, status__in=signed).select_related("session__trial")
    )
    mine = [card for card in cards if allowed(request.user, "issue_technologycard", card)]
    if not mine:
        messages.warning(request, _("Tick trials whose technology card both sides have signed."))
        return redirect(request.POST.get("next") if _is_list(request.POST.get("next", "")) else "profprobes:trial_list")
    language = "kk" if get_language() == "kk" else "ru"
    return redirect(request_batch(type_code="PP-AS", sources=mine, language=language, by=request.user, title=_("Short technology cards")))


def _is_list(address: str) -> bool:
    return address.startswith(f"{reverse('profprobes:trial_list')}?")


def _run_for_all(request: HttpRequest, service: Any, trials: list[Trial]) -> None:
    count, refused = 0, []
    for trial in trials:
        try:
            count += service(trial=trial, by=request.user).count
        except DomainError as refusal:
            refused.append(f"{trial.number}: {refusal}")
    messages.success(request, ngettext("%(n)s family was written to.", "%(n)s families were written to.", count) % {"n": count})
    for sentence in refused:
        messages.warning(request, sentence)
