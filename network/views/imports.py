"""Files into the registers: bring a file, watch it being checked, read what is wrong, confirm."""

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
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from core.sheets import XLSX

from ..forms_registers import ImportForm
from ..import_targets import field_for, may_bring, target_of
from ..imports import REGISTERS
from ..models import ImportJob
from ..queries_registers import waiting_districts
from ..services import imports as services

STOP_POLLING = 286


def may_load(user: Any, register: str, target: Any = None) -> bool:
    """Has the person the right to bring files into the register (of this organisation, plan, matrix, calendar)?"""
    return bool(user.has_perm(f"network.load_{register}", target))


def registers_for(user: Any) -> list[tuple[str, Any]]:
    """Registers into which the person may bring files: (code, name). A plan and a matrix take theirs from their own pages."""
    shared = [code for code in ImportJob.Register if REGISTERS[code.value].target not in ("plan", "matrix")]
    return [(code.value, code.label) for code in shared if may_bring(user, code.value)]


@login_required
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """Own files, newest first, and where a new one may go."""
    rows = ImportJob.objects.visible_to(request.user).select_related(*services.OF_JOB)
    context = {"page": Paginator(rows, 30).get_page(request.GET.get("page")), "registers": registers_for(request.user)}
    return render(request, "network/imports.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_import(request: HttpRequest, register: str) -> HttpResponse:
    """Choose a file."""
    if register not in REGISTERS:
        raise Http404
    if not may_bring(request.user, register):
        raise PermissionDenied
    field = field_for(request.user, register)
    form = ImportForm(request.POST or None, request.FILES or None, target=field, initial={"target": request.GET.get("for")})
    if request.method == "POST" and form.is_valid():
        target = target_of(register, form.cleaned_data.get("target"))
        try:
            job = services.start_import(register=register, upload=form.cleaned_data["file"], by=request.user, **target)
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(job)
    context = {
        "form": form,
        "register": register,
        "title": ImportJob.Register(register).label,
        "columns": REGISTERS[register].columns,
        "language": "kk" if get_language() == "kk" else "ru",
        "crumbs": [(_("Files"), reverse("network:imports")), (str(ImportJob.Register(register).label), "")],
    }
    return render(request, "network/import_new.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def import_sample(request: HttpRequest, register: str) -> HttpResponse:
    """The sample of the file."""
    if register not in REGISTERS:
        raise Http404
    return _file(services.sample_of(register, "kk" if get_language() == "kk" else "ru"), f"{register}.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _visible(request: HttpRequest, pk: int) -> ImportJob:
    return get_object_or_404(ImportJob.objects.visible_to(request.user).select_related(*services.OF_JOB), pk=pk)


def _page(request: HttpRequest, job: ImportJob) -> dict[str, Any]:
    errors = Paginator(job.errors.all(), 50).get_page(request.GET.get("page"))
    labels = {
        column.name: column.heading("kk" if get_language() == "kk" else "ru").rstrip(" *") for column in REGISTERS[job.register].columns
    }
    return {
        "job": job,
        "errors": errors,
        "lines": [(error, labels.get(error.column, "")) for error in errors],
        "waiting": waiting_districts() if job.register == "districts" and job.status == ImportJob.Status.DONE else (),
        "headings": [column.get(get_language() or "kk", column["ru"]) for column in (job.preview or {}).get("columns", [])],
        "crumbs": [(_("Files"), reverse("network:imports")), (job.file_name, "")],
    }


@login_required
@require_GET
def import_job(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: how far it is, what it would change, what is wrong, the confirmation."""
    return render(request, "network/import.html", _page(request, _visible(request, pk)))


@login_required
@require_GET
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of the page; status 286 tells the browser to stop asking."""
    job = _visible(request, pk)
    return render(request, "network/_import.html", _page(request, job), status=200 if job.is_running else STOP_POLLING)


@login_required
@require_GET
def import_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The file with its mistakes marked."""
    job = _visible(request, pk)
    if not job.bad or not job.file:
        raise Http404
    name = job.file_name.rsplit(".", 1)[0]
    ascii_name = name.encode("ascii", "ignore").decode().strip() or job.register
    return _file(services.report_of(job, get_language() or "kk"), f"{ascii_name}-mistakes.xlsx")


@login_required
@require_POST
def confirm_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Load it."""
    job = _visible(request, pk)
    if not may_load(request.user, job.register, job.target):
        raise PermissionDenied
    try:
        services.confirm_import(job=job, by=request.user, partial=bool(request.POST.get("partial")))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(job)


@login_required
@require_POST
def cancel_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop it."""
    job = _visible(request, pk)
    try:
        services.cancel_import(job=job, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Stopped. Nothing was changed."))
    return redirect(job)
