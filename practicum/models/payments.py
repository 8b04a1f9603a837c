"""Money of the practicum: what a school is paid, how mentors share it, hours of the leaders, the supplement for young teachers' mentors (practicum page 2.6)."""

from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from mentoring.models import MentorAssignment
from network.models import AcademicYear, Agreement, Organisation

from ..querysets_payments import (
    CreditCostQuerySet,
    MentorShareQuerySet,
    PaymentStatementQuerySet,
    PaymentTermsQuerySet,
    SupervisorLoadQuerySet,
    SupplementStatementQuerySet,
)
from .placements import Placement
from .rounds import PracticumRound

RATE_FLOOR = Decimal("0.30")  # Methodical recommendations 003c F17: «0,3», a minimum
LOAD_FLOOR = Decimal("0.7")  # 003c R14: «кемінде 0,7»
CLOSED = ("replaced", "cancelled")


@pghistory.track(pghistory.UpdateEvent())
class CreditCost(models.Model):
    """S: what one credit costs at an institution in a year, whole tenge (R50). No personal data."""

    owner_org = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="credit_costs", verbose_name=_("Educational organisation")
    )
    academic_year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+", verbose_name=_("Academic year"))
    cost = models.PositiveIntegerField(_("Cost of one credit, ₸ (S)"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = CreditCostQuerySet.as_manager()

    class Meta:
        verbose_name = _("Cost of a credit")
        verbose_name_plural = _("Costs of credits")
        ordering = ["-academic_year__starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["owner_org", "academic_year"], name="credit_cost_once_a_year"),
            models.CheckConstraint(condition=Q(cost__gt=0), name="credit_costs_something"),
        ]

    def __str__(self) -> str:
        return f"{self.academic_year}: {self.cost}"


@pghistory.track(pghistory.UpdateEvent())
class PaymentTerms(models.Model):
    """Parameters of the payment under one agreement (R50, R55); the scheme is recommendatory, so an agreement may do without. No personal data."""

    class Channel(models.TextChoices):
        DIRECT = "direct", _("The college (university) pays")
        STATE_ORDER = "state_order", _("State order")

    class Form(models.TextChoices):
        MONEY = "money", _("In money")
        IN_KIND = "in_kind", _("In equipment, literature")

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="practicum_terms", verbose_name=_("Agreement"))
    payer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("Payer"))
    pays = models.BooleanField(_("The school is paid under this agreement"), default=True)
    channel = models.CharField(_("Who pays"), max_length=11, choices=Channel, default=Channel.DIRECT)
    form = models.CharField(_("Form of payment"), max_length=7, choices=Form, default=Form.MONEY)
    rate = models.DecimalField(_("Share"), max_digits=3, decimal_places=2, default=RATE_FLOOR)
    due_days = models.PositiveSmallIntegerField(_("Days after the round until payment"), default=30)
    count_as_one = models.BooleanField(_("Count everyone as 1"), default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = PaymentTermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("Terms of payment")
        verbose_name_plural = _("Terms of payment")
        constraints = [models.CheckConstraint(condition=Q(rate__gte=RATE_FLOOR, rate__lte=1), name="rate_at_least_0_3")]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.rate}"


# Σ of the mentors' shares is the amount of the statement, to the tenge; looked at when the transaction ends (R52).
SHARES_ADD_UP = """
    SELECT * INTO statement FROM practicum_paymentstatement WHERE id = %s;
    IF NOT FOUND OR statement.form <> 'money' OR statement.status IN ('replaced', 'cancelled') THEN
        RETURN NULL;
    END IF;
    SELECT COALESCE(SUM(amount), 0) INTO total FROM practicum_mentorshare WHERE statement_id = statement.id;
    IF total <> statement.amount THEN
        RAISE EXCEPTION 'shares_add_up: the shares of the mentors are not the amount' USING ERRCODE = 'check_violation', CONSTRAINT = 'shares_add_up';
    END IF;
    RETURN NULL;
"""
DECLARED = [("total", "bigint"), ("statement", "practicum_paymentstatement%ROWTYPE")]


@pghistory.track(pghistory.UpdateEvent())
class PaymentStatement(StateMachine):
    """What a school is to be paid for a round, with its parameters frozen (003c F17). Holds no names of its own; kept as an accounting record; seen by the
    coordinators and accountants of payer and school.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("payment", "Draft")
        CHECKED = "checked", _("Agreed by the school")
        APPROVED = "approved", pgettext_lazy("payment", "Approved")
        SENT = "sent", _("Sent for payment")
        PART_PAID = "part_paid", _("Paid in part")
        PAID = "paid", pgettext_lazy("payment", "Paid")
        DISPUTED = "disputed", pgettext_lazy("payment", "Disputed")
        REPLACED = "replaced", pgettext_lazy("payment", "Replaced")
        CANCELLED = "cancelled", pgettext_lazy("payment", "Cancelled")

    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.CHECKED: ("sky", "check"),
        Status.APPROVED: ("leaf", "badge-check"),
        Status.SENT: ("sun", "send"),
        Status.PART_PAID: ("sun", "coins"),
        Status.PAID: ("leaf", "check-check"),
        Status.DISPUTED: ("clay", "message-square"),
        Status.REPLACED: ("neutral", "history"),
        Status.CANCELLED: ("neutral", "ban"),
    }
    TRANSITIONS = {
        "check": ({Status.DRAFT}, Status.CHECKED),
        "dispute": ({Status.DRAFT, Status.CHECKED}, Status.DISPUTED),
        "redraft": ({Status.DISPUTED}, Status.DRAFT),
        "approve": ({Status.CHECKED}, Status.APPROVED),
        "send": ({Status.APPROVED}, Status.SENT),
        "pay_part": ({Status.SENT, Status.PART_PAID}, Status.PART_PAID),
        "pay": ({Status.SENT, Status.PART_PAID}, Status.PAID),
        "replace": ({Status.APPROVED, Status.SENT}, Status.REPLACED),
        "cancel": ({Status.DRAFT, Status.CHECKED, Status.APPROVED, Status.SENT, Status.DISPUTED}, Status.CANCELLED),
    }
    UNPAID = (Status.DRAFT, Status.CHECKED, Status.APPROVED, Status.SENT, Status.PART_PAID, Status.DISPUTED)

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="practicum_payments", verbose_name=_("School"))
    round = models.ForeignKey(PracticumRound, on_delete=models.PROTECT, related_name="payments", verbose_name=_("Round"))
    payer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("Payer"))
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+", verbose_name=_("Agreement"))
    channel = models.CharField(_("Who pays"), max_length=11, choices=PaymentTerms.Channel)
    form = models.CharField(_("Form of payment"), max_length=7, choices=PaymentTerms.Form)
    credits = models.DecimalField(_("Number of credits (K)"), max_digits=4, decimal_places=1)
    credit_cost = models.PositiveIntegerField(_("Cost of one credit, ₸ (S)"))
    rate = models.DecimalField(_("Share"), max_digits=3, decimal_places=2)
    students = models.DecimalField(_("Number of students (N)"), max_digits=8, decimal_places=4)
    amount = models.PositiveIntegerField(_("Sum to be paid, ₸ (С)"))
    due_on = models.DateField(_("To be paid by"))
    paid_amount = models.PositiveIntegerField(_("Paid, ₸"), default=0)
    paid_on = models.DateField(_("Paid on"), null=True, blank=True)
    document_no = models.CharField(_("Payment document No."), max_length=60, blank=True)
    version = models.PositiveSmallIntegerField(_("Version"), default=1)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    created_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("State"), max_length=9, choices=Status, default=Status.DRAFT)

    objects = PaymentStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Payment statement")
        verbose_name_plural = _("Payment statements")
        ordering = ["due_on", "school", "-version"]
        indexes = [models.Index(fields=["status", "due_on"])]
        constraints = [
            models.UniqueConstraint(fields=["school", "round", "payer"], condition=~Q(status__in=CLOSED), name="one_valid_statement"),
            models.CheckConstraint(condition=Q(rate__gte=RATE_FLOOR), name="statement_rate_at_least_0_3"),
            models.CheckConstraint(condition=Q(paid_amount__lte=F("amount")), name="paid_up_to_the_amount"),
            models.CheckConstraint(
                condition=~Q(status="paid") | Q(paid_amount=F("amount"), paid_on__isnull=False), name="paid_statement_is_paid"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="shares_add_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                declare=DECLARED,
                func=SHARES_ADD_UP % "NEW.id",
            )
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.round}"

    @property
    def left(self) -> int:
        """What is still to be paid, whole tenge."""
        return self.amount - self.paid_amount


class StatementLine(models.Model):
    """One student of a statement: days worked of the days planned (R51). Seen with the statement."""

    statement = models.ForeignKey(PaymentStatement, on_delete=models.CASCADE, related_name="lines")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField(_("Days worked"))
    planned = models.PositiveSmallIntegerField(_("Days planned"))
    share = models.DecimalField(_("Share worked"), max_digits=5, decimal_places=4)

    class Meta:
        verbose_name = _("Line of a payment statement")
        verbose_name_plural = _("Lines of payment statements")
        ordering = ["placement__student__last_name", "placement__student__first_name"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "placement"], name="student_once_in_a_statement"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="line_share_up_to_1"),
        ]

    def __str__(self) -> str:
        return f"{self.placement}: {self.share}"


class MentorShare(models.Model):
    """What of a statement falls to a mentor (R52): largest remainder, the sum is the statement's amount. Seen by the mentor, payer and school."""

    statement = models.ForeignKey(PaymentStatement, on_delete=models.CASCADE, related_name="shares")
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="practicum_shares", verbose_name=_("Mentor")
    )
    students = models.PositiveSmallIntegerField(_("Students"))
    share_sum = models.DecimalField(_("Students' shares"), max_digits=8, decimal_places=4)
    amount = models.PositiveIntegerField(_("Sum, ₸"))

    objects = MentorShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mentor's share")
        verbose_name_plural = _("Mentors' shares")
        ordering = ["mentor__last_name", "mentor__first_name"]
        constraints = [models.UniqueConstraint(fields=["statement", "mentor"], name="mentor_once_in_a_statement")]
        triggers = [
            pgtrigger.Trigger(
                name="shares_add_up_here",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                declare=DECLARED,
                func=SHARES_ADD_UP % "COALESCE(NEW.statement_id, OLD.statement_id)",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mentor}: {self.amount}"


@pghistory.track(pghistory.UpdateEvent())
class SupervisorLoad(StateMachine):
    """H = 0,7 × K × N: hours of a leader in a round (R53). Seen by the leader and the institution."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("load", "Draft")
        APPROVED = "approved", pgettext_lazy("load", "Approved")

    STATUS_LOOK = {Status.DRAFT: ("neutral", "pencil"), Status.APPROVED: ("leaf", "badge-check")}
    TRANSITIONS = {"approve": ({Status.DRAFT}, Status.APPROVED), "reopen": ({Status.APPROVED}, Status.DRAFT)}

    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supervisor_loads", verbose_name=_("Practicum leader")
    )
    round = models.ForeignKey(PracticumRound, on_delete=models.PROTECT, related_name="loads", verbose_name=_("Round"))
    rate = models.DecimalField(_("Coefficient"), max_digits=3, decimal_places=2, default=LOAD_FLOOR)
    credits = models.DecimalField(_("Number of credits (K)"), max_digits=4, decimal_places=1)
    students = models.DecimalField(_("Number of students (N)"), max_digits=8, decimal_places=4)
    hours = models.DecimalField(_("Load, hours (H)"), max_digits=7, decimal_places=2)
    status = models.CharField(_("State"), max_length=8, choices=Status, default=Status.DRAFT)

    objects = SupervisorLoadQuerySet.as_manager()

    class Meta:
        verbose_name = _("Load of a leader")
        verbose_name_plural = _("Loads of leaders")
        ordering = ["supervisor__last_name"]
        constraints = [
            models.UniqueConstraint(fields=["supervisor", "round"], name="load_once_in_a_round"),
            models.CheckConstraint(condition=Q(rate__gte=LOAD_FLOOR), name="load_rate_at_least_0_7"),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor}: {self.hours}"


@pghistory.track(pghistory.UpdateEvent())
class BaseSalary(models.Model):
    """БДО from a day on, whole tenge (R54). No personal data."""

    valid_from = models.DateField(_("From"), unique=True)
    amount = models.PositiveIntegerField(_("Base salary (БДО), ₸"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Base salary (БДО)")
        verbose_name_plural = _("Base salaries (БДО)")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.amount}"


@pghistory.track(pghistory.UpdateEvent())
class SupplementStatement(StateMachine):
    """Supplement for mentors of young teachers in one month (art. 13 of the law on the status of teachers); never from trainees. Seen by the school."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("supplement", "Draft")
        APPROVED = "approved", pgettext_lazy("supplement", "Approved")
        PAID = "paid", pgettext_lazy("supplement", "Paid")

    STATUS_LOOK = {Status.DRAFT: ("neutral", "pencil"), Status.APPROVED: ("sun", "badge-check"), Status.PAID: ("leaf", "check-check")}
    TRANSITIONS = {"approve": ({Status.DRAFT}, Status.APPROVED), "pay": ({Status.APPROVED}, Status.PAID)}

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="supplements", verbose_name=_("School"))
    month = models.DateField(_("Month"))
    due_on = models.DateField(_("To be paid by"))
    paid_on = models.DateField(_("Paid on"), null=True, blank=True)
    status = models.CharField(_("State"), max_length=8, choices=Status, default=Status.DRAFT)

    objects = SupplementStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Supplement for mentoring (БДО)")
        verbose_name_plural = _("Supplements for mentoring (БДО)")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["school", "month"], name="supplement_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="supplement_month_by_its_first_day"),
            models.CheckConstraint(condition=~Q(status="paid") | Q(paid_on__isnull=False), name="paid_supplement_has_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.month:%m.%Y}"


class SupplementLine(models.Model):
    """One mentor in one month, whatever the number of young teachers (R54)."""

    statement = models.ForeignKey(SupplementStatement, on_delete=models.CASCADE, related_name="lines")
    month = models.DateField(editable=False)
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Mentor"))
    young_teacher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Young teacher"))
    assignment = models.ForeignKey(MentorAssignment, on_delete=models.PROTECT, related_name="+")
    order_no = models.CharField(_("Order No."), max_length=40, blank=True)
    days_worked = models.PositiveSmallIntegerField(_("Days worked"))
    days_norm = models.PositiveSmallIntegerField(_("Norm of days"))
    bdo = models.PositiveIntegerField(_("Base salary (БДО), ₸"))
    pct = models.PositiveSmallIntegerField(_("Percent"), default=100)
    amount = models.PositiveIntegerField(_("Sum, ₸"))

    class Meta:
        verbose_name = _("Line of a supplement statement")
        verbose_name_plural = _("Lines of supplement statements")
        ordering = ["mentor__last_name", "mentor__first_name"]
        constraints = [
            models.UniqueConstraint(fields=["mentor", "month"], name="one_supplement_a_month"),
            models.CheckConstraint(condition=Q(pct__gte=100), name="supplement_at_least_100"),
            models.CheckConstraint(condition=Q(days_norm__gte=1, days_worked__lte=F("days_norm")), name="days_within_the_norm"),
        ]

    def __str__(self) -> str:
        return f"{self.mentor}: {self.amount}"
