"""The register of mentors: nominated, agreed, approved, suspended, closed (mentoring page 2.1, RM1–RM3)."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from ..errors_register import (
    AgreementMissing,
    AlreadyInRegister,
    CourseHours,
    DatesSwapped,
    LeadsSomebody,
    NotFit,
    OrderMissing,
    WaiverTooLong,
)
from ..models import MentorProfile, MentorTraining
from .eligibility import may_be_appointed, missing_of

YEAR = dt.timedelta(days=366)


def _locked(profile: MentorProfile) -> MentorProfile:
    return MentorProfile.objects.select_for_update(of=("self",)).select_related("person", "organisation").get(pk=profile.pk)


@transaction.atomic
def nominate(*, organisation: Any, person: Any, subjects: Any = (), by: Any, **values: Any) -> MentorProfile:
    """A draft of an entry. Raises AlreadyInRegister."""
    try:
        with transaction.atomic():
            made = MentorProfile.objects.create(organisation=organisation, person=person, **values)
    except IntegrityError as error:
        if "mentor_once_in_the_register" in str(error):
            raise AlreadyInRegister from error
        raise
    made.subjects.set(subjects)
    return made


@transaction.atomic
def submit(*, profile: MentorProfile, by: Any) -> MentorProfile:
    """Send for review."""
    row = _locked(profile)
    row.move("submit", by=by)
    return row


@transaction.atomic
def agree(*, profile: MentorProfile, by: Any) -> MentorProfile:
    """«Agreed» of a college or university: a school mentor needs it before the approval."""
    row = _locked(profile)
    if row.status != MentorProfile.Status.SUBMITTED:
        row.move("approve", by=by)  # refuses with the state
    row.agreed_by, row.agreed_at = by, timezone.now()
    row.save(update_fields=["agreed_by", "agreed_at"])
    return row


@transaction.atomic
def approve(*, profile: MentorProfile, order_number: str, order_date: dt.date | None, by: Any) -> MentorProfile:
    """Into the register: fit or by an exception, agreed, with an order. Raises NotFit, AgreementMissing, OrderMissing."""
    row = _locked(profile)
    if not may_be_appointed(row):
        raise NotFit(why="; ".join(missing_of(row)))
    if row.kind == MentorProfile.Kind.SCHOOL and row.agreed_by_id is None:
        raise AgreementMissing
    if not order_number.strip() or order_date is None:
        raise OrderMissing
    row.order_number, row.order_date = order_number.strip(), order_date
    row.move("approve", by=by, save_also=("order_number", "order_date"))
    return row


@transaction.atomic
def send_back(*, profile: MentorProfile, reason: str, by: Any) -> MentorProfile:
    """Back to the draft with a reason; an agreement given falls."""
    row = _locked(profile)
    row.agreed_by = row.agreed_at = None
    row.move("return", by=by, reason=reason, save_also=("agreed_by", "agreed_at"))
    return row


@transaction.atomic
def suspend(*, profile: MentorProfile, reason: str, by: Any) -> MentorProfile:
    """No new proposals; running assignments stay."""
    row = _locked(profile)
    row.move("suspend", by=by, reason=reason)
    return row


@transaction.atomic
def resume(*, profile: MentorProfile, by: Any) -> MentorProfile:
    """Back, when fit or by an exception. Raises NotFit."""
    row = _locked(profile)
    if not may_be_appointed(row):
        raise NotFit(why="; ".join(missing_of(row)))
    row.move("resume", by=by)
    return row


@transaction.atomic
def close(*, profile: MentorProfile, reason: str, by: Any) -> MentorProfile:
    """Out of the register once nobody is led. Raises LeadsSomebody."""
    row = _locked(profile)
    if row.active_load:
        raise LeadsSomebody(load=row.active_load)
    row.move("close", by=by, reason=reason)
    return row


@transaction.atomic
def set_waiver(*, profile: MentorProfile, waiver_decision: str, waiver_until: dt.date, waiver_reason: str, by: Any) -> MentorProfile:
    """RM3: an exception of the council for one school year at most. Raises WaiverTooLong."""
    row = _locked(profile)
    if waiver_until > timezone.localdate() + YEAR:
        raise WaiverTooLong
    row.waiver_decision, row.waiver_until, row.waiver_reason = waiver_decision, waiver_until, waiver_reason
    row.save(update_fields=["waiver_decision", "waiver_until", "waiver_reason"])
    return row


@transaction.atomic
def add_training(*, profile: MentorProfile, by: Any, **values: Any) -> MentorTraining:
    """A training with its certificate; it counts once somebody has checked it. Raises CourseHours, DatesSwapped."""
    if values.get("kind", MentorTraining.Kind.INITIAL) == MentorTraining.Kind.INITIAL and not 16 <= values["hours"] <= 36:
        raise CourseHours
    if values["ends_on"] < values["starts_on"]:
        raise DatesSwapped
    return MentorTraining.objects.create(profile=profile, **values)


@transaction.atomic
def check_training(*, training: MentorTraining, accept: bool, by: Any) -> MentorTraining:
    """The coordinator has seen the certificate: confirmed or rejected."""
    row = MentorTraining.objects.select_for_update(of=("self",)).get(pk=training.pk)
    row.verified_by, row.verified_at = by, timezone.now()
    row.move("verify" if accept else "reject", by=by, save_also=("verified_by", "verified_at"))
    return row


def suspend_lapsed() -> int:
    """Nightly: entries whose category or exception has lapsed. Answers how many."""
    count = 0
    today = timezone.localdate()
    lapsed = MentorProfile.objects.active().filter(category_valid_until__lt=today) | MentorProfile.objects.active().filter(
        waiver_until__lt=today
    )
    for profile in lapsed.prefetch_related("trainings").distinct():
        if not may_be_appointed(profile):
            suspend(profile=profile, reason="; ".join(missing_of(profile))[:300], by=None)
            count += 1
    return count
