"""People in organisations: memberships and roles with dates, leaving, moving, the last coordinator (NR10, NR14)."""

import datetime as dt
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.errors import ReasonMissing
from accounts.models import User
from accounts.services import close_account, end_sessions, notify

from ..errors import (
    AlreadyMember,
    ClassNeeded,
    ForeignClass,
    ForeignNetwork,
    LastCoordinator,
    NotAColleague,
    RoleDatesWrong,
    RoleHeld,
    RoleOutsideMembership,
    SameOrganisation,
)
from ..models import ClassGroup, Membership, Network, NetworkMembership, Organisation, Region, Role, RoleAssignment, Subject
from .handover import hand_over, responsible_people

IDLE_DAYS = 30  # after the last role ends an account stays open so long (network page 2.1)
NARROWED = {Role.CLASS_TEACHER}  # roles that mean nothing without a class


@transaction.atomic
def add_member(
    *,
    user: User,
    organisation: Organisation,
    by: Any,
    kind: str = Membership.Kind.STAFF,
    position_kk: str = "",
    position_ru: str = "",
    unit: str = "",
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> Membership:
    """Make a person belong to an organisation for a period, from today by default. Raises AlreadyMember."""
    try:
        with transaction.atomic():
            return Membership.objects.create(
                user=user,
                organisation=organisation,
                kind=kind,
                position_kk=position_kk,
                position_ru=position_ru,
                unit=unit,
                valid_from=valid_from or timezone.localdate(),
                valid_until=valid_until,
            )
    except IntegrityError as error:
        raise AlreadyMember(person=user, organisation=organisation) from error


@transaction.atomic
def assign_role(
    *,
    membership: Membership,
    role: str,
    by: Any,
    class_group: ClassGroup | None = None,
    subject: Subject | None = None,
    region: Region | None = None,
    network: Network | None = None,
    basis: str = "",
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> RoleAssignment:
    """Give a member a role, from today by default and as long as the membership. Raises ClassNeeded, ForeignClass, ForeignNetwork,
    RoleOutsideMembership, RoleHeld.
    """
    if network is not None and not networks_of(membership.organisation).filter(pk=network.pk).exists():
        raise ForeignNetwork
    if role in NARROWED and class_group is None:
        raise ClassNeeded
    if class_group is not None and class_group.organisation_id != membership.organisation_id:
        raise ForeignClass
    start = valid_from or max(timezone.localdate(), membership.valid_from)
    _check_period(membership, start, valid_until)
    current = membership.roles.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=start),
        role=role,
        class_group=class_group,
        subject=subject,
        region=region,
        network=network,
        ended_at__isnull=True,
    )
    if valid_until is not None:
        current = current.filter(valid_from__lte=valid_until)
    if current.exists():
        raise RoleHeld(person=membership.user)
    return RoleAssignment.objects.create(
        membership=membership,
        role=role,
        class_group=class_group,
        subject=subject,
        region=region,
        network=network,
        basis=basis.strip(),
        valid_from=start,
        valid_until=valid_until,
        granted_by=by,
    )


def networks_of(organisation: Any) -> Any:
    """Networks at work that the organisation operates or takes part in: to these its roles may be narrowed."""
    member = NetworkMembership.objects.live().filter(organisation=organisation)
    return Network.objects.at_work().filter(Q(operator=organisation) | Q(pk__in=member.values("network")))


def _check_period(membership: Membership, start: dt.date, end: dt.date | None) -> None:
    too_early = start < membership.valid_from
    too_late = membership.valid_until is not None and (start > membership.valid_until or (end is not None and end > membership.valid_until))
    if too_early or too_late or (end is not None and end < start):
        raise RoleOutsideMembership(start=f"{membership.valid_from:%d.%m.%Y}", end=_day(membership.valid_until))


def _day(day: dt.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else "…"


@transaction.atomic
def extend_role(*, assignment: RoleAssignment, valid_until: dt.date | None, by: Any) -> RoleAssignment:
    """Give a role another last day, or none (as long as the membership). A role that ended is given anew, not extended.

    Raises RoleDatesWrong, RoleOutsideMembership.
    """
    assignment = RoleAssignment.objects.select_for_update(of=("self",)).select_related("membership").get(pk=assignment.pk)
    if not assignment.is_open or (valid_until is not None and valid_until < timezone.localdate()):
        raise RoleDatesWrong
    _check_period(assignment.membership, assignment.valid_from, valid_until)
    assignment.valid_until = valid_until
    assignment.save(update_fields=["valid_until"])
    return assignment


@transaction.atomic
def move_class(*, assignment: RoleAssignment, class_group: ClassGroup | None, by: Any) -> RoleAssignment:
    """A class teacher takes another class: the role for the old one ends, one for the new class begins today. Raises ClassNeeded, ForeignClass, RoleHeld."""
    if class_group is None or assignment.role not in NARROWED:
        raise ClassNeeded
    ended = end_role(assignment=assignment, by=by, reason=f"→ {class_group.name}")
    return assign_role(
        membership=ended.membership, role=ended.role, class_group=class_group, basis=ended.basis, valid_until=ended.valid_until, by=by
    )


@transaction.atomic
def end_role(*, assignment: RoleAssignment, by: Any, reason: str) -> RoleAssignment:
    """Take a role away: access stops at this second, not at midnight (NR14). Raises ReasonMissing, LastCoordinator."""
    if not reason.strip():
        raise ReasonMissing
    assignment = RoleAssignment.objects.select_for_update(of=("self",)).select_related("membership").get(pk=assignment.pk)
    if assignment.ended_at is not None:
        return assignment
    _keep_a_coordinator(assignment)
    assignment.ended_at, assignment.ended_by, assignment.end_reason = timezone.now(), by, reason.strip()[:300]
    assignment.save(update_fields=["ended_at", "ended_by", "end_reason"])
    return assignment


def _keep_a_coordinator(assignment: RoleAssignment) -> None:
    if assignment.role != Role.ORG_COORDINATOR or assignment.network_id is not None:
        return
    # Two coordinators who end each other's role at once queue on their organisation.
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=assignment.membership.organisation_id)
    if organisation.status == Organisation.Status.ACTIVE and not _coordinators(organisation).exclude(pk=assignment.pk).exists():
        names = [person.short_name for person in colleagues_of(assignment.membership)[:10]]
        raise LastCoordinator(colleagues=", ".join(names) or "—")


def colleagues_of(membership: Membership) -> list[User]:
    """Staff of today who sign in, without the person: those who could be named as the next coordinator (NR10, bad input 5)."""
    staff = Membership.objects.current().filter(organisation=membership.organisation_id, kind=Membership.Kind.STAFF)
    people = User.objects.filter(pk__in=staff.values("user"), sign_in=User.SignIn.ACTIVE).exclude(pk=membership.user_id)
    return list(people.by_name())


@transaction.atomic
def name_successor(*, assignment: RoleAssignment, successor: User, by: Any, reason: str) -> RoleAssignment:
    """The coordinator's role passes to a colleague: theirs begins and this one ends in one step (NR10). Raises ReasonMissing, NotAColleague."""
    membership = assignment.membership
    colleagues = Membership.objects.current().filter(organisation=membership.organisation, kind=Membership.Kind.STAFF)
    theirs = colleagues.filter(user=successor).exclude(user=membership.user_id).first()
    if theirs is None or not successor.is_active:
        raise NotAColleague
    with suppress(RoleHeld):  # a colleague who holds the role already stands ready
        assign_role(membership=theirs, role=Role.ORG_COORDINATOR, by=by)
    ended = end_role(assignment=assignment, by=by, reason=reason)
    params = {"organisation": membership.organisation.short_name_in(successor.language)}
    notify(successor, gettext_noop("You are now the network coordinator of %(organisation)s."), "/", params=params)
    return ended


def _coordinators(organisation: Organisation) -> Any:
    today = timezone.localdate()
    return RoleAssignment.objects.current(today).filter(membership__organisation=organisation, role=Role.ORG_COORDINATOR)


@transaction.atomic
def end_membership(*, membership: Membership, by: Any, reason: str) -> Membership:
    """A person leaves: their roles end with the membership at this second, running tasks go to the coordinator (NR14), the history stays.

    Whoever holds no other role is signed out everywhere. Raises ReasonMissing, LastCoordinator.
    """
    if not reason.strip():
        raise ReasonMissing
    membership = Membership.objects.select_for_update(of=("self",)).select_related("organisation", "user").get(pk=membership.pk)
    for assignment in membership.roles.filter(ended_at__isnull=True):
        end_role(assignment=assignment, by=by, reason=reason)
    hand_over(membership)
    today = timezone.localdate()
    membership.valid_until = max(today, membership.valid_from)
    membership.save(update_fields=["valid_until"])
    if not RoleAssignment.objects.held(today).filter(membership__user=membership.user_id).exists():
        end_sessions(user=membership.user)
    return membership


@transaction.atomic
def transfer(*, membership: Membership, to: Organisation, by: Any, reason: str) -> Membership:
    """A person moves to another organisation: the membership here ends as in leaving, one without roles begins there, and whoever answers there is
    told to give the roles. Answers the new membership. Raises ReasonMissing, LastCoordinator, SameOrganisation, AlreadyMember.
    """
    if to.pk == membership.organisation_id:
        raise SameOrganisation
    ended = end_membership(membership=membership, by=by, reason=reason)
    made = add_member(
        user=ended.user, organisation=to, by=by, kind=ended.kind, position_kk=ended.position_kk, position_ru=ended.position_ru
    )
    for person in responsible_people(to):
        notify(
            person,
            gettext_noop("%(person)s has moved to you from %(organisation)s. Give the roles."),
            reverse("network:member", args=[to.pk, made.pk]),
            params={"person": ended.user.short_name, "organisation": ended.organisation.short_name_in(person.language)},
        )
    return made


def close_idle_accounts(day: dt.date | None = None) -> int:
    """Close accounts whose last role ended more than 30 days ago (network page 2.1); answers how many. People who never had a role, platform
    operators and guardians with an account stay.
    """
    day = day or timezone.localdate()
    border = day - dt.timedelta(days=IDLE_DAYS)
    roles = RoleAssignment.objects.filter(membership__user=OuterRef("pk"))
    last = Coalesce("valid_until", "membership__valid_until", dt.date.max)
    lasting = roles.annotate(last=last).filter(
        Q(ended_at__isnull=True) | Q(ended_at__date__gte=border),
        Q(last__gte=border),
        Q(membership__valid_until__isnull=True) | Q(membership__valid_until__gte=border),
    )
    wards = User.objects.filter(wards__status="active")
    idle = User.objects.filter(Exists(roles), ~Exists(lasting), sign_in=User.SignIn.ACTIVE, is_superuser=False, is_staff=False)
    count = 0
    for person in idle.exclude(pk__in=wards.values("pk"))[:500]:
        close_account(user=person, by=None, reason="no role for 30 days")
        count += 1
    return count
