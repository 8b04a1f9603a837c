"""Admission to work with children: points recorded, confirmed by the student, watched for expiry (R16, R17, E-10)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.access import organisations_as

from ..access import OWNER, SCHOOL
from ..errors_life import FutureDate, MedicalIncomplete, NotAdmittable, NotYours, ValidBeforeDone
from ..models import AdmissionCheck, AdmissionItem, Placement
from .placements import locked
from .telling import owner_people, school_people, tell

# What the student brings needs no signature of the student; briefings do (R16; a decision of ours).
PAPERS = (AdmissionItem.MEDICAL, AdmissionItem.NO_RECORD, AdmissionItem.INSURANCE)
WARN_DAYS = (14, 3)
ADMITTED = gettext_lazy("%(student)s is admitted to work with children in %(school)s.")
EXPIRES = gettext_lazy("%(student)s: «%(item)s» is valid until %(day)s.")
SUSPENDED = gettext_lazy("%(student)s: «%(item)s» has expired, the practicum is suspended until a new one is recorded.")
NOT_ADMITTED = gettext_lazy("%(student)s: the practicum has begun and the admission is not complete: %(missing)s.")


def open_checks(placement: Placement) -> None:
    """The ten points, once; insurance is optional."""
    AdmissionCheck.objects.bulk_create(
        [AdmissionCheck(placement=placement, item=item, required=item != AdmissionItem.INSURANCE) for item in AdmissionItem.values],
        ignore_conflicts=True,
    )


def missing(placement: Placement, checks: Iterable[AdmissionCheck] | None = None) -> list[str]:
    """Required points that are not done, not confirmed by the student, or not valid (R16)."""
    found = []
    since = max(placement.starts_on, timezone.localdate())
    rows = list(placement.checks.all() if checks is None else checks)
    for row in rows:
        if not row.required:
            continue
        if row.done_on is None:
            found.append(str(row.get_item_display()))
        elif row.valid_until and row.valid_until < since:
            found.append(_("%(item)s (expired)") % {"item": row.get_item_display()})
        elif row.item not in PAPERS and row.student_ack is None:
            found.append(_("%(item)s (the student has not confirmed)") % {"item": row.get_item_display()})
    return found if rows else [str(AdmissionItem.MEDICAL.label)]


def may_record(user: Any, placement: Placement, item: str) -> bool:
    """INITIAL by the institution, the others by the school."""
    if item == AdmissionItem.INITIAL:
        return placement.round.programme.owner_org_id in organisations_as(user, *OWNER)
    return placement.school_id in organisations_as(user, *SCHOOL)


@transaction.atomic
def record_check(
    *, placement: Placement, item: str, done_on: dt.date, by: Any, number: str = "", valid_until: dt.date | None = None, note: str = ""
) -> AdmissionCheck:
    """Record one point; the last one admits at once, a renewed certificate restores a suspended practicum the same day (R17, story 7)."""
    row = locked(placement)
    if not may_record(by, row, item):
        raise NotYours
    if done_on > timezone.localdate():
        raise FutureDate
    if item == AdmissionItem.MEDICAL and not (number.strip() and valid_until):
        raise MedicalIncomplete
    if valid_until and valid_until < done_on:
        raise ValidBeforeDone
    values = {"done_on": done_on, "number": number.strip(), "valid_until": valid_until, "done_by": by, "note": note, "student_ack": None}
    check, made = AdmissionCheck.objects.select_for_update().get_or_create(
        placement=row, item=item, defaults={"required": item != AdmissionItem.INSURANCE, **values}
    )
    if not made:
        for name, value in values.items():
            setattr(check, name, value)
        check.save()
    settle(row, by=by)
    return check


@transaction.atomic
def record_for_group(*, placements: Iterable[Placement], item: str, done_on: dt.date, by: Any) -> int:
    """One briefing held for several trainees of the school; papers are recorded one by one. Answers how many."""
    if item in PAPERS:
        raise MedicalIncomplete
    count = 0
    for placement in placements:
        if placement.status in (Placement.Status.ORDERED, Placement.Status.ADMITTED, Placement.Status.ACTIVE, Placement.Status.SUSPENDED):
            record_check(placement=placement, item=item, done_on=done_on, by=by)
            count += 1
    return count


@transaction.atomic
def acknowledge(*, placement: Placement, by: Any) -> int:
    """The student confirms the briefings that were held; answers how many."""
    row = locked(placement)
    count = row.checks.filter(done_on__isnull=False, student_ack__isnull=True).update(student_ack=timezone.now())
    settle(row, by=by)
    return count


def settle(row: Placement, *, by: Any) -> None:
    """Admit when everything stands; resume what the system suspended. The caller holds the lock."""
    if missing(row):
        return
    if row.status == Placement.Status.ORDERED:
        _admit(row, by)
    elif row.status == Placement.Status.SUSPENDED and suspended_by_system(row):
        row.move("resume", by=by, reason=_("A valid certificate is recorded"))


def suspended_by_system(row: Placement) -> bool:
    """Was the last suspension the work of an expired certificate?"""
    last = row.transitions.filter(action="suspend").order_by("-at", "-pk").first()
    return last is not None and last.by_id is None


@transaction.atomic
def admit(*, placement: Placement, by: Any) -> Placement:
    """Admit by hand; says what is missing. Raises NotAdmittable."""
    row = locked(placement)
    if wanting := missing(row):
        raise NotAdmittable(missing=", ".join(wanting))
    _admit(row, by)
    return row


def _admit(row: Placement, by: Any) -> None:
    from documents.services import request_document

    row.admitted_on = timezone.localdate()
    row.move("admit", by=by, save_also=("admitted_on",))
    if by is not None and by.has_perm("practicum.issue_admission", row):
        for language in ("kk", "ru"):
            request_document(type_code="PR-07", source=row, language=language, by=by)
    tell([row.student, *school_people(row), *owner_people(row)], ADMITTED, "placement", row.pk, student=row.student.short_name,
         school=row.school.short_name)  # fmt: skip
    if row.starts_on <= timezone.localdate():
        row.move("start", by=None)


# --- nightly ---------------------------------------------------------------------------------------------------------------------------------------


def watch_expiry() -> dict[str, int]:
    """R17: warn 14 and 3 days before, suspend on the day after. Safe to run again on one day."""
    today = timezone.localdate()
    running = (Placement.Status.ORDERED, Placement.Status.ADMITTED, Placement.Status.ACTIVE)
    rows = AdmissionCheck.objects.filter(required=True, placement__status__in=running).select_related(
        "placement__student", "placement__school", "placement__round__programme__owner_org"
    )
    warned = suspended = 0
    for check in rows.filter(valid_until__in=[today + dt.timedelta(days=days) for days in WARN_DAYS]):
        placement = check.placement
        if check.valid_until and check.valid_until < placement.ends_on:
            people = [placement.student, *school_people(placement), *owner_people(placement)]
            warned += tell(people, EXPIRES, "placement", placement.pk, once_a_day=True, student=placement.student.short_name,
                           item=check.get_item_display(), day=f"{check.valid_until:%d.%m.%Y}")  # fmt: skip
    for check in rows.filter(valid_until__lt=today, placement__status=Placement.Status.ACTIVE):
        suspended += _suspend_expired(check)
    return {"warned": warned, "suspended": suspended}


@transaction.atomic
def _suspend_expired(check: AdmissionCheck) -> int:
    row = locked(check.placement)
    if not row.may("suspend"):
        return 0
    row.move("suspend", by=None, reason=str(check.get_item_display()))
    people = [row.student, *school_people(row), *owner_people(row)]
    tell(people, SUSPENDED, "placement", row.pk, student=row.student.short_name, item=check.get_item_display())
    return 1


def alert_not_admitted() -> int:
    """R16: whoever should have begun and is not admitted: both coordinators, every day."""
    told = 0
    rows = Placement.objects.filter(status=Placement.Status.ORDERED, starts_on__lte=timezone.localdate())
    for row in rows.select_related("student", "school", "round__programme__owner_org").prefetch_related("checks"):
        told += tell([*school_people(row), *owner_people(row)], NOT_ADMITTED, "placement", row.pk, once_a_day=True,
                     student=row.student.short_name, missing=", ".join(missing(row))[:200])  # fmt: skip
    return told
