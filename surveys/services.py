"""Rounds of surveys: opening, answering, results that hide small groups (R25–R28, BR-44)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from .errors import AnsweredAlready, AnswerRefused, RoundNotOpen
from .models import Answer, Invitation, Question, Questionnaire, Response, Round
from .questionnaires import QUESTIONNAIRES

ALIKE_UNDER = 10  # R26: with fewer answers that all say the same, words replace the figure


@transaction.atomic
def questionnaire(code: str) -> Questionnaire:
    """The approved version of a questionnaire that the portal brings along; made at its first use."""
    known = QUESTIONNAIRES[code]
    row, created = Questionnaire.objects.get_or_create(
        code=code,
        version=known["version"],
        defaults={
            "title_kk": known["title"][0],
            "title_ru": known["title"][1],
            "purpose_kk": known["purpose"][0],
            "purpose_ru": known["purpose"][1],
            "identity": known["identity"],
            "status": Questionnaire.Status.APPROVED,
        },
    )
    if created:
        for no, (name, kk, ru, kind, required) in enumerate(known["questions"], 1):
            Question.objects.create(questionnaire=row, no=no, code=name, text_kk=kk, text_ru=ru, type=kind, required=required)
    return row


@transaction.atomic
def open_round(
    *, code: str, scope: Any, title: tuple[str, str], days: int, invited: Iterable[tuple[Any, str]], opens: dt.datetime | None = None
) -> Round:
    """Open a round about ``scope`` for the people, each with a source; a second call changes nothing."""
    opens = opens or timezone.now()
    row, created = Round.objects.get_or_create(
        questionnaire=questionnaire(code),
        scope_type=ContentType.objects.get_for_model(scope),
        scope_id=scope.pk,
        defaults={"title_kk": title[0], "title_ru": title[1], "opens_at": opens, "closes_at": opens + dt.timedelta(days=days)},
    )
    if created:
        people = {(person.pk, source): Invitation(round=row, person=person, source=source) for person, source in invited}
        Invitation.objects.bulk_create(people.values())
    return row


@transaction.atomic
def answer(*, invitation: Invitation, answers: dict[str, Any], by: Any) -> None:
    """Keep one response without its person; the invitation is only marked as done. Raises AnsweredAlready, RoundNotOpen, AnswerRefused."""
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("round").get(pk=invitation.pk, person=by)
    survey = invitation.round
    if invitation.done:
        raise AnsweredAlready
    if not survey.is_open:
        raise RoundNotOpen
    values = [(question, _value(question, answers.get(question.code))) for question in survey.questionnaire.questions.all()]
    invitation.done = True
    invitation.save(update_fields=["done"])
    response = Response.objects.create(round=survey, stratum=_stratum(invitation), submitted_day=timezone.localdate())
    Answer.objects.bulk_create(Answer(response=response, question=question, **value) for question, value in values if value)


def _value(question: Question, given: Any) -> dict[str, Any]:
    text = str(given if given is not None else "").replace("\x00", "").strip()
    if not text:
        if question.required:
            raise AnswerRefused(question.code)
        return {}
    if question.type == Question.Type.TEXT:
        return {"text": text[:500]}
    if text not in {"1", "2", "3", "4", "5"}:
        raise AnswerRefused(question.code)
    return {"number": int(text)}


def _stratum(invitation: Invitation) -> str:
    """The source, kept only where at least five invited people share it (R25)."""
    same = Invitation.objects.filter(round=invitation.round_id, source=invitation.source).count()
    return invitation.source if same >= invitation.round.min_group else ""


@dataclass(frozen=True)
class Result:
    """A scale in one round. ``suppressed``: fewer answers than the smallest group (R26); then nothing but the counts is filled. ``alike``: all said the
    same and words replace the figure.
    """

    invited: int
    answered: int
    suppressed: bool
    mean: float | None = None
    alike: bool = False
    distribution: dict[int, int] = field(default_factory=dict)


def results(survey: Round, code: str = "score") -> Result:
    """What the answers to a scale say. Two queries."""
    invited = survey.invitations.count()
    numbers: list[Any] = list(
        Answer.objects.filter(response__round=survey, question__code=code, number__isnull=False).values_list("number", flat=True)
    )
    n = len(numbers)
    if n < survey.min_group:
        return Result(invited, n, True)
    counts = Counter(numbers)
    if len(counts) == 1 and n < ALIKE_UNDER:
        return Result(invited, n, False, alike=True)
    return Result(invited, n, False, round(sum(numbers) / n, 1), False, {value: counts.get(value, 0) for value in range(1, 6)})
