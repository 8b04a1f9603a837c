"""The frame of the pages: appearance, menu, pages of refusal."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from config.context import THEME_COOKIE
from core.navigation import Navigation, NavItem, NavLink


class Person:
    is_authenticated = True


@pytest.mark.django_db
def test_the_appearance_is_kept_and_the_page_with_its_query_comes_back(client):
    answer = client.post("/theme/", {"theme": "dark", "next": "/styleguide/?sort=-date"})
    assert answer.url == "/styleguide/?sort=-date"
    assert 'class="theme-dark"' in client.get(answer.url).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_the_appearance_never_leads_out_of_the_portal(client, address):
    assert client.post("/theme/", {"theme": "dark", "next": address}).url == "/"


@pytest.mark.django_db
def test_an_unknown_appearance_is_not_kept(client):
    assert THEME_COOKIE not in client.post("/theme/", {"theme": "pink"}).cookies


def navigation(path: str, items: list[NavItem], monkeypatch, roles=("mentor",)) -> Navigation:
    monkeypatch.setattr("core.navigation._items", {item.code: item for item in items})
    request = RequestFactory().get(path)
    request.user = Person()
    return Navigation(request, lambda user: roles)


def item(code: str, **values) -> NavItem:
    return NavItem(code, code, values.pop("url_name", "styleguide"), "house", **values)


def codes(links: list[NavLink]) -> list[str]:
    return [link.code for link in links]


def test_a_person_sees_the_entries_of_their_roles(monkeypatch):
    items = [
        item("mine", roles=frozenset({"mentor"})),
        item("theirs", roles=frozenset({"pupil"})),
        item("all"),
        item("no", shows=lambda user: False),
    ]
    assert codes(navigation("/", items, monkeypatch).links) == ["all", "mine"]


def test_the_entry_that_fits_the_address_best_is_current(monkeypatch):
    items = [item("home", url_name="home"), item("guide"), item("other", url_name="home", also=("/style",))]
    links = navigation("/styleguide/deep/", items, monkeypatch).links
    assert [link.code for link in links if link.is_current] == ["guide"]


def test_a_count_is_asked_only_when_it_is_printed_and_once(monkeypatch):
    asked = []
    link = navigation("/", [item("todo", badge=lambda user: asked.append(1) or 4)], monkeypatch).links[0]
    assert asked == []
    assert link.count + link.count == 8 and asked == [1]


def test_the_bottom_bar_holds_four_and_the_rest_waits_behind_more(monkeypatch):
    items = [item(f"i{n}", order=n, phone={5: 1, 4: 2}.get(n, 0)) for n in range(6)]
    menu = navigation("/", items, monkeypatch)
    assert codes(menu.phone) == ["i5", "i4", "i0", "i1"] and codes(menu.more) == ["i2", "i3"]


def test_an_entry_without_a_page_does_not_break_the_others(monkeypatch):
    items = [item("gone", url_name="nowhere"), item("here")]
    assert codes(navigation("/", items, monkeypatch).links) == ["here"]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "text"), [("kk", "Мұндай бет жоқ"), ("ru", "Такой страницы нет"), ("en", "There is no such page")])
def test_a_wrong_address_says_what_to_do(client, settings, language, text):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404 and text in answer.content.decode()


@pytest.mark.parametrize(("language", "text"), [("kk", "Біздің жақта ақау шықты"), ("ru", "У нас произошёл сбой")])
def test_a_broken_page_needs_no_request_and_no_database(language, text):
    with translation.override(language):
        assert text in render_to_string("500.html")


@pytest.mark.django_db
def test_a_form_that_grew_old_is_explained():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/theme/", {"theme": "dark"}, headers={"accept-language": "ru"})
    assert answer.status_code == 403 and "Страница устарела" in answer.content.decode()
