"""Permissions to take personal data out of the portal, and how long what is held about people is kept."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import ExportGrantQuerySet


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class ExportGrant(models.Model):
    """Without it personal data leave the portal only as the person's own file. Held as proof of who was allowed what and by whom; seen by its
    holder and by platform administrators; kept 3 years after it ends, like the log of reads.
    """

    class Kind(models.TextChoices):
        STAFF = "staff", _("Staff and roles")
        STAFF_RECORDS = "staff_records", _("Staff records")
        CONSENTS = "consents", _("Consents of classes")
        CLASS_LISTS = "class_lists", _("Class lists")
        AGREEMENTS = "agreements", _("Registers with names of people")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="export_grants", verbose_name=_("Person"))
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind)
    purpose = models.CharField(_("What for"), max_length=200, blank=True)
    until = models.DateField(_("Until"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Granted by"))
    granted_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = ExportGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("Permission to export data")
        verbose_name_plural = _("Permissions to export data")
        ordering = ["-until", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(user=models.F("granted_by")), name="nobody_grants_an_export_to_themselves"),
            models.UniqueConstraint(
                fields=["user", "kind"], condition=models.Q(withdrawn_at__isnull=True), name="one_export_grant_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.user}"

    @property
    def is_current(self) -> bool:
        """Does it hold today?"""
        return self.withdrawn_at is None and self.until >= timezone.localdate()


@pghistory.track(pghistory.UpdateEvent())
class RetentionRule(models.Model):
    """How many months one kind of rows is kept after its event, and what happens then (NR12). Changed by platform administrators."""

    class Action(models.TextChoices):
        ANONYMISE = "anonymise", _("Take names away")
        ARCHIVE = "archive", _("Archive")
        ERASE_FILE = "erase_file", _("Erase the files")
        DELETE = "delete", _("Delete")

    code = models.SlugField(max_length=40, unique=True, editable=False)
    months = models.PositiveSmallIntegerField(_("Months"))
    action = models.CharField(_("Action"), max_length=12, choices=Action, editable=False)

    class Meta:
        verbose_name = _("Retention rule")
        verbose_name_plural = _("Retention rules")
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=models.Q(months__gte=1), name="retention_at_least_a_month")]

    def __str__(self) -> str:
        return f"{self.code}: {self.months}"
