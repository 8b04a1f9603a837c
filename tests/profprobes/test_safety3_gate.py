"""The level of the mentor in G2, the cycle's dates in G11, versions of programmes in a cycle (§2.1, BR-15)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from network.models import LegalAct, Site
from profprobes import errors_safety
from profprobes.errors_cycles import CycleDoesNotFit
from profprobes.forms.cycle_card import CycleCardForm, hours_differ
from profprobes.models import Trial, TrialCycle, TrialMentor, TrialProgramme
from profprobes.services import gate, trials
from profprobes.services.cycles import add_programme, create_cycle, trials_of
from profprobes.services.mentor_training import record_training
from profprobes.services.programmes import new_version
from profprobes.services.regulation import printable_acts
from tests.factories.cycle import CYCLE
from tests.factories.safety import green_papers
from tests.factories.stages import prepare
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return green_papers(prepare(TrialWorld()))


def red(world):
    return [line.code for line in gate.gate(world.session) if not line.ok and line.blocking]


def at_level(world, level):
    TrialMentor.objects.filter(pk=world.trial_mentor.pk).update(level=level)


class TestLevel:
    @pytest.mark.parametrize("why", ["risk", "immersion"])
    def test_high_risk_and_immersion_need_a_mentor_of_level_safety(self, world, why):
        if why == "risk":
            Site.objects.filter(pk=world.site.pk).update(risk_level="high")
        else:
            TrialProgramme.objects.filter(pk=world.programme.pk).update(kind="immersion")
        assert red(world) == ["G2"]
        at_level(world, "safety")
        assert red(world) == []

    def test_other_places_are_content_with_the_basic_level(self, world):
        Site.objects.filter(pk=world.site.pk).update(risk_level="medium")
        assert red(world) == []

    def test_the_host_records_a_training_with_its_proof(self, world):
        client, today = signed_in(world.host_coordinator), timezone.localdate()
        address = url("mentor_training", world.trial_mentor.pk)
        assert client.post(address, {"level": "safety", "trained_on": today.isoformat(), "note": ""}).status_code == 422
        sent = {"level": "safety", "trained_on": today.isoformat(), "note": "Өңірлік орталық, № 14"}
        assert client.post(address, sent).status_code == 302
        world.trial_mentor.refresh_from_db()
        assert (world.trial_mentor.level, world.trial_mentor.valid_until.year) == ("safety", today.year + 2)
        assert signed_in(world.coordinator).get(address).status_code == 403

    def test_an_old_training_does_not_make_a_mentor_active(self, world):
        values = {"mentor": world.trial_mentor, "level": "basic", "note": "№ 1", "by": world.host_coordinator}
        old = record_training(trained_on=timezone.localdate() - dt.timedelta(days=900), **values)
        assert old.status == TrialMentor.Status.UNTRAINED
        with pytest.raises(errors_safety.TrainingAhead):
            record_training(trained_on=timezone.localdate() + dt.timedelta(days=1), **values)


def cycle_of(world, **changes):
    """A cycle of the school with the world's programme, agreed."""
    year = world.trial.group.academic_year
    cycle = create_cycle(school=world.school, academic_year=year, by=world.coordinator, **CYCLE)
    add_programme(cycle=cycle, programme=world.programme, by=world.coordinator)
    TrialCycle.objects.filter(pk=cycle.pk).update(status="agreed", **changes)
    cycle.refresh_from_db()
    return cycle


class TestCycle:
    def test_meeting_and_diagnostics_of_the_cycle_cover_its_trials(self, world):
        TrialProgramme.objects.filter(pk=world.programme.pk).update(kind="introductory")
        Trial.objects.filter(pk=world.trial.pk).update(informing_date=None, diagnostics_date=None)
        assert red(world) == ["G11"]
        today = timezone.localdate()
        cycle = cycle_of(world, meeting_on=today, diagnostics_entry=today)
        world.trial.refresh_from_db()
        trials.save_trial(trial=world.trial, cycle=cycle, by=world.coordinator)
        assert red(world) == []

    def test_diagnostics_after_the_visit_do_not_cover_it(self, world):
        TrialProgramme.objects.filter(pk=world.programme.pk).update(kind="introductory")
        later = timezone.localdate() + dt.timedelta(days=30)
        Trial.objects.filter(pk=world.trial.pk).update(diagnostics_date=None, cycle=cycle_of(world, diagnostics_entry=later))
        assert red(world) == ["G11"]

    def test_the_coordinator_chooses_the_cycle_on_the_page_of_the_trial(self, world):
        cycle, client = cycle_of(world), signed_in(world.coordinator)
        assert cycle.name in words(client.get(url("trial_details", world.trial.pk)))
        sent = {"responsible": world.responsible.pk, "photo_choice": "publish", "cycle": cycle.pk}
        assert client.post(url("trial_details", world.trial.pk), sent).status_code == 302
        world.trial.refresh_from_db()
        assert world.trial.cycle == cycle and cycle.name in words(client.get(url("trial", world.trial.pk)))

    def test_a_cycle_of_another_school_is_refused(self, world):
        strange = cycle_of(TrialWorld(pupils=1))
        with pytest.raises(CycleDoesNotFit):
            trials.save_trial(trial=world.trial, cycle=strange, by=world.coordinator)

    def test_a_newer_version_of_the_programme_still_counts_trials_of_the_one_before(self, world):
        cycle = cycle_of(world)
        assert list(trials_of(cycle)) == [world.trial]
        newer = new_version(programme=world.programme, by=world.host_coordinator)
        cycle.steps_of_programmes.update(programme=newer)
        assert list(trials_of(cycle)) == [world.trial]

    def test_a_trial_of_another_cycle_is_not_counted_twice(self, world):
        first = cycle_of(world)
        other = create_cycle(
            school=world.school, academic_year=first.academic_year, by=world.coordinator, **(CYCLE | {"name": "Екінші цикл"})
        )
        Trial.objects.filter(pk=world.trial.pk).update(cycle=other)
        assert list(trials_of(first)) == [] and list(trials_of(other)) == [world.trial]


class TestWordsOfTheOperator:
    def test_an_act_that_the_operator_marks_is_printed_by_the_next_regulation(self):
        today = timezone.localdate()
        values = {"title_kk": "Жаңа қағида", "title_ru": "Новые правила", "date": dt.date(2026, 9, 1), "checked_on": today}
        act = LegalAct.objects.create(number="ДЕМО-1", **values)
        assert act not in printable_acts(today)
        LegalAct.objects.filter(pk=act.pk).update(for_trials=True)
        assert printable_acts(today)[-1] == act

    @pytest.mark.parametrize(("planned", "warned"), [("12", True), ("2.0", False), ("", False), ("x", False)])
    def test_hours_that_differ_from_the_programme_are_told_beside_the_field(self, planned, warned):
        programme = TrialProgramme(academic_hours=Decimal(2))
        assert bool(hours_differ(programme, planned)) is warned
        form = CycleCardForm({"planned_hours": planned}, programme=programme)
        assert ("2" in str(form.fields["planned_hours"].help_text)) is warned
