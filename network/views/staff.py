"""Staff records of an organisation: the HR list, one record, a table of many, the file."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.exports import may_export, record_export
from accounts.models import ExportGrant, User
from core import sheets
from core.errors import DomainError
from core.widgets import DateInput

from .. import queries_people
from ..exports import staff_rows
from ..forms_people import FileForm
from ..lists import ListTools
from ..models import Membership, Organisation, StaffRecord
from ..passport_tabs import tabs_of
from ..queries_registers import positions_in
from ..services import staff as service
from ..tables import table_answer
from .organisations import demand, visible_organisation
from .people import PER_PAGE, crumbs


class RecordFilter(forms.Form):
    """Search and whether the person still works here."""

    q = forms.CharField(
        label=gettext_lazy("Search"), required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("Name")})
    )
    state = forms.ChoiceField(
        label=pgettext_lazy("filter", "When"),
        required=False,
        choices=[("", gettext_lazy("Works here now")), ("left", gettext_lazy("Has left")), ("all", gettext_lazy("Everybody"))],
    )

    def values(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("q", "state")}


class RecordForm(forms.ModelForm):
    """One staff record."""

    class Meta:
        model = StaffRecord
        fields = ["user", "hired_on", "first_job", "category", "teaching_since", "left_on", "left_reason"]
        widgets = {"hired_on": DateInput, "left_on": DateInput, "teaching_since": DateInput}

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["user"]
            return
        members = Membership.objects.filter(organisation=organisation).exclude(kind=Membership.Kind.LEARNER)
        people: Any = self.fields["user"]
        people.queryset = User.objects.filter(pk__in=members.values("user")).by_name()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("left_on")) != bool(data.get("left_reason")):
            self.add_error("left_reason" if data.get("left_on") else "left_on", _("Enter both the day and the reason of leaving."))
        if data.get("left_on") and data.get("hired_on") and data["left_on"] < data["hired_on"]:
            self.add_error("left_on", _("The end cannot lie before the start."))
        return data

    def validate_constraints(self) -> None:
        """The service says in words what the database would refuse."""


@login_required
@require_GET
def records(request: HttpRequest, pk: int) -> HttpResponse:
    """The HR list."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "view_staff_records", organisation)
    form = RecordFilter(request.GET)
    page = Paginator(queries_people.staff_records_of(organisation, **form.values()), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "crumbs": crumbs(organisation, (_("Staff records"), "")),
        "tabs": tabs_of(organisation, request.user, "staff_records"),
        "form": form,
        "tools": ListTools(
            request,
            [
                ("category", _("Qualification category")),
                ("hired", _("Hired on")),
                ("left", _("Left on")),
                ("since", _("Teaching since"), False),
            ],
        ),
        "page": page,
        "may_change": request.user.has_perm("network.change_staff_records", organisation),
        "may_export": may_export(request.user, ExportGrant.Kind.STAFF_RECORDS),
    }
    return render(request, "network/staff/list.html", context)


def _form_page(request: HttpRequest, organisation: Organisation, form: RecordForm, title: str) -> HttpResponse:
    steps = [(_("Staff records"), reverse("network:staff_records", args=[organisation.pk])), (title, "")]
    context = {"organisation": organisation, "form": form, "title": title, "crumbs": crumbs(organisation, *steps)}
    return render(request, "network/staff/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a record."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "change_staff_records", organisation)
    form = RecordForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            service.enter_record(organisation=organisation, by=request.user, **form.cleaned_data)
            messages.success(request, _("The record is entered."))
            return redirect("network:staff_records", pk)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _form_page(request, organisation, form, _("New staff record"))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int, record: int) -> HttpResponse:
    """Correct a record, or note that the person left."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "change_staff_records", organisation)
    rows = StaffRecord.objects.visible_to(request.user).select_related("user")
    row = get_object_or_404(rows, pk=record, organisation=organisation)
    form = RecordForm(request.POST or None, organisation=organisation, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            service.change_record(record=row, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("network:staff_records", pk)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _form_page(request, organisation, form, row.user.short_name)


@login_required
@require_http_methods(["GET", "POST"])
def from_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Many records from a table; nothing is loaded while one row is wrong."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "change_staff_records", organisation)
    form = FileForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        try:
            report = service.check(organisation=organisation, file=form.cleaned_data["table"])
            if not report.bad:
                done = service.load(organisation=organisation, report=report, by=request.user)
                messages.success(request, ngettext("%(n)s record is loaded.", "%(n)s records are loaded.", done) % {"n": done})
                return redirect("network:staff_records", pk)
        except DomainError as refusal:
            form.add_error("table", str(refusal))
    steps = [(_("Staff records"), reverse("network:staff_records", args=[pk])), (_("From a file"), "")]
    context = {
        "organisation": organisation,
        "crumbs": crumbs(organisation, *steps),
        "form": form,
        "report": report,
        "columns": service.columns(),
    }
    return render(request, "network/staff/file.html", context, status=422 if form.errors or (report and report.bad) else 200)


@login_required
@require_GET
def file_sample(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty table with the right headings and one made-up row."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "change_staff_records", organisation)
    row = ["aigerim@demo.example", "01.09.2026", "", "", "1", str(StaffRecord.Category.TEACHER.label), "01.09.2026"]
    return table_answer("staff-records-sample", [label for _name, label in service.columns()], [row])


@login_required
@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The HR list as a table; needs the permission to export, and the file names who took it."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "view_staff_records", organisation)
    rows = list(queries_people.staff_records_of(organisation, state="all"))
    try:
        record_export(user=request.user, kind=ExportGrant.Kind.STAFF_RECORDS, rows=len(rows))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("network:staff_records", pk)
    head = [_("Full name"), *(label for _name, label in service.columns()[1:])]
    lines = [
        [
            row.user.full_name,
            queries_people._day(row.hired_on),
            queries_people._day(row.left_on),
            row.get_left_reason_display() if row.left_reason else "",
            "1" if row.first_job else "",
            row.get_category_display() if row.category else "",
            queries_people._day(row.teaching_since),
        ]
        for row in rows
    ]
    return table_answer(f"staff-records-{organisation.code}", head, lines, taken_by=request.user)


@login_required
@require_GET
def register_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The HR list with the columns of its import, IINs too: it may be corrected and brought back. Needs the permission to export."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "view_staff_records", organisation)
    rows = list(queries_people.staff_records_of(organisation, state="all"))
    try:
        record_export(user=request.user, kind=ExportGrant.Kind.STAFF_RECORDS, rows=len(rows))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("network:staff_records", pk)
    header, lines = staff_rows(rows, positions_in(organisation))
    return sheets.table_answer(f"staff-{organisation.code}", kind, header, lines, taken_by=request.user)
