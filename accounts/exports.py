"""Taking personal data out of the portal: only with a permission, and every file leaves a line (network page 2.1, ExportGrant)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from .errors import ExportNotGranted, GrantInThePast, GrantToOneself
from .models import ExportGrant, SecurityEvent, User


def may_export(user: User, kind: str) -> bool:
    """Does a permission of this kind hold for the person today?"""
    return ExportGrant.objects.current().filter(user=user, kind=kind).exists()


@transaction.atomic
def record_export(*, user: User, kind: str, rows: int) -> SecurityEvent:
    """Called before a file with personal data of others is handed out: refuses without a permission, else notes who took what. Raises ExportNotGranted."""
    if not may_export(user, kind):
        raise ExportNotGranted(kind=str(ExportGrant.Kind(kind).label))
    return SecurityEvent.objects.create(user=user, kind=SecurityEvent.Kind.EXPORTED, details={"kind": str(kind), "rows": rows})


@transaction.atomic
def grant_export(*, user: User, kind: str, until: dt.date, by: User) -> ExportGrant:
    """Allow a person to take one kind of data out until a day; an earlier permission of the kind is replaced. Raises GrantToOneself, GrantInThePast."""
    if user.pk == by.pk:
        raise GrantToOneself
    if until < timezone.localdate():
        raise GrantInThePast
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    ExportGrant.objects.filter(user=user, kind=kind, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    return ExportGrant.objects.create(user=user, kind=kind, until=until, granted_by=by)


@transaction.atomic
def withdraw_export(*, grant: ExportGrant) -> ExportGrant:
    """End a permission at this second."""
    grant = ExportGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if grant.withdrawn_at is None:
        grant.withdrawn_at = timezone.now()
        grant.save(update_fields=["withdrawn_at"])
    return grant
