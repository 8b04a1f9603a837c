"""One rubric engine: criteria, levels, scores, whoever assesses."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models.reference import Named


class Rubric(Named):
    """A scale with criteria. An approved version never changes; a new one gets a new row."""

    code = models.SlugField(max_length=20)
    version = models.PositiveSmallIntegerField(default=1)
    allow_not_seen = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Rubric")
        verbose_name_plural = _("Rubrics")
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="rubric_version_once")]


class RubricCriterion(Named):
    """One criterion of a rubric."""

    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="criteria")
    code = models.SlugField(max_length=20)
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("Criterion")
        verbose_name_plural = _("Criteria")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["rubric", "code"], name="criterion_once")]


class RubricLevel(Named):
    """One level of a rubric with its words."""

    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="levels")
    value = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("Level")
        verbose_name_plural = _("Levels")
        ordering = ["value"]
        constraints = [models.UniqueConstraint(fields=["rubric", "value"], name="level_once")]


class RubricScore(models.Model):
    """What one rater saw of one subject by one criterion. ``level`` is null for "not observed". No sum or mean is formed from trial scores."""

    criterion = models.ForeignKey(RubricCriterion, on_delete=models.PROTECT, related_name="scores")
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey()
    level = models.PositiveSmallIntegerField(null=True)
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Score")
        verbose_name_plural = _("Scores")
        constraints = [models.UniqueConstraint(fields=["criterion", "content_type", "object_id", "rater"], name="one_score_per_rater")]
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level}"
