"""What confirming documents and the regulation ask of people on the home page."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import todos
from core.todos import Todo
from network.access import COORDINATORS, has_role, organisations_as
from network.models import Role

from ..models import TrialRegulation
from ..words import Lazy, Named
from .confirmations import may_be_confirmed

PER_KIND = 3


def _unconfirmed(user: Any) -> QuerySet | None:
    return may_be_confirmed(user) if has_role(user, *COORDINATORS) else None


def _to_confirm(user: Any) -> list[Todo]:
    """BR-41: the trial is closed and nobody has a confirming document yet."""
    rows = may_be_confirmed(user).select_related("programme").order_by("-pk")[:PER_KIND]
    title, action = _("Issue the confirming documents"), _("Issue")
    return [
        Todo(
            "confirm_trial",
            title,
            Lazy("%(trial)s · %(number)s", trial=Named(row), number=row.number),
            "profprobes:trial_confirmations",
            (row.pk,),
            action,
            "sky",
        )
        for row in rows
    ]


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
    """Make them known to the home page."""
    todos.register(_to_confirm, _unconfirmed)
    todos.register(_to_approve, _drafts)
