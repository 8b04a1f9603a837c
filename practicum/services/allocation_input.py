"""From rows to the frozen problem of a run (2.3, R20–R30): keys, no names."""

import dataclasses
from collections import defaultdict
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q

from core.states import Transition
from mentoring.models import MentorAssignment, MentorProfile
from network.services.agreements import in_force

from ..allocation import Fixed, Mentor, Offer, Policy, Problem, Relative, Student
from ..errors_allocation import NoRules
from ..models import AllocationPolicy, Placement, PlacementOverride, PracticumRound, SchoolOffer, StudentApplication, TravelTime

KINDS = ("PRAC",)


def policy_of(row: AllocationPolicy, round_: PracticumRound) -> Policy:
    """The council's rules in the words of the solver."""
    return Policy(
        rank_step=row.rank_step,
        travel_free=row.travel_free,
        travel_cap=row.travel_max,
        related=row.related_subject,
        band=row.other_band,
        balance=row.balance,
        stability=row.stability,
        employer=row.employer,
        far_minutes=row.hardship_minutes,
        ceiling=row.travel_ceiling,
        max_preferences=round_.max_preferences,
        joint_siblings=row.siblings_together,
        relatives_excluded=row.sibling_pupil_excludes,
        not_previous=row.avoid_previous_school,
        time_limit=row.time_limit,
    )


def collect(round_: PracticumRound, what_if: dict[str, Any] | None = None) -> Problem:
    """Every selected application, every accepted offer, every mentor named in one; confirmed placements are constants (R26)."""
    if round_.policy is None:
        raise NoRules
    live = list(Placement.objects.filter(round=round_).live().select_related("offer"))
    applications = list(
        StudentApplication.objects.filter(
            Q(round=round_, status=StudentApplication.Status.ELIGIBLE) | Q(pk__in=[p.application_id for p in live])
        )
        .prefetch_related("preferences", "relatives")
        .order_by("pk")
    )
    offers = list(
        SchoolOffer.objects.filter(Q(round=round_, status=SchoolOffer.Status.ACCEPTED) | Q(pk__in=[p.offer_id for p in live]))
        .prefetch_related("mentors")
        .order_by("pk")
    )
    fixed = [placement for placement in live if placement.status in Placement.FIXED]
    problem = Problem(
        students=_students(round_, applications, [placement for placement in live if placement.status == Placement.Status.PROPOSED]),
        offers=_offers(round_, offers),
        mentors=_mentors(round_, offers),
        travel=tuple(
            (str(application), str(school), minutes)
            for application, school, minutes in TravelTime.objects.filter(application__in=[row.pk for row in applications]).values_list(
                "application", "school", "minutes"
            )
        ),
        fixed=_fixed(fixed),
        policy=policy_of(round_.policy, round_),
    )
    return _supposed(problem, what_if or {}).canonical()


def _supposed(problem: Problem, what_if: dict[str, Any]) -> Problem:
    """A copy with more or fewer seats and other limits («what if», R26). Mentors of an offer with more seats are supposed to carry them."""
    seats = {str(key): int(value) for key, value in what_if.get("seats", {}).items()}
    more: dict[str, int] = {}
    offers = []
    for offer in problem.offers:
        change = seats.get(offer.key, 0)
        offers.append(dataclasses.replace(offer, capacity=max(0, offer.capacity + change)))
        if change > 0 and offer.mentors:
            more[offer.mentors[0]] = more.get(offer.mentors[0], 0) + change
    mentors = tuple(dataclasses.replace(mentor, free=mentor.free + more.get(mentor.key, 0)) for mentor in problem.mentors)
    policy = dataclasses.replace(problem.policy, **what_if.get("policy", {}))
    return dataclasses.replace(problem, offers=tuple(offers), mentors=mentors, policy=policy)


def _students(round_: PracticumRound, applications: list[StudentApplication], proposed: list[Placement]) -> tuple[Student, ...]:
    by_person = {application.student_id: str(application.pk) for application in applications}
    current = {placement.application_id: str(placement.offer_id) for placement in proposed}
    barred = _barred([application.student_id for application in applications])
    bands = tuple(round_.programme.grade_bands)
    return tuple(
        Student(
            key=str(row.pk),
            subject=str(row.subject_id),
            languages=tuple(row.languages),
            bands_allowed=bands,
            bands_wanted=tuple(row.grade_bands),
            wishes=tuple(str(wish.offer_id) for wish in sorted(row.preferences.all(), key=lambda wish: wish.rank)),
            origin=str(row.pk),
            max_minutes=row.max_minutes,
            relocate=row.relocate,
            needs=tuple(row.needs),
            free_days=tuple(row.free_days),
            free_shifts=tuple(row.free_shifts),
            relatives=tuple(Relative(str(item.school_id), item.relation, item.tie == "studies") for item in row.relatives.all()),
            barred=tuple(barred.get(row.student_id, ())),
            previous=(str(row.previous_school_id),) if row.previous_school_id else (),
            employer=str(row.employed_at_id or ""),
            prior_hardship=row.prior_hardship,
            together=by_person.get(row.together_with_id or 0, ""),
            together_kind=row.together_kind,
            current=current.get(row.pk, ""),
            institution=str(round_.programme.owner_org_id),
        )
        for row in applications
    )


def _barred(students: list[int]) -> dict[int, set[str]]:
    """H11: schools that removed the student or declined, whatever the round; a refusal of the student's own bars nothing."""
    rows = list(
        Placement.objects.filter(student__in=students, status__in=[Placement.Status.DECLINED, Placement.Status.REMOVED]).values_list(
            "pk", "student", "school", "status"
        )
    )
    steps = Transition.objects.filter(
        content_type=ContentType.objects.get_for_model(Placement), object_id__in=[row[0] for row in rows], action="decline"
    )
    by = dict(steps.values_list("object_id", "by"))
    found: dict[int, set[str]] = defaultdict(set)
    for pk, student, school, status in rows:
        if status == Placement.Status.REMOVED or by.get(pk) != student:
            found[student].add(str(school))
    return found


def _offers(round_: PracticumRound, offers: list[SchoolOffer]) -> tuple[Offer, ...]:
    covered = {}
    if round_.agreement_required:
        owner, days = round_.programme.owner_org_id, (round_.starts_on, round_.ends_on)
        covered = {school: bool(in_force(KINDS, school, owner, days)) for school in {offer.school_id for offer in offers}}

    def closed(offer: SchoolOffer) -> str:
        if not covered.get(offer.school_id, True):
            return "agreement"
        return "" if offer.status == SchoolOffer.Status.ACCEPTED else "closed"

    return tuple(
        Offer(
            key=str(row.pk),
            school=str(row.school_id),
            subject=str(row.subject_id),
            language=row.teaching_language,
            band=row.grade_band,
            capacity=row.capacity or 0,
            mentors=tuple(str(mentor.pk) for mentor in row.mentors.all()),
            min_group=row.min_group,
            weekdays=tuple(row.weekdays),
            shift=row.shift or 0,
            hostel=row.hostel,
            access=tuple(row.access_features),
            related_ok=row.related_subject_ok,
            closed=closed(row),
        )
        for row in offers
    )


def _mentors(round_: PracticumRound, offers: list[SchoolOffer]) -> tuple[Mentor, ...]:
    """H3, R13: what the round's cap and the register leave, with this round's own trainees counted as free since the run places them anew."""
    profiles = {mentor.pk: mentor for offer in offers for mentor in offer.mentors.all()}
    placements = Placement.objects.filter(round=round_).live().values("pk")
    own = dict(
        MentorAssignment.objects.filter(
            profile__in=profiles, role="mentor", status__in=MentorAssignment.HOLDING,
            source_type=ContentType.objects.get_for_model(Placement), source_id__in=placements,
        )
        .order_by()
        .values_list("profile")
        .annotate(count=Count("mentee", distinct=True))
    )  # fmt: skip
    return tuple(
        Mentor(
            str(pk),
            min(round_.mentor_load_max, profile.capacity_max - profile.active_load + own.get(pk, 0))
            if profile.status == MentorProfile.Status.ACTIVE
            else own.get(pk, 0),
        )
        for pk, profile in profiles.items()
    )


def _fixed(placements: list[Placement]) -> tuple[Fixed, ...]:
    """H14, with the rules that an override set aside."""
    waived: dict[int, set[str]] = defaultdict(set)
    for placement, rules in PlacementOverride.objects.filter(placement__in=placements).values_list("placement", "broken_rules"):
        waived[placement].update(rules)
    return tuple(Fixed(str(row.application_id), str(row.offer_id), tuple(waived[row.pk])) for row in placements)


def unmeasured(problem: Problem) -> int:
    """Students of whom no way to any school is known: they can't be placed until somebody measures (H9)."""
    known = {origin for origin, _school, _minutes in problem.travel}
    return sum(student.origin not in known for student in problem.students)
