"""The HR list (StaffRecord): entering, correcting, leaving, and a table of many; the same row twice changes nothing."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User

from ..errors import LeavingIncomplete, StaffRecordOverlaps, TableHasNoRows
from ..models import Membership, Organisation, StaffRecord
from ..tables import read_table

FIELDS = ("hired_on", "left_on", "left_reason", "first_job", "category", "teaching_since")


@transaction.atomic
def enter_record(*, user: User, organisation: Organisation, by: User, hired_on: dt.date, **values: Any) -> StaffRecord:
    """Note that a person was hired. Raises StaffRecordOverlaps, LeavingIncomplete."""
    record = StaffRecord(user=user, organisation=organisation, hired_on=hired_on, entered_by=by, **values)
    return _save(record)


@transaction.atomic
def change_record(*, record: StaffRecord, by: User, **values: Any) -> StaffRecord:
    """Correct a record, or note when and why the person left. Raises StaffRecordOverlaps, LeavingIncomplete."""
    import pghistory

    record = StaffRecord.objects.select_for_update(of=("self",)).select_related("user").get(pk=record.pk)
    for name, value in values.items():
        setattr(record, name, value)
    with pghistory.context(user=by.pk):
        return _save(record)


def _save(record: StaffRecord) -> StaffRecord:
    if (record.left_on is None) != (not record.left_reason):
        raise LeavingIncomplete
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        raise StaffRecordOverlaps(person=record.user.short_name) from error
    return record


def columns() -> list[tuple[str, str]]:
    """(name, heading) of the table, in the language of the page."""
    return [
        ("person", _("E-mail or portal code")),
        ("hired_on", _("Hired on")),
        ("left_on", _("Left on")),
        ("left_reason", _("Reason of leaving")),
        ("first_job", _("Young specialist")),
        ("category", _("Qualification category")),
        ("teaching_since", _("Teaching since")),
    ]


@dataclass
class StaffRow:
    """One row of the table with what is wrong with it."""

    number: int
    cells: dict[str, str]
    user: User | None = None
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.user.short_name if self.user else self.cells["person"]


@dataclass
class StaffReport:
    """Every row of the file; nothing is loaded while one of them is bad."""

    rows: list[StaffRow]

    @property
    def bad(self) -> list[StaffRow]:
        return [row for row in self.rows if row.problems]


def check(*, organisation: Organisation, file: Any) -> StaffReport:
    """Read and check the whole table against the people of the organisation. Raises TableUnreadable, TableTooLong, TableHasNoRows."""
    table = read_table(file)
    if len(table) < 2:
        raise TableHasNoRows
    names = [name for name, _label in columns()]
    people = _people(organisation)
    rows = []
    for number, cells in enumerate(table[1:], start=2):
        row = StaffRow(number, dict(zip(names, [*cells, *[""] * len(names)], strict=False)))
        _check(row, people)
        rows.append(row)
    return StaffReport(rows)


def _people(organisation: Organisation) -> dict[str, User]:
    """Staff of the organisation, past and present, by e-mail and by portal code."""
    members = Membership.objects.filter(organisation=organisation).exclude(kind=Membership.Kind.LEARNER)
    known: dict[str, User] = {}
    for user in User.objects.filter(pk__in=members.values("user")):
        known[user.public_id.casefold()] = user
        if user.email:
            known[user.email.casefold()] = user
    return known


def _check(row: StaffRow, people: dict[str, User]) -> None:
    cells = row.cells
    row.user = people.get(cells["person"].casefold())
    if row.user is None:
        row.problems.append(("person", _("Nobody of the organisation has this e-mail or code.")))
    for name in ("hired_on", "left_on", "teaching_since"):
        row.values[name] = _date(row, name)
    if not cells["hired_on"]:
        row.problems.append(("hired_on", _("This cell is needed.")))
    row.values["left_reason"] = _choice(row, "left_reason", StaffRecord.LeftReason)
    row.values["category"] = _choice(row, "category", StaffRecord.Category)
    row.values["first_job"] = cells["first_job"].casefold() in {"1", "yes", "true", "иә", "да"}
    if (row.values["left_on"] is None) != (not row.values["left_reason"]) and not row.problems:
        row.problems.append(("left_reason", _("Enter both the day and the reason of leaving.")))
    if not row.problems and row.values["left_on"] and row.values["left_on"] < row.values["hired_on"]:
        row.problems.append(("left_on", _("The end cannot lie before the start.")))


def _date(row: StaffRow, name: str) -> dt.date | None:
    if not (typed := row.cells[name]):
        return None
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(typed, form).date()  # noqa: DTZ007 - a calendar day has no time zone
        except ValueError:
            continue
    row.problems.append((name, _("Write the day as 31.12.2026.")))
    return None


def _choice(row: StaffRow, name: str, choices: Any) -> str:
    """A choice by its code or by its name in any language."""
    if not (typed := row.cells[name].casefold()):
        return ""
    for choice in choices:
        words = {choice.value}
        for language in ("kk", "ru", "en"):
            with translation.override(language):
                words.add(str(choice.label).casefold())
        if typed in words:
            return str(choice.value)
    row.problems.append((name, _("Choose one of: %(words)s.") % {"words": ", ".join(str(choice.label) for choice in choices)}))
    return ""


@transaction.atomic
def load(*, organisation: Organisation, report: StaffReport, by: User) -> int:
    """Load a checked table; a row with the same person and day of hiring corrects the record that is there. Raises StaffRecordOverlaps."""
    for row in report.rows:
        assert row.user is not None
        values = dict(row.values)
        hired_on = values.pop("hired_on")
        record = StaffRecord.objects.filter(user=row.user, organisation=organisation, hired_on=hired_on).first()
        if record is None:
            enter_record(user=row.user, organisation=organisation, by=by, hired_on=hired_on, **values)
        else:
            change_record(record=record, by=by, **values)
    return len(report.rows)
