"""A proposed place: leaders named, two yeses, declined, lapsed (practicum page 2.3, R12, R26)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.models import MentorAssignment, MentorProfile
from mentoring.services import assignments, propose_leader, propose_mentor

from ..errors import ReasonNeeded
from ..errors_life import AnswerOver, DeclinedOnce, LeaderMissing, TooLateToDecline
from ..models import Placement
from .telling import owner_people, school_people, tell

DECLINE_DAYS = 3
MENTOR, SUPERVISOR = MentorAssignment.Role.MENTOR, MentorAssignment.Role.SUPERVISOR
WHO = {MENTOR: gettext_lazy("The school mentor"), SUPERVISOR: gettext_lazy("The practicum leader")}
CONFIRMED = gettext_lazy("%(student)s: the place in %(school)s is confirmed by both sides.")
DECLINED = gettext_lazy("%(student)s: the place in %(school)s is declined. Reason: %(reason)s")
LAPSED = gettext_lazy("%(student)s: the place in %(school)s was not confirmed in time and is free again. No answer from: %(silent)s.")


def locked(placement: Placement) -> Placement:
    """The row under lock, with what its rules read."""
    rows = Placement.objects.select_for_update(of=("self",))
    return rows.select_related("student", "school", "offer", "application", "order", "round__programme__owner_org").get(pk=placement.pk)


def leaders_of(placement: Placement) -> dict[str, MentorAssignment]:
    """Role → who holds or shall hold it; an accepted successor does not hide the one in force."""
    found: dict[str, MentorAssignment] = {}
    for row in MentorAssignment.objects.of(placement).holding().select_related("mentor", "profile").order_by("pk"):
        if row.role not in found or found[row.role].status != MentorAssignment.Status.ACTIVE:
            found[row.role] = row
    return found


@transaction.atomic
def name_mentor(*, placement: Placement, profile: MentorProfile, by: Any) -> MentorAssignment:
    """The school names the mentor (R12, RM4); an open proposal to somebody else falls. An accepted successor works from the order on changes."""
    row = locked(placement)
    if profile.organisation_id != row.school_id:
        raise LeaderMissing(who=str(WHO[MENTOR]))
    _drop_open(row, MENTOR, by)
    start = row.starts_on if row.order_id is None else max(row.starts_on, timezone.localdate())
    return propose_mentor(
        profile=profile, mentee=row.student, source=row, starts_on=start, ends_on=row.ends_on, by=by, by_organisation=row.school,
        class_label=row.classes,
    )  # fmt: skip


@transaction.atomic
def name_leader(*, placement: Placement, person: Any, by: Any) -> MentorAssignment:
    """The institution names the practicum leader (R12)."""
    row = locked(placement)
    _drop_open(row, SUPERVISOR, by)
    start = row.starts_on if row.order_id is None else max(row.starts_on, timezone.localdate())
    return propose_leader(
        person=person,
        organisation=row.round.programme.owner_org,
        mentee=row.student,
        source=row,
        starts_on=start,
        ends_on=row.ends_on,
        by=by,
    )


def _drop_open(row: Placement, role: str, by: Any) -> None:
    for old in MentorAssignment.objects.of(row).filter(role=role, status__in=["proposed", "accepted"]):
        old.move("cancel", by=by)


@transaction.atomic
def say_yes(*, placement: Placement, side: str, by: Any) -> Placement:
    """The yes of one ``side`` (school or owner), whose own leader is named; the second yes confirms. Raises AnswerOver, LeaderMissing."""
    row = locked(placement)
    if row.status == Placement.Status.PROPOSED and row.answer_due_on and row.answer_due_on < timezone.localdate():
        raise AnswerOver(day=f"{row.answer_due_on:%d.%m.%Y}")
    named = leaders_of(row)
    field = f"confirmed_{side}"
    other = row.confirmed_owner if side == "school" else row.confirmed_school
    for role in (MENTOR, SUPERVISOR) if other else (MENTOR if side == "school" else SUPERVISOR,):
        if role not in named:
            raise LeaderMissing(who=str(WHO[role]))
    setattr(row, field, getattr(row, field) or timezone.now())
    if other:
        row.move("confirm", by=by, save_also=(field,))
        people = [row.student, *school_people(row), *owner_people(row)]
        tell(people, CONFIRMED, "placement", row.pk, student=row.student.short_name, school=row.school.short_name)
    elif row.may("confirm"):
        row.save(update_fields=[field])
    else:
        row.move("confirm", by=by)  # refuses with the state
    return row


@transaction.atomic
def decline_by_school(*, placement: Placement, reason: str, by: Any) -> Placement:
    """The school says no; a reason is needed, the seat is free again."""
    row = locked(placement)
    if row.status != Placement.Status.PROPOSED:
        row.move("confirm", by=by)  # refuses with the state
    return _decline(row, reason, by)


@transaction.atomic
def decline_by_student(*, placement: Placement, reason: str, by: Any) -> Placement:
    """The student says no: once a round, within 3 days after the notice, before the order."""
    row = locked(placement)
    last = timezone.localdate(row.created_at) + dt.timedelta(days=DECLINE_DAYS)
    if timezone.localdate() > last:
        raise TooLateToDecline(day=f"{last:%d.%m.%Y}")
    earlier = Placement.objects.filter(student=row.student, round=row.round, status=Placement.Status.DECLINED, transitions__by=row.student)
    if earlier.exists():
        raise DeclinedOnce
    return _decline(row, reason, by)


def _decline(row: Placement, reason: str, by: Any) -> Placement:
    if not reason.strip():
        raise ReasonNeeded
    row.end_reason = reason.strip()[:500]
    row.move("decline", by=by, reason=reason, save_also=("end_reason",))
    assignments.cancel_open(source=row, by=by, reason=reason)
    people = [row.student, *school_people(row), *owner_people(row)]
    tell(people, DECLINED, "placement", row.pk, student=row.student.short_name, school=row.school.short_name, reason=row.end_reason[:120])
    return row


@transaction.atomic
def lapse(*, placement: Placement) -> bool:
    """The term of the answer is over and a yes is missing: the seat is free, both coordinators learn who was silent (story 16)."""
    row = locked(placement)
    if row.status != Placement.Status.PROPOSED or row.answer_due_on is None or row.answer_due_on >= timezone.localdate():
        return False
    silent = [str(place) for place, said in ((row.school.short_name, row.confirmed_school),
              (row.round.programme.owner_org.short_name, row.confirmed_owner)) if said is None]  # fmt: skip
    row.end_reason = _("No answer in time: %(who)s") % {"who": ", ".join(silent)}
    row.move("lapse", by=None, reason=row.end_reason, save_also=("end_reason",))
    assignments.cancel_open(source=row, by=None, reason=row.end_reason)
    tell([*school_people(row), *owner_people(row)], LAPSED, "placement", row.pk, student=row.student.short_name, school=row.school.short_name,
         silent=", ".join(silent))  # fmt: skip
    return True
