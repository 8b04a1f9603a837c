"""What time alone says about councils: how often they met (NR28). Computed from dates, not from the run: a second run says nothing new."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from ..models import AcademicYear, Council, CouncilMeeting, CouncilSignal, Term
from .telling import leaders_of, seats_of, tell

Period = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class SchoolYear:
    """A school year with its terms."""

    year: AcademicYear
    terms: list[Term]


def school_year(day: dt.date | None = None) -> SchoolYear | None:
    """The school year that holds the day, with its terms; one query where terms are entered. None where no year is open."""
    day = day or timezone.localdate()
    terms = list(Term.objects.filter(year__starts_on__lte=day, year__ends_on__gte=day).select_related("year").order_by("number"))
    year = terms[0].year if terms else AcademicYear.objects.on(day)
    return SchoolYear(year, terms) if year else None


def periods_of(council: Council, year: AcademicYear, known: list[Term] | None = None) -> list[Period]:
    """The terms or the half-years of the year in which the council must meet; half-years are two terms each, or split at New Year."""
    rows = known if known is not None else sorted(year.terms.all(), key=lambda term: term.number)
    terms = [(term.starts_on, term.ends_on) for term in rows]
    if council.meets_per == Council.Per.TERM and terms:
        return terms
    if len(terms) == 4:
        return [(terms[0][0], terms[1][1]), (terms[2][0], terms[3][1])]
    new_year = dt.date(year.starts_on.year + 1, 1, 1)
    return [(year.starts_on, new_year - dt.timedelta(days=1)), (new_year, year.ends_on)]


def current_period(council: Council, day: dt.date | None = None) -> Period | None:
    """The period that holds the day, or the next one of the year (a holiday lies between two)."""
    day = day or timezone.localdate()
    found = school_year(day)
    return period_in(council, found, day) if found else None


def period_in(council: Council, found: SchoolYear, day: dt.date) -> Period | None:
    """The same for a year that was read already."""
    return next((period for period in periods_of(council, found.year, found.terms) if period[1] >= day), None)


def held_in(council: Council, period: Period) -> int:
    """Meetings held in the period."""
    done = (CouncilMeeting.Status.HELD, CouncilMeeting.Status.SIGNED)
    return CouncilMeeting.objects.filter(council=council, status__in=done, held_on__range=period).count()


def raise_signals(day: dt.date | None = None) -> int:
    """For every council that met too seldom in a period that is over: tell its chair and the operator, once. Answers how many signals are new."""
    day = day or timezone.localdate()
    since = day - dt.timedelta(days=400)
    years = list(AcademicYear.objects.prefetch_related("terms").filter(starts_on__lte=day, ends_on__gte=since))
    made = 0
    open_ones = Council.objects.filter(network__isnull=False, closed_on__isnull=True).exclude(network__status="closed")
    for council in open_ones.select_related("network"):
        over = [period for year in years for period in periods_of(council, year) if since <= period[1] < day]
        for period in over:
            half = period[0] + (period[1] - period[0]) / 2
            if council.formed_on <= half:  # a council formed late in the period has no time to meet
                made += _signal(council, period)
    return made


@transaction.atomic
def _signal(council: Council, period: Period) -> int:
    held = held_in(council, period)
    if held >= council.min_meetings:
        return 0
    values = {"period_until": period[1], "held": held, "required": council.min_meetings}
    _row, is_new = CouncilSignal.objects.get_or_create(council=council, period_from=period[0], defaults=values)
    if not is_new or council.network is None:
        return 0
    people = [*seats_of(council, "chair"), *leaders_of([council.network.operator_id])]
    message = gettext_noop("The council held %(held)s of %(required)s meetings in the period that is over.")
    tell(people, message, "council", council.network_id, held=held, required=council.min_meetings)
    return 1
