"""Permissions: action × role as a table; every step of every state machine has one (§8). Codes of people as in test_visibility."""

import pytest
import rules
from django.utils import translation

from profprobes.models import DeskLetter, ObservationCard, ParentSummary, Participation, QuarterlyReview, ReviewProposal, TechnologyCard
from profprobes.rules import MACHINES, PERMISSIONS, why_not
from profprobes.rules_people import trial_of
from tests.factories.people_of_trial import cast
from tests.factories.stages import prepare, refresh
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db

AT_VISIT = "SC HC MN ESC"
FAMILY = "SC CT"
NOBODY = ""
TABLE = {
    "view_desk": "RO ED",
    "write_deskletter": "RO",
    "invite_employer": "RO",
    "read_deskletter": "SC",
    "view_reviews": "SC HC CT CT2 T ESC RO ED",
    "open_quarterlyreview": "SC",
    "change_quarterlyreview": "SC",
    "discuss_quarterlyreview": "SC T ESC",
    "close_quarterlyreview": "SC",
    "mark_reviewproposal": "SC",
    "issue_quarterlyreview": "SC T ESC",
    "create_trial": "SC HC",  # asked without an object: somewhere at all
    "book_slot": "SC HC",
    "view_journal": "SC CT CT2 T ESC HC RO ED",
    "view_class": "SC CT CT2 HC",
    "change_trial": "SC",
    "change_group": "SC",
    "plan_trial": "SC",
    "start_trial": AT_VISIT,
    "hold_trial": AT_VISIT,
    "close_trial": "SC",
    "postpone_trial": "SC",
    "cancel_trial": "SC",
    "write_closing_note": "SC CT T ESC",
    "make_ready_trialsession": "SC",
    "unready_trialsession": NOBODY,
    "start_trialsession": AT_VISIT,
    "hold_trialsession": AT_VISIT,
    "postpone_trialsession": "SC HC",
    "plan_again_trialsession": "SC",
    "cancel_trialsession": "SC",
    "mark_attendance": AT_VISIT,
    "record_school_briefing": "SC CT T ESC",
    "record_site_briefing": "HC MN",
    "save_route": "SC",
    "keep_check_sheet": "SC",
    "view_emergency_contacts": AT_VISIT,
    "call_families": "SC CT ESC",
    "keep_online": "SC",
    "test_access": "SC MN ESC",
    "acknowledge_briefing": "PU",
    "record_notice": FAMILY,
    "open_slots": "HC",
    "withdraw_siteslot": "HC",
    "pass_siteslot": NOBODY,
    "check_site": "RO",
    "confirm_slotbooking": "HC",
    "decline_slotbooking": "HC",
    "cancel_school_slotbooking": "SC",
    "cancel_host_slotbooking": "HC",
    "complete_slotbooking": AT_VISIT,
    "volunteer_participation": "PU",
    "admit_participation": FAMILY,
    "withdraw_participation": "SC CT PU",
    "reconsider_participation": NOBODY,
    "refuse_participation": NOBODY,
    "attend_participation": AT_VISIT,
    "miss_participation": AT_VISIT,
    "set_medical": "MED",
    "view_medical": "SC CT MED PU",
    "read_diagnosis": "MED",
    "send_consents": FAMILY,
    "view_consents": FAMILY,
    "enter_paper_consent": FAMILY,
    "settle_consent": "CT",
    "open_parentconsent": NOBODY,
    "give_parentconsent": FAMILY,
    "decline_parentconsent": FAMILY,
    "expire_parentconsent": NOBODY,
    "send_again_parentconsent": FAMILY,
    "withdraw_parentconsent": FAMILY,
    "ask_again_parentconsent": FAMILY,
    "change_technologycard": "SC MN",
    "sign_school_technologycard": "SC",
    "sign_host_technologycard": "MN",
    "agree_technologycard": "SC MN",
    "revise_technologycard": "SC MN",
    "complete_technologycard": "SC MN",
    "issue_technologycard": "SC CT MN",
    "submit_observationcard": "SC MN",
    "reopen_observationcard": "SC",
    "issue_observationcard": "SC CT MN",
    "submit_participantform": "PU",
    "issue_participantform": "SC CT PU",
    "prepare_parentsummary": FAMILY,
    "complete_parentsummary": NOBODY,
    "incomplete_parentsummary": NOBODY,
    "sign_parentsummary": "CT",
    "deliver_parentsummary": FAMILY,
    "change_parentsummary": FAMILY,
    "see_groupobservation": "SC HC MN ESC CT T",
    "mark_groupobservation": "SC CT T ESC",
    "grade_groupobservation": "MN",
    "submit_groupobservation": "SC CT T ESC MN",
    "reopen_groupobservation": "SC",
    "issue_groupobservation": "SC MN CT T ESC",
    "submit_trialsurvey": "PU",
    "reopen_trialsurvey": "SC",
    "issue_trialsurvey": "SC CT PU",
    "submit_trialrubric": "MN T",
    "reopen_trialrubric": "SC",
    "issue_trialrubric": "SC MN T PU",
    "write_parentnotice": FAMILY,
    "issue_parentnotice": FAMILY,
    "issue_consent": FAMILY,
    "issue_blank": NOBODY,  # asked about an organisation
    "view_confirmations": "SC HC CT",
    "issue_confirmation": "SC HC",
    "withdraw_confirmation": "SC HC",
    "issue_attendance": "SC HC CT",
    "decide_confirmations": NOBODY,  # asked about a network
    "issue_trialbook": NOBODY,  # asked about a book
    "issue_trialjournal": NOBODY,  # asked about a journal
    "change_regulation": NOBODY,  # asked about a regulation
    "issue_regulation": NOBODY,
    "approve_trialregulation": NOBODY,
    "replace_trialregulation": NOBODY,
    "issue_routesheet": "SC CT ESC",
    "issue_briefings": "SC CT ESC",
    "report_incident": "SC HC MN ESC CT T",
    "told_incident": "SC HC MN ESC CT T RO",
    "photo_incident": "SC HC MN ESC CT T RO",
    "remove_incidentphoto": "SC RO",
    "severity_incident": "SC HC RO",
    "measure_incident": "SC HC RO",
    "review_incident": "RO",
    "measures_incident": NOBODY,
    "close_incident": "RO",
    "issue_incident": "SC HC RO",
    "finish_incidentmeasure": "RO",
    "tell_families_incident": FAMILY,
    "name_pupils_incident": FAMILY,
    "confirm_marks": "SC",
    "grant_siteslot": "RO",
    "keep_trialsite": "HC",
    "mark_popular": "RO",
    "waitlist_slotbooking": NOBODY,
    "offer_slotbooking": NOBODY,
    "miss_slotbooking": "HC",
    "accept_slotbooking": "SC",
    "let_go_slotbooking": "SC",
    "submit_tracereflection": "PU",
    "create_programme": "SC T ESC HC RO",
    "change_programme": "HC",
    "submit_trialprogramme": "HC",
    "approve_trialprogramme": "HC MN MN2",
    "return_trialprogramme": "HC MN MN2",
    "publish_trialprogramme": "HC",
    "archive_trialprogramme": "HC",
    "adopt_at_site": "HC",
    "end_trialmentor": "HC",
    "train_trialmentor": "HC",
    "name_mentorreplacement": "HC",
    "issue_programme": "HC",
    "issue_tracereflection": "SC CT PU",
}
ANYWHERE = {"create_trial", "book_slot", "view_journal", "view_class", "view_desk", "invite_employer", "view_reviews", "create_programme"}


@pytest.fixture
def world():
    return TrialWorld()


def object_of(action, world):
    """The row that a view would ask about."""
    model = action.rsplit("_", 1)[-1]
    row = world.participations[0]
    found = {
        "trialsession": world.session,
        "siteslot": world.slot,
        "slots": world.slot,
        "site": world.site,
        "slotbooking": world.booking,
        "technologycard": world.card,
        "participation": row,
        "medical": row,
        "diagnosis": row,
        "briefing": row if action == "acknowledge_briefing" else world.trial,
        "parentconsent": row,
        "parentsummary": row,
        "observationcard": row,
        "participantform": row,
        "tracereflection": row,
        "trialsurvey": row,
        "trialrubric": row,
        "popular": world.site,
        "deskletter": DeskLetter(to=world.school),
        "quarterlyreview": QuarterlyReview(school=world.school),
        "reviewproposal": ReviewProposal(review=QuarterlyReview(school=world.school)),
        "programme": world.programme,
        "trialprogramme": world.programme,
        "trialmentor": world.trial_mentor,
    }
    return None if action in ANYWHERE else found.get(model, world.trial)


def who_may(action, people, obj):
    return {code for code, person in people.items() if person.has_perm(f"profprobes.{action}", *([] if obj is None else [obj]))}


def test_every_permission_stands_in_this_table():
    assert set(TABLE) == set(PERMISSIONS)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.__name__)
def test_every_transition_has_its_permission(machine):
    missing = [action for action in machine.TRANSITIONS if not rules.perm_exists(f"profprobes.{action}_{machine._meta.model_name}")]
    assert missing == []


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.__name__)
def test_every_state_has_a_name_in_both_languages_and_a_look(machine):
    names = {}
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            names[language] = {status: str(status.label) for status in machine.Status}
    for status in machine.Status:
        assert names["kk"][status] != names["en"][status] and names["ru"][status] != names["en"][status], status
    assert set(machine.STATUS_LOOK) == set(machine.Status)


def test_all_at_once(world):
    """One set-up for the whole table: the differences are printed together."""
    people = cast(world)
    found = {action: who_may(action, people, object_of(action, world)) for action in TABLE}
    assert found == {action: set(codes.split()) for action, codes in TABLE.items()}


def test_nobody_from_elsewhere_may_do_anything(world):
    strangers = cast(TrialWorld())
    found = {action: who_may(action, strangers, object_of(action, world)) for action in TABLE if action not in ANYWHERE}
    of_operator = {
        action for action, codes in TABLE.items() if "RO" in codes.split() and action not in ANYWHERE
    }  # the operator of the same region
    assert {action: codes for action, codes in found.items() if codes} == {action: {"RO"} for action in of_operator}


def test_in_the_own_workshop_the_school_briefs_and_begins(world):
    world.trial.host = world.school
    world.trial.mentor = None
    world.trial.save()
    assert {"SC", "ESC"} <= who_may("record_site_briefing", cast(world), world.trial)


def test_the_trial_of_every_kind_of_object_is_found(world):
    card = ObservationCard(participation=world.participations[0])
    for thing in (
        world.trial,
        world.session,
        world.card,
        world.participations[0],
        card,
        ParentSummary(participation=world.participations[0]),
        world.booking,
    ):
        assert trial_of(thing) == world.trial
    assert trial_of(world.slot) is None and trial_of(None) is None


class TestWhyNot:
    @pytest.fixture(autouse=True)
    def _english(self):
        with translation.override("en"):
            yield

    def test_the_role(self, world):
        assert why_not(world.mentor, "close_trial", world.trial) == "The coordinator of the school does this."

    def test_the_state(self, world):
        assert "Planned" in why_not(world.coordinator, "close_trial", world.trial)

    def test_what_is_missing(self, world):
        assert "Technology card agreed" in why_not(world.coordinator, "make_ready_trialsession", world.session)

    def test_nothing(self, world):
        assert why_not(world.coordinator, "make_ready_trialsession", prepare(world).session) == ""

    def test_an_unfilled_row_of_the_card(self, world):
        TechnologyCard.objects.update(step1_kk="")
        assert "steps 1 and 2" in why_not(world.mentor, "sign_host_technologycard", refresh(world).card)

    def test_a_side_that_has_signed(self, world):
        prepare(world)
        assert why_not(world.mentor, "sign_host_technologycard", world.card) == "This side has already signed the card."

    def test_row_22_before_the_visit(self, world):
        prepare(world)
        assert "after the visit" in why_not(world.mentor, "complete_technologycard", world.card)

    def test_who_is_not_admitted_and_why(self, world):
        Participation.objects.update(status="volunteered")
        row = refresh(world).participations[0]
        assert "the parents have not been asked" in why_not(world.coordinator, "admit_participation", row)
