"""Whose rows are whose: model × role × own or foreign (BR-49, §8).

SC school coordinator, CT class teacher, CT2 of another class, T teacher of the class, ESC goes along, MED medical worker, PSY psychologist, HC host
coordinator, MN mentor of the trial, MN2 another of the host, PU the pupil whom the row is about, PU2 another of the group, MATE a classmate outside it,
RO operator of the region, ED education department, NONE without a role, ANON not signed in.
"""

import pytest
from django.utils import timezone

from network.models import RoleAssignment
from profprobes.models import (
    Briefing,
    ClosingNote,
    MedicalClearance,
    ObservationCard,
    ParentConsent,
    ParentSummary,
    ParticipantForm,
    Participation,
    RouteSheet,
    SiteSlot,
    SlotBooking,
    TechnologyCard,
    Trial,
    TrialMentor,
    TrialProgramme,
    TrialSession,
)
from tests.factories.people_of_trial import cast
from tests.factories.stages import ROUTE
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db

EVERYBODY_NEAR = "SC CT T ESC MED HC MN PU PU2"
SIGNED_IN = "SC CT CT2 T ESC MED PSY HC MN MN2 PU PU2 MATE RO ED NONE"
TABLE = {
    Trial: EVERYBODY_NEAR,
    TrialSession: EVERYBODY_NEAR,
    TechnologyCard: EVERYBODY_NEAR,
    Briefing: EVERYBODY_NEAR,
    RouteSheet: EVERYBODY_NEAR,
    Participation: "SC CT T ESC MED HC MN PU",
    ObservationCard: "SC CT T HC MN PU",
    ParticipantForm: "SC CT T PU",
    ParentConsent: "SC CT",
    ParentSummary: "SC CT PU",
    MedicalClearance: "SC CT MED PU",
    ClosingNote: "SC CT T ESC",
    SlotBooking: "SC HC RO",
}


@pytest.fixture
def world():
    """A held trial with every paper about its first pupil."""
    world = TrialWorld(held=True)
    row = world.participations[0]
    world.answer(0)
    MedicalClearance.objects.create(participation=row, result="fit", checked_by=world.coordinator)
    ParentSummary.objects.update_or_create(participation=row, defaults={"status": "signed"})
    RouteSheet.objects.create(session=world.session, **ROUTE)
    ClosingNote.objects.create(trial=world.trial, teacher_view="–", pupil_view="–", written_by=world.coordinator)
    return world


def about_the_pupil(model, world):
    """The row of the model that belongs to the world's trial and, where it is about a pupil, to the first one."""
    ways = {
        Trial: {"pk": world.trial.pk},
        TrialSession: {"trial": world.trial},
        ClosingNote: {"trial": world.trial},
        SlotBooking: {"pk": world.booking.pk},
        Participation: {"pk": world.participations[0].pk},
    }
    about = {"participation": world.participations[0]} if hasattr(model, "participation") else {"session": world.session}
    return model.objects.filter(**ways.get(model, about)).first()


def who_sees(row, people):
    return {code for code, person in people.items() if type(row).objects.visible_to(person).filter(pk=row.pk).exists()}


@pytest.mark.parametrize("model", TABLE, ids=lambda model: model.__name__)
def test_who_sees_an_own_row(world, model):
    assert who_sees(about_the_pupil(model, world), cast(world)) == set(TABLE[model].split())


@pytest.mark.parametrize("model", [model for model in TABLE if model is not SlotBooking], ids=lambda model: model.__name__)
def test_nobody_sees_a_row_of_another_school_and_host(world, model):
    people = cast(TrialWorld())
    assert who_sees(about_the_pupil(model, world), people) == set()


def test_a_foreign_booking_shows_to_the_operator_of_the_region_alone(world):
    assert who_sees(world.booking, cast(TrialWorld())) == {"RO"}


@pytest.mark.parametrize(
    "status, seen", [("draft", False), ("planned", True), ("moved", False), ("running", True), ("closed", True), ("cancelled", False)]
)
def test_the_host_sees_a_trial_only_while_it_is_meant_to_come(world, status, seen):
    Trial.objects.filter(pk=world.trial.pk).update(status=status)
    people = cast(world)
    assert ({"HC", "MN"} <= who_sees(world.trial, people)) is seen
    assert "SC" in who_sees(world.trial, people)


@pytest.mark.parametrize(
    "status, seen",
    [("invited", False), ("volunteered", False), ("admitted", True), ("absent", True), ("withdrawn", False), ("not_admitted", False)],
)
def test_the_host_sees_the_names_of_those_who_come_alone(world, status, seen):
    Participation.objects.filter(pk=world.participations[0].pk).update(status=status)
    found = who_sees(world.participations[0], {"HC": world.host_coordinator, "MN": world.mentor})
    assert found == ({"HC", "MN"} if seen else set())


def test_a_card_that_is_not_sent_is_hidden_from_its_pupil(world):
    ObservationCard.objects.update(status="reopened")
    card = about_the_pupil(ObservationCard, world)
    assert who_sees(card, {"PU": world.pupils[0], "MN": world.mentor}) == {"MN"}


@pytest.mark.parametrize("status", ["collecting", "ready"])
def test_a_parents_page_that_is_not_signed_is_hidden_from_its_pupil(world, status):
    ParentSummary.objects.update(status=status)
    assert who_sees(about_the_pupil(ParentSummary, world), {"PU": world.pupils[0]}) == set()


@pytest.mark.parametrize("code", ["SC", "CT", "T", "HC", "MN", "MED", "ESC"])
def test_a_role_that_was_taken_away_sees_nothing_more(world, code):
    person = cast(world)[code]
    RoleAssignment.objects.filter(membership__user=person).update(ended_at=timezone.now())
    person = type(person).objects.get(pk=person.pk)
    assert who_sees(world.trial, {code: person}) == set()


def test_an_ended_mentor_sees_no_visit(world):
    TrialMentor.objects.filter(pk=world.trial_mentor.pk).update(status="ended")
    assert who_sees(world.trial, {"MN": world.mentor}) == set()


def test_slots_of_a_verified_site_are_open_to_everybody_and_withdrawn_ones_to_the_host(world):
    people = cast(world)
    assert who_sees(world.slot, people) == set(SIGNED_IN.split())
    SiteSlot.objects.filter(pk=world.slot.pk).update(status="withdrawn")
    assert who_sees(world.slot, people) == {"HC"}


def test_a_draft_programme_is_its_owners(world):
    people = cast(world)
    assert who_sees(world.programme, people) == set(SIGNED_IN.split())
    TrialProgramme.objects.filter(pk=world.programme.pk).update(status="draft")
    assert who_sees(world.programme, people) == {"HC"}


def test_the_register_of_mentors_is_for_coordinators(world):
    people = cast(world)
    assert who_sees(world.trial_mentor, people) == {"SC", "HC", "MN"}
    TrialMentor.objects.filter(pk=world.trial_mentor.pk).update(status="untrained")
    assert who_sees(world.trial_mentor, people) == {"HC", "MN"}
