"""What the tests of the coordinator's screens share."""

import html
import re
from typing import Any

from django.test import Client
from django.urls import reverse


def signed_in(user: Any) -> Client:
    """A browser of the person."""
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    """Address of a screen of career trials."""
    return reverse(f"profprobes:{name}", args=args)


def words(answer: Any) -> str:
    """What a person reads on the page: no tags, single spaces."""
    text = re.sub(r"<(script|style|template)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def news(answer: Any) -> str:
    """The messages that a redirect leaves for the next page."""
    return " ".join(str(message) for message in answer.wsgi_request._messages)


def may_sign_in(person: Any) -> Any:
    """A pupil of the factories, now with a sign-in of their own."""
    person.sign_in = type(person).SignIn.ACTIVE
    person.save()
    return person
