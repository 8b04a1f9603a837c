"""The document engine: registry, rendering, numbering, QR verification, batches."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Find the forms of every app (<app>/documents.py) and connect the checks and the worker's signals."""
        from . import checks, rules, worker  # noqa: F401

        autodiscover_modules("documents")
