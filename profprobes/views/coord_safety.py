"""Safety of a visit: briefings, the way there and back, medical results."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.dates import clock, official
from core.errors import DomainError

from ..forms.coord_safety import MARKS, BriefingForm, RouteForm
from ..models import Briefing, Incident, Participation, TrialSession
from ..queries.travel import Travel, route_before
from ..queries.trials import participation_rows
from ..rules import why_not
from ..services import safety, terms
from ..services.gate import adults_of, session_with_facts
from .coord_base import allowed, refuse_in, require, run
from .coord_checks import check_cards
from .coord_frame import CLASS, SCHOOL, Page
from .coord_online import online_card

BRIEFING = {"school": "record_school_briefing", "site": "record_site_briefing"}


@login_required
@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Briefings held, route sheet, medical results of the group."""
    page = Page(request, pk, "safety")
    inside = bool({SCHOOL, CLASS} & page.audience)
    rows = [row for row in participation_rows(page.trial) if row.status in Participation.IN_GROUP] if page.visit else []
    context = page.context(
        inside=inside,
        at_visit=_at_visit(page),
        briefings=_briefings(page),
        places=[_place(page, place, rows) for place in Briefing.Place] if page.visit else [],
        medical=_medical(rows) if inside else None,
        conditions=[row for row in rows if getattr(row, "medical", None) and row.medical.conditions_for_mentor],
        incidents=list(Incident.objects.visible_to(request.user).filter(trial=page.trial)),
        may_report=allowed(request.user, "report_incident", page.trial),
        **check_cards(page),
        **online_card(page),
        **_adults(page),
        **_route(page, request.user),
    )
    return render(request, "profprobes/coord/trial/safety.html", context)


def _at_visit(page: Page) -> bool:
    """Is the visit about to be or going on, and does the person run it?"""
    live = {TrialSession.Status.READY, TrialSession.Status.IN_PROGRESS}
    return bool(page.visit) and page.visit.status in live and allowed(page.request.user, "mark_attendance", page.visit)


def _briefings(page: Page) -> list[Briefing]:
    """The briefing journal of the visit, each row with its topics in words."""
    found = Briefing.objects.visible_to(page.request.user).filter(session__trial=page.trial)
    rows = list(found.select_related("conductor").prefetch_related("acks"))
    for row in rows:
        row.topics = ", ".join(str(row._meta.get_field(name).verbose_name).lower() for name in MARKS if getattr(row, name))  # type: ignore[attr-defined]
    return rows


def _adults(page: Page) -> dict[str, Any]:
    """Who goes along against what BR-16 asks; the gate counts the same way."""
    going, needed = adults_of(session_with_facts(page.visit.pk)) if page.visit else (0, 0)
    enough = going >= needed
    return {
        "adults": going,
        "needed": needed,
        "adults_label": _("enough") if enough else _("too few"),
        "adults_tone": "leaf" if enough else "clay",
    }


def _route(page: Page, user: Any) -> dict[str, Any]:
    route, why = getattr(page.visit, "route", None), why_not(user, "save_route", page.trial)
    open_now = bool(page.visit) and page.visit.status in {TrialSession.Status.PLANNED, TrialSession.Status.READY, TrialSession.Status.MOVED}
    return {
        "leaves_school": terms.leaves_school(page.trial),
        "route": route,
        "route_why": why or not open_now,
        "route_link": page.url("trial_route") if route and not why and open_now else "",
        "route_facts": _route_facts(route) if route else [],
    }


def _route_facts(route: Any) -> list[tuple[Any, Any]]:
    language = "kk" if (get_language() or "kk") == "kk" else "ru"
    return [
        (_("Way of travel"), route.get_way_display()),
        (_("Departure"), f"{clock(route.departs_at)}, {getattr(route, f'departs_from_{language}')}"),
        (_("Return"), clock(route.returns_at)),
        (_("Minutes one way"), route.travel_minutes),
        (_("Vehicle and driver"), route.transport),
        (_("Insurance No."), ", ".join(part for part in (route.insurance, route.insurer) if part)),
        (_("Insured"), _days(route)),
    ]


def _days(route: Any) -> str:
    days = [official(day) for day in (route.insured_from, route.insured_until) if day]
    return " – ".join(days)


def _place(page: Page, place: Any, rows: list[Any]) -> dict[str, Any]:
    briefed = sum(bool(getattr(row, f"briefed_{place}")) for row in rows)
    why = why_not(page.request.user, BRIEFING[place], page.visit)
    return {"place": place, "briefed": briefed, "total": len(rows), "url": page.url("trial_briefing", str(place)), "why": why}


def _medical(rows: list[Any]) -> dict[str, Any]:
    found = {"fit": 0, "conditions": 0, "unfit": 0, "not_required": 0, "": 0}
    for row in rows:
        found[row.medical_result or ""] += 1
    parts = [
        {"value": found["fit"], "tone": "leaf", "label": _("fit")},
        {"value": found["conditions"], "tone": "sun", "label": _("fit with conditions")},
        {"value": found["unfit"], "tone": "clay", "label": _("not fit")},
        {"value": found["not_required"], "tone": "neutral", "label": _("not required")},
        {"value": found[""], "tone": "neutral", "label": _("not checked")},
    ]
    return {"parts": [part for part in parts if part["value"]], "total": len(rows)}


@login_required
@require_http_methods(["GET", "POST"])
def briefing(request: HttpRequest, pk: int, place: str) -> HttpResponse:
    """Record a briefing with everybody who acknowledged it. Rows are never edited: a correction is a new row."""
    page = Page(request, pk, "safety")
    if place not in BRIEFING or not page.visit:
        raise Http404
    require(request.user, BRIEFING[place], page.visit)
    form = BriefingForm(request.POST or None, session=page.visit, place=place, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            safety.record_briefing(session=page.visit, place=place, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            return _done(request, pk)
    heading = _("Briefing at school") if place == Briefing.Place.SCHOOL else _("Briefing on site")
    context = page.context(form=form, heading=heading)
    return render(request, "profprobes/coord/trial/briefing.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, pk: int) -> HttpResponse:
    messages.success(request, _("The briefing is recorded."))
    return redirect("profprobes:trial", pk)  # where the checks say what is left


@login_required
@require_http_methods(["GET", "POST"])
def route(request: HttpRequest, pk: int) -> HttpResponse:
    """The route sheet."""
    page = Page(request, pk, "safety")
    if not page.visit:
        raise Http404
    require(request.user, "save_route", page.trial)
    site = page.visit.booking.slot.site if page.visit.booking else None
    new = site is not None and not hasattr(page.visit, "route")
    form = RouteForm(request.POST or None, session=page.visit, initial=route_before(page.trial.school, site) if new and site else {})
    sent = request.method == "POST" and form.is_valid()
    if sent and run(request, safety.save_route, session=page.visit, data=form.cleaned_data, done=_("The route sheet is saved.")):
        if Travel(form.cleaned_data["travel_minutes"], known=True).is_long:
            messages.warning(
                request,
                _("More than %(n)s minutes one way: ask whether the partner can come to the school (mobile trial).")
                % {"n": settings.TRIALS["TRAVEL_WARN_MINUTES"]},
            )
        return redirect("profprobes:trial", pk)  # where the checks say what is left
    return render(request, "profprobes/coord/trial/route.html", page.context(form=form), status=422 if form.errors else 200)
