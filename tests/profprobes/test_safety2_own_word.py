"""The pupil's own word under a briefing, and how the journal prints it (ADR 0077)."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from profprobes.documents import BriefingJournal
from profprobes.models import BriefingAck
from tests.documents.reading import render_and_read
from tests.factories.stages import prepare
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = prepare(TrialWorld(pupils=2))
    User.objects.filter(pk__in=[pupil.pk for pupil in world.pupils]).update(sign_in="active")
    for pupil in world.pupils:
        pupil.refresh_from_db()
    return world


def line_of(world, index):
    return BriefingAck.objects.get(participation=world.participations[index])


@pytest.mark.parametrize("language, own, mark", [("kk", "расталды", "белгісі"), ("ru", "Подтверждено", "отметка")])
def test_the_journal_tells_the_own_word_from_the_conductors_mark(world, language, own, mark):
    text = render_and_read(BriefingJournal, world.session, language).text
    assert own not in text and text.count(mark) == 2
    signed_in(world.pupils[0]).post(url("my_briefing", line_of(world, 0).pk))
    text = render_and_read(BriefingJournal, world.session, language).text
    assert text.count(own) == 1 and text.count(mark) == 1


def test_the_button_stands_on_the_pupils_page_until_it_is_pressed(world):
    browser, page = signed_in(world.pupils[0]), url("my_trial", world.participations[0].pk)
    assert "Нұсқамадан өттім, түсіндім" in words(browser.get(page))
    browser.post(url("my_briefing", line_of(world, 0).pk))
    first = line_of(world, 0).own_at
    browser.post(url("my_briefing", line_of(world, 0).pk))
    assert line_of(world, 0).own_at == first
    assert "Нұсқамадан өттім, түсіндім" not in words(browser.get(page))


def test_nobody_confirms_for_another(world):
    address = url("my_briefing", line_of(world, 0).pk)
    assert signed_in(world.pupils[1]).post(address).status_code == 404
    for person in (world.teacher, world.coordinator, world.mentor):
        assert signed_in(person).post(address).status_code == 403
    assert line_of(world, 0).own_at is None


def test_the_database_keeps_the_own_word(world):
    row = line_of(world, 0)
    BriefingAck.objects.filter(pk=row.pk).update(own_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        BriefingAck.objects.filter(pk=row.pk).update(own_at=None)
