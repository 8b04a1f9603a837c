"""Options of a passkey as an attribute of its form."""

import json
from typing import Any

from django import template

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """Plain data as JSON; the template escapes it for the attribute."""
    return json.dumps(value)
