"""Patronage of colleges by enterprises: the chamber's list, yearly plans of six commitments, facts (spec 2.6, NW-07, NW-34, NR55)."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine

from .organisations import Organisation

# The six commitments, sections 6–11 of NW-07 [004 T1]; official wording, data in both languages.
COMMITMENTS: dict[int, dict[str, str]] = {
    6: {
        "kk": "Қамқоршылық және индустриялық кеңестерге кіру",
        "ru": "Вхождение в попечительский и индустриальный советы",
    },
    7: {"kk": "Студенттердің практикасын ұйымдастыру", "ru": "Организация практики студентов"},
    8: {
        "kk": "Шеберханалар мен зертханаларды жарақтандыруға жәрдемдесу",
        "ru": "Содействие в оснащении мастерских и лабораторий",
    },
    9: {"kk": "Білім беру бағдарламаларын өзектендіру", "ru": "Актуализация образовательных программ"},
    10: {"kk": "Педагогтердің кәсіпорындағы тағылымдамасы", "ru": "Стажировка педагогов на предприятии"},
    11: {"kk": "Түлектерді жұмысқа орналастыру", "ru": "Трудоустройство выпускников"},
}
PROGRAMMES = 9


class PatronagePairQuerySet(models.QuerySet):
    """Reads of the patronage list."""

    def visible_to(self, user: Any) -> "PatronagePairQuerySet":
        """The chamber, operator and department of the region, and coordinators of the enterprise and of the college."""
        from ..access import COORDINATORS, organisations_as, regions_as
        from .people import Role

        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        own = organisations_as(user, *COORDINATORS)
        regions = regions_as(user, Role.REGION_OPERATOR, Role.DEPARTMENT)
        return self.filter(
            models.Q(enterprise__in=own)
            | models.Q(college__in=own)
            | models.Q(chamber__in=organisations_as(user, Role.REGISTRAR))
            | models.Q(chamber__region__in=regions)
        )


@pghistory.track(pghistory.UpdateEvent())
class PatronagePair(StateMachine):
    """An enterprise that the chamber and the akimat propose as patron of a college (PatronageList [004 P3]). Data of organisations; kept for good."""

    class Status(models.TextChoices):
        LISTED = "listed", pgettext_lazy("patronage", "Listed")
        NEGOTIATION = "negotiation", pgettext_lazy("patronage", "Negotiation")
        SIGNED = "signed", pgettext_lazy("patronage", "Signed")
        DROPPED = "dropped", pgettext_lazy("patronage", "Dropped")

    TRANSITIONS = {
        "negotiate": ({Status.LISTED}, Status.NEGOTIATION),
        "sign": ({Status.LISTED, Status.NEGOTIATION}, Status.SIGNED),
        "drop": ({Status.LISTED, Status.NEGOTIATION}, Status.DROPPED),
    }

    STATUS_LOOK = {
        Status.LISTED: ("sky", "list-ordered"),
        Status.NEGOTIATION: ("sun", "handshake"),
        Status.SIGNED: ("leaf", "file-signature"),
        Status.DROPPED: ("neutral", "x"),
    }

    chamber = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("Chamber of entrepreneurs"))
    enterprise = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="patronage_given", verbose_name=_("Enterprise"))
    college = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="patronage_taken", verbose_name=_("College"))
    profile_kk = models.CharField(_("Training profile (Kazakh)"), max_length=200)
    profile_ru = models.CharField(_("Training profile (Russian)"), max_length=200)
    agreement = models.OneToOneField(
        "network.Agreement", null=True, blank=True, on_delete=models.PROTECT, related_name="patronage_pair", verbose_name=_("Agreement")
    )
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    listed_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("State"), max_length=12, choices=Status, default=Status.LISTED)

    objects = PatronagePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("Patronage pair")
        verbose_name_plural = _("Patronage pairs")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "college"], condition=~models.Q(status="dropped"), name="one_open_patronage_pair"
            ),
            models.CheckConstraint(condition=~models.Q(enterprise=models.F("college")), name="nobody_is_own_patron"),
            models.CheckConstraint(
                condition=~models.Q(status="signed") | models.Q(agreement__isnull=False), name="a_signed_pair_has_its_memorandum"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} – {self.college}"

    @property
    def profile(self) -> str:
        """Training profile in the person's language."""
        return self.profile_kk if (get_language() or "kk") == "kk" else self.profile_ru


@pghistory.track(pghistory.UpdateEvent())
class PatronagePlan(models.Model):
    """What patron and college plan for one year, and the figures of NW-34 that no single fact gives. Kept for good; seen like the pair."""

    pair = models.ForeignKey(PatronagePair, on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField(_("Year"))
    target_students = models.PositiveIntegerField(_("Students on target state order by the enterprise's application"), default=0)
    other = models.CharField(pgettext_lazy("patronage", "Other"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Patronage plan")
        verbose_name_plural = _("Patronage plans")
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["pair", "year"], name="one_patronage_plan_a_year")]

    def __str__(self) -> str:
        return f"{self.pair} · {self.year}"


@pghistory.track(pghistory.UpdateEvent())
class PatronageCommitment(models.Model):
    """One of the six commitments within a yearly plan: what is promised, in words and in number."""

    plan = models.ForeignKey(PatronagePlan, on_delete=models.PROTECT, related_name="commitments")
    section = models.PositiveSmallIntegerField(_("Section of the memorandum"), choices=[(n, n) for n in COMMITMENTS])
    planned = models.PositiveIntegerField(_("Plan for the year"), default=0)
    text = models.CharField(pgettext_lazy("patronage", "What exactly"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Patronage commitment")
        verbose_name_plural = _("Patronage commitments")
        ordering = ["section"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "section"], name="each_commitment_once_a_year"),
            models.CheckConstraint(condition=models.Q(section__gte=6, section__lte=11), name="patronage_has_six_commitments"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Official wording of the commitment in the person's language."""
        return COMMITMENTS[self.section]["kk" if (get_language() or "kk") == "kk" else "ru"]


@pghistory.track(pghistory.UpdateEvent())
class PatronageFact(models.Model):
    """What was done: when, how many, help in tenge, the proof. Kept for good; seen like the pair. A mistaken fact is struck out, never deleted."""

    commitment = models.ForeignKey(PatronageCommitment, on_delete=models.PROTECT, related_name="facts")
    on = models.DateField(_("Date"))
    count = models.PositiveIntegerField(_("Count"), default=1)
    text = models.CharField(_("What was done"), max_length=400)
    money = models.PositiveBigIntegerField(_("Material help, ₸"), default=0)
    proof = models.FileField(_("Proof"), upload_to="patronage/%Y/", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("Patronage fact")
        verbose_name_plural = _("Patronage facts")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def dialog_id(self) -> str:
        """Id of the question whether to strike it out."""
        return f"strike-{self.pk}"
