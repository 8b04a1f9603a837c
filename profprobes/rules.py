"""Who may do what with a career trial (§8). One permission per action: profprobes.<action>_<model>; see why_not() for the sentence of a refusal.

The object of a permission is a trial or anything that belongs to one (visit, participation, card, consent …), a slot, a site or a booking; rules find
the trial. ``create_trial`` and ``view_journal`` are also asked without an object: anywhere at all?
"""

from collections.abc import Callable
from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, WrongState
from network.access import COORDINATORS, classes_as, has_role, holdings, is_self, organisations_as, regions_as
from network.models import LEARNERS, Organisation, Role, Site

from . import rules_programmes
from .models import (
    GroupObservation,
    Incident,
    ObservationCard,
    OnlinePart,
    ParentConsent,
    ParentSummary,
    Participation,
    QuarterlyReview,
    SiteSlot,
    SlotBooking,
    TechnologyCard,
    Trial,
    TrialMentor,
    TrialProgramme,
    TrialRubric,
    TrialSession,
    TrialSurvey,
)
from .rules_desk import is_written_to, keeps_reviews_of, operates_its_region, reads_reviews, teaches_in_school_of, watches_a_region

_WAYS_TO_TRIAL = ("trial", "session", "participation", "card", "form", "incident")


def trial_of(obj: Any) -> Trial | None:
    """The trial that the object belongs to; None for a slot, a site, a school, nothing."""
    if obj is None or isinstance(obj, Trial):
        return obj
    if isinstance(obj, SiteSlot | Site | Organisation | TrialMentor):
        return None
    if isinstance(obj, SlotBooking):
        session = TrialSession.objects.filter(booking=obj).select_related("trial").first()
        return session.trial if session else None
    for name in _WAYS_TO_TRIAL:
        if (owner := getattr(obj, name, None)) is not None:
            return trial_of(owner)
    return None


def participation_of(obj: Any) -> Participation | None:
    """The participation that the object is about, or None."""
    return obj if isinstance(obj, Participation) else getattr(obj, "participation", None)


def _school_id(obj: Any) -> int | None:
    if isinstance(obj, Organisation):
        return obj.pk
    if isinstance(obj, SlotBooking):
        return obj.school_id
    trial = trial_of(obj)
    return trial.school_id if trial else None


def _host_id(obj: Any) -> int | None:
    if isinstance(obj, Site):
        return obj.organisation_id
    if isinstance(obj, SiteSlot):
        return obj.site.organisation_id
    if isinstance(obj, TrialMentor):
        return obj.membership.organisation_id
    if isinstance(obj, SlotBooking):
        return obj.slot.site.organisation_id
    trial = trial_of(obj)
    return trial.host_id if trial else None


@rules.predicate
def coordinates_a_school(user: Any, obj: Any = None) -> bool:
    """Coordinator of the given school, or of any organisation when asked without an object."""
    mine = organisations_as(user, *COORDINATORS)
    return bool(mine) if obj is None else getattr(obj, "pk", obj) in mine


@rules.predicate
def coordinates_the_school(user: Any, obj: Any) -> bool:
    return _school_id(obj) in organisations_as(user, *COORDINATORS)


@rules.predicate
def coordinates_the_host(user: Any, obj: Any) -> bool:
    return _host_id(obj) in organisations_as(user, *COORDINATORS)


@rules.predicate
def mentors_the_trial(user: Any, obj: Any) -> bool:
    """The named mentor, still a mentor of the host."""
    trial = trial_of(obj)
    if trial is None or trial.mentor is None:
        return False
    return trial.mentor.membership.user_id == user.pk and trial.host_id in organisations_as(user, Role.MENTOR)


def _of_class(user: Any, obj: Any, *roles: str) -> bool:
    mine = classes_as(user, *roles)
    if not mine:
        return False
    if participation := participation_of(obj):
        return participation.class_group_id in mine
    trial = trial_of(obj)
    return trial is not None and not mine.isdisjoint(_classes_in(trial))


def _classes_in(trial: Trial) -> set[int]:
    """Classes of the pupils in the trial, asked once per object: a page asks many permissions."""
    if not hasattr(trial, "_classes_in"):
        trial._classes_in = set(trial.participations.order_by().values_list("class_group", flat=True).distinct())  # type: ignore[attr-defined]
    return trial._classes_in  # type: ignore[attr-defined]


@rules.predicate
def leads_the_class(user: Any, obj: Any) -> bool:
    """Class teacher of the pupil, or of a pupil of the trial."""
    return _of_class(user, obj, Role.CLASS_TEACHER)


@rules.predicate
def teaches_the_class(user: Any, obj: Any) -> bool:
    """Class teacher or teacher of the pupil's class."""
    return _of_class(user, obj, Role.CLASS_TEACHER, Role.TEACHER)


@rules.predicate
def teaches_the_subject(user: Any, obj: Any) -> bool:
    """Teacher of a subject in the pupil's class."""
    return _of_class(user, obj, Role.TEACHER)


@rules.predicate
def goes_along(user: Any, obj: Any) -> bool:
    """Responsible person or accompanying adult, still on the school's staff."""
    trial = trial_of(obj)
    if trial is None or not any(h.organisation_id == trial.school_id and h.role not in LEARNERS for h in holdings(user)):
        return False
    return trial.responsible.user_id == user.pk or trial.accompanying.filter(user=user).exists()


@rules.predicate
def treats_the_school(user: Any, obj: Any) -> bool:
    """Medical worker of the school."""
    return _school_id(obj) in organisations_as(user, Role.MEDICAL_WORKER)


@rules.predicate
def is_the_pupil(user: Any, obj: Any) -> bool:
    participation = participation_of(obj)
    return participation is not None and participation.pupil_id == user.pk


@rules.predicate
def takes_part(user: Any, obj: Any) -> bool:
    """The pupil of the paper, or a pupil of the trial."""
    if participation_of(obj):
        return is_the_pupil(user, obj)
    trial = trial_of(obj)
    return trial is not None and trial.participations.filter(pupil=user).exists()


@rules.predicate
def operates_the_region(user: Any, obj: Any) -> bool:
    """Regional operator of the site's region."""
    site = obj if isinstance(obj, Site) else getattr(obj, "site", None)
    return site is not None and site.organisation.region_id in regions_as(user, Role.REGION_OPERATOR)


@rules.predicate
def handles_the_incident(user: Any, obj: Any) -> bool:
    """Regional operator of the school's or the host's region."""
    trial = trial_of(obj)
    return trial is not None and not {trial.school.region_id, trial.host.region_id}.isdisjoint(regions_as(user, Role.REGION_OPERATOR))


@rules.predicate
def answers_for_the_measure(user: Any, obj: Any) -> bool:
    """The person named as its owner."""
    return is_self(user, getattr(obj, "owner_id", None))


@rules.predicate
def own_workshop(user: Any, obj: Any) -> bool:
    """The school itself is the host."""
    trial = trial_of(obj)
    return trial is not None and trial.school_id == trial.host_id


@rules.predicate
def is_online(user: Any, obj: Any) -> bool:
    """The visit is held online: the school begins it (BR-30)."""
    trial = trial_of(obj)
    return trial is not None and OnlinePart.objects.filter(session__trial=trial, mode="online").exists()


@rules.predicate
def keeps_a_class(user: Any, obj: Any = None) -> bool:
    return has_role(user, Role.CLASS_TEACHER, *COORDINATORS)


@rules.predicate
def works_there(user: Any, obj: Any) -> bool:
    """Anybody of the staff of the organisation."""
    return isinstance(obj, Organisation) and any(h.organisation_id == obj.pk and h.role not in LEARNERS for h in holdings(user))


# Operator and department read it without names (§8 «journal»).
JOURNAL_READERS = (*COORDINATORS, Role.CLASS_TEACHER, Role.TEACHER, Role.REGION_OPERATOR, Role.DEPARTMENT)
system = rules.always_deny
school = coordinates_the_school
host = coordinates_the_host
mentor = mentors_the_trial
at_visit = mentor | host | school | goes_along

SCHOOL, HOST, MENTOR, CLASS, PUPIL = (
    _("The coordinator of the school does this."),
    _("The coordinator of the partner does this."),
    _("The mentor of the trial does this."),
    _("The class teacher does this."),
    _("The pupil decides this."),
)
MEDICAL, SYSTEM, VISIT, OPERATOR = (
    _("The medical worker of the school does this."),
    _("The portal does this by itself."),
    _("The mentor or the adults who go along do this."),
    _("The regional operator does this."),
)

# action_model: (who may, the sentence for everybody else)
PERMISSIONS: dict[str, tuple[Any, Any]] = {
    # the trial
    "create_trial": (coordinates_a_school, SCHOOL),
    "change_trial": (school, SCHOOL),
    "change_group": (school, SCHOOL),
    "plan_trial": (school, SCHOOL),
    "start_trial": (at_visit, VISIT),
    "hold_trial": (at_visit, VISIT),
    "close_trial": (school, SCHOOL),
    "postpone_trial": (school, SCHOOL),
    "cancel_trial": (school, SCHOOL),
    "write_closing_note": (school | goes_along | teaches_the_class, SCHOOL),
    "confirm_marks": (school, SCHOOL),
    "view_journal": (rules.predicate(lambda user, obj=None: has_role(user, *JOURNAL_READERS)), SCHOOL),
    "view_class": (keeps_a_class, CLASS),
    # slots and bookings
    "open_slots": (host, HOST),
    "withdraw_siteslot": (host, HOST),
    "pass_siteslot": (system, SYSTEM),
    "book_slot": (coordinates_a_school, SCHOOL),
    "confirm_slotbooking": (host, HOST),
    "decline_slotbooking": (host, HOST),
    "waitlist_slotbooking": (system, SYSTEM),
    "offer_slotbooking": (system, SYSTEM),
    "miss_slotbooking": (host, HOST),
    "accept_slotbooking": (school, SCHOOL),
    "let_go_slotbooking": (school, SCHOOL),
    "cancel_school_slotbooking": (school, SCHOOL),
    "cancel_host_slotbooking": (host, HOST),
    "complete_slotbooking": (at_visit, VISIT),
    "check_site": (operates_the_region, OPERATOR),
    "grant_siteslot": (operates_the_region, OPERATOR),
    "keep_trialsite": (host, HOST),
    "mark_popular": (operates_the_region, OPERATOR),
    "end_trialmentor": (host, HOST),
    "name_mentorreplacement": (host, HOST),
    # the visit
    "make_ready_trialsession": (school, SCHOOL),
    "unready_trialsession": (system, SYSTEM),
    "start_trialsession": (at_visit, VISIT),
    "hold_trialsession": (at_visit, VISIT),
    "postpone_trialsession": (school | host, SCHOOL),
    "plan_again_trialsession": (school, SCHOOL),
    "cancel_trialsession": (school, SCHOOL),
    "mark_attendance": (at_visit, VISIT),
    "record_school_briefing": (school | teaches_the_class | goes_along, SCHOOL),
    "record_site_briefing": (mentor | host | ((own_workshop | is_online) & (school | goes_along)), MENTOR),
    "acknowledge_briefing": (is_the_pupil, PUPIL),
    "save_route": (school, SCHOOL),
    "view_emergency_contacts": (at_visit, VISIT),
    "call_families": (school | goes_along | leads_the_class, VISIT),
    "keep_check_sheet": (school, SCHOOL),
    "keep_online": (school, SCHOOL),
    "test_access": (school | goes_along | mentor, SCHOOL),
    "record_notice": (school | leads_the_class, SCHOOL),
    # the group
    "volunteer_participation": (is_the_pupil, PUPIL),
    "admit_participation": (school | leads_the_class, SCHOOL),
    "withdraw_participation": (is_the_pupil | school | leads_the_class, PUPIL),
    "reconsider_participation": (system, SYSTEM),
    "refuse_participation": (system, SYSTEM),
    "attend_participation": (at_visit, VISIT),
    "miss_participation": (at_visit, VISIT),
    "set_medical": (treats_the_school, MEDICAL),
    "view_medical": (treats_the_school | school | leads_the_class | is_the_pupil, CLASS),
    "read_diagnosis": (treats_the_school, MEDICAL),
    # consents: families answer by link; staff enter paper and written requests
    "send_consents": (school | leads_the_class, CLASS),
    "view_consents": (school | leads_the_class, CLASS),
    "enter_paper_consent": (school | leads_the_class, CLASS),
    "settle_consent": (leads_the_class, CLASS),
    "open_parentconsent": (system, SYSTEM),
    "give_parentconsent": (school | leads_the_class, CLASS),
    "decline_parentconsent": (school | leads_the_class, CLASS),
    "expire_parentconsent": (system, SYSTEM),
    "send_again_parentconsent": (school | leads_the_class, CLASS),
    "withdraw_parentconsent": (school | leads_the_class, CLASS),
    "ask_again_parentconsent": (school | leads_the_class, CLASS),
    # form А
    "change_technologycard": (school | mentor, SCHOOL),
    "sign_school_technologycard": (school, SCHOOL),
    "sign_host_technologycard": (mentor, MENTOR),
    "agree_technologycard": (school | mentor, SCHOOL),
    "revise_technologycard": (school | mentor, SCHOOL),
    "complete_technologycard": (mentor | school, MENTOR),
    "issue_technologycard": (school | mentor | leads_the_class, SCHOOL),
    # forms Б, В, Г
    "submit_observationcard": (mentor | school, MENTOR),
    "reopen_observationcard": (school, SCHOOL),
    "issue_observationcard": (mentor | school | leads_the_class, MENTOR),
    "submit_participantform": (is_the_pupil, PUPIL),
    "issue_participantform": (is_the_pupil | school | leads_the_class, PUPIL),
    "submit_tracereflection": (is_the_pupil, PUPIL),
    "issue_tracereflection": (is_the_pupil | school | leads_the_class, PUPIL),
    "prepare_parentsummary": (school | leads_the_class, CLASS),
    "complete_parentsummary": (system, SYSTEM),
    "incomplete_parentsummary": (system, SYSTEM),
    "sign_parentsummary": (leads_the_class, CLASS),
    "deliver_parentsummary": (school | leads_the_class, CLASS),
    "change_parentsummary": (school | leads_the_class, CLASS),
    # annexes 5 and 6, table 3, the notice before a trial
    "see_groupobservation": (at_visit | teaches_the_class, VISIT),
    "mark_groupobservation": (school | teaches_the_class | goes_along, CLASS),
    "grade_groupobservation": (mentor, MENTOR),
    "submit_groupobservation": (school | teaches_the_class | goes_along | mentor, VISIT),
    "reopen_groupobservation": (school, SCHOOL),
    "issue_groupobservation": (school | mentor | teaches_the_class | goes_along, SCHOOL),
    "submit_trialsurvey": (is_the_pupil, PUPIL),
    "reopen_trialsurvey": (school, SCHOOL),
    "issue_trialsurvey": (is_the_pupil | school | leads_the_class, PUPIL),
    "submit_trialrubric": (mentor | teaches_the_subject, MENTOR),
    "reopen_trialrubric": (school, SCHOOL),
    "issue_trialrubric": (mentor | teaches_the_subject | school | is_the_pupil, MENTOR),
    "write_parentnotice": (school | leads_the_class, CLASS),
    "issue_parentnotice": (school | leads_the_class, CLASS),
    "issue_consent": (school | leads_the_class, CLASS),
    "issue_blank": (works_there, SCHOOL),
    "issue_routesheet": (school | leads_the_class | goes_along, SCHOOL),
    "issue_briefings": (school | leads_the_class | goes_along, SCHOOL),
    # incidents (BR-42): reported by whoever is there, handled by the operator
    "report_incident": (at_visit | teaches_the_class, VISIT),
    "told_incident": (at_visit | teaches_the_class | handles_the_incident, VISIT),
    "severity_incident": (school | host | handles_the_incident, OPERATOR),
    "measure_incident": (school | host | handles_the_incident, OPERATOR),
    "review_incident": (handles_the_incident, OPERATOR),
    "measures_incident": (system, SYSTEM),
    "close_incident": (handles_the_incident, OPERATOR),
    "issue_incident": (school | host | handles_the_incident, OPERATOR),
    "finish_incidentmeasure": (answers_for_the_measure | handles_the_incident, OPERATOR),
    "tell_families_incident": (school | leads_the_class, CLASS),
    "name_pupils_incident": (school | leads_the_class, CLASS),
    # the operator's desk and its letters
    "view_desk": (watches_a_region, OPERATOR),
    "write_deskletter": (operates_its_region, OPERATOR),
    "invite_employer": (operates_its_region, OPERATOR),
    "read_deskletter": (is_written_to, SCHOOL),
    # the quarterly review
    "view_reviews": (reads_reviews, SCHOOL),
    "open_quarterlyreview": (keeps_reviews_of, SCHOOL),
    "change_quarterlyreview": (keeps_reviews_of, SCHOOL),
    "discuss_quarterlyreview": (keeps_reviews_of | teaches_in_school_of, SCHOOL),
    "close_quarterlyreview": (keeps_reviews_of, SCHOOL),
    "issue_quarterlyreview": (keeps_reviews_of | teaches_in_school_of, SCHOOL),
}

PERMISSIONS |= rules_programmes.PERMISSIONS

for _name, (_predicate, _sentence) in PERMISSIONS.items():
    rules.add_perm(f"profprobes.{_name}", _predicate)

MACHINES = (
    Trial,
    TrialSession,
    Participation,
    TechnologyCard,
    ParentConsent,
    ObservationCard,
    ParentSummary,
    SiteSlot,
    SlotBooking,
    Incident,
    QuarterlyReview,
    TrialProgramme,
    GroupObservation,
    TrialRubric,
    TrialSurvey,
)


def why_not(user: Any, action: str, obj: Any) -> str:
    """Why the person cannot do the action («close_trial», «sign_school_technologycard») now: role, state or what is missing; "" when it can be done."""
    if not user.has_perm(f"profprobes.{action}", obj):
        return str(PERMISSIONS[action][1])
    return _wrong_state(action, obj) or _what_is_missing(action, obj)


def _wrong_state(action: str, obj: Any) -> str:
    table = getattr(obj, "TRANSITIONS", {})
    name = action.removesuffix(f"_{obj._meta.model_name}") if obj is not None and table else ""
    if name not in table or name in {"sign_school", "sign_host"} or obj.may(name):
        return ""
    return str(WrongState(status=obj.get_status_display()))


def _what_is_missing(action: str, obj: Any) -> str:
    check = _MISSING.get(action)
    try:
        return str(check(obj) or "") if check else ""
    except DomainError as refusal:
        return str(refusal)


def _card_problem(side: str) -> Callable[[TechnologyCard], Any]:
    def check(card: TechnologyCard) -> Any:
        from . import errors
        from .services.cards import missing_rows, require_timing
        from .words import Listed

        if getattr(card, f"{side}_signed_at"):
            return errors.AlreadySigned()
        if missing := missing_rows(card):
            return errors.CardIncomplete(rows=Listed(missing))
        return require_timing(card)

    return check


def _red_gates(session: TrialSession) -> Any:
    from .errors import NotReady
    from .services.gate import gate, red

    missing = red(gate(session))
    return NotReady(missing) if missing else ""


def _closing_gaps(trial: Trial) -> Any:
    from .errors import NotClosable
    from .services.closing import closing_gaps, may_close_with_gaps

    gaps = closing_gaps(trial)
    acceptable = may_close_with_gaps(trial) and all(gap.soft for gap in gaps)
    return NotClosable(gaps) if gaps and not acceptable else ""


def _row_22(card: TechnologyCard) -> Any:
    from .errors import Row22Closed

    return "" if card.session.status == TrialSession.Status.HELD else Row22Closed()


def _admission(participation: Participation) -> Any:
    from .errors import NotAdmitted
    from .services.group import admission

    reasons = admission(participation)
    return NotAdmitted({participation: reasons}) if reasons else ""


def _programme_gaps(programme: TrialProgramme) -> Any:
    from .errors_programmes import ProgrammeIncomplete
    from .services.programme_rules import gaps
    from .words import Listed

    missing = gaps(programme)
    return ProgrammeIncomplete(rows=Listed(missing)) if missing else ""


_MISSING: dict[str, Callable[[Any], Any]] = {
    "submit_trialprogramme": _programme_gaps,
    "sign_school_technologycard": _card_problem("school"),
    "sign_host_technologycard": _card_problem("host"),
    "complete_technologycard": _row_22,
    "make_ready_trialsession": _red_gates,
    "close_trial": _closing_gaps,
    "admit_participation": _admission,
}

from . import rules_records  # noqa: E402, F401 - it adds its permissions to the table above
