"""Addresses of modules, matrices and recognition."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
