"""The journal of career trials: eight columns that fill themselves."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.dates import clock, local_date

from ..forms.coord_filters import JournalFilter
from ..queries.journal import JournalRow, journal_rows, journal_trials
from .coord_base import require
from .coord_csv import csv_answer

PER_PAGE = 25
EXPORT_LIMIT = 2000


@login_required
@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Trials held and closed, newest first; nothing is typed here."""
    require(request.user, "view_journal")
    form = JournalFilter(request.GET, user=request.user)
    page = Paginator(journal_trials(request.user, **form.values()), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter_form": form,
        "page": page,
        "rows": journal_rows(page.object_list, _language()),
        "narrowed": bool(form.values()),
        "export_url": f"{reverse('profprobes:journal_export')}?{request.GET.urlencode()}",
    }
    return render(request, "profprobes/coord/journal.html", context)


def _language() -> str:
    return get_language() or "kk"


@login_required
@require_GET
def journal_export(request: HttpRequest) -> HttpResponse:
    """The filtered journal as CSV. It leaves the portal, so the group stands as a number and no name is in it."""
    require(request.user, "view_journal")
    trials = journal_trials(request.user, **JournalFilter(request.GET, user=request.user).values())[:EXPORT_LIMIT]
    header = [_("Date"), _("Time"), _("Partner and site"), _("Format"), _("Minutes"), _("Goal"), _("Group"), _("Pupils"), _("Artefacts"),
              _("Briefings"), _("Consents"), _("Teacher's view"), _("Pupil's view")]  # fmt: skip
    return csv_answer("journal", header, map(_csv_row, journal_rows(trials, _language())))


def _csv_row(row: JournalRow) -> list[Any]:
    when = [local_date(row.starts).isoformat(), f"{clock(row.starts)}–{clock(row.ends)}"]
    marks = [f"{row.briefings}/2", f"{row.consents}/{row.consents_of}"]
    return [
        *when,
        f"{row.host}, {row.site}",
        row.format,
        row.minutes,
        row.goal,
        row.group,
        row.pupils,
        row.artefacts,
        *marks,
        row.teacher_view,
        row.pupil_view,
    ]
