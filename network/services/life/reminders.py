"""Reminders before an end and before the deadline of a notice (NR36): each once, recorded."""

import datetime as dt
import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ... import terms
from ...models import Agreement, AgreementReminder
from .acts import locked
from .periods import last_day_known, renews
from .telling import tell_parties
from .words import figures

log = logging.getLogger(__name__)

LOOK_AHEAD = dt.timedelta(days=125)  # 90 days before an end; 30 days before a deadline that lies up to three months before its end
BEFORE_END = _("%(agreement)s ends on %(day)s. Prepare a new one or an amendment.")
BEFORE_DEADLINE = _("Is renewal needed? %(agreement)s renews itself unless a notice is delivered by %(day)s.")


def remind(today: dt.date | None = None) -> int:
    """Send what is owed as of the day; after missed nights one message, the latest, and the others are only recorded. Answers how many agreements."""
    today = today or timezone.localdate()
    alive = Agreement.objects.filter(status__in=["in_force", "suspended"], ends_on__gte=today, ends_on__lte=today + LOOK_AHEAD)
    told = 0
    for agreement in alive.prefetch_related("reminders").order_by("pk").iterator(chunk_size=500):
        if not _owed(agreement, today):
            continue
        try:
            with transaction.atomic():
                told += _send(agreement.pk, today)
        except Exception:
            log.exception("A reminder failed: %s", agreement.pk)
    return told


def _owed(agreement: Agreement, today: dt.date) -> list[int]:
    days = terms.reminder_days(agreement.term_kind, agreement.ends_on, renews=renews(agreement), notice_months=agreement.notice_months)
    due = terms.reminders_due(days, today, started=agreement.starts_on or today)
    sent = {row.days_before for row in agreement.reminders.all() if row.end == agreement.ends_on}
    return [before for before in due if before not in sent]


def _send(pk: int, today: dt.date) -> bool:
    """Record all that are owed, tell the parties once; a renewal that a notice has stopped already is not asked about."""
    agreement = locked(pk)
    due = _owed(agreement, today)
    if not due or agreement.ends_on is None:
        return False
    rows = [AgreementReminder(agreement=agreement, end=agreement.ends_on, days_before=before, told=before == min(due)) for before in due]
    AgreementReminder.objects.bulk_create(rows)
    if renews(agreement) and last_day_known(agreement) != agreement.ends_on:
        deadline = terms.non_renewal_deadline(agreement.ends_on, agreement.notice_months)
        tell_parties(agreement, BEFORE_DEADLINE, day=figures(deadline))
    else:
        tell_parties(agreement, BEFORE_END, day=figures(agreement.ends_on))
    return True
