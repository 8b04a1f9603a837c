"""The language of a page: the saved choice, else the cookie, else the browser's wish, else Kazakh; the switch keeps the page."""

import pytest
from django.conf import settings

from accounts.middleware import browser_language
from accounts.models import Notice
from accounts.services import notify
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/account/login/"


def language_of(answer):
    return answer.content.decode().split('<html lang="', 1)[1][:2]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "kk"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en-US,en;q=0.9", "en"),
        ("de-DE,de;q=0.9", "kk"),
        ("de,ru;q=0.5", "ru"),
        ("kk-KZ", "kk"),
        ("*", "kk"),
        ("ru;q=0.1,kk;q=0.9", "kk"),
    ],
)
def test_a_stranger_gets_the_browsers_language_only_if_it_is_one_of_ours(client, header, language):
    assert language_of(client.get(PAGE, headers={"accept-language": header})) == language


def test_broken_headers_wish_for_nothing():
    assert browser_language(";;;q=x") == "" and browser_language("ru" * 5000) == ""


def test_the_cookie_wins_over_the_browser_and_the_account_over_the_cookie(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert language_of(client.get(PAGE, headers={"accept-language": "ru"})) == "en"
    client.force_login(UserFactory(language="ru"))
    assert language_of(client.get("/notices/")) == "ru"


def test_a_cookie_with_nonsense_is_passed_over(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert language_of(client.get(PAGE)) == "kk"


def test_the_switch_keeps_the_page_with_its_query_and_is_remembered_on_other_devices(client):
    user = UserFactory(language="kk")
    client.force_login(user)
    answer = client.post("/i18n/setlang/", {"language": "ru", "next": "/organisations/?q=мектеп&page=2"})
    assert answer.status_code == 302 and "page=2" in answer.url
    user.refresh_from_db()
    assert user.language == "ru" and client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ru"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "/\\evil.example"])
def test_the_switch_never_leads_out_of_the_portal(client, address):
    assert client.post("/i18n/setlang/", {"language": "ru", "next": address}).url == "/"


def test_a_language_we_do_not_have_changes_nothing(client):
    user = UserFactory(language="kk")
    client.force_login(user)
    client.post("/i18n/setlang/", {"language": "de", "next": "/notices/"})
    user.refresh_from_db()
    assert user.language == "kk" and settings.LANGUAGE_COOKIE_NAME not in client.cookies


def test_the_switch_is_a_post(client):
    assert client.get("/i18n/setlang/?language=ru").status_code == 405


def test_a_notice_is_read_in_the_language_of_the_reader_whatever_it_was_when_written(client):
    from django.utils import translation
    from django.utils.translation import gettext_lazy as _

    user = UserFactory(language="kk")
    with translation.override("ru"):
        notify(user, _("You are now the network coordinator of %(organisation)s."), params={"organisation": "№1"})
    client.force_login(user)
    assert "Енді сіз желілік координаторсыз: №1." in client.get("/notices/").content.decode()
    client.post("/i18n/setlang/", {"language": "ru", "next": "/notices/"})
    assert "Теперь вы сетевой координатор: №1." in client.get("/notices/").content.decode()


def test_notices_are_opened_marked_and_private(client):
    user, other = UserFactory(), UserFactory()
    mine, foreign = notify(user, "Notice", "/account/data/"), notify(other, "Notice", "/")
    outside = notify(user, "Notice", "https://evil.example/")
    client.force_login(user)
    assert client.get(f"/notices/{mine.pk}/").url == "/account/data/"
    assert client.get(f"/notices/{outside.pk}/").url == "/notices/"
    assert client.get(f"/notices/{foreign.pk}/").status_code == 404
    assert Notice.objects.filter(user=user).unread().count() == 0
    notify(user, "Notice")
    client.post("/notices/read/")
    assert Notice.objects.unread().count() == 1  # the other person's
