"""What is cleared in the network when its term is over (NR12)."""

import datetime as dt

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from accounts.models import Consent, SupportNeed

from .models import Invitation, Membership, StaffRecord


def clear_invitations(before: dt.datetime) -> int:
    """Invitations that ended before the moment, with what the history kept of names and addresses."""
    rows = Invitation.objects.exclude(status__in=Invitation.LIVE).filter(
        Q(answered_at__lt=before) | Q(answered_at__isnull=True, expires_at__lt=before)
    )
    ids = list(rows.values_list("pk", flat=True)[:2000])
    apps.get_model("network", "InvitationEvent").objects.filter(pgh_obj__in=ids).delete()
    Invitation.objects.filter(pk__in=ids).delete()
    return len(ids)


def clear_staff_records(before: dt.datetime) -> int:
    """Staff records of those who left before the moment."""
    ids = list(StaffRecord.objects.filter(left_on__lt=before.date()).values_list("pk", flat=True)[:2000])
    apps.get_model("network", "StaffRecordEvent").objects.filter(pgh_obj__in=ids).delete()
    StaffRecord.objects.filter(pk__in=ids).delete()
    return len(ids)


def _left_school(before: dt.datetime, person: str) -> Q:
    """The person learnt somewhere and has not since the moment."""
    learning = Membership.objects.filter(user=OuterRef(person), kind=Membership.Kind.LEARNER)
    still = learning.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=before.date()))
    return Q(Exists(learning)) & ~Q(Exists(still))


def clear_support_needs(before: dt.datetime) -> int:
    """Support needs are kept to the end of studies."""
    ids = list(SupportNeed.objects.filter(_left_school(before, "user")).values_list("pk", flat=True)[:2000])
    apps.get_model("accounts", "SupportNeedEvent").objects.filter(pgh_obj__in=ids).delete()
    SupportNeed.objects.filter(pk__in=ids).delete()
    return len(ids)


def erase_scans(before: dt.datetime) -> int:
    """Scans of papers that guardians signed go when the child has been out of school for the term; the row of the answer stays."""
    rows = Consent.objects.exclude(scan="").filter(_left_school(before, "subject"), guardian__isnull=False)[:500]
    count = 0
    for row in rows:
        row.scan.delete(save=False)
        row.save(update_fields=["scan"])
        count += 1
    return count
