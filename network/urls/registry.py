"""Addresses of what happens to agreements later: notices, amendments, the register."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
