"""The register of quotas: rows by agreements, the head's approval (practicum page 2.2, PR-03)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from network.models import AcademicYear, Agreement, Organisation

from .. import errors_programmes as errors
from ..models import SchoolQuota
from .rows import locked, refused_as

ONCE = {"quota_once_a_year": errors.QuotaTwice}


def agreement_of(owner: Any, school: Any, year: AcademicYear) -> Agreement | None:
    """The agreement on practicum in force today or on the first day of the year."""
    for day in (timezone.localdate(), year.starts_on):
        if found := Agreement.objects.in_force(["PRAC"], owner, school, day).order_by("-pk").first():
            return found
    return None


@transaction.atomic
def save_quota(
    *, owner_org: Organisation, by: Any, school: Organisation, academic_year: AcademicYear, students_quota: int, quota: SchoolQuota | None = None
) -> SchoolQuota:  # fmt: skip
    """A row; a changed figure waits for the head's approval again. Raises QuotaNoAgreement, QuotaTwice."""
    agreement = agreement_of(owner_org, school, academic_year)
    if agreement is None:
        raise errors.QuotaNoAgreement
    row = locked(quota) if quota else SchoolQuota(owner_org=owner_org)
    if row.pk and (row.students_quota, row.school_id) != (students_quota, school.pk):
        row.approved_by = row.approved_on = None
    row.school, row.academic_year, row.students_quota, row.agreement = school, academic_year, students_quota, agreement
    with refused_as(ONCE):
        row.save()
    return row


@transaction.atomic
def approve_quotas(*, owner_org: Organisation, academic_year: AcademicYear, by: Any) -> int:
    """The head approves every row of the year that waits; answers how many."""
    rows = SchoolQuota.objects.select_for_update().filter(owner_org=owner_org, academic_year=academic_year, approved_on__isnull=True)
    done = 0
    for row in rows:
        row.approved_by, row.approved_on = by, timezone.localdate()
        row.save(update_fields=["approved_by", "approved_on"])
        done += 1
    return done
