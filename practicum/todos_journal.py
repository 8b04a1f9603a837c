"""To-dos of the journal: entries that wait for the mentor, returned ones for the student (R36)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import todos
from core.todos import Todo
from network.access import has_role
from network.models import Role

from .models import JournalEntry, Placement

PER_KIND = 5


def journal_waiting(user: Any) -> Any:
    """Sent entries of the students whom the person mentors, own returned ones; None for everybody else."""
    mentor, student = has_role(user, Role.MENTOR), has_role(user, Role.STUDENT)
    if not mentor and not student:
        return None
    mine = Q(status="returned", placement__student=user)
    if mentor:
        mine |= Q(status="submitted", placement__in=Placement.objects.led_by(user).values("pk"))
    return JournalEntry.objects.filter(mine)


def journal_todos(user: Any) -> Iterator[Todo]:
    """One line for each entry that waits."""
    rows = journal_waiting(user)
    if rows is None:
        return
    for row in rows.select_related("placement__student").order_by("submitted_at")[:PER_KIND]:
        if row.status == "returned":
            text, action = _("The mentor has returned a journal entry"), _("Correct")
        else:
            text, action = _("A journal entry waits for your opinion"), _("Look")
        yield Todo("practicum_journal", f"{row.placement.student} · {row}", text, "practicum:journal_entry", (row.pk,), action, "sun")


todos.register(journal_todos, journal_waiting)
