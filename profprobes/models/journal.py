"""The journal of trials as a paper: which school, which days, with or without names (PP-JRN)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models import ClassGroup, Organisation

from ..querysets_regulation import TrialJournalQuerySet
from .catalogue import TrialProgramme


class TrialJournal(models.Model):
    """A cut of the journal that somebody had printed; it holds no line, only what was chosen. One row per choice, so that a second print is the next
    version of the same paper. Without names it may leave the school: operator and department of the region see it. Kept with its papers.
    """

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="trial_journals", verbose_name=_("School"))
    class_group = models.ForeignKey(ClassGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Class"))
    kind = models.CharField(_("Kind"), max_length=12, choices=TrialProgramme.Kind, blank=True, default="")
    starts_on = models.DateField(_("From"), null=True, blank=True)
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    depersonalised = models.BooleanField(_("Without names"), default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = TrialJournalQuerySet.as_manager()

    class Meta:
        verbose_name = _("Journal of career trials")
        verbose_name_plural = _("Journals of career trials")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "class_group", "kind", "starts_on", "ends_on", "depersonalised"],
                nulls_distinct=False,
                name="journal_once_per_choice",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(starts_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="journal_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.made_at:%d.%m.%Y}"
