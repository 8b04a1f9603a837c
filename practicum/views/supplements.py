"""The supplement for mentors of young teachers, apart from the pay for the practicum: by month, its days, its payment."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.sheets import FORMATS, table_answer
from network.access import organisations_as
from network.models import Organisation

from ..exports_payments import supplement_rows
from ..forms.payments import MonthForm, PaidOnForm
from ..models import BaseSalary, SupplementStatement
from ..querysets_payments import RECEIVES
from ..services import supplements
from ..services.payments import is_late
from .base import PER_PAGE, attempt, demand, tell


def statement_or_404(request: HttpRequest, pk: int) -> SupplementStatement:
    """The month, if the person sees it."""
    return get_object_or_404(SupplementStatement.objects.visible_to(request.user).select_related("school"), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def supplement_list(request: HttpRequest) -> HttpResponse:
    """Months of the own school; one form builds a month."""
    demand(request.user, "keep_supplements")
    school = Organisation.objects.filter(pk__in=organisations_as(request.user, *RECEIVES), kind="school").order_by("pk").first()
    if school is None:
        raise PermissionDenied
    form = MonthForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(form, lambda: supplements.build_month(school=school, month=form.cleaned_data["month"], by=request.user))
        if done:
            return redirect("practicum:supplement", made.pk)
    rows = SupplementStatement.objects.visible_to(request.user).select_related("school").prefetch_related("lines")
    context = {
        "form": form,
        "school": school,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "salary": BaseSalary.objects.first(),
        "crumbs": [(_("Payments"), reverse("practicum:payments")), (_("Supplements for mentoring (БДО)"), "")],
    }
    return render(request, "practicum/payments/supplements.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def supplement(request: HttpRequest, pk: int) -> HttpResponse:
    """One month."""
    statement = statement_or_404(request, pk)
    lines = list(statement.lines.select_related("mentor", "young_teacher"))
    context = {
        "statement": statement,
        "lines": lines,
        "total": sum(line.amount for line in lines),
        "is_late": statement.status != SupplementStatement.Status.PAID and is_late(statement.due_on),
        "form": PaidOnForm(),
        "crumbs": [(_("Supplements for mentoring (БДО)"), reverse("practicum:supplements")), (str(statement), "")],
    }
    return render(request, "practicum/payments/supplement.html", context)


@login_required
@require_POST
def supplement_days(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """The days of one mentor are corrected."""
    statement = statement_or_404(request, pk)
    demand(request.user, "keep_supplements", statement)
    row = get_object_or_404(statement.lines, pk=line)
    typed = request.POST.get("days_worked", "")
    days = int(typed) if typed.isdigit() and len(typed) < 4 else row.days_norm + 1
    tell(request, lambda: supplements.change_days(line=row, days_worked=days, by=request.user), _("The days are corrected."))
    return redirect("practicum:supplement", statement.pk)


@login_required
@require_POST
def supplement_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Approve, enter the payment."""
    statement = statement_or_404(request, pk)
    demand(request.user, "keep_supplements", statement)
    if step == "approve":
        tell(request, lambda: supplements.approve_month(statement=statement, by=request.user), _("The month is approved."))
    elif step == "pay":
        form = PaidOnForm(request.POST)
        if form.is_valid():
            on = form.cleaned_data["on"]
            tell(request, lambda: supplements.pay_month(statement=statement, on=on, by=request.user), _("The payment is entered."))
    else:
        raise Http404
    return redirect("practicum:supplement", statement.pk)


@login_required
@require_GET
def supplement_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """PR-30 as XLSX or CSV."""
    statement = statement_or_404(request, pk)
    return table_answer("supplement", kind if kind in FORMATS else "xlsx", *supplement_rows(statement))
