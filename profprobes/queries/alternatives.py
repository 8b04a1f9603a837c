"""Where else a trial could go: three fitting slots and the reserve of the operator in one list (§9 cases 2 and 5)."""

import datetime as dt
from typing import Any

from django.utils import timezone

from ..errors_booking import QuotaHolds
from ..models import Participation, ReserveRequest, SiteSlot, Trial
from .slots import FittingSlot, fitting_slots

THREE, WEEKS_AHEAD = 3, 12


def group_size(trial: Trial) -> int:
    """Pupils who would go."""
    return trial.participations.filter(status__in=Participation.IN_GROUP, removed_at__isnull=True).count()


def slots_for(user: Any, trial: Trial) -> list[FittingSlot]:
    """Slots ahead at every partner who runs the programme, the trial's own partner first, then in order of time."""
    today = timezone.localdate()
    rows = fitting_slots(
        user,
        programme=trial.programme,
        school=trial.school,
        seats=max(group_size(trial), 1),
        starts=today,
        ends=today + dt.timedelta(weeks=WEEKS_AHEAD),
    )
    old = [session.booking.slot_id for session in trial.sessions.all() if session.booking]
    ahead = [row for row in rows if row.slot.starts > timezone.now() and row.slot.pk not in old]
    return sorted(ahead, key=lambda row: (row.slot.site.organisation_id != trial.host_id, row.slot.starts))


def fitting(rows: list[FittingSlot], count: int = THREE) -> list[FittingSlot]:
    """The first few that can be taken at once."""
    return [row for row in rows if not row.why_not][:count]


def reserve_of(rows: list[FittingSlot], trial: Trial, count: int = THREE) -> list[tuple[FittingSlot, bool]]:
    """Slots of the reserve that the operator could give, with whether the school has asked for it already."""
    held = [row for row in rows if _in_reserve(row) and row.agreement][:count]
    asked = set(ReserveRequest.objects.filter(school=trial.school, slot__in=[row.slot.pk for row in held]).values_list("slot", flat=True))
    return [(row, row.slot.pk in asked) for row in held]


def _in_reserve(row: FittingSlot) -> bool:
    return isinstance(row.why_not, QuotaHolds) and row.slot.quota_now == SiteSlot.Quota.RESERVE and not row.slot.granted_to_id


def needs_another_slot(trial: Trial) -> bool:
    """Postponed, declined by the partner, or planned at a site that is suspended now."""
    session = trial.visit
    if session is None or trial.status not in {Trial.Status.DRAFT, Trial.Status.PLANNED, Trial.Status.MOVED}:
        return False
    if session.status == session.Status.MOVED:
        return True
    site = session.booking.slot.site if session.booking else None
    live = session.status in {session.Status.PLANNED, session.Status.READY} and session.starts > timezone.now()
    return bool(live and site and site.status == site.Status.SUSPENDED)
