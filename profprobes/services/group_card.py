"""Annex 5: each side fills and signs its own columns, both signatures send the card (BR-32)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from .. import errors_forms as errors
from ..errors_phone import TrialClosed, VisitNotBegun
from ..models import GroupObservation, GroupObservationRow, Participation, SessionAttendance, Trial, TrialSession
from .locks import locked, reason_of
from .summaries import refresh_summary

Status = GroupObservation.Status
SCHOOL = ("active", "finished")  # columns 2–3
SPECIALIST = ("quality",)  # column 4


def people_of(session: TrialSession) -> list[Participation]:
    """Who stands on the card: who was at the visit, by name."""
    there = [Participation.Status.ADMITTED, Participation.Status.ATTENDED]
    absent = SessionAttendance.objects.filter(session=session, mark=SessionAttendance.Mark.ABSENT).values("participation")
    rows = (
        Participation.objects.filter(trial=session.trial_id, status__in=there).exclude(pk__in=absent).select_related("pupil", "class_group")
    )
    return list(rows.order_by("pupil__last_name", "pupil__first_name", "pk"))


def _open(session: TrialSession) -> tuple[GroupObservation, dict[int, GroupObservationRow]]:
    """The card under its lock with a row for everybody who was there. Raises VisitNotBegun, TrialClosed, GroupCardSent."""
    session = locked(session, "trial")
    if session.status not in (TrialSession.Status.IN_PROGRESS, TrialSession.Status.HELD):
        raise VisitNotBegun
    if session.trial.status == Trial.Status.CLOSED:
        raise TrialClosed
    GroupObservation.objects.get_or_create(session=session)
    card = GroupObservation.objects.select_for_update(of=("self",)).get(session=session)
    if card.status == Status.SUBMITTED:
        raise errors.GroupCardSent
    people = people_of(session)
    known = set(card.rows.values_list("participation_id", flat=True))
    GroupObservationRow.objects.bulk_create(GroupObservationRow(card=card, participation=row) for row in people if row.pk not in known)
    rows = card.rows.filter(participation__in=people).select_related("participation__pupil")
    return card, {row.participation_id: row for row in rows}


@transaction.atomic
def begin_group_card(*, session: TrialSession) -> GroupObservation:
    """An empty card for both sides, where the school has chosen annex 5 for the trial (BR-32). Raises what _open raises."""
    return _open(session)[0]


@transaction.atomic
def save_school_columns(*, session: TrialSession, marks: Mapping[int, Mapping[str, Any]], sign: bool, by: Any) -> GroupObservation:
    """Columns 2–3, by the teacher or who goes along: participation id → {"active", "finished"}: True, False or None. Raises what _save raises."""
    return _save(session, marks, SCHOOL, "school", sign, by)


@transaction.atomic
def save_specialist_column(*, session: TrialSession, marks: Mapping[int, Mapping[str, Any]], sign: bool, by: Any) -> GroupObservation:
    """Column 4, by the specialist: participation id → {"quality"}: 1–5 or None. Raises what _save raises."""
    return _save(session, marks, SPECIALIST, "mentor", sign, by)


def _save(
    session: TrialSession, marks: Mapping[int, Mapping[str, Any]], columns: tuple, side: str, sign: bool, by: Any
) -> GroupObservation:
    """Write one side's columns and no others. A change takes back that side's signature; with both signatures the card is sent.

    Raises VisitNotBegun, TrialClosed, GroupCardSent, NotOnTheCard, NobodyOnTheCard, RowsEmpty.
    """
    card, rows = _open(session)
    if not set(marks) <= set(rows):
        raise errors.NotOnTheCard
    for pk, values in marks.items():
        for name in columns:
            setattr(rows[pk], name, values.get(name))
    GroupObservationRow.objects.bulk_update(rows.values(), columns)
    _sign(card, rows, columns, side, by) if sign else _take_back(card, side)
    if card.school_at and card.mentor_at:
        card.move("submit", by=by)
        _follow(card)
    return card


def _follow(card: GroupObservation) -> None:
    """The parents' pages of who stands on the card: ready to sign by it, or waiting again (BR-39)."""
    for row in card.rows.select_related("participation").order_by("pk"):
        refresh_summary(participation=row.participation)


def _sign(card: GroupObservation, rows: Mapping[int, GroupObservationRow], columns: tuple, side: str, by: Any) -> None:
    if not rows:
        raise errors.NobodyOnTheCard
    empty = [row.participation.pupil.short_name for row in rows.values() if any(getattr(row, name) is None for name in columns)]
    if empty:
        raise errors.RowsEmpty(pupils=", ".join(empty))
    setattr(card, f"{side}_by", by)
    setattr(card, f"{side}_at", timezone.now())
    card.save(update_fields=[f"{side}_by", f"{side}_at"])


def _take_back(card: GroupObservation, side: str) -> None:
    setattr(card, f"{side}_by", None)
    setattr(card, f"{side}_at", None)
    card.save(update_fields=[f"{side}_by", f"{side}_at"])


def says_already(session: TrialSession, marks: Mapping[int, Mapping[str, Any]]) -> bool:
    """Does the card of the visit say just this? Then the sending is a repeat whose answer was lost."""
    rows = {row.participation_id: row for row in GroupObservationRow.objects.filter(card__session=session)}
    return set(marks) <= set(rows) and all(getattr(rows[pk], name) == value for pk, one in marks.items() for name, value in one.items())


@transaction.atomic
def reopen_group_card(*, card: GroupObservation, reason: str, by: Any) -> GroupObservation:
    """The school's coordinator lets both sides correct a sent card; marks and signatures before it stay in the history.

    Raises ReasonMissing, TrialClosed, WrongState.
    """
    trial = locked(card.session.trial)
    if trial.status == Trial.Status.CLOSED:
        raise TrialClosed
    card = GroupObservation.objects.select_for_update(of=("self",)).get(pk=card.pk)
    card.move("reopen", by=by, reason=reason_of(reason))
    for side in ("school", "mentor"):
        _take_back(card, side)
    _follow(card)
    return card
