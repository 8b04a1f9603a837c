"""Passwords: long enough, not common, not about the person, not about the place; any characters, up to any length."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.passwords import CONTEXT_WORDS, ContextWordsValidator
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("password", ["Мектеп2026!", "мұғалім1234", "МУГАЛИМ12345", "KopirMektep", "Көпір-Алматы-1", "password1234"])
def test_a_password_around_a_word_of_the_place_is_refused(password):
    with pytest.raises(ValidationError):
        ContextWordsValidator().validate(password)


@pytest.mark.parametrize(
    "password", [PASSWORD, "мектептен кейін көл жағасында отырамыз", "жеті қазына 7", "Ж" * 200, "a b c d e f g h", "қ@ж#ң$ө%ү^і"]
)
def test_any_other_sentence_of_any_length_and_letters_is_taken(password):
    validate_password(password, UserFactory(last_name="Демо", first_name="Адам"))


def test_every_word_of_the_list_counts():
    for word in CONTEXT_WORDS:
        with pytest.raises(ValidationError):
            ContextWordsValidator().validate(f"{word}12345")


def test_the_password_is_checked_as_typed(client):
    user = UserFactory(password="  Екі Бос Орын  ")
    client.post("/account/login/", {"login": user.email, "password": "Екі Бос Орын"})
    assert "_auth_user_id" not in client.session
    client.post("/account/login/", {"login": user.email, "password": "  Екі Бос Орын  "})
    assert "_auth_user_id" in client.session


def test_pages_of_signed_in_people_stay_out_of_caches(client):
    assert "no-store" not in client.get("/v/").headers.get("Cache-Control", "")
    client.force_login(UserFactory())
    assert client.get("/notices/")["Cache-Control"] == "private, no-store"
