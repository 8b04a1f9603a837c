"""Profile and security: contacts prove themselves, devices are ended, the second step is turned on and asked for."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import consents
from accounts.models import User
from network.models import Role
from tests.factories.people import PASSWORD, GuardianLinkFactory, MembershipFactory, UserFactory, user_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(email="old@demo.example", phone="+77001112233", language="kk")


@pytest.fixture
def signed_in(client, user):
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    return client


def save(client, **changes):
    typed = {"language": "kk", "email": "old@demo.example", "phone": "+77001112233"} | changes
    answer = client.post("/account/profile/", typed)
    if answer.status_code == 302 and "reauthenticate" in answer.url:
        answer = client.post(answer.url, {"password": PASSWORD, "next": "/account/profile/"})
    return answer


def test_the_language_is_saved_without_asking_for_the_password(signed_in, user):
    answer = signed_in.post("/account/profile/", {"language": "ru", "email": user.email, "phone": user.phone})
    assert answer.url == "/account/profile/"
    user.refresh_from_db()
    assert user.language == "ru"


def test_a_new_address_asks_for_the_password_first(signed_in):
    answer = signed_in.post("/account/profile/", {"language": "kk", "email": "new@demo.example", "phone": "+77001112233"})
    assert answer.url.startswith("/account/reauthenticate/")


def test_a_new_email_works_after_the_click_in_its_message_and_the_old_one_is_warned(signed_in, user):
    save(signed_in, email="New@demo.example")
    assert [message.to for message in mail.outbox] == [["new@demo.example"], ["old@demo.example"]]
    user.refresh_from_db()
    assert user.email == "old@demo.example"
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    stranger = Client()
    stranger.force_login(UserFactory())
    stranger.get(link)
    user.refresh_from_db()
    assert user.email == "old@demo.example"
    signed_in.get(link)
    user.refresh_from_db()
    assert user.email == "new@demo.example"


def test_an_overtaken_confirmation_no_longer_works(signed_in, user):
    save(signed_in, email="first@demo.example")
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    User.objects.filter(pk=user.pk).update(email="second@demo.example")
    signed_in.get(link)
    user.refresh_from_db()
    assert user.email == "second@demo.example"


def test_an_address_of_somebody_else_is_refused_beside_the_field(signed_in):
    UserFactory(email="taken@demo.example", phone="+77009998877")
    answer = save(signed_in, email="taken@demo.example")
    assert answer.status_code == 422 and answer.context["form"].errors["email"]
    assert save(signed_in, phone="8 700 999 88 77").context["form"].errors["phone"]


def test_a_new_phone_waits_for_its_code_where_a_gateway_exists(signed_in, user, settings, tmp_path):
    settings.SMS_URL, settings.SMS_FILE_PATH = "file:", tmp_path
    assert save(signed_in, phone="8 701 000 00 05").url == "/account/profile/phone/"
    user.refresh_from_db()
    assert user.phone == "+77001112233"
    [message] = tmp_path.iterdir()
    code = re.search(r"\d{6}", message.read_text().split("\n")[1])[0]
    wrong = signed_in.post("/account/profile/phone/", {"code": "000000" if code != "000000" else "111111"})
    assert wrong.status_code == 422
    signed_in.post("/account/profile/phone/", {"code": code})
    user.refresh_from_db()
    assert user.phone == "+77010000005" and user.phone_verified


def test_five_wrong_codes_end_the_change_of_the_phone(signed_in, user, settings, tmp_path):
    settings.SMS_URL, settings.SMS_FILE_PATH = "file:", tmp_path
    save(signed_in, phone="8 701 000 00 05")
    code = re.search(r"\d{6}", next(tmp_path.iterdir()).read_text().split("\n")[1])[0]
    for _attempt in range(5):
        signed_in.post("/account/profile/phone/", {"code": "000000" if code != "000000" else "111111"})
    signed_in.post("/account/profile/phone/", {"code": code})
    user.refresh_from_db()
    assert user.phone == "+77001112233"


def test_nobody_shuts_themselves_out(signed_in):
    assert save(signed_in, email="", phone="").status_code == 422


@pytest.mark.parametrize("phone", ["12", "abc", "+7 700", "++77"])
def test_what_is_no_phone_is_refused(signed_in, phone):
    assert save(signed_in, phone=phone).context["form"].errors["phone"]


def test_other_devices_are_signed_out_and_this_one_stays(signed_in, user):
    other = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari/604.1"})
    other.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert "Safari · iPhone" in signed_in.get("/account/security/").content.decode()
    signed_in.post("/account/security/sessions/")
    assert other.get("/account/security/").status_code == 302
    assert signed_in.get("/account/security/").status_code == 200


def test_a_changed_password_ends_the_other_devices_and_is_announced(signed_in, user):
    other = Client()
    other.post("/account/login/", {"login": user.email, "password": PASSWORD})
    new = "Басқа-құпия-2026"
    signed_in.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert other.get("/notices/").status_code == 302 and signed_in.get("/notices/").status_code == 200
    assert mail.outbox[-1].to == [user.email] and "құпия сөзі ауыстырылды" in mail.outbox[-1].body


def code_of(user):
    """The digits an authenticator app would show now."""
    from accounts.mfa import PortalMFAAdapter

    cache.clear()  # a code is taken once; tests are faster than 30 seconds
    secret = PortalMFAAdapter().decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


@pytest.fixture
def protected(signed_in, user):
    signed_in.post("/account/reauthenticate/", {"password": PASSWORD})
    page = signed_in.get("/account/mfa/totp/activate/")
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    signed_in.post("/account/mfa/totp/activate/", {"code": code})
    return signed_in


def test_the_second_step_is_turned_on_asked_for_and_kept_encrypted(protected, user):
    row = Authenticator.objects.get(user=user, type="totp")
    assert len(row.data["secret"]) > 60, "the secret is encrypted at rest"
    fresh = Client()
    answer = fresh.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert answer.url == "/account/mfa/authenticate/" and "_auth_user_id" not in fresh.session
    assert fresh.post("/account/mfa/authenticate/", {"code": "000000"}).status_code == 200
    fresh.post("/account/mfa/authenticate/", {"code": code_of(user)})
    assert fresh.session["_auth_user_id"] == str(user.pk)


def test_a_recovery_code_opens_once(protected, user):
    codes = protected.get("/account/mfa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    for opened in (True, False):
        fresh = Client()
        fresh.post("/account/login/", {"login": user.email, "password": PASSWORD})
        fresh.post("/account/mfa/authenticate/", {"code": codes[0]})
        assert ("_auth_user_id" in fresh.session) is opened
    assert codes[1] in protected.get("/account/mfa/recovery-codes/download/").content.decode()


def test_a_sign_in_code_does_not_go_round_the_second_step(protected, user):
    fresh = Client()
    fresh.post("/account/login/code/", {"login": user.email})
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    assert fresh.post("/account/login/code/confirm/", {"code": code, "action": "verify"}).url == "/account/mfa/authenticate/"


def test_the_second_step_is_turned_off_only_after_the_password(protected, user):
    fresh = Client()
    fresh.force_login(user)
    assert "reauthenticate" in fresh.get("/account/mfa/totp/deactivate/").url
    protected.post("/account/mfa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=user, type="totp").exists()


@pytest.fixture
def duty(settings):
    settings.MFA_REQUIRED_ROLES, settings.MFA_GRACE_DAYS = [Role.REGION_OPERATOR.value], 7


@pytest.mark.parametrize(("days", "blocked"), [(0, False), (6, False), (7, True), (90, True)])
def test_a_new_operator_has_seven_days_and_then_only_the_security_page(client, duty, days, blocked):
    operator = MembershipFactory(role=Role.REGION_OPERATOR, valid_from=timezone.localdate() - dt.timedelta(days=days)).user
    client.force_login(operator)
    answer = client.get("/organisations/")
    assert answer.status_code == (302 if blocked else 200)
    if blocked:
        assert answer.url == "/account/security/"
        assert "Жұмысты жалғастыру үшін екі қадамды кіруді қосыңыз" in client.get(answer.url).content.decode()
        assert client.post("/i18n/setlang/", {"language": "ru", "next": "/account/security/"}).url == "/account/security/"
        assert client.post("/organisations/new/", {}).url == "/account/security/"


def test_the_duty_touches_no_other_role_and_ends_with_the_second_step(client, duty):
    client.force_login(user_with_role(Role.MENTOR))
    assert client.get("/organisations/").status_code == 200
    operator = user_with_role(Role.REGION_OPERATOR)
    Authenticator.objects.create(user=operator, type="totp", data={"secret": "x"})
    client.force_login(operator)
    assert client.get("/organisations/").status_code == 200


def test_nobody_is_held_in_demo_mode_and_staff_roles_are_in_production(settings):
    from config.settings import signin

    assert settings.MFA_REQUIRED_ROLES == []
    assert set(signin._STAFF_ROLES.split(",")) <= set(Role.values)


def test_i_see_what_i_agreed_to_and_who_read_about_me_and_my_child(client, user):
    child, reader = GuardianLinkFactory(user=user).child, UserFactory(last_name="Үлгілі", first_name="Оқырман")
    consent = consents.grant_consent(subject=user, purpose="account", channel="portal")
    consents.log_read(reader=reader, subject=child, what="Conditions needed")
    consents.log_read(reader=reader, subject=UserFactory(), what="Conditions needed")
    client.force_login(user)
    page = client.get("/account/data/")
    assert [line.subject for line in page.context["page"]] == [child]
    assert "Қажетті жағдайлар" in page.content.decode() and "Үлгілі Оқырман" in page.content.decode()
    client.post(f"/account/data/consents/{consent.pk}/withdraw/")
    consent.refresh_from_db()
    assert consent.status == "withdrawn"


def test_a_foreign_consent_cannot_be_withdrawn(client):
    consent = consents.grant_consent(subject=UserFactory(), purpose="account", channel="portal")
    client.force_login(UserFactory())
    assert client.post(f"/account/data/consents/{consent.pk}/withdraw/").status_code == 404
