"""Indicators of §6 with the worked examples of the requirements."""

import datetime as dt
from collections import Counter

import pytest
from django.utils import timezone

from accounts.models import SupportNeed
from network.models import AcademicYear
from portfolio.models import Portfolio, PortfolioEntry
from profprobes.models import MeaningfulnessCheck, Participation, RouteSheet, Trial
from profprobes.queries import indicators
from profprobes.queries.indicator_rows import Scope, class_rows, parallel_rows, quality_of, score_rows
from profprobes.queries.indicators import Access, Parallel
from profprobes.services.feedback import open_feedback
from surveys.models import Answer, Response
from tests.factories.after import over
from tests.factories.safety import incident_of
from tests.factories.trials import TrialWorld
from tests.security.world import SecurityWorld


class TestArithmetic:
    def test_k2_four_of_five_parallels_when_grade_10_has_only_an_excursion(self):
        rows = [Parallel(1, grade, 25, largest=0 if grade == 10 else 20) for grade in range(7, 12)]
        value = indicators.k2(rows)
        assert (value.part, value.whole, value.value, value.reached) == (4, 5, 80.0, False)

    def test_a_parallel_of_three_is_covered_from_three(self):
        assert Parallel(1, 10, 3, largest=3).covered
        assert not Parallel(1, 10, 3, largest=2).covered
        assert not Parallel(1, 10, 40, largest=4).covered

    def test_k6_five_scores_give_4_2_and_four_give_nothing(self):
        assert indicators.satisfaction("K6", Counter([5, 5, 4, 4, 3])).value == 4.2
        hidden = indicators.satisfaction("K6", Counter([5, 5, 4, 4]))
        assert hidden.hidden and hidden.value is None and hidden.shown == "—"

    def test_tk17_1800_of_3000_against_75_per_cent_is_0_80(self):
        value = Access("rural", "", 1800, 3000, 7500, 10_000).figure
        assert value.value == 0.8 and value.reached is False and value.shown == "0,8"

    def test_a_group_under_five_is_hidden(self):
        assert Access("sen", "", 2, 4, 75, 100).figure.hidden
        assert indicators.figure("K3", 2, 4).shown == "—"

    def test_br38_parallel_minus_school_and_class_minus_parallel(self):
        rest = [Parallel(1, 8, 100, artefact=78, name="8 «А»"), Parallel(1, 9, 91, artefact=70, name="9 «А»")]
        rows = [Parallel(1, 7, 25, artefact=20, name="7 «А»"), Parallel(1, 7, 24, artefact=12, name="7 «Ә»"), *rest]
        seventh = indicators.deviations(rows)[0]
        assert (seventh.have, seventh.pupils, seventh.points, seventh.shown, seventh.is_marked) == (32, 49, -9.7, "−9,7", False)
        assert [(one.points, one.is_marked) for one in seventh.classes] == [(14.7, False), (-15.3, True)]

    @pytest.mark.parametrize(
        ("code", "value", "reached"), [("TK-13", 20, False), ("TK-13", 19.9, True), ("TK-18", 90, True), ("K5", 1, False)]
    )
    def test_targets_are_at_least_at_most_or_under(self, code, value, reached):
        assert indicators.Figure(indicators.MEASURES[code], value).reached is reached


@pytest.mark.django_db
class TestRows:
    @pytest.fixture
    def world(self):
        return TrialWorld(pupils=5, held=True)

    def closed(self, world, counts=True):
        Trial.objects.filter(pk=world.trial.pk).update(status="closed", counts_as_trial=counts)

    def scope(self, world):
        return Scope.of_year([world.school.pk], world.class_group.academic_year)

    def test_a_held_trial_is_a_contact_and_a_closed_one_that_counts_covers_the_parallel(self, world):
        row = parallel_rows(self.scope(world))[0]
        assert (row.grade, row.pupils, row.reached, row.contacts, row.tried, row.covered) == (world.class_group.grade, 5, 5, 5, 0, False)
        self.closed(world)
        row = parallel_rows(self.scope(world))[0]
        assert (row.tried, row.largest, row.covered) == (5, 5, True)

    def test_story_11_an_excursion_is_a_contact_and_no_trial(self, world):
        self.closed(world, counts=False)
        row = parallel_rows(self.scope(world))[0]
        assert (row.contacts, row.tried, row.covered) == (5, 0, False)

    def test_who_was_absent_is_not_reached(self, world):
        Participation.objects.filter(pk=world.participations[0].pk).update(status="absent")
        assert parallel_rows(self.scope(world))[0].reached == 4

    def test_an_artefact_counts_for_k4_once_it_is_in_the_portfolio(self, world):
        thing = SecurityWorld.artefact.func(type("W", (), {"pupil": world.pupils[0]})())
        world.participations[0].artefacts.add(thing)
        assert parallel_rows(self.scope(world))[0].artefact == 0
        shelf = Portfolio.objects.get_or_create(owner=world.pupils[0])[0]
        entry = PortfolioEntry.objects.create(portfolio=shelf, type="trial_product", title="Демо", happened_on=timezone.localdate())
        entry.artefacts.add(thing)
        row = parallel_rows(self.scope(world))[0]
        assert (row.artefact, row.shelf) == (1, 1)
        assert [(one.name, one.artefact) for one in class_rows(self.scope(world))] == [(world.class_group.name, 1)]

    def test_pupils_with_special_needs_are_counted_without_names(self, world):
        SupportNeed.objects.create(user=world.pupils[0], kind="sen", valid_from=timezone.localdate())
        self.closed(world)
        row = parallel_rows(self.scope(world))[0]
        assert (row.sen, row.sen_tried) == (1, 1)

    def test_another_year_and_another_school_stay_out(self, world):
        year = world.class_group.academic_year
        before = AcademicYear.objects.create(
            starts_on=year.starts_on - dt.timedelta(days=366), ends_on=year.starts_on - dt.timedelta(days=1)
        )
        assert parallel_rows(Scope.of_year([world.school.pk], before)) == []
        assert parallel_rows(Scope.of_year([world.host.pk], year)) == []

    def test_quality_of_trials(self, world):
        self.closed(world)
        for code in MeaningfulnessCheck.Code.values:
            MeaningfulnessCheck.objects.create(trial=world.trial, code=code, auto=True, manual=True, confirmed_by=world.coordinator)
        Participation.objects.filter(pk=world.participations[0].pk).update(outcome="not_for_me")
        RouteSheet.objects.create(
            session=world.session, way="on_foot", departs_at=dt.time(9), departs_from_kk="А", departs_from_ru="А", returns_at=dt.time(12),
            travel_minutes=95,
        )  # fmt: skip
        world.answer(0, signed_at=world.session.starts - dt.timedelta(days=2))
        world.answer(1, signed_at=world.session.starts - dt.timedelta(hours=3))
        incident_of(world, severity="serious")
        value = quality_of(self.scope(world))
        assert (value.held, value.closed, value.counted, value.meaningful, value.attended, value.not_for_me) == (1, 1, 1, 1, 5, 1)
        assert (value.travel, value.far, value.asked, value.in_time, value.serious) == (95.0, 1, 2, 1, 1)
        MeaningfulnessCheck.objects.filter(code="goal").update(manual=False, auto=False)
        assert quality_of(self.scope(world)).meaningful == 0

    def test_scores_of_the_feedback_form_by_source_and_site(self, world):
        survey = open_feedback(over(world, hours=2).trial)
        question = survey.questionnaire.questions.get(code="score")
        for score in (5, 5, 4, 4, 3):
            response = Response.objects.create(round=survey, stratum="pupil", submitted_day=timezone.localdate())
            Answer.objects.create(response=response, question=question, number=score)
        found = score_rows(self.scope(world))
        assert indicators.satisfaction("K6", found.by_source["pupil"]).value == 4.2
        assert found.by_site[world.site.pk] == Counter({5: 2, 4: 2, 3: 1})
