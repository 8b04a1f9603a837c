"""A programme of the practicum: draft, the council's decision, a new version, the archive (practicum page 2.1)."""

import datetime as dt
from typing import Any

from django.db import transaction

from .. import errors_programmes as errors
from ..models import PracticumProgramme
from .rows import locked, reason_of

Status = PracticumProgramme.Status
FIELDS = (
    "title_kk", "title_ru", "kind", "level", "education_code", "education_name_kk", "education_name_ru", "study_year", "grade_bands",
    "group_language", "credits", "hours_per_credit", "weeks",
)  # fmt: skip
TEXTS = tuple(f"{name}_{language}" for name in PracticumProgramme.TEXTS for language in ("kk", "ru"))


@transaction.atomic
def create_programme(*, by: Any, owner_org: Any, subjects: Any = (), **values: Any) -> PracticumProgramme:
    """A draft; texts may come later."""
    row = PracticumProgramme.objects.create(owner_org=owner_org, created_by=by, **values)
    row.subjects.set(subjects)
    return row


@transaction.atomic
def change_programme(*, programme: PracticumProgramme, by: Any, subjects: Any = None, **values: Any) -> PracticumProgramme:
    """Change a draft. Raises ProgrammeNotDraft: an approved one is changed only as a new version."""
    row = locked(programme)
    if row.status != Status.DRAFT:
        raise errors.ProgrammeNotDraft
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    if subjects is not None:
        row.subjects.set(subjects)
    return row


def gaps_of(row: PracticumProgramme) -> list[str]:
    """What is still empty before the review: texts in both languages, subjects."""
    names = [name for name in TEXTS if not getattr(row, name).strip()]
    labels = [str(row._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]
    return labels if row.subjects.exists() else [*labels, str(row._meta.get_field("subjects").verbose_name)]


@transaction.atomic
def send_programme(*, programme: PracticumProgramme, by: Any) -> PracticumProgramme:
    """DRAFT → REVIEW with everything filled. Raises ProgrammeIncomplete."""
    row = locked(programme)
    if row.may("send") and (missing := gaps_of(row)):
        raise errors.ProgrammeIncomplete(missing=", ".join(missing))
    row.move("send", by=by)
    return row


@transaction.atomic
def return_programme(*, programme: PracticumProgramme, by: Any, reason: str) -> PracticumProgramme:
    """REVIEW → DRAFT with a reason. Raises ReasonNeeded."""
    reason = reason_of(reason)
    row = locked(programme)
    row.move("return", by=by, reason=reason)
    return row


@transaction.atomic
def approve_programme(*, programme: PracticumProgramme, by: Any, decision_number: str, decision_date: dt.date) -> PracticumProgramme:
    """REVIEW → APPROVED by the council's decision; the version before goes to the archive."""
    row = locked(programme)
    row.decision_number, row.decision_date = decision_number.strip(), decision_date
    row.move("approve", by=by, save_also=("decision_number", "decision_date"))
    if row.previous_id:
        earlier = PracticumProgramme.objects.select_for_update().get(pk=row.previous_id)
        if earlier.may("archive"):
            earlier.move("archive", by=by)
    return row


@transaction.atomic
def archive_programme(*, programme: PracticumProgramme, by: Any) -> PracticumProgramme:
    """APPROVED → ARCHIVED: no new rounds; those that go on keep it."""
    row = locked(programme)
    row.move("archive", by=by)
    return row


@transaction.atomic
def new_version(*, programme: PracticumProgramme, by: Any) -> PracticumProgramme:
    """A draft with the words of an approved one; the draft that is there already is answered. Raises ProgrammeNotApproved."""
    row = locked(programme)
    if row.status not in (Status.APPROVED, Status.ARCHIVED):
        raise errors.VersionOfApproved
    if later := PracticumProgramme.objects.filter(previous=row).first():
        return later
    values = {name: getattr(row, name) for name in (*FIELDS, *TEXTS)}
    made = PracticumProgramme.objects.create(owner_org=row.owner_org, created_by=by, version=row.version + 1, previous=row, **values)
    made.subjects.set(row.subjects.all())
    return made
