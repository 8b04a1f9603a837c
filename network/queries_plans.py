"""Plan and fact, completeness of local acts, composition of sessions: what screens, papers and other parts read (NR43, NR46, NR54)."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import local_date

from .models import (
    AcademicYear,
    Agreement,
    CalendarEvent,
    Direction,
    EventAttendance,
    EventKind,
    LocalAct,
    NetworkPlan,
    Organisation,
    PlanItem,
    Term,
)
from .models.agreement_kinds import KindCode

GREEN_FROM, AMBER_FROM = 100, 80
Side, Mark = EventAttendance.Side, EventAttendance.Mark
WORDS: dict[str, tuple[str, str, Any]] = {
    "green": ("leaf", "check", pgettext_lazy("plan fact", "Done")),
    "amber": ("sun", "triangle-alert", pgettext_lazy("plan fact", "Almost done")),
    "red": ("clay", "octagon-alert", pgettext_lazy("plan fact", "Behind the plan")),
    "ahead": ("neutral", "clock", pgettext_lazy("plan fact", "Not due yet")),
}


def colour_of(percent: int | None) -> str:
    """≥100 green, 80–99 amber, <80 red, nothing due yet: ahead (NR46)."""
    if percent is None:
        return "ahead"
    return "green" if percent >= GREEN_FROM else "amber" if percent >= AMBER_FROM else "red"


@dataclass(frozen=True)
class FactLine:
    """One item with its fact; ``percent`` is None while it is not due."""

    item: PlanItem
    held: int
    percent: int | None

    @property
    def fact(self) -> int:
        """Held events and what was entered by hand."""
        return self.held + self.item.manual_fact

    @property
    def look(self) -> tuple[str, str, Any]:
        """Tone, icon, word."""
        return WORDS[colour_of(self.percent)]


@dataclass(frozen=True)
class FactGroup:
    """Items of one direction with their mean, each capped at 100."""

    direction: str
    lines: list[FactLine]

    @property
    def label(self) -> Any:
        """The direction in words."""
        return Direction(self.direction).label

    @property
    def percent(self) -> int | None:
        """The mean of the items that are due."""
        return mean_percent(self.lines)

    @property
    def look(self) -> tuple[str, str, Any]:
        """Tone, icon, word."""
        return WORDS[colour_of(self.percent)]


def mean_percent(lines: list[FactLine]) -> int | None:
    """Mean of the items that are due, capped at 100 each; None when nothing is due (NR46)."""
    due = [min(100, line.percent) for line in lines if line.percent is not None]
    return round(sum(due) / len(due)) if due else None


def fact_lines(plan: NetworkPlan, today: dt.date | None = None) -> list[FactLine]:
    """Items of the plan in their order with the count of held events; one query."""
    today = today or timezone.localdate()
    held = Count("calendar_events", filter=Q(calendar_events__status__in=CalendarEvent.TOOK_PLACE))
    rows = plan.items.select_related("responsible_org", "responsible").annotate(held=held).order_by("order", "pk")
    return [fact_line(item, item.held, today) for item in rows]


def fact_line(item: PlanItem, held: int, today: dt.date) -> FactLine:
    """The line of one item: its share is counted once the item is due (NR46)."""
    due = item.ends_on < today
    return FactLine(item, held, round(100 * (held + item.manual_fact) / item.planned_count) if due else None)


def fact_groups(lines: list[FactLine]) -> list[FactGroup]:
    """Lines by direction, in the order in which the plan names them."""
    groups: dict[str, list[FactLine]] = {}
    for line in lines:
        groups.setdefault(line.item.direction, []).append(line)
    return [FactGroup(direction, rows) for direction, rows in groups.items()]


def plans_for(user: Any, *, year: Any = None, kind: str = "") -> QuerySet[NetworkPlan]:
    """Plans that the person sees, the newest version of each first; replaced ones are reached from their successor."""
    rows = NetworkPlan.objects.visible_to(user).exclude(status=NetworkPlan.Status.REPLACED)
    filters = {name: value for name, value in {"year": year, "kind": kind}.items() if value}
    rows = rows.filter(**filters).select_related("network", "organisation", "year").annotate(lines=Count("items"))
    return rows.order_by("-year__starts_on", "kind", "-version", "-pk")  # counting drops the order of the model


@dataclass(frozen=True)
class Composition:
    """Is the session complete (NR43)? ``missing`` are the sides that nobody represented."""

    applies: bool
    missing: list[Any] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Nothing is missing, or the rule does not apply."""
        return not self.missing


def composition_of(event: CalendarEvent) -> Composition:
    """A held PLC or interschool session needs a school teacher and a methodist or curator of a college or university."""
    if event.kind not in {EventKind.PLC, EventKind.INTERSCHOOL} or not event.took_place:
        return Composition(applies=False)
    there = set(event.attendance.exclude(mark=Mark.ABSENT).values_list("side", flat=True))
    wanted = {
        Side.SCHOOL_TEACHER: _("a school teacher"),
        Side.METHODIST: _("a methodist or curator of a college or university"),
    }
    return Composition(applies=True, missing=[words for side, words in wanted.items() if side not in there])


def parties_missing(event: CalendarEvent) -> list[Organisation]:
    """Members of the network of whom nobody came to a session in the event's term (NR43: at least one of each party per term)."""
    day = local_date(event.starts)
    term = Term.objects.filter(starts_on__lte=day, ends_on__gte=day).first()
    if event.network_id is None or term is None or event.kind not in {EventKind.PLC, EventKind.INTERSCHOOL}:
        return []
    came = EventAttendance.objects.exclude(mark=Mark.ABSENT).filter(
        event__network=event.network_id,
        event__kind__in=[EventKind.PLC, EventKind.INTERSCHOOL],
        event__status__in=CalendarEvent.TOOK_PLACE,
        event__starts__date__range=(term.starts_on, term.ends_on),
        organisation__isnull=False,
    )
    members = Organisation.objects.filter(network_memberships__network=event.network_id, network_memberships__status="active")
    return list(members.exclude(pk__in=came.values("organisation")).order_by("short_name_ru").distinct())


def repeated_duties(event: CalendarEvent) -> list[EventAttendance]:
    """Facilitator, secretary or timekeeper who held the same role at the session before (NR43: a warning)."""
    before = CalendarEvent.objects.took_place().filter(
        network=event.network_id, organisation=event.organisation_id, kind=event.kind, starts__lt=event.starts
    )
    last = before.order_by("-starts").first()
    if last is None:
        return []
    then = set(last.attendance.exclude(duty="").filter(person__isnull=False).values_list("person", "duty"))
    now = event.attendance.exclude(duty="").filter(person__isnull=False).select_related("person")
    return [row for row in now if (row.person_id, row.duty) in then]


# How an agreement that is in force stands for a local act: kind of act → kinds of agreements (NW-04 or NET, NW-05, NW-06).
BY_AGREEMENT: dict[str, tuple[str, ...]] = {
    LocalAct.Type.NETWORK_AGREEMENT: (KindCode.CGN, KindCode.NET),
    LocalAct.Type.COOPERATION: (KindCode.COOP,),
    LocalAct.Type.TRIALS: (KindCode.TRIAL,),
}


def acts_in_force(organisation: Any) -> set[str]:
    """Kinds of local acts of the five that bind the organisation today: its acts, its approved career plan, its agreements in force (NR54)."""
    found = set(LocalAct.objects.in_force().filter(organisation=organisation, type__in=LocalAct.FIVE).values_list("type", flat=True))
    if LocalAct.Type.PLAN not in found:
        year = AcademicYear.objects.on()
        plans = NetworkPlan.objects.in_force().filter(organisation=organisation, kind=NetworkPlan.Kind.CAREER, year=year)
        found |= {LocalAct.Type.PLAN.value} if plans.exists() else set()
    for kind, agreements in BY_AGREEMENT.items():
        if kind not in found and agreement_in_force(organisation, agreements):
            found.add(str(kind))
    return found


def agreement_in_force(organisation: Any, kinds: tuple[str, ...]) -> Any:
    """An agreement of one of the kinds in which the organisation is a party today, or None."""
    today = timezone.localdate()
    stays = Q(parties__left_on__isnull=True) | Q(parties__left_on__gte=today)
    rows = Agreement.objects.filter(stays, parties__organisation=organisation, kind__in=kinds).covering(today)
    return rows.prefetch_related("periods").order_by("-pk").first()


def period_today(agreement: Any) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of the agreement's present period."""
    today = timezone.localdate()
    for period in agreement.periods.all():
        if period.valid_from <= today and (period.valid_until is None or period.valid_until >= today):
            return period.valid_from, period.valid_until
    return None, None


def acts_completeness(organisation: Any) -> tuple[int, int]:
    """(in force, five): NR54."""
    return len(acts_in_force(organisation)), len(LocalAct.FIVE)
