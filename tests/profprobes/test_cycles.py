"""Cycles of trials: §2.2 TrialCycle, CycleStep, CyclePartner, §5.13, BR-14, §8 «cycle, partners' expectations»."""

import datetime as dt

import pytest
import rules
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from accounts.models import Notice
from core.errors import WrongState
from core.todos import todos_of
from network.models import Agreement, Role
from profprobes import errors_cycles as errors
from profprobes.cycle_steps import BY_RECORDS, STEP_TITLES
from profprobes.documents import MeetingMinutes
from profprobes.errors import ReasonMissing
from profprobes.models import CyclePartner, CycleStep, ObservationCard, ParticipantForm, Trial, TrialCycle
from profprobes.queries.cycle_steps import next_thing, step_lines
from profprobes.services import cycle_partners, cycles
from tests.documents.reading import render_and_read
from tests.factories.cycle import CYCLE, EXPECTS, cycle_of, prepared
from tests.factories.people import OrganisationFactory, OtherRegionFactory, user_with_role
from tests.factories.trials import ProgrammeFactory, TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return TrialWorld(pupils=2)


@pytest.fixture
def held():
    return TrialWorld(pupils=2, held=True)


def states(cycle):
    return {line.step.number: line.state for line in step_lines(cycle)}


class TestStates:
    def test_a_cycle_goes_from_draft_to_closed(self, world):
        cycle = cycle_of(world, until="active")
        cycle = cycles.close_cycle(cycle=cycle, review="Екі мектеп қатысты", by=world.coordinator)
        assert cycle.status == TrialCycle.Status.CLOSED
        assert [step.target for step in cycle.transitions.all()] == ["agreed", "active", "closed"]

    def test_it_is_agreed_when_all_partners_have_joined(self, world):
        cycle = cycle_of(world, until="invited")
        with pytest.raises(errors.CycleIncomplete):
            cycles.agree_cycle(cycle=cycle, by=world.coordinator)
        cycle_partners.accept_invitation(partner=cycle.partners.get(), by=world.host_coordinator, **EXPECTS)
        assert cycles.agree_cycle(cycle=cycle, by=world.coordinator).status == TrialCycle.Status.AGREED

    def test_the_owner_of_a_chosen_programme_must_not_have_declined(self, world):
        cycle = cycle_of(world, until="invited")
        cycle_partners.decline_invitation(partner=cycle.partners.get(), reason="Уақыт жоқ", by=world.host_coordinator)
        assert len(cycles.agreement_gaps(cycle)) == 2

    @pytest.mark.parametrize("missing", [{"included_minutes": ""}, {"meeting_on": None}, {"qualities": []}, {"tools": []}])
    def test_it_begins_when_inclusion_criteria_and_meeting_are_recorded(self, world, missing):
        cycle = cycle_of(world, until="agreed")
        cycles.prepare_cycle(cycle=cycle, by=world.coordinator, **prepared(**missing))
        with pytest.raises(errors.CycleIncomplete):
            cycles.activate_cycle(cycle=cycle, by=world.coordinator)
        with pytest.raises(IntegrityError), transaction.atomic():
            TrialCycle.objects.filter(pk=cycle.pk).update(status="active")

    def test_what_opened_it_is_not_taken_away_later(self, world):
        cycle = cycle_of(world, until="active")
        with pytest.raises(errors.CycleIncomplete):
            cycles.prepare_cycle(cycle=cycle, by=world.coordinator, **prepared(meeting_on=None))

    def test_a_meeting_of_tomorrow_is_not_held_yet(self, world):
        cycle = cycle_of(world)
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        with pytest.raises(errors.DayAhead) as refusal:
            cycles.prepare_cycle(cycle=cycle, by=world.coordinator, **prepared(meeting_on=tomorrow))
        assert refusal.value.field == "meeting_on"

    def test_it_is_closed_with_a_review_only(self, world):
        cycle = cycle_of(world, until="active")
        with pytest.raises(errors.ReviewMissing):
            cycles.close_cycle(cycle=cycle, review=" ", by=world.coordinator)
        with pytest.raises(WrongState):
            cycles.close_cycle(cycle=cycle_of(TrialWorld(pupils=0)), review="х", by=world.coordinator)

    def test_a_closed_one_is_not_changed(self, world):
        cycle = cycles.close_cycle(cycle=cycle_of(world, until="active"), review="Болды", by=world.coordinator)
        with pytest.raises(errors.CycleClosed):
            cycles.change_cycle(cycle=cycle, by=world.coordinator, **CYCLE, academic_year=cycle.academic_year)
        with pytest.raises(errors.NotADraft):
            cycles.add_programme(cycle=cycle, programme=world.programme, by=world.coordinator)

    def test_wave_two_waits_until_wave_one_is_held(self, held):
        senior = {"grades": [10, 11], "wave": 2, "name": "Екінші толқын"}
        second = cycles.create_cycle(
            school=held.school, by=held.coordinator, **CYCLE | senior, academic_year=held.class_group.academic_year
        )
        assert cycles.first_wave_gap(second)
        first = cycle_of(held, grades=[10], wave=1)
        assert cycles.first_wave_gap(second) == []
        Trial.objects.update(status="planned")
        assert cycles.first_wave_gap(second) and not cycles.first_wave_gap(first)

    def test_only_seniors_have_waves(self, world):
        with pytest.raises(errors.WaveOfSeniors):
            cycle_of(world, wave=1)

    def test_a_programme_stands_in_one_cycle_of_the_year(self, world):
        cycle_of(world)
        with pytest.raises(errors.ProgrammeElsewhere):
            cycle_of(world, name="Тағы бір цикл")
        with pytest.raises(errors.NotPublished):
            cycles.add_programme(cycle=TrialCycle.objects.first(), programme=ProgrammeFactory(status="draft"), by=world.coordinator)

    def test_the_name_is_the_schools_own(self, world):
        cycle_of(world)
        with pytest.raises(errors.CycleNameTaken):
            cycle_of(world)

    def test_programmes_change_places_and_close_up(self, world):
        cycle, other = cycle_of(world), ProgrammeFactory()
        row = cycles.add_programme(cycle=cycle, programme=other, by=world.coordinator)
        cycles.move_programme(row=row, up=True, by=world.coordinator)
        assert cycle.steps_of_programmes.get(order=1).programme == other
        cycles.remove_programme(row=cycle.steps_of_programmes.get(order=1), by=world.coordinator)
        assert cycle.steps_of_programmes.get().order == 1

    @pytest.mark.parametrize("machine", [TrialCycle, CyclePartner])
    def test_every_step_has_its_permission_and_every_state_a_name_and_a_look(self, machine):
        assert all(rules.perm_exists(f"profprobes.{action}_{machine._meta.model_name}") for action in machine.TRANSITIONS)
        assert set(machine.STATUS_LOOK) == set(machine.Status)
        for status in machine.Status:
            names = set()
            for language in ("kk", "ru", "en"):
                with translation.override(language):
                    names.add(str(status.label))
            assert len(names) == 3, status


class TestPartners:
    @pytest.mark.parametrize("missing", [{"expects_what": ""}, {"quantity": None}, {"quality": " "}])
    def test_joining_needs_all_three_expectations(self, world, missing):
        partner = cycle_of(world, until="invited").partners.get()
        with pytest.raises(errors.ExpectationsMissing):
            cycle_partners.accept_invitation(partner=partner, by=world.host_coordinator, **EXPECTS | missing)
        with pytest.raises(IntegrityError), transaction.atomic():
            CyclePartner.objects.filter(pk=partner.pk).update(status="accepted")

    def test_declining_needs_a_reason(self, world):
        partner = cycle_of(world, until="invited").partners.get()
        with pytest.raises(ReasonMissing):
            cycle_partners.decline_invitation(partner=partner, reason="", by=world.host_coordinator)

    def test_the_result_is_entered_when_the_cycle_runs(self, world):
        cycle = cycle_of(world, until="agreed")
        with pytest.raises(errors.CycleNotRunning):
            cycle_partners.assess_partner(partner=cycle.partners.get(), actual=3, by=world.coordinator)
        cycles.prepare_cycle(cycle=cycle, by=world.coordinator, **prepared())
        cycles.activate_cycle(cycle=cycle, by=world.coordinator)
        row = cycle_partners.assess_partner(partner=cycle.partners.get(), actual=18, by=world.coordinator)
        assert row.status == CyclePartner.Status.ASSESSED and row.actual == 18

    def test_one_that_joined_stays(self, world):
        with pytest.raises(errors.PartnerJoined):
            cycle_partners.remove_partner(partner=cycle_of(world, until="joined").partners.get(), by=world.coordinator)

    def test_the_school_is_no_partner_and_nobody_is_asked_twice(self, world):
        cycle = cycle_of(world, until="invited")
        with pytest.raises(errors.OwnSchool):
            cycle_partners.invite_partner(cycle=cycle, organisation=world.school, by=world.coordinator)
        with pytest.raises(errors.PartnerInvited):
            cycle_partners.invite_partner(cycle=cycle, organisation=world.host, by=world.coordinator)

    def test_both_sides_are_told(self, world, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            cycle_of(world, until="joined")
        assert Notice.objects.filter(user=world.host_coordinator).count() == 1
        assert Notice.objects.filter(user=world.coordinator).count() == 1

    def test_the_page_leads_to_inviting_the_owners_before_it_waits_for_answers(self, world):
        cycle = cycle_of(world)
        cycle_partners.invite_partner(cycle=cycle, organisation=OrganisationFactory(college=True), by=world.coordinator)
        assert next_thing(cycle, [], True)["href"] == url("cycle_partner_add", cycle.pk)
        cycle_partners.invite_partner(cycle=cycle, organisation=world.host, by=world.coordinator)
        assert "href" not in next_thing(cycle, [], True)


class TestSteps:
    def test_the_sixteen_titles_stand_in_both_languages(self):
        assert list(STEP_TITLES) == list(range(1, 17)) and all(
            set(one) == {"kk", "ru"} and all(one.values()) for one in STEP_TITLES.values()
        )

    def test_five_steps_tick_themselves_from_the_records(self, held):
        cycle = cycle_of(held, until="active")
        assert [number for number, state in states(cycle).items() if state == "done"] == list(BY_RECORDS)
        Agreement.objects.update(status="draft")
        held.trial_mentor.valid_until = timezone.localdate() - dt.timedelta(days=1)
        held.trial_mentor.save()
        ObservationCard.objects.filter(participation=held.participations[0]).update(status="draft")
        ParticipantForm.objects.filter(participation=held.participations[0]).update(after_at=None)
        found = states(cycle)
        assert (found[2], found[3], found[14], found[15]) == ("not_started", "not_started", "in_work", "in_work")
        Trial.objects.update(status="planned")
        assert states(cycle)[13] == "not_started"

    @pytest.mark.parametrize("number", BY_RECORDS)
    def test_what_the_records_tick_is_not_ticked_by_hand(self, world, number):
        step = cycle_of(world).steps.get(number=number)
        with pytest.raises(errors.StepByRecords):
            cycles.save_step(step=step, due=None, responsible=None, note="", status="done", by=world.coordinator)
        with pytest.raises(IntegrityError), transaction.atomic():
            CycleStep.objects.filter(pk=step.pk).update(status="done", done_on=timezone.localdate())

    def test_a_step_that_is_not_needed_says_why(self, world):
        step = cycle_of(world).steps.get(number=9)
        with pytest.raises(ReasonMissing):
            cycles.save_step(step=step, due=None, responsible=None, note="", status="not_needed", by=world.coordinator)
        step = cycles.save_step(
            step=step, due=None, responsible=None, note="", status="not_needed", reason="Шағын сынақ", by=world.coordinator
        )
        assert not next(line for line in step_lines(step.cycle) if line.step == step).is_open

    def test_done_carries_its_day(self, world):
        step = cycle_of(world).steps.get(number=1)
        values = {"due": None, "responsible": world.coordinator, "note": "Сауалнама", "by": world.coordinator}
        assert cycles.save_step(step=step, status="done", **values).done_on == timezone.localdate()
        assert cycles.save_step(step=step, status="in_work", **values).done_on is None


class TestTodos:
    def test_a_partner_reads_that_a_cycle_waits_for_the_answer(self, world):
        cycle = cycle_of(world, until="invited")
        assert "cycle_invitation" in {todo.code for todo in todos_of(world.host_coordinator)}
        cycle_partners.accept_invitation(partner=cycle.partners.get(), by=world.host_coordinator, **EXPECTS)
        fresh = type(world.host_coordinator).objects.get(pk=world.host_coordinator.pk)
        assert "cycle_invitation" not in {todo.code for todo in todos_of(fresh)}

    def test_a_coordinator_reads_of_overdue_steps_but_not_of_those_that_the_records_ticked(self, held):
        cycle = cycle_of(held, until="active")
        cycle.steps.filter(number__in=[1, 13]).update(due=timezone.localdate() - dt.timedelta(days=2))
        lines = [todo for todo in todos_of(held.coordinator) if todo.code == "cycle_step"]
        assert [line.args for line in lines] == [(cycle.steps.get(number=1).pk,)]


class TestScreens:
    def test_a_coordinator_plans_and_a_partner_joins(self, world):
        school, host = signed_in(world.coordinator), signed_in(world.host_coordinator)
        year = world.class_group.academic_year.pk
        answer = school.post(url("cycle_new"), CYCLE | {"wave": "", "academic_year": year})
        cycle = TrialCycle.objects.get()
        assert answer.url == url("cycle", cycle.pk)
        assert url("cycle_programme_add", cycle.pk) in school.get(answer.url).content.decode()
        school.post(url("cycle_programme_add", cycle.pk), {"programme": world.programme.pk})
        school.post(url("cycle_partner_add", cycle.pk), {"organisation": world.host.pk, "quantity": 5})
        partner = cycle.partners.get()
        assert "Ағаш өңдеу циклі" in words(host.get(url("cycles")))
        refused = host.post(url("cycle_partner", partner.pk), EXPECTS | {"quality": ""})
        assert refused.status_code == 422 and "Мамандықты таныған" in refused.content.decode()
        host.post(url("cycle_partner", partner.pk), EXPECTS)
        school.post(url("cycle_move", cycle.pk, "agree"))
        assert "Циклді дайындау" in words(school.get(url("cycle", cycle.pk)))
        data = {key: value for key, value in prepared().items() if value is not None}
        assert school.post(url("cycle_prepare", cycle.pk), data).status_code == 302
        school.post(url("cycle_move", cycle.pk, "activate"))
        cycle.refresh_from_db()
        assert cycle.status == TrialCycle.Status.ACTIVE
        assert "1-қадам" in words(school.get(url("cycle", cycle.pk)))
        step = cycle.steps.get(number=1)
        assert school.post(url("cycle_step", step.pk), {"status": "not_needed"}).status_code == 422
        assert school.post(url("cycle_step", step.pk), {"status": "done", "responsible": world.coordinator.pk}).status_code == 302
        assert school.post(url("cycle_partner_assess", partner.pk), {"actual": 19}).status_code == 302
        assert school.post(url("cycle_close", cycle.pk), {"review": ""}).status_code == 422
        assert school.post(url("cycle_close", cycle.pk), {"review": "Мақсат орындалды"}).status_code == 302
        assert "Мақсат орындалды" in words(school.get(url("cycle", cycle.pk)))

    def test_a_refusal_stands_beside_its_field(self, world):
        cycle_of(world)
        page = signed_in(world.coordinator).post(
            url("cycle_new"), CYCLE | {"wave": "1", "academic_year": world.class_group.academic_year.pk}
        )
        assert page.status_code == 422 and "10–11" in words(page)
        page = signed_in(world.coordinator).post(
            url("cycle_new"), CYCLE | {"wave": "", "academic_year": world.class_group.academic_year.pk}
        )
        assert page.status_code == 422 and TrialCycle.objects.count() == 1

    def test_who_reads_and_who_changes(self, world):
        cycle = cycle_of(world, until="invited")
        page = url("cycle", cycle.pk)
        elsewhere = OrganisationFactory(region=OtherRegionFactory())
        seen = {
            "teacher": world.teacher, "operator": user_with_role(Role.REGION_OPERATOR), "host": world.host_coordinator,
            "stranger": user_with_role(Role.CAREER_COORDINATOR, elsewhere), "pupil": user_with_role(Role.PUPIL, world.school),
        }  # fmt: skip
        answers = {name: signed_in(person).get(page).status_code for name, person in seen.items()}
        assert answers["teacher"] == answers["operator"] == 200
        assert answers["host"] == answers["stranger"] == 404
        assert answers["pupil"] != 200
        assert signed_in(world.teacher).post(url("cycle_move", cycle.pk, "agree")).status_code == 403
        partner = cycle.partners.get()
        assert signed_in(world.coordinator).post(url("cycle_partner", partner.pk), EXPECTS).status_code == 403
        assert signed_in(world.host_coordinator).get(url("cycle_partner", partner.pk)).status_code == 200

    def test_lists_cost_the_same_whatever_their_size(self, world, django_assert_max_num_queries):
        cycle_of(world, until="joined")
        browser = signed_in(world.coordinator)
        browser.get(url("cycles"))
        with django_assert_max_num_queries(12):
            browser.get(url("cycles"))


class TestMinutes:
    @pytest.mark.parametrize(
        "language, expected",
        [
            ("kk", ["Бағдар беру жиналысының хаттамасы", "Ата-аналардың бағалауға қатысуы", "оқушылар – 24, ата-аналар – 19", "саналылық",
                    "Фото және бейне жадынамасы", "Рұқсат жоқ болса", "Төраға"]),
            ("ru", ["Протокол установочного собрания", "Участие родителей в оценивании", "учащихся – 24, родителей – 19", "осознанность",
                    "Памятка о фото и видео", "Если разрешения нет", "Председатель"]),
        ],
    )  # fmt: skip
    def test_they_print_six_rows_and_the_memo(self, world, language, expected):
        cycle = cycle_of(world)
        assert MeetingMinutes().problems(cycle, language)
        meeting = {"meeting_pupils": 24, "meeting_parents": 19, "meeting_decisions": "Қабылданды", "meeting_chair": "Г. Демо"}
        cycle = cycles.prepare_cycle(cycle=cycle, by=world.coordinator, **prepared(**meeting))
        assert not MeetingMinutes().problems(cycle, language)
        page = render_and_read(MeetingMinutes, cycle, language)
        for text in (*expected, "Қабылданды", "Г. Демо"):
            assert text in page.text, text

    def test_a_class_teacher_issues_them_and_a_partner_does_not(self, world):
        cycle = cycle_of(world, until="invited")
        assert world.teacher.has_perm("profprobes.issue_trialcycle", cycle) and world.coordinator.has_perm(
            "profprobes.issue_trialcycle", cycle
        )
        assert not world.host_coordinator.has_perm("profprobes.issue_trialcycle", cycle)
