"""Cards of a class (NR8, S9): who hands them out, to whom, the sheet and the paper in both languages, the closed PIN that tells the class teacher."""

import pytest

from accounts import consents, pins, pupil_cards
from accounts.models import Consent, Notice, PupilCard, PupilPin
from network.documents.pupil_cards import PupilCards
from network.models import Role
from network.services import pupil_cards as service
from tests.documents.reading import render_and_read
from tests.factories.people import ClassGroupFactory, ConsentTextFactory, GuardianLinkFactory, PupilFactory, user_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    ConsentTextFactory(purpose="account")
    return ClassGroupFactory(name="8 «А»")


@pytest.fixture
def teacher(group):
    return user_with_role(Role.CLASS_TEACHER, group.organisation, class_group=group)


def pupil(group, *, agreed: bool = True, **fields):
    guardian = GuardianLinkFactory(child=PupilFactory(group=group, **fields))
    if agreed:
        consents.grant_consent(subject=guardian.child, purpose="account", guardian=guardian, channel=Consent.Channel.PAPER)
    return guardian.child


def test_one_press_hands_cards_to_everybody_without_a_way_in(client, group, teacher):
    waiting, with_pin, undecided = pupil(group), pupil(group), pupil(group, agreed=False)
    pupil_cards.use_card(card=pupil_cards.issue_card(user=with_pin, by=teacher), pin="482915")
    client.force_login(teacher)
    page = client.post(f"/classes/{group.pk}/cards/hand-out/", follow=True)
    assert page.status_code == 200 and page.redirect_chain[-1][0].endswith("/cards/sheet/")
    card = PupilCard.objects.get(status="issued")
    text = page.content.decode()
    assert card.user == waiting and pupil_cards.spaced(pupil_cards.code_of(card)) in text and waiting.public_id in text
    assert PupilPin.objects.filter(user=with_pin).exists()
    assert undecided.short_name in text  # with the reason


def test_a_ticked_pupil_who_forgot_the_pin_gets_a_new_card(client, group, teacher):
    person = pupil(group)
    pupil_cards.use_card(card=pupil_cards.issue_card(user=person, by=teacher), pin="482915")
    client.force_login(teacher)
    client.post(f"/classes/{group.pk}/cards/hand-out/", {"ids": [person.pk]})
    assert not PupilPin.objects.exists() and PupilCard.objects.get(status="issued").user == person


def test_pupils_of_another_class_are_as_good_as_unknown(client, group, teacher):
    stranger = pupil(ClassGroupFactory(organisation=group.organisation))
    client.force_login(teacher)
    assert client.post(f"/classes/{group.pk}/cards/hand-out/", {"ids": [stranger.pk]}).status_code == 404
    assert not PupilCard.objects.exists()


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [
        (Role.CLASS_TEACHER, True, 200),
        (Role.ORG_COORDINATOR, True, 200),
        (Role.TEACHER, True, 403),
        (Role.CLASS_TEACHER, False, 404),
        (Role.REGION_OPERATOR, False, 404),
    ],
)
def test_class_teacher_and_coordinator_hand_cards_out_nobody_else(client, group, role, own, status):
    pupil(group)
    of_class = {"class_group": group} if role == Role.CLASS_TEACHER and own else {}
    client.force_login(user_with_role(role, group.organisation if own else None, **of_class))
    for address in ("cards/", "cards/sheet/"):
        answer = client.get(f"/classes/{group.pk}/{address}").status_code
        assert answer == status or (status == 403 and answer == 404), address


def test_the_list_costs_the_same_for_any_number_of_pupils(client, group, teacher, django_assert_max_num_queries):
    for _n in range(3):
        pupil(group)
    service.hand_out(group=group, by=teacher)
    client.force_login(teacher)
    with django_assert_max_num_queries(24):
        assert client.get(f"/classes/{group.pk}/cards/").status_code == 200
    with django_assert_max_num_queries(6):
        service.card_lines(group)


@pytest.mark.parametrize(("language", "words"), [("kk", ("Оқушы картасы", "Картаның коды")), ("ru", ("Карта ученика", "Код карты"))])
def test_the_paper_prints_each_card_with_its_code(group, teacher, language, words):
    people = [pupil(group), pupil(group), pupil(group)]
    service.hand_out(group=group, by=teacher)
    page = render_and_read(PupilCards, group, language)
    assert all(word in page.text for word in words)
    for card in PupilCard.objects.all():
        assert pupil_cards.spaced(pupil_cards.code_of(card)) in page.text.replace("\xa0", " ")
        assert pupil_cards.card_url(card) in str(page.alternatives)
    assert all(person.public_id in page.text for person in people) and page.count == 1


def test_without_cards_there_is_no_paper(group):
    pupil(group)
    assert PupilCards().problems(group, "kk")


def test_a_pin_closed_by_guessing_tells_the_class_teacher(group, teacher, django_capture_on_commit_callbacks):
    person = pupil(group)
    pupil_cards.use_card(card=pupil_cards.issue_card(user=person, by=teacher), pin="482915")
    PupilPin.objects.update(wrong=19)
    with django_capture_on_commit_callbacks(execute=True):
        pins.answer_pin(code=person.public_id, pin="000000")
    notice = Notice.objects.get(user=teacher)
    assert person.short_name in notice.message and notice.url == f"/classes/{group.pk}/cards/"
