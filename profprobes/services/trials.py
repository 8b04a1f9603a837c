"""The trial as a whole: made, planned, moved, cancelled (BR-1, BR-13)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import PhotoLevel, User
from accounts.support import people_with_sen
from core.dates import local_date
from core.errors import WrongState
from documents.services.numbering import take_numbers
from network.models import ClassGroup, Enrolment, Membership, Organisation
from network.services import issuer_of

from .. import errors
from ..errors_cycles import CycleDoesNotFit
from ..models import (
    MicroTask,
    Participation,
    SiteSlot,
    SlotBooking,
    TechnologyCard,
    Trial,
    TrialGroup,
    TrialMentor,
    TrialProgramme,
    TrialSession,
)
from ..words import Named
from . import booking as bookings
from . import called_off, cards, fate, notices, waiting
from .agreements import require_agreement
from .answers import follow_photo_rules
from .calendar_event import follow_in_calendar
from .clashes import lock_pupils, place_refusals, require_pupils_free
from .cycles import cycles_for
from .group import refresh_admission, require_not_begun
from .locks import locked, reason_of, refused_as
from .programme_rules import offered_version

SERIES = "KS"  # кәсіби сынақ; the papers of the app have their own series


def new_trial_number(school: Organisation) -> str:
    """Next number of the school in this year, taken in one statement from the counter of its trials."""
    return take_numbers(issuer=issuer_of(school), series=SERIES, year=timezone.localdate().year, count=1)[0]


@transaction.atomic
def create_trial(
    *,
    slot: SiteSlot,
    programme: TrialProgramme,
    school: Organisation,
    class_groups: Sequence[ClassGroup],
    pupils: Sequence[User],
    responsible: Membership,
    by: Any,
    accompanying: Sequence[Membership] = (),
    mentor: TrialMentor | None = None,
    photo_choice: str | None = None,
    informing_date: Any = None,
    diagnostics_date: Any = None,
    group_name: str = "",
    wait: bool = False,
) -> Trial:
    """Book the slot and write the trial with its group, invited pupils, visit and technology card prefilled from the programme; planned at once when
    the booking is confirmed, else a draft that waits for the host's yes.

    Raises everything of book_slot, and NoPupils, NotAPupil, GradeOutside, ProgrammeNotPublished, ProgrammeNotOfSite, NoAgreement, PupilElsewhere,
    GroupElsewhere, MentorElsewhere, MentorNotReady.
    """
    mentor = mentor or slot.mentor
    if programme.status != TrialProgramme.Status.PUBLISHED:
        raise errors.ProgrammeNotPublished
    _check_offer(programme, slot, mentor)
    classes = _check_pupils(school, class_groups, pupils, programme, slot)
    require_agreement(school=school, host=slot.site.organisation, moment=slot.starts)
    lock_pupils(pupils)
    require_pupils_free(pupils=pupils, period=slot.period, title=programme)
    booking = bookings.book_slot(
        slot=slot, school=school, seats=len(pupils), by=by, sen_seats=len(people_with_sen(pupils)), grades=_grades(class_groups), wait=wait
    )
    trial = Trial.objects.create(
        number=new_trial_number(school),
        school=school,
        host=slot.site.organisation,
        programme=programme,
        group=_make_group(school, class_groups, group_name),
        mentor=mentor,
        cycle=_only_cycle(school, programme, class_groups),
        responsible=responsible,
        photo_choice=photo_choice or PhotoLevel.PUBLISH,
        informing_date=informing_date,
        diagnostics_date=diagnostics_date,
        created_by=by,
    )
    trial.accompanying.set(accompanying)
    session = _make_visit(trial, booking)
    Participation.objects.bulk_create(Participation(trial=trial, pupil=pupil, class_group_id=classes[pupil.pk]) for pupil in pupils)
    TechnologyCard.objects.create(session=session, **{name: getattr(programme, name) for name in MicroTask.SHARED})
    if booking.status == SlotBooking.Status.CONFIRMED:
        fate.plan(trial, session, by=by)
    return trial


def _grades(groups: Iterable[ClassGroup]) -> set[int]:
    return {group.grade for group in groups if group.grade}


def _check_offer(programme: TrialProgramme, slot: SiteSlot, mentor: TrialMentor | None) -> None:
    """The site runs the programme, or the version that came after it; the mentor is the host's and trained."""
    offered = offered_version(programme)
    if offered is None:
        raise errors.ProgrammeNotPublished
    if not slot.site.trial_site.programmes.filter(pk=offered.pk).exists():
        raise errors.ProgrammeNotOfSite(programme=Named(programme))
    if mentor:
        bookings.require_mentor(mentor, slot.site.organisation_id, local_date(slot.starts))


def _check_pupils(
    school: Organisation, class_groups: Sequence[ClassGroup], pupils: Sequence[User], programme: TrialProgramme, slot: SiteSlot
) -> dict[int, int]:
    """Class of each pupil on the day of the visit: pupil's id → class's id. Raises NoPupils, NotAPupil, GradeOutside."""
    if not pupils:
        raise errors.NoPupils
    own = [group for group in class_groups if group.organisation_id == school.pk]
    for group in own:
        require_grade(group.grade or 0, programme, slot)
    classes = classes_of(pupils, own, local_date(slot.starts))
    for pupil in pupils:
        if pupil.pk not in classes:
            raise errors.NotAPupil(pupil=pupil.short_name)
    return classes


def classes_of(pupils: Sequence[User], class_groups: Sequence[ClassGroup], day: Any) -> dict[int, int]:
    """Which of the classes each pupil is in on the day."""
    rows = Enrolment.objects.current(day).filter(user__in=pupils, group__in=class_groups)
    return dict(rows.values_list("user_id", "group_id"))


def require_grade(grade: int, programme: TrialProgramme, slot: SiteSlot) -> None:
    """Within the limits of the programme and of the site (§9 case 19). Raises GradeOutside."""
    limits = [str(grade) for grade in sorted(slot.site.trial_site.grades)]
    if not programme.grade_from <= grade <= programme.grade_to:
        raise errors.GradeOutside(grade=grade, limits=f"{programme.grade_from}–{programme.grade_to}")
    if limits and str(grade) not in limits:
        raise errors.GradeOutside(grade=grade, limits=", ".join(limits))


def _make_group(school: Organisation, class_groups: Sequence[ClassGroup], name: str) -> TrialGroup:
    group = TrialGroup.objects.create(
        school=school, academic_year=class_groups[0].academic_year, name=(name or ", ".join(str(c) for c in class_groups))[:60]
    )
    group.classes.set(class_groups)
    return group


def _make_visit(trial: Trial, booking: SlotBooking) -> TrialSession:
    with refused_as(place_refusals(trial.mentor)):
        return TrialSession.objects.create(trial=trial, booking=booking, group=trial.group, mentor=trial.mentor, period=booking.slot.period)


def booking_of(session: TrialSession) -> SlotBooking:
    """The booking of a visit. Raises BookingNotConfirmed where it has none."""
    if session.booking is None:
        raise errors.BookingNotConfirmed
    return session.booking


def _only_cycle(school: Organisation, programme: TrialProgramme, class_groups: Sequence[ClassGroup]) -> Any:
    """The cycle that the trial plainly belongs to; where several fit the coordinator chooses on the trial's page."""
    found = cycles_for(school=school.pk, year=class_groups[0].academic_year_id, programme=programme)
    return found[0] if len(found) == 1 else None


def visit_of(trial: Trial) -> TrialSession:
    """The visit of the trial, held."""
    return locked(trial.sessions.get(), "booking__slot__site")


def cycles_of(trial: Trial) -> list[Any]:
    """Cycles of the school that the trial may belong to, its own among them."""
    found = cycles_for(school=trial.school_id, year=trial.group.academic_year_id, programme=trial.programme)
    return found if trial.cycle is None or trial.cycle in found else [trial.cycle, *found]


@transaction.atomic
def save_trial(*, trial: Trial, by: Any, **changes: Any) -> Trial:
    """Change informing_date, diagnostics_date, photo_choice, responsible, cycle, cards, table3, accompanying (memberships).

    Raises TooLate, CycleDoesNotFit.
    """
    trial = locked(trial)
    require_not_begun(trial)
    accompanying = changes.pop("accompanying", None)
    if changes.get("cycle") and changes["cycle"] not in cycles_of(trial):
        raise CycleDoesNotFit
    for name, value in changes.items():
        if name not in {"informing_date", "diagnostics_date", "photo_choice", "responsible", "cycle", "cards", "table3"}:
            raise TypeError(f"save_trial() does not change {name!r}.")
        setattr(trial, name, value)
    trial.save(update_fields=list(changes))
    if accompanying is not None:
        trial.accompanying.set(accompanying)
    if "photo_choice" in changes:
        follow_photo_rules(trial=trial)
    return trial


@transaction.atomic
def add_pupils(*, trial: Trial, pupils: Sequence[User], by: Any) -> list[Participation]:
    """Invite more pupils of the group's classes; one who was taken out comes back. Raises NotAPupil, PupilElsewhere, GroupTooLarge, SlotFull, TooLate."""
    lock_pupils(pupils)
    session = trial.sessions.select_related("booking__slot__site__trial_site").get()
    booking = booking_of(session)
    classes = _check_pupils(trial.school, list(trial.group.classes.all()), pupils, trial.programme, booking.slot)
    require_pupils_free(pupils=pupils, period=session.period, title=trial.programme, except_trial=trial)
    there = {p.pupil_id: p for p in trial.participations.all()}
    new = [pupil for pupil in pupils if pupil.pk not in there]
    back = [there[pupil.pk] for pupil in pupils if pupil.pk in there and there[pupil.pk].removed_at]
    bookings.resize_booking(booking=booking, seats=_group_size(trial) + len(new) + len(back))
    trial = locked(trial)
    require_not_begun(trial)
    for participation in back:
        participation.removed_at = None
        participation.save(update_fields=["removed_at"])
        refresh_admission(participation=participation)
    made = Participation.objects.bulk_create(Participation(trial=trial, pupil=pupil, class_group_id=classes[pupil.pk]) for pupil in new)
    return [*made, *back]


def _group_size(trial: Trial) -> int:
    return trial.participations.filter(removed_at__isnull=True).count()


@transaction.atomic
def remove_pupil(*, participation: Participation, by: Any, reason: str = "") -> None:
    """Take a pupil out before the visit and free the seat; the row stays when a family was already asked. Raises TooLate."""
    trial = participation.trial
    session = trial.sessions.select_related("booking__slot").get()
    rest = trial.participations.filter(removed_at__isnull=True).exclude(pk=participation.pk).count()
    bookings.resize_booking(booking=booking_of(session), seats=max(rest, 1))
    require_not_begun(locked(trial))
    participation = locked(participation)
    if (
        participation.status == Participation.Status.INVITED
        and not participation.consents.exists()
        and not participation.transitions.exists()
    ):
        participation.delete()  # nobody was asked and nobody answered: there is nothing to keep
        return
    participation.removed_at = timezone.now()
    participation.save(update_fields=["removed_at"])
    if participation.may("withdraw"):
        participation.move("withdraw", by=by, reason=str(reason).strip()[:300])


@transaction.atomic
def plan_trial(*, trial: Trial, by: Any) -> Trial:
    """Draft or moved → planned, once the booking is confirmed and an agreement is in force. Raises BookingNotConfirmed, NoAgreement, WrongState."""
    trial = locked(trial, "school", "host", "mentor__membership__user", "responsible__user")
    session = visit_of(trial)
    live = session.status not in {TrialSession.Status.MOVED, TrialSession.Status.CANCELLED}
    if not live or session.booking is None or session.booking.status != SlotBooking.Status.CONFIRMED:
        raise errors.BookingNotConfirmed
    fate.plan(trial, session, by=by)
    return trial


@transaction.atomic
def postpone_trial(*, trial: Trial, reason: str, by: Any) -> Trial:
    """Planned → moved: the booking is cancelled, the visit waits for a new slot. Raises ReasonMissing, WrongState."""
    reason = reason_of(reason)
    session = trial.sessions.select_related("booking__slot").get()
    booking = session.booking
    if not trial.may("postpone"):
        trial.move("postpone", by=by, reason=reason)  # raises WrongState with the state's name
    if booking and booking.status in SlotBooking.LIVE:
        bookings.cancel_booking(booking=booking, by=by, reason=reason)
    trial = locked(trial, "school", "host")
    if trial.may("postpone"):
        trial.move("postpone", by=by, reason=reason)
    return trial


@transaction.atomic
def replan_trial(*, trial: Trial, slot: SiteSlot, by: Any, mentor: TrialMentor | None = None) -> Trial:
    """A postponed visit gets another slot, also of another host that runs the programme: the card gets a revision, the notice is to be sent anew and
    given consents are to be confirmed again (BR-24). Planned when the booking is confirmed.

    Raises everything of book_slot, and ProgrammeNotOfSite, NoAgreement, PupilElsewhere, GroupElsewhere, MentorElsewhere, MentorNotReady, WrongState.
    """
    visit = trial.sessions.get()
    if not visit.may("plan_again"):
        raise WrongState(status=visit.get_status_display())
    same_host = slot.site.organisation_id == trial.host_id
    mentor = mentor or slot.mentor or (trial.mentor if same_host else None)
    _check_offer(trial.programme, slot, mentor)
    pupils = list(User.objects.filter(participations__trial=trial, participations__removed_at__isnull=True))
    lock_pupils(pupils)
    require_agreement(school=trial.school, host=slot.site.organisation, moment=slot.starts)
    require_pupils_free(pupils=pupils, period=slot.period, title=trial.programme, except_trial=trial)
    booking = bookings.book_slot(
        slot=slot,
        school=trial.school,
        seats=len(pupils),
        by=by,
        sen_seats=len(people_with_sen(pupils)),
        grades=_grades(trial.group.classes.all()),
    )
    trial = locked(trial, "school", "programme", "group")
    trial.host, trial.mentor = slot.site.organisation, mentor
    trial.save(update_fields=["host", "mentor"])
    session = visit_of(trial)
    _move_visit(session, booking, mentor, by=by)
    if booking.status == SlotBooking.Status.CONFIRMED:
        fate.plan(trial, session, by=by)
    _terms_changed(trial, session, by=by, reason=_("New date or place"))
    return trial


def _move_visit(session: TrialSession, booking: SlotBooking, mentor: TrialMentor | None, *, by: Any) -> None:
    session.booking, session.period, session.mentor = booking, booking.slot.period, mentor
    session.families_informed_at = session.warned_at = None
    session.late_notice_reason = ""
    fields = ("booking", "period", "mentor", "families_informed_at", "warned_at", "late_notice_reason")
    with refused_as(place_refusals(mentor)):
        session.move("plan_again", by=by, save_also=fields)


def _terms_changed(trial: Trial, session: TrialSession, *, by: Any, reason: Any) -> None:
    """What families were told and what both sides signed is no longer true."""
    from .consents import ask_again  # consents stand above the trial: they call group and safety

    cards.revise_card(card=session.card, by=by, reason=str(reason))
    ask_again(trial=trial, by=by)


@transaction.atomic
def change_mentor(*, trial: Trial, mentor: TrialMentor, by: Any, reason: str) -> Trial:
    """Another trained mentor of the host (§9 case 11): card revision, consents to be confirmed again. Raises MentorNotReady, MentorElsewhere, TooLate."""
    reason = reason_of(reason)
    trial = locked(trial, "school", "host", "programme")
    require_not_begun(trial)
    session = visit_of(trial)
    bookings.require_mentor(mentor, trial.host_id, local_date(session.starts))
    if mentor.pk == trial.mentor_id:
        return trial
    trial.mentor = session.mentor = mentor
    trial.save(update_fields=["mentor"])
    with refused_as(place_refusals(mentor)):
        session.save(update_fields=["mentor"])
    session.replacements.filter(settled_at__isnull=True).update(settled_at=timezone.now(), named=mentor)  # BR-53
    _terms_changed(trial, session, by=by, reason=reason)
    notices.tell(
        [mentor.membership.user], _("You are the mentor of trial %(trial)s."), url_name="profprobes:visits", but=by, trial=trial.number
    )
    return trial


@transaction.atomic
def cancel_trial(*, trial: Trial, reason: str, by: Any) -> Trial:
    """Before it is held; frees the seats, tells the host. Raises ReasonMissing, WrongState."""
    reason = reason_of(reason)
    session = trial.sessions.select_related("booking__slot").get()
    if session.booking:
        locked(session.booking.slot)
    trial = locked(trial, "school", "host", "mentor__membership__user", "responsible__user")
    trial.move("cancel", by=by, reason=reason)
    session = visit_of(trial)
    if session.may("cancel"):
        session.move("cancel", by=by, reason=reason)
        follow_in_calendar(session, "cancel", by=by, reason=reason)
    booking = session.booking
    if booking and booking.may("cancel_school"):
        booking.reason, booking.answered_by, booking.offered_until = reason, by, None
        booking.move("cancel_school", by=by, reason=reason, save_also=("reason", "answered_by", "offered_until"))
        waiting.offer_next(locked(booking.slot, "site__trial_site"))
    called_off.tell_everyone(trial, session, by=by, reason=reason)
    notices.tell_host(trial, _("Trial %(trial)s of %(school)s is cancelled: %(reason)s"), but=by, school=str(trial.school), reason=reason)
    return trial
