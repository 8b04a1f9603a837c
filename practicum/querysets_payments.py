"""Who sees the money of the practicum (page 8, row «payment, load, supplement»)."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from network.access import organisations_as
from network.models import Role

from .access import OWNER, SCHOOL

PAYS = (*OWNER, Role.FINANCE)
RECEIVES = (*SCHOOL, Role.FINANCE)


class CreditCostQuerySet(models.QuerySet):
    """Reads of the costs of a credit."""

    def visible_to(self, user: Any) -> Self:
        """The institution's coordinators and accountants."""
        return self.filter(owner_org__in=organisations_as(user, *PAYS)) if user.is_authenticated else self.none()


class PaymentTermsQuerySet(models.QuerySet):
    """Reads of the terms of payment."""

    def visible_to(self, user: Any) -> Self:
        """Coordinators and accountants of both parties of the agreement."""
        if not user.is_authenticated:
            return self.none()
        sides = organisations_as(user, *PAYS, *RECEIVES)
        return self.filter(Q(payer__in=sides) | Q(agreement__parties__organisation__in=sides)).distinct()


class PaymentStatementQuerySet(models.QuerySet):
    """Reads of statements."""

    def valid(self) -> Self:
        """Neither replaced nor cancelled."""
        return self.exclude(status__in=["replaced", "cancelled"])

    def visible_to(self, user: Any) -> Self:
        """The payer and the institution of the round; the school that is paid."""
        if not user.is_authenticated:
            return self.none()
        payers = organisations_as(user, *PAYS)
        return self.filter(
            Q(payer__in=payers) | Q(round__programme__owner_org__in=payers) | Q(school__in=organisations_as(user, *RECEIVES))
        )


class MentorShareQuerySet(models.QuerySet):
    """Reads of shares."""

    def visible_to(self, user: Any) -> Self:
        """The own ones; those of the statements that the person sees."""
        from .models import PaymentStatement

        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(mentor=user) | Q(statement__in=PaymentStatement.objects.visible_to(user)))


class SupervisorLoadQuerySet(models.QuerySet):
    """Reads of loads."""

    def visible_to(self, user: Any) -> Self:
        """The leader; the institution."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(supervisor=user) | Q(round__programme__owner_org__in=organisations_as(user, *PAYS)))


class SupplementStatementQuerySet(models.QuerySet):
    """Reads of supplements."""

    def visible_to(self, user: Any) -> Self:
        """The school's coordinators and accountants."""
        return self.filter(school__in=organisations_as(user, *RECEIVES)) if user.is_authenticated else self.none()
