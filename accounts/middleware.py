"""The language of a page (whoever reads decides, the browser only proposes), when a device was last seen, how long a pupil stays signed in by PIN."""

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from redis.exceptions import RedisError

PIN_UNTIL = "pin_until"  # in the session of a pupil who came in by PIN: the second at which it ends
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def browser_language(header: str) -> str:
    """The first of kk, ru, en among the languages the browser names, in its order; empty when it names none of them."""
    for code, _quality in parse_accept_lang_header(header.lower()):
        short = code.split("-")[0]
        if short in LANGUAGES:
            return short
    return ""


def language_of(request: HttpRequest) -> str:
    """The saved choice of a signed-in person, else the cookie, else the browser's wish, else Kazakh."""
    user: Any = getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.language in LANGUAGES:
        return user.language
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in LANGUAGES:
        return cookie
    return browser_language(request.headers.get("Accept-Language", "")) or settings.LANGUAGE_CODE


class PersonLocaleMiddleware:
    """Activates the language of the reader for the time of the request. Stands after AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        translation.activate(language_of(request))
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class LastSeenMiddleware:
    """Keeps the list of devices honest at the price of one cache call per page: the row is written at most every five minutes."""

    EVERY = 300  # seconds

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session_key = request.session.session_key
        if session_key and request.user.is_authenticated and self._is_due(session_key):
            UserSession.objects.filter(session_key=session_key).update(last_seen_at=timezone.now())
        return self.get_response(request)

    def _is_due(self, session_key: str) -> bool:
        try:
            return cache.add(f"seen:{session_key}", 1, self.EVERY)
        except (OSError, RedisError):  # a cache that is away must not take the pages with it
            return False


class PrivatePagesMiddleware:
    """Pages of signed-in people stay out of every cache: a shared school computer shows nothing after signing out (Back button, history)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response


class PupilSessionMiddleware:
    """Ends a session that a PIN opened after PUPIL_SESSION_HOURS, however busy it was. Stands after AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        until = request.session.get(PIN_UNTIL)
        if until is not None and until <= time.time():
            logout(request)
        return self.get_response(request)
