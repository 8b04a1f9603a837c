"""The door of people without an account: the child's birth date, then whatever the room behind the purpose shows."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.http import public

from .. import links
from ..errors import LinkExpired, LinkProblem, LinkRevoked
from ..forms import BirthDateForm
from ..models import OneTimeLink
from .language import LINK_LANGUAGES

KEPT = "kept-"
DOOR_FIELDS = {"csrfmiddlewaretoken", "day", "month", "year"}


@public
@never_cache
@require_http_methods(["GET", "POST"])
def link_door(request: HttpRequest, token: str, part: str = "") -> HttpResponse:
    """Open a one-time link: closed and wrong addresses get their own page, a family is asked for the birth date first."""
    try:
        link = links.open_link(token)
    except LinkProblem as problem:
        return _closed(request, problem, token)
    _speak(request, link, token)
    if not links.is_open(request, link):
        return _ask_birth_date(request, link, token, part)
    return _enter(request, link, part)


def _speak(request: HttpRequest, link: OneTimeLink, token: str) -> None:
    """Turn the page to the language of its reader, or to the one chosen on this very page."""
    owner: Any = link.guardian or link.user
    language = request.session.get(LINK_LANGUAGES, {}).get(token) or owner.language
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()


def _enter(request: HttpRequest, link: OneTimeLink, part: str) -> HttpResponse:
    view = links.door_of(link)
    if view is None:
        return _closed(request, LinkRevoked(link=link), "")
    if link.guardian_id is None:
        links.mark_opened(link=link)
    request.link_part = part  # type: ignore[attr-defined]
    answer = view(request, link)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _ask_birth_date(request: HttpRequest, link: OneTimeLink, token: str, part: str) -> HttpResponse:
    """The question at the door. Answers that were sent after the door had fallen shut wait in the page and go in with the birth date."""
    kept = _kept(request)
    fell_shut = bool(kept) and "day" not in request.POST
    asked = request.method == "POST" and not fell_shut
    form = BirthDateForm(request.POST if asked else None)
    if asked and form.is_valid():
        answer = links.check_birth_date(link=link, birth_date=form.cleaned_data["birth_date"])
        if answer.right:
            links.keep_open(request, link)
            if kept:
                request.POST = _as_sent(kept)  # type: ignore[assignment]
                return _enter(request, link, part)
            return redirect("link_door", token=token)
        if answer.revoked:
            return _closed(request, LinkRevoked(link=link), token)
        form.refuse(answer.left)
    assert link.guardian is not None
    context = {
        "form": form,
        "child": link.guardian.child,
        "purpose": link.get_purpose_display(),
        "is_consent": link.purpose == OneTimeLink.Purpose.CONSENT,
        "kept": kept,
    }
    return render(request, "accounts/door/birth_date.html", context, status=422 if form.errors or fell_shut else 200)


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """Fields of the page behind the door that came with this request: sent to a shut door, or carried through its question."""
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    if carried := [(name.removeprefix(KEPT), value) for name, value in pairs if name.startswith(KEPT)]:
        return carried
    return [pair for pair in pairs if pair[0] not in DOOR_FIELDS]


def _as_sent(kept: list[tuple[str, str]]) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, value in kept:
        sent.appendlist(name, value)
    return sent


def _closed(request: HttpRequest, problem: LinkProblem, token: str) -> HttpResponse:
    """One page for everything that does not open; it shows no data, only whom to call where the row is known."""
    contact = None
    if problem.link is not None:
        _speak(request, problem.link, token)
        contact = links.contact_for(problem.link)
    context = {"problem": problem, "contact": contact, "expired": isinstance(problem, LinkExpired)}
    return render(request, "accounts/door/closed.html", context, status=problem.status)
