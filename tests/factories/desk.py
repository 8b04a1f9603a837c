"""Rows of the operator's desk for tests."""

import datetime as dt
from typing import Any

from django.utils import timezone

from network.models import Term
from profprobes.models import SiteSlot
from profprobes.services import desk_letters, reviews

from .trials import TrialWorld


def free_slot(world: TrialWorld, *, days: int = 30, **fields: Any) -> SiteSlot:
    """An open slot ahead of the world's site, which nobody has booked."""
    start = timezone.now() + dt.timedelta(days=days)
    values = {"site": world.site, "period": (start, start + dt.timedelta(minutes=95)), "seats_total": 25, "min_group": 1}
    slot = SiteSlot.objects.create(**(values | fields))
    slot.refresh_from_db()
    return slot


def letter_of(world: TrialWorld, by: Any, **fields: Any) -> Any:
    """The operator offers the school of the world a free slot."""
    values = {"school": world.school, "slots": [free_slot(world)], "text": "Мына слот бос", "grades": [8]}
    return desk_letters.write_to_school(**(values | fields), by=by)


def ended_term(world: TrialWorld, number: int = 1) -> Term:
    """A term of the year of the world's class that held the world's visit and ended the day after it."""
    day = timezone.localtime(world.session.starts).date()
    return Term.objects.create(year=world.class_group.academic_year, number=number, starts_on=day - dt.timedelta(days=20), ends_on=day)


def review_of(world: TrialWorld, *, cases: int = 0) -> Any:
    """The review of the term of a held world, with so many cases."""
    review = reviews.open_review(school=world.school, term=ended_term(world), by=world.coordinator)
    for number in range(1, cases + 1):
        reviews.save_case(
            review=review, trial=world.trial, did=f"Бөлшекті тексерді, {number}", changed="Дәлдікті түсінді", conclusion="Тағы бір сынақ керек",
            by=world.coordinator,
        )  # fmt: skip
    return review


def discuss(review: Any, by: Any) -> Any:
    """The minutes of the methodical association."""
    return reviews.discuss_review(
        review=review,
        discussed_on=timezone.localdate(),
        minutes_number="4",
        members="Демо-Ахметова, Демо-Оспанов",
        conclusion="Қабылданды",
        by=by,
    )
