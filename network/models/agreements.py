"""The paper under a partnership. Drafting, clauses, signing come with the agreement engine; trials need to know what is in force."""

import datetime as dt
from typing import Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from .organisations import Organisation


class AgreementQuerySet(models.QuerySet):
    """Reads of agreements."""

    def visible_to(self, user: Any) -> "AgreementQuerySet":
        """Agreements of the organisations where the person works, and for operators and the department those of their region."""
        from ..access import organisations_as, regions_as
        from .people import LEARNERS, Role

        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        own = organisations_as(user, *(role for role in Role if role not in LEARNERS))
        regions = regions_as(user, Role.REGION_OPERATOR, Role.DEPARTMENT)
        return self.filter(
            models.Q(school__in=own) | models.Q(host__in=own) | models.Q(school__region__in=regions) | models.Q(host__region__in=regions)
        )

    def in_force(self, *, school: Organisation, host: Organisation, day: dt.date) -> "AgreementQuerySet":
        """Agreements under which the school may send pupils to the host on that day (BR-1); one that renews itself counts past its end."""
        kinds = [Agreement.Kind.TRIAL, Agreement.Kind.CAREER, Agreement.Kind.CAREER_NETWORK, Agreement.Kind.COOPERATION]
        lasts = models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=day) | models.Q(renews=True, notice_on__isnull=True)
        return self.filter(lasts, kind__in=kinds, school=school, host=host, signed=True, valid_from__lte=day)


@pghistory.track(pghistory.UpdateEvent())
class Agreement(models.Model):
    """An agreement between a school and a partner. Kept 10 years after its end; seen by both parties and the operator."""

    class Kind(models.TextChoices):
        TRIAL = "trial", _("Agreement on career trials")
        CAREER = "career", _("Agreement on career guidance")
        CAREER_NETWORK = "career_network", _("Network agreement on career guidance")
        COOPERATION = "cooperation", _("Cooperation agreement")

    kind = models.CharField(_("Kind"), max_length=16, choices=Kind)
    number = models.CharField(_("Number"), max_length=40, unique=True)
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements_as_school")
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements_as_host")
    signed = models.BooleanField(_("Signed by both parties"), default=False)
    valid_from = models.DateField(_("In force from"))
    valid_until = models.DateField(_("In force until"), null=True, blank=True)
    renews = models.BooleanField(_("Renews itself unless notice is given"), default=False)
    notice_on = models.DateField(_("Notice given on"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Agreement")
        verbose_name_plural = _("Agreements")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="agreement_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.number
