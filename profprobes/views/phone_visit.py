"""The mentor's phone: today's visits, one visit, the briefing on site."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import DomainError

from ..forms.phone_visit import BriefingForm
from ..models import TrialSession
from ..queries import emergency
from ..queries import phone as queries
from ..services.site_briefing import MARKS, brief_on_site
from .phone_base import BadRequest, Sent, own_page, phone_login_required, posted, refusal, visible_visit, wants_json
from .phone_card import card_data
from .phone_facts import short_card, visit_steps


@phone_login_required
@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """«Бүгін»: the visits that this mentor runs."""
    parts = queries.split_visits(request.user)
    return own_page(request, "profprobes/phone/visits.html", {"parts": parts, "empty": not any(parts.values())})


@phone_login_required
@require_GET
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: what and where, the group with conditions and photo marks, and the one next thing to do."""
    session = visible_visit(request, pk, "submit_observationcard")
    people = queries.pupils_of_visit(session)
    counts = _counts(people)
    context = {
        "visit": session,
        "trial": session.trial,
        "people": people,
        "counts": counts,
        "several_classes": len({person.class_name for person in people}) > 1,
        "facts": short_card(session, translation.get_language() or "kk"),
        "steps": visit_steps(session, counts),
        "runs": request.user.has_perm("profprobes.record_site_briefing", session),
        "card": getattr(session, "card", None),
        "keep": _pages_to_keep(session),
        "drop": [] if emergency.are_open(session) else [reverse("profprobes:visit_contacts", args=[pk])],
        "data": card_data(session, people),
    }
    return own_page(request, "profprobes/phone/visit.html", context)


def _counts(people: list[queries.VisitPupil]) -> dict[str, int]:
    expected = [person for person in people if person.state != queries.ABSENT]
    return {
        "group": len(people),
        "expected": len(expected),
        "briefed": sum(person.briefed for person in expected),
        "sent": sum(person.state == queries.SENT for person in people),
        "drafts": sum(person.state in (queries.DRAFT, queries.REOPENED) for person in people),
        "conflicts": sum(person.conflict is not None for person in people),
    }


def _pages_to_keep(session: TrialSession) -> list[str]:
    """Pages that the phone keeps for the workshop without signal."""
    names = (
        ["visit", "visit_briefing", "visit_cards", "visit_same", "group_card"]
        if session.status != TrialSession.Status.HELD
        else ["visit", "visit_cards", "group_card"]
    )
    today = [reverse("profprobes:visit_contacts", args=[session.pk]), reverse("profprobes:incident_report", args=[session.trial_id])]
    extra = today if emergency.are_open(session) else []
    return [reverse("profprobes:visits"), *extra, *(reverse(f"profprobes:{name}", args=[session.pk]) for name in names)]


@phone_login_required
@require_http_methods(["GET", "POST"])
def briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """«Нұсқама өткізілді»: pupils acknowledged one by one; the first briefing begins the visit. Takes a form or, from the phone's queue, JSON."""
    session = visible_visit(request, pk, "record_site_briefing")
    people = [person for person in queries.pupils_of_visit(session) if not person.briefed]
    if wants_json(request):
        return _briefing_from_queue(request, session)
    form = BriefingForm(posted(request), people=people)
    if request.method == "POST" and form.is_valid():
        try:
            brief_on_site(session=session, present=form.present(), at=timezone.now(), client_uuid=None, by=request.user, **form.marked())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The briefing is recorded."))
            return redirect("profprobes:visit", pk=pk)
    context = {
        "visit": session,
        "form": form,
        "people": people,
        "late": session.status == TrialSession.Status.IN_PROGRESS,
        "facts": short_card(session, translation.get_language() or "kk", only=("ppe", "contacts")),
        "data": {"url": request.path, "visit": session.pk, "back": reverse("profprobes:visit", args=[pk])},
    }
    return own_page(request, "profprobes/phone/briefing.html", context, status=422 if form.errors else 200)


def _briefing_from_queue(request: HttpRequest, session: TrialSession) -> HttpResponse:
    try:
        sent = Sent(request)
        present = _present(session, sent.data.get("pupils"))
        marks = {name: bool(sent.data.get(name, True)) for name in MARKS}
        at = sent.device_time or timezone.now()
        brief_on_site(session=session, present=present, at=at, client_uuid=sent.client_uuid, by=request.user, **marks)
    except DomainError as error:
        return refusal(error)
    return JsonResponse({"status": "saved"})


def _present(session: TrialSession, pupils: Any) -> list[Any]:
    """Participations of the visit by the ids that the phone sends; others are refused as strangers by the service's own rule."""
    if not isinstance(pupils, list) or not all(isinstance(pk, int) for pk in pupils):
        raise BadRequest
    return list(session.trial.participations.filter(pk__in=pupils).select_related("pupil"))
