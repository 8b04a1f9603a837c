"""PP-CONS, given and to sign by hand; blanks of every form; short cards of many visits (§5.0, §5.1, §5.8, BR-22, BR-26)."""

import pytest

from documents.models import DocumentBatch
from documents.registry import get
from documents.services import request_document
from profprobes.documents import blanks
from profprobes.models import ParentConsent, Participation, TechnologyCard
from profprobes.services import consents
from tests.documents.reading import render_and_read
from tests.factories.forms4 import made, papers
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import news, signed_in, url, words

pytestmark = pytest.mark.django_db

FIVE = {
    "kk": ("Сынақтың мақсаты", "Ұзақтығы", "Орны", "Жауапты ересектер", "Фото және видео түсіру ережелері"),
    "ru": ("Цель пробы", "Продолжительность", "Место", "Ответственные взрослые", "Правила съёмки"),
}


@pytest.mark.parametrize(
    "language, title, given, version",
    [
        ("kk", "Ата-ананың ақпараттандырылған келісімі", "сілтеме арқылы", "келісім мәтінінің нұсқасы 1"),
        ("ru", "Информированное согласие родителя", "по ссылке", "версия текста согласия 1"),
    ],
)
def test_a_given_consent_prints_who_agreed_to_what_and_which_text(language, title, given, version):
    world = TrialWorld(pupils=1)
    consent = world.answer(0, photo="portfolio", health_note="Көзілдірік киеді")
    page = render_and_read(get("PP-CONS"), consent, language)
    assert page.count == 1
    for text in (title, *FIVE[language], given, version, consent.typed_name, "Көзілдірік киеді", world.pupils[0].last_name):
        assert text in page.text


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_sheet_to_sign_names_the_child_and_leads_back_by_qr(language):
    world = TrialWorld(pupils=1)
    row = world.participations[0]
    page = render_and_read(get("PP-CONS-P"), Participation.objects.get(pk=row.pk), language)
    assert page.count == 1
    for text in (*FIVE[language], world.pupils[0].last_name):
        assert text in page.text
    assert any(text.endswith(url("consent_paper", row.pk)) for text in page.alternatives)


def test_a_withdrawn_or_changed_answer_never_leaves_the_old_paper_in_force():
    world = TrialWorld(pupils=1)
    consent = world.answer(0, photo="publish")
    made(request_document(type_code="PP-CONS", source=consent, language="kk", by=world.teacher))
    consents.change_photo(consent=consent, level="no")
    assert [version for version, _status in papers("PP-CONS", consent)] == [1, 2]
    for document in consent_papers(consent):
        made(document)
    consents.withdraw_consent(consent=ParentConsent.objects.get(pk=consent.pk))
    assert papers("PP-CONS", consent)[-1] == (2, "withdrawn")
    assert get("PP-CONS").problems(ParentConsent.objects.get(pk=consent.pk), "kk")


def consent_papers(consent):
    from documents.models import IssuedDocument

    return list(IssuedDocument.objects.of(consent).filter(version=2))


def test_both_consents_are_ordered_for_the_class_in_the_language_of_each_family():
    world = TrialWorld(pupils=3)
    world.answer(0)
    for number, language in ((1, "ru"), (2, "kk")):
        type(world.guardians[number]).objects.filter(pk=world.guardians[number].pk).update(language=language)
    client = signed_in(world.teacher)
    page = words(client.get(url("trial_documents", world.trial.pk)))
    assert "Қағазға қол қойылатын келісімдер" in page
    client.post(url("trial_batch", world.trial.pk), {"type": "PP-CONS-P"})
    client.post(url("trial_batch", world.trial.pk), {"type": "PP-CONS"})
    to_sign, given = DocumentBatch.objects.order_by("pk")
    assert sorted(to_sign.items.values_list("language", flat=True)) == ["kk", "ru"]
    assert given.total == 1


def test_the_host_and_the_pupil_see_no_consent_paper():
    world = TrialWorld(pupils=1)
    world.answer(0)
    assert "келісімдер" not in words(signed_in(world.host_coordinator).get(url("trial_documents", world.trial.pk)))
    assert signed_in(world.host_coordinator).post(url("trial_batch", world.trial.pk), {"type": "PP-CONS"}).status_code == 403
    rows = Participation.objects.all()
    form = get("PP-CONS-P")
    assert form.readable(rows, world.teacher).exists()
    assert not form.readable(rows, world.pupils[0]).exists() and not form.readable(rows, world.mentor).exists()


@pytest.mark.parametrize("code", blanks.CODES)
def test_every_form_has_a_blank_in_both_languages(code):
    world = TrialWorld(pupils=0)
    for language, word in (("kk", "бос бланк"), ("ru", "пустой бланк")):
        page = render_and_read(get(code), world.school, language)
        assert word in page.text and page.count <= (get(code).max_pages or 1)


def test_whoever_works_at_the_school_prints_blanks_and_a_pupil_does_not():
    world = TrialWorld(pupils=1)
    page = words(signed_in(world.teacher).get(url("blank_forms")))
    assert "Ата-аналарға арналған қорытынды (бос бланк)" in page
    assert signed_in(world.pupils[0]).get(url("blank_forms")).status_code in (302, 403)
    assert not world.host_coordinator.has_perm("profprobes.issue_blank", world.school)


def test_short_cards_of_the_ticked_trials_are_one_batch():
    world = TrialWorld(pupils=1)
    client = signed_in(world.coordinator)
    answer = client.post(url("trial_bulk"), {"action": "cards", "ids": [world.trial.pk]})
    assert "қол қойған" in news(answer) and not DocumentBatch.objects.exists()
    TechnologyCard.objects.filter(pk=world.card.pk).update(status="agreed")
    client.post(url("trial_bulk"), {"action": "cards", "ids": [world.trial.pk, 0]})
    assert DocumentBatch.objects.get().type_code == "PP-AS"
