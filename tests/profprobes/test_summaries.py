"""The parents' page: collected, signed for the class in one batch, delivered, changed, and what a lowered photo permission does to it."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import OneTimeLink, PhotoLevel
from documents.models import DocumentBatch, IssuedDocument
from documents.services.batches import prepare_batch
from portfolio.models import Artefact
from profprobes.errors_family import NothingToSign, NotSigned, OneSentence
from profprobes.models import ObservationCard, ParentSummary, Participation, TechnologyCard
from profprobes.services import consents, summaries
from profprobes.services.personal_line import personal_line, quoted
from tests.factories.people import ClassGroupFactory, GuardianLinkFactory, user_with_role
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db
Status = ParentSummary.Status


def held(pupils: int = 2, **options) -> TrialWorld:
    """A held trial with consents and pages that are ready to sign."""
    world = TrialWorld(pupils=pupils, held=True, **options)
    for index in range(pupils):
        world.answer(index)
    summaries.refresh_trial(trial=world.trial)
    return world


def page(world, index=0) -> ParentSummary:
    return ParentSummary.objects.get(participation=world.participations[index])


def picture(world, index=0, people=Artefact.People.OWNER) -> Artefact:
    row = world.participations[index]
    made = Artefact.objects.create(
        owner=row.pupil, kind="photo", file="x.jpg", original_name="x.jpg", mime="image/jpeg", size=1, sha256="1" * 64, people=people
    )
    row.artefacts.add(made)
    consents.set_photo_effective(row)
    return made


# Collecting


def test_a_page_with_all_its_papers_is_ready():
    world = held()
    assert page(world).status == Status.READY


def test_without_the_mentors_card_it_cannot_be_signed():
    world = held(pupils=1)
    ObservationCard.objects.update(status=ObservationCard.Status.REOPENED)
    summary = summaries.refresh_summary(participation=world.participations[0])
    assert summary.status == Status.COLLECTING
    missing = summaries.missing_parts(world.participations[0])
    assert [(part.code, part.blocking) for part in missing] == [("observation", True)]


def test_without_the_questionnaire_it_says_that_the_answers_will_follow():
    world = held(pupils=1)
    world.participations[0].form.delete()
    world.participations[0].refresh_from_db()
    row = Participation.objects.get()
    assert summaries.refresh_summary(participation=row).status == Status.READY
    assert "кейін қосылады" in personal_line(row, "kk")
    assert "будут добавлены позже" in personal_line(row, "ru")


@pytest.mark.parametrize("field", ["step1_ru", "labour_function_kk"])
def test_a_text_missing_in_one_language_is_named_before_signing(field):
    world = held(pupils=1)
    TechnologyCard.objects.update(**{field: ""})
    assert summaries.refresh_summary(participation=world.participations[0]).status == Status.COLLECTING
    assert [part.code for part in summaries.missing_parts(Participation.objects.get())] == ["steps"]


def test_who_did_not_come_has_no_page_to_sign():
    world = held(pupils=1)
    Participation.objects.update(status=Participation.Status.ABSENT)
    assert summaries.refresh_summary(participation=world.participations[0]).status == Status.COLLECTING


# The personal line


def line(language, **card) -> str:
    world = TrialWorld(pupils=1)
    row = world.participations[0]
    row.pupil.first_name = "Алуа"
    row.pupil.save()
    world.observe(row, **card)
    world.answer_form(row)
    return personal_line(Participation.objects.get(), language)


def test_the_line_in_kazakh_tells_the_whole_story():
    assert line("kk") == (
        "Алуа үш қадамнан тұратын шағын міндетті орындап көрді: сызбаны оқып, дайындаманы белгілеу; екі кесу жасау; бөлшекті чек-парақ бойынша тексеру. "
        "Міндет толық орындалды. Тәлімгер күшті жағын атап өтті: «Сызықты дәл белгілейді». "
        "Келесі қадам ретінде тәлімгер мынаны ұсынды: «Басқа операцияда қайталау». Баланың өз сөзімен айтқанда: «Тақтайшаны белгілеп, араладым». "
        "Мамандықтың талаптары туралы: «Дәлдік пен шыдамдылық керек екен». Өзі туралы не түсінгені: «Қолмен жасайтын жұмыс ұнайтынын түсіндім»."
    )


def test_the_line_in_russian_names_no_sex():
    text = line("ru")
    assert text.startswith(
        "Алуа выполняет на пробе микрозадачу из трёх шагов: прочитать чертёж и разметить заготовку; сделать два распила; "
    )
    assert "Задание выполнено полностью. Наставник отметил сильную сторону: «Сызықты дәл белгілейді»." in text


@pytest.mark.parametrize(
    "result, language, words",
    [
        ("yes", "kk", "толық орындалды"),
        ("yes", "ru", "выполнено полностью"),
        ("partly", "kk", "бір бөлігі орындалды"),
        ("partly", "ru", "выполнено частично"),
        ("no", "kk", "тәжірибе де пайдалы"),
        ("no", "ru", "тоже полезен"),
    ],
)
def test_every_result_is_told_kindly(result, language, words):
    assert words in line(language, result=result)


def test_without_a_plus_the_comment_stands_for_it():
    assert "Тәлімгердің пікірі: «Нұсқаулықпен жұмыс істеді»" in line("kk", plus="")


def test_no_name_of_the_host_is_printed():
    world = held(pupils=1)
    text = personal_line(Participation.objects.get(), "kk")
    assert world.host.short_name_kk not in text


@pytest.mark.parametrize(
    "said, printed",
    [
        ("Жақсы шықты.", "«Жақсы шықты»"),
        ("«Жақсы» деді", "«“Жақсы” деді»"),
        ("«Жақсы!»", "«Жақсы!»"),
        ("а\nб", "«а б»"),
        ("сөз " * 100, "«" + "сөз " * 59 + "сөз…»"),
    ],
)
def test_words_are_quoted_as_they_were_written(said, printed):
    assert quoted(said) == printed


# Signing


def test_signing_all_orders_one_batch_with_one_paper_per_child():
    world = held(pupils=3)
    batch = summaries.sign_summaries(trial=world.trial, by=world.teacher)
    assert (DocumentBatch.objects.count(), batch.total) == (1, 3)
    prepare_batch(pk=batch.pk)
    assert IssuedDocument.objects.filter(type_code="PP-G").count() == 3
    assert {row.status for row in ParentSummary.objects.all()} == {Status.SIGNED}


def test_each_paper_is_in_the_language_of_its_family():
    world = held(pupils=2)
    world.guardians[1].language = "ru"
    world.guardians[1].save()
    batch = summaries.sign_summaries(trial=world.trial, by=world.teacher)
    assert sorted(batch.items.values_list("language", flat=True)) == ["kk", "ru"]


def test_the_language_is_that_of_the_guardian_who_answered():
    world = TrialWorld(pupils=1, held=True)
    father = GuardianLinkFactory(child=world.pupils[0], language="ru")
    world.answer(0, guardian=father)
    summary = summaries.refresh_summary(participation=world.participations[0])
    assert summaries.family_language(summary) == "ru"


def test_the_line_is_frozen_with_the_signature():
    world = held(pupils=1)
    summaries.sign_summaries(trial=world.trial, by=world.teacher)
    summary = page(world)
    assert summary.personal_line == {at: personal_line(Participation.objects.get(), at) for at in ("kk", "ru")}
    assert (summary.signed_by, summary.version) == (world.teacher, 1)


def test_every_guardian_gets_a_link_and_a_letter():
    world = held(pupils=1)
    GuardianLinkFactory(child=world.pupils[0])
    summaries.sign_summaries(trial=world.trial, by=world.teacher)
    assert OneTimeLink.objects.filter(purpose="summary").count() == 2
    assert sum(guardian.deliveries.count() for guardian in world.pupils[0].guardians.all()) == 2


def test_the_paper_carries_the_familys_own_address():
    world = held(pupils=1)
    assert summaries.family_url(page(world)) == ""
    summaries.sign_summaries(trial=world.trial, by=world.teacher)
    assert "/l/" in summaries.family_url(page(world))


def test_a_page_that_is_not_ready_is_left_out():
    world = held(pupils=2)
    ObservationCard.objects.filter(participation=world.participations[1]).update(status=ObservationCard.Status.REOPENED)
    summaries.refresh_summary(participation=world.participations[1])
    assert summaries.sign_summaries(trial=world.trial, by=world.teacher).total == 1


def test_a_teacher_signs_for_the_own_class_only():
    world = held(pupils=1)
    other = user_with_role("class_teacher", world.school, class_group=ClassGroupFactory(organisation=world.school))
    with pytest.raises(NothingToSign):
        summaries.sign_summaries(trial=world.trial, by=other)
    with pytest.raises(NothingToSign):
        summaries.sign_summaries(trial=world.trial, by=world.coordinator)


def test_signing_twice_signs_once():
    world = held(pupils=1)
    summaries.sign_summaries(trial=world.trial, by=world.teacher)
    with pytest.raises(NothingToSign):
        summaries.sign_summaries(trial=world.trial, by=world.teacher)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_order_one_batch():
    world = held(pupils=2)
    together, outcomes = threading.Barrier(2), []

    def press():
        try:
            together.wait()
            summaries.sign_summaries(trial=world.trial, by=world.teacher)
            outcomes.append("signed")
        except NothingToSign:
            outcomes.append("nothing")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["nothing", "signed"]
    assert DocumentBatch.objects.get().total == 2


# After the signature


def signed(pupils=1) -> TrialWorld:
    world = held(pupils=pupils)
    summaries.sign_summaries(trial=world.trial, by=world.teacher)
    return world


def test_a_change_of_the_facts_makes_a_new_version_to_sign():
    world = signed()
    ObservationCard.objects.update(plus="Асықпай, мұқият жұмыс істейді")
    summary = summaries.refresh_summary(participation=world.participations[0])
    assert (summary.status, summary.version) == (Status.READY, 2)
    summaries.sign_summaries(trial=world.trial, by=world.teacher)
    assert "мұқият" in page(world).personal_line["kk"]


def test_the_same_facts_again_change_nothing():
    world = signed()
    summary = summaries.refresh_summary(participation=world.participations[0])
    assert (summary.status, summary.version) == (Status.SIGNED, 1)


def test_a_sentence_added_after_the_signature_is_signed_again():
    world = signed()
    summaries.edit_summary(summary=page(world), extra_kk="Топта көмектесті.", extra_ru="", next_steps=["visit"], by=world.teacher)
    assert (page(world).status, page(world).version) == (Status.READY, 2)


@pytest.mark.parametrize("text", ["Бірінші. Екінші сөйлем.", "x" * 301])
def test_the_class_teacher_adds_one_sentence(text):
    world = held(pupils=1)
    with pytest.raises(OneSentence):
        summaries.edit_summary(summary=page(world), extra_kk=text, extra_ru="", next_steps=[], by=world.teacher)


def test_next_steps_for_all_leave_signed_pages_alone():
    world = held(pupils=2)
    summaries.sign_summaries(trial=world.trial, by=world.teacher, summaries=[page(world, 0)])
    assert summaries.set_next_steps(summaries=ParentSummary.objects.all(), next_steps=["visit"], by=world.teacher) == 1
    assert (page(world, 0).next_steps, page(world, 1).next_steps) == ([], ["visit"])


@pytest.mark.parametrize("deliver, how", [("open", "link"), ("hand", "paper")])
def test_a_page_is_delivered_when_opened_or_handed_over(deliver, how):
    world = signed()
    if deliver == "open":
        summaries.open_summary(summary=page(world))
    else:
        summaries.hand_over(summaries=[page(world)], by=world.teacher)
    assert (page(world).status, page(world).delivered_how) == (Status.DELIVERED, how)


def test_a_page_that_is_not_signed_is_not_handed_over():
    world = held(pupils=1)
    with pytest.raises(NotSigned):
        summaries.hand_over(summaries=[page(world)], by=world.teacher)


def test_sending_again_keeps_the_address():
    world = signed()
    address = summaries.family_url(page(world))
    summaries.send_summary_again(summary=page(world), by=world.teacher)
    assert summaries.family_url(page(world)) == address
    assert OneTimeLink.objects.filter(purpose="summary").count() == 1


# Photo


def test_an_artefact_is_shown_while_child_and_family_allow_it():
    world = held(pupils=1)
    made = picture(world)
    assert summaries.shown_artefacts(Participation.objects.get()) == [made]


@pytest.mark.parametrize("answer", [None, False])
def test_without_the_pupils_yes_the_artefact_stays_in_the_trial_file(answer):
    world = held(pupils=1)
    picture(world)
    world.participations[0].form.artefact_consent = answer
    world.participations[0].form.save()
    assert summaries.shown_artefacts(Participation.objects.get()) == []


def test_a_lower_permission_makes_a_version_without_the_picture_at_once():
    world = held(pupils=1)
    picture(world)
    batch = summaries.sign_summaries(trial=world.trial, by=world.teacher)
    prepare_batch(pk=batch.pk)
    first = IssuedDocument.objects.get()
    IssuedDocument.objects.update(production="ready", status="in_force", file="x.pdf", sha256="1" * 64, pages=1, issued_at=timezone.now())
    consents.change_photo(consent=world.participations[0].consents.get(), level=PhotoLevel.NO)
    second = IssuedDocument.objects.order_by("-version").first()
    assert (second.replaces, second.version) == (first, 2)
    assert "/l/" in first.content and "/l/" not in second.content
    assert (page(world).version, page(world).status) == (2, Status.SIGNED)


def test_a_permission_that_hides_nothing_makes_no_version():
    world = held(pupils=1)
    batch = summaries.sign_summaries(trial=world.trial, by=world.teacher)
    prepare_batch(pk=batch.pk)
    before = IssuedDocument.objects.get().content
    picture(world)
    consents.change_photo(consent=world.participations[0].consents.get(), level=PhotoLevel.NO)
    assert "/l/" not in before
    assert page(world).status == Status.SIGNED
