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


def _of_my_child(user: Any, path: str) -> Q:
    """The children whose confirmed guardian the person is (R-P19)."""
    return Q(**{f"{path}guardians__user": user, f"{path}guardians__status": "active"})


class PortfolioQuerySet(models.QuerySet):
    """Reads of portfolios."""

    def visible_to(self, user: Any) -> "PortfolioQuerySet":
        """Own, those of own children and of pupils of the own class or school."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner=user) | _of_my_child(user, "owner__") | _of_my_school(user, "owner__")).distinct()


class PortfolioEntryQuerySet(models.QuerySet):
    """Reads of entries."""

    def visible_to(self, user: Any) -> "PortfolioEntryQuerySet":
        """Own entries and those of own children; of pupils of the own class or school those that their owner did not keep private."""
        if not user.is_authenticated:
            return self.none()
        others = _of_my_school(user, "portfolio__owner__") & ~Q(access="private") & Q(status="accepted")
        return (
            self.filter(Q(portfolio__owner=user) | _of_my_child(user, "portfolio__owner__") | others).exclude(status="removed").distinct()
        )


class ArtefactQuerySet(models.QuerySet):
    """Reads of artefacts."""

    def visible_to(self, user: Any) -> "ArtefactQuerySet":
        """Own artefacts, those of own children and of pupils of the own class or school; blocked and deleted files show to nobody. Whether one may be
        opened is decided by portfolio.visibility at every opening.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner=user) | _of_my_child(user, "owner__") | _of_my_school(user, "owner__"), status="ready").distinct()
