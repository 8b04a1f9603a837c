"""The gate: each of G1–G15 turned red alone, everything else green (BR-20)."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import SensitiveRead, SupportNeed
from core.errors import WrongState
from documents.models import IssuedDocument
from network.models import Agreement, Site
from profprobes.errors import NotReady
from profprobes.models import (
    Briefing,
    LessonTime,
    MedicalClearance,
    ParentConsent,
    RouteSheet,
    SafetyMark,
    SiteSlot,
    SlotBooking,
    TechnologyCard,
    Trial,
    TrialMentor,
    TrialProgramme,
    TrialSession,
)
from profprobes.services import gate, safety
from surveys.models import Questionnaire
from surveys.services import questionnaire
from tests.factories.agreements import set_end
from tests.factories.people import SiteFactory
from tests.factories.safety import green_papers
from tests.factories.stages import make_ready, prepare, refresh
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Everything is green: three pupils, two adults, ten days ahead."""
    return green_papers(prepare(TrialWorld()))


def codes(world, *, blocking=True):
    return [line.code for line in gate.gate(world.session) if not line.ok and line.blocking is blocking]


def test_a_prepared_visit_is_green(world):
    assert codes(world) == [] and codes(world, blocking=False) == []
    assert gate.make_ready(session=world.session, by=world.coordinator).status == TrialSession.Status.READY


def test_a_fresh_trial_names_all_that_is_missing_at_once():
    assert codes(TrialWorld()) == ["G4", "G5", "G6", "G8", "G9", "G11"]


def day(shift):
    return timezone.localdate() + dt.timedelta(days=shift)


BREAKS = {
    "no agreement": ("G1", lambda w: Agreement.objects.all().delete()),
    "an agreement that ends the day before": ("G1", lambda w: set_end(day(9))),
    "a suspended site": ("G2", lambda w: Site.objects.update(status="suspended")),
    "a check that ends the day before": ("G2", lambda w: Site.objects.update(check_valid_until=day(9))),
    "a booking cancelled": ("G2", lambda w: SlotBooking.objects.update(status="cancelled_host")),
    "a mentor who left": ("G2", lambda w: TrialMentor.objects.update(status="ended")),
    "a mentor whose training ends the day before": ("G2", lambda w: TrialMentor.objects.update(valid_until=day(9))),
    "no mentor": ("G2", lambda w: TrialSession.objects.update(mentor=None)),
    "an archived programme": ("G3", lambda w: TrialProgramme.objects.update(status="archived")),
    "a card signed by one": ("G4", lambda w: TechnologyCard.objects.update(status="signed_school")),
    "no briefing at school": ("G5", lambda w: (w.session.briefings.get().acks.all().delete(), Briefing.objects.all().delete())),
    "a lapsed consent among the admitted": (
        "G6",
        lambda w: ParentConsent.objects.filter(participation=w.participations[0]).update(status="withdrawn"),
    ),
    "a group below the minimum": ("G6", lambda w: SiteSlot.objects.update(min_group=4)),
    "a hazardous programme without results": ("G7", lambda w: TrialProgramme.objects.update(hazardous=True)),
    "special requirements without results": ("G7", lambda w: type(w.trial_site).objects.update(special_requirements_kk="биіктік")),
    "conditions of a pupil without a result": ("G7", lambda w: need(w, conditions="суықтан сақтану")),
    "no route": ("G8", lambda w: RouteSheet.objects.all().delete()),
    "an adult too few": ("G8a", lambda w: w.trial.accompanying.clear()),
    "a pupil who needs an escort": ("G8a", lambda w: need(w, escort=True)),
    "families not informed": ("G9", lambda w: TrialSession.objects.update(families_informed_at=None)),
    "families informed too late": (
        "G9",
        lambda w: TrialSession.objects.update(families_informed_at=w.session.starts - dt.timedelta(days=2), late_notice_reason=""),
    ),
    "no informing date": ("G11", lambda w: Trial.objects.update(informing_date=None)),
    "lessons moved that nobody agreed to": ("G11l", lambda w: LessonTime.objects.update(moves_lessons=True)),
    "a result that was given for another place": ("G7", lambda w: (TrialProgramme.objects.update(hazardous=True), cleared_elsewhere(w))),
    "no diagnostics before an introductory trial": ("G11", lambda w: Trial.objects.update(diagnostics_date=None)),
}


def cleared_elsewhere(world):
    for row in world.participations:
        safety.set_medical(participation=row, result="fit", by=world.coordinator)
    MedicalClearance.objects.update(site=SiteFactory(organisation=world.host))


def need(world, **fields):
    SupportNeed.objects.create(user=world.pupils[0], kind="sen", valid_from=day(-30), **fields)


@pytest.mark.parametrize("name", BREAKS)
def test_one_thing_missing_turns_one_gate_red(world, name):
    code, breaks = BREAKS[name]
    breaks(world)
    assert codes(world) == [code]
    with pytest.raises(NotReady) as refusal:
        gate.make_ready(session=world.session, by=world.coordinator)
    assert [line.code for line in refusal.value.gates] == [code]
    assert str(refusal.value.gates[0].title) in str(refusal.value)


MENDS = {
    "a renewed agreement counts with a warning": (lambda w: set_end(day(9), renews=True), ["G1r"]),
    "a notice of termination does not renew": (lambda w: set_end(day(30), renews=True, notice_on=day(-1)), []),
    "no insurance number is a warning": (lambda w: RouteSheet.objects.update(insurance=""), ["G12"]),
    "an insurance that ends before is a warning": (lambda w: RouteSheet.objects.update(insured_until=day(9)), ["G12"]),
    "an insurance that covers the day passes": (lambda w: RouteSheet.objects.update(insured_from=day(1), insured_until=day(10)), []),
    "no answer about lesson time is a warning": (lambda w: LessonTime.objects.all().delete(), ["G11l"]),
    "no photo list is a warning": (lambda w: IssuedDocument.objects.all().delete(), ["G13"]),
    "a retired feedback questionnaire is a warning": (
        lambda w: (questionnaire("PP-FB"), Questionnaire.objects.update(status="retired")),
        ["G14"],
    ),
    "a first-aid kit that nobody marked is a warning": (lambda w: SafetyMark.objects.all().delete(), ["G15"]),
    "a missing first-aid kit is a warning": (lambda w: SafetyMark.objects.update(answer="no"), ["G15"]),
    "a late notice with a reason passes": (
        lambda w: TrialSession.objects.update(families_informed_at=w.session.starts - dt.timedelta(days=1), late_notice_reason="Аяз"),
        [],
    ),
    "a mini-trial needs no diagnostics": (
        lambda w: (TrialProgramme.objects.update(kind="mini"), Trial.objects.update(diagnostics_date=None)),
        [],
    ),
}


@pytest.mark.parametrize("name", MENDS)
def test_what_does_not_block(world, name):
    change, warnings = MENDS[name]
    change(world)
    assert codes(world) == []
    assert codes(world, blocking=False) == warnings


def test_pupils_without_consent_do_not_block_the_group(world):
    world.add_pupil()
    assert codes(world) == []


def test_medical_results_of_everybody_open_g7(world):
    TrialProgramme.objects.update(hazardous=True)
    for row in world.participations:
        safety.set_medical(participation=row, result="fit", by=world.coordinator)
    assert codes(world) == []


def test_the_own_workshop_needs_neither_agreement_nor_route(world):
    Agreement.objects.all().delete()
    RouteSheet.objects.all().delete()
    Trial.objects.update(school=world.host, host=world.host)
    world.trial.accompanying.clear()
    assert codes(world) == []


def test_a_visit_that_is_ready_is_not_made_ready_again(world):
    gate.make_ready(session=world.session, by=world.coordinator)
    with pytest.raises(WrongState):
        gate.make_ready(session=world.session, by=world.coordinator)


class TestTheGateIsWatched:
    def test_a_red_gate_takes_the_visit_back_and_tells_the_school(self, django_capture_on_commit_callbacks):
        world = make_ready(TrialWorld())
        Site.objects.update(status="suspended")
        with django_capture_on_commit_callbacks(execute=True):
            assert gate.recheck(world.session) is False
        assert refresh(world).session.status == TrialSession.Status.PLANNED
        assert world.session.transitions.get(action="unready").by is None
        assert any(world.trial.number in notice.message for notice in world.coordinator.notices.all())

    def test_a_green_gate_leaves_it_ready(self):
        world = make_ready(TrialWorld())
        assert gate.recheck(world.session) is True
        assert refresh(world).session.status == TrialSession.Status.READY

    def test_once_the_time_has_come_the_gate_takes_nothing_back(self):
        world = make_ready(TrialWorld())
        now = timezone.now()
        TrialSession.objects.update(period=(now - dt.timedelta(minutes=1), now + dt.timedelta(hours=1)))
        Site.objects.update(status="suspended")
        assert gate.recheck(world.session) is True


class TestReadingOfSupportNeedsIsLogged:
    def test_once_a_day_and_only_for_pupils_who_have_one(self, world):
        need(world, escort=True)
        for _n in range(2):
            gate.gate(world.session, reader=world.coordinator)
        assert list(SensitiveRead.objects.values_list("reader", "subject")) == [(world.coordinator.pk, world.pupils[0].pk)]

    def test_a_look_by_the_system_leaves_no_line(self, world):
        need(world, escort=True)
        gate.gate(world.session)
        assert not SensitiveRead.objects.exists()


def test_the_gates_of_a_page_cost_the_same_for_one_trial_and_for_five():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as queries:
            sessions = gate.load_needs(list(gate.with_gate_facts(TrialSession.objects.all())))
            assert all(gate.evaluate(session) for session in sessions)
        return len(queries)

    TrialWorld()
    one = cost()
    for _n in range(4):
        TrialWorld()
    assert cost() == one
