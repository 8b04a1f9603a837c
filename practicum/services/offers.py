"""Offers of schools: interest in one tap, rows, sending, the owner's answer (practicum page 2.2, R3–R5, R13, R14, E-01, E-02)."""

from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.services import notify_all
from core.errors import WrongState
from mentoring.services.eligibility import may_be_appointed, missing_of
from network.models import Agreement, Organisation, RoleAssignment

from .. import errors_rounds as errors
from ..access import OWNER, SCHOOL
from ..models import PracticumRound, SchoolOffer, SchoolQuota
from ..models.offers import LIVE
from .rows import locked, reason_of, refused_as

Status = SchoolOffer.Status
Round = PracticumRound.Status
COUNTED = (Status.SUBMITTED, Status.ACCEPTED)
ONCE = {"offer_once_in_a_round": errors.OfferTwice, "interest_once_in_a_round": errors.InterestTwice}


def _open_round(round_id: int) -> PracticumRound:
    row = PracticumRound.objects.select_for_update(of=("self",)).select_related("programme__owner_org").get(pk=round_id)
    if row.status != Round.OFFERS:
        raise errors.OffersOver
    return row


def coordinators(organisation_id: int, *roles: str) -> Any:
    """Whom notices about an organisation go to."""
    held = RoleAssignment.objects.current().filter(membership__organisation=organisation_id, role__in=roles)
    return User.objects.filter(pk__in=held.values("membership__user"))


@transaction.atomic
def express_interest(*, round: PracticumRound, school: Organisation, by: Any) -> SchoolOffer:
    """One tap, no numbers. Raises OffersOver, InterestTwice."""
    row = _open_round(round.pk)
    if row.offers.filter(school=school).exclude(status=Status.WITHDRAWN).exists():
        raise errors.InterestTwice
    with refused_as(ONCE):
        offer = SchoolOffer.objects.create(school=school, round=row, created_by=by)
    text = gettext_noop("%(school)s is interested in the round %(round)s.")
    people = coordinators(row.programme.owner_org_id, *OWNER)
    notify_all(people, text, reverse("practicum:offers", args=[row.pk]), params={"school": school.short_name, "round": str(row)})
    return offer


@transaction.atomic
def save_offer(
    *, round: PracticumRound, school: Organisation, by: Any, offer: SchoolOffer | None = None, mentors: Any = (), over_quota: bool | None = None,
    **values: Any,
) -> SchoolOffer:  # fmt: skip
    """Write a row: a new one (the interest becomes it), a draft, a returned one; of an accepted one the places alone. Raises OffersOver, OfferTwice."""
    row = _open_round(round.pk)
    offer = locked(offer) if offer else row.offers.select_for_update().filter(school=school, status=Status.INTEREST).first()
    offer = offer or SchoolOffer(school=school, round=row, created_by=by, status=Status.DRAFT)
    if offer.status not in (Status.INTEREST, Status.DRAFT, Status.RETURNED):
        raise WrongState(status=offer.get_status_display())
    for name, value in values.items():
        setattr(offer, name, value)
    with refused_as(ONCE):
        offer.save()
    if offer.status == Status.INTEREST:
        offer.move("draft", by=by)
    offer.mentors.set(mentors)
    if over_quota is not None:
        quota_of(row, school).update(over_quota=over_quota)
    return offer


def quota_of(row: PracticumRound, school: Any) -> Any:
    """The approved quota of the school with the owner in the year of the round (none or one row)."""
    rows = SchoolQuota.objects.filter(owner_org=row.programme.owner_org_id, academic_year=row.academic_year_id, approved_on__isnull=False)
    return rows.filter(school=school)


def offered_in_year(row: PracticumRound, school: Any, statuses: Any = COUNTED) -> int:
    """Places offered to the owner in the year by the school, over all rounds (R4)."""
    rows = SchoolOffer.objects.filter(
        school=school, status__in=[*statuses, Status.CLOSED], round__academic_year=row.academic_year_id,
        round__programme__owner_org=row.programme.owner_org_id,
    )  # fmt: skip
    return rows.aggregate(sum=Sum("capacity"))["sum"] or 0


def check_load(offer: SchoolOffer, mentors: Any, capacity: int) -> None:
    """E-01: the mentors have room for everybody who is not theirs already."""
    free = sum(profile.free_load for profile in mentors) + offer.taken
    if free < capacity:
        raise errors.LoadTooSmall(free=free)


def _check_quota(row: PracticumRound, offer: SchoolOffer, statuses: Any, capacity: int) -> None:
    quota = quota_of(row, offer.school_id).select_for_update().first()
    if quota is None or quota.over_quota:
        return
    others = offered_in_year(row, offer.school_id, statuses) - ((offer.capacity or 0) if offer.status in statuses else 0)
    if others + capacity > quota.students_quota:
        raise errors.OverQuota(quota=quota.students_quota, offered=others + capacity)


@transaction.atomic
def submit_offer(*, offer: SchoolOffer, by: Any) -> SchoolOffer:
    """Send to the owner. Raises OffersOver, OfferIncomplete, LoadTooSmall (E-01), OverQuota (R4)."""
    row = _open_round(offer.round_id)
    offer = locked(offer, "school")
    mentors = list(offer.mentors.all())
    if not (offer.subject_id and offer.teaching_language and offer.grade_band and offer.capacity and mentors):
        raise errors.OfferIncomplete
    check_load(offer, mentors, offer.capacity)
    _check_quota(row, offer, COUNTED, offer.capacity)
    offer.move("submit", by=by)
    text = gettext_noop("%(school)s offers %(count)s places.")
    people = coordinators(row.programme.owner_org_id, *OWNER)
    notify_all(
        people, text, reverse("practicum:offer", args=[offer.pk]), params={"school": offer.school.short_name, "count": offer.capacity}
    )
    return offer


def unfit_mentors(offer: SchoolOffer) -> list[tuple[Any, list[str]]]:
    """R14: mentors of the offer who may not be appointed, with what is missing."""
    rows = offer.mentors.select_related("person").prefetch_related("trainings")
    return [(profile, missing_of(profile)) for profile in rows if not may_be_appointed(profile)]


def agreement_over(row: PracticumRound, school: Any) -> bool:
    """R5: an agreement of owner and school is in force on every day of the round."""
    pair = (["PRAC"], row.programme.owner_org_id, getattr(school, "pk", school))
    both = Agreement.objects.in_force(*pair, row.starts_on).filter(pk__in=Agreement.objects.in_force(*pair, row.ends_on).values("pk"))
    return both.exclude(suspended_from__range=(row.starts_on, row.ends_on)).exists()


@transaction.atomic
def accept_offer(*, offer: SchoolOffer, by: Any) -> SchoolOffer:
    """The owner takes the places. Raises NoAgreement (R5), LoadTooSmall (E-01), MentorNotFit (R14), OverQuota (R4)."""
    row = PracticumRound.objects.select_for_update(of=("self",)).select_related("programme").get(pk=offer.round_id)
    if row.status not in (Round.OFFERS, Round.PREFERENCES):
        raise errors.OffersOver
    offer = locked(offer, "school")
    if offer.may("accept"):
        if row.agreement_required and not agreement_over(row, offer.school_id):
            raise errors.NoAgreement
        check_load(offer, list(offer.mentors.all()), offer.capacity or 0)
        for profile, missing in unfit_mentors(offer):
            raise errors.MentorNotFit(name=str(profile), why="; ".join(missing))
        _check_quota(row, offer, (Status.ACCEPTED,), offer.capacity or 0)
    offer.move("accept", by=by)
    _tell_school(offer, gettext_noop("Your offer is accepted: %(offer)s."))
    return offer


@transaction.atomic
def return_offer(*, offer: SchoolOffer, by: Any, reason: str) -> SchoolOffer:
    """Back to the school with a reason. Raises ReasonNeeded."""
    reason = reason_of(reason)
    offer = locked(offer, "school")
    offer.move("return", by=by, reason=reason)
    _tell_school(offer, gettext_noop("Your offer is returned: %(offer)s. %(reason)s"), reason=reason)
    return offer


def _tell_school(offer: SchoolOffer, text: Any, **params: Any) -> None:
    people = coordinators(offer.school_id, *SCHOOL)
    notify_all(people, text, reverse("practicum:offer", args=[offer.pk]), params={"offer": str(offer), **params})


@transaction.atomic
def change_capacity(*, offer: SchoolOffer, by: Any, capacity: int, as_owner: bool = False) -> SchoolOffer:
    """More or fewer places of an accepted offer: never under those taken, after OFFERS down only by the owner. Raises PlacesTaken, OwnerConsents, E-01, R4."""
    row = PracticumRound.objects.select_for_update(of=("self",)).select_related("programme").get(pk=offer.round_id)
    offer = locked(offer, "school")
    if offer.status != Status.ACCEPTED:
        raise errors.OffersOver
    if capacity < offer.taken:
        raise errors.PlacesTaken(taken=offer.taken)
    if capacity < (offer.capacity or 0) and row.status != Round.OFFERS and not as_owner:
        raise errors.OwnerConsents
    if capacity > (offer.capacity or 0):
        check_load(offer, list(offer.mentors.all()), capacity)
        _check_quota(row, offer, (Status.ACCEPTED,), capacity)
    with refused_as({"offer_taken_within_capacity": lambda: errors.PlacesTaken(taken=offer.taken)}):
        offer.capacity = capacity
        offer.save(update_fields=["capacity"])
    return offer


@transaction.atomic
def withdraw_offer(*, offer: SchoolOffer, by: Any, reason: str) -> SchoolOffer:
    """The school takes it back before the result is published; wishes for it go. Raises ReasonNeeded, StudentsThere (E-02), OffersOver."""
    reason = reason_of(reason)
    row = PracticumRound.objects.select_for_update(of=("self",)).get(pk=offer.round_id)
    offer = locked(offer, "school")
    placed = offer.placements.filter(status__in=LIVE).select_related("student")
    if placed:
        raise errors.StudentsThere(names=", ".join(place.student.short_name for place in placed))
    if row.status not in (Round.OFFERS, Round.PREFERENCES, Round.ALLOCATION):
        raise errors.OffersOver
    offer.move("withdraw", by=by, reason=reason)
    return offer


@transaction.atomic
def copy_last_year(*, round: PracticumRound, school: Organisation, by: Any) -> int:
    """Drafts from the school's accepted offers in the owner's latest earlier round; rows that exist stay. Raises OffersOver, NothingToCopy."""
    row = _open_round(round.pk)
    earlier = SchoolOffer.objects.filter(
        school=school, round__programme__owner_org=row.programme.owner_org_id, round__starts_on__lt=row.starts_on,
        status__in=[Status.ACCEPTED, Status.CLOSED],
    ).order_by("-round__starts_on")  # fmt: skip
    latest = earlier.first()
    if latest is None:
        raise errors.NothingToCopy
    known = set(row.offers.filter(school=school).exclude(status=Status.WITHDRAWN).values_list("subject", "teaching_language", "grade_band"))
    made = 0
    for old in earlier.filter(round=latest.round).prefetch_related("mentors"):
        if (old.subject_id, old.teaching_language, old.grade_band) in known:
            continue
        mentors = [profile for profile in old.mentors.all() if profile.status == profile.Status.ACTIVE]
        same = ("subject", "teaching_language", "grade_band", "capacity", "min_group", "weekdays", "shift", "hostel", "travel_paid",
                "access_features", "related_subject_ok", "note")  # fmt: skip
        save_offer(round=row, school=school, by=by, mentors=mentors, **{name: getattr(old, name) for name in same})
        made += 1
    return made
