"""Entries of the menu."""

from django.utils.translation import pgettext_lazy

from core.navigation import NavItem, register

register(
    NavItem("documents", pgettext_lazy("menu", "Documents"), "documents:list", "files", order=70),
    NavItem("jobs", pgettext_lazy("menu", "Jobs"), "documents:batches", "list-checks", order=75),
)
