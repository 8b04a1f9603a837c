"""PP-NOT: the notice before a trial (F17, G9)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.links import token_of
from documents.models import DocumentBatch
from documents.registry import get
from profprobes.errors import TooLate
from profprobes.errors_forms import NoticeIncomplete
from profprobes.models import ParentConsent, ParentNotice, Participation, TechnologyCard, TrialSession
from profprobes.services import consents
from profprobes.services.parent_notice import save_notice, suggested
from tests.documents.reading import render_and_read
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words
from tests.profprobes.test_family_pages import door, entered

pytestmark = pytest.mark.django_db
TEXTS = {
    "leave_kk": "Мектептің бас кіреберісі, 09:20",
    "leave_ru": "Главный вход школы, 09:20",
    "take_kk": "Су мен дәптер",
    "take_ru": "Вода и тетрадь",
    "wear_kk": "Жабық аяқ киім",
    "wear_ru": "Закрытая обувь",
    "force_kk": "Сынып жетекшісіне қоңырау шалыңыз",
    "force_ru": "Позвоните классному руководителю",
}


def written(world):
    return save_notice(trial=world.trial, texts=TEXTS, by=world.teacher)


def test_the_first_notice_informs_the_families_and_a_change_keeps_the_day():
    world = TrialWorld(pupils=1)
    first = written(world).sent_at
    told = TrialSession.objects.get(pk=world.session.pk).families_informed_at
    assert told is not None
    again = save_notice(trial=world.trial, texts=TEXTS | {"take_kk": "Тек су"}, by=world.teacher)
    assert again.sent_at == first and ParentNotice.objects.get().take_kk == "Тек су"
    assert TrialSession.objects.get(pk=world.session.pk).families_informed_at == told


def test_both_languages_are_wanted_and_after_the_start_it_is_too_late():
    with pytest.raises(NoticeIncomplete):
        save_notice(trial=(world := TrialWorld(pupils=1)).trial, texts=TEXTS | {"force_ru": " "}, by=world.teacher)
    held = TrialWorld(pupils=1, held=True)
    with pytest.raises(TooLate):
        written(held)


def test_the_first_words_come_from_the_card_and_the_route():
    world = TrialWorld(pupils=1)
    first = suggested(world.trial)
    assert first["wear_ru"] == "Закрытая обувь" and first["force_kk"]


def test_the_class_teacher_writes_it_on_the_page_and_nothing_typed_is_lost():
    world = TrialWorld(pupils=1)
    client, address = signed_in(world.teacher), url("families_notice", world.trial.pk)
    assert "Ара тістері – қолғап" in words(client.get(address))
    answer = client.post(address, TEXTS | {"leave_ru": ""})
    assert answer.status_code == 422 and "Су мен дәптер" in answer.content.decode()
    assert client.post(address, TEXTS).status_code == 302 and ParentNotice.objects.get().written_by == world.teacher
    assert signed_in(world.host_coordinator).get(address).status_code == 403
    assert signed_in(TrialWorld().teacher).get(address).status_code == 404


def test_the_family_reads_it_behind_its_consent_link_before_and_after_the_answer():
    world = TrialWorld(pupils=1)
    consents.send_consents(trial=world.trial, by=world.teacher)
    link = ParentConsent.objects.get().link
    client = entered(link)
    assert "Су мен дәптер" not in words(client.get(door(link)))
    written(world)
    assert "Су мен дәптер" in words(client.get(door(link)))
    consents.answer_consent(
        consent=ParentConsent.objects.get(),
        answer=consents.ConsentAnswer(participates=True, personal_data=True, photo="no", typed_name="А"),
    )
    assert "Сынақ алдындағы хабарлама" in words(client.get(reverse("link_door", args=[token_of(link)])))


@pytest.mark.parametrize(
    "language, labels",
    [
        ("kk", ("Қандай міндет орындалады", "Портфолиоға не кіреді", "Форс-мажорда не істеу", "Су мен дәптер", "мектептегі нұсқама")),
        ("ru", ("Какую задачу попробуют", "Что войдёт в портфолио", "Действия при форс-мажоре", "Вода и тетрадь", "инструктаж в школе")),
    ],
)
def test_the_paper_tells_task_risks_papers_and_the_regime_on_one_page(language, labels):
    world = TrialWorld(pupils=1)
    written(world)
    TechnologyCard.objects.update(status="agreed")
    world.session.briefings.create(place="school", conductor=world.coordinator, at=timezone.now())
    page = render_and_read(get("PP-NOT"), Participation.objects.get(), language)
    assert page.count == 1
    for text in (*labels, world.pupils[0].full_name, world.teacher.last_name, world.mentor.last_name):
        assert text in page.text


def test_the_class_gets_one_batch_in_the_language_of_each_family():
    world = TrialWorld(pupils=2)
    type(world.guardians[1]).objects.filter(pk=world.guardians[1].pk).update(language="ru")
    client = signed_in(world.teacher)
    client.post(url("trial_batch", world.trial.pk), {"type": "PP-NOT"})
    assert not DocumentBatch.objects.exists()
    written(world)
    client.post(url("trial_batch", world.trial.pk), {"type": "PP-NOT"})
    assert sorted(DocumentBatch.objects.get().items.values_list("language", flat=True)) == ["kk", "ru"]
