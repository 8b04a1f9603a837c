"""One-time links: one address per row, the birth date at the door, five guesses, expiry, what stays open after the answer."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone

from accounts import links
from accounts.errors import BirthDateMissing, LinkExpired, LinkRevoked, LinkUnknown
from accounts.models import OneTimeLink, SecurityEvent
from accounts.tasks import expire_links
from tests.factories.people import ClassGroupFactory, GuardianLinkFactory, PupilFactory, UserFactory

pytestmark = pytest.mark.django_db

RIGHT = {"day": "17", "month": "5", "year": "2012"}
WRONG = {"day": "18", "month": "5", "year": "2012"}


@pytest.fixture
def guardian():
    return GuardianLinkFactory(
        child=PupilFactory(first_name="Алуа", last_name="Демо-Ахметова", birth_date=dt.date(2012, 5, 17)), language="ru"
    )


def issue(guardian, target=None, purpose=OneTimeLink.Purpose.CONSENT, days=14):
    return links.issue_link(
        purpose=purpose,
        object=target or ClassGroupFactory(),
        guardian=guardian,
        expires_at=timezone.now() + dt.timedelta(days=days),
        by=UserFactory(),
    )


@pytest.fixture
def room(monkeypatch):
    """A room behind the door of consents that says what it was given."""
    seen = []

    def view(request, link):
        seen.append((request.method, link.pk, request.link_part))
        return HttpResponse("the room")

    monkeypatch.setitem(links._doors, ("consent", ""), view)
    return seen


def test_the_address_is_derived_so_a_reminder_has_the_same_one(guardian):
    link = issue(guardian)
    again = OneTimeLink.objects.get(pk=link.pk)
    assert links.link_url(link) == links.link_url(again)
    assert links.open_link(links.token_of(again)) == link


def test_the_database_holds_nothing_that_opens_the_link(guardian, settings):
    link = issue(guardian)
    token = links.token_of(link)
    assert token not in str(OneTimeLink.objects.values().get())
    settings.LOOKUP_KEY = "another key"
    assert links.token_of(link) != token


def test_a_new_link_closes_the_earlier_one_of_the_same_person_and_object(guardian):
    target = ClassGroupFactory()
    first, other_purpose = issue(guardian, target), issue(guardian, target, OneTimeLink.Purpose.SUMMARY)
    other_parent = issue(GuardianLinkFactory(child=guardian.child), target)
    second = issue(guardian, target)
    for link, status in ((first, "revoked"), (second, "issued"), (other_purpose, "issued"), (other_parent, "issued")):
        link.refresh_from_db()
        assert link.status == status


def test_a_child_without_a_birth_date_gets_no_family_link():
    with pytest.raises(BirthDateMissing):
        issue(GuardianLinkFactory(child=PupilFactory(birth_date=None)))


def test_a_link_is_for_one_person_in_the_database_too(guardian):
    link = issue(guardian)
    with pytest.raises(IntegrityError), transaction.atomic():
        OneTimeLink.objects.filter(pk=link.pk).update(user=UserFactory())


def test_unknown_expired_and_revoked_links_do_not_open(guardian):
    with pytest.raises(LinkUnknown):
        links.open_link("0" * 32)
    expired, revoked = issue(guardian, days=-1), issue(guardian)
    with pytest.raises(LinkExpired):
        links.open_link(links.token_of(expired))
    links.revoke_links(target=revoked.object)
    with pytest.raises(LinkRevoked):
        links.open_link(links.token_of(revoked))


def test_an_answered_link_opens_for_ever(guardian):
    link = issue(guardian)
    links.mark_used(link=link)
    OneTimeLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - dt.timedelta(days=400))
    assert links.open_link(links.token_of(link)).status == "used"


def test_the_clock_expires_only_what_waits(guardian):
    late, answered, fresh = issue(guardian, days=-1), issue(guardian, days=-1), issue(guardian)
    links.mark_used(link=answered)
    assert expire_links() == 1
    assert [OneTimeLink.objects.get(pk=x.pk).status for x in (late, answered, fresh)] == ["expired", "used", "issued"]


def test_the_door_shows_a_shy_name_and_asks_for_the_birth_date_in_the_familys_language(client, guardian, room):
    answer = client.get(f"/l/{links.token_of(issue(guardian))}/")
    page = answer.content.decode()
    assert "Алуа Д." in page and "Демо-Ахметова" not in page and guardian.name not in page
    assert "Дата рождения ребёнка" in page and 'lang="ru"' in page
    assert room == []


def test_the_right_date_opens_the_room_for_this_browser_only(client, client_of_another, guardian, room):
    link = issue(guardian)
    address = f"/l/{links.token_of(link)}/"
    assert client.post(address, RIGHT).status_code == 302
    assert client.get(address).content == b"the room"
    assert client.post(f"{address}pdf/", {"x": "1"}).content == b"the room"
    assert room == [("GET", link.pk, ""), ("POST", link.pk, "pdf")]
    assert client_of_another.get(address).content != b"the room"
    link.refresh_from_db()
    assert link.status == "opened" and link.opened_at


@pytest.fixture
def client_of_another():
    from django.test import Client

    return Client()


def test_the_room_closes_after_half_an_hour(client, guardian, room, monkeypatch):
    address = f"/l/{links.token_of(issue(guardian))}/"
    client.post(address, RIGHT)
    later = timezone.now() + dt.timedelta(minutes=31)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert client.get(address).content != b"the room"


def test_answers_sent_to_a_door_that_fell_shut_go_in_with_the_birth_date(client, guardian, monkeypatch):
    seen = []

    def view(request, link):
        seen.append((request.link_part, request.POST.dict(), request.POST.getlist("risk")))
        return HttpResponse("the room")

    monkeypatch.setitem(links._doors, ("consent", ""), view)
    address = f"/l/{links.token_of(issue(guardian))}/photo/"
    answer = client.post(address, {"note": 'жаңғақ "аллергия" <b>', "risk": ["1", "2"]})
    page = answer.content.decode()
    assert answer.status_code == 422 and "сохранено" in page and seen == []
    assert 'name="kept-note" value="жаңғақ &quot;аллергия&quot; &lt;b&gt;"' in page
    carried = {"kept-note": 'жаңғақ "аллергия" <b>', "kept-risk": ["1", "2"]}
    wrong = client.post(address, {**RIGHT, "year": 2011, **carried})
    assert wrong.status_code == 422 and wrong.content.decode().count('name="kept-') == 3 and seen == []
    assert client.post(address, RIGHT | carried).content == b"the room"
    assert seen == [("photo", {"note": 'жаңғақ "аллергия" <b>', "risk": "2"}, ["1", "2"])]


def test_one_familys_date_does_not_open_another_link(client, guardian, room):
    client.post(f"/l/{links.token_of(issue(guardian))}/", RIGHT)
    other = issue(GuardianLinkFactory(child=PupilFactory(birth_date=dt.date(2011, 1, 1))))
    assert client.get(f"/l/{links.token_of(other)}/").content != b"the room"


def test_five_wrong_dates_close_the_link_and_tell_who_asked(client, guardian, room, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr(links, "_revoked_hooks", [lambda link: told.append(link.pk)])
    link = issue(guardian)
    address = f"/l/{links.token_of(link)}/"
    with django_capture_on_commit_callbacks(execute=True):
        for left in (4, 3, 2, 1):
            assert f"{left} попыт" in client.post(address, WRONG).content.decode()
        assert client.post(address, WRONG).status_code == 410
    assert told == [link.pk]
    assert client.post(address, RIGHT).status_code == 410
    assert guardian.child.security_events.filter(kind=SecurityEvent.Kind.LINK_REVOKED).count() == 1


@pytest.mark.parametrize(
    "typed",
    [{"day": "31", "month": "2", "year": "2012"}, {"day": "", "month": "5", "year": "2012"}, {"day": "x", "month": "5", "year": "2012"}],
)
def test_a_date_that_does_not_exist_costs_no_answer(client, guardian, room, typed):
    link = issue(guardian)
    assert client.post(f"/l/{links.token_of(link)}/", typed).status_code == 422
    link.refresh_from_db()
    assert link.wrong_answers == 0


def test_an_expired_link_has_its_own_page_with_a_phone_and_no_data(client, guardian, room, monkeypatch):
    monkeypatch.setattr(links, "_contacts", [lambda link: links.Contact("Үлгібаева Гүлнар", "+7 700 000 00 07")])
    answer = client.get(f"/l/{links.token_of(issue(guardian, days=-1))}/")
    page = answer.content.decode()
    assert answer.status_code == 410 and "Үлгібаева Гүлнар" in page and 'href="tel:+77000000007"' in page
    assert "Алуа" not in page and guardian.name not in page


def test_a_wrong_address_says_so_and_nothing_else(client):
    assert client.get(f"/l/{'x' * 32}/").status_code == 404


def test_the_familys_page_switches_its_language_without_touching_the_account(client, guardian, room):
    staff = UserFactory(language="kk")
    client.force_login(staff)
    address = f"/l/{links.token_of(issue(guardian))}/"
    assert 'lang="ru"' in client.get(address).content.decode()
    client.post("/i18n/setlang/", {"language": "kk", "next": address})
    assert 'lang="kk"' in client.get(address).content.decode()
    staff.refresh_from_db()
    assert staff.language == "kk"
    client.post("/i18n/setlang/", {"language": "ru", "next": address})
    staff.refresh_from_db()
    assert staff.language == "kk"


def test_the_page_is_neither_cached_nor_indexed(client, guardian, room):
    address = f"/l/{links.token_of(issue(guardian))}/"
    client.post(address, RIGHT)
    answer = client.get(address)
    assert "no-store" in answer["Cache-Control"] and "noindex" in answer["X-Robots-Tag"]


def test_an_invitation_sets_a_password_once_and_signs_in(client):
    person = UserFactory(sign_in="invited", password=None)
    link = links.issue_link(purpose="access", object=person, user=person, expires_at=timezone.now() + dt.timedelta(days=14), by=None)
    address = f"/l/{links.token_of(link)}/"
    assert client.get(address).status_code == 200
    new = {"new_password1": "Жаңа-құпия-2026", "new_password2": "Жаңа-құпия-2026"}
    assert client.post(address, new).url == "/"
    assert client.session["_auth_user_id"] == str(person.pk)
    client.logout()
    assert client.post(address, dict.fromkeys(new, "Басқа-құпия-2026")).url == "/account/login/"
    person.refresh_from_db()
    assert person.check_password("Жаңа-құпия-2026")


def test_somebody_elses_invitation_gives_nothing(client):
    person = UserFactory(sign_in="invited", email="aigerim@demo.example")
    link = links.issue_link(purpose="access", object=person, user=person, expires_at=timezone.now() + dt.timedelta(days=14), by=None)
    client.force_login(UserFactory())
    answer = client.get(f"/l/{links.token_of(link)}/")
    assert answer.status_code == 403 and "a***@demo.example" in answer.content.decode()


def test_a_blocked_person_cannot_come_back_through_an_old_invitation(client):
    person = UserFactory(sign_in="invited")
    link = links.issue_link(purpose="access", object=person, user=person, expires_at=timezone.now() + dt.timedelta(days=14), by=None)
    type(person).objects.filter(pk=person.pk).update(sign_in="blocked")
    client.post(f"/l/{links.token_of(link)}/", {"new_password1": "Жаңа-құпия-2026", "new_password2": "Жаңа-құпия-2026"})
    person.refresh_from_db()
    assert person.sign_in == "blocked" and "_auth_user_id" not in client.session
