"""Row-level visibility of portfolios."""

from typing import Any

from django.db import models
from django.db.models import Q

from network.access import COORDINATORS, classes_as, organisations_as
from network.models import Role


def _of_my_school(user: Any, path: str) -> Q:
    """Pupils of the classes the person leads, or of the school the person coordinates; ``path`` leads to the pupil."""
    current = {f"{path}enrolments__valid_until__isnull": True}
    return Q(**current, **{f"{path}enrolments__group__in": classes_as(user, Role.CLASS_TEACHER)}) | Q(
        **current, **{f"{path}enrolments__group__organisation__in": organisations_as(user, *COORDINATORS)}
    )


class PortfolioQuerySet(models.QuerySet):
    """Reads of portfolios."""

    def visible_to(self, user: Any) -> "PortfolioQuerySet":
        """Own, and those of pupils of the own class or school."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner=user) | _of_my_school(user, "owner__")).distinct()


class PortfolioEntryQuerySet(models.QuerySet):
    """Reads of entries."""

    def visible_to(self, user: Any) -> "PortfolioEntryQuerySet":
        """Own entries; of pupils of the own class or school those that their owner did not keep private."""
        if not user.is_authenticated:
            return self.none()
        others = _of_my_school(user, "portfolio__owner__") & ~Q(access="private") & Q(status="accepted")
        return self.filter(Q(portfolio__owner=user) | others).exclude(status="removed").distinct()


class ArtefactQuerySet(models.QuerySet):
    """Reads of artefacts."""

    def visible_to(self, user: Any) -> "ArtefactQuerySet":
        """Own artefacts and those of pupils of the own class or school; blocked and deleted files show to nobody."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner=user) | _of_my_school(user, "owner__"), status="ready").distinct()
