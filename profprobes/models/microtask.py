"""The texts of a micro-task: rows 7–17 of form А, shared by the programme that offers it and the card that prints it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


def empty_list() -> list:
    return []


class ArtefactKind(models.TextChoices):
    """What a pupil may take away: row 17 of form А."""

    SCAN = "scan", _("Photo or scan of the check-sheet")
    REPORT = "report", _("Mini-report (up to 1 page)")
    PHOTO = "photo", _("Photo of the product or process")
    BADGE = "badge", _("Badge")


class CardSubject(models.TextChoices):
    """The printed list of row 11 of form А; anything else goes into ``subject_other``."""

    TECHNOLOGY = "technology", _("Technology and art")
    PHYSICS = "physics", _("Physics")
    CHEMISTRY = "chemistry", _("Chemistry")
    INFORMATICS = "informatics", _("Informatics")
    SAFETY = "safety", _("Basics of life safety")


class MicroTask(models.Model):
    """Rows 7–17 of form А in both languages. Lists hold plain dicts:

    equipment: {"kk", "ru", "kind": "equipment" | "tool" | "consumable", "by": "host" | "school"};
    ppe: {"kk", "ru", "by": "host" | "school" | "pupil"}; risks: {"risk_kk", "risk_ru", "measure_kk", "measure_ru"};
    subjects: values of CardSubject; artefacts: values of ArtefactKind. Minutes are whole minutes.
    """

    goal_action_kk = models.CharField(max_length=200, blank=True)
    goal_action_ru = models.CharField(max_length=200, blank=True)
    goal_operation_kk = models.CharField(max_length=200, blank=True)
    goal_operation_ru = models.CharField(max_length=200, blank=True)
    goal_profession_kk = models.CharField(max_length=200, blank=True)
    goal_profession_ru = models.CharField(max_length=200, blank=True)
    understanding_kk = models.CharField(max_length=200, blank=True)
    understanding_ru = models.CharField(max_length=200, blank=True)
    skill_kk = models.CharField(max_length=200, blank=True)
    skill_ru = models.CharField(max_length=200, blank=True)
    labour_function_kk = models.CharField(max_length=300, blank=True)
    labour_function_ru = models.CharField(max_length=300, blank=True)
    step1_kk = models.CharField(max_length=200, blank=True)
    step1_ru = models.CharField(max_length=200, blank=True)
    step2_kk = models.CharField(max_length=200, blank=True)
    step2_ru = models.CharField(max_length=200, blank=True)
    step3_kk = models.CharField(max_length=200, blank=True)
    step3_ru = models.CharField(max_length=200, blank=True)
    subjects = models.JSONField(default=empty_list, blank=True)
    subject_other_kk = models.CharField(max_length=100, blank=True)
    subject_other_ru = models.CharField(max_length=100, blank=True)
    equipment = models.JSONField(default=empty_list, blank=True)
    ppe = models.JSONField(default=empty_list, blank=True)
    risks = models.JSONField(default=empty_list, blank=True)
    minutes_intro = models.PositiveSmallIntegerField(default=0)
    minutes_demo = models.PositiveSmallIntegerField(default=0)
    minutes_action = models.PositiveSmallIntegerField(default=0)
    minutes_feedback = models.PositiveSmallIntegerField(default=0)
    minutes_reflection = models.PositiveSmallIntegerField(default=0)
    artefacts = models.JSONField(default=empty_list, blank=True)

    class Meta:
        abstract = True

    TEXTS = (
        "goal_action",
        "goal_operation",
        "goal_profession",
        "understanding",
        "skill",
        "labour_function",
        "step1",
        "step2",
        "step3",
        "subject_other",
    )
    SHARED = (
        *(f"{name}_{language}" for name in TEXTS for language in ("kk", "ru")),
        *("subjects", "equipment", "ppe", "risks", "artefacts"),
        *("minutes_intro", "minutes_demo", "minutes_action", "minutes_feedback", "minutes_reflection"),
    )

    def text(self, name: str, language: str) -> str:
        """One of TEXTS in the language."""
        return getattr(self, f"{name}_{'kk' if language == 'kk' else 'ru'}")

    def steps(self, language: str) -> list[str]:
        """The filled steps of the pupil's micro-task, in order."""
        return [step for step in (self.text(f"step{n}", language) for n in (1, 2, 3)) if step]

    @property
    def minutes_total(self) -> int:
        """Sum of the five parts of row 15, without breaks."""
        return self.minutes_intro + self.minutes_demo + self.minutes_action + self.minutes_feedback + self.minutes_reflection
