"""Addresses of agreements: drafting, negotiating, signing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
