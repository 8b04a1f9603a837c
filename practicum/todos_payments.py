"""To-dos of the money: statements to agree to, late payments (R55, PAY-LATE)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import todos
from core.dates import official
from core.todos import Todo
from network.access import organisations_as

from .models import PaymentStatement
from .querysets_payments import PAYS, RECEIVES
from .services.payments import LATE_DAYS

PER_KIND = 5


def payments_waiting(user: Any) -> Any:
    """Statements that the school has not answered, those that the payer has to carry on, those that are late; None for whoever keeps no money."""
    payers, schools = organisations_as(user, *PAYS), organisations_as(user, *RECEIVES)
    if not payers and not schools:
        return None
    late = Q(status__in=PaymentStatement.UNPAID, due_on__lt=timezone.localdate() - dt.timedelta(days=LATE_DAYS))
    return PaymentStatement.objects.filter(
        Q(school__in=schools, status="draft")
        | Q(round__programme__owner_org__in=payers, status__in=["checked", "disputed"])
        | late & (Q(school__in=schools) | Q(round__programme__owner_org__in=payers))
    )


def payment_todos(user: Any) -> Iterator[Todo]:
    """One line for each statement that waits."""
    edge = timezone.localdate() - dt.timedelta(days=LATE_DAYS)
    schools = organisations_as(user, *RECEIVES)
    for row in payments_waiting(user).select_related("school", "round").order_by("due_on")[:PER_KIND]:
        if row.due_on < edge:
            text, action, tone = _("The payment is late: it was due on %(day)s") % {"day": official(row.due_on)}, _("Open"), "clay"
        elif row.school_id in schools:
            text, action, tone = _("Agree to the payment statement of the practicum"), _("Look"), "sun"
        elif row.status == "disputed":
            text, action, tone = _("The school disagrees with the payment statement"), _("Calculate anew"), "sun"
        else:
            text, action, tone = _("The school agrees with the payment statement: approve it"), _("Approve"), "sun"
        yield Todo("practicum_payment", str(row), text, "practicum:payment", (row.pk,), action, tone)


todos.register(payment_todos, payments_waiting)
