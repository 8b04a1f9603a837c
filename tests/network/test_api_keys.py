"""Keys of the API: what they open, what ends them, that the portal never holds them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts import api_tokens
from accounts.models import ApiToken, PupilPin, SecurityEvent
from network.models import Role
from network.services import end_role
from tests.factories.people import PASSWORD, OrganisationFactory, UserFactory, user_with_role
from tests.network.api import ALL, Program, days

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return user_with_role(Role.ORG_COORDINATOR, OrganisationFactory())


def test_without_a_key_or_a_session_the_api_asks_for_one():
    answer = Client().get("/api/v1/organisations/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert set(answer.json()) == {"code", "message", "field"}


def test_a_signed_in_person_needs_no_key(coordinator):
    client = Client()
    client.force_login(coordinator)
    assert client.get("/api/v1/organisations/").status_code == 200


def test_the_text_of_a_key_is_nowhere_in_the_database(coordinator):
    made, text = api_tokens.make_token(user=coordinator, name="x", scopes=ALL, days=30)
    row = ApiToken.objects.filter(pk=made.pk).values().get()
    assert text not in str(row) and len(row["token_hash"]) == 64 and text.endswith(row["tail"])


@pytest.mark.parametrize("how", ["revoked", "expired", "blocked", "mistyped"])
def test_a_key_that_is_over_opens_nothing(coordinator, how):
    program = Program(coordinator)
    if how == "revoked":
        api_tokens.revoke_token(token=program.key)
    elif how == "expired":
        past = timezone.now() - days(40)
        ApiToken.objects.filter(pk=program.key.pk).update(created_at=past, expires_at=past + days(1))
    elif how == "blocked":
        type(coordinator).objects.filter(pk=coordinator.pk).update(sign_in="blocked")
    else:
        program = Client(headers={"Authorization": "Bearer kopir_guess"})
    assert program.get("/api/v1/regions/").status_code == 401


def test_a_key_opens_only_its_scopes_and_reading_is_not_writing(coordinator):
    program = Program(coordinator, "registers:read")
    assert program.read("organisations/").status_code == 200
    assert program.read("memberships/").status_code == 403
    school = coordinator.memberships.get().organisation_id
    answer = program.patch(f"/api/v1/organisations/{school}/", {"website": "https://demo.example"}, content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["code"] == "permission_denied"


def test_a_right_ends_for_the_key_in_the_second_in_which_the_role_ends(coordinator):
    school = coordinator.memberships.get().organisation
    user_with_role(Role.ORG_COORDINATOR, school)  # the organisation keeps a coordinator
    program = Program(coordinator)
    assert program.read(f"organisations/{school.pk}/staff/").status_code == 200
    end_role(assignment=coordinator.memberships.get().roles.get(), by=coordinator, reason="х")
    assert program.read(f"organisations/{school.pk}/staff/").status_code == 403


def test_a_role_that_must_have_a_second_step_opens_nothing_by_key_without_one(coordinator, settings):
    settings.MFA_REQUIRED_ROLES, settings.MFA_GRACE_DAYS = ["org_coordinator"], -400
    assert Program(coordinator).read("regions/").status_code == 401


def test_refusals_speak_the_language_of_the_keys_owner(coordinator):
    type(coordinator).objects.filter(pk=coordinator.pk).update(language="ru")
    school = coordinator.memberships.get().organisation_id
    answer = Program(coordinator).write(f"organisations/{school}/statuses/{10**6}/transition/", step="grant")
    assert answer.status_code == 404
    assert answer["Content-Language"] == "ru"


def test_using_a_key_leaves_a_mark_and_making_and_ending_it_are_in_the_journal(coordinator):
    program = Program(coordinator)
    program.read("regions/")
    assert ApiToken.objects.get().last_used_at is not None
    api_tokens.revoke_token(token=program.key)
    kinds = set(SecurityEvent.objects.filter(user=coordinator).values_list("kind", flat=True))
    assert {"key_made", "key_revoked"} <= kinds


def test_nobody_has_more_than_ten_live_keys(coordinator):
    for _number in range(10):
        api_tokens.make_token(user=coordinator, name="x", scopes=ALL, days=30)
    with pytest.raises(api_tokens.TooManyKeys):
        api_tokens.make_token(user=coordinator, name="x", scopes=ALL, days=30)


def test_a_key_without_a_known_scope_is_refused(coordinator):
    with pytest.raises(api_tokens.NoScopes):
        api_tokens.make_token(user=coordinator, name="x", scopes=["everything"], days=30)


def signed_in(person):
    """A client that has proved once more who it is."""
    client = Client()
    client.force_login(person)
    asked = client.get(reverse("token_new"))
    assert asked.url.startswith("/account/reauthenticate/")
    client.post(asked.url, {"password": PASSWORD})
    return client


def test_the_key_is_shown_once_on_the_page_that_made_it():
    person = UserFactory(language="ru")
    client = signed_in(person)
    page = client.post(reverse("token_new"), {"name": "Отчёты", "scopes": ["registers:read"], "days": "90"})
    text = page.content.decode().split("<code>")[1].split("</code>")[0]
    assert api_tokens.find_token(text).name == "Отчёты"
    assert "no-cache" in page["Cache-Control"] or "no-store" in page["Cache-Control"]
    assert text not in client.get(reverse("mfa_index")).content.decode()


def test_a_key_form_without_scopes_comes_back_with_what_was_typed():
    client = signed_in(UserFactory(language="ru"))
    page = client.post(reverse("token_new"), {"name": "Отчёты", "days": "90"})
    assert page.status_code == 422 and "Отчёты" in page.content.decode()


def test_only_the_owner_ends_a_key(coordinator):
    program, client = Program(coordinator), Client()
    client.force_login(UserFactory())
    assert client.post(reverse("token_revoke", args=[program.key.pk])).status_code == 404
    client.force_login(coordinator)
    assert client.post(reverse("token_revoke", args=[program.key.pk])).status_code == 302
    assert not ApiToken.objects.get().is_live


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_scopes_have_words_in_both_languages(language):
    with translation.override(language):
        words = [str(label) for _value, label in ApiToken.Scope.choices]
    with translation.override("en"):
        assert all(one != str(label) for one, (_value, label) in zip(words, ApiToken.Scope.choices, strict=True))


def test_a_pupil_who_signs_in_by_card_has_no_keys():
    pupil = UserFactory()
    PupilPin.objects.create(user=pupil, secret="x")
    with pytest.raises(api_tokens.NoKeysByCard):
        api_tokens.make_token(user=pupil, name="x", scopes=ALL, days=30)
