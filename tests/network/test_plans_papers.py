"""Papers of plans, the calendar, events and acts, read back in both languages."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from documents.registry import types_for
from network.documents.acts import ActsList, InteractionSheet, NetworkFormRegulation
from network.documents.plans import CareerPlan, EventMinutesSheet, NetworkCalendar, PlanFact, YearlyPlan
from network.models import Role
from network.services import acts, minutes, plans
from tests.documents.reading import Page, render_and_read
from tests.factories.agreements import AgreementFactory
from tests.factories.people import user_with_role
from tests.factories.plans import PlanWorld, first_item

pytestmark = pytest.mark.django_db
LANGUAGES = ["kk", "ru"]


def printed(form, source, language) -> Page:
    """The paper as the engine makes it: with its own language active."""
    with translation.override(language):
        return render_and_read(form, source, language)


@pytest.fixture
def world() -> PlanWorld:
    return PlanWorld()


@pytest.fixture
def ready(world):
    """The network's plan by Table 2.7."""
    plan = plans.create_plan(year=world.year, kind="network", network=world.network, by=world.coordinator)
    plans.load_template(plan=plan, by=world.coordinator, responsible_org=world.university)
    return plan


@pytest.mark.parametrize(
    "language, words",
    [
        ("kk", ["Желінің жылдық жоспары", "Бағыт", "Жауаптылар", "Ай сайын", "Жоба: жоспар әлі бекітілген жоқ"]),
        ("ru", ["Годовой план сети", "Направление", "Ответственные", "Ежемесячно", "Проект: план ещё не утверждён"]),
    ],
)
def test_the_yearly_plan_prints_the_rows_of_table_2_7(ready, language, words):
    page = printed(YearlyPlan, ready, language)
    assert [word for word in words if word not in page.text] == []
    assert page.sizes[0][0] > page.sizes[0][1]  # landscape


@pytest.mark.parametrize("language, stamp", [("kk", "№ 1/1 шешімімен БЕКІТІЛДІ"), ("ru", "УТВЕРЖДЁН решением совета № 1/1")], ids=LANGUAGES)
def test_an_approved_plan_carries_the_councils_decision(world, ready, language, stamp):
    plan = world.approve(ready)
    assert stamp in printed(YearlyPlan, plan, language).text


@pytest.mark.parametrize(
    "language, words",
    [
        ("kk", ["Желілік іс-шаралар күнтізбесі", "Кезең", "Тамыз", "Ұйымдастырушылық стратегиялық сессия", "Сәуір – мамыр"]),
        ("ru", ["Календарь сетевых мероприятий", "Период", "Август", "Организационная стратегическая сессия", "Апрель – май"]),
    ],
)
def test_the_calendar_prints_table_2_7(ready, language, words):
    text = printed(NetworkCalendar, ready, language).text
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("language, word", [("kk", "Жоспардан қалды"), ("ru", "Срок не наступил")], ids=LANGUAGES)
def test_plan_and_fact_says_its_colours_in_words(world, language, word):
    plan = world.approve(world.plan(starts_on=world.year.starts_on, ends_on=world.year.ends_on))
    if language == "kk":
        type(first_item(plan)).objects.update(
            starts_on=world.year.starts_on.replace(month=8), ends_on=world.year.starts_on.replace(month=8)
        )
    text = printed(PlanFact, plan, language).text
    assert "0 %" in text if language == "kk" else word in text


@pytest.mark.parametrize(
    "language, words",
    [
        ("kk", ["Кәсіптік бағдар беру іс-шараларының жоспары", "1.7", "Ата-аналармен жұмыс", "2. Тәжірибеге бағдарланған"]),
        ("ru", ["План профориентационных мероприятий", "1.7", "Работа с родителями", "2. Практико"]),
    ],
)
def test_the_career_plan_prints_its_eleven_rows_under_two_headings(world, language, words):
    plan = plans.create_plan(year=world.year, kind="career", organisation=world.school, by=world.school_coordinator)
    plans.load_template(plan=plan, by=world.school_coordinator, responsible_org=world.school)
    text = printed(CareerPlan, plan, language).text
    assert [word for word in words if word not in text] == []


def test_each_plan_has_the_papers_of_its_kind(world, ready):
    career = plans.create_plan(year=world.year, kind="career", organisation=world.school, by=world.school_coordinator)
    assert {form.code for form in types_for(ready)} == {"NW-19", "NW-20", "NW-21"}
    assert {form.code for form in types_for(career)} == {"NW-21", "NW-22"}


@pytest.mark.parametrize(
    "language, words",
    [
        ("kk", ["Іс-шара хаттамасы және қатысу парағы", "Негізгі сұрақтар", "Толық емес құрам", "Фасилитатор", "қашықтан", "Әрекет"]),
        ("ru", ["Протокол и лист участников", "Ключевые вопросы", "Неполный состав", "Фасилитатор", "дистанционно", "Действие"]),
    ],
)
def test_minutes_print_who_came_and_what_was_agreed(world, language, words):
    event = world.past_event(invited_people=[world.teacher])
    typed = [minutes.TypedGuest("Сынақов Марат", None, "Ата-аналар комитеті")]
    minutes.hold_event(event=event, marks={world.teacher.pk: "remote"}, typed=typed, by=world.coordinator)
    minutes.write_minutes(
        event=event,
        by=world.coordinator,
        edition=1,
        questions="Сабақты қалай талдаймыз?",
        summary="Lesson Study циклі келісілді",
        stages=[("Кіріспе", 10), ("Талдау", 50)],
        actions=[("Сабақ жоспарын бөлісу", "Мысалова А.", timezone.localdate() + dt.timedelta(days=7))],
        duties={"facilitator": event.attendance.get(person=world.teacher).pk},
    )
    event.refresh_from_db()
    text = printed(EventMinutesSheet, event, language).text
    assert [word for word in [*words, "Сынақов Марат", "Ата-аналар комитеті", "Lesson Study"] if word not in text] == []


@pytest.mark.parametrize(
    "language, words",
    [
        ("kk", ["Жергілікті актілер тізбесі", "Кәсіби сынақтар өткізу туралы келісім", "Қолданыста", "Жоқ", "1 / 5"]),
        ("ru", ["Перечень локальных актов", "Соглашение о проведении профессиональных проб", "Действует", "Отсутствует", "1 / 5"]),
    ],
)
def test_the_list_of_acts_has_five_rows(world, language, words):
    AgreementFactory(school=world.school)
    text = printed(ActsList, world.school, language).text
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    "language, words",
    [
        ("kk", ["желілік нысанын ұйымдастыру туралы ереже", "7. Ынталандыру шаралары", "№ 319-III", "Жоба"]),
        ("ru", ["Положение об организации сетевой формы", "7. Меры стимулирования", "№ 319-III", "Проект"]),
    ],
)
def test_the_regulation_prints_seven_sections_and_its_legal_base(world, language, words):
    head = user_with_role(Role.ORG_HEAD, world.school, password=None)
    act = acts.start_act(organisation=world.school, type="regulation", by=head)
    text = printed(NetworkFormRegulation, act, language).text
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    "language, words",
    [
        ("kk", ["Өзара әрекеттесу моделі", "Демонстрациялық іс-шаралар", "Басталмаған", "Хаттама № 3"]),
        ("ru", ["Модель взаимодействия", "Демонстрационные мероприятия", "Не начато", "Хаттама № 3"]),
    ],
)
def test_the_interaction_model_prints_seven_rows(world, language, words):
    model = acts.open_model(organisation=world.school, year=world.year, by=world.school_coordinator)
    element = model.elements.get(element=2)
    acts.mark_element(element=element, status="done", procedure="Хаттама № 3", done_on=timezone.localdate(), by=world.school_coordinator)
    text = printed(InteractionSheet, model, language).text
    assert [word for word in words if word not in text] == []
