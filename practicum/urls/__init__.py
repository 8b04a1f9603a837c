"""Addresses of the practicum, a list for each part."""

from django.urls import URLPattern

app_name = "practicum"
urlpatterns: list[URLPattern] = []
