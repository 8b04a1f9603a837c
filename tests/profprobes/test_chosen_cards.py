"""By which cards a trial is observed: form Б, annex 5 or both (BR-32); table 3 on by default for an in-depth trial (BR-35)."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from profprobes import errors
from profprobes.models import GroupObservation, Trial, TrialProgramme
from profprobes.queries import home_people as home
from profprobes.services import trials
from profprobes.services.trial_rubric import score_table
from profprobes.table3 import CRITERIA
from tests.factories.stages import finish, start
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


def save(world: TrialWorld, **changes) -> Trial:
    return trials.save_trial(trial=world.trial, by=world.coordinator, **changes)


def todos(lines, waits, user) -> list:
    rows = waits(user)
    return lines(user) if rows is not None and rows.exists() else []


def test_form_b_is_the_default_and_the_group_card_is_not_begun_by_itself():
    world = start(TrialWorld(pupils=1))
    assert world.trial.cards == Trial.Cards.FORM and not GroupObservation.objects.exists()


def test_where_annex_5_is_chosen_the_visit_begins_it_and_the_mentor_is_asked_for_it_instead_of_form_b():
    world = TrialWorld(pupils=2)
    save(world, cards=Trial.Cards.GROUP)
    finish(world)
    assert GroupObservation.objects.get().rows.count() == 2
    assert len(todos(home._mentor_group_cards, home._group_cards_of_mentor, world.mentor)) == 1
    assert len(todos(home._school_group_cards, home._group_cards_of_school, world.teacher)) == 1
    assert not home._cards_unsent(world.mentor).exists()


def test_with_both_the_mentor_is_asked_for_both():
    world = TrialWorld(pupils=1)
    save(world, cards=Trial.Cards.BOTH)
    finish(world)
    assert GroupObservation.objects.count() == 1 and home._cards_unsent(world.mentor).count() == 1


@pytest.mark.parametrize(
    ("kind", "chosen", "scored"),
    [("introductory", None, False), ("in_depth", None, True), ("in_depth", False, False), ("introductory", True, True)],
)
def test_table_3_is_on_for_an_in_depth_trial_unless_the_school_says_otherwise(kind, chosen, scored):
    world = TrialWorld(pupils=1, held=True)
    TrialProgramme.objects.filter(pk=world.programme.pk).update(kind=kind)
    Trial.objects.filter(pk=world.trial.pk).update(table3=chosen)
    assert Trial.objects.get().scores_table3 is scored
    assert bool(todos(home._mentor_tables, home._tables_of_mentor, world.mentor)) is scored


def test_the_line_about_table_3_goes_with_the_last_pupil():
    world = TrialWorld(pupils=2, held=True)
    Trial.objects.filter(pk=world.trial.pk).update(table3=True)
    for index, row in enumerate(world.participations):
        assert len(todos(home._mentor_tables, home._tables_of_mentor, world.mentor)) == 1, index
        score_table(participation=row, levels=dict.fromkeys(CRITERIA, 2), competences=[], by=world.mentor)
    assert todos(home._mentor_tables, home._tables_of_mentor, world.mentor) == []


def test_the_school_chooses_on_the_page_of_the_trial_and_the_tab_says_what_was_chosen():
    world = TrialWorld(pupils=1)
    client, today = signed_in(world.coordinator), timezone.localdate().isoformat()
    page = client.get(url("trial_details", world.trial.pk)).content.decode()
    assert 'name="cards"' in page and 'name="table3"' in page
    sent = {"responsible": world.responsible.pk, "informing_date": today, "diagnostics_date": today, "photo_choice": "publish"}
    assert client.post(url("trial_details", world.trial.pk), sent | {"cards": "nothing"}).status_code == 422
    assert client.post(url("trial_details", world.trial.pk), sent | {"cards": "both", "table3": "on"}).status_code == 302
    trial = Trial.objects.get()
    assert (trial.cards, trial.table3) == ("both", True)
    start(world)
    assert "Осы сынаққа таңдалған" in words(signed_in(world.teacher).get(url("trial_assessment", trial.pk)))


def test_once_the_visit_has_begun_nothing_is_chosen_anew():
    world = start(TrialWorld(pupils=1))
    with pytest.raises(errors.TooLate):
        save(world, cards=Trial.Cards.GROUP)


def test_the_database_knows_no_other_card():
    world = TrialWorld(pupils=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.filter(pk=world.trial.pk).update(cards="none")
