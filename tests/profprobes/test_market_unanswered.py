"""Requests that nobody answers go to the operator; a long way is told (BR-8, BR-18, S8, S33)."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Notice
from network.models import Role
from profprobes.models import RouteSheet, SiteSlot, SlotBooking
from profprobes.services import unanswered, waiting
from profprobes.services.clock import escalate_requests
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import news, signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return TrialWorld(pupils=0)


@pytest.fixture
def operator(world):
    return user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True, region=world.host.region))


def asked(world, *, days, mode="request"):
    world.trial_site.booking = mode
    world.trial_site.save()
    start = timezone.now() + dt.timedelta(days=40)
    slot = SiteSlot.objects.create(site=world.site, period=(start, start + dt.timedelta(hours=2)), seats_total=9, min_group=1)
    row = SlotBooking.objects.create(slot=slot, school=OrganisationFactory(), seats=5, requested_by=world.coordinator)
    SlotBooking.objects.filter(pk=row.pk).update(requested_at=timezone.now() - dt.timedelta(days=days))
    row.refresh_from_db()
    return row


class TestNobodyAnswers:
    def test_after_three_working_days_the_operator_is_told_once_and_sees_whom_to_call(
        self, world, operator, django_capture_on_commit_callbacks
    ):
        row = asked(world, days=15)
        with django_capture_on_commit_callbacks(execute=True):
            escalate_requests()
            escalate_requests()
        assert Notice.objects.filter(user=operator).count() == 1
        page = words(signed_in(operator).get(url("unanswered")))
        assert row.school.short_name_kk in page and world.host.phone in page

    def test_within_the_time_nobody_is_told(self, world, operator):
        row = asked(world, days=1)
        assert not unanswered.escalate(row) and not unanswered.unanswered(operator).exists()

    def test_in_window_mode_the_days_count_from_the_end_of_the_window(self, world, monkeypatch):
        now = timezone.now()
        row = asked(world, days=15, mode="window")
        monkeypatch.setattr(waiting, "window_of", lambda slot: (now - dt.timedelta(days=16), now))
        assert not unanswered.escalate(row)
        monkeypatch.setattr(waiting, "window_of", lambda slot: (now - dt.timedelta(days=30), now - dt.timedelta(days=14)))
        assert unanswered.escalate(row)

    def test_an_answered_request_leaves_the_list(self, world, operator):
        row = asked(world, days=15)
        escalate_requests()
        SlotBooking.objects.filter(pk=row.pk).update(status="declined")
        assert not unanswered.unanswered(operator).exists()

    def test_another_region_and_a_school_see_nothing(self, world):
        assert signed_in(world.coordinator).get(url("unanswered")).status_code == 403


class TestTheRouteSheet:
    DATA = {"way": "hired_bus", "departs_from_kk": "Мектеп", "departs_from_ru": "Школа", "departs_at": "06:00", "returns_at": "20:00"}

    def test_it_begins_with_the_way_of_the_last_visit(self, world):
        past = TrialWorld(pupils=0, days=-5, school=world.school)
        SiteSlot.objects.filter(pk=past.slot.pk).update(site=world.site)
        RouteSheet.objects.create(
            session=past.session, way="school_bus", travel_minutes=35, departs_at=dt.time(9), returns_at=dt.time(12),
            departs_from_kk="Бас кіреберіс", departs_from_ru="Главный вход", transport="Автобус 7",
        )  # fmt: skip
        page = signed_in(world.coordinator).get(url("trial_route", world.trial.pk)).content.decode()
        assert 'value="35"' in page and "Бас кіреберіс" in page and "Автобус 7" in page

    @pytest.mark.parametrize("minutes, warned", [(90, False), (91, True)])
    def test_a_way_above_ninety_minutes_warns_and_is_saved(self, world, minutes, warned):
        answer = signed_in(world.coordinator).post(url("trial_route", world.trial.pk), self.DATA | {"travel_minutes": minutes})
        assert answer.status_code == 302 and RouteSheet.objects.get(session=world.session).travel_minutes == minutes
        assert ("90" in news(answer)) is warned
