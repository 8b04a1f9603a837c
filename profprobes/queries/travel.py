"""The way from a school to a site: kilometres in a straight line, minutes of an earlier visit, else a guess (BR-18, S33)."""

import math
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, FloatField, Func, Value
from django.db.models.functions import ASin, Cast, Coalesce, Cos, Greatest, Power, Radians, Sin, Sqrt

from network.models import Organisation, Site

from ..models import RouteSheet

EARTH_KM = 6371.0
STEP = 5  # a guess is told in steps of five minutes


@dataclass(frozen=True)
class Travel:
    """Minutes one way; ``known`` when a route sheet of an earlier visit of the school says so, else guessed from the distance."""

    minutes: int
    known: bool

    @property
    def is_long(self) -> bool:
        """Above S33: the host may come to school instead («выездная проба»)."""
        return self.minutes > settings.TRIALS["TRAVEL_WARN_MINUTES"]


def place_of(organisation: Organisation) -> tuple[float, float] | None:
    """Latitude and longitude of an organisation."""
    if organisation.latitude is None or organisation.longitude is None:
        return None
    return float(organisation.latitude), float(organisation.longitude)


def distance_to(school: Organisation | None, site: str = "") -> Any:
    """An expression: kilometres in a straight line (haversine) from the school to the site that ``site`` leads to; NULL where a place is not known."""
    here = place_of(school) if school else None
    if here is None:
        return Cast(Value(None), FloatField())
    latitude, longitude = (Radians(_there(site, name)) for name in ("latitude", "longitude"))
    north, east = Radians(Value(here[0])), Radians(Value(here[1]))
    half = Power(Sin((latitude - north) / 2.0), 2) + Cos(latitude) * Cos(north) * Power(Sin((longitude - east) / 2.0), 2)
    return 2 * EARTH_KM * ASin(Sqrt(Greatest(half, Value(0.0))))


def _there(site: str, name: str) -> Func:
    """The site's own place, else that of its organisation."""
    return Cast(Coalesce(F(f"{site}{name}"), F(f"{site}organisation__{name}")), FloatField())


def guessed_minutes(km: float) -> int:
    """Minutes by road: the straight line with its detours at the usual speed of a bus, upwards to five minutes."""
    numbers = settings.TRIALS["TRAVEL"]
    return max(STEP, STEP * math.ceil(km * numbers["DETOUR"] / numbers["KM_PER_HOUR"] * 60 / STEP))


def known_minutes(school: Organisation, sites: Any) -> dict[int, int]:
    """Site → minutes one way on the newest route sheet of the school to it."""
    rows = RouteSheet.objects.filter(session__trial__school=school, session__booking__slot__site__in=sites)
    pairs = rows.order_by("session__period").values_list("session__booking__slot__site", "travel_minutes")
    return {site: minutes for site, minutes in pairs if site is not None}


def travel_to(site: Site, school: Organisation) -> Travel | None:
    """What is known of the way; None for the own workshop, and where no place is known."""
    if site.organisation_id == school.pk:
        return None
    if minutes := known_minutes(school, [site.pk]).get(site.pk):
        return Travel(minutes, known=True)
    km = Site.objects.filter(pk=site.pk).annotate(km=distance_to(school)).values_list("km", flat=True).first()
    return None if km is None else Travel(guessed_minutes(km), known=False)


def route_before(school: Organisation, site: Site) -> dict[str, Any]:
    """How the school went to the site last time, else the guessed minutes alone: what a new route sheet begins with."""
    rows = RouteSheet.objects.filter(session__trial__school=school, session__booking__slot__site=site).order_by("-session__period")
    kept = rows.values("way", "departs_from_kk", "departs_from_ru", "travel_minutes", "transport").first()
    if kept:
        return dict(kept)
    way = travel_to(site, school)
    return {"travel_minutes": way.minutes} if way else {}
