"""What the regulation asks of people on the home page."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import todos
from core.todos import Todo
from network.access import organisations_as
from network.models import Role

from ..models import TrialRegulation

PER_KIND = 3


def _drafts(user: Any) -> QuerySet | None:
    heads = organisations_as(user, Role.ORG_HEAD)
    return TrialRegulation.objects.filter(organisation__in=heads, status=TrialRegulation.Status.DRAFT) if heads else None


def _to_approve(user: Any) -> list[Todo]:
    rows: Any = _drafts(user)
    title, action = _("A regulation on trials waits for approval"), _("Read and approve")
    return [
        Todo("approve_regulation", title, row.organisation.short_name, "profprobes:regulation", (row.pk,), action)
        for row in rows.select_related("organisation")[:PER_KIND]
    ]


def register() -> None:
    """Make it known to the home page."""
    todos.register(_to_approve, _drafts)
