"""Row-level visibility of the practicum; one place per model (practicum page 8)."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from network.access import has_role, organisations_as, regions_as
from network.models import Role

from .access import OWNER, SCHOOL, WATCHERS

LEADING = ("proposed", "accepted", "active", "ended", "replaced")


def sees_everything(user: Any) -> bool:
    """The platform's administrator reads rows that hold no application (page 8, column PA)."""
    return bool(user.is_superuser) or has_role(user, Role.PLATFORM_ADMIN)


class PracticumProgrammeQuerySet(models.QuerySet):
    """Reads of programmes."""

    def visible_to(self, user: Any) -> Self:
        """Approved ones by everybody signed in, drafts by the owner's coordinators, those under review by the council of the owner's network too."""
        from network.models import CouncilMember, NetworkMembership

        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self.all()
        seats = CouncilMember.objects.current().filter(person=user, council__network__isnull=False).values("council__network")
        judged = NetworkMembership.objects.filter(network__in=seats, status="active").values("organisation")
        return self.filter(
            Q(status__in=["approved", "archived"])
            | Q(owner_org__in=organisations_as(user, *OWNER))
            | Q(status="review", owner_org__in=judged)
        )


class TemplatePackageQuerySet(models.QuerySet):
    """Reads of packages."""

    def visible_to(self, user: Any) -> Self:
        """Everybody who is signed in."""
        return self.all() if user.is_authenticated else self.none()


class PracticumRoundQuerySet(models.QuerySet):
    """Reads of rounds."""

    def visible_to(self, user: Any) -> Self:
        """Drafts by the owner; others by whoever takes part or may: schools, students of the institution, leaders, the region, the platform."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self.all()
        own = Q(programme__owner_org__in=organisations_as(user, *OWNER))
        part = (
            Q(programme__owner_org__in=organisations_as(user, Role.STUDENT, Role.SUPERVISOR, Role.TUTOR))
            | Q(programme__owner_org__region__in=regions_as(user, *WATCHERS))
            | Q(pk__in=_rounds_of_a_leader(user))
        )
        if organisations_as(user, *SCHOOL):
            return self.filter(own | ~Q(status="draft"))
        return self.filter(own | part & ~Q(status="draft"))


def _rounds_of_a_leader(user: Any) -> Any:
    from .models import Placement

    return Placement.objects.led_by(user).values("round")


class SchoolQuotaQuerySet(models.QuerySet):
    """Reads of quotas."""

    def visible_to(self, user: Any) -> Self:
        """Owner and school, operator and department of either region, the platform."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self.all()
        regions = regions_as(user, *WATCHERS)
        return self.filter(
            Q(owner_org__in=organisations_as(user, *OWNER))
            | Q(school__in=organisations_as(user, *SCHOOL))
            | Q(school__region__in=regions)
            | Q(owner_org__region__in=regions)
        )


class SchoolOfferQuerySet(models.QuerySet):
    """Reads of offers."""

    def visible_to(self, user: Any) -> Self:
        """The school; the owner of the round; accepted ones by students of the institution and leaders; the mentors named; region, platform."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self.all()
        regions = regions_as(user, *WATCHERS)
        return self.filter(
            Q(school__in=organisations_as(user, *SCHOOL))
            | Q(round__programme__owner_org__in=organisations_as(user, *OWNER))
            | Q(
                status__in=["accepted", "closed"],
                round__programme__owner_org__in=organisations_as(user, Role.STUDENT, Role.SUPERVISOR, Role.TUTOR),
            )
            | Q(pk__in=self.model.mentors.through.objects.filter(mentorprofile__person=user).values("schooloffer"))
            | Q(school__region__in=regions)
            | Q(round__programme__owner_org__region__in=regions)
        )


class StudentApplicationQuerySet(models.QuerySet):
    """Reads of applications."""

    def visible_to(self, user: Any) -> Self:
        """The student and the coordinators of the institution, nobody else (R61)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(student=user) | Q(round__programme__owner_org__in=organisations_as(user, *OWNER)))


class OfApplicationQuerySet(models.QuerySet):
    """Reads of what belongs to an application."""

    def visible_to(self, user: Any) -> Self:
        """Whoever sees the application."""
        from .models import StudentApplication

        return self.filter(application__in=StudentApplication.objects.visible_to(user))


class TravelTimeQuerySet(OfApplicationQuerySet):
    """Reads of journeys."""


class AllocationPolicyQuerySet(models.QuerySet):
    """Reads of the rules of allocation."""

    def visible_to(self, user: Any) -> Self:
        """Everybody who is signed in: the rules are public, the lines are not."""
        return self.all() if user.is_authenticated else self.none()


class AllocationRunQuerySet(models.QuerySet):
    """Reads of runs."""

    def visible_to(self, user: Any) -> Self:
        """The owner's coordinators and the platform."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self.all()
        return self.filter(round__programme__owner_org__in=organisations_as(user, *OWNER))


class AllocationLineQuerySet(models.QuerySet):
    """Reads of lines."""

    def visible_to(self, user: Any) -> Self:
        """The owner's coordinators; the student's own line of a published run."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(run__round__programme__owner_org__in=organisations_as(user, *OWNER))
            | Q(application__student=user, run__status__in=["published", "replaced"])
        )


class PlacementQuerySet(models.QuerySet):
    """Reads of placements."""

    def live(self) -> Self:
        """Those that hold a seat."""
        from .models.offers import LIVE

        return self.filter(status__in=LIVE)

    def led_by(self, user: Any) -> Self:
        """Those of which the person is, was or shall be a leader: mentor, supervisor, curator, tutor."""
        from django.contrib.contenttypes.models import ContentType

        from mentoring.models import MentorAssignment

        rows = MentorAssignment.objects.filter(mentor=user, status__in=LEADING, source_type=ContentType.objects.get_for_model(self.model))
        return self.filter(pk__in=rows.values("source_id"))

    def visible_to(self, user: Any) -> Self:
        """The student, coordinators of school and owner, the leaders, the region's operator, the platform."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self.all()
        return self.filter(
            Q(student=user)
            | Q(school__in=organisations_as(user, *SCHOOL))
            | Q(round__programme__owner_org__in=organisations_as(user, *OWNER))
            | Q(pk__in=self.model.objects.led_by(user).values("pk"))
            | Q(school__region__in=regions_as(user, Role.REGION_OPERATOR))
        )


class OfPlacementQuerySet(models.QuerySet):
    """Reads of what belongs to a placement and follows it."""

    def visible_to(self, user: Any) -> Self:
        """Whoever sees the placement."""
        from .models import Placement

        return self.filter(placement__in=Placement.objects.visible_to(user))


class PlacementOverrideQuerySet(models.QuerySet):
    """Reads of changes by hand."""

    def visible_to(self, user: Any) -> Self:
        """The owner's coordinators and the platform."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self.all()
        return self.filter(placement__round__programme__owner_org__in=organisations_as(user, *OWNER))


class SchoolOrderQuerySet(models.QuerySet):
    """Reads of orders."""

    def visible_to(self, user: Any) -> Self:
        """The school, the owner of the round, trainees named in a signed one, the platform."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self.all()
        return self.filter(
            Q(school__in=organisations_as(user, *SCHOOL))
            | Q(round__programme__owner_org__in=organisations_as(user, *OWNER))
            | Q(status__in=["signed", "replaced"], placements__student=user)
        ).distinct()


class AdmissionCheckQuerySet(OfPlacementQuerySet):
    """Reads of points of the admission: whoever sees the placement; medical dates are shown by the screens to the coordinators and the student alone."""
