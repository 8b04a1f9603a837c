"""Loading the clauses: twice changes nothing, a changed text is a new version, what the Academy wrote stays."""

import pytest
from django.core.management import call_command

from network.agreements import loading
from network.agreements.reader import Clause, text_of
from network.models import AgreementKind, ClauseTemplate

from ..factories.agreement_texts import load_clauses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded():
    load_clauses()


def test_a_second_run_changes_nothing(capsys):
    before = ClauseTemplate.objects.count()
    call_command("load_agreement_texts")
    assert "added: 0, replaced: 0, retired: 0" in capsys.readouterr().out
    assert ClauseTemplate.objects.count() == before
    assert ClauseTemplate.objects.current("CG").count() == len(text_of("CG").clauses)


def test_places_to_fill_come_with_their_labels():
    clause = ClauseTemplate.objects.get(kind="TRIAL", code="2.1", active=True)
    assert {place["name"]: place["type"] for place in clause.variables} == {"site": "text", "places": "number"}
    assert all(place["kk"] and place["ru"] for place in clause.variables)


def changed(monkeypatch, kind, code, kk):
    """The file says something else."""
    own = text_of(kind)
    clauses = tuple(Clause(c.code, kk, c.ru, c.mandatory, c.heading) if c.code == code else c for c in own.clauses)
    fake = type(own)(own.kind, own.word, own.title, clauses)
    monkeypatch.setattr(loading, "text_of", lambda asked: fake if asked == kind else text_of(asked))
    return loading.load_texts(AgreementKind, ClauseTemplate)


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(monkeypatch):
    assert changed(monkeypatch, "CG", "4.1", "Жаңа мәтін.").replaced == 1
    rows = ClauseTemplate.objects.filter(kind="CG", code="4.1").order_by("version")
    assert [(row.version, row.active) for row in rows] == [(1, False), (2, True)]
    assert not changed(monkeypatch, "CG", "4.1", "Жаңа мәтін.")


def test_what_the_academy_wrote_since_stays():
    old = ClauseTemplate.objects.get(kind="CG", code="4.1", active=True)
    ClauseTemplate.objects.filter(pk=old.pk).update(active=False)
    own = {name: getattr(old, name) for name in ("kind_id", "section", "code", "position", "text_ru")}
    ClauseTemplate.objects.create(**own, text_kk="Академияның мәтіні.", version=2)
    assert not loading.load_texts(AgreementKind, ClauseTemplate)
    assert ClauseTemplate.objects.get(kind="CG", code="4.1", active=True).text_kk == "Академияның мәтіні."


def test_a_clause_that_left_the_file_is_not_offered_any_more(monkeypatch):
    own = text_of("CG")
    fake = type(own)(own.kind, own.word, own.title, tuple(c for c in own.clauses if c.code != "4.3"))
    monkeypatch.setattr(loading, "text_of", lambda asked: fake if asked == "CG" else text_of(asked))
    assert loading.load_texts(AgreementKind, ClauseTemplate).retired == 1
    assert not ClauseTemplate.objects.current("CG").filter(code="4.3").exists()
