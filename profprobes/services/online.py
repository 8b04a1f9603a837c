"""Visits that run online or partly online (BR-17): what is fixed before, when access was tried."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from .. import errors, errors_safety
from ..models import OnlinePart, Trial, TrialSession
from . import gate
from .calendar_event import follow_in_calendar, show_in_calendar
from .consents import ask_again
from .group import refresh_admission
from .lessons import OPEN
from .locks import locked

FIELDS = ("mode", "pupils_at", "platform", "link", "moderator", "roles", "goal", "product", "specialist_stays")


def online_of(session: TrialSession | None) -> OnlinePart | None:
    """The online part of a visit, or None for one face to face."""
    return getattr(session, "online", None) if session else None


def wholly_online(session: TrialSession | None) -> bool:
    """Does nobody travel anywhere?"""
    part = online_of(session)
    return part is not None and part.mode == OnlinePart.Mode.ONLINE


@transaction.atomic
def save_online(*, session: TrialSession, by: Any, **values: Any) -> OnlinePart:
    """Write the online part; another platform or link asks for a new access test. A visit that becomes online (or no more) is asked about again (BR-24).

    Raises TooLate, HomeOnlyOnline.
    """
    session = locked(session, "trial")
    if session.status not in OPEN:
        raise errors.TooLate
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"save_online() does not write {sorted(unknown)}.")
    if values.get("mode") == OnlinePart.Mode.HYBRID and values.get("pupils_at") == OnlinePart.PupilsAt.HOME:
        raise errors_safety.HomeOnlyOnline
    before = OnlinePart.objects.filter(session=session).first()
    if before and any(name in values and values[name] != getattr(before, name) for name in ("platform", "link")):
        values |= {"access_checked_on": None, "access_checked_by": None}
    part, _created = OnlinePart.objects.update_or_create(session=session, defaults=values)
    _follow(session, by=by)
    return part


@transaction.atomic
def drop_online(*, session: TrialSession, by: Any) -> None:
    """The visit is face to face after all. Raises TooLate."""
    session = locked(session, "trial")
    if session.status not in OPEN:
        raise errors.TooLate
    follow_in_calendar(session, "cancel", by=by)
    OnlinePart.objects.filter(session=session).delete()
    _follow(session, by=by)


def _follow(session: TrialSession, *, by: Any) -> None:
    """Families confirm a changed place, pupils whose trip was refused may come after all, a ready visit is looked at again."""
    trial = Trial.objects.get(pk=session.trial_id)
    ask_again(trial=trial, by=by)
    for row in trial.participations.filter(removed_at__isnull=True):
        refresh_admission(participation=row)
    if gate.recheck(session):
        show_in_calendar(session, by=by)


@transaction.atomic
def record_access_test(*, session: TrialSession, by: Any, on: dt.date | None = None) -> OnlinePart:
    """Somebody has opened the link on the equipment of the day. Raises NotOnline, NotAhead (a test of the future), TooLate."""
    session = locked(session, "trial")
    if session.status not in OPEN:
        raise errors.TooLate
    part = OnlinePart.objects.filter(session=session).first()
    if part is None:
        raise errors_safety.NotOnline
    on = on or timezone.localdate()
    if on > timezone.localdate():
        raise errors_safety.TestAhead
    part.access_checked_on, part.access_checked_by = on, by
    part.save(update_fields=["access_checked_on", "access_checked_by"])
    return part
