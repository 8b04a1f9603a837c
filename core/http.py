"""Small things about requests and answers that every app needs."""

from collections.abc import Callable
from typing import Any


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view as open to people who have not signed in. The security walk fails for any open view without this mark."""
    view.public = True  # type: ignore[attr-defined]
    return view
