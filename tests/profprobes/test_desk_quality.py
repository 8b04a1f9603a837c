"""The operator's desk: satisfaction of mentors (K7), results of partners (K9), empty reflections (TK-13), parallels against their school (TK-15)."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from network.models import Role
from profprobes.models import CyclePartner, ParticipantForm, Participation, TrialCycle
from profprobes.queries.desk_quality import Joining, parallels_apart, quality_and_words
from profprobes.queries.indicator_rows import Scope
from profprobes.queries.indicators import Parallel
from profprobes.queries.reviews import empty_shares
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_kept_choices():
    cache.clear()


@pytest.fixture
def operator():
    return user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True))


def say(world, text, count):
    rows = ParticipantForm.objects.filter(participation__in=world.participations[:count])
    rows.update(**dict.fromkeys(ParticipantForm.ANSWERS, text))


def scope_of(world):
    return Scope.of_year([world.school.pk], world.class_group.academic_year)


class TestEmptyReflections:
    @pytest.mark.parametrize("text", ["ұнады", "Маған ұнады!", "  — … ", "мне понравилось", "бір-екі", "Иә, жалғастырамын деп ойлаймын"])
    def test_the_database_counts_as_the_rule_does(self, text):
        world = TrialWorld(pupils=3, held=True)
        say(world, text, 2)
        told = quality_and_words(scope_of(world))[1]
        rule = empty_shares(Participation.objects.filter(trial=world.trial))
        assert {row.programme: row.share for row in told.programmes} == rule["programme"]
        assert {kind: share for kind, _label, share in told.kinds} == rule["kind"]

    def test_36_per_cent_of_11_are_shown_with_the_programme_to_rework(self, operator):
        world = TrialWorld(pupils=11, held=True)
        say(world, "ұнады", 4)
        page = words(signed_in(operator).get(url("desk")))
        assert "36 %: 11 ішінен 4" in page and "Қайта құрастырылатын бағдарламалар" in page and world.programme.name in page


class TestPartners:
    def test_reached_short_and_waiting(self):
        rows = [CyclePartner(quantity=10, actual=actual) for actual in (12, 10, 9, None)]
        found = Joining(rows)
        assert [len(part) for part in (found.reached, found.short, found.waiting)] == [2, 1, 1]
        assert found.to_look_at == [rows[2], rows[3]]

    def test_the_desk_leads_to_the_cycle_of_a_partner_that_received_less(self, operator):
        world = TrialWorld(pupils=5, held=True)
        cycle = TrialCycle.objects.create(
            school=world.school, academic_year=world.class_group.academic_year, name="Ағаш ұстасы", grades=[8], created_by=world.coordinator
        )
        CyclePartner.objects.create(
            cycle=cycle, organisation=world.host, expects_what="Үміткер", quantity=10, quality="Ынталы", actual=4, status="assessed",
            accepted_by=world.host_coordinator, accepted_at=timezone.now(),
        )  # fmt: skip
        client = signed_in(operator)
        page = client.get(url("desk"))
        assert "4 / 10" in words(page) and f'href="{url("cycle", cycle.pk)}"' in page.content.decode()
        assert client.get(url("cycle", cycle.pk)).status_code == 200


class TestParallels:
    def test_more_than_15_points_are_marked_and_a_parallel_under_five_is_left_out(self):
        rows = parallels_apart([Parallel(1, 7, 50, artefact=45), Parallel(1, 8, 50, artefact=10), Parallel(1, 9, 3, artefact=0)])
        assert [(row.grade, row.is_marked) for row in rows] == [(7, True), (8, True)]

    def test_the_list_of_schools_shows_them_without_an_order_of_merit(self, operator):
        world = TrialWorld(pupils=6, held=True)
        page = signed_in(operator).get(url("desk_schools"), {"lacks": "deviation"})
        assert page.status_code == 200 and world.school.short_name not in words(page)  # one parallel cannot lie apart from its school


def test_mentors_have_a_picture_of_their_own_and_nothing_under_five_answers(operator):
    TrialWorld(pupils=5, held=True)
    page = words(signed_in(operator).get(url("desk")))
    assert "Тәлімгерлердің қанағаттануы" in page and page.count("Әзірге бес жауаптан аз") == 2
