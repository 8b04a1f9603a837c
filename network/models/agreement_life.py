"""What happens to an agreement that holds: notices between the parties, supplementary agreements."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine

from ..querysets_agreements import NoticeQuerySet, OfAgreementQuerySet
from .agreement_signing import scan_path
from .agreement_text import AgreementVersion
from .agreements import Agreement, AgreementParty


@pghistory.track(pghistory.UpdateEvent())
class AgreementNotice(StateMachine):
    """What one party tells the others in writing (NR33–NR35). Kept with the agreement as proof of the day of delivery; seen by whoever opens it."""

    class Kind(models.TextChoices):
        NON_RENEWAL = "non_renewal", _("Not to renew")
        EXIT = "exit", _("One party leaves")
        TERMINATION = "termination", _("Early termination")
        CHANGE = "change", _("Change of details")

    class Status(models.TextChoices):
        SENT = "sent", pgettext_lazy("notice of a party", "Sent")
        DELIVERED = "delivered", pgettext_lazy("notice of a party", "Delivered")
        LATE = "late", pgettext_lazy("notice of a party", "Late")
        EFFECTIVE = "effective", pgettext_lazy("notice of a party", "In effect")
        RECALLED = "recalled", pgettext_lazy("notice of a party", "Recalled")

    TRANSITIONS = {
        "deliver": ({Status.SENT}, Status.DELIVERED),
        "deliver_late": ({Status.SENT}, Status.LATE),
        "take_effect": ({Status.DELIVERED, Status.LATE}, Status.EFFECTIVE),
        "recall": ({Status.SENT, Status.DELIVERED, Status.LATE}, Status.RECALLED),
    }
    STATUS_LOOK = {
        Status.SENT: ("neutral", "send"),
        Status.DELIVERED: ("sky", "check"),
        Status.LATE: ("sun", "clock"),
        Status.EFFECTIVE: ("leaf", "check"),
        Status.RECALLED: ("neutral", "x"),
    }

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    from_party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="notices_sent", verbose_name=_("From"))
    reason = models.TextField(_("Reason"), blank=True)
    file = models.FileField(_("Scan"), upload_to=scan_path, max_length=200, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    on_paper = models.BooleanField(_("Handed over on paper"), default=False)
    asked_for = models.DateField(_("Proposed last day"), null=True, blank=True)
    changes: Any = models.JSONField(default=dict, blank=True)  # new details of the party, by field
    delivered_on = models.DateField(_("Delivered on"), null=True, blank=True)
    effective_on = models.DateField(_("Takes effect on"), null=True, blank=True)
    missed_on = models.DateField(_("End it would have reached in time"), null=True, blank=True)
    ends_before = models.DateField(null=True, blank=True, editable=False)
    was_cut = models.BooleanField(default=False, editable=False)
    recall_asked_at = models.DateTimeField(null=True, blank=True)
    recall_agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("State"), max_length=9, choices=Status, default=Status.SENT)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Notice between parties")
        verbose_name_plural = _("Notices between parties")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["delivered", "late", "effective"]) | Q(delivered_on__isnull=False),
                name="agreement_notice_delivered_has_day",
            ),
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True) | Q(delivered_on__isnull=True) | Q(effective_on__gte=F("delivered_on")),
                name="agreement_notice_takes_effect_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.from_party}"

    @property
    def successor_name(self) -> str:
        """Who takes the sender's place by this notice (NR58), in the person's language; empty for other notices."""
        named = self.changes.get("successor") or {}
        return str(named.get("kk" if (get_language() or "kk") == "kk" else "ru", ""))

    @property
    def dialog_id(self) -> str:
        """Id of the question whether to recall it."""
        return f"recall-{self.pk}"


@pghistory.track(pghistory.UpdateEvent())
class Amendment(StateMachine):
    """A supplementary agreement: changed clauses, new parties or a new end, signed by every remaining party; it makes the next version of the text.

    ``version`` is that next version: its difference from ``base`` is what the amendment says, PartySignature points to it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("amendment", "Draft")
        SIGNING = "signing", pgettext_lazy("amendment", "Being signed")
        IN_FORCE = "in_force", pgettext_lazy("amendment", "In force")
        WITHDRAWN = "withdrawn", pgettext_lazy("amendment", "Withdrawn")

    TRANSITIONS = {
        "fix": ({Status.DRAFT}, Status.SIGNING),
        "reopen": ({Status.SIGNING}, Status.DRAFT),
        "start": ({Status.SIGNING}, Status.IN_FORCE),
        "withdraw": ({Status.DRAFT, Status.SIGNING}, Status.WITHDRAWN),
    }
    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.SIGNING: ("sun", "file-signature"),
        Status.IN_FORCE: ("leaf", "check"),
        Status.WITHDRAWN: ("neutral", "x"),
    }

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField(_("Number"))
    date = models.DateField(_("Date"), null=True, blank=True)
    reason = models.TextField(_("Reason"), blank=True)
    base = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    version = models.OneToOneField(AgreementVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="amendment")
    ends_on = models.DateField(_("New end"), null=True, blank=True)
    effective_on = models.DateField(_("Comes into force"), null=True, blank=True)
    new_parties = models.ManyToManyField(AgreementParty, blank=True, related_name="joined_by")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("State"), max_length=9, choices=Status, default=Status.DRAFT)

    objects = OfAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Supplementary agreement")
        verbose_name_plural = _("Supplementary agreements")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="amendment_number_once"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(status__in=["draft", "signing"]), name="agreement_one_open_amendment"
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.number} · {self.agreement}"
