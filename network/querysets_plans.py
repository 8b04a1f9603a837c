"""Who sees plans, events and local acts; one place per model (network page §8)."""

from typing import Any

from django.db import models
from django.db.models import Q

# Roles that look from outside or learn: they see open events and those they are invited to.
NOT_STAFF = frozenset({"pupil", "student", "listener", "expert"})


def staff_organisations(user: Any) -> set[int]:
    """Organisations in which the person works."""
    from .access import holdings

    return {holding.organisation_id for holding in holdings(user) if holding.role not in NOT_STAFF}


def read_organisations(user: Any) -> set[int]:
    """Organisations in which the person works or studies: students read plans and acts too (§8)."""
    from .access import organisations_as

    return staff_organisations(user) | organisations_as(user, "student")


def overseen_regions(user: Any) -> set[int]:
    """Regions that the person looks after."""
    from .access import regions_as

    return regions_as(user, "region_operator", "department")


def sees_everything(user: Any) -> bool:
    """Superusers and those who watch over the whole country; the platform's administrator has no part in plans and acts (§8)."""
    from .access import has_role

    return bool(user.is_superuser) or has_role(user, "academy", "ministry")


def visible_networks(user: Any) -> Any:
    """Ids of the networks in whose plans the person has a part, as a subquery."""
    from .models import Network

    rows = Network.objects.visible_to(user) if sees_everything(user) else Network.objects.with_part_of(user)
    return rows.values("pk")


class OwnedQuerySet(models.QuerySet):
    """Rows of a network or of an organisation."""

    def visible_to(self, user: Any) -> Any:
        """Staff and students of the organisation, whoever sees the network, and those who look after the region."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self.all()
        return self.filter(
            Q(organisation__in=read_organisations(user))
            | Q(organisation__region__in=overseen_regions(user))
            | Q(network__in=visible_networks(user))
        )


class PlanQuerySet(OwnedQuerySet):
    """Reads of plans."""

    def in_force(self) -> "PlanQuerySet":
        """Approved versions, at work or reported."""
        return self.filter(status__in=["approved", "in_work", "reported"])


class InteractionModelQuerySet(models.QuerySet):
    """Reads of interaction models."""

    def visible_to(self, user: Any) -> "InteractionModelQuerySet":
        """Staff and students of the organisation and those who look after the region."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self.all()
        return self.filter(Q(organisation__in=read_organisations(user)) | Q(organisation__region__in=overseen_regions(user)))


class OfPlanQuerySet(models.QuerySet):
    """Rows that belong to a plan."""

    def visible_to(self, user: Any) -> "OfPlanQuerySet":
        """Rows of the plans that the person sees."""
        from .models import NetworkPlan

        return self.filter(plan__in=NetworkPlan.objects.visible_to(user).values("pk"))


class EventQuerySet(models.QuerySet):
    """Reads of events."""

    def visible_to(self, user: Any) -> "EventQuerySet":
        """Staff and students of the organisation and of the network, those invited with their organisations or by name, open events for everybody signed in."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self.all()
        own = read_organisations(user)
        return self.filter(
            Q(is_open=True)
            | Q(organiser=user)
            | Q(pk__in=self.model.invited_people.through.objects.filter(user=user).values("calendarevent"))
            | Q(pk__in=self.model.invited_organisations.through.objects.filter(organisation__in=own).values("calendarevent"))
            | Q(organisation__in=own)
            | Q(host__in=own)
            | Q(organisation__region__in=overseen_regions(user))
            | Q(network__in=visible_networks(user))
        )

    def for_person(self, user: Any) -> "EventQuerySet":
        """Events that are the person's own: organised, invited by name, or with the own organisation by a role the person holds."""
        from .access import holdings

        own = staff_organisations(user)
        roles = [holding.role for holding in holdings(user)]
        invited = self.model.invited_organisations.through.objects.filter(organisation__in=own).values("calendarevent")
        concerns = Q(pk__in=invited) | Q(host__in=own) | Q(organisation__in=own)
        return self.filter(
            Q(organiser=user)
            | Q(pk__in=self.model.invited_people.through.objects.filter(user=user).values("calendarevent"))
            | concerns & (Q(invited_roles__overlap=roles) | Q(invited_roles=[]))
        )

    def ahead(self) -> "EventQuerySet":
        """Planned and confirmed ones."""
        return self.filter(status__in=["planned", "confirmed"])

    def took_place(self) -> "EventQuerySet":
        """Held ones, with or without signed minutes."""
        return self.filter(status__in=["held", "closed"])


class OfEventQuerySet(models.QuerySet):
    """Rows that belong to an event."""

    def visible_to(self, user: Any) -> "OfEventQuerySet":
        """Rows of the events that the person sees."""
        from .models import CalendarEvent

        return self.filter(event__in=CalendarEvent.objects.visible_to(user).values("pk"))


class FeedQuerySet(models.QuerySet):
    """Reads of calendar addresses."""

    def visible_to(self, user: Any) -> "FeedQuerySet":
        """Everybody sees the own address alone."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def live(self) -> "FeedQuerySet":
        """Addresses that still answer."""
        return self.filter(revoked_at__isnull=True)


class LocalActQuerySet(models.QuerySet):
    """Reads of local acts."""

    def visible_to(self, user: Any) -> "LocalActQuerySet":
        """Staff and students of the organisation, partners in its networks, and those who look after the region."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self.all()
        from .models import NetworkMembership

        partners = NetworkMembership.objects.filter(network__in=visible_networks(user), status="active").values("organisation")
        return self.filter(
            Q(organisation__in=read_organisations(user)) | Q(organisation__region__in=overseen_regions(user)) | Q(organisation__in=partners)
        )

    def in_force(self) -> "LocalActQuerySet":
        """Acts that bind today; one under review still does."""
        return self.filter(status__in=["in_force", "under_review"])
