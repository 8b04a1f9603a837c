"""Sign-in: one field for e-mail or phone, codes, the lock after five failures, closed accounts."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import SecurityEvent, User
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


def sign_in(client, login, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": login, "password": password, **extra})


@pytest.mark.parametrize("typed", ["person@demo.example", "Person@Demo.Example", " person@demo.example "])
def test_a_person_signs_in_by_email_however_it_is_typed(client, typed):
    user = UserFactory(email="person@demo.example")
    answer = sign_in(client, typed)
    assert answer.status_code == 302 and answer.url == reverse("home")
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("typed", ["+77001234567", "87001234567", "8 700 123 45 67", "+7 (700) 123-45-67", "7001234567"])
def test_a_person_signs_in_by_phone_however_it_is_typed(client, typed):
    user = UserFactory(phone="+7 700 123 45 67")
    assert sign_in(client, typed).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_next_is_kept_and_a_foreign_address_is_not(client):
    UserFactory(email="person@demo.example")
    assert sign_in(client, "person@demo.example", next="/notices/").url == "/notices/"
    client.logout()
    assert "evil" not in sign_in(client, "person@demo.example", next="https://evil.example/").url


def _texts(answer):
    return [str(error) for errors in answer.context["form"].errors.values() for error in errors]


@pytest.mark.parametrize("login", ["known@demo.example", "stranger@demo.example", "+77009999999", "not an address"])
def test_every_failed_sign_in_says_the_same_beside_the_field_and_keeps_what_was_typed(client, login):
    UserFactory(email="known@demo.example")
    answer = sign_in(client, login, "wrong-password-1")
    assert _texts(answer) == ["Электрондық пошта, телефон немесе құпия сөз дұрыс емес. Тексеріп, қайта енгізіңіз."]
    assert list(answer.context["form"].errors) == ["password"]
    assert f'value="{login}"' in answer.content.decode()


@pytest.mark.parametrize("login", ["known@demo.example", "8 700 111 22 33", "stranger@demo.example"])
def test_five_failures_lock_an_address_whether_or_not_it_exists(client, login):
    UserFactory(email="known@demo.example", phone="+77001112233")
    for _attempt in range(5):
        assert "15" not in "".join(_texts(sign_in(client, login, "wrong-password-1")))
    locked = sign_in(client, login)
    assert locked.status_code == 200 and "15 минут" in "".join(_texts(locked))
    assert "_auth_user_id" not in client.session


def test_the_lock_of_one_phone_does_not_lock_another(client):
    UserFactory(phone="+77001112233")
    UserFactory(phone="+77004445566")
    for _attempt in range(6):
        sign_in(client, "87001112233", "wrong-password-1")
    assert sign_in(client, "87004445566").status_code == 302


@pytest.mark.parametrize("state", [User.SignIn.NONE, User.SignIn.INVITED, User.SignIn.BLOCKED, User.SignIn.CLOSED])
def test_only_an_active_person_signs_in(client, state):
    user = UserFactory(sign_in=state)
    sign_in(client, user.email)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("state", [User.SignIn.BLOCKED, User.SignIn.CLOSED])
def test_a_running_session_ends_with_the_account(client, state):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/notices/").status_code == 200
    User.objects.filter(pk=user.pk).update(sign_in=state)
    assert client.get("/notices/").status_code == 302


def code_from_mail():
    return re.search(r"\b(\d{3}-?\d{3})\b", mail.outbox[-1].body)[1]


def test_a_code_from_the_mail_signs_in(client):
    user = UserFactory(language="ru")
    client.post("/account/login/code/", {"login": user.email})
    assert mail.outbox[-1].to == [user.email]
    assert "Код для входа" in mail.outbox[-1].body, "the message speaks the language of the account"
    answer = client.post("/account/login/code/confirm/", {"code": code_from_mail(), "action": "verify"})
    assert answer.status_code == 302 and client.session["_auth_user_id"] == str(user.pk)


def test_five_wrong_codes_end_the_attempt(client):
    user = UserFactory()
    client.post("/account/login/code/", {"login": user.email})
    right = code_from_mail()
    for _attempt in range(5):
        client.post("/account/login/code/confirm/", {"code": "000000" if "000" not in right else "111111", "action": "verify"})
    client.post("/account/login/code/confirm/", {"code": right, "action": "verify"})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("login", ["stranger@demo.example", "blocked@demo.example"])
def test_asking_for_a_code_reveals_nothing_and_mails_nobody_without_an_account(client, login):
    UserFactory(email="blocked@demo.example", blocked=True)
    answer = client.post("/account/login/code/", {"login": login})
    assert answer.status_code == 302 and answer.url.startswith("/account/login/code/confirm/")
    assert mail.outbox == []


def test_a_phone_gets_no_code_where_no_gateway_exists(client):
    answer = client.post("/account/login/code/", {"login": UserFactory().phone})
    assert answer.status_code == 200 and answer.context["form"].errors["login"]
    assert "телефон" not in str(answer.context["form"]["login"].label)


def test_a_phone_gets_a_code_where_a_gateway_exists(client, settings, tmp_path):
    settings.SMS_URL, settings.SMS_FILE_PATH = "file:", tmp_path
    user = UserFactory(language="kk")
    client.post("/account/login/code/", {"login": user.phone})
    [message] = tmp_path.iterdir()
    assert message.read_text().startswith(f"{user.phone}\nКөпір:")
    client.post(
        "/account/login/code/confirm/", {"code": re.search(r"\d{3}-?\d{3}", message.read_text().split("\n")[1])[0], "action": "verify"}
    )
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_unconfirmed_phone_gets_no_code(client, settings, tmp_path):
    settings.SMS_URL, settings.SMS_FILE_PATH = "file:", tmp_path
    client.post("/account/login/code/", {"login": UserFactory(phone_verified=False).phone})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["/account/signup/", "/account/email/", "/account/confirm-email/", "/account/social/connections/"])
def test_what_we_do_not_use_is_not_there(client, url):
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404


def test_a_forgotten_password_is_replaced_by_a_link_from_the_mail(client):
    user = UserFactory()
    client.post("/account/password/reset/", {"email": user.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]
    page = client.get(link, follow=True)
    new = {"password1": "Жаңа-құпия-2026", "password2": "Жаңа-құпия-2026"}
    assert client.post(page.redirect_chain[-1][0], new, follow=True).status_code == 200
    client.logout()
    assert sign_in(client, user.email, "Жаңа-құпия-2026").status_code == 302
    assert client.get(link, follow=True).context["token_fail"]


@pytest.mark.parametrize("password", ["short-1", "password12", "1234567890", "Үлгібаева1"])
def test_a_weak_password_is_refused(client, password):
    user = UserFactory(last_name="Үлгібаева")
    client.force_login(user)
    answer = client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password})
    assert answer.status_code == 200 and answer.context["form"].errors["password1"]


def test_the_journal_names_the_person_but_not_what_was_typed_nor_where_from(client):
    user = UserFactory()
    sign_in(client, user.email, "wrong-password-1")
    sign_in(client, user.email)
    assert list(user.security_events.values_list("kind", flat=True)) == ["signed_in", "failed"]
    text = str(list(SecurityEvent.objects.values()))
    assert "wrong-password-1" not in text and user.email not in text and "127.0.0.1" not in text


def test_the_platform_records_have_no_door_of_their_own(client):
    answer = client.get("/platform/", follow=False)
    login = client.get(answer.url)
    assert login.status_code == 302 and login.url.startswith(LOGIN)
