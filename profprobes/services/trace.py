"""The trace reflection: asked a day after the trial, answered once; empty reflections are counted (S20, BR-37, §9.17)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..errors_phone import BeforeOnly, NotAttended, TraceAnswered, TraceNotOpen, TraceOver
from ..form_rules import accepted, after_rules, is_empty_reflection, trace_rules
from ..models import ParticipantForm, Participation, TraceReflection, Trial, TrialSession
from ..words import Day
from .forms import form_content
from .locks import locked
from .notices import tell
from .observation import SAME, SAVED

ASKED = _("“%(trial)s”: what stayed with you? Five short questions until %(day)s.")
REMINDED = _("“%(trial)s”: your five questions still wait. They close on %(day)s.")
OVER = (Trial.Status.HELD, Trial.Status.CLOSED)


@dataclass(frozen=True)
class Times:
    """S20: when the questions open, are due and close."""

    opens: dt.datetime
    due: dt.datetime
    closes: dt.datetime


def times_of(participation: Participation) -> Times | None:
    """S20, counted from the end of the last visit that was held; None while none was."""
    held = [session.ends for session in participation.trial.sessions.all() if session.status == TrialSession.Status.HELD]
    if not held or participation.trial.status not in OVER:
        return None
    end, numbers = max(held), settings.TRIALS
    return Times(
        end + dt.timedelta(hours=numbers["TRACE_OPENS_HOURS"]),
        end + dt.timedelta(hours=numbers["TRACE_DUE_HOURS"]),
        end + dt.timedelta(days=numbers["TRACE_CLOSES_DAYS"]),
    )


def check_trace_open(participation: Participation) -> Times:
    """When the questions are open for this pupil now. Raises BeforeOnly, NotAttended, TraceNotOpen, TraceOver."""
    times = times_of(participation)
    if times is None:
        raise BeforeOnly
    if participation.status != Participation.Status.ATTENDED:
        raise NotAttended
    now = timezone.now()
    if now < times.opens:
        raise TraceNotOpen(day=Day(times.opens))
    if now >= times.closes:
        raise TraceOver(day=Day(times.closes))
    return times


@transaction.atomic
def submit_trace(
    *, participation: Participation, answers: dict[str, Any], client_uuid: UUID, device_time: dt.datetime | None = None, by: Any
) -> tuple[str, TraceReflection]:
    """Keep the answers; a repeated send of the same paper changes nothing. Answers ("saved" | "same", reflection).

    Raises AnswersRefused, BeforeOnly, NotAttended, TraceNotOpen, TraceOver; TraceAnswered for a second, different paper.
    """
    participation = locked(participation, "trial__programme", "pupil")
    kept = TraceReflection.objects.filter(participation=participation).first()
    if kept and kept.answered_at:
        if kept.client_uuid == client_uuid:
            return SAME, kept
        raise TraceAnswered
    times = check_trace_open(participation)
    clean = accepted(trace_rules(), answers).clean
    row = kept or TraceReflection(participation=participation, due_at=times.due, closes_at=times.closes)
    for name, value in clean.items():
        setattr(row, name, value)
    row.client_uuid, row.device_time, row.answered_at = client_uuid, device_time, timezone.now()
    row.save()
    return SAVED, row


@transaction.atomic
def ask_for_trace(participation: Participation) -> TraceReflection | None:
    """Open the questions for a pupil and say so under the bell, once; None where they are asked already or are not open."""
    participation = locked(participation, "trial__programme", "pupil")
    if TraceReflection.objects.filter(participation=participation).exists():
        return None
    try:
        times = check_trace_open(participation)
    except (BeforeOnly, NotAttended, TraceNotOpen, TraceOver):
        return None
    row = TraceReflection.objects.create(participation=participation, due_at=times.due, closes_at=times.closes)
    _tell(row, ASKED, times.due)
    return row


def _tell(row: TraceReflection, message: Any, moment: dt.datetime) -> None:
    taking_part = row.participation
    tell(
        [taking_part.pupil],
        message,
        url_name="profprobes:my_trace",
        args=(taking_part.pk,),
        trial=taking_part.trial.programme.name_in(taking_part.pupil.language),
        day=str(Day(moment)),
    )


def to_ask() -> Any:
    """Participations whose questions may have opened and that have not been asked."""
    now, numbers = timezone.now(), settings.TRIALS
    ended = (now - dt.timedelta(days=numbers["TRACE_CLOSES_DAYS"]), now - dt.timedelta(hours=numbers["TRACE_OPENS_HOURS"]))
    held = TrialSession.objects.filter(status=TrialSession.Status.HELD, period__endswith__gt=ended[0], period__endswith__lte=ended[1])
    return Participation.objects.filter(
        status=Participation.Status.ATTENDED, trial__in=held.values("trial"), trial__status__in=OVER, trace__isnull=True
    )


def to_remind() -> Any:
    """Reflections past their due date, not answered, not reminded yet."""
    return TraceReflection.objects.open().filter(due_at__lte=timezone.now(), reminded_at__isnull=True)


@transaction.atomic
def remind_of_trace(pk: int) -> None:
    """One reminder after the due date."""
    row = (
        TraceReflection.objects.select_for_update(of=("self",))
        .select_related("participation__trial__programme", "participation__pupil")
        .get(pk=pk)
    )
    if row.answered_at or row.reminded_at:
        return
    row.reminded_at = timezone.now()
    row.save(update_fields=["reminded_at"])
    _tell(row, REMINDED, row.closes_at)


def trace_content(row: TraceReflection) -> dict[str, Any]:
    """The answers as a page sends them."""
    return {name: getattr(row, name) for name in (*TraceReflection.QUESTIONS, *TraceReflection.EXTRA, "outcome")}


def is_empty_trace(row: TraceReflection) -> bool:
    """BR-37 for the answers of the trace alone."""
    return is_empty_reflection(trace_rules(), trace_content(row))


@dataclass(frozen=True)
class EmptyShare:
    """BR-37: ``empty`` of ``attended``; ``flagged`` when the scenario must be reworked (S23)."""

    empty: int
    attended: int

    @property
    def percent(self) -> int:
        return round(self.empty * 100 / self.attended) if self.attended else 0

    @property
    def flagged(self) -> bool:
        numbers = settings.TRIALS
        return self.attended >= numbers["EMPTY_FROM"] and self.empty * 100 >= numbers["EMPTY_SHARE"] * self.attended


def empty_share(participations: Any) -> EmptyShare:
    """Empty reflections of those who attended: every answer of form В «after» and of the trace that was given says nothing (BR-37). Who has answered
    neither has no reflection to be empty. Example: 9 of 25 → 36 % → flagged. Two queries.
    """
    rows = list(participations.filter(status=Participation.Status.ATTENDED).order_by("pk").values_list("pk", flat=True))
    empty: dict[int, list[bool]] = {}
    rules = after_rules(0)
    for form in ParticipantForm.objects.filter(participation__in=rows, after_at__isnull=False).select_related("participation"):
        empty.setdefault(form.participation_id, []).append(is_empty_reflection(rules, form_content(form, "after")))
    for row in TraceReflection.objects.filter(participation__in=rows, answered_at__isnull=False):
        empty.setdefault(row.participation_id, []).append(is_empty_trace(row))
    return EmptyShare(sum(all(parts) for parts in empty.values()), len(rows))
