"""Scans beside notices and acts."""

from typing import Any

from django.core.files.base import ContentFile

from core.uploads import CheckedFile


def keep(row: Any, scan: CheckedFile | None, field: str) -> None:
    """Put a checked upload into the row's file field and remember the name it came with; the row is saved by the caller."""
    if scan is not None:
        setattr(row, f"{field}_name", scan.original_name)
        getattr(row, field).save(f"scan{scan.extension}", ContentFile(scan.content), save=False)
