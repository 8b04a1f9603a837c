"""Form В and the files of a pupil. Pages work without scripts; the phone's queue sends JSON, files one by one."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from portfolio.errors import PeopleNotNamed

from ..form_rules import after_rules, before_rules, is_empty_reflection
from ..forms.phone_pupil import AfterForm, ArtefactForm, BeforeForm
from ..models import FormConflict, Participation
from ..services.forms import CONFLICT, add_trial_artefact, check_after_open, form_content, submit_after, submit_before
from .phone_base import Sent, own_page, phone_login_required, posted, refusal, require, sentences, wants_json
from .phone_pupil import own_trial

BEFORE, AFTER = FormConflict.Moment.BEFORE, FormConflict.Moment.AFTER


@phone_login_required
@require_http_methods(["GET", "POST"])
def before(request: HttpRequest, pk: int) -> HttpResponse:
    """«До пробы»: two questions."""
    participation = own_trial(request, pk)
    require(request.user, "submit_participantform", participation)
    if wants_json(request):
        return _from_queue(request, participation, BEFORE, submit_before)
    form = BeforeForm(posted(request))
    if request.method == "POST" and form.is_valid() and (answer := _keep(request, participation, BEFORE, form, submit_before)):
        return answer
    kept = getattr(participation, "form", None)
    context = _context(participation, form, BEFORE, before_rules()) | {"kept": kept if kept and kept.before_at else None}
    return own_page(request, "profprobes/phone/before.html", context, status=422 if form.errors else 200)


@phone_login_required
@require_http_methods(["GET", "POST"])
def after(request: HttpRequest, pk: int) -> HttpResponse:
    """«После пробы»: answers, consents, self-assessment, outcome; a file may come with them."""
    participation = own_trial(request, pk)
    require(request.user, "submit_participantform", participation)
    if wants_json(request):
        return _from_queue(request, participation, AFTER, submit_after)
    grade = participation.class_group.grade
    form = AfterForm(posted(request), grade=grade)
    rules = after_rules(grade)
    example = False
    if request.method == "POST" and form.is_valid():
        example = "example_seen" not in request.POST and is_empty_reflection(rules, form.content)
        if not example and (answer := _keep(request, participation, AFTER, form, submit_after)):
            return answer
    kept = getattr(participation, "form", None)
    context = _context(participation, form, AFTER, rules) | {
        "example": example,
        "kept": kept if kept and kept.after_at else None,
        "closed": _closed(participation),
    }
    return own_page(request, "profprobes/phone/after.html", context, status=422 if form.errors or example else 200)


def _closed(participation: Participation) -> str:
    """Why «after» is not open, "" when it is. Before the visit the page is still kept on the phone, so it says so and hides nothing."""
    try:
        check_after_open(participation)
    except DomainError as error:
        return str(error)
    return ""


def _context(participation: Participation, form: Any, moment: str, rules: dict[str, Any]) -> dict[str, Any]:
    name = "my_before" if moment == BEFORE else "my_after"
    data = {
        "url": reverse(f"profprobes:{name}", args=[participation.pk]),
        "back": reverse("profprobes:my_trial", args=[participation.pk]),
        "files": reverse("profprobes:my_files", args=[participation.pk]),
        "participation": participation.pk,
        "moment": moment,
        "rules": rules,
        "sentences": sentences(),
    }
    return {"participation": participation, "trial": participation.trial, "form": form, "data": data}


def _keep(request: HttpRequest, participation: Participation, moment: str, form: Any, submit: Callable[..., Any]) -> HttpResponse | None:
    """Run the service for a page; None after a refusal, which is then in the form."""
    try:
        outcome, kept = submit(
            participation=participation, answers=form.content, client_uuid=uuid.uuid4(), device_time=timezone.now(), by=request.user
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    if outcome == CONFLICT:
        conflict = kept.conflicts.filter(moment=moment, resolved_at__isnull=True).last()
        return redirect("profprobes:my_conflict", pk=participation.pk, conflict=conflict.pk)
    messages.success(request, _("Thank you. Your answers are kept."))
    return redirect("profprobes:my_files" if moment == AFTER else "profprobes:my_trial", pk=participation.pk)


def _from_queue(request: HttpRequest, participation: Participation, moment: str, submit: Callable[..., Any]) -> HttpResponse:
    try:
        sent = Sent(request)
        outcome, kept = submit(
            participation=participation,
            answers=sent.data.get("content"),
            client_uuid=sent.client_uuid,
            device_time=sent.device_time,
            by=request.user,
        )
    except DomainError as error:
        return refusal(error)
    if outcome == CONFLICT:
        conflict = kept.conflicts.get(client_uuid=sent.client_uuid)
        url = reverse("profprobes:my_conflict", args=[participation.pk, conflict.pk])
        return JsonResponse({"status": CONFLICT, "first": form_content(kept, moment), "second": conflict.content, "url": url}, status=409)
    return JsonResponse({"status": outcome})


@phone_login_required
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a file to the trial: a page for a person, JSON for the phone's queue (one file at a time, each acknowledged)."""
    participation = own_trial(request, pk)
    require(request.user, "submit_participantform", participation)
    form = ArtefactForm(posted(request), request.FILES if request.method == "POST" else None, kinds=_kinds(participation))
    if request.method == "POST":
        answer = _attach(request, participation, form)
        if answer:
            return answer
    context = {
        "participation": participation,
        "trial": participation.trial,
        "form": form,
        "artefacts": participation.artefacts.exclude(status="deleted"),
        "data": {"url": request.path, "back": reverse("profprobes:my_trial", args=[pk]), "participation": pk},
    }
    return own_page(request, "profprobes/phone/files.html", context, status=422 if form.errors else 200)


def _kinds(participation: Participation) -> list[str]:
    """What row 17 of form А expects; everything where it says nothing."""
    visit = participation.trial.visit
    return list(visit.card.artefacts) if visit and hasattr(visit, "card") else []


def _attach(request: HttpRequest, participation: Participation, form: ArtefactForm) -> HttpResponse | None:
    """Keep the file. On a page a refusal goes into the form, whose other fields stay filled; a script gets it in JSON."""
    if not form.is_valid():
        message = " ".join(error for errors in form.errors.values() for error in errors)
        return JsonResponse({"status": "refused", "code": "form", "message": message}, status=422) if wants_json(request) else None
    values = form.cleaned_data
    try:
        artefact = add_trial_artefact(
            participation=participation,
            upload=values["upload"],
            kind=values["kind"],
            caption=values["caption"],
            people=values["people"],
            by=request.user,
        )
    except DomainError as error:
        if wants_json(request):
            return refusal(error)
        form.add_error("people" if isinstance(error, PeopleNotNamed) else "upload" if error.field == "upload" else None, str(error))
        return None
    if wants_json(request):
        return JsonResponse({"status": "saved", "file": str(artefact.public_id)})
    messages.success(request, _("The file is attached."))
    return redirect("profprobes:my_files", pk=participation.pk)
