"""Addresses of networks: members, functions, council, working groups."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
