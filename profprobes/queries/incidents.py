"""The register of incidents, and what of them waits for a person."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.todos import Todo
from network.access import has_role, regions_as
from network.models import Role

from ..models import Incident, IncidentMeasure
from ..words import Day, Lazy


def incident_rows(user: Any, **filters: Any) -> QuerySet:
    """Incidents that the person sees: open and serious ones first, then the newest."""
    rows = Incident.objects.visible_to(user).filter(**filters)
    return (
        rows.select_related("trial__programme", "trial__school", "trial__host", "trial__group", "site")
        .annotate(
            waiting=Count("measures", filter=Q(measures__done_at__isnull=True), distinct=True),
            concerned=Count("pupils", distinct=True),
            rank=Case(When(status="closed", then=2), When(severity="serious", then=0), default=1),
        )
        .order_by("rank", "-at", "-pk")
    )


def code_of(participation: Any) -> str:
    """How a pupil is named outside the school."""
    return f"№ {participation.pk}"


def register_rows(rows: Iterable[Incident]) -> tuple[list[str], list[list[Any]]]:
    """«Оқиғалар тізілімі» as a table in the language of the reader; pupils only as a number."""
    header = [
        _("Number"), _("Date and time"), _("Site"), _("Trial"), _("School"), _("Partner"), _("Kind"), _("Severity"), _("Severity as reported"),
        _("Why the severity was changed"), _("Pupils concerned"), _("State"), _("Cause"), _("Measures not carried out"),
    ]  # fmt: skip
    lines = [
        [
            row.number,
            f"{timezone.localtime(row.at):%d.%m.%Y %H:%M}",
            str(row.site or ""),
            row.trial.number,
            row.trial.school.short_name,
            row.trial.host.short_name,
            row.get_kind_display(),
            row.get_severity_display(),
            row.get_reported_severity_display(),
            row.severity_reason,
            row.concerned,  # type: ignore[attr-defined]
            row.get_status_display(),
            row.cause,
            row.waiting,  # type: ignore[attr-defined]
        ]
        for row in rows
    ]
    return header, lines


def _to_review_rows(user: Any) -> QuerySet | None:
    regions = regions_as(user, Role.REGION_OPERATOR)
    if not regions:
        return None
    return Incident.objects.filter(Q(trial__school__region__in=regions) | Q(trial__host__region__in=regions), status="reported")


def to_review(user: Any) -> list[Todo]:
    """Incidents that the operator has not taken up yet."""
    rows: Any = _to_review_rows(user)
    return [
        Todo(
            "incident", Lazy(gettext_lazy("Incident %(number)s: %(severity)s"), number=row.number, severity=row.get_severity_display()),
            Lazy("%(site)s · %(day)s", site=row.site or row.trial.host, day=Day(row.at)), "profprobes:incident", (row.pk,), gettext_lazy("Review"),
            "clay" if row.severity == "serious" else "sun", row.at,
        )
        for row in rows.select_related("site", "trial__host").order_by("-at")[:10]
    ]  # fmt: skip


def _measures_of(user: Any) -> QuerySet | None:
    if has_role(user, Role.PUPIL):
        return None
    return IncidentMeasure.objects.filter(owner=user, done_at__isnull=True)


def own_measures(user: Any) -> list[Todo]:
    """Measures that the person answers for."""
    rows: Any = _measures_of(user)
    today = timezone.localdate()
    return [
        Todo(
            "measure", row.text, Lazy(gettext_lazy("after incident %(number)s, due %(day)s"), number=row.incident.number, day=Day(row.due)),
            "profprobes:incident", (row.incident_id,), gettext_lazy("Open"), "clay" if row.due < today else "sun",
        )
        for row in rows.select_related("incident").order_by("due")[:10]
    ]  # fmt: skip


def register_todos() -> None:
    """Tell the home page about both."""
    from core import todos

    todos.register(to_review, _to_review_rows)
    todos.register(own_measures, _measures_of)


def open_incidents(user: Any) -> int:
    """For the menu of the operator."""
    rows = _to_review_rows(user)
    return rows.count() if rows is not None else 0


__all__ = ["code_of", "incident_rows", "open_incidents", "register_rows", "register_todos"]
