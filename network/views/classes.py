"""Classes and groups (S9): lists per year, pupils of a class, the yearly move."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.exports import record_export
from accounts.models import ExportGrant
from core.errors import DomainError
from core.sheets import FORMATS, table_answer

from .. import queries_registers as registers
from ..exports import class_rows, pupil_rows
from ..forms_registers import LEARNING, ClassFilter, ClassForm
from ..lists import ListTools
from ..models import AcademicYear, ClassGroup, Enrolment, Organisation
from ..passport_tabs import register_passport_tab, tabs_of
from ..services import classes as services
from .organisations import crumbs_of, demand, visible_organisation


def sees_classes(user: Any, organisation: Organisation) -> bool:
    """Coordinators and whoever has a class here."""
    return organisation.kind in LEARNING and ClassGroup.objects.visible_to(user).filter(organisation=organisation).exists()


def _tab(user: Any, organisation: Organisation) -> bool:
    return organisation.kind in LEARNING and (user.has_perm("network.keep_classes", organisation) or sees_classes(user, organisation))


def _school(request: HttpRequest, pk: int) -> Organisation:
    shown = visible_organisation(request, pk)
    if not _tab(request.user, shown):
        raise PermissionDenied
    return shown


@login_required
@require_GET
def classes(request: HttpRequest, pk: int) -> HttpResponse:
    """Classes of a year with their pupils counted."""
    shown = _school(request, pk)
    form = ClassFilter(request.GET)
    values = form.values()
    year = values["year"]
    rows = registers.classes_of(shown, request.user, year=year, grade=values["grade"], language=values["language"])
    context = {
        "organisation": shown,
        "crumbs": crumbs_of(shown, _("Classes and groups")),
        "tabs": tabs_of(shown, request.user, "classes"),
        "form": form,
        "tools": ListTools(
            request,
            [
                ("grade", _("Grade or course")),
                ("language", _("Language of instruction")),
                ("shift", _("Shift")),
                ("programme", _("Programme"), False),
                ("pupils", _("Pupils")),
            ],
        ),
        "year": year,
        "page": Paginator(rows, 60).get_page(request.GET.get("page")),
        "may_keep": request.user.has_perm("network.keep_classes", shown),
    }
    return render(request, "network/classes.html", context)


@login_required
@require_GET
def classes_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The list of classes as XLSX or CSV: numbers alone, so no grant is asked."""
    shown = _school(request, pk)
    values = ClassFilter(request.GET).values()
    year = values["year"]
    rows = registers.classes_of(shown, request.user, year=year, grade=values["grade"], language=values["language"])
    header, lines = class_rows(rows)
    return table_answer(f"classes-{shown.code}", kind if kind in FORMATS else "xlsx", header, lines)


@login_required
@require_GET
def pupils_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """All learners of today as XLSX or CSV; data of people, so a grant is asked and the file names who took it (2.1)."""
    shown = visible_organisation(request, pk)
    demand(request.user, "keep_classes", shown)
    rows = list(registers.learners_of(shown))
    try:
        record_export(user=request.user, kind=ExportGrant.Kind.CLASS_LISTS, rows=len(rows))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("network:classes", shown.pk)
    header, lines = pupil_rows(rows)
    return table_answer(f"pupils-{shown.code}", kind if kind in FORMATS else "xlsx", header, lines, taken_by=request.user)


@login_required
@require_http_methods(["GET", "POST"])
def new_class(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a class of the present year."""
    shown = visible_organisation(request, pk)
    demand(request.user, "keep_classes", shown)
    year = AcademicYear.objects.on()
    form = ClassForm(request.POST or None, organisation=shown)
    if request.method == "POST" and form.is_valid():
        if year is None:
            form.add_error(None, _("The present academic year is not opened yet."))
        else:
            try:
                made = services.enter_class(organisation=shown, academic_year=year, by=request.user, **form.cleaned_data)
            except DomainError as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("The class is entered."))
                return redirect("network:class", shown.pk, made.pk)
    context = {"form": form, "organisation": shown, "crumbs": crumbs_of(shown, _("New class")), "title": _("New class")}
    return render(request, "network/class_form.html", context, status=422 if form.errors else 200)


def _group(request: HttpRequest, pk: int, group: int) -> tuple[Organisation, ClassGroup]:
    shown = visible_organisation(request, pk)
    rows: Any = ClassGroup.objects.visible_to(request.user)
    return shown, get_object_or_404(rows.select_related("academic_year"), pk=group, organisation=shown)


@login_required
@require_GET
def class_group(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """One class: its pupils by the alphabet."""
    shown, row = _group(request, pk, group)
    may_keep = request.user.has_perm("network.keep_classes", shown)
    others = ClassGroup.objects.filter(organisation=shown, academic_year=row.academic_year).exclude(pk=row.pk) if may_keep else []
    context = {
        "organisation": shown,
        "group": row,
        "crumbs": [*crumbs_of(shown, "")[:2], (_("Classes and groups"), reverse("network:classes", args=[shown.pk])), (row.name, "")],
        "rows": registers.pupils_of(row),
        "teachers": registers.class_teachers(row),
        "others": others,
        "may_keep": may_keep,
        "may_hand_out": request.user.has_perm("network.hand_out_cards", row),
    }
    return render(request, "network/class.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit_class(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """Correct a class."""
    shown, row = _group(request, pk, group)
    demand(request.user, "keep_classes", shown)
    form = ClassForm(request.POST or None, organisation=shown, instance=ClassGroup.objects.get(pk=row.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_class(group=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:class", shown.pk, row.pk)
    context = {"form": form, "organisation": shown, "crumbs": crumbs_of(shown, row.name), "title": row.name}
    return render(request, "network/class_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def move(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """Ticked pupils go to another class, or leave."""
    shown, row = _group(request, pk, group)
    demand(request.user, "keep_classes", shown)
    chosen = [int(value) for value in request.POST.getlist("chosen") if value.isdigit()]
    target = ClassGroup.objects.filter(organisation=shown, academic_year=row.academic_year, pk=request.POST.get("target") or 0).first()
    today = timezone.localdate()
    if target is not None:
        moved = services.move_learners(learners=chosen, source=row, target=target, day=today, by=request.user)
        messages.success(request, _("Moved: %(count)s.") % {"count": moved})
    elif request.POST.get("leave"):
        for enrolment in Enrolment.objects.filter(group=row, user__in=chosen, valid_until__isnull=True):
            services.end_enrolment(enrolment=enrolment, last_day=today, by=request.user)
        messages.success(request, _("The enrolment is ended."))
    else:
        messages.error(request, _("Choose the class."))
    return redirect("network:class", shown.pk, row.pk)


def next_year(year: AcademicYear) -> AcademicYear | None:
    """The year after, where somebody has opened it."""
    return AcademicYear.objects.filter(starts_on__gt=year.starts_on).order_by("starts_on").first()


@login_required
@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """«Келесі сыныпқа көшіру»: all classes of a year move to the next one at once; who stays behind is ticked."""
    shown = visible_organisation(request, pk)
    demand(request.user, "keep_classes", shown)
    source = _year_to_leave(shown)
    target = next_year(source) if source else None
    if request.method == "POST" and source and target:
        stay = {int(value) for value in request.POST.getlist("stay") if value.isdigit()}
        try:
            counts = services.transfer_year(organisation=shown, source=source, target=target, by=request.user, leave_out=stay)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Moved: %(moved)s. Finished: %(finished)s. New classes: %(classes)s.") % counts)
            return redirect(f"{reverse('network:classes', args=[shown.pk])}?year={target.pk}")
    context = {
        "organisation": shown,
        "crumbs": crumbs_of(shown, _("Move to the next class")),
        "source": source,
        "target": target,
        "lines": registers.transfer_lines(shown, source) if source else [],
    }
    return render(request, "network/class_transfer.html", context)


def _year_to_leave(shown: Organisation) -> AcademicYear | None:
    """The latest year in which somebody is still enrolled."""
    rows = AcademicYear.objects.filter(
        classes__organisation=shown, classes__enrolments__valid_until__isnull=True, starts_on__lte=timezone.localdate()
    )
    return rows.order_by("-starts_on").distinct().first()


register_passport_tab("classes", gettext_lazy("Classes and groups"), shown=_tab, order=40)
