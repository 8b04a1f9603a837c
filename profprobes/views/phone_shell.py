"""What makes a phone work without a connection: the service worker, the web app's manifest, the page for what was not kept, a fresh CSRF token."""

import hashlib
import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.http import public

from .phone_base import phone_login_required

SCRIPTS_OF_THE_WORKER = ("js/offline-store.js", "js/offline-send.js")
OWN_ASSETS = (
    "css/phone.css",
    *SCRIPTS_OF_THE_WORKER,
    *(
        f"js/phone-{name}.js"
        for name in ("rules", "outbox", "fields", "card", "visit", "briefing", "same", "form", "files", "contacts", "incident")
    ),
    "vendor/icons.svg",
    *(f"img/{name}.svg" for name in ("bridge", "chevron", "favicon", "horizon", "shore")),
)


@lru_cache(maxsize=1)
def _worker_source() -> str:
    return (settings.BASE_DIR / "static" / "sw.js").read_text()


def shell_assets() -> list[str]:
    """Addresses of the phone's own assets. Scripts import each other by their plain names, so both names are kept. What a page uses beside them
    (styles and scripts of the layout, fonts) it tells the worker itself.
    """
    plain = [f"{settings.STATIC_URL}{name}" for name in OWN_ASSETS if name.endswith(".js")]
    return list(dict.fromkeys([*(static(name) for name in OWN_ASSETS), *plain]))


def _worker_facts() -> dict[str, Any]:
    facts = {
        "shell": shell_assets(),
        "scripts": [static(name) for name in SCRIPTS_OF_THE_WORKER],
        "offline": reverse("profprobes:offline"),
        "token": reverse("profprobes:phone_token"),
        "logout": reverse("account_logout"),
        "static": settings.STATIC_URL,
    }
    version = hashlib.sha256((json.dumps(facts) + _worker_source()).encode()).hexdigest()[:12]
    return {**facts, "version": version}


@public
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """static/sw.js with the addresses of this release in front. At the root, because it answers for pages of several paths."""
    body = f"self.KOPIR = {json.dumps(_worker_facts())};\n{_worker_source()}"
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers=headers)


@public
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app's manifest: the portal can be put on the phone's home screen."""
    body = {
        "name": str(_("Köpir")),
        "short_name": str(_("Köpir")),
        "lang": request.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f1f5f6",
        "theme_color": "#07414f",
        "icons": [{"src": static("img/app-icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return JsonResponse(body, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@public
@require_GET
def offline_page(request: HttpRequest) -> HttpResponse:
    """What the phone shows for a page it has not kept; says nothing personal, so it may be kept for everybody."""
    return render(request, "profprobes/phone/offline.html")


@phone_login_required
@never_cache
@require_GET
def phone_token(request: HttpRequest) -> HttpResponse:
    """A fresh CSRF token and whose session this is: a queue never sends one person's cards in the name of another. 401 without a session."""
    return JsonResponse({"csrf": get_token(request), "person": request.user.public_id})
