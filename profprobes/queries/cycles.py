"""Cycles and hour-by-hour cards as lists show them, and what of them waits for a person."""

from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Sum, When
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.todos import Todo
from network.access import COORDINATORS, organisations_as

from ..models import CyclePartner, CycleStep, TrialCycle, TrialProgramme
from ..words import Day, Lazy
from .cycle_steps import step_lines


def programmes_with_cards(user: Any) -> QuerySet:
    """Programmes that have a card, and own ones that still lack one."""
    own = organisations_as(user, *COORDINATORS)
    return (
        TrialProgramme.objects.visible_to(user)
        .filter(Q(cycle_card__isnull=False) | Q(owner__in=own))
        .exclude(status=TrialProgramme.Status.ARCHIVED)
        .select_related("owner", "profession", "cycle_card")
        .annotate(rows=Count("cycle_card__rows"), hours=Sum("cycle_card__rows__hours"))
        .order_by("name_ru", "pk")
    )


def cycle_rows(user: Any, **filters: Any) -> QuerySet:
    """Cycles that the person sees, the newest year first, with how many partners joined."""
    rows = TrialCycle.objects.visible_to(user).filter(**filters).select_related("school", "academic_year")
    return rows.annotate(
        asked=Count("partners", distinct=True),
        joined=Count("partners", filter=Q(partners__status__in=["accepted", "assessed"]), distinct=True),
        offers=Count("programmes", distinct=True),
    ).order_by("-academic_year__starts_on", "name", "pk")


def own_invitations(user: Any) -> QuerySet:
    """Cycles to which the person's organisation is invited: those that wait for an answer first."""
    mine = organisations_as(user, *COORDINATORS)
    rows = CyclePartner.objects.filter(organisation__in=mine).select_related("cycle__school", "cycle__academic_year", "organisation")
    return rows.annotate(rank=Case(When(status="invited", then=0), default=1)).order_by("rank", "-pk")


def _waiting_invitations(user: Any) -> QuerySet | None:
    mine = organisations_as(user, *COORDINATORS)
    return CyclePartner.objects.filter(organisation__in=mine, status="invited") if mine else None


def invitations_to_answer(user: Any) -> list[Todo]:
    """A partner's coordinator: a cycle waits for the answer."""
    rows: Any = _waiting_invitations(user)
    return [
        Todo(
            "cycle_invitation", Lazy(gettext_lazy("The cycle “%(cycle)s” waits for your answer"), cycle=row.cycle.name),
            row.cycle.school.short_name, "profprobes:cycle_partner", (row.pk,), pgettext_lazy("invitation", "Answer"),
        )
        for row in rows.select_related("cycle__school")[:10]
    ]  # fmt: skip


def _late_steps(user: Any) -> QuerySet | None:
    mine = organisations_as(user, *COORDINATORS)
    return CycleStep.objects.open().filter(cycle__school__in=mine, due__lt=timezone.localdate()) if mine else None


def overdue_steps(user: Any) -> list[Todo]:
    """A school's coordinator: a step of a cycle is overdue, unless the records tick it."""
    rows: Any = _late_steps(user)
    cycles = TrialCycle.objects.filter(pk__in=rows.values("cycle")).order_by("pk")[:5]
    return [
        Todo(
            "cycle_step", Lazy(gettext_lazy("Step %(number)s of the cycle is overdue: %(title)s"), number=line.step.number, title=line.step.title),
            Lazy(gettext_lazy("%(cycle)s, due %(day)s"), cycle=cycle.name, day=Day(line.step.due)),
            "profprobes:cycle_step", (line.step.pk,), gettext_lazy("Open"), "clay",
        )
        for cycle in cycles
        for line in step_lines(cycle)
        if line.late and line.step.due
    ]  # fmt: skip


def register_todos() -> None:
    """Tell the home page about both."""
    from core import todos

    todos.register(invitations_to_answer, _waiting_invitations)
    todos.register(overdue_steps, _late_steps)
