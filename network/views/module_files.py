"""Modules in and out as files: template, dry run with a report, loading after the confirmation, export of the catalogue."""

import io
import json
import secrets
from typing import Any

import openpyxl
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods
from openpyxl.styles import Font, PatternFill

from core.errors import DomainError

from .. import alignment_queries as queries
from ..forms_alignment import ModuleFileForm, ModuleFilter
from ..models import LearningOutcome, Organisation
from ..services import module_import as service
from .alignment_base import crumbs, demand, refuse_in, sections

KEPT_FOR = 24 * 60 * 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _kept(user: Any, token: str) -> dict[str, Any] | None:
    found = cache.get(f"module-file:{user.pk}:{token}")
    return json.loads(found) if found else None


@login_required
@require_http_methods(["GET", "POST"])
def import_modules(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is checked and nothing is written yet."""
    demand(request.user, "add_module")
    form = ModuleFileForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            rows = service.read_table(upload.name, upload.read())
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            token = secrets.token_urlsafe(12)
            kept = {"rows": rows, "organisation": form.cleaned_data["organisation"].pk, "name": upload.name}
            cache.set(f"module-file:{request.user.pk}:{token}", json.dumps(kept), KEPT_FOR)
            return redirect("network:module_import_check", token)
    context = {
        "form": form,
        "crumbs": crumbs("modules", _("Modules"), (_("Load from a file"), "")),
        "tabs": sections(request.user, "modules"),
        "columns": [(name, *headings) for name, headings in service.COLUMNS.items()],
        "back": reverse("network:modules"),
    }
    return render(request, "network/alignment/import.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, token: str) -> HttpResponse:
    """The dry run: what would be written, every mistake with its row; the button writes it."""
    demand(request.user, "add_module")
    kept = _kept(request.user, token)
    if kept is None:
        messages.error(request, _("This check is over a day old. Choose the file again."))
        return redirect("network:module_import")
    organisation = Organisation.objects.get(pk=kept["organisation"])
    demand(request.user, "add_module", organisation)
    if request.method == "POST":
        report = service.load_modules(
            rows=kept["rows"], organisation=organisation, by=request.user, without_errors="without_errors" in request.POST
        )
        if not report.errors or "without_errors" in request.POST:
            counts = {"new": len(report.new), "changed": len(report.changed), "same": len(report.same)}
            messages.success(request, _("Loaded: new %(new)s, changed %(changed)s, the same %(same)s.") % counts)
            return redirect(f"{reverse('network:modules')}?state=draft")
        messages.error(request, _("Nothing is loaded: the file has mistakes."))
    report = service.check_rows(kept["rows"], organisation)
    context = {
        "report": report,
        "name": kept["name"],
        "organisation": organisation,
        "token": token,
        "crumbs": crumbs("modules", _("Modules"), (_("Load from a file"), reverse("network:module_import")), (kept["name"], "")),
        "tabs": sections(request.user, "modules"),
    }
    return render(request, "network/alignment/import_check.html", context)


def _sheet(headings: list[str], rows: Any, name: str) -> HttpResponse:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(headings)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append(row)
    sheet.freeze_panes = "A2"
    for column, heading in zip(sheet.columns, headings, strict=True):
        sheet.column_dimensions[column[0].column_letter].width = max(12, min(50, len(heading) + 4))
    return _file(book, name)


def _file(book: openpyxl.Workbook, name: str) -> HttpResponse:
    out = io.BytesIO()
    book.save(out)
    answer = HttpResponse(out.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


@login_required
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty file with the right headings and one example."""
    demand(request.user, "add_module")
    place = 1 if request.LANGUAGE_CODE == "ru" else 0
    headings = [names[place] for names in service.COLUMNS.values()]
    example = [
        "ПБО 2104", "Математика әдістемесі", "Методика математики", "ТжКБ", 5, 150, "kk", "жоқ", "емтихан", "иә", "",
        "ОН1", "Сабақ мақсатын нақты қояды", "Точно ставит цель урока", "иә", "оқыту", "3–5",
    ]  # fmt: skip
    return _sheet(headings, [example], "modules-template")


@login_required
@require_GET
def marked(request: HttpRequest, token: str) -> HttpResponse:
    """The same rows with the mistakes beside them, to be mended and brought again."""
    demand(request.user, "add_module")
    kept = _kept(request.user, token)
    if kept is None:
        messages.error(request, _("This check is over a day old. Choose the file again."))
        return redirect("network:module_import")
    organisation = Organisation.objects.get(pk=kept["organisation"])
    demand(request.user, "add_module", organisation)
    wrong: dict[int, list[service.RowError]] = {}
    for error in service.check_rows(kept["rows"], organisation).errors:
        wrong.setdefault(error.row, []).append(error)
    names = list(service.COLUMNS)
    place = 1 if request.LANGUAGE_CODE == "ru" else 0
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([*(service.COLUMNS[name][place] for name in names), _("Mistakes")])
    pink = PatternFill("solid", fgColor="FBE8E4")
    for row in kept["rows"]:
        found = wrong.get(int(row["row"]), [])
        sheet.append([*(row.get(name, "") for name in names), "; ".join(error.text for error in found)])
        for error in found:
            sheet.cell(sheet.max_row, names.index(error.column) + 1).fill = pink
    return _file(book, "modules-to-correct")


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, with the columns of NW-26a."""
    form = ModuleFilter(request.GET, user=request.user)
    rows = queries.modules_for(request.user, **form.values())[:5000]
    outcomes: dict[int, list[str]] = {}
    for outcome in LearningOutcome.objects.filter(module__in=[row.pk for row in rows]).order_by("code"):
        outcomes.setdefault(outcome.module_id or 0, []).append(f"{outcome.code} {outcome.text}")
    headings = [
        _("Organisation"),
        pgettext("module", "Code"),
        _("Title"),
        pgettext("education", "Level"),
        _("Credits"),
        pgettext("module", "Hours"),
        _("Language"),
        _("Learning outcomes"),
        _("Bridging module"),
    ]
    lines = (
        [
            row.organisation.short_name,
            row.code,
            row.title,
            str(row.get_level_display()),
            float(row.credits),
            row.hours,
            str(row.get_language_display()),
            "\n".join(outcomes.get(row.pk, [])),
            _("yes") if row.bridging else _("no"),
        ]
        for row in rows
    )
    return _sheet(headings, lines, "modules")
