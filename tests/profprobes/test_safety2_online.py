"""Online and hybrid trials: what must be fixed, the access test, what changes for gate, family, pupil and mentor (BR-17, G10)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from network.models import Site
from profprobes import errors, errors_safety
from profprobes.models import OnlinePart, ParentConsent, RouteSheet, TrialSession
from profprobes.services import check_sheet, gate, online
from profprobes.services.terms import terms_of
from tests.factories.safety import green_papers
from tests.factories.stages import make_ready, prepare, refresh
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db

FULL = {
    "platform": "Демо-платформа",
    "link": "https://meet.example.kz/1",
    "roles": "Тәлімгер жүргізеді",
    "goal": "Салыстыру",
    "product": "Кесте",
    "specialist_stays": True,
}


@pytest.fixture
def world():
    return green_papers(prepare(TrialWorld(pupils=2, days=2)))


def hold_online(world, **changes):
    values = {"mode": "online", "moderator": world.responsible, **FULL, **changes}
    return online.save_online(session=world.session, by=world.coordinator, **values)


def codes(world):
    return [line.code for line in gate.gate(world.session) if not line.ok and line.blocking]


class TestTheGate:
    def test_g10_names_what_is_missing_until_access_is_tried(self, world):
        hold_online(world, platform="", moderator=None)
        (line,) = [line for line in gate.gate(world.session) if line.code == "G10"]
        assert not line.ok and "Платформа" in str(line.detail)
        hold_online(world)
        assert "G10" in codes(world)
        online.record_access_test(session=world.session, by=world.coordinator)
        assert "G10" not in codes(world)

    @pytest.mark.parametrize("name", [*OnlinePart.ASKED, "specialist_stays"])
    def test_each_thing_of_br_17_is_asked(self, world, name):
        hold_online(world, **{name: None if name == "moderator" else False if name == "specialist_stays" else ""})
        online.record_access_test(session=world.session, by=world.coordinator)
        assert "G10" in codes(world)

    def test_a_test_of_four_days_before_is_too_old(self):
        world = prepare(TrialWorld(pupils=1, days=4))
        hold_online(world)
        online.record_access_test(session=world.session, by=world.coordinator)
        assert "G10" in codes(world)

    def test_an_online_visit_needs_neither_a_checked_site_nor_a_route(self, world):
        hold_online(world)
        online.record_access_test(session=world.session, by=world.coordinator)
        RouteSheet.objects.all().delete()
        Site.objects.update(status="suspended")
        assert not {"G2", "G8", "G10"} & set(codes(world))

    def test_a_hybrid_one_needs_both(self, world):
        hold_online(world, mode="hybrid")
        online.record_access_test(session=world.session, by=world.coordinator)
        RouteSheet.objects.all().delete()
        Site.objects.update(status="suspended")
        assert {"G2", "G8"} <= set(codes(world)) and "G10" not in codes(world)

    def test_pupils_at_home_need_no_accompanying_adults(self, world):
        hold_online(world, pupils_at="home")
        world.trial.accompanying.clear()
        assert "G8a" not in [line.code for line in gate.gate(world.session)]

    def test_another_link_asks_for_another_test(self, world):
        hold_online(world)
        online.record_access_test(session=world.session, by=world.coordinator)
        hold_online(world, link="https://meet.example.kz/2")
        assert OnlinePart.objects.get().access_checked_on is None and "G10" in codes(world)

    def test_what_is_written_turns_a_ready_visit_back(self):
        world = make_ready(TrialWorld(pupils=1, days=2))
        hold_online(world)
        assert refresh(world).session.status == TrialSession.Status.PLANNED


class TestFamilies:
    def test_a_visit_that_goes_online_is_confirmed_again(self, world):
        hold_online(world)
        assert set(ParentConsent.objects.values_list("status", flat=True)) == {"reconfirm"}
        place = terms_of(refresh(world).trial)
        assert "Демо-платформа" in place["place"]["ru"] and place["leaves_school"] is False

    def test_taken_back_nothing_is_asked(self, world):
        hold_online(world)
        online.drop_online(session=world.session, by=world.coordinator)
        assert set(ParentConsent.objects.values_list("status", flat=True)) == {"given"} and not OnlinePart.objects.exists()

    def test_a_family_that_refused_the_trip_may_take_part_from_school(self):
        world = TrialWorld(pupils=1, days=5)
        world.answer(0, travel=False)
        hold_online(world, platform="")
        ParentConsent.objects.update(status="given")
        from profprobes.services.group import admission

        row = type(world.participations[0]).objects.get(pk=world.participations[0].pk)
        assert "travel_no" not in [reason.code for reason in admission(row)]


class TestScreens:
    def test_the_coordinator_writes_the_part_and_anybody_of_the_adults_tries_access(self, world):
        browser = signed_in(world.coordinator)
        sent = {"mode": "hybrid", "pupils_at": "school", **FULL, "moderator": world.responsible.pk}
        answer = browser.post(url("trial_online", world.trial.pk), sent)
        assert answer.status_code == 302, words(answer)
        assert "Демо-платформа" in words(browser.get(url("trial_safety", world.trial.pk)))
        signed_in(world.mentor).post(url("trial_online_tested", world.trial.pk))
        part = OnlinePart.objects.get()
        assert (part.access_checked_on, part.access_checked_by) == (timezone.localdate(), world.mentor)
        assert signed_in(world.mentor).post(url("trial_online_drop", world.trial.pk)).status_code == 403
        browser.post(url("trial_online_drop", world.trial.pk))
        assert not OnlinePart.objects.exists()

    def test_a_wrong_link_stays_in_the_field(self, world):
        answer = signed_in(world.coordinator).post(
            url("trial_online", world.trial.pk), {"mode": "online", "pupils_at": "home", "link": "http:// x", "goal": "Мақсат"}
        )
        assert answer.status_code == 422 and "Мақсат" in answer.content.decode()

    def test_pupils_at_home_are_refused_in_a_hybrid_trial(self, world):
        answer = signed_in(world.coordinator).post(url("trial_online", world.trial.pk), {"mode": "hybrid", "pupils_at": "home"})
        assert answer.status_code == 422
        with pytest.raises(IntegrityError), transaction.atomic():
            OnlinePart.objects.create(session=world.session, mode="hybrid", pupils_at="home")

    def test_the_mentors_phone_names_platform_link_and_moderator(self, world):
        hold_online(world)
        page = words(signed_in(world.mentor).get(url("visit", world.session.pk)))
        assert "Демо-платформа" in page and "https://meet.example.kz/1" in page and world.coordinator.short_name in page

    def test_the_school_begins_an_online_visit(self, world):
        assert not world.coordinator.has_perm("profprobes.record_site_briefing", world.session)
        hold_online(world)
        assert world.coordinator.has_perm("profprobes.record_site_briefing", world.session)

    def test_the_check_sheet_offers_the_moderator(self, world):
        hold_online(world)
        fresh = TrialSession.objects.get(pk=world.session.pk)
        answer, note = check_sheet.suggestions(fresh, "kk")[18]
        assert answer == "yes" and "Демо-платформа" in note


@pytest.mark.parametrize("days, refusal", [(1, errors_safety.TestAhead), (0, None)])
def test_a_test_of_tomorrow_is_refused(world, days, refusal):
    hold_online(world)
    on = timezone.localdate() + dt.timedelta(days=days)
    if refusal is None:
        assert online.record_access_test(session=world.session, by=world.coordinator, on=on).access_checked_on == on
    else:
        with pytest.raises(refusal):
            online.record_access_test(session=world.session, by=world.coordinator, on=on)


def test_without_an_online_part_and_after_the_visit_nothing_is_written(world):
    with pytest.raises(errors_safety.NotOnline):
        online.record_access_test(session=world.session, by=world.coordinator)
    TrialSession.objects.update(status="held")
    with pytest.raises(errors.TooLate):
        hold_online(world)
