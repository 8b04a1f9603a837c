"""Helpers that only the components themselves use."""

from typing import Any

from django import template
from django.contrib import messages
from django.core.paginator import Page

register = template.Library()

_MESSAGE_TONES = {"success": "leaf", "warning": "sun", "error": "clay"}


@register.simple_tag
def messages_of(request: Any) -> list:
    """Django's messages for this person; reading them marks them as shown. Empty on pages without a request."""
    return list(messages.get_messages(request)) if request else []


@register.filter
def message_tone(level_tag: str) -> str:
    """Tone of a message level: success → leaf, warning → sun, error → clay, everything else → sky."""
    return _MESSAGE_TONES.get(level_tag, "sky")


@register.filter
def at(items: Any, index: int) -> Any:
    """The item at a position, empty where there is none."""
    return items[index] if 0 <= index < len(items) else ""


@register.simple_tag
def meter_parts(parts: list[dict], total: int) -> list[dict]:
    """Where each part of a bar begins and how wide it is, in per cent with one decimal; a total of nothing gives no parts."""
    shapes, start = [], 0.0
    for part in parts if total else []:
        width = 100 * part["value"] / total
        shapes.append({"x": f"{start:.1f}", "width": f"{width:.1f}", "tone": part["tone"]})
        start += width
    return shapes


@register.simple_tag
def bar_shapes(items: list[dict], top: float | None = None) -> list[dict]:
    """The items of a bar chart with their width in per cent of the longest, or of ``top``."""
    longest = top or max((item["value"] for item in items), default=0) or 1
    return [item | {"width": f"{min(100.0, 100 * item['value'] / longest):.1f}"} for item in items]


@register.simple_tag
def page_numbers(page: Page) -> list:
    """Page numbers to print: both ends, the neighbours of the present page, gaps between."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
