"""Yearly plans: drafting, approval by the council and the head, new versions, moves within a month (network page 2.7, NR46, NR49, NR59)."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User

from ..errors_plans import (
    CountTooSmall,
    DecisionNeeded,
    HeadNeeded,
    ItemChangedMeanwhile,
    ItemOutsideYear,
    MovedTooFar,
    NothingToCopy,
    PlanClosed,
    PlanEmpty,
    PlanExists,
    ProofNeeded,
    ReasonNeeded,
)
from ..models import AcademicYear, NetworkPlan, Organisation, PlanItem, ScheduleChange
from ..plan_data import ADDITIONAL, CAREER_PLAN, TABLE_2_7, ReadyRow
from .approvals import orders_progress
from .plan_agenda import network_that_decides, put_before_council

Status = NetworkPlan.Status
ALONE_DAYS = 31
READY_ROWS: dict[str, list[ReadyRow]] = {
    NetworkPlan.Kind.NETWORK: [*TABLE_2_7, *ADDITIONAL],
    NetworkPlan.Kind.CAREER: CAREER_PLAN,
}
REFUSALS = (CountTooSmall, ItemOutsideYear, PlanClosed)
ITEM_FIELDS = (
    "direction",
    "code",
    "text_kk",
    "text_ru",
    "event_kind",
    "planned_count",
    "period",
    "starts_on",
    "ends_on",
    "place_kk",
    "place_ru",
    "responsible_org",
    "responsible",
    "participants_kk",
    "participants_ru",
    "resources",
    "result_kk",
    "result_ru",
    "budget",
    "allocated",
    "source",
)


def _locked(plan: NetworkPlan) -> NetworkPlan:
    return NetworkPlan.objects.select_for_update(of=("self",)).select_related("network", "organisation", "year").get(pk=plan.pk)


def _open(plan: NetworkPlan) -> NetworkPlan:
    plan = _locked(plan)
    if not plan.is_open:
        raise PlanClosed
    return plan


@transaction.atomic
def create_plan(
    *, year: AcademicYear, kind: str, by: User | None, network: Any = None, organisation: Organisation | None = None
) -> NetworkPlan:
    """Begin the plan of a network or an organisation. Raises PlanExists."""
    whose = {"network": network, "organisation": organisation, "year": year, "kind": kind}
    if there := NetworkPlan.objects.filter(**whose).exclude(status=Status.REPLACED).first():
        raise PlanExists(plan=there)
    try:
        with transaction.atomic():
            return NetworkPlan.objects.create(**whose, created_by=by)
    except IntegrityError as error:  # two people began it at once
        raise PlanExists(plan=NetworkPlan(**whose)) from error


def _check_item(plan: NetworkPlan, values: dict[str, Any]) -> None:
    if values["planned_count"] < 1:
        raise CountTooSmall
    if values["starts_on"] < plan.first_day or values["ends_on"] > plan.year.ends_on or values["ends_on"] < values["starts_on"]:
        raise ItemOutsideYear(start=f"{plan.first_day:%d.%m.%Y}", end=f"{plan.year.ends_on:%d.%m.%Y}")


@transaction.atomic
def add_item(*, plan: NetworkPlan, by: User | None, **values: Any) -> PlanItem:
    """Write one line into a draft. Raises PlanClosed, CountTooSmall, ItemOutsideYear."""
    plan = _open(plan)
    _check_item(plan, values)
    last = plan.items.order_by("-order").values_list("order", flat=True).first() or 0
    return PlanItem.objects.create(plan=plan, order=last + 1, **{name: values[name] for name in ITEM_FIELDS if name in values})


@transaction.atomic
def change_item(*, item: PlanItem, edition: int, by: User, **values: Any) -> PlanItem:
    """Correct a line of a draft. ``edition`` is the one that the person read. Raises ItemChangedMeanwhile (NR59), PlanClosed, ItemOutsideYear."""
    plan = _open(item.plan)
    item = PlanItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.edition != edition:
        raise ItemChangedMeanwhile(person=_last_hand(item))
    _check_item(plan, {name: values.get(name, getattr(item, name)) for name in ("planned_count", "starts_on", "ends_on")})
    for name in ITEM_FIELDS:
        if name in values:
            setattr(item, name, values[name])
    item.edition += 1
    item.save()
    return item


def _last_hand(item: PlanItem) -> str:
    """Who saved the item last, by its history."""
    from pghistory.models import Events

    entry = Events.objects.tracks(item).order_by("-pgh_created_at").first()
    user_id = (entry.pgh_context or {}).get("user") if entry else None
    person = User.objects.filter(pk=user_id).first() if user_id else None
    return person.full_name if person else "—"


@transaction.atomic
def remove_item(*, item: PlanItem, by: User) -> None:
    """Take a line out of a draft. Raises PlanClosed."""
    _open(item.plan)
    item.delete()


@transaction.atomic
def send_plan(*, plan: NetworkPlan, by: User) -> NetworkPlan:
    """Hand the draft in: to the council of the network, to the head of the organisation, a school's career plan to both. Raises PlanEmpty, NoCouncil."""
    plan = _locked(plan)
    if not plan.items.exists():
        raise PlanEmpty
    plan.remarks = ""
    plan.move("send", by=by, save_also=("remarks",))
    if network := network_that_decides(plan):
        put_before_council(plan, by, network)
    return plan


@transaction.atomic
def return_plan(*, plan: NetworkPlan, by: User, remarks: str) -> NetworkPlan:
    """Give the plan back with remarks. Raises ReasonNeeded."""
    if not remarks.strip():
        raise ReasonNeeded
    plan = _locked(plan)
    plan.remarks = remarks
    plan.move("return", by=by, reason=remarks, save_also=("remarks",))
    return plan


def decision_on(plan: NetworkPlan) -> Any:
    """The adopted decision of a council on this version, or None."""
    from django.contrib.contenttypes.models import ContentType

    from ..models import CouncilDecision

    kind = ContentType.objects.get_for_model(NetworkPlan)
    rows = CouncilDecision.objects.filter(content_type=kind, object_id=plan.pk, status__in=CouncilDecision.STANDS)
    return rows.select_related("meeting", "council").order_by("-adopted_on", "-pk").first()


def brought_in(decision: Any) -> str:
    """«13 ұйымның 8-інде енгізілді»: how many organisations have registered their order (NR32); empty where no orders are expected."""
    progress = orders_progress(decision)
    return progress.sentence if progress.total else ""


@transaction.atomic
def approve_plan(*, plan: NetworkPlan, by: User | None, head_order: str = "", head_approved_on: dt.date | None = None) -> NetworkPlan:
    """Bring the plan into force: a network's by the adopted decision of its council, an organisation's by the order of its head [002a 4.1.4].

    A career plan of a member of a network waits for both: the first of the two is kept, the second brings it into force. Raises DecisionNeeded, HeadNeeded.
    The version before is replaced, its facts and events go over to the new lines, the change log gets its lines.
    """
    plan = _locked(plan)
    network = network_that_decides(plan)
    decision = decision_on(plan) if network else None
    if plan.network_id and decision is None:
        raise DecisionNeeded
    if plan.organisation_id:
        if head_order.strip() and head_approved_on:
            plan.head_order, plan.head_approved_on, plan.head_approved_by = head_order.strip(), head_approved_on, by
        if not plan.head_order or plan.head_approved_on is None:
            raise HeadNeeded
        if network and decision is None:
            plan.save(update_fields=["head_order", "head_approved_on", "head_approved_by"])
            return plan
    days = [plan.head_approved_on, decision.adopted_on if decision else None]
    plan.approved_on = max(day for day in days if day is not None)
    if plan.previous_id is not None:
        _replace(plan, plan.previous_id, by)
    plan.move("approve", by=by, save_also=("approved_on", "head_order", "head_approved_on", "head_approved_by"))
    for item in plan.items.all():
        item.agreed_from, item.agreed_until = item.starts_on, item.ends_on
        item.save(update_fields=["agreed_from", "agreed_until"])
    return plan


def _replace(plan: NetworkPlan, former_pk: int, by: User | None) -> None:
    former = NetworkPlan.objects.select_for_update(of=("self",)).get(pk=former_pk)
    former.move("replace", by=by, reason=plan.version_reason)
    for item in plan.items.select_related("copied_from"):
        if old := item.copied_from:
            old.calendar_events.update(plan_item=item)
            item.manual_fact, item.fact_proof, item.shortfall = old.manual_fact, old.fact_proof, old.shortfall
            item.save(update_fields=["manual_fact", "fact_proof", "shortfall"])
    write_differences(plan, by)


def write_differences(plan: NetworkPlan, by: User | None) -> None:
    """Write what the new version moved, added, dropped into its change log (NR49)."""
    kept = set()
    for item in plan.items.select_related("copied_from"):
        old = item.copied_from
        if old is None:
            _log(plan, item, by, plan.version_reason, "", item.when_in("kk"))
            continue
        kept.add(old.pk)
        before = (old.when_in("kk"), old.planned_count)
        after = (item.when_in("kk"), item.planned_count)
        if before != after or (old.starts_on, old.ends_on) != (item.starts_on, item.ends_on):
            _log(plan, item, by, plan.version_reason, f"{before[0]} × {before[1]}", f"{after[0]} × {after[1]}")
    for old in plan.previous.items.exclude(pk__in=kept) if plan.previous else []:
        _log(plan, None, by, plan.version_reason, old.when_in("kk"), "—", texts=(old.text_kk, old.text_ru))


def _log(
    plan: NetworkPlan, item: PlanItem | None, by: User | None, reason: str, old: str, new: str, texts: tuple[str, str] | None = None
) -> None:
    kk, ru = texts or ((item.text_kk, item.text_ru) if item else ("", ""))
    ScheduleChange.objects.create(
        plan=plan, item=item, what_kk=kk[:400], what_ru=ru[:400], from_words=old[:120], to_words=new[:120], reason=reason, by=by
    )


@transaction.atomic
def start_plan(*, plan: NetworkPlan, by: User | None) -> NetworkPlan:
    """Begin to work by the approved plan."""
    plan = _locked(plan)
    plan.move("start", by=by)
    return plan


@transaction.atomic
def report_plan(*, plan: NetworkPlan, by: User) -> NetworkPlan:
    """Hand the report in at the end of the year."""
    plan = _locked(plan)
    plan.move("report", by=by)
    return plan


@transaction.atomic
def new_version(*, plan: NetworkPlan, reason: str, by: User) -> NetworkPlan:
    """Copy an approved plan into the draft of the next version for the quarterly review. Raises ReasonNeeded, PlanExists."""
    if not reason.strip():
        raise ReasonNeeded
    plan = _locked(plan)
    if plan.status not in {Status.APPROVED, Status.IN_WORK}:
        raise PlanClosed
    if there := NetworkPlan.objects.filter(previous=plan).first():
        raise PlanExists(plan=there)
    fresh = NetworkPlan.objects.create(
        network=plan.network,
        organisation=plan.organisation,
        year=plan.year,
        kind=plan.kind,
        version=plan.version + 1,
        previous=plan,
        version_reason=reason,
        created_by=by,
    )
    _copy_items(plan, fresh, years=0)
    return fresh


def _copy_items(source: NetworkPlan, target: NetworkPlan, *, years: int) -> None:
    rows = []
    for item in source.items.all():
        values = {name: getattr(item, name) for name in ITEM_FIELDS}
        values["starts_on"], values["ends_on"] = _shifted(item.starts_on, years), _shifted(item.ends_on, years)
        rows.append(PlanItem(plan=target, order=item.order, copied_from=None if years else item, **values))
    PlanItem.objects.bulk_create(rows)


def _shifted(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


@transaction.atomic
def copy_last_year(*, plan: NetworkPlan, by: User) -> int:
    """Fill an empty draft with last year's items, a year later; answers how many. Raises NothingToCopy."""
    plan = _open(plan)
    before = NetworkPlan.objects.filter(
        network=plan.network, organisation=plan.organisation, kind=plan.kind, year__starts_on__lt=plan.year.starts_on
    ).exclude(status__in=[Status.DRAFT, Status.COUNCIL, Status.REPLACED])
    source = before.select_related("year").order_by("-year__starts_on", "-version").first()
    if source is None or plan.items.exists():
        raise NothingToCopy
    _copy_items(source, plan, years=plan.year.starts_on.year - source.year.starts_on.year)
    return plan.items.count()


@transaction.atomic
def load_template(*, plan: NetworkPlan, by: User | None, responsible_org: Organisation) -> int:
    """Fill a draft with ready rows: NW-22 for a career plan, Table 2.7 with its additions for a network. Rows that are there already are left out.

    Raises NothingToCopy where the kind of the plan has no ready rows.
    """
    plan = _open(plan)
    rows = READY_ROWS.get(plan.kind)
    if rows is None:
        raise NothingToCopy
    there = set(plan.items.values_list("text_kk", flat=True))
    added = [row for row in rows if row.text.kk not in there]
    for row in added:
        add_item(plan=plan, by=by, **_values_of(row, plan, responsible_org))
    return len(added)


def _values_of(row: ReadyRow, plan: NetworkPlan, responsible_org: Organisation) -> dict[str, Any]:
    first, last = (_month_of(plan, month) for month in row.months)
    return {
        "direction": row.direction,
        "code": row.code,
        "text_kk": row.text.kk,
        "text_ru": row.text.ru,
        "event_kind": row.kind,
        "planned_count": row.count,
        "period": row.period,
        "starts_on": max(first, plan.first_day),
        "ends_on": min((last.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1), plan.year.ends_on),
        "place_kk": row.form.kk,
        "place_ru": row.form.ru,
        "responsible_org": responsible_org,
        "participants_kk": row.participants.kk,
        "participants_ru": row.participants.ru,
        "result_kk": row.result.kk,
        "result_ru": row.result.ru,
    }


def _month_of(plan: NetworkPlan, month: int) -> dt.date:
    """The first day of the month in the year of the plan, which begins in August."""
    begins = plan.year.starts_on.year
    return dt.date(begins if month >= plan.first_day.month else begins + 1, month, 1)


@transaction.atomic
def shift_item(*, item: PlanItem, starts_on: dt.date, ends_on: dt.date, reason: str, by: User) -> PlanItem:
    """Move an item of an approved plan by up to a month: the responsible organisation alone, with a reason. Raises MovedTooFar, ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    plan = _locked(item.plan)
    if plan.status not in {Status.APPROVED, Status.IN_WORK}:
        raise PlanClosed
    item = PlanItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    _check_item(plan, {"planned_count": item.planned_count, "starts_on": starts_on, "ends_on": ends_on})
    agreed_from, agreed_until = item.agreed_from or item.starts_on, item.agreed_until or item.ends_on
    month = dt.timedelta(days=ALONE_DAYS)
    if abs(starts_on - agreed_from) > month or abs(ends_on - agreed_until) > month:
        raise MovedTooFar(start=f"{agreed_from - month:%d.%m.%Y}", end=f"{agreed_until + month:%d.%m.%Y}")
    from ..plan_words import short_span

    _log(plan, item, by, reason, short_span(item.starts_on, item.ends_on), short_span(starts_on, ends_on))
    item.starts_on, item.ends_on, item.edition = starts_on, ends_on, item.edition + 1
    item.save(update_fields=["starts_on", "ends_on", "edition"])
    return item


@transaction.atomic
def set_fact(*, item: PlanItem, manual_fact: int, fact_proof: str, shortfall: str, by: User) -> PlanItem:
    """Enter what was done besides the events, with its proof, and why less was done than planned. Raises ProofNeeded, PlanClosed."""
    if manual_fact and not fact_proof.strip():
        raise ProofNeeded
    plan = _locked(item.plan)
    if plan.status not in {Status.APPROVED, Status.IN_WORK}:
        raise PlanClosed
    item = PlanItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    item.manual_fact, item.fact_proof, item.shortfall = manual_fact, fact_proof.strip(), shortfall.strip()
    item.save(update_fields=["manual_fact", "fact_proof", "shortfall"])
    return item


def current_year() -> AcademicYear | None:
    """The academic year that plans are made for today: from 1 August the coming one."""
    return AcademicYear.objects.on(timezone.localdate() + dt.timedelta(days=31)) or AcademicYear.objects.on()
