"""A round: its dates planned backwards, its stages, its way from the draft to the end (practicum page 2.1)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import official

from .. import errors_rounds as errors
from ..models import (
    AllocationPolicy,
    Placement,
    PracticumProgramme,
    PracticumRound,
    SchoolOffer,
    Stage,
    StageRule,
    StudentApplication,
    TemplatePackage,
)
from ..round_hooks import missing_before, run_effects
from . import round_notices as notices
from .rows import locked, reason_of

Status = PracticumRound.Status
OFFSETS = {"offers_due": 60, "preferences_due": 45, "publish_due": 30, "orders_due": 14, "admission_due": 3}
STAGES = ((Stage.ASSISTANT, 25, {"min_observed": 5}), (Stage.CO_TEACHING, 35, {"min_coteach": 4}),
          (Stage.INDEPENDENT, 40, {"min_taught": 6, "min_rubric": 4}))  # fmt: skip
LIVING = ("proposed", "confirmed", "ordered", "admitted", "active", "suspended", "completed")
LATE_DAYS = 30  # R7


def back_planned(starts_on: dt.date) -> dict[str, dt.date]:
    """Windows counted back from the first day: −60, −45, −30, −14, −3."""
    return {name: starts_on - dt.timedelta(days=days) for name, days in OFFSETS.items()}


def stage_days(total: int, shares: list[int]) -> list[int]:
    """R8: days by share, largest remainder; an equal remainder goes to the earlier stage. 60 by 25/35/40 are 15/21/24."""
    whole = [total * share // 100 for share in shares]
    by_rest = sorted(range(len(shares)), key=lambda n: (-(total * shares[n] % 100), n))
    for number in by_rest[: total - sum(whole) if sum(shares) == 100 else 0]:
        whole[number] += 1
    return whole


def practicum_days(row: PracticumRound) -> list[dt.date]:
    """Days of the round: the first ``days_per_week`` days of each week."""
    days = (row.starts_on + dt.timedelta(days=n) for n in range((row.ends_on - row.starts_on).days + 1))
    return [day for day in days if day.weekday() < row.days_per_week]


@transaction.atomic
def create_round(
    *, by: Any, programme: PracticumProgramme, stages: dict[str, dict[str, int]] | None = None, **values: Any
) -> PracticumRound:
    """A draft with windows planned backwards where none is given, the newest package and rules of allocation, three stages. Raises SharesNot100."""
    planned = back_planned(values["starts_on"])
    for name, day in planned.items():
        values[name] = values.get(name) or day
    rules = AllocationPolicy.objects.filter(Q(owner_org=programme.owner_org) | Q(owner_org=None)).order_by("owner_org", "-version").first()
    row = PracticumRound.objects.create(
        programme=programme, package=TemplatePackage.objects.filter(status="approved").order_by("-version").first(), policy=rules, created_by=by, **values
    )  # fmt: skip
    _write_stages(row, stages or {})
    return row


@transaction.atomic
def change_round(*, round: PracticumRound, by: Any, stages: dict[str, dict[str, int]] | None = None, **values: Any) -> PracticumRound:
    """Change a draft. Raises RoundNotDraft, SharesNot100."""
    row = locked(round, "programme")
    if row.status != Status.DRAFT:
        raise errors.RoundNotDraft
    planned = back_planned(values["starts_on"])
    for name, value in values.items():
        setattr(row, name, value or planned.get(name, value))
    row.save()
    if stages:
        row.stages.all().delete()
        _write_stages(row, stages)
    return row


def _write_stages(row: PracticumRound, given: dict[str, dict[str, int]]) -> None:
    shares = [given.get(stage, {}).get("share_pct", share) for stage, share, _norms in STAGES]
    if sum(shares) != 100:
        raise errors.SharesNot100(sum=sum(shares))
    StageRule.objects.bulk_create(
        StageRule(round=row, stage=stage, order_no=number, share_pct=shares[number - 1], **{**norms, **{k: v for k, v in given.get(stage, {}).items() if k in norms}})
        for number, (stage, _share, norms) in enumerate(STAGES, 1)
    )  # fmt: skip


def _take(row: PracticumRound, action: str, by: Any, reason: str = "") -> PracticumRound:
    """One step of the table of §2.1 with what other parts ask for and do."""
    if row.may(action) and (missing := missing_before(action, row)):
        raise errors.NotReady(what="; ".join(missing))
    row.move(action, by=by, reason=reason)
    run_effects(action, row, by)
    return row


@transaction.atomic
def open_offers(*, round: PracticumRound, by: Any) -> PracticumRound:
    """DRAFT → OFFERS: programme and package approved; schools are told, the calendar is filled. Raises ProgrammeNotApproved, PackageNotApproved."""
    row = locked(round, "programme__owner_org", "package")
    if row.programme.status != PracticumProgramme.Status.APPROVED:
        raise errors.ProgrammeNotApproved
    if row.package is None or row.package.status == TemplatePackage.Status.DRAFT:
        raise errors.PackageNotApproved
    _take(row, "open_offers", by)
    notices.put_into_calendar(row, by)
    notices.tell_schools(row)
    return row


@transaction.atomic
def open_preferences(*, round: PracticumRound, by: Any) -> PracticumRound:
    """OFFERS → PREFERENCES: at least one accepted place; students are told. Raises NoPlaces."""
    row = locked(round, "programme__owner_org")
    if row.status == Status.OFFERS and not row.offers.filter(status=SchoolOffer.Status.ACCEPTED, capacity__gte=1).exists():
        raise errors.NoPlaces
    _take(row, "open_preferences", by)
    notices.tell_students(row)
    return row


@transaction.atomic
def close_preferences(*, round: PracticumRound, by: Any) -> PracticumRound:
    """PREFERENCES → ALLOCATION: wishes stand still from here. ``by`` None: the window's end. Raises NobodySelected."""
    row = locked(round, "programme__owner_org")
    if row.status == Status.PREFERENCES and not row.applications.filter(status=StudentApplication.Status.ELIGIBLE).exists():
        raise errors.NobodySelected
    return _take(row, "close_preferences", by)


@transaction.atomic
def start_round(*, round: PracticumRound, by: Any = None) -> PracticumRound:
    """PUBLISHED → IN_PROGRESS on the first day (R15, R42 by the guards of other parts). Raises TooEarly, NotReady."""
    row = locked(round, "programme__owner_org")
    if row.may("start") and row.starts_on > timezone.localdate():
        raise errors.TooEarly(day=official(row.starts_on))
    return _take(row, "start", by)


@transaction.atomic
def begin_grading(*, round: PracticumRound, by: Any) -> PracticumRound:
    """IN_PROGRESS → GRADING once the last day has come. Raises TooEarly."""
    row = locked(round, "programme__owner_org")
    if row.may("grade") and row.ends_on > timezone.localdate():
        raise errors.TooEarly(day=official(row.ends_on))
    return _take(row, "grade", by)


@transaction.atomic
def close_round(*, round: PracticumRound, by: Any) -> PracticumRound:
    """GRADING → CLOSED: no placement goes on; grades, money, report by the guards of other parts. Raises NotFinished, NotReady."""
    row = locked(round, "programme__owner_org")
    living = row.placements.filter(status__in=LIVING).count()
    if row.may("close") and living:
        raise errors.NotFinished(what=_("placements without a grade: %(count)s") % {"count": living})
    _take(row, "close", by)
    for offer in row.offers.select_for_update().filter(status=SchoolOffer.Status.ACCEPTED):
        offer.move("close", by=by)
    return row


@transaction.atomic
def cancel_round(*, round: PracticumRound, by: Any, reason: str) -> PracticumRound:
    """Any state before the start → CANCELLED, placements with it; everybody is told. Raises ReasonNeeded."""
    reason = reason_of(reason)
    row = locked(round, "programme__owner_org")
    _take(row, "cancel", by, reason)
    for placement in Placement.objects.select_for_update(of=("self",)).filter(round=row, status__in=LIVING):
        if placement.may("cancel"):
            placement.move("cancel", by=by, reason=reason)
    notices.tell_cancelled(row)
    return row


def follow_rounds() -> dict[str, int]:
    """The night's work: windows that are over, first days that have come. A round that is not ready stays where it is. Idempotent."""
    today = timezone.localdate()
    done = {"allocation": 0, "started": 0}
    steps = (
        ("allocation", close_preferences, PracticumRound.objects.filter(status=Status.PREFERENCES, preferences_due__lt=today)),
        ("started", start_round, PracticumRound.objects.filter(status=Status.PUBLISHED, starts_on__lte=today)),
    )
    for name, step, rows in steps:
        for row in rows:
            try:
                step(round=row, by=None)
            except (errors.NobodySelected, errors.NotReady):
                continue
            done[name] += 1
    return done
