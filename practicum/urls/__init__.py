"""Addresses of the practicum, a list for each part."""

from django.urls import URLPattern

from .allocation import urlpatterns as allocation
from .journal import urlpatterns as journal
from .life import urlpatterns as life
from .payments import urlpatterns as payments
from .rounds import urlpatterns as rounds

app_name = "practicum"
urlpatterns: list[URLPattern] = [
    *allocation,
    *journal,
    *life,
    *payments,
    *rounds,
]
