"""The six parts of a trial programme (§5.2), its stages, the review by an employer's expert, its adoption by another host."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import NeedGroup, Organisation, Site

from ..querysets_programmes import ProgrammePartQuerySet
from .microtask import empty_list

MOST_HOURS = 80


def _ticks(choices: type[models.TextChoices], length: int = 14) -> ArrayField:
    """Several of the printed options."""
    return ArrayField(models.CharField(max_length=length, choices=choices), default=list, blank=True)


class SixParts(models.Model):
    """Texts of the parts 1–3 and 6 in both languages; part 4 and 5 are ProgrammeStage. Lists hold plain dicts:

    possible_dates: {"kk", "ru", "time"}, in words, since a programme outlives a date; provision: {"kk", "ru", "kind": Provision, "quantity",
    "whom": "individual" | "group", "by": "host" | "school"}.
    The contact is a person of the organisation at work: name, position, work telephone and address stand on the printed card, seen by whoever sees it.
    """

    class Type(models.TextChoices):
        TECHNOLOGICAL = "technological", pgettext_lazy("type of trials", "Technological")
        MARKETING = "marketing", pgettext_lazy("type of trials", "Marketing")
        RESEARCH = "research", pgettext_lazy("type of trials", "Research")

    class TaskForm(models.TextChoices):
        LABOUR = "labour", _("Work task")
        GAMES = "games", _("Successive series of simulation (business) games")
        CREATIVE = "creative", _("Creative tasks of a research nature")
        AGRO = "agro", _("Set of agrotechnical (healing, educational) actions")

    class Format(models.TextChoices):
        IN_PERSON = "in_person", pgettext_lazy("format of trials", "In person")
        ONLINE = "online", pgettext_lazy("format of trials", "Online")
        HYBRID = "hybrid", pgettext_lazy("format of trials", "Hybrid")

    class Category(models.TextChoices):
        TRADITIONAL = "traditional", pgettext_lazy("category of a profession", "traditional")
        NEW = "new", pgettext_lazy("category of a profession", "new")
        PROMISING = "promising", pgettext_lazy("category of a profession", "promising")

    class Duration(models.TextChoices):
        MIN_15_20 = "15_20", _("15–20 minutes")
        MIN_20_40 = "20_40", _("20–40 minutes")
        MIN_40_60 = "40_60", _("40–60 minutes")
        HOURS_2 = "1_2h", _("1.5–2 hours")
        MORE = "more", _("more than 2 hours")

    class Purpose(models.TextChoices):
        INTRODUCTION = "introduction", _("practical introduction to the profession (introductory mini-trial or indicative trial)")
        PREFERENCES = (
            "preferences",
            _("finding out preferences or refusals in the world of professions (differentiating or selecting trial)"),
        )
        REFINEMENT = "refinement", _("refining the choice, finding the most suitable profession (in-depth trial)")

    class Method(models.TextChoices):
        CASE = "case", pgettext_lazy("way of holding a trial", "case")
        MASTER_CLASS = "master_class", pgettext_lazy("way of holding a trial", "master class")
        TECHNICAL = "technical", pgettext_lazy("way of holding a trial", "technical task")
        SIMULATION = "simulation", pgettext_lazy("way of holding a trial", "simulation, business game")
        OTHER = "other", pgettext_lazy("way of holding a trial", "other")

    class ProductType(models.TextChoices):
        MATERIAL = "material", pgettext_lazy("product of a trial", "material product")
        INFORMATION = "information", pgettext_lazy("product of a trial", "information product")
        PERFORMANCE = "performance", pgettext_lazy("product of a trial", "amateur performance")
        MODELLING = "modelling", pgettext_lazy("product of a trial", "modelling of a specialist's actions")
        SERVICE = "service", pgettext_lazy("product of a trial", "rendering of a service")
        GAME = "game", pgettext_lazy("product of a trial", "simulation (business) game")
        OTHER = "other", pgettext_lazy("product of a trial", "other")

    class Component(models.TextChoices):
        TECHNOLOGICAL = "technological", pgettext_lazy("component of a trial", "technological")
        SITUATIONAL = "situational", pgettext_lazy("component of a trial", "situational")
        FUNCTIONAL = "functional", pgettext_lazy("component of a trial", "functional")

    class Provision(models.TextChoices):
        EQUIPMENT = "equipment", _("equipment")
        TOOL = "tool", _("tool")
        DEVICE = "device", _("device")
        SOFTWARE = "software", _("software")
        DIDACTIC = "didactic", _("didactic material")
        CONSUMABLE = "consumable", _("consumable")

    # part 1, title page, and the block about the organiser of part 2
    without_title_page = models.BooleanField(default=False)
    address_kk = models.CharField(max_length=250, blank=True)
    address_ru = models.CharField(max_length=250, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_position_kk = models.CharField(max_length=120, blank=True)
    contact_position_ru = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(blank=True)
    # part 2, information card: rows 1, 2 are the profession, row 4 the grades, row 13 the product of the programme
    category = models.CharField(max_length=12, choices=Category, blank=True)
    duration_band = models.CharField(max_length=6, choices=Duration, blank=True)
    academic_hours = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(MOST_HOURS)]
    )
    purpose = models.CharField(max_length=12, choices=Purpose, blank=True)
    group_min = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    group_max = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(200)])
    possible_dates = models.JSONField(default=empty_list, blank=True)
    sen_possible = models.BooleanField(null=True, blank=True)
    sen_groups = _ticks(NeedGroup, 12)
    special_conditions_kk = models.CharField(max_length=400, blank=True)
    special_conditions_ru = models.CharField(max_length=400, blank=True)
    special_requirements_kk = models.CharField(max_length=400, blank=True)
    special_requirements_ru = models.CharField(max_length=400, blank=True)
    methods = _ticks(Method)
    method_other_kk = models.CharField(max_length=120, blank=True)
    method_other_ru = models.CharField(max_length=120, blank=True)
    product_types = _ticks(ProductType)
    typical_task_kk = models.CharField(max_length=300, blank=True)
    typical_task_ru = models.CharField(max_length=300, blank=True)
    trial_type = models.CharField(max_length=14, choices=Type, blank=True)
    task_forms = _ticks(TaskForm)
    format = models.CharField(max_length=9, choices=Format, default=Format.IN_PERSON)
    components = _ticks(Component)
    difficulty = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    # part 3, explanatory note
    related_kk = models.TextField(max_length=2000, blank=True)
    related_ru = models.TextField(max_length=2000, blank=True)
    outlook_kk = models.TextField(max_length=2000, blank=True)
    outlook_ru = models.TextField(max_length=2000, blank=True)
    aims_kk = models.TextField(max_length=2000, blank=True)
    aims_ru = models.TextField(max_length=2000, blank=True)
    tasks_kk = models.TextField(max_length=2000, blank=True)
    tasks_ru = models.TextField(max_length=2000, blank=True)
    results_personal_kk = models.TextField(max_length=1000, blank=True)
    results_personal_ru = models.TextField(max_length=1000, blank=True)
    results_meta_kk = models.TextField(max_length=1000, blank=True)
    results_meta_ru = models.TextField(max_length=1000, blank=True)
    results_know_kk = models.TextField(max_length=1000, blank=True)
    results_know_ru = models.TextField(max_length=1000, blank=True)
    results_able_kk = models.TextField(max_length=1000, blank=True)
    results_able_ru = models.TextField(max_length=1000, blank=True)
    control_kk = models.TextField(max_length=1000, blank=True)
    control_ru = models.TextField(max_length=1000, blank=True)
    # part 6, material and technical provision
    provision = models.JSONField(default=empty_list, blank=True)

    RESULTS = ("results_personal", "results_meta", "results_know", "results_able")

    class Meta:
        abstract = True


@pghistory.track(pghistory.UpdateEvent())
class ProgrammeStage(models.Model):
    """A row of the thematic plan (part 4) with its content (part 5): what the pupils do in one lesson of one stage."""

    class Stage(models.TextChoices):
        INTRODUCTORY = "introductory", pgettext_lazy("stage of a trial", "Introductory")
        PREPARATORY = "preparatory", pgettext_lazy("stage of a trial", "Preparatory")
        PRACTICAL = "practical", pgettext_lazy("stage of a trial", "Executive (practical)")
        FINAL = "final", pgettext_lazy("stage of a trial", "Final (reflective)")

    ORDER = {stage: number for number, stage in enumerate(Stage)}

    programme = models.ForeignKey(
        "profprobes.TrialProgramme", on_delete=models.CASCADE, related_name="stages", verbose_name=_("Trial programme")
    )
    stage = models.CharField(_("Stage"), max_length=12, choices=Stage)
    order = models.PositiveSmallIntegerField(default=0, editable=False)
    lesson_no = models.PositiveSmallIntegerField(
        pgettext_lazy("thematic plan", "Lesson no."), default=1, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    topic_kk = models.CharField(_("Topic (Kazakh)"), max_length=200, blank=True)
    topic_ru = models.CharField(_("Topic (Russian)"), max_length=200, blank=True)
    hours = models.DecimalField(
        _("Academic hours"), max_digits=4, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(40)]
    )
    activity_kk = models.TextField(_("Elements of activity (Kazakh)"), max_length=1500, blank=True)
    activity_ru = models.TextField(_("Elements of activity (Russian)"), max_length=1500, blank=True)
    task_kk = models.TextField(_("Task (Kazakh)"), max_length=600, blank=True)
    task_ru = models.TextField(_("Task (Russian)"), max_length=600, blank=True)
    condition_kk = models.TextField(_("Condition (Kazakh)"), max_length=600, blank=True)
    condition_ru = models.TextField(_("Condition (Russian)"), max_length=600, blank=True)
    result_kk = models.TextField(_("Result (Kazakh)"), max_length=600, blank=True)
    result_ru = models.TextField(_("Result (Russian)"), max_length=600, blank=True)
    difficulty = models.PositiveSmallIntegerField(_("Level of difficulty"), null=True, blank=True)
    briefing = models.BooleanField(_("A safety briefing is part of it"), default=False)

    objects = ProgrammePartQuerySet.as_manager()

    TEXTS = ("topic", "activity", "task", "condition", "result")

    class Meta:
        verbose_name = _("Row of the thematic plan")
        verbose_name_plural = _("Rows of the thematic plan")
        ordering = ["order", "lesson_no", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(hours__gt=0) | models.Q(hours__isnull=True), name="programme_stage_hours_positive"),
            models.CheckConstraint(
                condition=models.Q(difficulty__in=(1, 2, 3)) | models.Q(difficulty__isnull=True), name="programme_stage_difficulty_1_to_3"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} · {self.topic_kk}"

    def save(self, *args: object, **options: object) -> None:
        """Stages stand in the order of a trial."""
        self.order = self.ORDER[self.Stage(self.stage)]
        super().save(*args, **options)  # type: ignore[arg-type]

    def text(self, name: str, language: str) -> str:
        """One of TEXTS in the language."""
        return getattr(self, f"{name}_{'kk' if language == 'kk' else 'ru'}")


AUTHOR_DOES_NOT_REVIEW = """
IF EXISTS (SELECT 1 FROM profprobes_trialprogramme_authors WHERE trialprogramme_id = NEW.programme_id AND user_id = NEW.reviewer_id) THEN
    RAISE EXCEPTION 'author_does_not_review' USING ERRCODE = 'check_violation', CONSTRAINT = 'author_does_not_review';
END IF;
RETURN NEW;
"""
MARKS = ("real_function", "fits_age", "safe", "equipped", "real_product", "clear_criteria")


class ProgrammeReview(models.Model):
    """What an employer's expert said of one version [002a 2.1 row 5]. Rows are only added.

    The expert's name and signature are held as proof that a specialist who is no author looked at it; seen by whoever sees the programme.
    """

    class Decision(models.TextChoices):
        APPROVE = "approve", pgettext_lazy("review of a programme", "approve")
        RETURN = "return", pgettext_lazy("review of a programme", "return")

    programme = models.ForeignKey(
        "profprobes.TrialProgramme", on_delete=models.CASCADE, related_name="reviews", verbose_name=_("Trial programme")
    )
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Expert"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("Organisation"))
    decision = models.CharField(_("Decision"), max_length=8, choices=Decision)
    real_function = models.BooleanField(_("the content is true to a real labour function"))
    fits_age = models.BooleanField(_("the task suits the age of the pupils"))
    safe = models.BooleanField(_("it is safe"))
    equipped = models.BooleanField(_("the equipment is there"))
    real_product = models.BooleanField(_("the product is real"))
    clear_criteria = models.BooleanField(_("the criteria are clear"))
    comment = models.TextField(_("Comment"), max_length=2000, blank=True)
    at = models.DateTimeField(_("Date"), auto_now_add=True)

    objects = ProgrammePartQuerySet.as_manager()

    class Meta:
        verbose_name = _("Review of a programme")
        verbose_name_plural = _("Reviews of programmes")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decision="approve") | models.Q(**dict.fromkeys(MARKS, True)), name="programme_is_approved_with_six_yes"
            ),
            models.CheckConstraint(
                condition=~models.Q(decision="return") | ~models.Q(comment=""), name="programme_is_returned_with_a_comment"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="author_does_not_review",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=AUTHOR_DOES_NOT_REVIEW,
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme} · {self.get_decision_display()}"

    @property
    def marks(self) -> list[tuple[str, bool]]:
        """The six questions with their answers."""
        return [(str(self._meta.get_field(name).verbose_name), getattr(self, name)) for name in MARKS]  # type: ignore[union-attr]


class ProgrammeAdoption(models.Model):
    """A site that runs a programme of somebody else: adopting it counts as the review of its host (BR-11)."""

    programme = models.ForeignKey(
        "profprobes.TrialProgramme", on_delete=models.PROTECT, related_name="adoptions", verbose_name=_("Trial programme")
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="adopted_programmes", verbose_name=_("Site"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Adopted by"))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Adoption of a programme")
        verbose_name_plural = _("Adoptions of programmes")
        constraints = [models.UniqueConstraint(fields=["programme", "site"], name="programme_adopted_once_by_a_site")]

    def __str__(self) -> str:
        return f"{self.programme} · {self.site}"
