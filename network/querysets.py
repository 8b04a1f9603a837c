"""Row-level visibility of the network's models; one place per model."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone


class OrganisationQuerySet(models.QuerySet):
    """Reads of organisations."""

    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """The register is open to everybody who is signed in (network page, S6: names and addresses are public)."""
        return self.all() if user.is_authenticated else self.none()


class SiteQuerySet(models.QuerySet):
    """Reads of sites."""

    def visible_to(self, user: Any) -> "SiteQuerySet":
        """Verified sites to everybody who is signed in; others to the host and to the bodies of the region that read them (page 8)."""
        from .access import COORDINATORS, has_role, organisations_as, regions_as
        from .models import Role

        if not user.is_authenticated:
            return self.none()
        if user.is_superuser or has_role(user, Role.PLATFORM_ADMIN):
            return self.all()
        return self.filter(
            Q(status="verified")
            | Q(organisation__in=organisations_as(user, *COORDINATORS, Role.MENTOR))
            | Q(organisation__region__in=regions_as(user, Role.REGION_OPERATOR, Role.DEPARTMENT, Role.REGISTRAR))
        )


class OrganisationStatusQuerySet(models.QuerySet):
    """Reads of statuses."""

    def visible_to(self, user: Any) -> "OrganisationStatusQuerySet":
        """Granted ones are public inside the portal; candidates and refusals are seen by own staff, whoever grants, the region's bodies, the platform."""
        from .access import COORDINATORS, has_role, organisations_as, regions_as
        from .models import CouncilMember, NetworkMembership, Role

        if not user.is_authenticated:
            return self.none()
        if user.is_superuser or has_role(user, Role.PLATFORM_ADMIN):
            return self.all()
        own = organisations_as(user, *COORDINATORS)
        chairs = CouncilMember.objects.current().filter(person=user, seat__in=["chair", "deputy"])
        members = NetworkMembership.objects.filter(network__in=chairs.values("council__network")).values("organisation")
        return self.filter(
            Q(status__in=["granted", "suspended", "expired"])
            | Q(organisation__in=own)
            | Q(granting_org__in=own)
            | ~Q(type__granted_by="operator") & (Q(organisation__in=members) | Q(organisation__region__in=chairs.values("council__region")))
            | Q(organisation__region__in=regions_as(user, Role.REGION_OPERATOR, Role.DEPARTMENT))
        )

    def on(self, day: dt.date | None = None) -> "OrganisationStatusQuerySet":
        """Granted ones that hold on the day, today by default."""
        return self.filter(current_on(day or timezone.localdate()), status="granted")


class ImportJobQuerySet(models.QuerySet):
    """Reads of loadings."""

    def visible_to(self, user: Any) -> "ImportJobQuerySet":
        """Own ones alone: a file of pupils carries IINs."""
        return self.filter(requested_by=user) if user.is_authenticated else self.none()


class ClassGroupQuerySet(models.QuerySet):
    """Reads of classes."""

    def visible_to(self, user: Any) -> "ClassGroupQuerySet":
        """A school's staff see its classes; a class teacher whose role is narrowed sees that class."""
        from .access import COORDINATORS, classes_as, organisations_as
        from .models import Role

        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(organisation__in=organisations_as(user, *COORDINATORS, Role.PSYCHOLOGIST))
            | Q(pk__in=classes_as(user, Role.CLASS_TEACHER, Role.TEACHER))
        )


def current_on(day: dt.date) -> Q:
    """Condition over rows with valid_from and valid_until: they hold on the day."""
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


class MembershipQuerySet(models.QuerySet):
    """Reads of memberships."""

    def current(self, day: dt.date | None = None) -> "MembershipQuerySet":
        """Those that hold on the day, today by default."""
        return self.filter(current_on(day or timezone.localdate()))

    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """Own ones, colleagues, and for coordinators everybody of their organisation."""
        from .access import COORDINATORS, organisations_as
        from .models import LEARNERS, Membership, Role

        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        colleagues = Q(
            organisation__in=organisations_as(user, *(role for role in Role if role not in LEARNERS)), kind=Membership.Kind.STAFF
        )
        return self.filter(Q(user=user) | Q(organisation__in=organisations_as(user, *COORDINATORS)) | colleagues)


class RoleAssignmentQuerySet(models.QuerySet):
    """Reads of roles."""

    def current(self, day: dt.date | None = None) -> "RoleAssignmentQuerySet":
        """Roles that hold for the organisation on the day; those narrowed to one network are left out: they give nothing outside it."""
        return self.held(day).filter(network__isnull=True)

    def held(self, day: dt.date | None = None) -> "RoleAssignmentQuerySet":
        """Roles held on the day (today by default) by members of that day in organisations at work; the rule behind every right (NR14)."""
        day = day or timezone.localdate()
        return self.filter(
            current_on(day),
            Q(membership__valid_until__isnull=True) | Q(membership__valid_until__gte=day),
            membership__valid_from__lte=day,
            membership__organisation__status="active",
            ended_at__isnull=True,
        )

    def visible_to(self, user: Any) -> "RoleAssignmentQuerySet":
        """Roles of the memberships that the person sees."""
        from .models import Membership

        return self.filter(membership__in=Membership.objects.visible_to(user).values("pk"))


class EnrolmentQuerySet(models.QuerySet):
    """Reads of enrolments."""

    def current(self, day: dt.date | None = None) -> "EnrolmentQuerySet":
        """Those that hold on the day, today by default."""
        return self.filter(current_on(day or timezone.localdate()))

    def visible_to(self, user: Any) -> "EnrolmentQuerySet":
        """Own ones, and those of the classes that the person sees."""
        from .models import ClassGroup

        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(user=user) | Q(group__in=ClassGroup.objects.visible_to(user).values("pk")))
