"""How long the way is: straight line × 1.3 ÷ speed until somebody knows better (practicum page 2.2, TravelTime)."""

import math
from typing import Any

from django.db import transaction

from network.models import Organisation

from ..models import SchoolOffer, StudentApplication, TravelTime
from .rows import locked

KMH = {"walk": 4.5, "bus": 18.0, "car": 35.0}
BETWEEN_SETTLEMENTS = 60.0
DETOUR = 1.3
LONGEST = 600


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great circle between two points of latitude and longitude."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))


def estimate(start: tuple[float, float], end: tuple[float, float], transport: str, *, between: bool = False) -> int:
    """Whole minutes, at least 1."""
    speed = BETWEEN_SETTLEMENTS if between else KMH[transport]
    return min(LONGEST, max(1, math.ceil(kilometres(start, end) * DETOUR / speed * 60)))


def _point(row: Any) -> tuple[float, float] | None:
    return (float(row.latitude), float(row.longitude)) if row.latitude is not None and row.longitude is not None else None


def origin_of(application: StudentApplication) -> tuple[float, float] | None:
    """The dormitory stands at the institution; home and others where the student put the point."""
    if application.origin == StudentApplication.Origin.DORM and application.latitude is None:
        return _point(application.round.programme.owner_org)
    return _point(application)


def _elsewhere(application: StudentApplication, school: Organisation) -> bool:
    own = application.settlement.strip().casefold()
    names = {school.locality.name_kk.casefold(), school.locality.name_ru.casefold()} if school.locality else set()
    return bool(own and names and own not in names)


def refresh_journeys(application: StudentApplication) -> None:
    """Estimates to every school with an offer in the round; what was imported or corrected stays. Schools without a point have none."""
    start = origin_of(application)
    known = {row.school_id: row for row in application.journeys.all()}
    schools = Organisation.objects.filter(
        pk__in=SchoolOffer.objects.filter(round=application.round_id, status="accepted").values("school")
    ).select_related("locality")
    fresh = []
    for school in schools:
        end, row = _point(school), known.get(school.pk)
        if start is None or end is None or (row and row.source != TravelTime.Source.ESTIMATE):
            continue
        row = row or TravelTime(application=application, school=school)
        row.minutes = estimate(start, end, application.transport, between=_elsewhere(application, school))
        fresh.append(row)
    TravelTime.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["application", "school"], update_fields=["minutes"]
    )  # fmt: skip


@transaction.atomic
def propose_minutes(*, application: StudentApplication, school: Organisation, by: Any, minutes: int, note: str) -> TravelTime:
    """The student knows the way better; counts once the owner accepts it."""
    row, _made = TravelTime.objects.select_for_update().get_or_create(application=application, school=school, defaults={"minutes": minutes})
    row.proposed_minutes, row.proposed_note = minutes, note
    row.save(update_fields=["proposed_minutes", "proposed_note"])
    return row


@transaction.atomic
def accept_minutes(*, journey: TravelTime, by: Any) -> TravelTime:
    """The owner takes the student's figure."""
    row = locked(journey)
    if row.proposed_minutes:
        row.minutes, row.source, row.proposed_minutes = row.proposed_minutes, TravelTime.Source.CORRECTED, None
        row.save(update_fields=["minutes", "source", "proposed_minutes"])
    return row
