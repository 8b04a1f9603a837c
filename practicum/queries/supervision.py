"""Who visited and called when: the grid of a leader, the norm of visits, missed weeks (R32, R33, PRA-11)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from mentoring.models import MentorAssignment

from ..days import count_days
from ..models import Placement, PracticumRound, SupervisorContact, VisitReport

ENOUGH_DAYS = 10


@dataclass
class Pair:
    """A leader at a school in a round."""

    leader: Any
    school: Any
    round: PracticumRound
    contacts: list[SupervisorContact] = field(default_factory=list)
    trainees: int = 0

    def _weekdays(self) -> set[int]:
        return set(range(self.round.days_per_week))

    def norm(self, month: dt.date) -> int:
        """Visits that the month asks for: the round's norm for 10 practicum days and more, one for 1–9 (R33)."""
        first, last = month_of(month)
        first, last = max(first, self.round.starts_on), min(last, self.round.ends_on)
        days = count_days(first, last, self._weekdays()) if first <= last else 0
        return self.round.visits_per_month if days >= ENOUGH_DAYS else 1 if days else 0

    def visits(self, month: dt.date) -> tuple[int, int]:
        """(with a sent report, all) visits of the month."""
        first, last = month_of(month)
        rows = [row for row in self.contacts if row.kind == SupervisorContact.Kind.VISIT and first <= row.date <= last]
        return sum(row.report.status in VisitReport.COUNTS for row in rows), len(rows)

    def is_met(self, month: dt.date) -> bool:
        """R33 holds for the month."""
        return self.visits(month)[0] >= self.norm(month)

    def weeks(self) -> list[dt.date]:
        """Mondays of the round up to this week."""
        monday = self.round.starts_on - dt.timedelta(days=self.round.starts_on.weekday())
        last = min(self.round.ends_on, timezone.localdate())
        return [monday + dt.timedelta(weeks=n) for n in range(max(0, (last - monday).days // 7 + 1))]

    def has_contact(self, monday: dt.date) -> bool:
        """Any contact in the week."""
        return any(monday <= row.date < monday + dt.timedelta(days=7) for row in self.contacts)

    def missed_in_a_row(self) -> int:
        """Whole past weeks without a contact, counted back from last week: 1 amber, 2 red (R32)."""
        this = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
        missed = 0
        for monday in reversed([one for one in self.weeks() if one < this]):
            if self.has_contact(monday):
                break
            missed += 1
        return missed

    @property
    def reports_due(self) -> list[SupervisorContact]:
        """Visits whose report is not sent."""
        rows = [row for row in self.contacts if row.kind == SupervisorContact.Kind.VISIT]
        return [row for row in rows if row.report.status == VisitReport.Status.DRAFT]


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the month."""
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)


def pairs(placements: Any, *, leader: Any = None) -> list[Pair]:
    """Leader × school × round of these placements with their contacts; four queries whatever their number."""
    kind = ContentType.objects.get_for_model(Placement)
    rows = MentorAssignment.objects.filter(
        role="supervisor", status__in=["accepted", "active"], source_type=kind, source_id__in=placements.values("pk")
    ).select_related("mentor")
    if leader is not None:
        rows = rows.filter(mentor=leader)
    known = {row.pk: row for row in placements.select_related("school", "round__programme__owner_org")}
    found: dict[tuple[int, int, int], Pair] = {}
    for row in rows:
        placement = known.get(row.source_id or 0)
        if placement is None:
            continue
        key = (row.mentor_id, placement.school_id, placement.round_id)
        pair = found.setdefault(key, Pair(row.mentor, placement.school, placement.round))
        pair.trainees += 1
    by_key: dict[tuple[int, int, int], list[SupervisorContact]] = defaultdict(list)
    contacts = SupervisorContact.objects.filter(
        supervisor__in=[key[0] for key in found], school__in=[key[1] for key in found], round__in=[key[2] for key in found]
    )
    for contact in contacts.select_related("report"):
        by_key[contact.supervisor_id, contact.school_id, contact.round_id].append(contact)
    for key, pair in found.items():
        pair.contacts = by_key[key]
    return sorted(found.values(), key=lambda pair: (pair.school.short_name, pair.leader.short_name))


def visit_norm_share(found: list[Pair], month: dt.date) -> float | None:
    """PRA-11: pairs that meet R33 ÷ pairs that have a norm, %; None without pairs."""
    asked = [pair for pair in found if pair.norm(month)]
    return 100 * sum(pair.is_met(month) for pair in asked) / len(asked) if asked else None
