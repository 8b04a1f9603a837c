"""People in organisations: memberships, roles with dates, invitations (NR9, NR10, NR14)."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.links import issue_link, link_url
from accounts.messages import in_language_of, send_to_user
from accounts.models import OneTimeLink, User, normal_phone
from accounts.services import end_sessions, notify
from core.crypto import keyed_hash

from ..errors import (
    AddressTaken,
    AlreadyMember,
    ClassNeeded,
    ForeignClass,
    LastCoordinator,
    NoAddress,
    NotInvitable,
    RoleHeld,
    RoleOutsideMembership,
)
from ..models import ClassGroup, Membership, Organisation, Role, RoleAssignment

INVITATION_DAYS = 14
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
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> RoleAssignment:
    """Give a member a role, from today by default and as long as the membership. Raises ClassNeeded, ForeignClass, RoleOutsideMembership, RoleHeld."""
    if role in NARROWED and class_group is None:
        raise ClassNeeded
    if class_group is not None and class_group.organisation_id != membership.organisation_id:
        raise ForeignClass
    start = valid_from or max(timezone.localdate(), membership.valid_from)
    _check_period(membership, start, valid_until)
    current = membership.roles.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=start), role=role, class_group=class_group, ended_at__isnull=True
    )
    if current.exists():
        raise RoleHeld(person=membership.user)
    return RoleAssignment.objects.create(
        membership=membership, role=role, class_group=class_group, valid_from=start, valid_until=valid_until, granted_by=by
    )


def _check_period(membership: Membership, start: dt.date, end: dt.date | None) -> None:
    too_early = start < membership.valid_from
    too_late = membership.valid_until is not None and (start > membership.valid_until or (end is not None and end > membership.valid_until))
    if too_early or too_late or (end is not None and end < start):
        raise RoleOutsideMembership(start=membership.valid_from, end=membership.valid_until or "…")


@transaction.atomic
def end_role(*, assignment: RoleAssignment, by: Any, reason: str) -> RoleAssignment:
    """Take a role away: access stops at this second, not at midnight (NR14). Raises LastCoordinator."""
    assignment = RoleAssignment.objects.select_for_update(of=("self",)).select_related("membership").get(pk=assignment.pk)
    if assignment.ended_at is not None:
        return assignment
    _keep_a_coordinator(assignment)
    assignment.ended_at, assignment.ended_by, assignment.end_reason = timezone.now(), by, reason.strip()[:300]
    assignment.save(update_fields=["ended_at", "ended_by", "end_reason"])
    return assignment


def _keep_a_coordinator(assignment: RoleAssignment) -> None:
    if assignment.role != Role.ORG_COORDINATOR:
        return
    # Two coordinators who end each other's role at once queue on their organisation.
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=assignment.membership.organisation_id)
    if organisation.status == Organisation.Status.ACTIVE and not _coordinators(organisation).exclude(pk=assignment.pk).exists():
        raise LastCoordinator


def _coordinators(organisation: Organisation) -> Any:
    today = timezone.localdate()
    return RoleAssignment.objects.current(today).filter(membership__organisation=organisation, role=Role.ORG_COORDINATOR)


@transaction.atomic
def end_membership(*, membership: Membership, by: Any, reason: str) -> Membership:
    """A person leaves: their roles end with the membership, at this second. Raises LastCoordinator."""
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    for assignment in membership.roles.filter(ended_at__isnull=True):
        end_role(assignment=assignment, by=by, reason=reason)
    today = timezone.localdate()
    membership.valid_until = max(today, membership.valid_from)
    membership.save(update_fields=["valid_until"])
    if not RoleAssignment.objects.current(today).filter(membership__user=membership.user_id).exists():
        end_sessions(user=membership.user)
    return membership


@transaction.atomic
def invite_person(
    *,
    organisation: Organisation,
    last_name: str,
    first_name: str,
    role: str,
    by: Any,
    middle_name: str = "",
    email: str = "",
    phone: str = "",
    language: str = User.Language.KK,
    position_kk: str = "",
    position_ru: str = "",
    class_group: ClassGroup | None = None,
) -> OneTimeLink | None:
    """Enter a person with one role and send them the way in; the link also comes back, for people without reachable addresses.

    Whoever signs in already gets the role under the present account and a notice, no link (None): the name must agree.
    Raises NoAddress, AddressTaken, AlreadyMember, ClassNeeded, ForeignClass.
    """
    email, phone = email.strip().lower(), normal_phone(phone) if phone else ""
    if not email and not phone:
        raise NoAddress
    person = _known(email, phone, last_name, first_name)
    if person is None:
        person = User.objects.create_user(
            last_name=last_name,
            first_name=first_name,
            middle_name=middle_name,
            email=email or None,
            phone=phone,
            language=language,
            sign_in=User.SignIn.INVITED,
        )
    membership = _membership(person, organisation, by, position_kk, position_ru)
    assign_role(membership=membership, role=role, class_group=class_group, by=by)
    if person.sign_in in {User.SignIn.NONE, User.SignIn.INVITED}:
        return _send_invitation(person, organisation, by)
    notify(
        person,
        gettext_noop("%(organisation)s gave you a role in the portal."),
        "/",
        params={"organisation": organisation.short_name_in(person.language)},
    )
    return None


def _known(email: str, phone: str, last_name: str, first_name: str) -> User | None:
    found = Q(pk__in=[])
    if email:
        found |= Q(email=email)
    if phone:
        found |= Q(phone_hash=keyed_hash(phone))
    people = list(User.objects.filter(found)[:2])
    if not people:
        return None
    # A name that differs means a mistyped address or somebody else's: no role is given over a guess.
    if len(people) > 1 or (people[0].last_name.casefold(), people[0].first_name.casefold()) != (
        last_name.casefold(),
        first_name.casefold(),
    ):
        raise AddressTaken(person=f"{last_name} {first_name}")
    return people[0]


def _membership(person: User, organisation: Organisation, by: Any, position_kk: str, position_ru: str) -> Membership:
    today = timezone.localdate()
    current = person.memberships.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today), organisation=organisation, kind=Membership.Kind.STAFF
    )
    return current.first() or add_member(user=person, organisation=organisation, by=by, position_kk=position_kk, position_ru=position_ru)


@transaction.atomic
def renew_invitation(*, person: User, organisation: Organisation, by: Any) -> OneTimeLink:
    """Send the way in once more; the earlier link closes. Raises NotInvitable for somebody who signs in already."""
    if person.sign_in not in {User.SignIn.NONE, User.SignIn.INVITED}:
        raise NotInvitable(person=person)
    return _send_invitation(person, organisation, by)


def _send_invitation(person: User, organisation: Organisation, by: Any) -> OneTimeLink:
    expires = timezone.now() + dt.timedelta(days=INVITATION_DAYS)
    if person.sign_in == User.SignIn.NONE:
        person.sign_in = User.SignIn.INVITED
        person.save(update_fields=["sign_in"])
    link = issue_link(purpose=OneTimeLink.Purpose.ACCESS, object=organisation, user=person, expires_at=expires, by=by)
    with in_language_of(person):
        words = {"organisation": organisation.short_name, "url": link_url(link), "name": person.first_name, "days": INVITATION_DAYS}
        subject = _("Invitation to Köpir: %(organisation)s") % words
        body = (
            _(
                "%(name)s, %(organisation)s invites you to the portal Köpir. Open the link within %(days)s days and choose a password:\n\n%(url)s\n"
            )
            % words
        )
        send_to_user(user=person, subject=subject, body=body)
    return link
