"""What the fate of a booking means for the trial that stands on it."""

from contextlib import suppress
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

from ..models import SlotBooking, Trial, TrialSession
from . import called_off, notices
from .agreements import require_agreement
from .calendar_event import follow_in_calendar
from .locks import locked


def session_of(booking: SlotBooking) -> TrialSession | None:
    """The visit that uses the booking, held."""
    found = TrialSession.objects.filter(booking=booking).first()
    if found is None:
        return None
    locked(found.trial)
    return locked(found, "trial__school", "trial__host", "trial__responsible__user", "trial__mentor__membership__user")


def booking_confirmed(booking: SlotBooking, *, by: Any) -> None:
    """Both sides have said yes: plan the waiting trial, unless its agreement is not in force; tell the school."""
    session = session_of(booking)
    if session is None:
        return
    trial = session.trial
    if trial.may("plan"):
        with suppress(DomainError):  # it stays a draft then; the gate and the coordinator's to-do say what is missing
            plan(trial, session, by=by)
    notices.tell_school(trial, _("%(host)s has confirmed the booking of trial %(trial)s."), but=by, host=str(trial.host))


def plan(trial: Trial, session: TrialSession, *, by: Any) -> None:
    """Draft or moved → planned under an agreement in force (BR-1). Raises NoAgreement, WrongState."""
    require_agreement(school=trial.school, host=trial.host, moment=session.starts)
    trial.move("plan", by=by)
    notices.tell_host(
        trial,
        _("%(school)s has planned trial %(trial)s at your site. Please look through the technology card."),
        but=by,
        school=str(trial.school),
    )


def booking_lost(booking: SlotBooking, *, by: Any, reason: str) -> None:
    """The place is gone: the visit and a planned trial are postponed, the other side is told (§2.1)."""
    session = session_of(booking)
    if session is None:
        return
    trial = session.trial
    if session.may("postpone"):
        session.move("postpone", by=by, reason=reason)
        follow_in_calendar(session, "move", by=by, reason=reason)
    if trial.may("postpone"):
        trial.move("postpone", by=by, reason=reason)
    by_host = booking.status in {SlotBooking.Status.CANCELLED_HOST, SlotBooking.Status.DECLINED}
    called_off.tell_everyone(trial, session, by=by, reason=reason, mentor=by_host)
    if by_host:
        notices.tell_school(trial, _("%(host)s cannot receive trial %(trial)s: %(reason)s"), but=by, host=str(trial.host), reason=reason)
    else:
        notices.tell_host(
            trial,
            _("%(school)s has cancelled its booking for trial %(trial)s: %(reason)s"),
            but=by,
            school=str(trial.school),
            reason=reason,
        )
