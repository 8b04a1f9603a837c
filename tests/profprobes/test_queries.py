"""Read models of the screens: what they say, and that their cost does not grow with the rows."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from core.todos import todos_of
from network.models import Agreement, Site
from profprobes.models import ParentConsent, ParentSummary, Participation, SiteSlot, SlotBooking, Trial, TrialProgramme, TrialSession
from profprobes.queries import classes, home, journal, slots, trials
from profprobes.services import booking as bookings
from tests.factories.agreements import set_end
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.safety import green_papers
from tests.factories.stages import admit_all, close, finish, make_ready, prepare, refresh, start, write_papers
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return TrialWorld()


def again(user):
    """The person as a new request reads them, without remembered roles."""
    return User.objects.get(pk=user.pk)


def cost(read):
    with CaptureQueriesContext(connection) as queries:
        read()
    return len(queries)


def codes(user):
    """Codes of what the person has to do; every line must lead somewhere and read as words."""
    lines = todos_of(again(user))
    assert all(reverse(line.url_name, args=line.args) and str(line.title) and str(line.text) for line in lines)
    return [line.code for line in lines]


class TestTheListOfTrials:
    def rows(self, user, **filters):
        return trials.trial_rows(trials.trials_for_list(again(user), **filters))

    def test_a_row_tells_readiness_and_consents(self, world):
        world.answer(0)
        world.answer(1, status="declined")
        (row,) = self.rows(world.coordinator)
        assert (row.trial, row.session, row.readiness) == (world.trial, world.session, "red")
        assert (row.consents.asked, row.consents.given, row.consents.declined, row.consents.unasked) == (3, 1, 1, 1)
        assert "G4" in [gate.code for gate in row.missing]

    def test_the_light(self, world):
        green_papers(prepare(world))
        assert self.rows(world.coordinator)[0].readiness == "ready"
        set_end(timezone.localdate() + dt.timedelta(days=1), renews=True)
        assert self.rows(world.coordinator)[0].readiness == "warn"

    def test_a_held_trial_has_no_light(self):
        assert self.rows(TrialWorld(held=True).coordinator)[0].readiness == "none"

    @pytest.mark.parametrize(
        "filters, found",
        [
            ({"q": "столяр"}, True),
            ({"q": "агаш устасы"}, True),
            ({"q": "ветеринар"}, False),
            ({"status": "planned"}, True),
            ({"status": "held"}, False),
            ({"status": "rubbish"}, True),
            ({"kind": "introductory"}, True),
            ({"kind": "mini"}, False),
            ({"starts": dt.date(2100, 1, 1)}, False),
            ({"ends": dt.date(2100, 1, 1)}, True),
        ],
    )
    def test_filters(self, world, filters, found):
        assert bool(self.rows(world.coordinator, **filters)) is found

    def test_host_and_class_filters(self, world):
        assert self.rows(world.coordinator, host=world.host.pk, class_group=world.class_group.pk)
        assert not self.rows(world.coordinator, host=world.school.pk)
        assert not self.rows(world.coordinator, class_group=TrialWorld(pupils=0).class_group.pk)

    @pytest.mark.parametrize("sort", ["date", "-date", "number", "-title", "host", "status", "rubbish"])
    def test_every_sort_answers(self, world, sort):
        assert len(self.rows(world.coordinator, sort=sort)) == 1

    def test_foreign_trials_are_not_there(self, world):
        assert self.rows(TrialWorld(pupils=0).coordinator)[0].trial != world.trial


class TestTheHeader:
    def test_the_first_undone_step_is_now(self, world):
        steps = trials.header_steps(trials.trial_for_page(world.coordinator, world.trial.pk))
        assert [step["state"] for step in steps] == ["done", "done", "now", "ahead", "ahead", "ahead", "ahead"]

    def test_a_closed_trial_is_all_done(self):
        world = close(TrialWorld())
        steps = trials.header_steps(trials.trial_for_page(world.coordinator, world.trial.pk))
        assert {step["state"] for step in steps} == {"done"}

    def test_a_trial_that_went_through_the_gate_does_not_wait_for_late_families(self):
        world = start(TrialWorld(days=0))
        world.add_pupil()  # a family that was not asked: the child stays at school, the visit goes on
        steps = trials.header_steps(trials.trial_for_page(world.coordinator, world.trial.pk))
        assert [step["state"] for step in steps] == ["done", "done", "done", "done", "done", "now", "ahead"]

    def test_a_cancelled_trial_stops(self, world):
        Trial.objects.update(status="cancelled")
        steps = trials.header_steps(trials.trial_for_page(world.coordinator, world.trial.pk))
        assert "stop" in [step["state"] for step in steps]

    def next(self, world, who="coordinator"):
        user = again(getattr(world, who))
        step = trials.next_step(trials.trial_for_page(user, world.trial.pk), user)
        return step and step["code"]

    def test_the_next_step_follows_the_work(self, world):
        assert self.next(world) == "consents"
        admit_all(world)
        assert self.next(world) == "card"
        prepare(world)
        assert self.next(world) == "ready"

    def test_the_visit_comes_next_and_then_the_closing(self, world):
        make_ready(world)
        assert self.next(world) == "visit" and self.next(world, "mentor") == "visit"
        start_again = TrialWorld()
        finish(start_again)
        assert self.next(start_again) == "close" and self.next(start_again, "mentor") == "row22"

    def test_the_mentor_signs_and_the_class_teacher_collects(self, world):
        assert self.next(world, "mentor") == "card"
        assert self.next(world, "teacher") == "consents"

    def test_a_postponed_trial_asks_for_a_slot(self, world):
        bookings.cancel_booking(booking=world.booking, by=world.host_coordinator, reason="Демо")
        assert self.next(world) == "replan"

    def test_a_closed_trial_asks_for_nothing(self):
        assert self.next(close(TrialWorld())) is None


class TestTheHistory:
    def test_it_tells_who_did_what_newest_first(self):
        world = close(TrialWorld())
        lines = trials.history(Trial.objects.get(pk=world.trial.pk))
        with translation.override("en"):
            titles = [str(line["title"]) for line in lines]
        assert titles[0] == "Trial closed" and titles[-1] == "Trial created"
        assert {"Card agreed", "Visit ready", "Visit held"} <= set(titles)
        assert lines[0]["by"] == world.coordinator.short_name

    def test_a_step_of_the_system_has_no_name_and_no_code(self):
        from profprobes.services.gate import recheck

        world = make_ready(TrialWorld())
        Site.objects.update(status="suspended")
        recheck(world.session)
        line = trials.history(world.trial)[0]
        assert line["text"] == "" and line["tone"] == "clay"


class TestTheGroup:
    def test_a_line_knows_every_paper(self):
        world = write_papers(finish(TrialWorld()))
        row = trials.participation_rows(world.trial)[0]
        assert (row.consent_word, row.reasons, row.attendance_mark) == ("given", [], "present")
        assert row.briefed_school and row.briefed_site and row.has_card and row.has_before and row.has_after
        assert row.artefact_count == 0

    def test_it_is_in_the_order_of_the_kazakh_alphabet(self, world):
        for pupil, name in zip(world.pupils, ["Үлгі", "Әлі", "Ұлы"], strict=True):
            pupil.last_name = name
            pupil.save()
        assert [row.pupil.last_name for row in trials.participation_rows(world.trial)] == ["Әлі", "Ұлы", "Үлгі"]

    def test_who_was_taken_out_is_not_there(self, world):
        Participation.objects.filter(pk=world.participations[0].pk).update(removed_at=timezone.now())
        assert len(trials.participation_rows(world.trial)) == 2


class TestTodo:
    def test_a_visit_of_the_coming_week_that_is_not_ready(self):
        near, far = TrialWorld(days=3), TrialWorld(days=20)
        assert codes(near.coordinator) == ["consents", "notice"] and codes(far.coordinator) == []

    def test_tomorrow_it_is_urgent(self):
        assert [line.tone for line in todos_of(TrialWorld(days=1).coordinator)] == ["clay", "sun"]
        assert [line.tone for line in todos_of(TrialWorld(days=5).coordinator)] == ["sun", "sun"]

    def test_a_red_gate_and_then_the_button(self):
        world = admit_all(TrialWorld(days=3))
        assert codes(world.coordinator) == ["gate", "notice"]
        assert codes(prepare(world).coordinator) == ["ready"]

    def test_what_waits_for_a_decision(self):
        assert set(codes(finish(TrialWorld()).coordinator)) == {"close", "survey"}
        world = TrialWorld()
        bookings.cancel_booking(booking=world.booking, by=world.host_coordinator, reason="Демо")
        assert codes(world.coordinator) == ["replan"]

    def test_a_visit_that_nobody_finished(self):
        world = start(TrialWorld(days=1))
        now = timezone.now()
        TrialSession.objects.update(period=(now - dt.timedelta(hours=3), now - dt.timedelta(hours=1)))
        assert codes(world.coordinator) == ["finish"]
        assert [(line.code, line.tone) for line in todos_of(again(world.mentor))] == [("visit", "clay")]

    def test_a_confirmed_draft_is_to_be_planned(self, world):
        Trial.objects.update(status="draft")
        assert codes(world.coordinator) == ["plan"]

    def test_the_host_answers(self, world):
        SlotBooking.objects.create(slot=world.slot, school=OrganisationFactory(), seats=4, requested_by=world.coordinator)
        assert codes(world.host_coordinator) == ["booking"]

    def test_the_mentor_signs_visits_and_concludes(self):
        assert codes(TrialWorld(days=10).mentor) == ["card"]
        assert set(codes(TrialWorld(days=1).mentor)) == {"card", "visit"}
        world = finish(TrialWorld())
        assert set(codes(world.mentor)) == {"observations", "survey"}
        write_papers(world)
        assert set(codes(world.mentor)) == {"row22", "survey"}

    def test_the_class_teacher_collects_and_signs(self, world):
        assert codes(world.teacher) == ["consents"]
        world = TrialWorld(held=True)
        ParentSummary.objects.all().delete()
        ParentSummary.objects.create(participation=world.participations[0], status="ready")
        assert codes(world.teacher) == ["summaries"]

    def test_the_pupil_answers_tells_and_looks_back(self, world):
        pupil = world.pupils[0]
        assert codes(pupil) == ["invitation"]
        admit_all(world)
        assert codes(pupil) == ["before"]
        assert set(codes(finish(TrialWorld()).pupils[0])) == {"after", "survey"}

    def test_the_medical_worker_clears(self, world):
        worker = user_with_role("medical_worker", world.school)
        assert codes(worker) == []
        TrialProgramme.objects.update(hazardous=True)
        assert codes(worker) == ["medical"]

    def test_the_operator_checks(self, world):
        operator = user_with_role("region_operator")
        assert codes(operator) == []
        Site.objects.update(check_valid_until=timezone.localdate() + dt.timedelta(days=30))
        assert codes(operator) == ["check_ends"]
        Site.objects.update(status="under_check")
        assert codes(operator) == ["check"]

    def test_nobody_else_has_anything_to_do(self, world):
        assert codes(TrialWorld(pupils=0, days=20).coordinator) == []


class TestSlots:
    def find(self, world, seats=3, **fields):
        today = timezone.localdate()
        values = {
            "programme": world.programme,
            "school": world.school,
            "seats": seats,
            "starts": today,
            "ends": today + dt.timedelta(days=60),
        }
        return slots.fitting_slots(again(world.coordinator), **(values | fields))

    def test_a_slot_that_fits(self, world):
        (row,) = self.find(world)
        assert (row.slot, row.free, row.agreement, row.by_renewal, row.why_not) == (world.slot, 22, True, False, "")

    def test_why_a_slot_does_not_fit(self, world):
        assert type(self.find(world, seats=23)[0].why_not).__name__ == "SlotFull"
        assert type(self.find(world, seats=26)[0].why_not).__name__ == "GroupTooLarge"
        Agreement.objects.all().delete()
        assert type(self.find(world)[0].why_not).__name__ == "NoAgreement"

    def test_an_agreement_that_renews_itself_is_marked(self, world):
        set_end(timezone.localdate(), renews=True)
        assert self.find(world)[0].by_renewal is True

    def test_only_sites_that_run_the_programme(self, world):
        world.trial_site.programmes.clear()
        assert self.find(world) == []

    def test_a_suspended_site_is_not_offered_to_schools(self, world):
        Site.objects.update(status="suspended")
        assert self.find(world) == []

    def test_days_hold_their_slots(self, world):
        days = slots.slot_days(self.find(world), starts=timezone.localdate(), days=14)
        assert len(days) == 14 and days[0]["today"]
        assert [len(day["slots"]) for day in days].index(1) == 10

    def test_programmes_count_open_slots_ahead(self, world):
        (row,) = slots.programmes_for(world.coordinator)
        assert (row.site_count, row.free_slots) == (1, 1)
        SiteSlot.objects.update(status="withdrawn")
        assert slots.programmes_for(world.coordinator).get().free_slots == 0

    @pytest.mark.parametrize(
        "filters, found", [({"grade": 8}, 1), ({"grade": 3}, 0), ({"kind": "mini"}, 0), ({"q": "столяр"}, 1), ({"q": "повар"}, 0)]
    )
    def test_programmes_are_filtered(self, world, filters, found):
        assert slots.programmes_for(world.coordinator, **filters).count() == found

    def test_the_catalogue_of_sites(self, world):
        (site,) = slots.sites_for_list(again(world.coordinator))
        assert (site.free_slots, site.next_free, site.has_agreement) == (1, world.session.starts, True)
        assert slots.sites_for_list(again(TrialWorld(pupils=0).coordinator)).get(pk=site.pk).has_agreement is False

    @pytest.mark.parametrize(
        "filters, found", [({"grade": 8}, 1), ({"grade": 3}, 0), ({"has_free": True}, 1), ({"q": "демо цех"}, 1), ({"q": "завод"}, 0)]
    )
    def test_sites_are_filtered(self, world, filters, found):
        assert slots.sites_for_list(again(world.coordinator), **filters).count() == found

    def test_the_host_sees_its_own_slots_with_bookings(self, world):
        today = timezone.localdate()
        (slot,) = slots.my_slots(again(world.host_coordinator), starts=today, ends=today + dt.timedelta(days=30))
        assert [booking.session.trial for booking in slot.live_bookings] == [world.trial]
        assert not slots.my_slots(again(world.coordinator), starts=today, ends=today + dt.timedelta(days=30)).exists()

    def test_requests_come_with_the_grade(self, world):
        SlotBooking.objects.update(status="requested")
        (booking,) = slots.requests_to_answer(again(world.host_coordinator))
        assert booking.grade == 8 and booking.session.trial == world.trial


class TestTheClassMatrix:
    def test_a_cell_tells_the_papers_of_a_pupil(self, world):
        world.answer(0, photo="publish")
        matrix = classes.class_matrix(again(world.teacher), world.class_group)
        assert matrix.trials == [world.trial] and len(matrix.rows) == 3
        cells = {row.pupil: row.cells[0] for row in matrix.rows}
        assert cells[world.pupils[0]].consent == "given" and cells[world.pupils[1]].consent == "none"

    def test_a_pupil_outside_the_trial_has_an_empty_cell(self, world):
        Participation.objects.filter(pk=world.participations[0].pk).delete()
        matrix = classes.class_matrix(again(world.teacher), world.class_group)
        assert [row.cells for row in matrix.rows].count([None]) == 1

    def test_whose_classes(self, world):
        assert classes.my_classes(again(world.teacher)) == [world.class_group]
        assert classes.my_classes(again(world.coordinator)) == [world.class_group]
        assert classes.my_classes(again(world.mentor)) == []


class TestTheJournal:
    def test_a_row_completes_itself(self):
        world = close(TrialWorld())
        (row,) = journal.journal_rows(journal.journal_trials(again(world.coordinator)), "ru")
        assert (row.pupils, row.consents, row.consents_of, row.briefings, row.minutes) == (3, 3, 3, 2, 95)
        assert row.host == world.host.short_name_ru and row.site == world.site.name_ru
        assert "рабочем месте столяра" in row.goal
        assert (row.teacher_view, row.pupil_view, row.is_excursion) == ("Қызығып қатысты.", "Өзім араладым.", False)

    def test_trials_that_were_not_held_are_not_in_it(self, world):
        assert not journal.journal_trials(again(world.coordinator)).exists()

    def test_the_host_has_no_journal_of_the_school(self):
        world = finish(TrialWorld())
        assert not journal.journal_trials(again(world.host_coordinator)).exists()
        assert journal.journal_trials(again(world.teacher)).count() == 1

    def test_filters_and_totals(self):
        world = close(TrialWorld())
        user = again(world.coordinator)
        assert journal.journal_trials(user, grade=8, class_group=world.class_group.pk, kind="introductory", q="столяр").count() == 1
        assert not journal.journal_trials(user, grade=9).exists()
        assert journal.journal_totals(user) == {"trials": 1, "excursions": 0, "pupils": 3}


class TestTheCostDoesNotGrow:
    """Two data sizes: one trial of three pupils, then four trials of six."""

    READS = {
        "list": lambda w: trials.trial_rows(trials.trials_for_list(again(w.coordinator))),
        "todo of the school": lambda w: [str(line.title) + str(line.text) for line in todos_of(again(w.coordinator))],
        "todo of the teacher": lambda w: [str(line.title) + str(line.text) for line in todos_of(again(w.teacher))],
        "visits": lambda w: [
            (s.trial.title, s.booking.slot.site.name, str(s.mentor.membership.user)) for s in home.coming_visits(again(w.coordinator))
        ],
        "matrix": lambda w: [
            cell and cell.participation.trial.title
            for row in classes.class_matrix(again(w.teacher), w.class_group).rows
            for cell in row.cells
        ],
        "group": lambda w: trials.participation_rows(w.trial),
        "slots": lambda w: TestSlots().find(w),
        "sites": lambda w: [site.organisation.short_name for site in slots.sites_for_list(again(w.coordinator))],
    }

    @pytest.mark.parametrize("name", READS)
    def test_with_more_rows(self, name):
        world = TrialWorld(days=4)
        few = cost(lambda: self.READS[name](world))
        for days in (5, 6, 7):
            other = TrialWorld(days=days, school=world.school, pupils=6)
            Participation.objects.filter(trial=other.trial).update(class_group=world.class_group)
            SiteSlot.objects.filter(pk=other.slot.pk).update(site=world.site)
        for _n in range(3):
            world.add_pupil()
        many = cost(lambda: self.READS[name](world))
        assert many == few


def test_figures_count_what_the_person_sees():
    world = finish(TrialWorld())
    assert home.figures(again(world.coordinator)) == {"planned": 0, "running": 0, "held": 1, "closed": 0, "pupils": 3}
    assert home.figures(again(TrialWorld(pupils=0).coordinator))["held"] == 0


def test_a_consent_of_a_guardian_who_left_is_no_consent(world):
    world.answer(0)
    world.guardians[0].status = "ended"
    world.guardians[0].save()
    assert ParentConsent.objects.count() == 1
    assert trials.participation_rows(refresh(world).trial)[0].consent_word == "none"
