"""Events: planning, series, moving, marking as held or not (network page 2.7, NR42, NR49)."""

import calendar
import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.dates import local_date

from ..clashes import is_blocked, obstacles
from ..errors_plans import (
    DayBlocked,
    EndBeforeStart,
    ForeignPlanItem,
    NotYetBegun,
    PlaceNeeded,
    ReasonNeeded,
    RoomNeeded,
    SeriesEmpty,
    SeriesTooLong,
    TooManyInvited,
)
from ..models import CalendarEvent, EventSeries, PlanItem, ScheduleChange
from ..workdays import calendar_of
from .event_notices import tell

Mode, Status = CalendarEvent.Mode, CalendarEvent.Status
FIELDS = (
    "title_kk",
    "title_ru",
    "kind",
    "host",
    "starts",
    "ends",
    "mode",
    "place",
    "url",
    "goal_kk",
    "goal_ru",
    "format",
    "participants_kk",
    "participants_ru",
    "invited_roles",
    "is_open",
    "plan_item",
    "capacity",
    "reserve_on",
    "override_reason",
)
MANY = ("invited_organisations", "invited_people")
MOVES_FEED = ("starts", "ends", "place", "url", "mode", "title_kk", "title_ru")
LONGEST_SERIES = 60


def _check(values: dict[str, Any]) -> None:
    if values["ends"] <= values["starts"]:
        raise EndBeforeStart
    mode = values.get("mode", Mode.ONSITE)
    if mode != Mode.ONLINE and not values.get("place", "").strip():
        raise PlaceNeeded
    if mode != Mode.ONSITE and not values.get("url", "").strip():
        raise RoomNeeded
    invited, capacity = values.get("invited_people"), values.get("capacity")
    if capacity and invited is not None and len(invited) > capacity:
        raise TooManyInvited(invited=len(invited), capacity=capacity)
    check_day(values["kind"], values["starts"], values["ends"], values.get("override_reason", ""))


def check_day(kind: str, starts: dt.datetime, ends: dt.datetime, override: str) -> None:
    """Refuse an interschool session or a conference on a holiday or in exams without a reason (NR49). Raises DayBlocked."""
    found = obstacles(starts, ends)
    if is_blocked(kind, found) and not override.strip():
        raise DayBlocked(day=f"{local_date(starts):%d.%m.%Y}", names=", ".join(one.name for one in found))


def _check_item(item: PlanItem | None, network: Any, organisation: Any) -> None:
    if item is not None and (item.plan.network_id, item.plan.organisation_id) != (
        getattr(network, "pk", None),
        getattr(organisation, "pk", None),
    ):
        raise ForeignPlanItem


@transaction.atomic
def add_event(
    *, by: User, network: Any = None, organisation: Any = None, repeat: dict[str, Any] | None = None, **values: Any
) -> CalendarEvent:
    """Put an event into the calendar of a network or an organisation; ``repeat`` {frequency, week, weekday, until} makes a series of single events.

    Answers the (first) event. Raises EndBeforeStart, PlaceNeeded, RoomNeeded, DayBlocked, TooManyInvited, ForeignPlanItem, SeriesEmpty, SeriesTooLong.
    """
    _check(values)
    _check_item(values.get("plan_item"), network, organisation)
    many = {name: values.pop(name) for name in MANY if name in values}
    fields = {name: values[name] for name in FIELDS if name in values}
    fields |= {"network": network, "organisation": organisation, "organiser": values.get("organiser") or by}
    events = _series(fields, repeat, by) if repeat else [CalendarEvent.objects.create(**fields)]
    for event in events:
        for name, rows in many.items():
            getattr(event, name).set(rows)
    _tell_invited(events[0], many.get("invited_people") or [], by)
    return events[0]


def _tell_invited(event: CalendarEvent, people: Any, by: User | None) -> None:
    others = [person for person in people if by is None or person.pk != by.pk]
    if others:
        tell(others, _("You are invited: %(event)s, %(day)s."), event)


def _series(fields: dict[str, Any], repeat: dict[str, Any], by: User) -> list[CalendarEvent]:
    first = local_date(fields["starts"])
    days = list(days_of_series(first, **repeat))
    if not days:
        raise SeriesEmpty
    if len(days) > LONGEST_SERIES:
        raise SeriesTooLong(limit=LONGEST_SERIES)
    series = EventSeries.objects.create(created_by=by, **repeat)
    works = calendar_of(days[0], days[-1])
    made = []
    for day in days:
        actual = day
        while not works(actual):  # a day off: the next working day
            actual += dt.timedelta(days=1)
        shift = dt.timedelta(days=(actual - first).days)
        starts, ends = fields["starts"] + shift, fields["ends"] + shift
        if is_blocked(fields["kind"], obstacles(starts, ends)) and not fields.get("override_reason"):
            continue
        made.append(CalendarEvent.objects.create(**{**fields, "starts": starts, "ends": ends}, series=series, series_day=day))
    if not made:
        raise SeriesEmpty
    return made


def days_of_series(first: dt.date, *, frequency: str, until: dt.date, week: int = 1, weekday: int = 1) -> Any:
    """Days of a series from ``first`` to ``until``: the n-th weekday of each month (the first Tuesday by default), or every one or two weeks."""
    if frequency != EventSeries.Frequency.MONTHLY:
        step = 7 if frequency == EventSeries.Frequency.WEEKLY else 14
        day = first + dt.timedelta(days=(weekday - first.weekday()) % 7)
        while day <= until:
            yield day
            day += dt.timedelta(days=step)
        return
    month = first.replace(day=1)
    while month <= until:
        day = nth_weekday(month, week, weekday)
        if first <= day <= until:
            yield day
        month = (month + dt.timedelta(days=32)).replace(day=1)


def nth_weekday(month: dt.date, week: int, weekday: int) -> dt.date:
    """The ``week``-th weekday of a month, -1 for the last one."""
    if week == -1:
        last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        return last - dt.timedelta(days=(last.weekday() - weekday) % 7)
    first = month.replace(day=1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (week - 1))


def locked_event(event: CalendarEvent) -> CalendarEvent:
    """The event's row, held till the end of the transaction."""
    rows = CalendarEvent.objects.select_for_update(of=("self",)).select_related("network", "organisation", "host", "organiser")
    return rows.get(pk=event.pk)


@transaction.atomic
def change_event(*, event: CalendarEvent, by: User, **values: Any) -> CalendarEvent:
    """Correct an event; a new time goes through ``move_event``, which asks for a reason. Raises what add_event raises."""
    event = locked_event(event)
    values.pop("starts", None)
    values.pop("ends", None)
    merged = {name: values.get(name, getattr(event, name)) for name in FIELDS} | {name: values[name] for name in MANY if name in values}
    _check(merged)
    _check_item(merged["plan_item"], event.network, event.organisation)
    newly = [person for person in values.get("invited_people", []) if not event.invited_people.filter(pk=person.pk).exists()]
    moves = any(name in values and values[name] != getattr(event, name) for name in MOVES_FEED)
    for name in FIELDS:
        if name in values:
            setattr(event, name, values[name])
    event.sequence += int(moves)
    event.save()
    for name in MANY:
        if name in values:
            getattr(event, name).set(values[name])
    _tell_invited(event, newly, by)
    return event


@transaction.atomic
def confirm_event(*, event: CalendarEvent, by: User) -> CalendarEvent:
    """Say that the event will take place as planned."""
    event = locked_event(event)
    event.move("confirm", by=by)
    return event


@transaction.atomic
def move_event(
    *, event: CalendarEvent, reason: str, by: User, starts: dt.datetime | None = None, override_reason: str = "", following: bool = False
) -> CalendarEvent:
    """Move an event to another time; without one it waits for a new date as MOVED. ``following`` takes the later events of the series along.

    Raises ReasonNeeded, DayBlocked. The change log keeps what moved and why (NR49).
    """
    if not reason.strip():
        raise ReasonNeeded
    event = locked_event(event)
    if event.status != Status.MOVED:
        event.move("move", by=by, reason=reason)
    if starts is None:
        _put(event, None, reason, by)
        return event
    shift = starts - event.starts
    check_day(event.kind, starts, event.ends + shift, override_reason)
    later = _later_of(event) if following else []
    _replan(event, shift, reason, override_reason, by)
    for one in later:
        check_day(one.kind, one.starts + shift, one.ends + shift, override_reason)
        one.move("move", by=by, reason=reason)
        _replan(one, shift, reason, override_reason, by)
    return event


def _later_of(event: CalendarEvent) -> list[CalendarEvent]:
    if event.series_id is None:
        return []
    rows = CalendarEvent.objects.select_for_update(of=("self",)).filter(series_id=event.series_id, series_day__gt=event.series_day)
    return list(rows.ahead())


def _replan(event: CalendarEvent, shift: dt.timedelta, reason: str, override: str, by: User) -> None:
    _put(event, event.starts + shift, reason, by)
    event.starts, event.ends = event.starts + shift, event.ends + shift
    event.sequence += 1
    event.override_reason = override or event.override_reason
    event.move("replan", by=by, reason=reason, save_also=("starts", "ends", "sequence", "override_reason"))
    _tell_moved(event)


def _put(event: CalendarEvent, starts: dt.datetime | None, reason: str, by: User) -> None:
    ScheduleChange.objects.create(
        event=event,
        plan=event.plan_item.plan if event.plan_item else None,
        item=event.plan_item,
        what_kk=event.title_kk,
        what_ru=event.title_ru,
        from_words=f"{timezone.localtime(event.starts):%d.%m.%Y %H:%M}",
        to_words=f"{timezone.localtime(starts):%d.%m.%Y %H:%M}" if starts else "—",
        reason=reason,
        by=by,
    )


def _tell_moved(event: CalendarEvent) -> None:
    tell(list(event.invited_people.all()), _("%(event)s is moved to %(day)s."), event)


@transaction.atomic
def fail_event(*, event: CalendarEvent, reason: str, by: User) -> CalendarEvent:
    """Say that the event was not held, and why. Raises ReasonNeeded, NotYetBegun."""
    if not reason.strip():
        raise ReasonNeeded
    event = locked_event(event)
    if event.status != Status.MOVED and event.starts > timezone.now():
        raise NotYetBegun
    event.sequence += 1
    event.move("fail", by=by, reason=reason, save_also=("sequence",))
    return event


@transaction.atomic
def cancel_event(*, event: CalendarEvent, reason: str, by: User) -> CalendarEvent:
    """Call the event off, and tell those who were invited by name. Raises ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    event = locked_event(event)
    event.sequence += 1
    event.move("cancel", by=by, reason=reason, save_also=("sequence",))
    tell(list(event.invited_people.all()), _("%(event)s on %(day)s is cancelled."), event)
    return event


@transaction.atomic
def make_events(*, item: PlanItem, by: User) -> int:
    """Put the events of a plan item into the calendar as single events that are corrected afterwards: the first Tuesday of the month at 15:00 by the
    rhythm of the item. Answers how many; an item that has its events gets none.
    """
    item = (
        PlanItem.objects.select_for_update(of=("self",))
        .select_related("plan__network", "plan__organisation", "responsible_org")
        .get(pk=item.pk)
    )
    missing = item.planned_count - item.calendar_events.exclude(status__in=[Status.CANCELLED, Status.NOT_HELD]).count()
    if not item.event_kind or missing <= 0:
        return 0
    days = _days_of_item(item)[-missing:]
    host = item.responsible_org
    for day in days:
        starts = timezone.make_aware(dt.datetime.combine(day, dt.time(15)))
        event = CalendarEvent.objects.create(
            network=item.plan.network,
            organisation=item.plan.organisation,
            title_kk=item.text_kk[:200],
            title_ru=item.text_ru[:200],
            kind=item.event_kind,
            host=host,
            organiser=item.responsible or by,
            starts=starts,
            ends=starts + dt.timedelta(minutes=90),
            place=(item.place_kk or host.address_kk)[:300],
            goal_kk=item.result_kk,
            goal_ru=item.result_ru,
            participants_kk=item.participants_kk,
            participants_ru=item.participants_ru,
            plan_item=item,
        )
        event.invited_organisations.set(_everybody(item))
    return len(days)


def _everybody(item: PlanItem) -> list[int]:
    network = item.plan.network
    return list(network.memberships.filter(status="active").values_list("organisation", flat=True)) if network else []


def _days_of_item(item: PlanItem) -> list[dt.date]:
    """Days for the events of an item: spread over its months, the first Tuesday that is a working day and no exam stands on."""
    months = []
    month = item.starts_on.replace(day=1)
    while month <= item.ends_on:
        months.append(month)
        month = (month + dt.timedelta(days=32)).replace(day=1)
    count = item.planned_count
    chosen = [months[min(len(months) - 1, (2 * n + 1) * len(months) // (2 * count))] for n in range(count)]
    works = calendar_of(item.starts_on, item.ends_on)
    days: list[dt.date] = []
    for month in chosen:
        day = nth_weekday(month, 1, 1)
        while day in days or not works(day) or _blocked_day(item.event_kind, day):
            day += dt.timedelta(days=7 if day in days else 1)
        days.append(day)
    return days


def _blocked_day(kind: str, day: dt.date) -> bool:
    noon = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
    return is_blocked(kind, obstacles(noon, noon))
