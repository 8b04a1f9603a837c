"""Addresses of people: staff, classes, consents, leaving and moving."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
