"""What the operator's desk asks of people on the home page: a letter that nobody has taken note of."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import todos
from core.todos import Todo
from network.access import COORDINATORS, organisations_as

from ..models import DeskLetter
from ..words import Day, Lazy
from .reviews import to_change, to_review_term, undone_proposals, waiting_schools

PER_KIND = 5


def _letters(user: Any) -> QuerySet | None:
    mine = organisations_as(user, *COORDINATORS)
    return DeskLetter.objects.unread().filter(to__in=mine) if mine else None


def _to_read(user: Any) -> list[Todo]:
    """Letters of the operator to the person's organisations."""
    rows: Any = _letters(user)
    titles = {
        DeskLetter.Kind.SLOTS: _("The operator offers free slots"),
        DeskLetter.Kind.SPHERE: _("The operator asks for a site"),
    }
    return [
        Todo(
            "desk_letter", titles[DeskLetter.Kind(row.kind)], Lazy("%(to)s · %(day)s", to=row.to, day=Day(row.sent_at)),
            "profprobes:desk_letter", (row.pk,), pgettext_lazy("letter", "Read"), "sky",
        )
        for row in rows.select_related("to").order_by("-sent_at")[:PER_KIND]
    ]  # fmt: skip


def register() -> None:
    """Tell the home page."""
    todos.register(_to_read, _letters)
    todos.register(to_review_term, waiting_schools)
    todos.register(to_change, undone_proposals)
