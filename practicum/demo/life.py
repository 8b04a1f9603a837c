"""The running round in its third week: contacts of the leaders, 12 visits of which one has no report, a removal half signed (§11)."""

import datetime as dt
from itertools import cycle
from typing import Any

from django.utils import timezone

from mentoring.models import MentorAssignment

from ..models import Placement
from ..services import ending, visits

SEEN = ("2 «А», ана тілі: мәтінмен жұмыс", "3 «А», математика: бөлшектер", "1 «А», дүниетану: жыл мезгілдері")
GOOD = ("Студент сабақ мақсатын оқушылармен бірге қойды.", "Сынып тәртібі сақталды, оқушылар топта белсенді жұмыс істеді.")
ADVICE = ("Кері байланысты сабақ соңында әр оқушыға беру.", "Тапсырманы деңгейге бөліп ұсыну.")
VISITS = 12


def build(ground: Any) -> None:
    """Tell it through the services; every school was called each week but one school of the second leader."""
    pairs: dict[tuple[int, int], list[Placement]] = {}
    leaders = {}
    rows = {row.pk: row for row in ground.placements.filter(status="active")}
    held = MentorAssignment.objects.filter(source_id__in=rows, role="supervisor", status="active").select_related("mentor")
    for one in held:
        placement = rows.get(one.source_id or 0)
        if placement and isinstance(one.source, Placement):
            pairs.setdefault((one.mentor_id, placement.school_id), []).append(placement)
            leaders[one.mentor_id] = one.mentor
    _contacts(ground, pairs, leaders)
    _removal(ground)


def _contacts(ground: Any, pairs: dict[tuple[int, int], list[Placement]], leaders: dict[int, Any]) -> None:
    today, words = timezone.localdate(), cycle(zip(SEEN, cycle(GOOD), cycle(ADVICE), strict=False))
    made = 0
    for number, ((leader, _school), placements) in enumerate(sorted(pairs.items(), key=lambda item: -len(item[1]))):
        school = placements[0].school
        for week in range(2):
            day = ground.round.starts_on + dt.timedelta(days=7 * week + 2)
            if day > today or number == 7:  # nobody called the last school yet
                continue
            visits.record_contact(
                round=ground.round, school=school, kind="online", date=day, note="Апталық байланыс: жоспар мен күнделік талқыланды.",
                by=leaders[leader], placements=placements[:3],
            )  # fmt: skip
            if made < VISITS and number < 6:
                seen, good, advice = next(words)
                contact = visits.record_contact(
                    round=ground.round, school=school, kind="visit", date=day + dt.timedelta(days=1), note="Сабаққа қатысып, тәлімгермен сөйлестім.",
                    by=leaders[leader], placements=placements[:2],
                )  # fmt: skip
                made += 1
                if made == VISITS:
                    continue
                visits.save_report(
                    report=contact.report, by=leaders[leader], send=True, lessons_seen=seen, successes=good, recommendations=advice,
                    admission_checked=True, journal_checked=True, attendance="Толық", time_from=dt.time(9), time_to=dt.time(11),
                )  # fmt: skip
                if made % 2 and school == ground.organisations["Q38"]:
                    visits.acknowledge_report(report=contact.report, by=ground.people["school38"], remark="Рақмет, ескеріледі.")


def _removal(ground: Any) -> None:
    """One student whom the school asks to remove: the second signature waits."""
    rows = list(ground.placements.filter(status="active", school=ground.organisations["Q38"]).order_by("pk"))
    if len(rows) < 11:
        return
    ending.ask_removal(
        placement=rows[10],
        ground="discipline",
        reason="Үш күн қатарынан себепсіз келмеді, ескертуге жауап бермеді.",
        by=ground.people["school38"],
    )
