"""Cards of professions, edited by the platform, and the professions that hosts show."""

from typing import Any

from django.db import transaction

from network.models import Organisation

from .. import errors_cycles as errors
from ..models import HostProfession, Profession
from .locks import locked, refused_as

NAMES = ("name_kk", "name_ru", "sphere", "category")
CELLS = (*NAMES, *(f"{name}_{language}" for name in Profession.TEXTS for language in ("kk", "ru")))


@transaction.atomic
def save_profession(*, by: Any, profession: Profession | None = None, **cells: Any) -> Profession:
    """Make a profession or change its card."""
    row = locked(profession) if profession else Profession()
    for name in CELLS:
        setattr(row, name, cells[name])
    row.save()
    return row


@transaction.atomic
def add_host(*, profession: Profession, organisation: Organisation, note: str = "", by: Any) -> HostProfession:
    """The organisation shows the profession at its place. Raises HostHasProfession."""
    with refused_as({"host_profession_once": errors.HostHasProfession}):
        return HostProfession.objects.create(profession=profession, organisation=organisation, note=note.strip())


@transaction.atomic
def remove_host(*, row: HostProfession, by: Any) -> None:
    """It shows it no longer."""
    locked(row).delete()
