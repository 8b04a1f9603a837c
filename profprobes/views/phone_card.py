"""Form Б on the mentor's phone: one pupil per screen. Pages work without scripts; the phone's queue sends JSON to the same address."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.dates import day_month
from core.errors import DomainError
from network.access import COORDINATORS, holds

from ..form_rules import all_alike, card_rules
from ..forms.phone_card import CardForm, initial_of
from ..models import ObservationCard, TrialSession
from ..queries import phone as queries
from ..services.observation import CONFLICT, card_content, draft_same_for_all, submit_card
from .phone_base import BadRequest, Sent, own_page, phone_login_required, posted, refusal, sentences, visible_visit

PERMISSION = "submit_observationcard"


@phone_login_required
@require_http_methods(["GET", "POST"])
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the card of the first pupil who has none. POST: one card from the phone's queue, in JSON."""
    session = visible_visit(request, pk, PERMISSION)
    if request.method == "POST":
        return _from_queue(request, session)
    people = queries.pupils_of_visit(session)
    person = next_to_fill(people) or (people[0] if people else None)
    if person is None:
        return redirect("profprobes:visit", pk=pk)
    return _page(request, session, people, person, CardForm(initial=initial_of(person.card)))


@phone_login_required
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, pk: int, participation: int) -> HttpResponse:
    """One pupil's card as a page: works without scripts, online."""
    session = visible_visit(request, pk, PERMISSION)
    people = queries.pupils_of_visit(session)
    person = next((one for one in people if one.participation.pk == participation), None)
    if person is None:
        raise Http404
    if request.method == "GET":
        return _page(request, session, people, person, CardForm(initial=initial_of(person.card)))
    return _from_page(request, session, people, person)


def _from_page(request: HttpRequest, session: TrialSession, people: list[queries.VisitPupil], person: queries.VisitPupil) -> HttpResponse:
    form = CardForm(request.POST)
    if not form.is_valid():
        return _page(request, session, people, person, form, status=422)
    if "alike_seen" not in request.POST and _alike(people, form.content):
        return _page(request, session, people, person, form, status=422, alike=True)
    try:
        outcome, saved = submit_card(
            session=session, participation=person.participation, content=form.content, client_uuid=uuid.uuid4(), device_time=timezone.now(),
            by=request.user, from_paper=_types_from_paper(request, session),
        )  # fmt: skip
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, session, people, person, form, status=422)
    if outcome == CONFLICT:
        conflict = saved.conflicts.filter(sent_by=request.user, resolved_at__isnull=True).last()
        return redirect("profprobes:visit_conflict", pk=session.pk, conflict=conflict.pk)
    messages.success(request, _("%(pupil)s: the card is sent.") % {"pupil": person.name})
    following = next_to_fill(people, after=person)
    return (
        redirect("profprobes:visit_card", pk=session.pk, participation=following.participation.pk)
        if following
        else redirect("profprobes:visit", pk=session.pk)
    )


def _from_queue(request: HttpRequest, session: TrialSession) -> HttpResponse:
    try:
        sent = Sent(request)
        participation = session.trial.participations.select_related("pupil").filter(pk=_number(sent.data.get("participation"))).first()
        if participation is None:
            raise Http404
        outcome, saved = submit_card(
            session=session, participation=participation, content=sent.data.get("content"), client_uuid=sent.client_uuid,
            device_time=sent.device_time, by=request.user, from_paper=_types_from_paper(request, session),
        )  # fmt: skip
    except DomainError as error:
        return refusal(error)
    if outcome == CONFLICT:
        return _conflict(saved, sent)
    return JsonResponse({"status": outcome, "synced_at": saved.synced_at.isoformat()})


def _conflict(saved: ObservationCard, sent: Sent) -> JsonResponse:
    """409 with both versions (BR-48)."""
    conflict = saved.conflicts.get(client_uuid=sent.client_uuid)
    url = reverse("profprobes:visit_conflict", args=[saved.session_id, conflict.pk])
    return JsonResponse({"status": CONFLICT, "first": card_content(saved), "second": conflict.content, "url": url}, status=409)


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadRequest
    return value


def next_to_fill(people: list[queries.VisitPupil], after: queries.VisitPupil | None = None) -> queries.VisitPupil | None:
    """The next pupil whose card is to be filled, in the order of the list, beginning anew at its end."""
    start = people.index(after) + 1 if after else 0
    ring = people[start:] + people[: start - 1 if after else 0]
    return next((one for one in ring if one.state in (queries.OPEN, queries.DRAFT, queries.REOPENED)), None)


def _alike(people: list[queries.VisitPupil], content: dict[str, Any]) -> bool:
    """§9 case 14: is this card like all those that are sent?"""
    sent = [card_content(one.card) for one in people if one.card and one.state == queries.SENT]
    return all_alike([*sent, content])


def _types_from_paper(request: HttpRequest, session: TrialSession) -> bool:
    """The school's coordinator who is not the mentor types in a paper card (§9 case 12)."""
    mentor = session.trial.mentor
    is_mentor = mentor is not None and mentor.membership.user_id == request.user.pk
    return not is_mentor and any(holds(request.user, role, session.trial.school_id) for role in COORDINATORS)


def _page(
    request: HttpRequest,
    session: TrialSession,
    people: list[queries.VisitPupil],
    person: queries.VisitPupil,
    form: CardForm,
    *,
    status: int = 200,
    alike: bool = False,
) -> HttpResponse:
    index = people.index(person)
    context = {
        "visit": session,
        "trial": session.trial,
        "person": person,
        "form": form,
        "position": index + 1,
        "total": len(people),
        "done": sum(one.done for one in people),
        "previous": people[index - 1] if index else None,
        "following": people[index + 1] if index + 1 < len(people) else None,
        "locked": person.state == queries.SENT,
        "fillable": person.state in (queries.OPEN, queries.DRAFT, queries.REOPENED),
        "from_paper": _types_from_paper(request, session),
        "alike": alike,
        "data": card_data(session, people, person),
    }
    return own_page(request, "profprobes/phone/card.html", context, status=status)


def card_data(session: TrialSession, people: list[queries.VisitPupil], current: queries.VisitPupil | None = None) -> dict[str, Any]:
    """What the phone needs to go through the group without the portal: rules, sentences, pupils with what is known of their cards."""
    return {
        "visit": session.pk,
        "url": reverse("profprobes:visit_cards", args=[session.pk]),
        "back": reverse("profprobes:visit", args=[session.pk]),
        "current": current.participation.pk if current else None,
        "rendered": int(timezone.now().timestamp() * 1000),
        "rules": card_rules(),
        "sentences": sentences(),
        "pupils": [_pupil_data(session, one) for one in people],
    }


def _pupil_data(session: TrialSession, one: queries.VisitPupil) -> dict[str, Any]:
    url = reverse("profprobes:visit_card", args=[session.pk, one.participation.pk])
    return {
        "id": one.participation.pk,
        "name": one.name,
        "class": one.class_name,
        "state": one.state,
        "briefed": one.briefed,
        "photo": str(one.photo),
        "photo_forbidden": one.photo_forbidden,
        "conditions": one.conditions,
        "earlier": [f"{day_month(step.day)}: {step.text}" for step in one.earlier],
        "content": card_content(one.card) if one.card else None,
        "url": url,
        "conflict": reverse("profprobes:visit_conflict", args=[session.pk, one.conflict]) if one.conflict else "",
    }


@phone_login_required
@require_http_methods(["GET", "POST"])
def same_for_all(request: HttpRequest, pk: int) -> HttpResponse:
    """«Бәріне бірдей»: one sheet becomes a draft for everybody briefed who has no card yet; then come the corrections."""
    session = visible_visit(request, pk, PERMISSION)
    people = queries.pupils_of_visit(session)
    form = CardForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = draft_same_for_all(session=session, content=form.content, by=request.user)
        text = ngettext("%(n)s draft is ready: correct what differs.", "%(n)s drafts are ready: correct what differs.", made)
        messages.success(request, text % {"n": made})
        return redirect("profprobes:visit_cards", pk=pk)
    waiting = sum(one.state == queries.OPEN for one in people)
    context = {"visit": session, "trial": session.trial, "form": form, "waiting": waiting, "data": card_data(session, people)}
    return own_page(request, "profprobes/phone/same.html", context, status=422 if form.errors else 200)


@phone_login_required
@require_POST
def send_drafts(request: HttpRequest, pk: int) -> HttpResponse:
    """Send every complete draft; those that miss something stay drafts and are named."""
    session = visible_visit(request, pk, PERMISSION)
    sent, left = 0, []
    for one in queries.pupils_of_visit(session):
        if one.state not in (queries.DRAFT, queries.REOPENED) or one.card is None:
            continue
        try:
            submit_card(
                session=session,
                participation=one.participation,
                content=card_content(one.card),
                client_uuid=uuid.uuid4(),
                device_time=timezone.now(),
                by=request.user,
            )
            sent += 1
        except DomainError as error:
            left.append(f"{one.name}: {error}")
    if sent:
        messages.success(request, ngettext("%(n)s card is sent.", "%(n)s cards are sent.", sent) % {"n": sent})
    for line in left[:3]:
        messages.error(request, line)
    return redirect("profprobes:visit", pk=pk)
