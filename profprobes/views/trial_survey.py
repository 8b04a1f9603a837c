"""Annex 6 on the pupil's phone."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError

from ..errors_phone import BeforeOnly
from ..form_rules import accepted, survey_rules
from ..forms.forms_of_visit import SurveyForm
from ..models import Participation, TrialSurvey
from ..services import trial_survey as services
from .coord_base import run
from .coord_more_forms import told
from .phone_base import Sent, own_page, phone_login_required, posted, refusal, require, sentences, wants_json
from .phone_pupil import own_trial


@phone_login_required
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Four questions after the trial; sent they are shown as they were given."""
    participation = own_trial(request, pk)
    require(request.user, "submit_trialsurvey", participation)
    if wants_json(request):
        return _from_queue(request, participation)
    row = TrialSurvey.objects.filter(participation=participation).first()
    kept = row if row and row.status == TrialSurvey.Status.SUBMITTED else None
    form = SurveyForm(posted(request), initial={name: getattr(row, name) for name in services.FIELDS} if row else None)
    if request.method == "POST" and form.is_valid() and _keep(request, participation, form):
        messages.success(request, _("Thank you. Your answers are kept."))
        return redirect("profprobes:my_survey", pk)
    context = {
        "participation": participation,
        "trial": participation.trial,
        "form": form,
        "kept": kept,
        "answers": told(kept),
        **_closed(participation, kept),
        "data": _data(participation),
    }
    return own_page(request, "profprobes/phone/survey.html", context, status=422 if form.errors else 200)


def _data(participation: Participation) -> dict[str, Any]:
    """What the phone needs to keep and send the answers without the portal."""
    return {
        "url": reverse("profprobes:my_survey", args=[participation.pk]),
        "back": reverse("profprobes:my_trial", args=[participation.pk]),
        "participation": participation.pk,
        "moment": "survey",
        "rules": survey_rules(),
        "sentences": sentences(),
    }


def _from_queue(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Answers from the phone's queue; a repeat changes nothing (BR-48)."""
    try:
        sent = Sent(request)
        answers = accepted(survey_rules(), sent.data.get("content")).clean
        services.submit_survey(
            participation=participation, answers=answers, client_uuid=sent.client_uuid, device_time=sent.device_time, by=request.user
        )
    except DomainError as error:
        return refusal(error)
    return JsonResponse({"status": "saved"})


def _closed(participation: Participation, kept: TrialSurvey | None) -> dict[str, Any]:
    """Why the survey is not open. Before the visit its form is shown all the same: the phone keeps the page for the way home."""
    if kept is None:
        try:
            services.check_survey_open(participation)
        except DomainError as error:
            return {"closed": str(error), "shut": not isinstance(error, BeforeOnly)}
    return {"closed": "", "shut": False}


def _keep(request: HttpRequest, participation: Participation, form: SurveyForm) -> bool:
    number = form.cleaned_data.get("number") or uuid.uuid4()
    try:
        services.submit_survey(
            participation=participation, answers=form.cleaned_data, client_uuid=number, device_time=timezone.now(), by=request.user
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@login_required
@require_POST
def survey_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the pupil answer anew; the reason is kept."""
    row = get_object_or_404(TrialSurvey.objects.visible_to(request.user).select_related("participation__trial"), pk=pk)
    require(request.user, "reopen_trialsurvey", row)
    run(request, services.reopen_survey, survey=row, reason=request.POST.get("reason", ""), done=_("The pupil can answer again."))
    return redirect("profprobes:trial_evidence", row.participation.trial_id, row.participation_id)
