"""Demo of plans and the calendar: the yearly plan of the networks that are there, a career plan of the school, events held, moved and to come."""

import datetime as dt
from typing import Any

from django.utils import timezone

from ..models import BreakPeriod, CouncilDecision, Network, NetworkPlan, Organisation, PlanItem
from ..services import acts, events, minutes, plans
from ..services.minutes import TypedGuest
from .plan_words import COMMUNICATION, OWN_ITEMS, RESOURCE

SEMINARS = "24"


def build(region: Any) -> None:
    """Tell the year so far: plans by their templates, a seminar held with its minutes, one to mark, one to come, the regulation in force."""
    school, coordinator = region.organisations["MK12"], region.people["coordinator"]
    _breaks(region.year)
    network = Network.objects.filter(memberships__organisation=school, memberships__status="active").first()
    if network:
        _network_plan(network)
        _support_plans(region.year, network)
    _career(region, school, coordinator)
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


def _decided(plan: NetworkPlan, *words: str) -> bool:
    """The council has adopted this question already (demo.governance): its decision gets the plan as its object, as it had when it was asked."""
    open_ones = CouncilDecision.objects.filter(status__in=CouncilDecision.STANDS, topic=CouncilDecision.Topic.PLAN, object_id=None)
    for decision in open_ones.order_by("pk"):
        if any(word in decision.text_ru for word in words):
            decision.object = plan
            decision.save(update_fields=["content_type", "object_id"])
            plan.move("send", by=plan.created_by)
            return True
    return False


def fill_network_plan(plan: NetworkPlan, by: Any, today: dt.date) -> None:
    """What a network's draft has beside its nine ready rows: fourteen items of its own and a series of five seminars; 24 in all."""
    network, operator = plan.network, plan.network.operator
    members = list(Organisation.objects.filter(network_memberships__network=network, network_memberships__status="active").order_by("pk"))
    members = members or [operator]
    for number, (direction, kind, count, first, last, kk, ru, result_kk, result_ru) in enumerate(OWN_ITEMS, 10):
        start, end = (plans._month_of(plan, month) for month in (first, last))
        plans.add_item(
            plan=plan,
            by=by,
            code=str(number),
            direction=direction,
            event_kind=kind,
            planned_count=count,
            period="dates",
            starts_on=start,
            ends_on=min((end.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1), plan.year.ends_on),
            text_kk=kk,
            text_ru=ru,
            result_kk=result_kk,
            result_ru=result_ru,
            responsible_org=members[number % len(members)],
        )
    _seminars(plan, by, operator, today)


def _network_plan(network: Network) -> None:
    """Four of the five seminars were held: 80 % (story 9)."""
    item = PlanItem.objects.filter(plan__network=network, plan__status="in_work", plan__kind="network", code=SEMINARS).first()
    if item is not None:
        _hold_four(item, network.coordinator, network.operator)


def _seminars(plan: NetworkPlan, by: Any, operator: Any, today: dt.date) -> None:
    yesterday = max(plan.first_day + dt.timedelta(days=1), min(today - dt.timedelta(days=1), plan.year.ends_on))
    plans.add_item(
        plan=plan,
        by=by,
        code=SEMINARS,
        direction="events",
        event_kind="plc",
        planned_count=5,
        period="dates",
        starts_on=max(plan.first_day, yesterday - dt.timedelta(days=60)),
        ends_on=yesterday,
        text_kk="Тәлімгерлерге арналған семинарлар сериясы",
        text_ru="Серия семинаров для наставников",
        result_kk="Бес семинардың материалдары",
        result_ru="Материалы пяти семинаров",
        responsible_org=operator,
    )


def _hold_four(item: PlanItem, by: Any, operator: Any) -> None:
    guests = [row.user for row in operator.memberships.current().filter(kind="staff").select_related("user").order_by("pk")[:3]]
    if not guests:
        return
    for number in range(1, 5):
        day = item.ends_on - dt.timedelta(days=7 * number)
        starts = timezone.make_aware(dt.datetime.combine(day, dt.time(15)))
        event = events.add_event(
            by=by,
            network=item.plan.network,
            title_kk=f"Тәлімгерлер семинары № {5 - number}",
            title_ru=f"Семинар наставников № {5 - number}",
            kind="plc",
            host=operator,
            starts=starts,
            ends=starts + dt.timedelta(minutes=90),
            mode="onsite",
            place="Мәжіліс залы (демо)",
            goal_kk="Тәлімгердің кері байланысы",
            goal_ru="Обратная связь наставника",
            plan_item=item,
            invited_people=guests,
        )
        minutes.hold_event(event=event, marks=dict.fromkeys([person.pk for person in guests], "present"), typed=[], by=by)


def _support_plans(year: Any, network: Network) -> None:
    """The communication plan before the council, the resource plan being written (NW-41)."""
    by, operator = network.coordinator, network.operator
    same = {
        "by": by,
        "responsible_org": operator,
        "planned_count": 1,
        "period": "year",
        "starts_on": year.starts_on,
        "ends_on": year.ends_on,
    }
    talk = plans.create_plan(year=year, kind="communication", network=network, by=by)
    for to_kk, to_ru, kk, ru, by_kk, by_ru in COMMUNICATION:
        words = {"participants_kk": to_kk, "participants_ru": to_ru, "place_kk": by_kk, "place_ru": by_ru, "text_kk": kk, "text_ru": ru}
        plans.add_item(plan=talk, direction="communication", result_kk="Хабардар", result_ru="Осведомлены", **same, **words)
    plans.send_plan(plan=talk, by=by)
    money = plans.create_plan(year=year, kind="resource", network=network, by=by)
    for kk, ru, needed, allocated, source in RESOURCE:
        values = {"text_kk": kk, "text_ru": ru, "budget": needed, "allocated": allocated, "source": source}
        plans.add_item(plan=money, direction="resources", result_kk="Қамтамасыз етілді", result_ru="Обеспечено", **same, **values)


def _career(region: Any, school: Any, coordinator: Any) -> NetworkPlan:
    """The school's career guidance plan, approved by its head and at work."""
    plan = plans.create_plan(year=region.year, kind="career", organisation=school, by=coordinator)
    plans.load_template(plan=plan, by=coordinator, responsible_org=school)
    if not _decided(plan, "планы профориентационных"):
        plans.send_plan(plan=plan, by=coordinator)
    plan = plans.approve_plan(plan=plan, by=coordinator, head_order="14-н/қ", head_approved_on=region.year.starts_on)
    if plan.status != NetworkPlan.Status.APPROVED:
        return plan  # the council has not met yet
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
