"""What the indicators of §6 are computed from: a few aggregates in SQL over the trials of a scope, numbers only."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from network.models import AcademicYear

from ..models import Trial
from .indicators import GRADES, Parallel


@dataclass(frozen=True)
class Scope:
    """Schools and days, both ends included. Pupils are counted as enrolled on the last day, or today while the period runs."""

    schools: list[int]
    year: AcademicYear
    starts: dt.date
    ends: dt.date

    @classmethod
    def of_year(cls, schools: Iterable[int], year: AcademicYear) -> "Scope":
        """The academic year, to date."""
        return cls(list(schools), year, year.starts_on, year.ends_on)

    @property
    def values(self) -> dict[str, Any]:
        """Parameters of the statements below."""
        zone, rules = timezone.get_current_timezone(), settings.TRIALS
        return {
            "schools": self.schools,
            "year": self.year.pk,
            "day": max(self.starts, min(self.ends, timezone.localdate())),
            "from": dt.datetime.combine(self.starts, dt.time.min, zone),
            "to": dt.datetime.combine(self.ends + dt.timedelta(days=1), dt.time.min, zone),
            "now": timezone.now(),
            "first": GRADES.start,
            "last": GRADES.stop - 1,
            "contacts": rules["CONTACTS_FROM"],
            "artefacts": rules["MEANINGFUL_SHARE"],
        }


def _rows(sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


# Trials of the schools whose visit was held in the period, and those who took part.
_DONE = """
WITH done AS MATERIALIZED (
    SELECT t.id, t.status, t.status = 'closed' AND t.counts_as_trial IS TRUE AS counted, t.programme_id FROM profprobes_trial t
    WHERE t.school_id = ANY(%(schools)s) AND t.status IN ('held', 'closed') AND EXISTS (
        SELECT FROM profprobes_trialsession s
        WHERE s.trial_id = t.id AND s.status = 'held' AND lower(s.period) >= %(from)s AND lower(s.period) < %(to)s)
), shown AS MATERIALIZED (
    SELECT DISTINCT p.id FROM done d JOIN profprobes_participation p ON p.trial_id = d.id
    JOIN profprobes_participation_artefacts pa ON pa.participation_id = p.id
    JOIN portfolio_artefact a ON a.id = pa.artefact_id AND a.status = 'ready'
), kept AS MATERIALIZED (
    SELECT DISTINCT p.id FROM done d JOIN profprobes_participation p ON p.trial_id = d.id
    JOIN profprobes_participation_artefacts pa ON pa.participation_id = p.id
    JOIN portfolio_artefact a ON a.id = pa.artefact_id AND a.status = 'ready'
    JOIN portfolio_portfolioentry_artefacts ea ON ea.artefact_id = a.id
    JOIN portfolio_portfolioentry e ON e.id = ea.portfolioentry_id AND e.status <> 'removed'
)
"""

_PARALLELS = (
    _DONE
    + """, roll AS MATERIALIZED (
    SELECT c.organisation_id AS school, c.grade, c.id AS class, c.name, e.user_id AS person
    FROM network_enrolment e JOIN network_classgroup c ON c.id = e.group_id
    WHERE c.organisation_id = ANY(%(schools)s) AND c.academic_year_id = %(year)s AND c.grade BETWEEN %(first)s AND %(last)s
        AND e.valid_from <= %(day)s AND (e.valid_until IS NULL OR e.valid_until >= %(day)s)
), went AS MATERIALIZED (
    SELECT p.pupil_id AS person, c.organisation_id AS school, c.grade, p.trial_id, d.counted, k.id IS NOT NULL AS artefact
    FROM profprobes_participation p
    JOIN done d ON d.id = p.trial_id
    JOIN network_classgroup c ON c.id = p.class_group_id
    LEFT JOIN kept k ON k.id = p.id
    WHERE p.status = 'attended'
), own AS (
    SELECT person, count(DISTINCT trial_id) AS contacts, bool_or(counted) AS tried, bool_or(artefact) AS artefact FROM went GROUP BY person
), best AS (
    SELECT school, grade, max(pupils) AS largest FROM (
        SELECT school, grade, trial_id, count(*) AS pupils FROM went WHERE counted GROUP BY school, grade, trial_id) one
    GROUP BY school, grade
), need AS (
    SELECT DISTINCT user_id AS person FROM accounts_supportneed
    WHERE kind = 'sen' AND valid_from <= %(day)s AND (valid_until IS NULL OR valid_until >= %(day)s)
), shelf AS (
    SELECT DISTINCT f.owner_id AS person FROM portfolio_portfolio f
    JOIN portfolio_portfolioentry e ON e.portfolio_id = f.id AND e.status <> 'removed'
)
"""
)
_COUNTS = """
    count(*) AS pupils, count(own.person) AS reached, count(*) FILTER (WHERE own.tried) AS tried, coalesce(sum(own.contacts), 0)::int AS contacts,
    count(*) FILTER (WHERE own.contacts >= %(contacts)s) AS enough, count(*) FILTER (WHERE own.artefact) AS artefact,
    count(shelf.person) AS shelf, coalesce(max(best.largest), 0) AS largest,
    count(need.person) AS sen, count(need.person) FILTER (WHERE own.tried) AS sen_tried
FROM roll LEFT JOIN own USING (person) LEFT JOIN best USING (school, grade) LEFT JOIN need USING (person) LEFT JOIN shelf USING (person)
"""
_BY_PARALLEL = _PARALLELS + "SELECT school, grade," + _COUNTS + "GROUP BY school, grade ORDER BY school, grade"
_BY_CLASS = (
    _PARALLELS
    + 'SELECT school, grade, class AS "group", name,'
    + _COUNTS
    + "GROUP BY school, grade, class, name ORDER BY school, grade, name"
)


def parallel_rows(scope: Scope) -> list[Parallel]:
    """Grades 7–11 of the schools, those that have pupils. One query."""
    return [Parallel(**row) for row in _rows(_BY_PARALLEL, scope.values)]


def class_rows(scope: Scope) -> list[Parallel]:
    """The same by class. One query."""
    return [Parallel(**row) for row in _rows(_BY_CLASS, scope.values)]


@dataclass(frozen=True)
class Quality:
    """Trials of a scope: how many, how good, how safe, and what the pupils took away."""

    planned: int = 0
    held: int = 0
    closed: int = 0
    counted: int = 0
    meaningful: int = 0
    with_artefact: int = 0
    attended: int = 0
    go_on: int = 0
    unsure: int = 0
    not_for_me: int = 0
    asked: int = 0
    in_time: int = 0
    travel: float | None = None
    trips: int = 0
    far: int = 0
    traces: int = 0
    serious: int = 0
    incidents: int = 0


_QUALITY = (
    _DONE
    + """, people AS MATERIALIZED (
    SELECT p.id, p.trial_id, p.outcome, d.status, s.id IS NOT NULL AS artefact
    FROM profprobes_participation p JOIN done d ON d.id = p.trial_id LEFT JOIN shown s ON s.id = p.id WHERE p.status = 'attended'
), per_trial AS (
    SELECT trial_id, count(*) AS pupils, count(*) FILTER (WHERE artefact) AS have FROM people WHERE status = 'closed' GROUP BY trial_id
), whole AS (
    SELECT m.trial_id FROM profprobes_meaningfulnesscheck m JOIN done d ON d.id = m.trial_id AND d.counted
    WHERE m.manual GROUP BY m.trial_id HAVING count(*) = 6
), visits AS (
    SELECT s.id, s.trial_id, lower(s.period) AS starts FROM profprobes_trialsession s JOIN done d ON d.id = s.trial_id
    WHERE s.status = 'held' AND lower(s.period) >= %(from)s AND lower(s.period) < %(to)s
), starts AS (
    SELECT trial_id, min(starts) AS at FROM visits GROUP BY trial_id
), answers AS (
    SELECT count(*) AS asked, count(*) FILTER (WHERE c.signed_at <= starts.at - interval '1 day') AS in_time
    FROM profprobes_parentconsent c JOIN profprobes_participation p ON p.id = c.participation_id JOIN starts USING (trial_id)
), roads AS (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY r.travel_minutes) AS travel, count(*) AS trips,
        count(*) FILTER (WHERE r.travel_minutes > 90) AS far
    FROM profprobes_routesheet r JOIN visits v ON v.id = r.session_id
), harm AS (
    SELECT count(*) AS incidents, count(*) FILTER (WHERE i.severity = 'serious') AS serious FROM profprobes_incident i
    JOIN profprobes_trial t ON t.id = i.trial_id WHERE t.school_id = ANY(%(schools)s) AND i.at >= %(from)s AND i.at < %(to)s
)
SELECT
    (SELECT count(DISTINCT t.id) FROM profprobes_trial t JOIN profprobes_trialsession s ON s.trial_id = t.id
        WHERE t.school_id = ANY(%(schools)s) AND t.status IN ('planned', 'running', 'moved')
            AND lower(s.period) >= %(from)s AND lower(s.period) < %(to)s) AS planned,
    (SELECT count(*) FROM done) AS held,
    (SELECT count(*) FROM done WHERE status = 'closed') AS closed,
    (SELECT count(*) FROM done WHERE counted) AS counted,
    (SELECT count(*) FROM whole) AS meaningful,
    (SELECT count(*) FROM per_trial WHERE have * 100 >= %(artefacts)s * pupils) AS with_artefact,
    (SELECT count(*) FROM people) AS attended,
    (SELECT count(*) FROM people WHERE outcome = 'continue') AS go_on,
    (SELECT count(*) FROM people WHERE outcome = 'unsure') AS unsure,
    (SELECT count(*) FROM people WHERE outcome = 'not_for_me') AS not_for_me,
    answers.asked, answers.in_time, roads.travel, roads.trips, roads.far,
    (SELECT count(*) FROM profprobes_tracereflection r JOIN people ON people.id = r.participation_id WHERE r.answered_at <= r.due_at) AS traces,
    harm.serious, harm.incidents
FROM answers, roads, harm
"""
)


def quality_of(scope: Scope) -> Quality:
    """One query."""
    return Quality(**_rows(_QUALITY, scope.values)[0])


@dataclass(frozen=True)
class Place:
    """A trial site with its seats in the period: asked for, offered so far, used, free ahead."""

    site: int
    district: int
    status: str
    spheres: list[int]
    seats: int
    asked: int
    offered: int
    used: int
    free: int
    name_kk: str = ""
    name_ru: str = ""
    host_kk: str = ""
    host_ru: str = ""

    @property
    def name(self) -> str:
        """In the person's language, as that of the host."""
        return self.name_ru if get_language() == "ru" else self.name_kk

    @property
    def host(self) -> str:
        return self.host_ru if get_language() == "ru" else self.host_kk


_PLACES = """
SELECT s.id AS site, s.district_id AS district, s.status, s.name_kk, s.name_ru, o.short_name_kk AS host_kk, o.short_name_ru AS host_ru,
    ARRAY(SELECT DISTINCT f.sphere_id FROM profprobes_trialsite_professions tp JOIN profprobes_profession f ON f.id = tp.profession_id
        WHERE tp.trialsite_id = ts.id) AS spheres,
    coalesce(sl.seats, 0)::int AS seats, coalesce(sl.offered, 0)::int AS offered, coalesce(sl.free, 0)::int AS free,
    coalesce(bk.asked, 0)::int AS asked, coalesce(bk.used, 0)::int AS used
FROM network_site s JOIN network_organisation o ON o.id = s.organisation_id JOIN profprobes_trialsite ts ON ts.site_id = s.id
LEFT JOIN (
    SELECT site_id, sum(seats_total) AS seats, sum(seats_total) FILTER (WHERE upper(period) < %(now)s) AS offered,
        sum(seats_total - seats_taken) FILTER (WHERE status = 'open' AND lower(period) > %(now)s) AS free
    FROM profprobes_siteslot WHERE published AND status <> 'withdrawn' AND lower(period) >= %(from)s AND lower(period) < %(to)s GROUP BY site_id
) sl ON sl.site_id = s.id
LEFT JOIN (
    SELECT t.site_id, sum(b.seats) AS asked, sum(b.seats) FILTER (WHERE b.status = 'completed') AS used
    FROM profprobes_slotbooking b JOIN profprobes_siteslot t ON t.id = b.slot_id
    WHERE lower(t.period) >= %(from)s AND lower(t.period) < %(to)s GROUP BY t.site_id
) bk ON bk.site_id = s.id
WHERE (%(regions)s::bigint[] IS NULL OR o.region_id = ANY(%(regions)s::bigint[])) AND s.status <> 'closed'
ORDER BY s.id
"""


def place_rows(scope: Scope, regions: Iterable[int] | None) -> list[Place]:
    """Trial sites of the regions, of the whole country for None. One query."""
    return [Place(**row) for row in _rows(_PLACES, scope.values | {"regions": None if regions is None else list(regions)})]


@dataclass(frozen=True)
class Scores:
    """Marks 1–5 of the feedback form PP-FB by who gave them, of pupils and of mentors also by site."""

    by_source: dict[str, Counter] = field(default_factory=dict)
    by_site: dict[int, Counter] = field(default_factory=dict)
    mentors_by_site: dict[int, Counter] = field(default_factory=dict)


_SCORES = """
SELECT r.stratum, sl.site_id AS site, a.number AS score, count(*) AS answers
FROM profprobes_trial t
JOIN profprobes_trialsession s ON s.trial_id = t.id AND s.status = 'held'
JOIN surveys_round rd ON rd.scope_type_id = %(trial)s AND rd.scope_id = t.id
JOIN surveys_questionnaire qn ON qn.id = rd.questionnaire_id AND qn.code = 'PP-FB'
JOIN surveys_response r ON r.round_id = rd.id
JOIN surveys_answer a ON a.response_id = r.id AND a.number IS NOT NULL
JOIN surveys_question q ON q.id = a.question_id AND q.code = 'score'
LEFT JOIN profprobes_slotbooking b ON b.id = s.booking_id
LEFT JOIN profprobes_siteslot sl ON sl.id = b.slot_id
WHERE t.school_id = ANY(%(schools)s) AND lower(s.period) >= %(from)s AND lower(s.period) < %(to)s
GROUP BY r.stratum, sl.site_id, a.number
"""


def score_rows(scope: Scope) -> Scores:
    """Feedback of the scope (K6, K7). One query."""
    found = Scores()
    values = scope.values | {"trial": ContentType.objects.get_for_model(Trial).pk}
    for row in _rows(_SCORES, values):
        found.by_source.setdefault(row["stratum"], Counter())[row["score"]] += row["answers"]
        places = {"pupil": found.by_site, "mentor": found.mentors_by_site}.get(row["stratum"])
        if places is not None and row["site"]:
            places.setdefault(row["site"], Counter())[row["score"]] += row["answers"]
    return found
