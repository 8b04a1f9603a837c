"""Incidents of the demo region: two near misses and one cut that was treated on the spot (§11)."""

import datetime as dt
from typing import Any

from django.utils import timezone

from ..models import Incident, Trial
from ..services import incident_photos, incidents
from . import pictures
from .clock import at

WORDS = {
    "cut": (
        "Аралау кезінде саусақ терісі жеңіл тілінді, қолғап шешіліп қалған.",
        "Жараны тазалап, жапсырма жапсырылды; оқушы бақылаумен жұмысын жалғастырды.",
        "Қолғап өлшемі үлкен болған.",
        "Оқушыларға кіші өлшемді қолғап дайындау",
    ),
    "floor": (
        "Цех еденіне су төгіліп, бір оқушы тайып кете жаздады.",
        "Еден бірден сүртілді, топқа ескертілді.",
        "Раковинаның түтігі босап қалған.",
        "Раковинаның түтігін ауыстыру",
    ),
    "oven": (
        "Оқушы ыстық пештің белгіленген сызығынан өтіп кетті, тәлімгер тоқтатты.",
        "Жұмыс тоқтатылып, қайта нұсқама берілді.",
        "",
        "Пештің алдына қоршау орнату",
    ),
}

PLACE = "Раковина жанындағы еден, тайған жер"


def build_incidents(region: Any) -> None:
    """Told through the services at the hours of the finished visits; the newest is still under way."""
    finished = list(Trial.objects.filter(status__in=["held", "closed"]).order_by("created_at").select_related("school", "host"))
    if not finished:
        return
    first, last = finished[0], finished[-1]
    _tell(region, first, "cut", Incident.Kind.INJURY, minutes=45, pupils=1, closed=True)
    _tell(region, first, "floor", Incident.Kind.NEAR_MISS, minutes=20, pupils=0, closed=True)
    _tell(region, last, "oven", Incident.Kind.NEAR_MISS, minutes=30, pupils=1, closed=False)


def _tell(region: Any, trial: Trial, key: str, kind: str, *, minutes: int, pupils: int, closed: bool) -> None:
    happened, acted, cause, measure = WORDS[key]
    visit = trial.sessions.get()
    moment = visit.starts + dt.timedelta(minutes=minutes)
    operator = region.people["operator"]
    with at(moment + dt.timedelta(minutes=10)):
        incident = incidents.report_incident(
            trial=trial,
            at=moment,
            kind=kind,
            severity=Incident.Severity.MINOR,
            description=happened,
            first_actions=acted,
            pupils=list(trial.participations.filter(status="attended").order_by("pk")[:pupils]),
            by=trial.responsible.user,
        )
    if not pupils:
        with at(moment + dt.timedelta(minutes=15)):
            incident_photos.add_photo(
                incident=incident, upload=pictures.wet_floor(), no_faces=True, caption=PLACE, by=trial.responsible.user
            )  # fmt: skip
    with at(moment + dt.timedelta(minutes=25)):
        incidents.record_told(incident=incident, whom="parents" if pupils else "host", at=timezone.now(), by=trial.responsible.user)
    with at(moment + dt.timedelta(days=1)):
        incidents.take_up(incident=incident, by=operator)
        owner = visit.mentor.membership.user if closed and visit.mentor else region.people["bakery"]
        due = timezone.localdate() + dt.timedelta(days=7 if closed else 21)
        step = incidents.add_measure(incident=incident, text=measure, owner=owner, due=due, by=operator)
    if closed:
        with at(moment + dt.timedelta(days=4)):
            incidents.finish_measure(measure=step, by=owner)
            incidents.close_incident(incident=incident, cause=cause, by=operator)
