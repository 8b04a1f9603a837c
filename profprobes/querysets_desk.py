"""Row-level visibility of the operator's letters and of quarterly reviews (§8)."""

from typing import Any

from django.db import models
from django.db.models import Q

from network.access import COORDINATORS, classes_as, has_role, organisations_as, regions_as
from network.models import Membership, Role

WATCHERS = (Role.REGION_OPERATOR, Role.DEPARTMENT)


class DeskLetterQuerySet(models.QuerySet):
    """Reads of letters."""

    def visible_to(self, user: Any) -> "DeskLetterQuerySet":
        """Coordinators of the addressee; operator and department of its region; the platform."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, Role.PLATFORM_ADMIN):
            return self.all()
        return self.filter(Q(to__in=organisations_as(user, *COORDINATORS)) | Q(to__region__in=regions_as(user, *WATCHERS)))

    def unread(self) -> "DeskLetterQuerySet":
        """Those that nobody has taken note of."""
        return self.filter(read_at__isnull=True)


class QuarterlyReviewQuerySet(models.QuerySet):
    """Reads of quarterly reviews (§8, line «journal, meaningfulness, quarterly review»)."""

    def visible_to(self, user: Any) -> "QuarterlyReviewQuerySet":
        """Coordinators, class teachers and teachers of the school. Operator and department of the region once it is discussed: it names no child.
        Whoever is responsible for one of its proposals.
        """
        if not user.is_authenticated:
            return self.none()
        schools = organisations_as(user, *COORDINATORS, Role.CLASS_TEACHER, Role.TEACHER)
        from network.models import ClassGroup

        of_class = ClassGroup.objects.filter(pk__in=classes_as(user, Role.CLASS_TEACHER, Role.TEACHER)).values("organisation")
        region = Q(school__region__in=regions_as(user, *WATCHERS)) & ~Q(status="open")
        everything = Q(pk__isnull=False) if has_role(user, Role.PLATFORM_ADMIN) else Q(pk__in=[])
        own = Q(pk__in=self._of_owner(user))
        return self.filter(Q(school__in=schools) | Q(school__in=of_class) | region | everything | own)

    def _of_owner(self, user: Any) -> Any:
        """Reviews from which the person has something to change: the one responsible reads where it comes from."""
        from .models import ReviewProposal

        return ReviewProposal.objects.filter(owner__in=Membership.objects.current().filter(user=user)).values("review")


class ReviewPartQuerySet(models.QuerySet):
    """Reads of cases and proposals."""

    def undone_of(self, user: Any) -> "ReviewPartQuerySet":
        """Proposals that the person is responsible for and has not done."""
        return self.filter(done_at__isnull=True, owner__in=Membership.objects.current().filter(user=user))

    def visible_to(self, user: Any) -> "ReviewPartQuerySet":
        """Whoever sees the review."""
        from .models import QuarterlyReview

        return self.filter(review__in=QuarterlyReview.objects.visible_to(user))
