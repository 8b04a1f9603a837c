"""Forms А, Б, В, Г read back from the PDF in both languages (profprobes page §5.1, 5.4–5.6)."""

import uuid

import pytest
from django.utils import timezone

from accounts.models import PhotoLevel
from documents.registry import get
from profprobes.documents.observation import COLUMNS, INSTRUCTION, PARTS
from profprobes.documents.parents_page import HEADINGS, NEXT_STEPS
from profprobes.documents.questionnaire import AFTER_QUESTIONS, BEFORE_QUESTIONS, SELF_CRITERIA
from profprobes.documents.technology_card import ARTEFACTS, LABELS, SHORT_LABELS, SUBJECTS
from profprobes.models import MedicalClearance, ObservationCard, ParentSummary, ParticipantForm, Participation
from profprobes.services import cards, forms, safety, summaries
from tests.documents.reading import Page, render_and_read
from tests.factories.files import picture, upload
from tests.factories.stages import agree_card, finish, prepare, write_papers
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])
EVERY_LETTER = "Демо-Әғқңөұүһі-Ысқақова"


def flat(text: str) -> str:
    """The text without blanks and hyphenation, since a cell of a table breaks a label where it likes."""
    return "".join(text.split()).replace("-", "").replace("\xad", "").lower()


def paper(code: str, source, language: str) -> Page:
    form = get(code)
    row = form.prefetch(type(source)._default_manager.filter(pk=source.pk)).get()
    assert form.problems(row, language) == []
    return render_and_read(form, row, language)


def assert_prints(page: Page, *texts: str) -> None:
    missing = [text for text in texts if flat(text) not in flat(page.text)]
    assert not missing, f"not on the paper: {missing}"


@pytest.fixture
def ready() -> TrialWorld:
    world = TrialWorld()
    world.pupils[0].last_name = EVERY_LETTER
    world.pupils[0].save(update_fields=["last_name"])
    return prepare(world)


@pytest.fixture
def done() -> TrialWorld:
    world = TrialWorld()
    world.pupils[0].last_name = EVERY_LETTER
    world.pupils[0].save(update_fields=["last_name"])
    return write_papers(finish(world))


@BOTH
def test_form_a_prints_all_23_numbered_rows_on_two_or_three_pages(ready, language):
    page = paper("PP-A", ready.card, language)
    assert page.count in (2, 3)
    assert_prints(page, *(f"{no}{LABELS[no][language]}" for no in range(1, 24)))


@BOTH
def test_form_a_prints_what_was_typed(ready, language):
    page = paper("PP-A", ready.card, language)
    card = ready.card
    names = ("goal_action", "goal_operation", "goal_profession", "understanding", "skill", "labour_function", "step1", "step2")
    assert_prints(page, *(card.text(name, language) for name in names))
    assert_prints(page, ready.host.bin, ready.host.full_name_in(language), ready.site.text("address", language))
    assert_prints(page, ready.coordinator.full_name, ready.mentor.full_name, *(label[language] for label in SUBJECTS.values()))
    assert_prints(page, *(label[language] for label in ARTEFACTS.values()), f"{card.minutes_action} мин")


@BOTH
def test_form_a_shows_who_signed_and_both_briefings(language):
    world = finish(TrialWorld())
    page = paper("PP-A", world.card, language)
    word = {"kk": "Электрондық түрде расталды", "ru": "Подтверждено электронно"}[language]
    assert_prints(page, f"{world.mentor.signature_name}. {word}", f"{world.coordinator.signature_name}. {word}")
    assert flat(page.text).count(flat(word)) == 4  # two signatures, two briefings


def test_row_19_is_the_most_careful_family_with_the_names(ready):
    Participation.objects.filter(trial=ready.trial).update(photo_effective=PhotoLevel.PUBLISH)
    Participation.objects.filter(pk=ready.participations[1].pk).update(photo_effective=PhotoLevel.NO)
    page = paper("PP-A", ready.card, "kk")
    assert_prints(page, f"Тыйым салынған: {ready.pupils[1].short_name}")
    assert flat(ready.pupils[2].short_name) not in flat(page.text)


def test_row_20_counts_conditions_and_never_tells_them(ready):
    safety.set_medical(
        participation=ready.participations[0],
        result=MedicalClearance.Result.CONDITIONS,
        conditions_for_mentor="Құпия шарт сөзі",
        diagnosis_note="Құпия диагноз сөзі",
        by=ready.coordinator,
    )
    page = paper("PP-A", ready.card, "kk")
    assert_prints(page, "Ерекше шарттары бар оқушылар: 1")
    assert "Құпия" not in page.text


def test_row_22_prints_after_the_visit():
    world = finish(TrialWorld())
    cards.complete_card(card=world.card, went_well="Бәрі бітті", improve="Сызба оқу", next_step="Екінші бөлшек", by=world.mentor)
    world.card.refresh_from_db()
    assert_prints(paper("PP-A", world.card, "ru"), "Бәрі бітті", "Сызба оқу", "Екінші бөлшек")


@BOTH
def test_the_short_card_has_8_rows_on_one_page(ready, language):
    page = paper("PP-AS", ready.card, language)
    assert page.count == 1
    assert_prints(page, *(label[language] for label in SHORT_LABELS.values()), ready.card.text("step1", language), ready.mentor.full_name)


def test_form_a_waits_for_both_signatures():
    world = TrialWorld()
    form = get("PP-A")
    assert len(form.problems(world.card, "kk")) == 1
    agree_card(world)
    assert form.problems(world.card, "kk") == []


def test_a_text_that_is_missing_in_the_papers_language_is_named(ready):
    ready.card.step1_ru = ""
    ready.card.save(update_fields=["step1_ru"])
    form = get("PP-A")
    assert form.problems(ready.card, "kk") == []
    assert [LABELS[10]["ru"] in problem for problem in form.problems(ready.card, "ru")] == [True]


@BOTH
def test_form_b_has_nine_columns_and_plus_delta_on_one_landscape_page(done, language):
    card = ObservationCard.objects.get(participation=done.participations[0])
    page = paper("PP-B", card, language)
    width, height = page.sizes[0]
    assert page.count == 1 and width > height
    assert_prints(
        page, *(title[language] for title, _width, _scale in COLUMNS), INSTRUCTION[language], *(part[language] for part in PARTS.values())
    )
    assert_prints(page, EVERY_LETTER, card.comment, done.mentor.full_name)


def test_what_was_not_observed_is_said_in_words(done):
    card = ObservationCard.objects.get(participation=done.participations[0])
    card.c_accuracy = 0
    card.save(update_fields=["c_accuracy"])
    assert_prints(paper("PP-B", card, "kk"), "байқалмады")
    assert_prints(paper("PP-B", card, "ru"), "не наблюдалось")


@BOTH
def test_form_v_prints_both_halves_on_one_page(done, language):
    form = ParticipantForm.objects.get(participation=done.participations[0])
    page = paper("PP-V", form, language)
    assert page.count == 1
    questions = [*BEFORE_QUESTIONS.values(), *AFTER_QUESTIONS.values(), *SELF_CRITERIA.values()]
    assert_prints(page, *(question[language] for question in questions), EVERY_LETTER)
    assert_prints(
        page, *(getattr(form, name) for name in ("expects", "did", "went_well", "requirements", "about_me") if getattr(form, name))
    )


def test_form_v_ticks_what_the_pupil_answered(done):
    form = ParticipantForm.objects.get(participation=done.participations[0])
    form.artefact_consent, form.photo_consent = True, False
    form.save(update_fields=["artefact_consent", "photo_consent"])
    page = paper("PP-V", form, "kk")
    ticks = [alternative for alternative in page.alternatives if "белгілен" in alternative]
    assert [("белгіленген" in tick and "жоқ" not in tick.split()[0]) for tick in ticks[:4]] == [True, False, False, True], ticks


@BOTH
def test_the_parents_page_prints_its_nine_parts_on_one_page(done, language):
    summary = _signed(done, 0)
    page = paper("PP-G", summary, language)
    assert page.count == 1
    assert_prints(page, *(HEADINGS[no][language] for no in range(1, 9)), *(step[language] for step in NEXT_STEPS.values()))
    assert_prints(page, summary.personal_line[language].split(maxsplit=1)[1], done.teacher.full_name, done.mentor.full_name, EVERY_LETTER)


def test_the_parents_page_prints_no_health_and_no_address_of_the_host_as_advert(done):
    safety_words = "Құпия шарт сөзі"
    MedicalClearance.objects.create(
        participation=done.participations[0], result="conditions", conditions_for_mentor=safety_words, checked_by=done.coordinator
    )
    assert safety_words not in paper("PP-G", _signed(done, 0), "kk").text


@pytest.mark.parametrize(("agrees", "linked"), [("yes", True), ("no", False)])
def test_the_artefact_is_linked_only_with_the_pupils_yes(agrees, linked):
    world = finish(TrialWorld())
    row = world.participations[0]
    world.observe(row)
    _after(world, row, artefact_consent=agrees)
    forms.add_trial_artefact(
        participation=row, upload=upload(picture(), "bolshek.jpg"), kind="photo", caption="Бөлшек", people="none", by=row.pupil
    )
    page = paper("PP-G", _signed(world, 0), "kk")
    assert any("/l/" in text for text in [*page.links, *page.alternatives, page.text]) is linked


@pytest.mark.parametrize("code", ["PP-A", "PP-AS", "PP-B", "PP-V", "PP-G"])
def test_every_form_is_tagged_pdfa_with_only_our_font_embedded(done, code):
    source = {
        "PP-A": done.card,
        "PP-AS": done.card,
        "PP-B": ObservationCard.objects.get(participation=done.participations[0]),
        "PP-V": ParticipantForm.objects.get(participation=done.participations[0]),
    }.get(code) or _signed(done, 0)
    page = paper(code, source, "kk")
    assert page.is_pdfa3a
    assert page.language == "kk"
    assert page.fonts and all("Liberation" in font and not font.startswith("!") for font in page.fonts)


@pytest.mark.parametrize(
    ("code", "who", "may"),
    [
        ("PP-A", "coordinator", True),
        ("PP-A", "mentor", True),
        ("PP-A", "pupil", False),
        ("PP-B", "mentor", True),
        ("PP-B", "pupil", False),
        ("PP-V", "mentor", False),
        ("PP-V", "coordinator", True),
        ("PP-G", "teacher", True),
        ("PP-G", "coordinator", False),
        ("PP-G", "mentor", False),
    ],
)
def test_who_may_issue_which_form(done, code, who, may):
    source = {
        "PP-A": done.card,
        "PP-B": ObservationCard.objects.get(participation=done.participations[0]),
        "PP-V": ParticipantForm.objects.get(participation=done.participations[0]),
    }.get(code) or _signed(done, 0)
    person = done.pupils[0] if who == "pupil" else getattr(done, who)
    assert person.has_perm(get(code).may_issue, source) is may


def test_signing_all_orders_one_paper_for_each_child(done, django_capture_on_commit_callbacks):
    summaries.refresh_trial(trial=done.trial)
    with django_capture_on_commit_callbacks(execute=False):
        batch = summaries.sign_summaries(trial=done.trial, by=done.teacher)
    assert batch.items.count() == len(done.participations)
    assert {item.type_code if hasattr(item, "type_code") else batch.type_code for item in batch.items.all()} == {"PP-G"}
    assert ParentSummary.objects.filter(participation__trial=done.trial, status="signed").count() == len(done.participations)


def _after(world: TrialWorld, row: Participation, **changes) -> None:
    answers = dict.fromkeys(ParticipantForm.ANSWERS, "Бөлшекті үш тармақты парақпен тексердім.")
    answers |= {f"s_{code}": 2 for code in SELF_CRITERIA} | {"artefact_consent": "yes", "photo_consent": "yes", "outcome": "unsure"}
    forms.submit_after(participation=row, answers=answers | changes, client_uuid=uuid.uuid4(), device_time=timezone.now(), by=row.pupil)


def _signed(world: TrialWorld, index: int) -> ParentSummary:
    row = world.participations[index]
    summary = summaries.refresh_summary(participation=row)
    if summary.status == ParentSummary.Status.READY:
        summaries.sign_summaries(trial=world.trial, by=world.teacher, summaries=[summary])
    return ParentSummary.objects.get(pk=summary.pk)
