"""Briefings, medical results, the way there and back (BR-18, BR-27, BR-30)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.consents import log_read
from core.dates import local_date

from .. import errors
from ..models import Briefing, BriefingAck, MedicalClearance, Participation, RouteSheet, TrialSession
from . import gate, notices, visit
from .adults import adults_needed
from .group import refresh_admission, require_not_begun
from .locks import locked, reason_of
from .terms import site_of

__all__ = ["adults_needed", "notice_is_late", "read_diagnosis", "record_briefing", "record_notice", "save_route", "set_medical"]

DIAGNOSIS = "Note of the medical worker"
_ROUTE = (
    *("way", "departs_at", "departs_from_kk", "departs_from_ru", "returns_at", "travel_minutes", "transport"),
    *("insurance", "insurer", "insured_from", "insured_until"),
)


@transaction.atomic
def record_briefing(
    *,
    session: TrialSession,
    place: str,
    at: dt.datetime,
    pupils: Sequence[Participation],
    by: Any,
    client_uuid: UUID | None = None,
    conduct: bool = True,
    risks: bool = True,
    clothes: bool = True,
    emergencies: bool = True,
    whom_to_tell: bool = True,
) -> Briefing:
    """Write a row of the briefing journal with everybody who acknowledged it. A site briefing of everybody present starts the visit (BR-30).

    The same ``client_uuid`` again answers the first row, so a phone may send it twice. Raises NotInVisit, TooLate (the visit is over).
    """
    locked(session.trial)
    session = locked(session, "trial")
    if client_uuid and (earlier := Briefing.objects.filter(client_uuid=client_uuid).first()):
        return earlier
    if session.status not in {TrialSession.Status.PLANNED, TrialSession.Status.READY, TrialSession.Status.IN_PROGRESS}:
        raise errors.TooLate
    _require_members(session, pupils, place)
    marks = {"conduct": conduct, "risks": risks, "clothes": clothes, "emergencies": emergencies, "whom_to_tell": whom_to_tell}
    briefing = Briefing.objects.create(
        session=session, place=place, conductor=by, at=min(at, timezone.now()), client_uuid=client_uuid, **marks
    )
    BriefingAck.objects.bulk_create(
        BriefingAck(briefing=briefing, participation=participation) for participation in {p.pk: p for p in pupils}.values()
    )
    if place == Briefing.Place.SITE:
        visit.briefed_on_site(session, pupils, by=by)
    return briefing


def _require_members(session: TrialSession, pupils: Sequence[Participation], place: str) -> None:
    """On site only the admitted group is briefed; at school everybody in the group may be. Raises NotInVisit."""
    allowed = (Participation.Status.ADMITTED,) if place == Briefing.Place.SITE else Participation.IN_GROUP
    members = set(session.trial.participations.filter(status__in=allowed).values_list("pk", flat=True))
    if strangers := [p.pupil.short_name for p in pupils if p.pk not in members]:
        raise errors.NotInVisit(who=", ".join(strangers))


@transaction.atomic
def set_medical(
    *, participation: Participation, result: str, by: Any, conditions_for_mentor: str = "", diagnosis_note: str | None = None
) -> MedicalClearance:
    """The medical worker's result; ``diagnosis_note=None`` leaves the note as it is. Raises ConditionsMissing, TooLate (BR-27)."""
    conditions = conditions_for_mentor.strip()[:300]
    if result == MedicalClearance.Result.CONDITIONS and not conditions:
        raise errors.ConditionsMissing
    participation = locked(participation, "trial__programme", "trial__responsible__user")
    require_not_begun(participation.trial)
    values: dict[str, Any] = {
        "result": result,
        "conditions_for_mentor": conditions,
        "checked_by": by,
        "site": site_of(participation.trial.visit),
    }
    if diagnosis_note is not None:
        values["diagnosis_note"] = diagnosis_note.strip()
    clearance, _created = MedicalClearance.objects.update_or_create(participation=participation, defaults=values)
    refresh_admission(participation=participation)
    if result == MedicalClearance.Result.UNFIT:
        message = _("%(pupil)s is not admitted to trial %(trial)s: medical restriction. Please offer another programme.")
        teachers = notices.holders(participation.trial.school_id, "class_teacher", class_groups=[participation.class_group_id])
        notices.tell(
            teachers,
            message,
            url_name="profprobes:my_class",
            but=by,
            pupil=participation.pupil.short_name,
            trial=participation.trial.number,
        )
    gate.recheck_later(participation.trial_id)
    return clearance


def read_diagnosis(*, clearance: MedicalClearance, by: Any) -> str:
    """The note of the medical worker; the reading is logged (BR-27)."""
    log_read(reader=by, subject=clearance.participation.pupil, what=DIAGNOSIS)
    return clearance.diagnosis_note


@transaction.atomic
def save_route(*, session: TrialSession, data: dict[str, Any], by: Any) -> RouteSheet:
    """Write the route sheet: way, departs_at, departs_from_kk, departs_from_ru, returns_at, travel_minutes, transport, insurance
    (number), insurer, insured_from, insured_until. Raises TooLate.
    """
    session = locked(session)
    if session.status not in {TrialSession.Status.PLANNED, TrialSession.Status.READY, TrialSession.Status.MOVED}:
        raise errors.TooLate
    if unknown := set(data) - set(_ROUTE):
        raise TypeError(f"save_route() does not write {sorted(unknown)}.")
    route, _created = RouteSheet.objects.update_or_create(session=session, defaults=data)
    gate.recheck(session)
    return route


def notice_is_late(session: TrialSession, moment: dt.datetime | None = None) -> bool:
    """Whether families who are told at the moment (now) are told later than S11 days before the visit."""
    told = local_date(moment or timezone.now())
    return (local_date(session.starts) - told).days < settings.TRIALS["NOTICE_DAYS"]


@transaction.atomic
def record_notice(*, session: TrialSession, by: Any, reason: str = "") -> TrialSession:
    """Families were informed now; the first time counts. A notice later than S11 keeps G9 red until the coordinator calls again with a reason (BR-20).

    Raises ReasonMissing (a late notice confirmed without one), TooLate.
    """
    session = locked(session)
    if session.starts <= timezone.now():
        raise errors.TooLate
    if session.families_informed_at is None:
        session.families_informed_at = timezone.now()
        session.late_notice_reason = reason.strip()[:300]
    elif notice_is_late(session, session.families_informed_at) and not session.late_notice_reason:
        session.late_notice_reason = reason_of(reason)
    session.save(update_fields=["families_informed_at", "late_notice_reason"])
    return session
