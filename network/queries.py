"""Read models of the network's screens."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import Collate
from django.utils import timezone
from django.utils.translation import get_language

from accounts.links import link_url
from accounts.models import OneTimeLink, User
from core.text import KK_COLLATION, search

from .models import LEARNERS, Agreement, Membership, Organisation, Role, RoleAssignment, Site


def organisations_for(
    user: Any, *, q: str = "", region: Any = None, kind: str = "", locality: str = "", sort: str = "name"
) -> QuerySet[Organisation]:
    """Organisations that the person sees, filtered; a number is looked for in the BIN, words in both languages with Kazakh letters folded."""
    rows = Organisation.objects.visible_to(user).exclude(status__in=[Organisation.Status.CLOSED, Organisation.Status.REJECTED])
    if q.strip().isdigit():
        rows = rows.filter(bin__startswith=q.strip())
    elif q:
        rows = search(rows, q, "full_name_kk", "full_name_ru", "short_name_kk", "short_name_ru")
    filters = {"region": region, "kind": kind, "locality_type": locality}
    rows = rows.filter(**{name: value for name, value in filters.items() if value})
    name = "short_name_kk" if get_language() == "kk" else "short_name_ru"
    order: dict[str, Any] = {
        "name": Collate(name, KK_COLLATION).asc(),
        "-name": Collate(name, KK_COLLATION).desc(),
        "region": "region__sort",
        "-region": "-region__sort",
    }
    return rows.select_related("region", "district").order_by(order.get(sort, order["name"]), "pk")


def staff_counts(organisation: Organisation) -> list[tuple[str, int]]:
    """(role in words, people who hold it today), in the order of the roles; roles that nobody holds are left out."""
    rows = RoleAssignment.objects.current().filter(membership__organisation=organisation).exclude(role__in=LEARNERS)
    counted = dict(rows.values_list("role").annotate(people=Count("membership__user", distinct=True)))
    return [(str(role.label), counted[role]) for role in Role if role in counted]


def learner_count(organisation: Organisation) -> int:
    """Learners of the organisation today."""
    return Membership.objects.current().filter(organisation=organisation, kind=Membership.Kind.LEARNER).count()


def sites_of(organisation: Organisation, user: Any) -> QuerySet[Site]:
    """Places of the organisation that the person sees."""
    return Site.objects.visible_to(user).filter(organisation=organisation).select_related("district")


def agreements_of(organisation: Organisation, user: Any) -> QuerySet[Agreement]:
    """Agreements of the organisation whose title the person may know, newest first, with their parties."""
    rows = Agreement.objects.titled_for(user).filter(parties__organisation=organisation)
    return rows.select_related("kind").prefetch_related("parties__organisation", "parties__person").order_by("-created_at")


@dataclass(frozen=True)
class StaffLine:
    """One member of staff on the list of people: roles held today, and the way in for somebody who has not come in yet."""

    membership: Membership
    roles: list[RoleAssignment]
    invitation: str
    has_second_step: bool

    @property
    def person(self) -> User:
        return self.membership.user

    @property
    def dialog_id(self) -> str:
        """Id of the question whether the person has left."""
        return f"leave-{self.membership.pk}"

    @property
    def reset_id(self) -> str:
        """Id of the question whether to reset the second step."""
        return f"reset-{self.membership.pk}"

    @property
    def is_invited(self) -> bool:
        """Has the person been invited and not come in?"""
        return self.person.sign_in in {User.SignIn.INVITED, User.SignIn.NONE}


def staff_of(organisation: Organisation, *, q: str = "", role: str = "") -> QuerySet[Membership]:
    """Staff of today by the Kazakh alphabet, with the roles they hold today as ``held``."""
    held = RoleAssignment.objects.current().select_related("class_group")
    rows = Membership.objects.current().filter(organisation=organisation).exclude(kind=Membership.Kind.LEARNER)
    if q:
        rows = search(rows, q, "user__last_name", "user__first_name")
    if role:
        rows = rows.filter(pk__in=RoleAssignment.objects.current().filter(role=role).values("membership"))
    order = (Collate("user__last_name", KK_COLLATION), Collate("user__first_name", KK_COLLATION), "pk")
    return rows.select_related("user").prefetch_related(Prefetch("roles", queryset=held, to_attr="held")).order_by(*order)


def staff_lines(memberships: Any, organisation: Organisation) -> list[StaffLine]:
    """Lines for one page of people; links of invitations in one query."""
    waiting = [row.user_id for row in memberships if row.user.sign_in in {User.SignIn.INVITED, User.SignIn.NONE}]
    links = OneTimeLink.objects.about(organisation).filter(
        purpose=OneTimeLink.Purpose.ACCESS, user__in=waiting, status__in=["issued", "opened"], expires_at__gt=timezone.now()
    )
    address = {link.user_id: link_url(link) for link in links}
    people = [row.user_id for row in memberships]
    protected = set(Authenticator.objects.filter(user__in=people, type=Authenticator.Type.TOTP).values_list("user_id", flat=True))
    return [StaffLine(row, row.held, address.get(row.user_id, ""), row.user_id in protected) for row in memberships]
