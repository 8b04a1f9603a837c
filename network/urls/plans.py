"""Addresses of plans, calendar and local acts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
