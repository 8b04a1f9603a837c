"""Surveys that wait for a person's answer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import todos
from core.todos import Todo

from .models import Invitation

PER_KIND = 5


def register() -> None:
    """Tell the home page."""
    todos.register(_waiting, _rows)


def _rows(user: Any) -> Any:
    return Invitation.objects.visible_to(user).open()


def _waiting(user: Any) -> list[Todo]:
    rows = _rows(user).select_related("round__questionnaire").order_by("round__closes_at", "pk")[:PER_KIND]
    return [
        Todo("survey", _("Your feedback is asked for"), row.round, "surveys:answer", (row.pk,), _("Answer"), "sky", row.round.closes_at)
        for row in rows
    ]
