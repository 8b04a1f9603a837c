"""Taking personal data out of the portal: only with a permission, and every file leaves a line (network page 2.1, ExportGrant)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from .errors import ExportNotGranted, GrantInThePast, GrantToOneself
from .models import ExportGrant, SecurityEvent, User
from .querysets import ExportGrantQuerySet
from .services import notify


def may_export(user: User, kind: str) -> bool:
    """Does a permission of this kind hold for the person today?"""
    return ExportGrant.objects.current().filter(user=user, kind=kind).exists()


@transaction.atomic
def record_export(*, user: User, kind: str, rows: int) -> SecurityEvent:
    """Called before a file with personal data of others is handed out: refuses without a permission, else notes who took what. Raises ExportNotGranted."""
    if not may_export(user, kind):
        raise ExportNotGranted(kind=str(ExportGrant.Kind(kind).label))
    return SecurityEvent.objects.create(user=user, kind=SecurityEvent.Kind.EXPORTED, details={"kind": str(kind), "rows": rows})


def grants(*, state: str = "", kind: str = "") -> ExportGrantQuerySet:
    """Permissions in force today, «over» (past or taken back) or «all», for the platform's administrators."""
    rows = ExportGrant.objects.filter(kind=kind) if kind else ExportGrant.objects.all()
    if state == "all":
        return rows
    return rows.exclude(pk__in=ExportGrant.objects.current()) if state == "over" else rows.current()


@transaction.atomic
def grant_export(*, user: User, kind: str, until: dt.date, by: User, purpose: str = "") -> ExportGrant:
    """Allow a person to take one kind of data out until a day; an earlier permission of the kind is replaced. Raises GrantToOneself, GrantInThePast."""
    if user.pk == by.pk:
        raise GrantToOneself
    if until < timezone.localdate():
        raise GrantInThePast
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    for earlier in ExportGrant.objects.filter(user=user, kind=kind, withdrawn_at__isnull=True):
        withdraw_export(grant=earlier, by=by)
    grant = ExportGrant.objects.create(user=user, kind=kind, until=until, granted_by=by, purpose=purpose.strip())
    notify(
        user,
        gettext_noop("%(person)s allowed you to take personal data out until %(day)s. Every file names you."),
        "/account/data/",
        params={"person": by.short_name, "day": f"{until:%d.%m.%Y}"},
    )
    return grant


@transaction.atomic
def withdraw_export(*, grant: ExportGrant, by: User | None = None) -> ExportGrant:
    """End a permission at this second."""
    grant = ExportGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if grant.withdrawn_at is None:
        grant.withdrawn_at, grant.withdrawn_by = timezone.now(), by
        grant.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return grant
