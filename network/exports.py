"""Registers as tables to download. Headings are in the reader's language; the register of statuses has the columns of the source [003b 2.D]."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from .models import District, OrganisationStatus

Table = tuple[list[str], Iterable[list[Any]]]


def yes_no(value: bool) -> str:
    """«иә» or «жоқ» in the reader's language."""
    return _("yes") if value else _("no")


def organisation_rows(rows: Any) -> Table:
    """The register of organisations; of an entrepreneur's IIN the last four digits (NR3)."""
    header = [
        "№",
        _("BIN"),
        _("Kind"),
        _("Full name (Kazakh)"),
        _("Full name (Russian)"),
        _("Short name (Kazakh)"),
        _("Short name (Russian)"),
        _("Region"),
        _("District"),
        _("KATO code"),
        _("Type of locality"),
        _("Address"),
        _("Phone"),
        _("E-mail"),
        pgettext("organisation", "Head"),
        _("Number of learners"),
        _("Small-class school"),
        _("State"),
    ]
    return header, _organisations(rows)


def _organisations(rows: Any) -> Iterator[list[Any]]:
    for number, row in enumerate(rows.iterator(chunk_size=1000), 1):
        yield [
            number,
            row.shown_number,
            row.get_kind_display(),
            row.full_name_kk,
            row.full_name_ru,
            row.short_name_kk,
            row.short_name_ru,
            row.region.name,
            row.district.name,
            row.district.kato,
            row.get_locality_type_display(),
            row.address,
            row.phone,
            row.email,
            row.head_name,
            row.learners,
            yes_no(row.small_class),
            row.get_status_display(),
        ]


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


def district_rows() -> Table:
    """Districts as the import of districts reads them."""
    from .imports.districts import Districts

    language = "kk" if get_language() == "kk" else "ru"
    rows = District.objects.select_related("region", "successor").order_by("kato")
    return [column.heading(language) for column in Districts.columns], (
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
