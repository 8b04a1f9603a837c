"""Papers of networks and councils read back from the PDF in both languages (NW-15, NW-16, NW-16A, NW-17, NW-18, NW-24)."""

import pytest
from django.utils import timezone

from documents.registry import get
from network.models import CouncilDecision, NetworkFunction
from network.services import meetings
from network.texts.council_regulation import SECTIONS
from network.texts.function_matrix import PARTICIPANTS, ROLES, ROLES_COLUMNS
from tests.documents.reading import render_and_read
from tests.factories.governance import (
    AgendaItemFactory,
    CouncilDecisionFactory,
    NetworkDutyFactory,
    council_of,
    invited_meeting,
    network_of,
)

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


def flat(text):
    """The text without blanks and hyphenation, since a cell of a table breaks a label where it likes."""
    return "".join(text.split()).replace("-", "").replace("\xad", "").lower()


def assert_prints(page, *texts):
    missing = [text for text in texts if flat(text) not in flat(page.text)]
    assert not missing, f"not on the paper: {missing}"


@pytest.fixture
def decision():
    """An adopted decision of a held meeting with everybody there."""
    council = council_of(network_of())
    meeting = invited_meeting(council)
    made = CouncilDecisionFactory(
        item=AgendaItemFactory(meeting=meeting), responsible=council.network.coordinator, due_on=timezone.localdate()
    )
    states = {row.pk: ("present", "") for row in council.members.all()}
    last = council.members.order_by("pk").last()
    states[last.pk] = ("substitute", "Демо-Әғқңөұүһі Алмас")
    meetings.record_attendance(meeting=meeting, states=states, by=None)
    votes = dict.fromkeys(meetings.present_organisations(meeting), "for")
    meetings.record_item(item=made.item, heard="Баяндама", spoke="Қолдаймыз", votes=votes, by=None)
    meetings.hold_meeting(meeting=meeting, by=council.network.coordinator)
    return CouncilDecision.objects.get(pk=made.pk)


@BOTH
def test_the_function_matrix_prints_table_2_5_the_people_and_table_1_8(language):
    network = network_of()
    duty = NetworkDutyFactory(network=network, organisation=network.memberships.get(organisation__kind="school").organisation)
    page = render_and_read(get("NW-24"), network, language)
    names = [row["name"][language] for row in PARTICIPANTS.values()]
    rights = [text for row in PARTICIPANTS.values() for text in row["rights"][language] + row["duties"][language]]
    functions = [row.name_in(language) for row in NetworkFunction.objects.exclude(group="owners")]
    roles = [word for row in ROLES[language] for word in (row[0], row[1], *row[2], *row[3])]
    assert_prints(page, *names, *rights, *functions, *ROLES_COLUMNS[language], *roles, duty.person.full_name, duty.phone, duty.email)


@BOTH
def test_the_regulation_prints_eight_sections_with_the_councils_own_numbers(language):
    council = council_of(network_of())
    page = render_and_read(get("NW-15"), council, language)
    assert len(SECTIONS[language]) == 8
    frequency = {"kk": "жартыжылдықта кемінде 1 рет", "ru": "не реже 1 раз в полугодие"}[language]
    assert_prints(page, *(heading for heading, _texts in SECTIONS[language]), frequency, council.network.title_in(language))
    assert "{" not in page.text


@BOTH
def test_the_invitation_prints_the_agenda(language, decision):
    page = render_and_read(get("NW-16A"), decision.meeting, language)
    assert_prints(page, decision.item.question_in(language), decision.item.speaker, decision.meeting.place)


@BOTH
def test_the_minutes_print_who_was_there_what_was_heard_and_how_it_was_voted(language, decision):
    page = render_and_read(get("NW-16"), decision.meeting, language)
    words = {
        "kk": ["Тыңдалды", "Сөйледі", "Шешті", "иә — 3", "Күн тәртібі", "Кворум"],
        "ru": ["Слушали", "Выступили", "Решили", "за — 3", "Повестка", "Кворум"],
    }
    people = [row.member.person.full_name for row in decision.meeting.attendance.all()]
    assert_prints(
        page, *words[language], *people, "Демо-Әғқңөұүһі Алмас", decision.text_in(language), decision.number, "Баяндама", "Қолдаймыз"
    )


@BOTH
def test_the_extract_prints_one_decision(language, decision):
    page = render_and_read(get("NW-17"), decision, language)
    assert page.count == 1
    assert_prints(page, decision.text_in(language), decision.number, decision.responsible.full_name)


@BOTH
def test_the_draft_order_names_its_basis_and_leaves_room_for_number_and_hand(language, decision):
    order = decision.orders.order_by("pk").first()
    page = render_and_read(get("NW-18"), order, language)
    words = {"kk": ["БҰЙЫРАМЫН", "енгізілсін", "бақылау"], "ru": ["ПРИКАЗЫВАЮ", "Ввести", "Контроль"]}
    assert_prints(page, *words[language], decision.number, decision.text_in(language), order.organisation.head_name)


def test_papers_that_have_no_content_yet_say_what_is_missing():
    meeting = invited_meeting(council_of(network_of()))
    assert get("NW-16A").problems(meeting, "kk") and get("NW-16").problems(meeting, "kk")
