"""Who leads whom: proposed, accepted, in force, ended (mentoring page 2.3)."""

import datetime as dt
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.services import notify, notify_all
from network.models import RoleAssignment
from network.workdays import add_working_days

from ..access import COORDINATORS, LEADERS
from ..errors import AlreadyProposed, LoadFull, NotALeader, NotEligible
from ..models import MentorAssignment, MentorProfile
from .eligibility import may_be_appointed, missing_of

ANSWER_DAYS = 5
PROPOSED = gettext_lazy("You are asked to lead %(mentee)s from %(day)s. Answer by %(due)s.")
ANSWERED = gettext_lazy("%(mentor)s: %(answer)s (%(mentee)s).")


def free_mentors(organisation: Any, *, exclude: Any = None) -> list[MentorProfile]:
    """Mentors of the organisation who may take one more, the least loaded first (RM4, RM21)."""
    rows = MentorProfile.objects.active().filter(organisation=organisation).select_related("person").prefetch_related("trainings")
    free = [row for row in rows if row.pk != getattr(exclude, "pk", None) and row.free_load and may_be_appointed(row)]
    return sorted(free, key=lambda row: (row.active_load / row.capacity_max, row.person.full_name))


@transaction.atomic
def propose_mentor(
    *, profile: MentorProfile, mentee: Any, source: Any, starts_on: dt.date, ends_on: dt.date, by: Any, by_organisation: Any = None,
    mentee_kind: str = "student", class_label: str = "", replaces: bool = False,
) -> MentorAssignment:  # fmt: skip
    """Propose a mentor of the register for a mentee. Raises NotEligible, LoadFull (with the free mentors named), AlreadyProposed."""
    row = MentorProfile.objects.select_for_update(of=("self",)).select_related("person", "organisation").get(pk=profile.pk)
    if row.status != MentorProfile.Status.ACTIVE:
        raise NotEligible(name=row.person.short_name, why=row.get_status_display())
    if not may_be_appointed(row, max(starts_on, timezone.localdate())):
        raise NotEligible(name=row.person.short_name, why="; ".join(missing_of(row)))
    leads = MentorAssignment.objects.holding().filter(profile=row, mentee=mentee, role=MentorAssignment.Role.MENTOR)
    if not row.free_load and not leads.exists():
        raise _full(row)
    return _propose(
        mentor=row.person, profile=row, organisation=row.organisation, mentee=mentee, mentee_kind=mentee_kind, role=MentorAssignment.Role.MENTOR,
        source=source, starts_on=starts_on, ends_on=ends_on, by=by, by_organisation=by_organisation, class_label=class_label,
    )  # fmt: skip


@transaction.atomic
def propose_leader(
    *, person: Any, organisation: Any, mentee: Any, source: Any, starts_on: dt.date, ends_on: dt.date, by: Any,
    role: str = MentorAssignment.Role.SUPERVISOR,
) -> MentorAssignment:  # fmt: skip
    """Propose the leader from the college or university; whoever names oneself has accepted. Raises NotALeader, AlreadyProposed."""
    holds = RoleAssignment.objects.current().filter(membership__user=person, membership__organisation=organisation, role__in=LEADERS)
    if not holds.exists():
        raise NotALeader
    return _propose(
        mentor=person, profile=None, organisation=organisation, mentee=mentee, mentee_kind="student", role=role, source=source, starts_on=starts_on,
        ends_on=ends_on, by=by, by_organisation=organisation, class_label="",
    )  # fmt: skip


def _full(row: MentorProfile) -> LoadFull:
    names = ", ".join(
        f"{one.person.short_name} ({one.active_load}/{one.capacity_max})" for one in free_mentors(row.organisation, exclude=row)
    )
    return LoadFull(name=row.person.short_name, load=row.active_load, capacity=row.capacity_max, free=names)


def _propose(*, source: Any, by: Any, by_organisation: Any, **values: Any) -> MentorAssignment:
    due = add_working_days(timezone.localdate(), ANSWER_DAYS)
    try:
        with transaction.atomic():
            made = MentorAssignment.objects.create(
                source_type=ContentType.objects.get_for_model(source), source_id=source.pk, proposed_by=by, proposed_by_organisation=by_organisation,
                answer_due_on=due, **values,
            )  # fmt: skip
    except IntegrityError as error:
        if "one_open_proposal_per_role" in str(error):
            raise AlreadyProposed from error
        if "mentor_load_within_capacity" in str(error):
            raise _full(values["profile"]) from error
        raise
    if by is not None and made.mentor_id == by.pk:
        made.move("accept", by=by)
    else:
        url = "/mentors/proposals/"
        params = {"mentee": made.mentee.short_name, "day": f"{made.starts_on:%d.%m.%Y}", "due": f"{due:%d.%m.%Y}"}
        notify(made.mentor, PROPOSED, url, params=params)
    return made


def _locked(assignment: MentorAssignment) -> MentorAssignment:
    return MentorAssignment.objects.select_for_update(of=("self",)).select_related("mentor", "mentee", "organisation").get(pk=assignment.pk)


def _tell(row: MentorAssignment, answer: Any) -> None:
    people = [row.proposed_by] if row.proposed_by_id else []
    notify_all(
        people, ANSWERED, "/mentors/", params={"mentor": row.mentor.short_name, "answer": str(answer), "mentee": row.mentee.short_name}
    )


@transaction.atomic
def accept(*, assignment: MentorAssignment, by: Any) -> MentorAssignment:
    """The mentor says yes."""
    row = _locked(assignment)
    row.move("accept", by=by)
    _tell(row, row.get_status_display())
    return row


@transaction.atomic
def decline(*, assignment: MentorAssignment, code: str, by: Any, reason: str = "") -> MentorAssignment:
    """The mentor says no, with a reason from the list."""
    row = _locked(assignment)
    row.decline_code = code
    row.move("decline", by=by, reason=reason, save_also=("decline_code",))
    _tell(row, row.get_decline_code_display())
    return row


@transaction.atomic
def cancel_open(*, source: Any, by: Any, reason: str = "") -> None:
    """Proposals and acceptances of a source that came to nothing."""
    for row in MentorAssignment.objects.of(source).select_for_update(of=("self",)).filter(status__in=["proposed", "accepted"]):
        row.move("cancel", by=by, reason=reason)


@transaction.atomic
def end_all(*, source: Any, on: dt.date, by: Any, reason: str = "") -> None:
    """Everything in force for a source ends on the day; what was only proposed falls."""
    for row in MentorAssignment.objects.of(source).select_for_update(of=("self",)).filter(status="active"):
        end(assignment=row, on=on, by=by, reason=reason)
    cancel_open(source=source, by=by, reason=reason)


@transaction.atomic
def end(*, assignment: MentorAssignment, on: dt.date, by: Any, reason: str = "", action: str = "end") -> MentorAssignment:
    """The assignment ends on the day (``action`` end or replace); load and shares follow the dates."""
    row = _locked(assignment)
    row.ends_on = min(row.ends_on, max(on, row.starts_on + dt.timedelta(days=1)))
    row.end_reason = reason[:300]
    row.move(action, by=by, reason=reason, save_also=("ends_on", "end_reason"))
    return row


@transaction.atomic
def activate(*, source: Any, number: str, date: dt.date, by: Any) -> list[MentorAssignment]:
    """An order brings accepted assignments of the source into force; whoever held the role before is replaced the day before (R40)."""
    done = []
    accepted = MentorAssignment.objects.of(source).select_for_update(of=("self",)).filter(status="accepted")
    for row in accepted:
        for old in MentorAssignment.objects.of(source).filter(status="active", role=row.role):
            begin = max(row.starts_on, date, old.starts_on + dt.timedelta(days=2))
            row.starts_on = min(begin, row.ends_on - dt.timedelta(days=1))
            end(assignment=old, on=row.starts_on - dt.timedelta(days=1), by=by, reason=_("Replaced by order No. %(number)s") % {"number": number},
                action="replace")  # fmt: skip
        row.order_number, row.order_date = number, date
        row.move("activate", by=by, save_also=("order_number", "order_date", "starts_on"))
        done.append(row)
    return done


def lapse_unanswered() -> int:
    """Nightly: proposals whose term of answer is over fall; the one who proposed is told. Answers how many."""
    late = MentorAssignment.objects.filter(status="proposed", answer_due_on__lt=timezone.localdate())
    count = 0
    for pk in list(late.values_list("pk", flat=True)):
        with transaction.atomic():
            row = MentorAssignment.objects.select_for_update(of=("self",)).select_related("mentor", "mentee").get(pk=pk)
            if row.status == MentorAssignment.Status.PROPOSED:
                row.move("cancel", by=None, reason="answer_due_on")
                _tell(row, _("no answer in time"))
                count += 1
    return count


def drop_dismissed() -> list[MentorAssignment]:
    """E-11: assignments in force of mentors who work in the organisation no longer end today. Answers those that ended."""
    from network.models import Membership

    today, ended = timezone.localdate(), []
    rows = MentorAssignment.objects.filter(status="active", role="mentor").select_related("mentor", "mentee", "profile")
    working = set(Membership.objects.current().filter(user__in=rows.values("mentor")).values_list("user_id", "organisation_id"))
    for row in rows:
        gone = (row.mentor_id, row.organisation_id) not in working
        if gone or (row.profile and row.profile.status == MentorProfile.Status.CLOSED):
            ended.append(end(assignment=row, on=today, by=None, reason=_("The mentor left the organisation")))
    return ended


def coordinators_of(organisation: Any) -> list[Any]:
    """Coordinators of an organisation, each once."""
    from accounts.models import User

    holders = RoleAssignment.objects.current().filter(membership__organisation=organisation, role__in=COORDINATORS)
    return list(User.objects.filter(pk__in=holders.values("membership__user")))
