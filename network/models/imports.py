"""Files loaded into the registers: one job per file, with what was wrong in which row."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine

from ..querysets import ImportJobQuerySet
from .organisations import Organisation


class ImportJob(StateMachine):
    """One file on its way into a register: checked, looked at, confirmed, loaded. Held with its report so that a lost connection loses nothing.

    Files of pupils carry IINs: only the person who brought the file sees the job, and the file is erased 14 days after the job ends.
    """

    class Register(models.TextChoices):
        ORGANISATIONS = "organisations", _("Organisations")
        SITES = "sites", _("Sites")
        CLASSES = "classes", _("Classes and groups")
        PUPILS = "pupils", _("Pupils and students")
        STAFF = "staff", _("Staff")
        DISTRICTS = "districts", _("Districts (KATO)")
        LOCALITIES = "localities", _("Towns and villages (KATO)")
        MODULES = "modules", _("Modules with their outcomes")
        MATRIX = "matrix", _("Rows of a matrix")
        PLAN = "plan", _("Items of a plan")
        CALENDAR = "calendar", _("Events of a calendar")
        SLOTS = "slots", _("Slots of sites")  # brought by the room of career trials

    class Status(models.TextChoices):
        UPLOADED = "uploaded", pgettext_lazy("import", "In the queue")
        CHECKING = "checking", pgettext_lazy("import", "Being checked")
        CHECKED = "checked", pgettext_lazy("import", "Checked")
        CONFIRMED = "confirmed", pgettext_lazy("import", "Confirmed")
        LOADING = "loading", pgettext_lazy("import", "Being loaded")
        DONE = "done", pgettext_lazy("import", "Loaded")
        FAILED = "failed", pgettext_lazy("import", "Error")
        CANCELLED = "cancelled", pgettext_lazy("import", "Cancelled")

    TRANSITIONS = {
        "check": ({Status.UPLOADED, Status.CHECKING}, Status.CHECKING),
        "finish_check": ({Status.CHECKING}, Status.CHECKED),
        "confirm": ({Status.CHECKED}, Status.CONFIRMED),
        "load": ({Status.CONFIRMED, Status.LOADING}, Status.LOADING),
        "finish": ({Status.LOADING}, Status.DONE),
        "fail": ({Status.UPLOADED, Status.CHECKING, Status.CONFIRMED, Status.LOADING}, Status.FAILED),
        "cancel": ({Status.UPLOADED, Status.CHECKING, Status.CHECKED, Status.CONFIRMED}, Status.CANCELLED),
    }
    STATUS_LOOK = {
        Status.UPLOADED: ("sun", "clock"),
        Status.CHECKING: ("sky", "loader-circle"),
        Status.CHECKED: ("sun", "eye"),
        Status.CONFIRMED: ("sun", "clock"),
        Status.LOADING: ("sky", "loader-circle"),
        Status.DONE: ("leaf", "check"),
        Status.FAILED: ("clay", "triangle-alert"),
        Status.CANCELLED: ("neutral", "ban"),
    }

    register = models.CharField(_("Register"), max_length=16, choices=Register)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="import_jobs", verbose_name=_("Organisation")
    )
    network = models.ForeignKey("network.Network", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    plan = models.ForeignKey("network.NetworkPlan", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    matrix = models.ForeignKey("network.AlignmentMatrix", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    file = models.FileField(upload_to="imports/%Y/%m/", blank=True)
    file_name = models.CharField(_("File"), max_length=255)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_jobs")
    requested_at = models.DateTimeField(_("Requested"), auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.UPLOADED)
    partial = models.BooleanField(_("Load the right rows, leave out the wrong ones"), default=False)
    total = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    preview = models.JSONField(default=list, blank=True)
    problem = models.JSONField(default=dict, blank=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("Loading of a file")
        verbose_name_plural = _("Loadings of files")
        ordering = ["-requested_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("network:import", args=[self.pk])

    @property
    def target(self) -> Any:
        """What the file fills: a plan, a matrix, the calendar of a network, an organisation; None where the register belongs to nobody."""
        return self.plan or self.matrix or self.network or self.organisation

    @property
    def target_name(self) -> str:
        """Its name as lists print it."""
        return self.organisation.short_name if self.target == self.organisation and self.organisation else str(self.target or "")

    @property
    def is_running(self) -> bool:
        """Something is still going to happen by itself."""
        return self.status in {self.Status.UPLOADED, self.Status.CHECKING, self.Status.CONFIRMED, self.Status.LOADING}

    @property
    def problem_text(self) -> str:
        """Why the whole file was refused, in the person's language."""
        return said(self.problem)

    @property
    def good(self) -> int:
        """Rows that may be loaded."""
        return self.created + self.changed + self.same


class ImportRowError(models.Model):
    """One mistake in one row of a file, worded in all languages of the portal."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="errors")
    row = models.PositiveIntegerField(_("Row"))
    column = models.CharField(_("Column"), max_length=40, blank=True)
    value = models.CharField(_("Value"), max_length=120, blank=True)
    reason = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("Mistake in a file")
        verbose_name_plural = _("Mistakes in files")
        ordering = ["row", "id"]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason_text}"

    @property
    def reason_text(self) -> str:
        """The reason in the person's language."""
        return said(self.reason)


def said(words: dict[str, Any]) -> str:
    """One of the languages of a text kept in all of them."""
    return words.get((get_language() or "kk")[:2]) or next(iter(words.values()), "")
