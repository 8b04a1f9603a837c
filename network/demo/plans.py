"""Demo of plans and the calendar: the yearly plan of the networks that are there, a career plan of the school, events held, moved and to come."""

import datetime as dt
from typing import Any

from django.utils import timezone

from ..models import BreakPeriod, Network, NetworkPlan, PlanItem
from ..services import acts, events, minutes, plans
from ..services.minutes import TypedGuest


def build(region: Any) -> None:
    """Tell the year so far: plans by their templates, a seminar held with its minutes, one to mark, one to come, the regulation in force."""
    school, coordinator = region.organisations["MK12"], region.people["coordinator"]
    _breaks(region.year)
    _career(region, school, coordinator)
    network = Network.objects.filter(memberships__organisation=school, memberships__status="active").first()
    where: dict[str, Any] = {"network": network} if network else {"organisation": school}
    guests = _colleagues(school, coordinator)
    held = _event(where, school, coordinator, guests, days=-12, kk="Сабақты бірлесіп жоспарлау", ru="Совместное планирование урока")
    minutes.hold_event(
        event=held,
        marks=dict.fromkeys([person.pk for person in guests], "present"),
        typed=[TypedGuest("Үлгібаева Гүлнар", None, "Қостанай политехникалық колледжі (демо)", "methodist")],
        by=coordinator,
    )
    minutes.write_minutes(
        event=held,
        by=coordinator,
        edition=1,
        questions="Сабақты қалай бақылаймыз?",
        summary="Lesson Study циклінің кестесі келісілді, бақылау парағы таңдалды.",
        stages=[("Кіріспе", 10), ("Сабақты талдау", 50), ("Қорытынды", 15)],
        actions=[("Бақылау парағын бөлісу", "Үлгібаева Гүлнар", timezone.localdate() + dt.timedelta(days=5))],
        duties={},
    )
    _event(where, school, coordinator, guests, days=-2, kk="PLC-сессия: кері байланыс", ru="PLC-сессия: обратная связь")
    moved = _event(where, school, coordinator, guests, days=9, kk="Шеберлік сыныбы", ru="Мастер-класс", kind="masterclass")
    events.move_event(event=moved, starts=moved.starts + dt.timedelta(days=5), reason="Кабинет жөнделуде", by=coordinator)
    _regulation(region, school, coordinator)


def _breaks(year: Any) -> None:
    """School holidays and the exam period of the year."""
    first = year.starts_on.year
    rows = [
        ("break", "Күзгі каникул", "Осенние каникулы", dt.date(first, 10, 26), dt.date(first, 11, 1)),
        ("break", "Қысқы каникул", "Зимние каникулы", dt.date(first, 12, 29), dt.date(first + 1, 1, 7)),
        ("break", "Көктемгі каникул", "Весенние каникулы", dt.date(first + 1, 3, 19), dt.date(first + 1, 3, 29)),
        ("exam", "Қорытынды аттестаттау", "Итоговая аттестация", dt.date(first + 1, 5, 26), dt.date(first + 1, 6, 15)),
    ]
    for kind, kk, ru, start, end in rows:
        values = {"name_kk": kk, "name_ru": ru, "ends_on": end}
        BreakPeriod.objects.get_or_create(year=year, kind=kind, starts_on=start, defaults=values)


def _career(region: Any, school: Any, coordinator: Any) -> NetworkPlan:
    """The school's career guidance plan, approved by its head and at work."""
    plan = plans.create_plan(year=region.year, kind="career", organisation=school, by=coordinator)
    plans.load_template(plan=plan, by=coordinator, responsible_org=school)
    plans.send_plan(plan=plan, by=coordinator)
    plans.approve_plan(plan=plan, by=coordinator, head_order="14-н/қ", head_approved_on=region.year.starts_on)
    plans.start_plan(plan=plan, by=coordinator)
    excursions = PlanItem.objects.get(plan=plan, code="1.4")
    plans.set_fact(item=excursions, manual_fact=1, fact_proof="№ 3 есеп (демо)", shortfall="", by=coordinator)
    return plan


def _colleagues(school: Any, coordinator: Any) -> list[Any]:
    """Up to four teachers of the school."""
    rows = school.memberships.current().filter(kind="staff").exclude(user=coordinator).select_related("user").order_by("pk")
    return [row.user for row in rows[:4]]


def _event(where: dict[str, Any], school: Any, by: Any, guests: list[Any], *, days: int, kk: str, ru: str, kind: str = "plc") -> Any:
    day = timezone.localdate() + dt.timedelta(days=days)
    starts = timezone.make_aware(dt.datetime.combine(day, dt.time(15)))
    return events.add_event(
        by=by,
        **where,
        title_kk=kk,
        title_ru=ru,
        kind=kind,
        host=school,
        starts=starts,
        ends=starts + dt.timedelta(minutes=90),
        mode="onsite",
        place="№ 12 мектеп (демо), 24-кабинет",
        goal_kk="Сабақтарды бірлесіп жоспарлау және талдау",
        goal_ru="Совместное планирование и анализ уроков",
        participants_kk="пән мұғалімдері, әдіскерлер",
        participants_ru="учителя-предметники, методисты",
        invited_people=guests,
    )


def _regulation(region: Any, school: Any, coordinator: Any) -> None:
    """The regulation in force by an order, and the interaction model with two elements moved on."""
    act = acts.start_act(organisation=school, type="regulation", by=coordinator)
    act = acts.approve_act(act=act, number="7", date=region.year.starts_on, by=coordinator)
    acts.enter_into_force(act=act, order_number="21-н/қ", order_date=region.year.starts_on, by=coordinator)
    model = acts.open_model(organisation=school, year=region.year, by=coordinator)
    first, second = model.elements.order_by("element")[:2]
    acts.mark_element(
        element=first, by=coordinator, status="done", procedure="Хаттама № 3 (демо)", done_on=timezone.localdate() - dt.timedelta(days=20)
    )
    acts.mark_element(element=second, by=coordinator, status="in_work", partner_name="Демо Автоқұрастыру")
