"""Who sees networks, councils, decisions and orders; one place per model (network page §8, Visibility)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

LIVE_MEMBER = ("applied", "active")
NATIONAL = ("platform_admin", "academy", "ministry")


def _staff_roles() -> tuple[str, ...]:
    from .models import Role

    return tuple(role.value for role in Role if role.value not in {"pupil", "listener"})


def sees_all(user: Any) -> bool:
    """Superusers and those who watch over the whole country."""
    from .access import has_role

    return bool(user.is_superuser) or has_role(user, *NATIONAL)


def reads_councils(user: Any) -> bool:
    """Who watches over the whole country reads councils; the platform's administrator has no part in them (§8)."""
    from .access import has_role

    return bool(user.is_superuser) or has_role(user, *(role for role in NATIONAL if role != "platform_admin"))


class NetworkQuerySet(models.QuerySet):
    """Reads of networks."""

    def visible_to(self, user: Any) -> "NetworkQuerySet":
        """Those in which the person has a part; all of them for those who watch over the whole country."""
        return self.all() if user.is_authenticated and sees_all(user) else self.with_part_of(user)

    def with_part_of(self, user: Any) -> "NetworkQuerySet":
        """Staff of member and invited organisations, the operator and the department of the region, the one who coordinates, seats of councils."""
        from .access import networks_as, organisations_as, regions_as
        from .models import CouncilMember, NetworkMembership

        if not user.is_authenticated:
            return self.none()
        own = organisations_as(user, *_staff_roles())
        mine = NetworkMembership.objects.filter(organisation__in=own, status__in=LIVE_MEMBER).values("network")
        seats = CouncilMember.objects.current().filter(person=user, council__network__isnull=False).values("council__network")
        return self.filter(
            Q(pk__in=mine)
            | Q(operator__in=own)
            | Q(coordinator=user)
            | Q(pk__in=networks_as(user))
            | Q(region__in=regions_as(user, "region_operator", "department"))
            | Q(pk__in=seats)
        )

    def at_work(self) -> "NetworkQuerySet":
        """Networks that are not closed."""
        return self.exclude(status="closed")


class InNetworkQuerySet(models.QuerySet):
    """Rows that are seen by whoever sees their network."""

    def visible_to(self, user: Any) -> Any:
        """Rows of the networks that the person sees."""
        from .models import Network

        if user.is_authenticated and sees_all(user):
            return self.all()
        return self.filter(network__in=Network.objects.visible_to(user).values("pk"))


class NetworkMembershipQuerySet(InNetworkQuerySet):
    """Reads of members of networks."""

    def active(self) -> "NetworkMembershipQuerySet":
        """Members of today."""
        return self.filter(status="active")

    def live(self) -> "NetworkMembershipQuerySet":
        """Members and those whose answer is awaited."""
        return self.filter(status__in=LIVE_MEMBER)

    def voting(self) -> "NetworkMembershipQuerySet":
        """Members that count for quorum and are bound by decisions: all but observers."""
        return self.active().exclude(role="observer")


class NetworkDutyQuerySet(InNetworkQuerySet):
    """Reads of duties."""

    def current(self, day: Any = None) -> "NetworkDutyQuerySet":
        """Those that hold on the day, today by default."""
        from .querysets import current_on

        return self.filter(current_on(day or timezone.localdate()))


class WorkingGroupQuerySet(InNetworkQuerySet):
    """Reads of working groups."""


class NetworkDraftQuerySet(models.QuerySet):
    """Reads of drafts of networks."""

    def visible_to(self, user: Any) -> "NetworkDraftQuerySet":
        """The owner alone."""
        return self.filter(owner=user) if user.is_authenticated else self.none()


class CouncilQuerySet(models.QuerySet):
    """Reads of councils."""

    def visible_to(self, user: Any) -> "CouncilQuerySet":
        """Seats, coordinators and heads of member organisations, the operator and the department of the region (network page §8)."""
        from .access import COORDINATORS, organisations_as, regions_as
        from .models import CouncilMember, NetworkMembership

        if not user.is_authenticated:
            return self.none()
        if reads_councils(user):
            return self.all()
        led = organisations_as(user, *COORDINATORS)
        regions = regions_as(user, "region_operator", "department")
        networks = NetworkMembership.objects.filter(organisation__in=led, status="active").values("network")
        seats = CouncilMember.objects.current().filter(person=user).values("council")
        return self.filter(
            Q(pk__in=seats)
            | Q(network__in=networks)
            | Q(network__operator__in=led)
            | Q(network__coordinator=user)
            | Q(network__region__in=regions)
            | Q(region__in=regions)
        )


class InCouncilQuerySet(models.QuerySet):
    """Rows that are seen by whoever sees their council."""

    def visible_to(self, user: Any) -> Any:
        """Rows of the councils that the person sees."""
        from .models import Council

        if user.is_authenticated and reads_councils(user):
            return self.all()
        return self.filter(council__in=Council.objects.visible_to(user).values("pk"))


class CouncilMemberQuerySet(InCouncilQuerySet):
    """Reads of seats."""

    def current(self, day: Any = None) -> "CouncilMemberQuerySet":
        """Seats of the day, today by default."""
        from .querysets import current_on

        return self.filter(current_on(day or timezone.localdate()))


class CouncilMeetingQuerySet(InCouncilQuerySet):
    """Reads of meetings."""


class AgendaItemQuerySet(InCouncilQuerySet):
    """Reads of agenda items."""


class CouncilDecisionQuerySet(models.QuerySet):
    """Reads of decisions."""

    def visible_to(self, user: Any) -> "CouncilDecisionQuerySet":
        """Drafts to whoever sees the council; what was decided to all staff of member organisations as well."""
        from .access import organisations_as
        from .models import Council, NetworkMembership

        if not user.is_authenticated:
            return self.none()
        if reads_councils(user):
            return self.all()
        own = organisations_as(user, *_staff_roles())
        networks = NetworkMembership.objects.filter(organisation__in=own, status="active").values("network")
        decided = ~Q(status="draft") & Q(council__network__in=networks)
        return self.filter(Q(council__in=Council.objects.visible_to(user).values("pk")) | decided)

    def standing(self) -> "CouncilDecisionQuerySet":
        """Decisions that were adopted and not cancelled."""
        return self.filter(status__in=["adopted", "in_work", "done"])


class OrganisationOrderQuerySet(models.QuerySet):
    """Reads of orders."""

    def visible_to(self, user: Any) -> "OrganisationOrderQuerySet":
        """Own organisation's staff, and whoever sees the council."""
        from .access import organisations_as
        from .models import Council

        if not user.is_authenticated:
            return self.none()
        if reads_councils(user):
            return self.all()
        own = organisations_as(user, *_staff_roles())
        return self.filter(Q(organisation__in=own) | Q(decision__council__in=Council.objects.visible_to(user).values("pk")))
