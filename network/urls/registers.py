"""Addresses of the registers: classes, statuses, sites, import and export."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
