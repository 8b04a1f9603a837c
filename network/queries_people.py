"""Read models of people's screens: staff and roles (S8), one member, invitations, staff records."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Collate
from django.utils import timezone

from accounts.models import User
from core.text import KK_COLLATION, search

from .models import Invitation, Membership, Organisation, Role, RoleAssignment, StaffRecord
from .services.invitations import invitation_url

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
BY_NAME = (Collate("user__last_name", KK_COLLATION), Collate("user__first_name", KK_COLLATION), "pk")


def protected_people(people: Any) -> set[int]:
    """Ids of those of the people who sign in in two steps."""
    return set(Authenticator.objects.filter(user__in=people, type__in=SECOND_STEPS).values_list("user_id", flat=True))


@dataclass(frozen=True)
class StaffLine:
    """One member on the list of people: roles with dates, whether the second step is on and whether it is a duty."""

    membership: Membership
    roles: list[RoleAssignment]
    has_second_step: bool
    due_on: dt.date | None

    @property
    def person(self) -> User:
        return self.membership.user

    @property
    def lacks_second_step(self) -> bool:
        """Is it the duty of one of the roles, and not done?"""
        return self.due_on is not None and not self.has_second_step

    @property
    def is_overdue(self) -> bool:
        """Are the days of grace over?"""
        return self.lacks_second_step and self.due_on is not None and self.due_on <= timezone.localdate()

    @property
    def has_left(self) -> bool:
        end = self.membership.valid_until
        return end is not None and end < timezone.localdate()


def _ended(today: dt.date) -> Q:
    return Q(ended_at__isnull=False) | Q(valid_until__lt=today) | Q(membership__valid_until__lt=today)


def staff_of(
    organisation: Organisation, *, q: str = "", role: str = "", unit: str = "", state: str = "", no_mfa: bool = False
) -> QuerySet[Membership]:
    """Staff by the Kazakh alphabet with their roles as ``held``: of today (with those that are planned), of the past, or all."""
    today = timezone.localdate()
    rows = Membership.objects.filter(organisation=organisation).exclude(kind=Membership.Kind.LEARNER)
    roles = RoleAssignment.objects.filter(membership__organisation=organisation)
    if state == "ended":
        roles = roles.filter(_ended(today))
        rows = rows.filter(Q(valid_until__lt=today) | Exists(roles.filter(membership=OuterRef("pk"))))
    elif state != "all":
        roles = roles.exclude(_ended(today))
        rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
    if q:
        rows = search(rows, q, "user__last_name", "user__first_name")
    if role:
        rows = rows.filter(Exists(roles.filter(membership=OuterRef("pk"), role=role)))
    if unit:
        rows = search(rows, unit, "unit")
    if no_mfa:
        duty = RoleAssignment.objects.current().filter(membership=OuterRef("pk"), role__in=duty_roles())
        steps = Authenticator.objects.filter(user=OuterRef("user"), type__in=SECOND_STEPS)
        rows = rows.filter(Exists(duty), ~Exists(steps))
    held = roles.select_related("class_group", "membership").order_by("ended_at", "valid_from", "pk")
    return rows.select_related("user").prefetch_related(Prefetch("roles", queryset=held, to_attr="held")).order_by(*BY_NAME)


def duty_roles() -> list[str]:
    """Roles that must sign in in two steps: those that are enforced here, else (demo) those of the rule, so that the list still shows them."""
    return list(settings.MFA_REQUIRED_ROLES or settings.MFA_STAFF_ROLES)


def staff_lines(memberships: Any) -> list[StaffLine]:
    """Lines for one page of people; the second step of all in one query."""
    protected = protected_people([row.user_id for row in memberships])
    duty, grace = set(duty_roles()), dt.timedelta(days=settings.MFA_GRACE_DAYS)
    lines = []
    for row in memberships:
        since = [role.valid_from for role in row.held if role.role in duty and role.status == RoleAssignment.Status.ACTIVE]
        lines.append(StaffLine(row, row.held, row.user_id in protected, min(since) + grace if since else None))
    return lines


@dataclass(frozen=True)
class WaitingLine:
    """One invitation that waits for its answer, with the address to copy."""

    invitation: Invitation
    url: str

    @property
    def revoke_id(self) -> str:
        """Id of the question whether to take it back."""
        return f"revoke-{self.invitation.pk}"


def waiting_invitations(organisation: Organisation) -> list[WaitingLine]:
    """Invitations that are live, newest first, with their roles."""
    rows = Invitation.objects.live().filter(organisation=organisation).select_related("organisation").prefetch_related("roles__class_group")
    return [WaitingLine(row, invitation_url(row)) for row in rows[:50]]


def roles_of(membership: Membership) -> list[RoleAssignment]:
    """All roles of a member, those in force first."""
    order = {"active": 0, "planned": 1, "ended": 2, "revoked": 3}
    rows = membership.roles.select_related("class_group", "subject", "region", "network", "membership", "granted_by", "ended_by")
    return sorted(rows.order_by("-valid_from", "-pk"), key=lambda row: order[row.status])


def staff_records_of(organisation: Organisation, *, q: str = "", state: str = "") -> QuerySet[StaffRecord]:
    """The HR list by the Kazakh alphabet: those who work here now, those who left, or all."""
    rows = StaffRecord.objects.filter(organisation=organisation).select_related("user")
    today = timezone.localdate()
    if state == "left":
        rows = rows.filter(left_on__lt=today)
    elif state != "all":
        rows = rows.filter(Q(left_on__isnull=True) | Q(left_on__gte=today))
    if q:
        rows = search(rows, q, "user__last_name", "user__first_name")
    return rows.order_by(*BY_NAME)


def export_rows(organisation: Organisation) -> list[list[str]]:
    """Staff and roles of today as rows of a table; the caller has checked the permission."""
    lines = []
    for row in staff_of(organisation):
        for role in row.held or [None]:  # type: ignore[attr-defined]
            held = [] if role is None else [str(Role(role.role).label), _day(role.valid_from), _day(role.valid_until), role.basis]
            lines.append([row.user.full_name, row.unit, row.position, *(held or [""] * 4)])
    return lines


def _day(value: dt.date | None) -> str:
    return f"{value:%d.%m.%Y}" if value else ""
