"""Papers that confirm a trial to the pupil: which forms a network allows, what was issued, the trial book (§2.4, BR-41) [002b F21]."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from network.models import Network, Organisation

from ..querysets_confirmations import ConfirmationRuleQuerySet, IssuedConfirmationQuerySet, TrialBookQuerySet
from .trials import Participation


class ConfirmationForm(models.TextChoices):
    """Forms that may confirm a trial (§2.6)."""

    SHEET = "sheet", pgettext_lazy("confirmation", "Trial sheet")
    BOOK = "book", pgettext_lazy("confirmation", "Trial book")
    REFERENCE = "reference", pgettext_lazy("confirmation", "Reference")
    CERTIFICATE = "certificate", pgettext_lazy("confirmation", "Certificate")
    TRACE = "trace", pgettext_lazy("confirmation", "Digital trace")


@pghistory.track(pghistory.UpdateEvent())
class ConfirmationRule(models.Model):
    """The collegial decision of a network on the forms that its trials are confirmed by. A network without a row allows all of them. No personal data
    but who wrote the decision down; seen by whoever sees the network.
    """

    network = models.OneToOneField(Network, on_delete=models.PROTECT, related_name="confirmation_rule", verbose_name=_("Network"))
    forms = ArrayField(models.CharField(max_length=12, choices=ConfirmationForm), verbose_name=_("Allowed forms"))
    decided_on = models.DateField(_("Decided on"))
    minutes_no = models.CharField(_("Minutes No."), max_length=40)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    objects = ConfirmationRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("Decision on confirming documents")
        verbose_name_plural = _("Decisions on confirming documents")
        constraints = [
            models.CheckConstraint(condition=models.Q(forms__len__gte=1), name="confirmation_rule_allows_something"),
            models.CheckConstraint(condition=models.Q(forms__contained_by=ConfirmationForm.values), name="confirmation_rule_known_forms"),
            models.CheckConstraint(condition=~models.Q(minutes_no=""), name="confirmation_rule_has_minutes"),
        ]

    def __str__(self) -> str:
        return str(self.network)


@pghistory.track(pghistory.UpdateEvent())
class IssuedConfirmation(StateMachine):
    """A sheet, reference or certificate of one pupil's trial; the issued papers are documents made from this row. Held so that pupil and family can
    show what was tried; seen by the pupil, the family, the class teacher, the coordinators of school and host; kept until leaving school + 3 years.
    It carries no level and no mark, and the outcome of the trial does not matter (BR-41).
    """

    class Status(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("confirmation", "Issued")
        WITHDRAWN = "withdrawn", pgettext_lazy("confirmation", "Withdrawn")

    TRANSITIONS = {
        "withdraw": ({Status.ISSUED}, Status.WITHDRAWN),
        "issue_again": ({Status.WITHDRAWN}, Status.ISSUED),
    }
    STATUS_LOOK = {Status.ISSUED: ("leaf", "badge-check"), Status.WITHDRAWN: ("clay", "ban")}
    KINDS = (ConfirmationForm.CERTIFICATE, ConfirmationForm.SHEET, ConfirmationForm.REFERENCE)

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="confirmations")
    form = models.CharField(_("Form"), max_length=12, choices=[(form.value, form.label) for form in KINDS])
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("Issued by"))
    minutes = models.PositiveSmallIntegerField(_("Attended, minutes"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("Date of issue"), auto_now_add=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.ISSUED)

    objects = IssuedConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Confirming document")
        verbose_name_plural = _("Confirming documents")
        constraints = [
            models.UniqueConstraint(fields=["participation", "form"], name="confirmation_once_per_form"),
            models.CheckConstraint(condition=models.Q(minutes__gte=1), name="confirmation_of_some_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} · {self.participation.pupil}"

    @property
    def anchor(self) -> str:
        """Name of its place on a page."""
        return f"confirmation-{self.pk}"


class TrialBook(models.Model):
    """The trial book of a pupil: one row per pupil, so that the book goes with the pupil to another school (§9 case 10). Holds nothing but whose it is;
    what it prints are the pupil's own trials. Seen by the pupil, the class teacher and the school; kept until leaving school + 3 years.
    """

    pupil = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trial_book")
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = TrialBookQuerySet.as_manager()

    class Meta:
        verbose_name = _("Trial book")
        verbose_name_plural = _("Trial books")

    def __str__(self) -> str:
        return str(self.pupil)
