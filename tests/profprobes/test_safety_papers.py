"""PP-ROUTE and PP-BRIEF in both languages (§5.8)."""

import pytest

from profprobes.documents import BriefingJournal, RouteSheetPaper
from profprobes.models import RouteSheet, TrialSession
from tests.documents.reading import render_and_read
from tests.factories.stages import prepare
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "language, route, journal, topic",
    [("kk", "Бағдар парағы", "Нұсқамалар журналы", "кімге хабарлау"), ("ru", "Маршрутный лист", "Журнал инструктажей", "кому сообщить")],
)
def test_both_papers_print_the_group_and_the_screen_offers_them(language, route, journal, topic):
    world = prepare(TrialWorld(pupils=2))
    sheet = RouteSheet.objects.get(session=world.session)
    paper = render_and_read(RouteSheetPaper, sheet, language)
    for text in (route, "09:30", "ДЕМО-1", world.pupils[0].last_name, world.pupils[1].last_name):
        assert text in paper.text
    paper = render_and_read(BriefingJournal, world.session, language)
    for text in (journal, topic, world.pupils[0].last_name):
        assert text in paper.text
    page = words(signed_in(world.coordinator).get(url("trial_documents", world.trial.pk)))
    assert "Бағдар парағы" in page and "Нұсқамалар журналы" in page


def test_a_journal_without_rows_and_a_classmate_get_nothing():
    world = TrialWorld(pupils=1)
    assert BriefingJournal().problems(world.session, "kk")
    rows = TrialSession.objects.filter(pk=world.session.pk)
    assert BriefingJournal().readable(rows, world.coordinator).exists()
    assert not BriefingJournal().readable(rows, world.pupils[0]).exists()
