"""The visit itself (BR-30)."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import WrongState

from .. import errors
from ..models import Briefing, BriefingAck, Participation, SessionAttendance, Trial, TrialSession
from . import notices
from .calendar_event import follow_in_calendar
from .feedback import open_feedback
from .group_card import begin_group_card
from .locks import locked

Mark = SessionAttendance.Mark
THERE = (Mark.PRESENT, Mark.LATE, Mark.LEFT)


def briefed_ids(session: TrialSession) -> set[int]:
    """Participations that acknowledged a briefing on site; only they may work and be assessed (BR-30)."""
    return set(
        BriefingAck.objects.filter(briefing__session=session, briefing__place=Briefing.Place.SITE).values_list(
            "participation_id", flat=True
        )
    )


def expected(session: TrialSession) -> list[Participation]:
    """The admitted group without those marked absent or late: who must be briefed before the visit begins."""
    elsewhere = session.attendance.filter(mark__in=[Mark.ABSENT, Mark.LATE]).values("participation")
    return list(session.trial.participations.filter(status=Participation.Status.ADMITTED).exclude(pk__in=elsewhere).select_related("pupil"))


@transaction.atomic
def start_visit(*, session: TrialSession, by: Any) -> TrialSession:
    """Ready → in progress, the trial → running. Raises BriefingIncomplete, NobodyPresent, WrongState."""
    trial = locked(session.trial)
    session = locked(session)
    if not session.may("start"):
        raise WrongState(status=session.get_status_display())
    briefed, present = briefed_ids(session), expected(session)
    if not present:
        raise errors.NobodyPresent
    if missing := [p.pupil.short_name for p in present if p.pk not in briefed]:
        raise errors.BriefingIncomplete(who=", ".join(missing))
    session.move("start", by=by)
    if trial.may("start"):
        trial.move("start", by=by)
    session.trial = trial
    if trial.cards != Trial.Cards.FORM:
        begin_group_card(session=session)
    return session


def briefed_on_site(session: TrialSession, pupils: Sequence[Participation], *, by: Any) -> None:
    """Whoever was briefed on site is there; when everybody present is briefed, the visit begins."""
    for participation in pupils:
        mark = Mark.LATE if session.status == TrialSession.Status.IN_PROGRESS else Mark.PRESENT
        existing = SessionAttendance.objects.filter(session=session, participation=participation).first()
        if existing is None or existing.mark == Mark.ABSENT:
            SessionAttendance.objects.update_or_create(
                session=session, participation=participation, defaults={"mark": mark, "marked_by": by}
            )
    if session.may("start"):
        try:
            with transaction.atomic():
                start_visit(session=session, by=by)
        except (errors.BriefingIncomplete, errors.NobodyPresent):
            pass  # the rest of the group is briefed or marked absent next


@transaction.atomic
def mark_attendance(*, session: TrialSession, participation: Participation, mark: str, by: Any) -> SessionAttendance:
    """Present, absent, late or left early. Raises NotInVisit, WrongState (the visit is over)."""
    session = locked(session)
    if session.status not in {TrialSession.Status.READY, TrialSession.Status.PLANNED, TrialSession.Status.IN_PROGRESS}:
        raise WrongState(status=session.get_status_display())
    if participation.trial_id != session.trial_id or participation.status != Participation.Status.ADMITTED:
        raise errors.NotInVisit(who=participation.pupil.short_name)
    row, _created = SessionAttendance.objects.update_or_create(
        session=session, participation=participation, defaults={"mark": mark, "marked_by": by}
    )
    return row


@transaction.atomic
def finish_visit(*, session: TrialSession, by: Any, tools_shown: bool, chain_done: bool) -> TrialSession:
    """In progress → held: pupils become attended or absent, the booking completed, the trial held with its last visit. Raises WrongState."""
    booking = session.booking
    if booking:
        locked(booking.slot)
        booking = locked(booking)
    trial = locked(session.trial, "programme", "school", "host", "responsible__user", "mentor__membership__user")
    session = locked(session)
    session.tools_shown, session.chain_done = tools_shown, chain_done
    session.move("hold", by=by, save_also=("tools_shown", "chain_done"))
    follow_in_calendar(session, "hold", by=by)
    _settle_attendance(trial, session, by=by)
    if booking and booking.may("complete"):
        booking.move("complete", by=by)
    if trial.may("hold") and not trial.sessions.filter(status__in=["planned", "ready", "in_progress", "moved"]).exists():
        trial.move("hold", by=by)
        open_feedback(trial)
    session.trial = trial
    _open_forms(trial)
    return session


def _settle_attendance(trial: Trial, session: TrialSession, *, by: Any) -> None:
    """Everybody gets a mark: who was briefed was there, who was not and has no mark was not."""
    marks = dict(session.attendance.values_list("participation_id", "mark"))
    briefed = briefed_ids(session)
    for participation in trial.participations.select_for_update(of=("self",)).filter(status=Participation.Status.ADMITTED).order_by("pk"):
        mark = marks.get(participation.pk)
        if mark is None:
            mark = Mark.PRESENT if participation.pk in briefed else Mark.ABSENT
            SessionAttendance.objects.create(session=session, participation=participation, mark=mark, marked_by=by)
        participation.move("attend" if mark in THERE else "miss", by=by)


def _open_forms(trial: Trial) -> None:
    """Form В «after» opens now, form Г begins to collect."""
    from .summaries import refresh_summary  # summaries stand above the visit

    there = trial.participations.filter(status=Participation.Status.ATTENDED)
    for participation in there:
        refresh_summary(participation=participation)
    people = [participation.pupil for participation in there.select_related("pupil")]
    message = _("How was it? Tell us about trial “%(title)s”: five minutes on your phone.")
    notices.tell(people, message, url_name="profprobes:my_trials", title=trial.title)
    notices.tell_school(trial, _("The visit of trial %(trial)s was held."))
