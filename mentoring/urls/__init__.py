"""Addresses of mentoring, a list for each part."""

from django.urls import URLPattern

app_name = "mentoring"
urlpatterns: list[URLPattern] = []
