"""A placement by hand: its price before it is saved, what it breaks, what is never broken (R26, R27, E-03, E-09)."""

import dataclasses
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.workdays import add_working_days

from .. import errors_allocation as errors
from ..allocation import Problem, Result, Student
from ..allocation.certificate import price
from ..allocation.check import unbacked
from ..allocation.rules import arc, excluding
from ..errors import AlreadyPlaced, BusyElsewhere, NoSeatLeft
from ..models import AllocationRun, Placement, PlacementOverride, PracticumRound, SchoolOffer, StudentApplication
from .allocation import route_of
from .allocation_input import collect

NEVER = ("CLOSED", "H5", "H7", "H8", "H11")
CONSENT = ("H9", "H10", "H12")
RULES = {
    "CLOSED": _("no agreement in force, or the offer is closed"),
    "H2": _("all places are taken"),
    "H3": _("the mentors have no free load"),
    "H4": _("another subject"),
    "H5": _("another language of instruction"),
    "H6": _("classes outside the qualification"),
    "H7": _("no needed conditions"),
    "H8": _("a relative is in the school"),
    "H9": _("too far"),
    "H10": _("days or shift do not suit"),
    "H11": _("the school declined or removed the student"),
    "H12": _("a joint request is broken"),
    "H13": _("the smallest group is not reached"),
    "H14": _("a confirmed placement stays"),
    "H15": _("the school of the previous practicum"),
}


@dataclass(frozen=True)
class Preview:
    """What the dialog shows before saving: difference in points, rules that break, rules that forbid it."""

    delta: int
    broken: tuple[str, ...]
    forbidden: tuple[str, ...]
    full: bool

    @property
    def needs_consent(self) -> bool:
        return any(rule in CONSENT for rule in self.broken)

    @property
    def broken_words(self) -> list[str]:
        return [str(RULES[rule]) for rule in self.broken]

    @property
    def forbidden_words(self) -> list[str]:
        return [str(RULES[rule]) for rule in self.forbidden]


def preview(application: StudentApplication, offer: SchoolOffer) -> Preview:
    """Before anything is saved."""
    problem = collect(application.round)
    student = next((row for row in problem.students if row.key == str(application.pk)), None)
    target = next((row for row in problem.offers if row.key == str(offer.pk)), None)
    if student is None or target is None:
        return Preview(0, (), ("CLOSED",), full=offer.free < 1)
    broken = list(excluding(problem, student, target))
    live = {str(p.application_id): str(p.offer_id) for p in Placement.objects.filter(round=application.round).live()}
    live[student.key] = target.key
    counts: dict[str, int] = {}
    for key in live.values():
        counts[key] = counts.get(key, 0) + 1
    if unbacked(problem, counts) > unbacked(problem, {key: count - (key == target.key) for key, count in counts.items()}):
        broken.append("H3")
    if counts[target.key] < target.min_group:
        broken.append("H13")
    broken += ["H12"] if _parted(problem, student, target.school, live) else []
    return Preview(
        _delta(application, problem, student, offer),
        tuple(rule for rule in broken if rule not in NEVER),
        tuple(rule for rule in broken if rule in NEVER),
        full=offer.free < 1,
    )


def _parted(problem: Problem, student: Student, school: str, live: dict[str, str]) -> bool:
    """H12: the other of a joint request is somewhere else."""
    schools = {offer.key: offer.school for offer in problem.offers}
    for kind, one, other in problem.groups:
        if student.key in (one.key, other.key):
            place = live.get(other.key if one.key == student.key else one.key)
            if place and (place != live[student.key] if kind == "pair" else schools[place] != school):
                return True
    return False


def _delta(application: StudentApplication, problem: Problem, student: Student, offer: SchoolOffer) -> int:
    """While nothing is published the others may still move: the price is that of a list with this seat held. Later it is the student's own points."""
    if application.round.status == PracticumRound.Status.ALLOCATION:
        run = application.round.runs.filter(status=AllocationRun.Status.OPTIMAL, what_if={}).order_by("-number").first()
        if run is not None:
            base = dataclasses.replace(problem, students=tuple(dataclasses.replace(row, current="") for row in problem.students))
            forced = price(base, result_of(run), student.key, str(offer.pk))
            if not forced.rule:
                return forced.cost
    places = {row.key: (number, row) for number, row in enumerate(problem.offers)}
    new = arc(problem, 0, student, *places[str(offer.pk)])
    before = arc(problem, 0, student, *places[student.current]) if student.current in places else None
    moving = problem.policy.stability if student.current and student.current != str(offer.pk) else 0  # a hand doesn't pay for stability
    return new.cost - moving - (before.cost if before else 0)


def result_of(run: AllocationRun) -> Result:
    """The goals and lines of a stored run, as the engine gave them."""
    from ..allocation import Line, Outcome, Tier

    data = run.result
    return Result(
        Outcome(data["outcome"]),
        data["input_hash"],
        data["seed"],
        tuple(Tier(**tier) for tier in data["tiers"]),
        tuple(Line(**line) for line in data["lines"]),
    )


@transaction.atomic
def place_by_hand(
    *, application: StudentApplication, offer: SchoolOffer, by: User, reason_code: str, reason: str, consent: bool = False
) -> Placement:
    """A MANUAL placement, PROPOSED; an earlier proposal of the round is cancelled, a confirmed one stays (H14)."""
    if len(reason.strip()) < 10:
        raise errors.ShortReason
    round_ = PracticumRound.objects.select_for_update(of=("self",)).select_related("policy", "programme").get(pk=application.round_id)
    if round_.status not in (PracticumRound.Status.ALLOCATION, PracticumRound.Status.PUBLISHED) or round_.policy is None:
        raise errors.RunsAreClosed
    application.round = round_
    before = Placement.objects.select_for_update().filter(application=application).live().first()
    if before is not None and before.status != Placement.Status.PROPOSED:
        raise errors.ConfirmedStays
    row = SchoolOffer.objects.select_for_update().get(pk=offer.pk)
    seen = preview(application, row)
    if seen.forbidden:
        raise errors.NeverBroken(rule=RULES[seen.forbidden[0]])
    if row.free < 1 and (before is None or before.offer_id != row.pk):
        raise NoSeatLeft
    if seen.needs_consent and not consent:
        raise errors.ConsentNeeded(rule=RULES[next(rule for rule in seen.broken if rule in CONSENT)])
    if before is not None:
        before.end_reason = reason.strip()[:500]
        before.move("cancel", by=by, reason=reason, save_also=("end_reason",))
    placement = _create(application, row, round_, before)
    PlacementOverride.objects.create(
        placement=placement,
        from_offer=before.offer if before else None,
        to_offer=row,
        reason_code=reason_code,
        reason=reason.strip(),
        cost_delta=seen.delta,
        broken_rules=list(seen.broken),
        by=by,
    )
    return placement


def _create(application: StudentApplication, offer: SchoolOffer, round_: PracticumRound, before: Placement | None) -> Placement:
    assert offer.subject is not None
    try:
        with transaction.atomic():
            return Placement.objects.create(
                round=round_, application=application, offer=offer, subject=offer.subject, starts_on=round_.starts_on, ends_on=round_.ends_on,
                source=Placement.Source.MANUAL, previous=before, route=route_of(application, offer),
                answer_due_on=add_working_days(timezone.localdate(), round_.answer_days),
            )  # fmt: skip
    except IntegrityError as error:
        words = str(error)
        if "offer_taken_within_capacity" in words:
            raise NoSeatLeft from None
        if "one_live_placement_in_a_round" in words:
            raise AlreadyPlaced from None
        if "live_placements_do_not_overlap" in words:
            raise BusyElsewhere from None
        raise
