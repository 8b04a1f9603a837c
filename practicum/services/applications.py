"""The student's application: facts, wishes, relatives, sending; the owner's selection (practicum page 2.2, R18, R19, E-04…E-06)."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.consents import grant_consent
from accounts.models import Consent, ConsentPurpose
from accounts.services import notify
from core.errors import WrongState
from network.models import Enrolment, Organisation

from .. import errors_rounds as errors
from ..models import AllocationLine, Placement, PlacementPreference, PracticumRound, RelativeDeclaration, SchoolOffer, StudentApplication
from .rows import locked, reason_of, refused_as
from .travel import refresh_journeys

Status = StudentApplication.Status
EDITABLE = (Status.DRAFT, Status.RETURNED)
RANKABLE = (Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.ELIGIBLE)


def window_is_open(row: PracticumRound) -> bool:
    """Wishes are taken: the round is PREFERENCES and the day has not passed."""
    return row.status == PracticumRound.Status.PREFERENCES and timezone.localdate() <= row.preferences_due


def enrolment_in(row: PracticumRound, student: Any) -> Enrolment | None:
    """Where the student studies in the institution of the round today."""
    rows = Enrolment.objects.filter(user=student, valid_until__isnull=True, group__organisation=row.programme.owner_org_id)
    return rows.select_related("group").first()


def _for_change(application: StudentApplication, statuses: Iterable[str]) -> StudentApplication:
    row = PracticumRound.objects.select_for_update(of=("self",), no_key=True).get(pk=application.round_id)
    if not window_is_open(row):
        raise errors.PreferencesOver
    application = locked(application, "round__programme__owner_org")
    if application.status not in statuses:
        raise WrongState(status=application.get_status_display())
    return application


@transaction.atomic
def save_application(
    *, round: PracticumRound, student: Any, by: Any, application: StudentApplication | None = None, consent: bool = False, **values: Any
) -> StudentApplication:
    """Keep the facts as a draft; minutes are estimated anew. Raises PreferencesOver, NotAStudentHere, PointNeeded."""
    if application is None:
        row = PracticumRound.objects.select_related("programme__owner_org").get(pk=round.pk)
        if not window_is_open(row):
            raise errors.PreferencesOver
        enrolment = enrolment_in(row, student)
        if enrolment is None:
            raise errors.NotAStudentHere(organisation=row.programme.owner_org.short_name)
        application = StudentApplication(student=student, round=row, group=enrolment.group)
    else:
        application = _for_change(application, EDITABLE)
    for name, value in values.items():
        setattr(application, name, value)
    if application.origin != StudentApplication.Origin.DORM and (application.latitude is None or application.longitude is None):
        raise errors.PointNeeded
    if consent:
        application.data_consent = grant_consent(subject=student, purpose=ConsentPurpose.PRACTICUM, channel=Consent.Channel.PORTAL)
    earlier = AllocationLine.objects.filter(application__student=student, run__status="published").exclude(
        application__round=application.round
    )
    application.prior_hardship = earlier.filter(hardship=True).exists()
    last = (
        Placement.objects.filter(student=student, status__in=["completed", "graded"])
        .exclude(round=application.round)
        .order_by("-ends_on")
        .first()
    )
    application.previous_school_id = last.school_id if last else None
    with refused_as({"application_once_in_a_round": errors.PreferencesOver}):
        application.save()
    refresh_journeys(application)
    return application


@transaction.atomic
def set_wishes(*, application: StudentApplication, offers: list[int], by: Any) -> list[int]:
    """Write the wishes in this order, ranks 1…n (R19). A repeated offer is left out and a sent application becomes a draft again (E-04).

    Answers the ids that were repeated. Raises PreferencesOver, OfferNotOpen, TooManyWishes.
    """
    application = _for_change(application, RANKABLE)
    once = list(dict.fromkeys(offers))
    repeated = sorted({number for number in offers if offers.count(number) > 1})
    if len(once) > application.round.max_preferences:
        raise errors.TooManyWishes(most=application.round.max_preferences)
    known = set(SchoolOffer.objects.filter(round=application.round_id, status="accepted", pk__in=once).values_list("pk", flat=True))
    if known != set(once):
        raise errors.OfferNotOpen
    application.preferences.all().delete()
    PlacementPreference.objects.bulk_create(
        PlacementPreference(application=application, rank=rank, offer_id=number) for rank, number in enumerate(once, 1)
    )
    if repeated and application.status == Status.SUBMITTED:
        application.move("reopen", by=by)
    return repeated


@transaction.atomic
def move_wish(*, application: StudentApplication, offer: int, step: str, by: Any) -> None:
    """add, up, down, remove one wish. Raises what set_wishes raises."""
    order = list(application.preferences.order_by("rank").values_list("offer", flat=True))
    if step == "add" and offer not in order:
        order.append(offer)
    elif step == "remove" and offer in order:
        order.remove(offer)
    elif step in ("up", "down") and offer in order:
        at = order.index(offer)
        to = at + (-1 if step == "up" else 1)
        if 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
    set_wishes(application=application, offers=order, by=by)


@transaction.atomic
def declare_relative(*, application: StudentApplication, school: Organisation, relation: str, tie: str, by: Any) -> RelativeDeclaration:
    """A close relative studies or works there: the offer turns grey, a wish may stay (E-05). Raises PreferencesOver."""
    application = _for_change(application, RANKABLE)
    row, _made = RelativeDeclaration.objects.update_or_create(
        application=application, school=school, relation=relation, defaults={"tie": tie}
    )
    return row


@transaction.atomic
def remove_relative(*, relative: RelativeDeclaration, by: Any) -> None:
    """Take the declaration back. Raises PreferencesOver."""
    _for_change(relative.application, RANKABLE)
    relative.delete()


def joint_is_mutual(application: StudentApplication) -> bool | None:
    """E-06, R29: the other student names this one too; None without a request."""
    if not application.together_with_id:
        return None
    return StudentApplication.objects.filter(
        round=application.round_id, student=application.together_with_id, together_with=application.student_id,
        together_kind=application.together_kind,
    ).exclude(status=Status.WITHDRAWN).exists()  # fmt: skip


@transaction.atomic
def submit_application(*, application: StudentApplication, by: Any) -> StudentApplication:
    """Send to the coordinator; without wishes it is sent too (R19). Raises PreferencesOver, ConsentNeeded."""
    application = _for_change(application, EDITABLE)
    if application.data_consent is None or application.data_consent.status != Consent.Status.GRANTED:
        raise errors.ConsentNeeded
    application.submitted_at = timezone.now()
    application.move("submit", by=by, save_also=("submitted_at",))
    return application


@transaction.atomic
def reopen_application(*, application: StudentApplication, by: Any) -> StudentApplication:
    """The student takes it back to correct it. Raises PreferencesOver."""
    application = _for_change(application, (Status.SUBMITTED,))
    application.move("reopen", by=by)
    return application


@transaction.atomic
def withdraw_application(*, application: StudentApplication, by: Any, reason: str = "") -> StudentApplication:
    """The student gives up before anything is allocated. Raises PreferencesOver."""
    application = _for_change(application, RANKABLE)
    application.move("withdraw", by=by, reason=reason)
    return application


def missing_of(application: StudentApplication, enrolled: bool) -> list[str]:
    """R18: why the portal would not propose to select; none: it would."""
    found = []
    if not enrolled:
        found.append(_("not enrolled in the course of the programme"))
    if application.group is None or not application.group.language:
        found.append(_("the language of the group is not known"))
    if application.blocked:
        found.append(application.blocked)
    if application.data_consent is None or application.data_consent.status != Consent.Status.GRANTED:
        found.append(_("no consent"))
    return found


def enrolled_students(row: PracticumRound, students: Iterable[int]) -> set[int]:
    """Who of these studies in the institution in the course of the programme."""
    rows = Enrolment.objects.filter(
        user__in=list(students), valid_until__isnull=True, group__organisation=row.programme.owner_org_id, group__course=row.programme.study_year
    )  # fmt: skip
    return set(rows.values_list("user", flat=True))


def _for_owner(application: StudentApplication) -> StudentApplication:
    row = PracticumRound.objects.select_for_update(of=("self",), no_key=True).get(pk=application.round_id)
    if row.status != PracticumRound.Status.PREFERENCES:
        raise errors.PreferencesOver
    return locked(application, "student", "round__programme", "group", "data_consent")


@transaction.atomic
def select_applications(*, applications: Iterable[StudentApplication], by: Any) -> int:
    """The coordinator's act (R18), for many at once or none. Raises NotComplete with the student's name."""
    done = 0
    for one in sorted(applications, key=lambda row: row.pk):
        application = _for_owner(one)
        if application.status == Status.ELIGIBLE:
            continue
        enrolled = application.student_id in enrolled_students(application.round, [application.student_id])
        if missing := missing_of(application, enrolled):
            raise errors.NotComplete(name=application.student.short_name, missing="; ".join(missing))
        application.move("select", by=by)
        _tell(application, gettext_noop("You are selected for the practicum: %(round)s."))
        done += 1
    return done


@transaction.atomic
def return_applications(*, applications: Iterable[StudentApplication], by: Any, reason: str) -> int:
    """Back to the students with a reason. Raises ReasonNeeded."""
    reason, done = reason_of(reason), 0
    for one in sorted(applications, key=lambda row: row.pk):
        application = _for_owner(one)
        application.move("return", by=by, reason=reason)
        _tell(application, gettext_noop("Correct your application: %(round)s. %(reason)s"), reason=reason)
        done += 1
    return done


@transaction.atomic
def refuse_application(*, application: StudentApplication, by: Any, reason: str) -> StudentApplication:
    """Not selected, with a reason. Raises ReasonNeeded."""
    reason = reason_of(reason)
    application = _for_owner(application)
    application.move("refuse", by=by, reason=reason)
    _tell(application, gettext_noop("You are not selected: %(round)s. %(reason)s"), reason=reason)
    return application


def _tell(application: StudentApplication, text: Any, **params: Any) -> None:
    url = reverse("practicum:application", args=[application.round_id])
    notify(application.student, text, url, params={"round": str(application.round), **params})
