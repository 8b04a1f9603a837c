"""How long the portal keeps what it notes about people (network page, NR12). Consents, guardians and accounts follow events of their own."""

import datetime as dt

import pgtrigger
from django.utils import timezone

from .models import Delivery, Notice, SecurityEvent, SensitiveRead

DAYS = {"read notices": 90, "unread notices": 365, "messages sent": 365, "security events": 365, "access log": 3 * 365}


def clear_what_is_over() -> dict[str, int]:
    """Delete lines past their term; answers how many of each kind. The append-only tables are opened for this one deletion alone."""
    now = timezone.now()
    before = {name: now - dt.timedelta(days=days) for name, days in DAYS.items()}
    rows = {
        "read notices": Notice.objects.filter(read_at__lt=before["read notices"]),
        "unread notices": Notice.objects.filter(created_at__lt=before["unread notices"]),
        "messages sent": Delivery.objects.filter(created_at__lt=before["messages sent"]),
        "security events": SecurityEvent.objects.filter(at__lt=before["security events"]),
        "access log": SensitiveRead.objects.filter(at__lt=before["access log"]),
    }
    with pgtrigger.ignore("accounts.SecurityEvent:append_only", "accounts.SensitiveRead:append_only"):
        return {name: queryset.delete()[0] for name, queryset in rows.items()}
