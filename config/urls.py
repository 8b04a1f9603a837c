"""Addresses. Each app has its own list under its own prefix."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from profprobes.views.home import home

from . import views

admin.site.site_title = admin.site.site_header = _("Köpir: platform")
admin.site.index_title = _("Platform records")


def _app(prefix: str, module: str) -> list:
    # Apps are being added one after another; one that has no pages yet is simply not there.
    spec = find_spec(module)
    return [path(prefix, include(module))] if spec and spec.origin else []


urlpatterns = [
    path("theme/", views.set_theme, name="set_theme"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("platform/", admin.site.urls),
    *_app("", "profprobes.urls"),
    *_app("", "accounts.urls"),
    *_app("", "documents.urls"),
    *_app("", "surveys.urls"),
    *_app("", "network.urls"),
    *_app("mentors/", "mentoring.urls"),
    *_app("practicum/", "practicum.urls"),
    *_app("api/v1/practicum/", "practicum.api.urls"),
    *_app("api/v1/", "network.api.urls"),
    *_app("portfolio/", "portfolio.urls"),
    *_app("files/", "portfolio.file_urls"),
    path("", home, name="home"),
]
