"""How long the portal keeps what it holds about people (network page, NR12). The months are rows (RetentionRule) that a platform administrator
changes; rooms register what is done when a term is over. Guardians stay as long as the consents given through them.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pgtrigger
from django.db import transaction
from django.utils import timezone

from .models import Delivery, Notice, RetentionRule, SecurityEvent, SensitiveRead, User

# Where a rule is missing (a new kind, an emptied database) these hold.
MONTHS = {"read_notices": 3, "unread_notices": 12, "messages_sent": 12, "security_events": 12, "access_log": 36, "closed_accounts": 36}

Clearing = Callable[[dt.datetime], int]
_clearings: dict[str, Clearing] = {}


def register_term(code: str, months: int, clearing: Clearing) -> None:
    """A room clears what is past the term of the rule ``code``: ``clearing(before)`` answers how many rows; ``months`` holds where no rule does."""
    MONTHS.setdefault(code, months)
    _clearings[code] = clearing


def months_of(code: str) -> int:
    """The term in force."""
    rule = RetentionRule.objects.filter(code=code).first()
    return rule.months if rule else MONTHS[code]


@transaction.atomic
def change_term(*, rule: RetentionRule, months: int, by: User) -> RetentionRule:
    """A platform administrator keeps something longer or shorter, from the next night on. The database refuses less than a month."""
    import pghistory

    with pghistory.context(user=by.pk):
        rule = RetentionRule.objects.select_for_update().get(pk=rule.pk)
        rule.months = months
        rule.save(update_fields=["months"])
    return rule


def border(code: str, now: dt.datetime | None = None) -> dt.datetime:
    """What happened before this moment is past its term."""
    return (now or timezone.now()) - dt.timedelta(days=round(months_of(code) * 365 / 12))


def clear_what_is_over() -> dict[str, int]:
    """Once a night: clear lines past their term; answers how many of each kind. The append-only tables are opened for this one deletion alone."""
    rows: dict[str, Any] = {
        "read notices": Notice.objects.filter(read_at__lt=border("read_notices")),
        "unread notices": Notice.objects.filter(created_at__lt=border("unread_notices")),
        "messages sent": Delivery.objects.filter(created_at__lt=border("messages_sent")),
        "security events": SecurityEvent.objects.filter(at__lt=border("security_events")),
        "access log": SensitiveRead.objects.filter(at__lt=border("access_log")),
    }
    with pgtrigger.ignore("accounts.SecurityEvent:append_only", "accounts.SensitiveRead:append_only"):
        cleared = {name: queryset.delete()[0] for name, queryset in rows.items()}
    cleared["closed accounts"] = anonymise_closed(border("closed_accounts"))
    return cleared | {code: clearing(border(code)) for code, clearing in _clearings.items()}


@transaction.atomic
def anonymise_closed(before: dt.datetime) -> int:
    """Take name, contacts, number and birth date from accounts that have been closed, without any change since, for the whole term. The row stays:
    what the person signed points to it.
    """
    from django.apps import apps

    history = apps.get_model("accounts", "UserEvent").objects
    since = history.filter(pgh_obj__isnull=False, pgh_created_at__gte=before).values("pgh_obj")
    closed = history.filter(pgh_obj__isnull=False, sign_in=User.SignIn.CLOSED, pgh_created_at__lt=before).values("pgh_obj")
    people = User.objects.filter(sign_in=User.SignIn.CLOSED, pk__in=closed).exclude(pk__in=since).exclude(first_name="")
    count = 0
    for person in people.select_for_update(of=("self",))[:500]:
        person.last_name, person.first_name, person.middle_name = person.public_id, "", ""
        person.email, person.phone, person.iin, person.birth_date, person.phone_verified = None, "", "", None, False
        person.set_unusable_password()
        person.save()
        history.filter(pgh_obj=person.pk).delete()
        count += 1
    return count
