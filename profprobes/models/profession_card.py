"""The profession card («кәсіптік карта (профессиограмма)») that a pupil reads on a phone, and who offers work in the profession (§2.1)."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Organisation

from ..querysets_cycles import HostProfessionQuerySet


class ProfessionCard(models.Model):
    """What the card of a profession says, in both languages. No data of persons."""

    class Category(models.TextChoices):
        TRADITIONAL = "traditional", pgettext_lazy("category of a profession", "traditional")
        NEW = "new", pgettext_lazy("category of a profession", "new")
        PROMISING = "promising", pgettext_lazy("category of a profession", "promising")

    TEXTS = ("work", "conditions", "qualities", "restrictions", "study", "outlook")

    category = models.CharField(_("Category of the profession"), max_length=11, choices=Category, blank=True)
    work_kk = models.TextField(_("What the specialist does (Kazakh)"), max_length=2000, blank=True)
    work_ru = models.TextField(_("What the specialist does (Russian)"), max_length=2000, blank=True)
    conditions_kk = models.TextField(_("Working conditions (Kazakh)"), max_length=2000, blank=True)
    conditions_ru = models.TextField(_("Working conditions (Russian)"), max_length=2000, blank=True)
    qualities_kk = models.TextField(_("Required qualities (Kazakh)"), max_length=2000, blank=True)
    qualities_ru = models.TextField(_("Required qualities (Russian)"), max_length=2000, blank=True)
    restrictions_kk = models.TextField(_("Health restrictions (Kazakh)"), max_length=2000, blank=True)
    restrictions_ru = models.TextField(_("Health restrictions (Russian)"), max_length=2000, blank=True)
    study_kk = models.TextField(_("Where to study (Kazakh)"), max_length=2000, blank=True)
    study_ru = models.TextField(_("Where to study (Russian)"), max_length=2000, blank=True)
    outlook_kk = models.TextField(_("Outlook for 10–15 years (Kazakh)"), max_length=2000, blank=True)
    outlook_ru = models.TextField(_("Outlook for 10–15 years (Russian)"), max_length=2000, blank=True)

    class Meta:
        abstract = True

    def text(self, name: str, language: str) -> str:
        """One of TEXTS."""
        return getattr(self, f"{name}_{'kk' if language == 'kk' else 'ru'}")

    @property
    def is_filled(self) -> bool:
        """Has the card its first part, what the specialist does?"""
        return bool(self.work_kk or self.work_ru)


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HostProfession(models.Model):
    """A profession that an organisation has and shows at its place. No data of persons."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="host_professions", verbose_name=_("Organisation")
    )
    profession = models.ForeignKey(
        "profprobes.Profession", on_delete=models.PROTECT, related_name="hosts", verbose_name=_("Profession or competence")
    )
    note = models.CharField(_("Note"), max_length=200, blank=True)

    objects = HostProfessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Profession of a host")
        verbose_name_plural = _("Professions of hosts")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "profession"], name="host_profession_once")]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.profession}"
