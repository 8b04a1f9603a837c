"""Grade conversion tables of universities and students' applications for credit transfer."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.services import notify

from ..access import organisations_as
from ..alignment_querysets import WRITERS
from ..errors_alignment import (
    AppliedAlready,
    CreditsAboveRecognition,
    EarlierTableIsNewer,
    GradeBelowMinimum,
    GradeLineBroken,
    GradesMissing,
    GradeTwice,
    GradeUnknown,
    NoGradeTable,
    NotAStudent,
    NotInForce,
    ReasonNeeded,
)
from ..models import CreditTransfer, GradeLine, GradeTable, ModuleRecognition, Organisation, RoleAssignment

STUDENTS = ("student", "listener")


def read_grade_lines(text: str) -> list[tuple[str, str]]:
    """«5 A», «5 = A» line by line, the best grade first. Raises GradesMissing, GradeLineBroken, GradeTwice."""
    found: list[tuple[str, str]] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = [part for part in re.split(r"\s*[=→;]\s*|\s+", line.strip()) if part]
        if len(parts) != 2 or max(map(len, parts)) > 10:
            raise GradeLineBroken(line=number)
        if parts[0] in seen:
            raise GradeTwice(grade=parts[0], first=seen[parts[0]], second=number)
        seen[parts[0]] = number
        found.append((parts[0], parts[1]))
    if len(found) < 2:
        raise GradesMissing
    return found


@transaction.atomic
def publish_grade_table(
    *, organisation: Organisation, valid_from: dt.date, basis: str, lines: list[tuple[str, str]], by: Any
) -> GradeTable:
    """The next version of a university's table; earlier ones stay as they were. Raises EarlierTableIsNewer."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    newest = GradeTable.objects.filter(organisation=organisation).order_by("-version").first()
    if newest and newest.valid_from > valid_from:
        raise EarlierTableIsNewer(version=newest.version, day=newest.valid_from.strftime("%d.%m.%Y"))
    last = GradeTable.objects.filter(organisation=organisation).aggregate(last=Max("version"))["last"] or 0
    table = GradeTable.objects.create(organisation=organisation, version=last + 1, valid_from=valid_from, basis=basis, made_by=by)
    GradeLine.objects.bulk_create(
        GradeLine(table=table, rank=rank, original=original, converted=converted) for rank, (original, converted) in enumerate(lines, 1)
    )
    return table


def convert_grade(grade: str, recognition: ModuleRecognition, day: dt.date | None = None) -> tuple[str, GradeTable]:
    """What a grade becomes at the university that recognises. Raises NoGradeTable, GradeUnknown, GradeBelowMinimum."""
    organisation = recognition.to_module.organisation
    table = GradeTable.objects.current(organisation, day)
    if table is None:
        raise NoGradeTable(organisation=organisation)
    lines = {line.original.casefold(): line for line in table.lines.all()}
    line = lines.get(grade.strip().casefold())
    if line is None:
        known = ", ".join(one.original for one in sorted(lines.values(), key=lambda one: one.rank))
        raise GradeUnknown(organisation=organisation, version=table.version, known=known)
    lowest = lines.get(recognition.min_grade.strip().casefold()) if recognition.min_grade else None
    if lowest and line.rank > lowest.rank:
        raise GradeBelowMinimum(grade=lowest.original)
    return line.converted, table


@transaction.atomic
def apply_for_credits(*, recognition: ModuleRecognition, grade_original: str, credits: Decimal, transcript: str, by: Any) -> CreditTransfer:
    """A student asks that a module passed counts. Raises NotAStudent, NotInForce, AppliedAlready, CreditsAboveRecognition and those of convert_grade."""
    rows = ModuleRecognition.objects.select_for_update(of=("self",)).select_related("from_module", "to_module__organisation")
    recognition = rows.get(pk=recognition.pk)
    owners = {recognition.from_module.organisation_id, recognition.to_module.organisation_id}
    if not owners & organisations_as(by, *STUDENTS):
        raise NotAStudent
    if recognition.status != ModuleRecognition.Status.IN_FORCE:
        raise NotInForce
    if CreditTransfer.objects.filter(student=by, recognition=recognition).exclude(status=CreditTransfer.Status.REFUSED).exists():
        raise AppliedAlready
    if credits > recognition.credits_recognised:
        raise CreditsAboveRecognition(limit=f"{recognition.credits_recognised.normalize():f}")
    convert_grade(grade_original, recognition)  # says now what would be refused later
    made = CreditTransfer.objects.create(
        student=by,
        recognition=recognition,
        grade_original=grade_original.strip(),
        credits=credits,
        credits_at_most=recognition.credits_recognised,
        transcript=transcript.strip(),
    )
    for person in _deciders(recognition.to_module.organisation_id):
        text = gettext_noop("%(student)s asks for credit transfer: %(module)s.")
        notify(person, text, f"/credits/{made.pk}/", params={"student": by.full_name, "module": recognition.to_module.label})
    return made


def _deciders(organisation_id: int) -> list[Any]:
    rows = RoleAssignment.objects.current().filter(membership__organisation=organisation_id, role__in=WRITERS)
    return list({row.membership.user_id: row.membership.user for row in rows.select_related("membership__user")}.values())


def _held(transfer: CreditTransfer) -> CreditTransfer:
    rows = CreditTransfer.objects.select_for_update(of=("self",))
    return rows.select_related("student", "recognition__to_module__organisation", "recognition__from_module").get(pk=transfer.pk)


def _tell(transfer: CreditTransfer, text: str) -> None:
    notify(transfer.student, text, f"/credits/{transfer.pk}/", params={"module": transfer.recognition.to_module.label})


@transaction.atomic
def recognise_credits(*, transfer: CreditTransfer, by: Any) -> CreditTransfer:
    """Count the credits; the grade is converted by the table of the day and the table is remembered. Raises WrongState and those of convert_grade."""
    transfer = _held(transfer)
    converted, table = convert_grade(transfer.grade_original, transfer.recognition)
    transfer.grade_converted, transfer.grade_table = converted, table
    transfer.decided_at, transfer.decided_by = timezone.now(), by
    transfer.move("recognise", by=by, save_also=("grade_converted", "grade_table", "decided_at", "decided_by"))
    _tell(transfer, gettext_noop("Your module counts: %(module)s."))
    return transfer


@transaction.atomic
def refuse_credits(*, transfer: CreditTransfer, by: Any, reason: str) -> CreditTransfer:
    """Do not count, with the reason. Raises ReasonNeeded, WrongState."""
    if not reason.strip():
        raise ReasonNeeded
    transfer = _held(transfer)
    transfer.refusal_reason, transfer.decided_at, transfer.decided_by = reason.strip(), timezone.now(), by
    transfer.move("refuse", by=by, reason=reason, save_also=("refusal_reason", "decided_at", "decided_by"))
    _tell(transfer, gettext_noop("Your module does not count: %(module)s. The reason is on the page."))
    return transfer
