"""NW-36, NW-37 and the own file, read back from the PDF in both languages."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts import consents
from accounts.links import link_url
from accounts.models import OneTimeLink
from network.documents.consent import ConsentPaper, LinkSlips
from network.documents.own_file import OwnFile
from network.models import ConsentRequest, Role
from network.services import class_consents
from tests.documents.reading import render_and_read
from tests.factories.people import ClassGroupFactory, ConsentTextFactory, GuardianLinkFactory, PupilFactory, user_with_role

pytestmark = pytest.mark.django_db
LANGUAGES = ("kk", "ru")


@pytest.fixture
def family():
    return GuardianLinkFactory(child=PupilFactory(group=ClassGroupFactory(name="8 «А»")))


@pytest.fixture
def asked(family):
    ConsentTextFactory(purpose="photo")
    group = family.child.enrolments.get().group
    teacher = user_with_role(Role.CLASS_TEACHER, group.organisation, class_group=group)
    class_consents.ask(group=group, purpose="photo", until=timezone.localdate() + dt.timedelta(days=7), by=teacher)
    return ConsentRequest.objects.get()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "kk",
            ["Дербес деректерді жинауға және өңдеуге келісім", "Заңды өкілі", "Қайтарып алу тәртібі", "Тек портфолио үшін рұқсат етілген"],
        ),
        (
            "ru",
            [
                "Согласие на сбор и обработку персональных данных",
                "Законный представитель",
                "Порядок отзыва",
                "Разрешено только для портфолио",
            ],
        ),
    ],
)
def test_the_consent_prints_who_agreed_to_what_and_how_to_withdraw(family, asked, language, words):
    given = consents.grant_consent(subject=family.child, purpose="photo", guardian=family, channel="link", level="portfolio")
    page = render_and_read(ConsentPaper, given, language)
    assert page.count <= 2 and family.name in page.text and family.child.full_name in page.text
    assert all(word in page.text for word in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unanswered_consent_is_a_sheet_to_sign_by_hand(family, asked, language):
    waiting = family.child.consents.get(status="requested")
    page = render_and_read(ConsentPaper, waiting, language)
    assert {"kk": "Келіспеймін", "ru": "Не согласен"}[language] in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slips_carry_the_links_of_those_who_have_not_answered(asked, family, language):
    page = render_and_read(LinkSlips, asked, language)
    address = link_url(OneTimeLink.objects.get())
    assert (
        any(address in words for words in page.alternatives)
        and address in page.text.replace(" ", "")
        and family.child.short_name in page.text
    )
    OneTimeLink.objects.update(status="used")
    assert LinkSlips().problems(asked, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_own_file_prints_roles_consents_and_readers(family, asked, language):
    reader = user_with_role(Role.PSYCHOLOGIST, asked.class_group.organisation)
    consents.log_read(reader=reader, subject=family.child, what="Support needs")
    page = render_and_read(OwnFile, family.child, language)
    assert family.child.public_id in page.text and reader.short_name in page.text
