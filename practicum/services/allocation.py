"""Runs of the allocation: start, calculate, cancel, publish (2.3, R22–R26, E-07, E-08)."""

import datetime as dt
import secrets
import time
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.services import notify_all
from core.workdays import add_working_days
from network.models import Organisation

from .. import errors_allocation as errors
from ..allocation import FEASIBLE, Cancelled, Outcome, Problem, Result, fairness, solve
from ..models import AllocationLine, AllocationRun, Placement, PracticumRound, SchoolOffer, StudentApplication
from .allocation_input import collect

_LOOK_EVERY = 1.0  # seconds between two looks at whether somebody cancelled
_PUBLISH_DAYS = 30  # R7
STATUS = AllocationRun.Status


def progress_key(run_id: int) -> str:
    return f"allocation-progress-{run_id}"


@transaction.atomic
def start_run(*, round: PracticumRound, by: User, seed: int | None = None, what_if: dict[str, Any] | None = None) -> AllocationRun:
    """Queue a calculation; the seed of the round's last run unless another is named, so that a repetition gives the same list."""
    row = PracticumRound.objects.select_for_update(of=("self",)).select_related("policy", "programme").get(pk=round.pk)
    if row.status not in (PracticumRound.Status.ALLOCATION, PracticumRound.Status.PUBLISHED):
        raise errors.RunsAreClosed
    if row.policy is None:
        raise errors.NoRules
    if not row.applications.filter(status=StudentApplication.Status.ELIGIBLE).exists():
        raise errors.NobodyToPlace
    if row.runs.filter(status__in=[STATUS.QUEUED, STATUS.RUNNING]).exists():
        raise errors.RunGoesOn
    if seed is None:
        last = row.runs.order_by("-number").values_list("seed", flat=True).first()
        seed = last if last is not None else secrets.randbelow(1_000_000)
    number = (row.runs.aggregate(Max("number"))["number__max"] or 0) + 1
    try:
        with transaction.atomic():
            run = AllocationRun.objects.create(round=row, number=number, seed=seed, what_if=what_if or {}, requested_by=by)
    except IntegrityError:
        raise errors.RunGoesOn from None
    transaction.on_commit(lambda: _enqueue(run.pk))
    return run


def _enqueue(run_id: int) -> None:
    from ..tasks import run_allocation

    run_allocation.delay(run_id)


def calculate(run_id: int) -> str:
    """Do the work of one run; a second delivery of the same message does nothing. Answers the state."""
    with transaction.atomic():
        run = AllocationRun.objects.select_for_update(of=("self",)).select_related("round__policy", "round__programme").get(pk=run_id)
        if run.status != STATUS.QUEUED:
            return run.status
        run.started_at = timezone.now()
        run.move("begin", by=None, save_also=("started_at",))
    try:
        problem = collect(run.round, run.what_if)
        result = solve(problem, run.seed, progress=_watch(run_id))
    except Cancelled:
        return STATUS.CANCELLED
    except Exception as problem_found:
        _fail(run_id, f"{type(problem_found).__name__}: {problem_found}")
        raise
    return _keep(run_id, problem, result)


def _watch(run_id: int) -> Any:
    """Tell how far the run is, and end it when somebody cancelled it."""
    looked: tuple[float, str] = (0.0, "")

    def tick(stage: str, seconds: float) -> None:
        nonlocal looked
        now = time.monotonic()
        if stage == looked[1] and now - looked[0] < _LOOK_EVERY:
            return
        looked = (now, stage)
        cache.set(progress_key(run_id), {"stage": stage, "seconds": round(seconds, 1)}, 3600)
        if AllocationRun.objects.filter(pk=run_id).exclude(status=STATUS.RUNNING).exists():
            raise Cancelled

    return tick


@transaction.atomic
def _fail(run_id: int, words: str) -> None:
    run = AllocationRun.objects.select_for_update().get(pk=run_id)
    if run.may("fail"):
        run.log, run.finished_at = words[:5000], timezone.now()
        run.move("fail", by=None, save_also=("log", "finished_at"))


@transaction.atomic
def _keep(run_id: int, problem: Problem, result: Result) -> str:
    """Write the list; a run cancelled in the meantime keeps nothing."""
    run = AllocationRun.objects.select_for_update().get(pk=run_id)
    if run.status != STATUS.RUNNING:
        return run.status
    run.input_hash, run.finished_at = result.input_hash, timezone.now()
    data = problem.to_dict()
    run.input_data, run.policy_snapshot = data, data["policy"]
    run.result = result.to_dict()
    if result.lines:
        run.result["fairness"] = _plain(fairness(problem, result))
    run.tiers = [{"name": t.name, "value": t.value, "bound": t.bound, "how": t.how, "proven": t.proven} for t in result.tiers]
    run.placed, run.fixed_count = result.placed, result.fixed_count
    run.unplaced = len(result.lines) - result.placed
    run.seconds = round(result.seconds, 2)  # type: ignore[assignment]
    run.log = "\n".join([*result.log, *result.remarks])
    if result.outcome in FEASIBLE:
        AllocationLine.objects.bulk_create(
            [
                AllocationLine(
                    run=run,
                    application_id=int(line.student),
                    offer_id=int(line.offer) if line.offer else None,
                    rank_got=line.rank or None,
                    minutes=line.minutes,
                    cost=line.cost,
                    cost_parts=line.parts,
                    hardship=line.hardship,
                    fixed=line.fixed,
                    unplaced_reason=line.reason,
                )
                for line in result.lines
            ]
        )
    action = {Outcome.OPTIMAL: "prove", Outcome.NOT_PROVEN: "stop", Outcome.INFEASIBLE: "refuse", Outcome.FAILED: "fail"}[result.outcome]
    names = "input_hash finished_at input_data policy_snapshot result tiers placed fixed_count unplaced seconds log"
    run.move(action, by=None, save_also=tuple(names.split()))
    cache.delete(progress_key(run_id))
    return run.status


def _plain(value: Any) -> Any:
    import dataclasses

    return dataclasses.asdict(value)


@transaction.atomic
def cancel_run(*, run: AllocationRun, by: User) -> None:
    """QUEUED or RUNNING → CANCELLED; the worker notices within a second and keeps nothing."""
    row = AllocationRun.objects.select_for_update().get(pk=run.pk)
    row.finished_at = timezone.now()
    row.move("cancel", by=by, save_also=("finished_at",))


@transaction.atomic
def discard_run(*, run: AllocationRun, by: User) -> None:
    """OPTIMAL or NOT_PROVEN → DISCARDED."""
    AllocationRun.objects.select_for_update().get(pk=run.pk).move("discard", by=by)


def recover_runs(now: dt.datetime | None = None) -> int:
    """E-08: a run whose worker died is FAILED after twice its time limit; a message that never arrived is sent again after a minute."""
    now = now or timezone.now()
    lost = 0
    for run in AllocationRun.objects.filter(status=STATUS.RUNNING).select_related("round__policy"):
        limit = run.round.policy.time_limit if run.round.policy else 300
        if run.started_at and now - run.started_at > dt.timedelta(seconds=2 * limit):
            _fail(run.pk, "the worker did not answer")
            lost += 1
    for run in AllocationRun.objects.filter(status=STATUS.QUEUED, created_at__lt=now - dt.timedelta(minutes=1)):
        _enqueue(run.pk)
    return lost


def retry_run(*, run: AllocationRun, by: User) -> AllocationRun:
    """The same calculation once more, with the same seed (E-08)."""
    return start_run(round=run.round, by=by, seed=run.seed, what_if=run.what_if)


def is_stale(run: AllocationRun) -> bool:
    """E-08: would the rows of today give another input?"""
    return bool(run.input_hash) and collect(run.round, run.what_if).input_hash != run.input_hash


@transaction.atomic
def publish_run(*, run: AllocationRun, by: User, late_reason: str = "") -> int:
    """OPTIMAL → PUBLISHED: placements PROPOSED, all sides told (R7, R11, R23, R26). Answers how many placements are new or moved."""
    round_ = PracticumRound.objects.select_for_update(of=("self",)).select_related("policy", "programme").get(pk=run.round_id)
    row = AllocationRun.objects.select_for_update().get(pk=run.pk)
    row.round = round_
    if row.status != STATUS.OPTIMAL or row.what_if:
        raise errors.NotProven
    if is_stale(row):
        raise errors.InputChanged
    lines = list(row.lines.select_related("application__student", "offer__school").order_by("application"))
    _everyone_answers(lines)
    _in_time(round_, late_reason)
    for older in round_.runs.select_for_update().filter(status=STATUS.PUBLISHED):
        older.move("replace", by=by)
    row.published_at = timezone.now()
    row.move("publish", by=by, save_also=("published_at",))
    changed = _propose(row, round_, lines, by)
    if round_.may("publish"):
        round_.move("publish", by=by)
    _tell(round_, lines, changed)
    return len(changed)


def _everyone_answers(lines: list[AllocationLine]) -> None:
    offers = {line.offer_id: line.offer for line in lines if line.offer}
    with_mentors = set(SchoolOffer.mentors.through.objects.filter(schooloffer__in=offers).values_list("schooloffer", flat=True))
    silent = {str(offer.school) for pk, offer in offers.items() if pk not in with_mentors or not offer.school.practicum_coordinator_id}
    if silent:
        raise errors.NobodyAnswers(schools=", ".join(sorted(silent)))


def _in_time(round_: PracticumRound, reason: str) -> None:
    late = round_.status == PracticumRound.Status.ALLOCATION and timezone.localdate() > round_.starts_on - dt.timedelta(days=_PUBLISH_DAYS)
    if late and not (reason.strip() or round_.late_publish_reason):
        raise errors.LateNeedsReason
    if late and reason.strip():
        round_.late_publish_reason = reason.strip()
        round_.save(update_fields=["late_publish_reason"])


def _propose(run: AllocationRun, round_: PracticumRound, lines: list[AllocationLine], by: User) -> list[AllocationLine]:
    """Placements of the list. Those that move or fall away are cancelled first, so that their seats are free."""
    live = {p.application_id: p for p in Placement.objects.select_for_update().filter(round=round_).live()}
    moved: list[tuple[AllocationLine, Placement | None]] = []
    for line in lines:
        placement = live.get(line.application_id)
        if placement is None:
            moved += [(line, None)] if line.offer_id else []
        elif placement.status == Placement.Status.PROPOSED and placement.offer_id != line.offer_id:
            placement.end_reason = f"№ {run.number}"
            placement.move("cancel", by=by, reason=f"run {run.number}", save_also=("end_reason",))
            if line.offer_id:
                moved.append((line, placement))
    due = add_working_days(timezone.localdate(), round_.answer_days)
    for line, before in moved:
        offer = line.offer
        assert offer is not None and offer.subject is not None
        Placement.objects.create(
            round=round_, application=line.application, offer=offer, subject=offer.subject, starts_on=round_.starts_on, ends_on=round_.ends_on,
            source=Placement.Source.RUN, run=run, answer_due_on=due, previous=before, route=route_of(line.application, offer),
        )  # fmt: skip
    return [line for line, _before in moved]


def route_of(application: StudentApplication, offer: Any) -> str:
    """R30: the terms of trip and hostel that the referral keeps."""
    if not application.relocate:
        return ""
    terms = [("hostel", offer.hostel), ("travel_paid", offer.travel_paid)]
    return " · ".join(str(offer._meta.get_field(name).verbose_name) for name, yes in terms if yes)


def _tell(round_: PracticumRound, lines: list[AllocationLine], changed: list[AllocationLine]) -> None:
    for line in lines:
        url = reverse("practicum:why", args=[line.application_id])
        if line in changed and line.offer:
            notify_all(
                [line.application.student],
                gettext_noop("A place of practicum is proposed to you: %(school)s."),
                url,
                params={"school": line.offer.school},
            )
        elif line.offer_id is None:
            notify_all([line.application.student], gettext_noop("The allocation found no place for you; the page says why."), url)
    schools = {line.offer.school_id for line in changed if line.offer}
    people = User.objects.filter(pk__in=Organisation.objects.filter(pk__in=schools).values("practicum_coordinator"))
    notify_all(people, gettext_noop("Students were allocated to your school: %(round)s."), "", params={"round": round_})
