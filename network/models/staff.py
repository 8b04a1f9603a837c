"""The HR list of an organisation: who was hired, who left and why (serves the retention index, NR45)."""

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..querysets_people import ConsentRequestQuerySet, StaffRecordQuerySet
from .classes import ClassGroup
from .organisations import Organisation
from .reference import DateRange


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class StaffRecord(models.Model):
    """One employment of a teacher. Held for the retention of young teachers and the staff reports; seen by the person, HR and the own coordinator,
    as numbers by the region; kept 5 years after it ends (NR12).
    """

    class Category(models.TextChoices):
        TEACHER = "teacher", pgettext_lazy("category", "Teacher")
        MODERATOR = "moderator", _("Teacher-moderator")
        EXPERT = "expert", _("Teacher-expert")
        RESEARCHER = "researcher", _("Teacher-researcher")
        MASTER = "master", _("Teacher-master")

    class LeftReason(models.TextChoices):
        OWN_WISH = "own_wish", _("Own wish")
        TRANSFER = "transfer", _("Moved to another organisation")
        RELOCATION = "relocation", _("Moved to another place")
        CONTRACT_END = "contract_end", _("End of the contract")
        RETIREMENT = "retirement", _("Retirement")
        LEFT_PROFESSION = "left_profession", _("Left the profession")
        OTHER = "other", pgettext_lazy("reason", "Other")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff_records", verbose_name=_("Person"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="staff_records", verbose_name=_("Organisation"))
    hired_on = models.DateField(_("Hired on"))
    left_on = models.DateField(_("Left on"), null=True, blank=True)
    left_reason = models.CharField(_("Reason of leaving"), max_length=20, choices=LeftReason, blank=True)
    first_job = models.BooleanField(_("Young specialist"), default=False)
    category = models.CharField(_("Qualification category"), max_length=12, choices=Category, blank=True)
    teaching_since = models.DateField(_("Teaching since"), null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = StaffRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Staff record")
        verbose_name_plural = _("Staff records")
        ordering = ["-hired_on", "pk"]
        indexes = [models.Index(fields=["organisation", "hired_on"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | models.Q(left_on__gte=models.F("hired_on")), name="staff_leaves_after_hiring"
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True, left_reason="") | models.Q(left_on__isnull=False) & ~models.Q(left_reason=""),
                name="staff_leaves_with_a_reason",
            ),
            ExclusionConstraint(
                name="staff_records_do_not_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (DateRange("hired_on", "left_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class ConsentRequest(models.Model):
    """One question to all families of a class: one purpose, one text, one last day (S5). Held as proof that was asked; seen by the class teacher and
    the own coordinator; kept as long as the answers.
    """

    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="consent_requests", verbose_name=_("Class"))
    purpose = models.CharField(_("Purpose"), max_length=20)
    text = models.ForeignKey("accounts.ConsentText", on_delete=models.PROTECT, related_name="+")
    until = models.DateField(_("Answer by"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ConsentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Request for consent")
        verbose_name_plural = _("Requests for consent")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["class_group", "purpose"], condition=models.Q(closed_at__isnull=True), name="one_open_consent_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.class_group}"

    def get_purpose_display(self) -> str:
        """The purpose in words."""
        from accounts.models import ConsentPurpose

        return str(ConsentPurpose(self.purpose).label)
