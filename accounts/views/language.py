"""The language switch."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from core.http import public

from .. import services
from ..middleware import LANGUAGES

LINK_LANGUAGES = "link_languages"


def safe_address(request: HttpRequest, address: str, otherwise: str = "/") -> str:
    """The address if it leads back into this portal, else ``otherwise``."""
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if safe and address else otherwise


def _link_token(address: str) -> str:
    """The token when the address is that of a one-time link, else empty."""
    try:
        match = resolve(address.split("?")[0].split("#")[0])
    except Http404:
        return ""
    return match.kwargs.get("token", "") if match.url_name in {"link_door", "link_part"} else ""


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language (cookie, and the account of a signed-in person) and go back to the same page with its query."""
    language, address = request.POST.get("language", ""), safe_address(request, request.POST.get("next", ""))
    answer = HttpResponseRedirect(address)
    if language not in LANGUAGES:
        return answer
    if token := _link_token(address):
        # A family page speaks the family's language until somebody switches that very page, whoever owns the browser.
        request.session[LINK_LANGUAGES] = {**request.session.get(LINK_LANGUAGES, {}), token: language}
        return answer
    if request.user.is_authenticated:
        services.set_language(user=request.user, language=language)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return answer
