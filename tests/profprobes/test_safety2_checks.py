"""PP-SAFE on the screen and on paper, moved lessons, the photo list, blank forms (§5.8, BR-54)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from documents import registry
from network.models import Subject
from profprobes import errors_safety
from profprobes.documents import CheckSheet, PhotoList
from profprobes.models import LessonTime, MovedLesson, SafetyMark
from profprobes.services import check_sheet, lessons
from tests.documents.reading import render_and_read
from tests.factories.safety import green_papers
from tests.factories.stages import prepare
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


def lesson(world, no=3, days=3):
    subject = Subject.objects.first()
    return {
        "class_group": world.class_group,
        "subject": subject,
        "lesson_no": no,
        "new_date": timezone.localdate() + dt.timedelta(days=days),
    }


class TestTheCheckSheet:
    def test_twelve_lines_fill_themselves_and_six_are_asked(self):
        world = prepare(TrialWorld(pupils=2))
        rows = check_sheet.check_rows(world.session, "kk")
        answers = {row.item: row.answer for row in rows}
        assert [row.item for row in rows if row.asked] == [8, 9, 15, 16, 17, 18]
        assert [answers[item] for item in (1, 2, 4, 5, 6, 7, 10, 12, 13, 14)] == ["yes"] * 10
        assert answers[3] == answers[11] == "not_needed" and answers[15] == ""
        assert "2/2" in rows[1].note and rows[0].responsible == world.coordinator.signature_name

    def test_a_fresh_trial_says_no(self):
        rows = {row.item: row.answer for row in check_sheet.check_rows(TrialWorld(pupils=1).session, "ru")}
        assert [rows[item] for item in (1, 2, 5, 7, 10)] == ["no"] * 5

    def test_the_coordinator_answers_on_the_screen_and_takes_an_answer_back(self):
        world = prepare(TrialWorld(pupils=1))
        browser = signed_in(world.coordinator)
        page = words(browser.get(url("trial_check_sheet", world.trial.pk)))
        assert "Дәрі қобдишасы" in page and "Ата-ана келісімі" in page
        sent = {"answer_15": "yes", "responsible_15": "Мейіргер", "note_15": "сөмкеде", "answer_18": "not_needed"}
        assert browser.post(url("trial_check_sheet", world.trial.pk), sent).status_code == 302
        assert set(SafetyMark.objects.values_list("item", "answer", "note")) == {(15, "yes", "сөмкеде"), (18, "not_needed", "")}
        browser.post(url("trial_check_sheet", world.trial.pk), {"answer_15": "no"})
        assert list(SafetyMark.objects.values_list("item", "answer")) == [(15, "no")]

    def test_what_is_known_is_offered_and_not_saved(self):
        world = prepare(TrialWorld(pupils=1))
        offered = check_sheet.suggestions(world.session, "kk")
        assert offered[9] == ("yes", "ДЕМО-1") and not SafetyMark.objects.exists()

    def test_an_item_that_records_answer_is_refused_by_service_and_database(self):
        world = TrialWorld(pupils=1)
        with pytest.raises(KeyError):
            check_sheet.save_marks(session=world.session, answers={1: ("yes", "", "")}, by=world.coordinator)
        with pytest.raises(IntegrityError), transaction.atomic():
            SafetyMark.objects.create(session=world.session, item=1, answer="yes", answered_by=world.coordinator)

    def test_the_mentor_and_the_class_teacher_do_not_answer(self):
        world = TrialWorld(pupils=1)
        for person in (world.mentor, world.teacher, world.host_coordinator):
            assert signed_in(person).get(url("trial_check_sheet", world.trial.pk)).status_code == 403

    @pytest.mark.parametrize(
        "language, title, answer", [("kk", "Қауіпсіздік чек-парағы", "қажет емес"), ("ru", "Чек-лист безопасности", "не нужно")]
    )
    def test_the_paper_prints_eighteen_items(self, language, title, answer):
        world = green_papers(prepare(TrialWorld(pupils=2)))
        page = render_and_read(CheckSheet, world.session, language)
        for row in check_sheet.ITEMS.values():
            assert row[language].split()[0] in page.text
        assert title in page.text and answer in page.text and page.count <= 2


class TestMovedLessons:
    def test_the_screen_writes_lessons_and_says_who_agreed(self):
        world = TrialWorld(pupils=1)
        row = lesson(world)
        sent = {
            "moves_lessons": "yes", "class_0": world.class_group.pk, "subject_0": row["subject"].pk, "lesson_0": 3, "date_0": row["new_date"],
            "agreed_by": world.responsible.pk, "agreed_on": timezone.localdate(), "told": "Пән мұғалімі",
        }  # fmt: skip
        answer = signed_in(world.coordinator).post(url("trial_lessons", world.trial.pk), sent)
        assert answer.status_code == 302, words(answer)
        assert LessonTime.objects.get().agreed_by == world.responsible and MovedLesson.objects.get().lesson_no == 3
        assert "Пән мұғалімі" in words(signed_in(world.teacher).get(url("trial_safety", world.trial.pk)))

    def test_a_line_begun_is_filled_whole_and_nothing_typed_is_lost(self):
        world = TrialWorld(pupils=1)
        sent = {"moves_lessons": "yes", "lesson_0": 4, "told": "Мұғалім"}
        answer = signed_in(world.coordinator).post(url("trial_lessons", world.trial.pk), sent)
        assert answer.status_code == 422 and b'value="4"' in answer.content and "Мұғалім" in answer.content.decode()

    @pytest.mark.parametrize(
        "refusal, change",
        [
            (errors_safety.NoLessons, {"lessons": []}),
            (errors_safety.AgreedByMissing, {"agreed_by": None}),
            (errors_safety.SameDay, {"days": 10}),
            (errors_safety.LessonTwice, {"twice": True}),
        ],
    )
    def test_what_is_refused(self, refusal, change):
        world = TrialWorld(pupils=1)
        rows = [lesson(world, days=change.pop("days", 3))] * (2 if change.pop("twice", False) else 1)
        values = {"lessons": rows, "agreed_by": world.responsible, "agreed_on": timezone.localdate()} | change
        with pytest.raises(refusal):
            lessons.save_lesson_time(session=world.session, moves_lessons=True, by=world.coordinator, **values)
        assert not LessonTime.objects.exists()

    def test_no_lesson_time_takes_the_list_away(self):
        world = TrialWorld(pupils=1)
        values = {"lessons": [lesson(world)], "agreed_by": world.responsible, "agreed_on": timezone.localdate()}
        lessons.save_lesson_time(session=world.session, moves_lessons=True, by=world.coordinator, **values)
        lessons.save_lesson_time(session=world.session, moves_lessons=False, by=world.coordinator)
        assert not MovedLesson.objects.exists() and LessonTime.objects.get().agreed_by is None


@pytest.mark.parametrize("language, ban", [("kk", "Тыйым салынған"), ("ru", "Запрещено")])
def test_the_photo_list_prints_bans_first(language, ban):
    world = prepare(TrialWorld(pupils=2))
    second = world.participations[1]
    type(second).objects.filter(pk=world.participations[0].pk).update(photo_effective="publish")
    type(second).objects.filter(pk=second.pk).update(photo_effective="no")
    text = render_and_read(PhotoList, world.session, language).text
    assert ban in text and text.index(world.pupils[1].last_name) < text.index(world.pupils[0].last_name)


@pytest.mark.parametrize("code, pages", [("PP-ROUTE-0", 2), ("PP-BRIEF-0", 2), ("PP-SAFE-0", 1), ("PP-INC-0", 1)])
@pytest.mark.parametrize("language, word", [("kk", "бос бланк"), ("ru", "пустой бланк")])
def test_a_blank_form_prints_its_labels_and_nobody(code, pages, language, word):
    world = TrialWorld(pupils=1)
    page = render_and_read(registry.get(code), world.school, language)
    assert word in page.text and world.pupils[0].last_name not in page.text and page.count == pages


def test_every_red_line_of_the_gate_leads_to_a_page_that_opens():
    world = TrialWorld(pupils=1)
    browser = signed_in(world.coordinator)
    checks = browser.get(url("trial", world.trial.pk)).context["checks"]
    links = [line["href"] for line in checks if line["href"]]
    assert len(links) >= 7 and all(browser.get(link).status_code == 200 for link in links)
