"""A mentor leaves: the host names another trained one for every planned visit, within three working days (BR-53, S35)."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.dates import local_date
from network.workdays import add_working_days

from .. import errors_booking as errors
from ..models import MentorReplacement, Trial, TrialMentor, TrialSession
from ..words import Day, When
from . import moving, notices, trials
from .locks import locked

PLANNED = [TrialSession.Status.PLANNED, TrialSession.Status.READY]


def without_mentor() -> QuerySet[TrialSession]:
    """Visits ahead whose mentor has ended, has no valid training, or will have none on the day; those that are already asked for aside."""
    rows = TrialSession.objects.filter(status__in=PLANNED, trial__status=Trial.Status.PLANNED, period__startswith__gt=timezone.now())
    gone = ~Q(mentor__status=TrialMentor.Status.ACTIVE) | Q(mentor__valid_until__lt=F("period__startswith__date"))
    return rows.filter(gone, mentor__isnull=False).exclude(replacements__settled_at__isnull=True, replacements__isnull=False)


@transaction.atomic
def ask_for_mentor(session: TrialSession) -> MentorReplacement | None:
    """The host is asked for another mentor of the visit, once; None where the visit has one again."""
    session = locked(session, "trial__host", "trial__school", "mentor__membership__user")
    if session.mentor is None or not without_mentor().filter(pk=session.pk).exists():
        return None
    due = add_working_days(timezone.localdate(), settings.TRIALS["MENTOR_WORKING_DAYS"])
    row = MentorReplacement.objects.create(session=session, left=session.mentor, due=due)
    message = _("%(mentor)s no longer leads trial %(trial)s on %(when)s. Name another trained mentor by %(day)s.")
    values: dict[str, Any] = {
        "mentor": str(session.mentor),
        "trial": session.trial.number,
        "when": str(When(session.period)),
        "day": str(Day(due)),
    }
    notices.tell(notices.coordinators_of(session.trial.host_id), message, url_name="profprobes:my_sites", **values)
    return row


@transaction.atomic
def end_mentor(*, mentor: TrialMentor, by: Any) -> list[MentorReplacement]:
    """The host ends a mentor; another one is asked for at once for each planned visit. Raises MentorEnded."""
    mentor = locked(mentor)
    if mentor.status == TrialMentor.Status.ENDED:
        raise errors.MentorEnded
    mentor.status = TrialMentor.Status.ENDED
    mentor.save(update_fields=["status"])
    found = [ask_for_mentor(session) for session in without_mentor().filter(mentor=mentor)]
    return [row for row in found if row is not None]


@transaction.atomic
def name_mentor(*, replacement: MentorReplacement, mentor: TrialMentor, by: Any) -> Trial:
    """The host names another mentor: the card gets a revision, families confirm again (BR-24). Raises ReplacementSettled and everything of change_mentor."""
    replacement = locked(replacement, "session__trial", "left__membership__user")
    if replacement.settled_at:
        raise errors.ReplacementSettled
    session = replacement.session
    trial = trials.change_mentor(trial=session.trial, mentor=mentor, by=by, reason=_now("The mentor has left."))
    values: dict[str, Any] = {"mentor": str(mentor)}
    notices.tell_school(trial, _("Trial %(trial)s has a new mentor: %(mentor)s. Families are asked to confirm."), but=by, **values)
    return trial


@transaction.atomic
def chase(replacement: MentorReplacement) -> None:
    """Time alone: the operator is told after S35, the school is offered a move two days before. A visit that needs nobody any more is settled. System."""
    row = locked(replacement, "session__trial__host", "session__trial__school", "session__booking__slot__site__organisation")
    session, now = row.session, timezone.now()
    if row.settled_at:
        return
    if session.status not in PLANNED or session.mentor_id != row.left_id or session.starts <= now:
        row.settled_at = now
        row.save(update_fields=["settled_at"])
        return
    if row.operator_told_at is None and row.due < timezone.localdate() and session.booking:
        row.operator_told_at = now
        message = _("%(host)s has not named another mentor for trial %(trial)s on %(when)s.")
        values: dict[str, Any] = {"host": str(session.trial.host), "trial": session.trial.number, "when": str(When(session.period))}
        notices.tell(moving.operators_of(session.booking.slot.site), message, url_name="profprobes:replacements", **values)
    if row.school_told_at is None and (local_date(session.starts) - timezone.localdate()).days <= settings.TRIALS["MENTOR_MOVE_DAYS"]:
        row.school_told_at = now
        message = _("Trial %(trial)s still has no mentor. You may move it to another slot.")
        notices.tell_school(session.trial, message, url_name="profprobes:trial")
    row.save(update_fields=["operator_told_at", "school_told_at"])
