"""Who may do what with a career trial (§8). One permission per action: profprobes.<action>_<model>; see why_not() for the sentence of a refusal.

The object of a permission is a trial or anything that belongs to one (visit, participation, card, consent …), a slot, a site or a booking; rules find
the trial. ``create_trial`` and ``view_journal`` are also asked without an object: anywhere at all?
"""

from collections.abc import Callable
from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, WrongState
from network.access import COORDINATORS, has_role
from network.models import Role

from . import rules_programmes
from .models import (
    GroupObservation,
    Incident,
    ObservationCard,
    ParentConsent,
    ParentSummary,
    Participation,
    QuarterlyReview,
    SiteSlot,
    SlotBooking,
    TechnologyCard,
    Trial,
    TrialProgramme,
    TrialRubric,
    TrialSession,
    TrialSurvey,
)
from .rules_desk import (
    answers_for_proposal,
    is_written_to,
    keeps_reviews_of,
    operates_its_region,
    reads_reviews,
    teaches_in_school_of,
    watches_a_region,
)
from .rules_people import (
    added_the_photo,
    answers_for_the_measure,
    coordinates_a_school,
    coordinates_the_host,
    coordinates_the_school,
    goes_along,
    handles_the_incident,
    is_online,
    is_the_pupil,
    keeps_a_class,
    leads_the_class,
    mentors_the_trial,
    operates_the_region,
    own_workshop,
    teaches_the_class,
    teaches_the_subject,
    treats_the_school,
    works_there,
)

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
    "train_trialmentor": (host, HOST),
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
    "photo_incident": (at_visit | teaches_the_class | handles_the_incident, VISIT),
    "remove_incidentphoto": (school | handles_the_incident | added_the_photo, OPERATOR),
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
    "mark_reviewproposal": (answers_for_proposal | keeps_reviews_of, SCHOOL),
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
