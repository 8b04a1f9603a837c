"""Districts: new ones, new names, closing with or without a successor (network page 2.2, 9.21)."""

import datetime as dt
from typing import Any

from django.db import transaction

from ..errors import SuccessorClosed
from ..models import District, Locality, Organisation, Site


@transaction.atomic
def enter_district(*, kato: str, region_id: int, name_kk: str, name_ru: str, by: Any) -> District:
    """Write a district by its KATO code: a new one comes in, a known one gets its new name or region."""
    district, made = District.objects.select_for_update(of=("self",)).get_or_create(
        kato=kato, defaults={"region_id": region_id, "name_kk": name_kk, "name_ru": name_ru}
    )
    fresh = {"region_id": region_id, "name_kk": name_kk, "name_ru": name_ru}
    if not made and any(getattr(district, name) != value for name, value in fresh.items()):
        for name, value in fresh.items():
            setattr(district, name, value)
        district.save(update_fields=["region", "name_kk", "name_ru"])
    return district


@transaction.atomic
def close_district(*, district: District, on: dt.date, successor: District | None, by: Any) -> int:
    """Close a district. With a successor all that lies in it follows; a split one is closed without, and its organisations wait for a choice.

    Old reports keep the old row, which points to what came after it. Answers how many organisations moved. Raises SuccessorClosed.
    """
    district = District.objects.select_for_update(of=("self",)).get(pk=district.pk)
    if successor is not None and (not successor.active or successor.pk == district.pk):
        raise SuccessorClosed
    district.active, district.valid_until, district.successor = False, on, successor
    district.save(update_fields=["active", "valid_until", "successor"])
    if successor is None:
        return 0
    Site.objects.filter(district=district).update(district=successor)
    Locality.objects.filter(district=district).update(district=successor)
    return Organisation.objects.filter(district=district).update(district=successor, region=successor.region_id)


@transaction.atomic
def move_organisations(*, district: District, target: District, organisations: list[int], by: Any) -> int:
    """Organisations of a split district go to one of the new ones, as somebody has chosen. Raises SuccessorClosed."""
    if not target.active:
        raise SuccessorClosed
    rows = Organisation.objects.filter(district=district, pk__in=organisations)
    Site.objects.filter(district=district, organisation__in=organisations).update(district=target)
    return rows.update(district=target, region=target.region_id)
