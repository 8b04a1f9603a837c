"""Annex 6: the pupil's survey after a held trial."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from .. import errors_forms as errors
from ..errors_phone import BeforeOnly, NotAttended, OtherCardsNumber, TrialClosed
from ..models import Participation, Trial, TrialSession, TrialSurvey
from .locks import locked, reason_of

Status = TrialSurvey.Status
FIELDS = (*(name for choice in TrialSurvey.CHOICES for name in (choice, f"{choice}_other")), *TrialSurvey.LEARNED)


def check_survey_open(participation: Participation) -> None:
    """Open from the end of the visit until the trial is closed, for who was there. Raises BeforeOnly, NotAttended, TrialClosed."""
    visit = participation.trial.visit
    if visit is None or visit.status != TrialSession.Status.HELD:
        raise BeforeOnly
    if participation.status != Participation.Status.ATTENDED:
        raise NotAttended
    if participation.trial.status == Trial.Status.CLOSED:
        raise TrialClosed


@transaction.atomic
def submit_survey(
    *, participation: Participation, answers: dict[str, Any], client_uuid: UUID, by: Any, device_time: dt.datetime | None = None
) -> TrialSurvey:
    """Keep the answers, once; a repeat of the same sending changes nothing (BR-48).

    Raises BeforeOnly, NotAttended, TrialClosed, SurveyAnswered, OtherCardsNumber.
    """
    participation = locked(participation, "pupil", "trial")
    if known := TrialSurvey.objects.filter(client_uuid=client_uuid).first():
        if known.participation_id != participation.pk:
            raise OtherCardsNumber
        if known.status == Status.SUBMITTED:
            return known
    check_survey_open(participation)
    survey = TrialSurvey.objects.select_for_update(of=("self",)).filter(participation=participation).first()
    if survey is not None and survey.status == Status.SUBMITTED:
        raise errors.SurveyAnswered
    survey = survey or TrialSurvey(participation=participation)
    for name in FIELDS:
        setattr(survey, name, (answers.get(name) or "").strip())
    for choice in TrialSurvey.CHOICES:
        if getattr(survey, choice) != TrialSurvey.Answer.OTHER:
            setattr(survey, f"{choice}_other", "")
    survey.client_uuid, survey.device_time, survey.submitted_at = client_uuid, device_time, timezone.now()
    survey.save()
    survey.move("submit", by=by)
    return survey


@transaction.atomic
def reopen_survey(*, survey: TrialSurvey, reason: str, by: Any) -> TrialSurvey:
    """The school's coordinator lets the pupil answer anew; the earlier answers stay in the history. Raises ReasonMissing, TrialClosed, WrongState."""
    participation = locked(survey.participation, "trial")
    if participation.trial.status == Trial.Status.CLOSED:
        raise TrialClosed
    survey = TrialSurvey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    survey.move("reopen", by=by, reason=reason_of(reason))
    return survey
