"""Addresses of the API: /api/v1/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from core.http import public

from . import agreements, alignment, governance, people, plans, registers
from .public import views

app_name = "api"

router = SimpleRouter(use_regex_path=True)
for part in (registers, people, governance, agreements, plans, alignment):
    for name, resource in part.RESOURCES.items():
        router.register(name, resource, basename=name)

urlpatterns = [
    path("schema/", public(SpectacularAPIView.as_view(authentication_classes=(), permission_classes=())), name="schema"),
    *(path(f"public/{route}", view, name=f"public-{route.split('/')[0]}") for route, view in views().items()),
    path("", include(router.urls)),
]
