"""A third round for which schools are asked for places: interest in one tap, an offer that waits, one returned; the next version of the programme."""

import datetime as dt
from typing import Any

from django.utils import timezone

from ..services import offers, programmes, rounds


def build(ground: Any) -> None:
    """Told through the services, by the coordinators of the ground."""
    college = ground.people["college"]
    today = timezone.localdate()
    start = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=24)
    row = rounds.create_round(
        by=college, programme=ground.programme, title_kk="2027 жаз, Бастауыш білім", title_ru="Лето 2027, начальное образование",
        academic_year=ground.region.year, term=2, starts_on=start, ends_on=start + dt.timedelta(weeks=6, days=-3), days_per_week=5,
    )  # fmt: skip
    row = rounds.open_offers(round=row, by=college)
    offers.express_interest(round=row, school=ground.organisations["Q61"], by=ground.people["school38"])
    for code, language, capacity in (("Q54", "kk", 2), ("Q17", "ru", 2)):
        school = ground.organisations[code]
        by = ground.people.get(f"coordinator_{code}") or ground.people["school38"]
        offer = offers.save_offer(
            round=row, school=school, by=by, mentors=ground.mentors[code], over_quota=True, subject=ground.subject, teaching_language=language,
            grade_band="primary", capacity=capacity,
        )  # fmt: skip
        offers.submit_offer(offer=offer, by=by)
        if code == "Q17":
            offers.return_offer(offer=offer, by=college, reason="Қай сыныптарда өтетінін нақтылаңыз / Уточните, в каких классах")
    programmes.new_version(programme=ground.programme, by=college)
