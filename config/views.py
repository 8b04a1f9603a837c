"""Pages that belong to no app: the door, the appearance, the style guide."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from core.http import public

from .context import THEME_COOKIE, THEMES
from .styleguide import samples

_FRAMES = ("focus", "consent", "public")
_YEAR = 60 * 60 * 24 * 365


def _next_address(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"


@public
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen appearance in a cookie and go back to the same address."""
    theme = request.POST.get("theme", "")
    answer = HttpResponseRedirect(_next_address(request))
    if theme in THEMES:
        answer.set_cookie(THEME_COOKIE, theme, max_age=_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return answer


@public
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component, alive: for staff, and for everybody in demo mode."""
    if not (settings.DEMO or request.user.is_staff):
        raise PermissionDenied
    frame = request.GET.get("frame", "")
    return render(request, f"styleguide/{frame if frame in _FRAMES else 'index'}.html", samples(request))
