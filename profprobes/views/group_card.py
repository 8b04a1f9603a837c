"""Annex 5 on a phone or a desk: each side sees the whole group and fills its own columns (BR-32)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError

from ..errors_forms import GroupCardSent
from ..forms.forms_of_visit import POINTS, SIGNS, GroupCardForm
from ..models import GroupObservation, TrialSession
from ..services import group_card as services
from .coord_base import require, run
from .phone_base import BadRequest, Sent, own_page, phone_login_required, posted, refusal, sentences, visible_visit, wants_json

SUBMITTED = GroupObservation.Status.SUBMITTED


@phone_login_required
@require_http_methods(["GET", "POST"])
def group_card(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of the visit. Without one of the two permissions it is only read."""
    session = visible_visit(request, pk, "see_groupobservation")
    user: Any = request.user
    sides = {
        services.SCHOOL: user.has_perm("profprobes.mark_groupobservation", session),
        services.SPECIALIST: user.has_perm("profprobes.grade_groupobservation", session),
    }
    card = GroupObservation.objects.filter(session=session).select_related("school_by", "mentor_by").prefetch_related("rows").first()
    begun = session.status in (TrialSession.Status.IN_PROGRESS, TrialSession.Status.HELD)
    locked = card is not None and card.status == SUBMITTED
    fillable = begun or session.status == TrialSession.Status.READY  # the phone keeps the page of a coming visit for the workshop
    columns = [] if locked or not fillable else [name for names, mine in sides.items() if mine for name in names]
    people = services.people_of(session)
    if wants_json(request):
        return _from_queue(request, session, people, sides)
    form = GroupCardForm(posted(request), people=people, card=card, columns=columns)
    if request.method == "POST":
        if not any(sides.values()):
            raise PermissionDenied
        if form.is_valid() and _save(request, session, form, sides):
            return redirect("profprobes:group_card", pk)
    context = {
        "visit": session,
        "trial": session.trial,
        "card": card,
        "form": form,
        "begun": begun,
        "locked": locked,
        "fills": bool(columns),
        "back_url": _back(user, session),
        "data": _data(session, form, _back(user, session) if sides[services.SPECIALIST] else request.path),
        "may_reopen": locked and user.has_perm("profprobes.reopen_groupobservation", session),
        "reopen_url": reverse("profprobes:group_card_reopen", args=[pk]),
    }
    return own_page(request, "profprobes/phone/group_card.html", context, status=422 if form.errors else 200)


def _back(user: Any, session: TrialSession) -> str:
    """Where the person came from: the mentor's visit, else the trial."""
    mentor = session.trial.mentor
    if mentor and mentor.membership.user_id == user.pk:
        return reverse("profprobes:visit", args=[session.pk])
    return reverse("profprobes:trial", args=[session.trial_id])


def _data(session: TrialSession, form: GroupCardForm, back: str) -> dict[str, Any]:
    """What the phone needs to keep and send the columns without the portal."""
    values = {"quality": [value for value, _label in POINTS]}
    signs = [value for value, _label in SIGNS]
    choices = {name: {"values": values.get(name.rsplit("_", 1)[0], signs), "required": False} for name in form.fields}
    url = reverse("profprobes:group_card", args=[session.pk])
    data = {"url": url, "back": back, "participation": session.pk, "moment": "group_card"}
    return data | {"rules": {"choices": choices}, "sentences": sentences()}


def _from_queue(request: HttpRequest, session: TrialSession, people: list, sides: dict[tuple, bool]) -> HttpResponse:
    """Own columns from the phone's queue; a repeat of what the sent card already says changes nothing (BR-48)."""
    if not any(sides.values()):
        raise PermissionDenied
    columns = [name for names, mine in sides.items() if mine for name in names]
    try:
        sent = Sent(request)
        content = sent.data.get("content")
        form = GroupCardForm(content if isinstance(content, dict) else {}, people=people, card=None, columns=columns)
        if not form.is_valid():
            raise BadRequest
        try:
            _write(request, session, form, sides, sign=sent.data.get("sign") is True)
        except GroupCardSent:
            if not services.says_already(session, form.marks(columns)):
                raise
    except DomainError as error:
        return refusal(error)
    return JsonResponse({"status": "saved"})


def _write(request: HttpRequest, session: TrialSession, form: GroupCardForm, sides: dict[tuple, bool], *, sign: bool) -> None:
    writers = {services.SCHOOL: services.save_school_columns, services.SPECIALIST: services.save_specialist_column}
    for columns, mine in sides.items():
        if mine and writers[columns](session=session, marks=form.marks(columns), sign=sign, by=request.user).status == SUBMITTED:
            break


def _save(request: HttpRequest, session: TrialSession, form: GroupCardForm, sides: dict[tuple, bool]) -> bool:
    sign = "sign" in request.POST
    try:
        _write(request, session, form, sides, sign=sign)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Signed. Your columns are kept.") if sign else _("Your columns are kept."))
    return True


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let both sides correct a sent card; the reason is kept."""
    session = visible_visit(request, pk, "see_groupobservation")
    card = get_object_or_404(GroupObservation.objects.visible_to(request.user).select_related("session__trial"), session=session)
    require(request.user, "reopen_groupobservation", card)
    reason = request.POST.get("reason", "")
    run(request, services.reopen_group_card, card=card, reason=reason, done=_("The card is open again for both sides."))
    return redirect("profprobes:group_card", pk)
