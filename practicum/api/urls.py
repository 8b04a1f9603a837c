"""Addresses of the API: /api/v1/practicum/. Each part adds its RESOURCES."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from . import rounds

app_name = "practicum_api"

router = SimpleRouter(use_regex_path=True)
for part in (rounds,):
    for name, resource in part.RESOURCES.items():
        router.register(name, resource, basename=name)

urlpatterns = [path("", include(router.urls))]
