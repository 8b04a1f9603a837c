"""The door of people without an account: the child's birth date, then whatever the room behind the purpose shows."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from core.http import public

from .. import link_codes, links
from ..errors import LinkExpired, LinkProblem, LinkRevoked
from ..forms import BirthDateForm, LinkCodeForm
from ..messages import masked
from ..models import OneTimeLink
from .language import LINK_LANGUAGES

KEPT = "kept-"
DOOR_FIELDS = {"csrfmiddlewaretoken", "day", "month", "year", "code", "send_code"}


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
        return _ask(request, link, token, part)
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


def _ask(request: HttpRequest, link: OneTimeLink, token: str, part: str) -> HttpResponse:
    """The question at the door: the child's birth date, or a code to the guardian's phone (NR11). Answers that were sent after the door had fallen shut
    wait in the page and go in with the right answer.
    """
    kept, post = _kept(request), request.POST
    fell_shut = bool(kept) and not {"day", "code", "send_code"} & post.keys()
    born = BirthDateForm(post if "day" in post else None)
    code = LinkCodeForm(post if "code" in post else None)
    if "send_code" in post:
        _send_code(link, code)
        link.refresh_from_db()
    answer = None
    if born.is_bound and born.is_valid():
        answer = links.check_birth_date(link=link, birth_date=born.cleaned_data["birth_date"])
    elif code.is_bound and code.is_valid():
        answer = link_codes.check_code(link=link, code=code.cleaned_data["code"])
    if answer is not None and answer.right:
        links.keep_open(request, link)
        if kept:
            request.POST = _as_sent(kept)  # type: ignore[assignment]
            return _enter(request, link, part)
        return redirect("link_door", token=token)
    if answer is not None and answer.revoked:
        return _closed(request, LinkRevoked(link=link), token)
    if answer is not None:
        (born if born.is_bound else code).refuse(answer.left)
    return _question(request, link, born, code, kept, fell_shut=fell_shut)


def _send_code(link: OneTimeLink, form: LinkCodeForm) -> None:
    try:
        link_codes.send_code(link=link)
    except DomainError as refusal:
        form.problem = str(refusal)


def _question(
    request: HttpRequest, link: OneTimeLink, born: BirthDateForm, code: LinkCodeForm, kept: list[tuple[str, str]], *, fell_shut: bool
) -> HttpResponse:
    assert link.guardian is not None
    context = {
        "form": born,
        "code_form": code,
        "code_possible": link_codes.code_possible(link),
        "code_waits": link_codes.code_waits(link),
        "phone": masked(link.guardian.phone),
        "child": link.guardian.child,
        "purpose": link.get_purpose_display(),
        "is_consent": link.purpose == OneTimeLink.Purpose.CONSENT,
        "kept": kept,
    }
    bad = born.errors or code.errors or code.problem or fell_shut
    return render(request, "accounts/door/birth_date.html", context, status=422 if bad else 200)


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
