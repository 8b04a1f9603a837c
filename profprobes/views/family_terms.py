"""What a family is told, in the words of one page: used by the consent page, its printed slip and the page of a change."""

from typing import Any

from core import dates

from ..models import RouteSheet
from ..services.terms import ADULT_ROLES, ends_of, minutes_of, starts_of


def page_terms(terms: dict[str, Any], language: str) -> dict[str, Any]:
    """Plain texts of the terms in the language of the page (kk, else ru)."""
    at = "kk" if language.startswith("kk") else "ru"
    starts, ends = starts_of(terms), ends_of(terms)
    trip = terms.get("trip")
    return {
        "title": terms["title"][at],
        "profession": terms["profession"][at],
        "goal": terms["goal"][at],
        "steps": terms["steps"][at],
        "day": dates.day(starts),
        "times": dates.times(starts, ends),
        "minutes": minutes_of(terms),
        "break_minutes": terms["break_minutes"],
        "host": terms["host"][at],
        "place": terms["place"][at],
        "adults": [_adult(adult, at) for adult in terms["adults"]],
        "risks": [(row["risk"][at], row["measure"][at]) for row in terms["risks"] if row["risk"][at]],
        "clothes": terms["clothes"][at],
        "photo_limit": terms["photo_limit"],
        "trip": {**trip, "departs_from": trip["departs_from"][at], "way": RouteSheet.Way(trip["way"]).label} if trip else None,
        "leaves_school": terms["leaves_school"],
    }


def _adult(adult: dict[str, Any], at: str) -> dict[str, Any]:
    position = adult["position"][at] or ADULT_ROLES[adult["role"]]
    return {"name": adult["name"], "position": position, "phone": adult["phone"]}
