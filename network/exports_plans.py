"""Plans, calendars, modules and matrices as tables to download: the columns that the import reads, then what the portal alone knows.

A file that was downloaded, corrected and brought again changes what was corrected and nothing else.
"""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from .exports import Table, yes_no
from .imports.calendar_events import CalendarEvents
from .imports.matrix_rows import MatrixRows
from .imports.modules import Modules
from .imports.plan_items import PlanItems
from .models import AlignmentMatrix, LearningOutcome, NetworkPlan
from .queries_plans import FactLine, fact_lines

DAY, TIME = "%d.%m.%Y", "%H:%M"


def _headings(register: Any) -> list[str]:
    language = "kk" if get_language() == "kk" else "ru"
    return [column.heading(language).rstrip(" *") for column in register.columns]


def plan_table(plan: NetworkPlan) -> Table:
    """NW-19 with the fact of NW-21."""
    header = [*_headings(PlanItems), _("Fact"), "%", _("Why less than planned")]
    return header, (_plan_line(line) for line in fact_lines(plan))


def _plan_line(line: FactLine) -> list[Any]:
    item = line.item
    return [
        item.code,
        item.get_direction_display(),
        item.text_kk,
        item.text_ru,
        item.get_event_kind_display(),
        item.planned_count,
        item.get_period_display(),
        f"{item.starts_on:{DAY}}",
        f"{item.ends_on:{DAY}}",
        item.place_kk,
        item.place_ru,
        item.responsible_org.bin or item.responsible_org.short_name,
        item.responsible.full_name if item.responsible else "",
        item.participants_kk,
        item.participants_ru,
        item.resources,
        item.result_kk,
        item.result_ru,
        item.budget,
        item.allocated,
        item.source,
        line.fact,
        line.percent,
        item.shortfall,
    ]


def calendar_table(events: Any) -> Table:
    """Events as they are filtered, with their state and whose they are."""
    header = [*_headings(CalendarEvents), _("State"), _("Whose calendar")]
    return header, _calendar_lines(events.select_related("host", "network", "organisation", "plan_item"))


def _calendar_lines(events: Any) -> Iterator[list[Any]]:
    for event in events:
        starts, ends = timezone.localtime(event.starts), timezone.localtime(event.ends)
        yield [
            event.get_kind_display(),
            event.title_kk,
            event.title_ru,
            f"{starts:{DAY}}",
            f"{starts:{TIME}}",
            f"{ends:{TIME}}",
            event.get_mode_display(),
            event.place,
            event.url,
            event.goal_kk,
            event.goal_ru,
            event.format,
            event.participants_kk,
            event.participants_ru,
            event.host.bin or event.host.short_name,
            event.plan_item.code if event.plan_item else "",
            event.override_reason,
            event.get_status_display(),
            event.network.title if event.network else event.organisation.short_name,
        ]


def modules_table(modules: Any) -> Table:
    """NW-26a, one row per outcome, with the organisation and the state."""
    header = [*_headings(Modules), _("Organisation"), _("State")]
    return header, _module_lines(modules)


def _module_lines(modules: Any) -> Iterator[list[Any]]:
    found: dict[int, list[LearningOutcome]] = {}
    rows = list(modules)
    for outcome in LearningOutcome.objects.filter(module__in=[row.pk for row in rows]).select_related("function").order_by("code"):
        found.setdefault(outcome.module_id or 0, []).append(outcome)
    for row in rows:
        for outcome in found.get(row.pk, []):
            yield [
                row.code,
                row.title_kk,
                row.title_ru,
                row.get_level_display(),
                float(row.credits),
                row.hours,
                row.language,
                yes_no(row.bridging),
                row.control_form,
                yes_no(row.open),
                row.field.name if row.field else "",
                outcome.code,
                outcome.text_kk,
                outcome.text_ru,
                yes_no(outcome.key),
                outcome.function.name if outcome.function else "",
                outcome.weeks,
                row.organisation.short_name,
                row.get_status_display(),
            ]


def matrix_table(matrix: AlignmentMatrix) -> Table:
    """NW-25 with the words of the outcome."""
    header = [*_headings(MatrixRows), pgettext("matrix", "Outcome in words")]
    return header, _matrix_lines(matrix)


def _matrix_lines(matrix: AlignmentMatrix) -> Iterator[list[Any]]:
    rows = matrix.rows.select_related("outcome__module", "school_outcome", "tve_outcome", "hei_outcome", "protocol")
    for row in rows.order_by("number"):
        yield [
            row.outcome.module.code if row.outcome.module else "",
            row.outcome.code,
            *(place.code if place else "" for place in (row.school_outcome, row.tve_outcome, row.hei_outcome)),
            row.get_school_tve_display(),
            row.get_tve_hei_display(),
            row.protocol.number if row.protocol else "",
            row.remark,
            row.outcome.text,
        ]
