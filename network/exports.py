"""Registers as tables to download. Headings are in the reader's language; the register of statuses has the columns of the source [003b 2.D]."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from .models import ClassGroup, District, Enrolment, Locality, OrganisationStatus, Site, StaffRecord

Table = tuple[list[str], Iterable[list[Any]]]


def yes_no(value: bool) -> str:
    """«иә» or «жоқ» in the reader's language."""
    return _("yes") if value else _("no")


def _columns(register: str) -> tuple[list[str], list[str]]:
    """Names and headings of a register's columns, as its import reads them."""
    from .imports import REGISTERS

    language = "kk" if get_language() == "kk" else "ru"
    columns = REGISTERS[register].columns
    return [column.name for column in columns], [column.heading(language) for column in columns]


def organisation_rows(rows: Any) -> Table:
    """The register of organisations with the columns of its import, so that a file may be corrected and brought back; names of the places beside
    their codes. Of an entrepreneur's IIN the last four digits (NR3).
    """
    names, headings = _columns("organisations")
    return ["№", *headings, _("Region"), _("District"), _("State")], _organisations(names, rows)


def _organisations(names: list[str], rows: Any) -> Iterator[list[Any]]:
    for number, row in enumerate(rows.select_related("sector").iterator(chunk_size=1000), 1):
        special = {
            "bin": row.shown_number,
            "region": row.region.kato,
            "district": row.district.kato,
            "sector": row.sector.name if row.sector else "",
        }
        yield [number, *_values(row, names, special), row.region.name, row.district.name, row.get_status_display()]


def _values(row: Any, names: list[str], special: dict[str, Any]) -> list[Any]:
    """Cells of a row: choices in words, yes and no in words, the rest as it stands."""
    cells = []
    for name in names:
        value = special[name] if name in special else _worded(row, name)
        cells.append(yes_no(value) if isinstance(value, bool) else value)
    return cells


def _worded(row: Any, name: str) -> Any:
    words = getattr(row, f"get_{name}_display", None)
    return words() if words else getattr(row, name)


def site_rows(rows: Iterable[Site]) -> Table:
    """Sites with the columns of their import, and their state."""
    names, headings = _columns("sites")
    lines = (
        [
            *_values(row, names, {"bin": row.organisation.shown_number, "district": row.district.kato}),
            row.organisation.short_name,
            f"{row.check_valid_until:%d.%m.%Y}" if row.check_valid_until else "",
            row.get_status_display(),
        ]
        for row in rows
    )
    return [*headings, _("Organisation"), _("Check valid until"), _("State")], lines


def class_rows(rows: Iterable[ClassGroup]) -> Table:
    """Classes of a year with the columns of their import, and how many are in them."""
    names, headings = _columns("classes")
    return [*headings, _("Pupils")], ([*_values(row, names, {}), row.pupils] for row in rows)  # type: ignore[attr-defined]


def pupil_rows(rows: Iterable[Enrolment]) -> Table:
    """Learners with the columns of their import. Carries IINs: the caller has recorded the export (2.1, ExportGrant)."""
    names, headings = _columns("pupils")
    return headings, (
        _values(
            row.user, names, {"class_name": row.group.name} | {name: _worded(row.group, name) for name in ("grade", "course", "language")}
        )
        for row in rows
    )


def staff_rows(rows: Iterable[StaffRecord], positions: dict[int, tuple[str, str]]) -> Table:
    """The HR list with the columns of its import. Carries IINs: the caller has recorded the export (2.1, ExportGrant)."""
    names, headings = _columns("staff")
    person = ("iin", "last_name", "first_name", "middle_name", "birth_date")

    def cells(row: StaffRecord) -> list[Any]:
        kk, ru = positions.get(row.user_id, ("", ""))
        special = {"position_kk": kk, "position_ru": ru} | {name: getattr(row.user, name) for name in person}
        return _values(row, names, special)

    return headings, (cells(row) for row in rows)


def status_rows(rows: Iterable[OrganisationStatus]) -> Table:
    """№, school, BIN, region, district, village or city, status, period, basis, mentor's hour, video equipment, practicum coordinator."""
    header = [
        "№",
        _("School"),
        _("BIN"),
        _("Region"),
        _("District"),
        _("Type of locality"),
        _("Status of an organisation"),
        pgettext("status", "Period"),
        _("Basis"),
        _("Mentor's hour"),
        _("Video equipment"),
        _("Practicum coordinator"),
        _("State"),
    ]
    return header, (
        [
            number,
            row.organisation.short_name,
            row.organisation.shown_number,
            row.organisation.region.name,
            row.organisation.district.name,
            row.organisation.get_locality_type_display(),
            row.type.name,
            f"{row.valid_from:%d.%m.%Y} – {f'{row.valid_until:%d.%m.%Y}' if row.valid_until else '…'}",
            f"{row.get_basis_kind_display()} № {row.basis_number}, {row.basis_date:%d.%m.%Y}",
            yes_no(row.organisation.mentor_time),
            yes_no(row.organisation.video_equipment),
            row.organisation.practicum_coordinator.short_name if row.organisation.practicum_coordinator else "",
            row.get_status_display(),
        ]
        for number, row in enumerate(rows, 1)
    )


def locality_rows() -> Table:
    """Towns and villages as their import reads them."""
    rows = Locality.objects.select_related("district", "successor").order_by("kato")
    return _columns("localities")[1], (
        [
            row.kato,
            row.district.kato,
            row.name_kk,
            row.name_ru,
            f"{row.valid_until:%d.%m.%Y}" if row.valid_until else "",
            row.successor.kato if row.successor else "",
        ]
        for row in rows
    )


def district_rows() -> Table:
    """Districts as the import of districts reads them."""
    rows = District.objects.select_related("region", "successor").order_by("kato")
    return _columns("districts")[1], (
        [
            row.kato,
            row.region.kato,
            row.name_kk,
            row.name_ru,
            f"{row.valid_until:%d.%m.%Y}" if row.valid_until else "",
            row.successor.kato if row.successor else "",
        ]
        for row in rows
    )
