"""Statuses of organisations: base, pivot, clinical and other schools (2.3, NR20)."""

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine

from ..querysets import OrganisationStatusQuerySet
from .organisations import Organisation
from .reference import DateRange, Named


class StatusType(Named):
    """A kind of status; the list is edited by the platform's administrators [003b §10.10]."""

    class GrantedBy(models.TextChoices):
        OPERATOR = "operator", _("Regional operator")
        COUNCIL = "council", _("Coordinating council")
        HEI = "hei", _("Higher education institution and council")

    code = models.SlugField(_("Code"), max_length=20, unique=True)
    granted_by = models.CharField(_("Granted by"), max_length=10, choices=GrantedBy, default=GrantedBy.COUNCIL)
    is_active = models.BooleanField(_("In use"), default=True)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("Kind of status")
        verbose_name_plural = _("Kinds of status")
        ordering = ["sort"]


@pghistory.track(pghistory.UpdateEvent())
class OrganisationStatus(StateMachine):
    """A status of one organisation for a period. Public; kept while the network exists."""

    class Status(models.TextChoices):
        CANDIDATE = "candidate", pgettext_lazy("organisation status", "Candidate")
        GRANTED = "granted", pgettext_lazy("organisation status", "Granted")
        REJECTED = "rejected", pgettext_lazy("organisation status", "Rejected")
        SUSPENDED = "suspended", pgettext_lazy("organisation status", "Suspended")
        REVOKED = "revoked", pgettext_lazy("organisation status", "Revoked")
        EXPIRED = "expired", pgettext_lazy("organisation status", "Expired")

    class Basis(models.TextChoices):
        DECISION = "decision", _("Decision of the council")
        ORDER = "order", _("Order")
        AGREEMENT = "agreement", _("Agreement")

    TRANSITIONS = {
        "grant": ({Status.CANDIDATE}, Status.GRANTED),
        "reject": ({Status.CANDIDATE}, Status.REJECTED),
        "suspend": ({Status.GRANTED}, Status.SUSPENDED),
        "resume": ({Status.SUSPENDED}, Status.GRANTED),
        "revoke": ({Status.GRANTED, Status.SUSPENDED}, Status.REVOKED),
        "expire": ({Status.GRANTED, Status.SUSPENDED}, Status.EXPIRED),
    }
    STATUS_LOOK = {
        Status.CANDIDATE: ("sun", "hourglass"),
        Status.GRANTED: ("leaf", "award"),
        Status.REJECTED: ("neutral", "x"),
        Status.SUSPENDED: ("clay", "pause"),
        Status.REVOKED: ("clay", "ban"),
        Status.EXPIRED: ("neutral", "archive"),
    }

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="statuses", verbose_name=_("Organisation"))
    type = models.ForeignKey(StatusType, on_delete=models.PROTECT, related_name="statuses", verbose_name=_("Kind of status"))
    granting_org = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="granted_statuses", verbose_name=_("Granted by")
    )
    valid_from = models.DateField(_("From"))
    valid_until = models.DateField(_("Until"), null=True, blank=True)
    basis_kind = models.CharField(_("Basis"), max_length=10, choices=Basis)
    basis_number = models.CharField(_("Number of the document"), max_length=60)
    basis_date = models.DateField(_("Date of the document"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.CANDIDATE)

    objects = OrganisationStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("Status of an organisation")
        verbose_name_plural = _("Statuses of organisations")
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="status_ends_after_start",
            ),
            ExclusionConstraint(
                name="statuses_of_one_kind_do_not_overlap",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("type", RangeOperators.EQUAL),
                    (Coalesce("granting_org", 0, output_field=models.BigIntegerField()), RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=models.Q(status__in=["candidate", "granted", "suspended", "expired"]),
            ),
        ]
        indexes = [models.Index(fields=["status", "valid_until"], name="status_by_end")]

    def __str__(self) -> str:
        return f"{self.type.name} · {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("network:status", args=[self.pk])
