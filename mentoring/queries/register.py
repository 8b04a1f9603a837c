"""Rows of the register, as ME-01 prints them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ..models import MentorProfile, MentorTraining
from ..services.eligibility import missing_of

HEAD = (
    "№",
    gettext_lazy("Mentor"),
    gettext_lazy("Organisation"),
    gettext_lazy("Town or village"),
    gettext_lazy("Kind"),
    gettext_lazy("Position"),
    gettext_lazy("Subject or field"),
    gettext_lazy("Qualification category"),
    gettext_lazy("Service, years"),
    gettext_lazy("Course: hours, certificate No., date"),
    gettext_lazy("Meets the requirements"),
    gettext_lazy("Exception: council's decision"),
    gettext_lazy("Load"),
    gettext_lazy("Mentor's hour (a week)"),
    gettext_lazy("Less teaching load (hours a week)"),
    gettext_lazy("State"),
)


def register_rows(user: Any) -> QuerySet:
    """Entries that the person sees, with what a line prints; three queries."""
    rows = MentorProfile.objects.visible_to(user).select_related("person", "organisation").prefetch_related("trainings", "subjects")
    return rows.order_by("organisation", "person__last_name", "person__first_name", "pk").distinct()


def course_of(row: MentorProfile) -> str:
    """«24, № Т-1, 12.03.2026» of the latest course that counts."""
    done = [one for one in row.trainings.all() if one.kind == MentorTraining.Kind.INITIAL and one.status in MentorTraining.DONE]
    if not done:
        return ""
    one = max(done, key=lambda training: training.ends_on)
    parts = [str(one.hours), f"№ {one.certificate_number}" if one.certificate_number else "", f"{one.ends_on:%d.%m.%Y}"]
    return ", ".join(part for part in parts if part)


def fitness_of(row: MentorProfile) -> str:
    """Yes, by exception, or what is missing (RM1–RM3)."""
    lacks = missing_of(row)
    if not lacks:
        return _("yes")
    return _("by exception") if row.has_waiver() else "; ".join(lacks)


def line_of(number: int, row: MentorProfile) -> list[Any]:
    """One line of ME-01 in the order of HEAD."""
    place = row.organisation
    return [
        number,
        row.person.full_name,
        place.short_name,
        place.get_locality_type_display(),
        row.get_kind_display(),
        row.position_in(get_language() or "kk"),
        ", ".join(str(one) for one in row.subjects.all()),
        row.get_category_display() if row.category else "",
        row.experience_months() // 12,
        course_of(row),
        fitness_of(row),
        row.waiver_decision,
        f"{row.active_load} / {row.capacity_max}",
        row.protected_hours,
        row.load_reduction,
        row.get_status_display(),
    ]
