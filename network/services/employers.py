"""The register of employers: what they offer, and the operator's check that lasts 12 months (NR22)."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ..errors import ReasonNeeded
from ..models import EmployerProfile, Organisation

PROFILE = (
    "formats",
    "when",
    "where",
    "contact_name",
    "contact_position",
    "contact_phone",
    "contact_who",
    "contact_hours",
    "receive_days",
    "minitasks",
    "rural_quota",
    "csr",
    "staff_children",
    "insurance",
    "transport",
    "passes",
)


@transaction.atomic
def save_employer_profile(*, organisation: Organisation, by: Any, **fields: Any) -> EmployerProfile:
    """Write what the employer offers; the check stands until its day."""
    profile, _made = EmployerProfile.objects.select_for_update(of=("self",)).get_or_create(
        organisation=organisation, defaults={name: fields[name] for name in PROFILE if name in fields}
    )
    for name in PROFILE:
        if name in fields:
            setattr(profile, name, fields[name])
    profile.save()
    return profile


@transaction.atomic
def check_employer(*, profile: EmployerProfile, by: Any, passed: bool, remark: str = "") -> EmployerProfile:
    """The operator or the chamber has looked: 12 months from today, or refused with the reason. Raises ReasonNeeded."""
    if not passed and not remark.strip():
        raise ReasonNeeded
    profile = EmployerProfile.objects.select_for_update(of=("self",)).get(pk=profile.pk)
    profile.check_state = EmployerProfile.Check.CHECKED if passed else EmployerProfile.Check.REJECTED
    profile.checked_on, profile.checked_by, profile.check_remark = timezone.localdate(), by, remark.strip()[:300]
    profile.save(update_fields=["check_state", "checked_on", "checked_by", "check_remark"])
    return profile


def closed_for_booking() -> QuerySet[Organisation]:
    """Employers hidden from new bookings today: refused, or checked so long ago that the check has lapsed (NR22). Without a profile, or before
    anybody has asked for a check, an employer is not hidden.
    """
    last = timezone.localdate() - dt.timedelta(days=settings.REGISTERS["EMPLOYER_CHECK_DAYS"])
    lapsed = Q(employer_profile__check_state=EmployerProfile.Check.CHECKED, employer_profile__checked_on__lt=last)
    return Organisation.objects.filter(lapsed | Q(employer_profile__check_state=EmployerProfile.Check.REJECTED))


def is_open_for_booking(organisation: Organisation) -> bool:
    """An expired or refused check hides the employer from new bookings; what is booked stays (NR22)."""
    return not closed_for_booking().filter(pk=organisation.pk).exists()
