"""The journal of career trials: eight columns that fill themselves; on paper, as a table, and without names for the region (PP-JRN)."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.dates import clock, local_date
from core.errors import DomainError
from core.sheets import table_answer
from documents.sheet import Lines
from network.access import COORDINATORS, has_role
from network.models import Role

from ..documents.journal import COLUMNS, FEWEST, cells_of, count_of, without_names
from ..forms.coord_filters import JournalFilter
from ..models import TrialJournal
from ..queries.journal import JournalRow, journal_of_region, journal_rows, journal_trials, people_of
from ..queries.people import coordinated_schools
from ..queries.pickable import visible_classes
from ..services.journal import print_journal
from .coord_base import require
from .coord_csv import csv_answer

PER_PAGE = 25
EXPORT_LIMIT = 2000
LANGUAGES = ("kk", "ru")


@login_required
@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Trials held and closed, newest first; nothing is typed here."""
    require(request.user, "view_journal")
    form = JournalFilter(request.GET, user=request.user)
    outside = _from_outside(request.user)
    page = Paginator(_trials(request, form), PER_PAGE).get_page(request.GET.get("page"))
    address = request.GET.urlencode()
    context = {
        "filter_form": form,
        "page": page,
        "rows": _rows(page.object_list, outside),
        "outside": outside,
        "narrowed": bool(form.values()),
        "export_url": f"{reverse('profprobes:journal_export')}?{address}",
        "xlsx_url": f"{reverse('profprobes:journal_xlsx')}?{address}",
        "chosen": {name: request.GET.get(name, "") for name in ("class_group", "kind", "term")},
        "schools": coordinated_schools(request.user),
        "language": "kk" if _language() == "kk" else "ru",
    }
    return render(request, "profprobes/coord/journal.html", context)


def _from_outside(user: Any) -> bool:
    """Operator and department read the journal of their region without names (§8)."""
    inside = has_role(user, *COORDINATORS, Role.CLASS_TEACHER, Role.TEACHER)
    return not inside and has_role(user, Role.REGION_OPERATOR, Role.DEPARTMENT)


def _trials(request: HttpRequest, form: JournalFilter) -> Any:
    if _from_outside(request.user):
        return journal_of_region(request.user, **form.values()).select_related("school")
    return journal_trials(request.user, **form.values())


def _rows(trials: Any, outside: bool) -> list[Any]:
    """Rows of the page; from outside with a count for the group, and views without names."""
    trials = list(trials)
    rows = journal_rows(trials, _language())
    if not outside:
        return rows
    people = people_of(trials)
    return [_hidden(row, people.get(row.trial.pk, [])) for row in rows]


def _hidden(row: JournalRow, people: list[Any]) -> JournalRow:
    language = "kk" if _language() == "kk" else "ru"
    views: dict[str, Any] = {name: without_names(getattr(row, name), people, language) for name in ("teacher_view", "pupil_view")}
    return replace(row, group=count_of(row.pupils, language), few=row.pupils < FEWEST, **views)


def _language() -> str:
    return get_language() or "kk"


@login_required
@require_GET
def journal_export(request: HttpRequest) -> HttpResponse:
    """The filtered journal as CSV. It leaves the portal, so the group stands as a number and no name is in it."""
    require(request.user, "view_journal")
    trials = _trials(request, JournalFilter(request.GET, user=request.user))[:EXPORT_LIMIT]
    header = [_("Date"), _("Time"), _("Partner and site"), _("Format"), _("Minutes"), _("Goal"), _("Group"), _("Pupils"), _("Artefacts"),
              _("Briefings"), _("Consents"), _("Teacher's view"), _("Pupil's view")]  # fmt: skip
    return csv_answer("journal", header, map(_csv_row, _rows(trials, _from_outside(request.user))))


@login_required
@require_GET
def journal_xlsx(request: HttpRequest) -> HttpResponse:
    """The eight columns of PP-JRN as XLSX, without names, since the file leaves the portal."""
    require(request.user, "view_journal")
    trials = list(_trials(request, JournalFilter(request.GET, user=request.user))[:EXPORT_LIMIT])
    language = "kk" if _language() == "kk" else "ru"
    people = people_of(trials)
    rows = [cells_of(row, people.get(row.trial.pk, []), language, outside=True) for row in journal_rows(trials, language)]
    header = [f"{number}. {title[language]}" for number, (title, _width) in enumerate(COLUMNS, 1)]
    return table_answer("journal", "xlsx", header, [[_plain(cell) for cell in row] for row in rows])


def _plain(cell: Any) -> str:
    return "; ".join(str(item) for item in cell.items) if isinstance(cell, Lines) else str(cell)


def _csv_row(row: JournalRow) -> list[Any]:
    when = [local_date(row.starts).isoformat(), f"{clock(row.starts)}–{clock(row.ends)}"]
    counts = ["", ""] if row.few else [row.pupils, row.artefacts]
    marks = [f"{row.briefings}/2", "" if row.few else f"{row.consents}/{row.consents_of}"]
    return [
        *when,
        f"{row.host}, {row.site}",
        row.format,
        row.minutes,
        row.goal,
        row.group,
        *counts,
        *marks,
        row.teacher_view,
        row.pupil_view,
    ]


@login_required
@require_POST
def journal_paper(request: HttpRequest) -> HttpResponse:
    """Order the journal as a paper: the filters of the page choose the cut; class teachers print their class."""
    require(request.user, "view_journal")
    language = request.POST.get("language", "")
    if language not in LANGUAGES:
        raise Http404
    values = JournalFilter(request.POST, user=request.user).values()
    group = None
    if pk := values.get("class_group"):
        group = get_object_or_404(visible_classes(request.user).select_related("organisation"), pk=pk)
    school = group.organisation if group else _school(request)
    require(request.user, "issue_trialjournal", TrialJournal(school=school, class_group=group))
    try:
        document = print_journal(
            school=school,
            class_group=group,
            kind=values.get("kind", ""),
            starts_on=values.get("starts"),
            ends_on=values.get("ends"),
            depersonalised=request.POST.get("outside") == "on",
            language=language,
            by=request.user,
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("profprobes:journal")
    return redirect(document)


def _school(request: HttpRequest) -> Any:
    schools = coordinated_schools(request.user)
    if not schools:
        raise PermissionDenied
    return next((school for school in schools if str(school.pk) == request.POST.get("school", "")), schools[0])
