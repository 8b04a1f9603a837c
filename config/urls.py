"""Addresses. Each app has its own list under its own prefix."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language

from core.http import public

from . import views

admin.site.site_title = admin.site.site_header = _("Köpir: platform")
admin.site.index_title = _("Platform records")


def _app(prefix: str, module: str) -> list:
    # Apps are being added one after another; one that has no pages yet is simply not there.
    return [path(prefix, include(module))] if find_spec(module) else []


urlpatterns = [
    path("i18n/setlang/", public(set_language), name="set_language"),
    path("theme/", views.set_theme, name="set_theme"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("platform/", admin.site.urls),
    *_app("", "profprobes.urls"),
    *_app("", "accounts.urls"),
    *_app("", "documents.urls"),
    *_app("", "network.urls"),
    *_app("portfolio/", "portfolio.urls"),
    path("", views.home, name="home"),
]
