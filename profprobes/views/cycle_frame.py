"""What the pages of cycles share: the parts of the section."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def cycle_tabs(request: HttpRequest, current: str) -> list[tuple[Any, str, bool]]:
    """Parts of the section with the present one marked."""
    parts = [("cycles", _("Cycles"), "cycles"), ("cards", _("Hour-by-hour cards"), "cycle_cards")]
    return [(label, reverse(f"profprobes:{name}"), code == current) for code, label, name in parts]
