"""What a student may choose from: offers with minutes, what fits, why one is closed (practicum page 4, E-05)."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ..models import SchoolOffer, StudentApplication

CEILING = 90  # H9


@dataclass
class Choice:
    """One offer as the student sees it. ``closed`` says why it cannot be got; a wish may stay, the calculation leaves it out."""

    offer: SchoolOffer
    rank: int | None = None
    minutes: int | None = None
    source: str = ""
    good: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)


def choices_of(application: StudentApplication) -> list[Choice]:
    """Chosen ones by rank first, then open ones by minutes, closed ones last. Five queries."""
    ranks = dict(application.preferences.values_list("offer", "rank"))
    journeys = {row.school_id: row for row in application.journeys.all()}
    relatives = {row.school_id: row for row in application.relatives.all()}
    offers = SchoolOffer.objects.filter(round=application.round_id, status="accepted").select_related("school", "subject")
    lines = [
        _choice(application, offer, ranks.get(offer.pk), journeys.get(offer.school_id), relatives.get(offer.school_id)) for offer in offers
    ]
    return sorted(lines, key=lambda line: (line.rank or 99, bool(line.closed), line.minutes or 999, line.offer.pk))


def _choice(application: StudentApplication, offer: SchoolOffer, rank: int | None, journey: Any, relative: Any) -> Choice:
    line = Choice(offer, rank, journey.minutes if journey else None, journey.source if journey else "")
    if offer.subject_id == application.subject_id:
        line.good.append(_("your subject"))
    elif not offer.related_subject_ok:
        line.closed.append(_("another subject"))
    if offer.teaching_language not in application.languages:
        line.closed.append(_("another language of instruction"))
    if offer.grade_band not in application.round.programme.grade_bands:
        line.closed.append(_("classes your qualification does not allow"))
    elif offer.grade_band in application.grade_bands:
        line.good.append(_("classes you wished"))
    if lacking := set(application.needs) - set(offer.access_features):
        line.closed.append(_("no needed conditions") if lacking else "")
    elif application.needs:
        line.good.append(_("conditions you need"))
    if relative is not None:
        line.closed.append(
            _("A school where your relative studies") if relative.tie == "studies" else _("A school where your relative works")
        )
    limit = min(application.max_minutes or CEILING, CEILING)
    if line.minutes is not None and line.minutes > limit and not (application.relocate and offer.hostel):
        line.closed.append(_("more than %(limit)s minutes on the way") % {"limit": limit})
    if application.free_days and offer.weekdays and not set(offer.weekdays) <= set(application.free_days):
        line.closed.append(_("you are not free on these days"))
    if application.free_shifts and offer.shift and offer.shift not in application.free_shifts:
        line.closed.append(_("you are not free in this shift"))
    return line
