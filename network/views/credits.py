"""Credit transfer: a student applies, the university decides; grade conversion tables."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from .. import alignment_queries as queries
from ..forms_recognition import ApplyForm, GradeTableForm
from ..models import CreditTransfer, GradeTable
from ..services import credits as services
from .alignment_base import PER_PAGE, crumbs, demand, form_page, sections, step


def _visible(request: HttpRequest, pk: int) -> CreditTransfer:
    return get_object_or_404(queries.transfers_for(request.user), pk=pk)


def _address(transfer: CreditTransfer) -> str:
    return reverse("network:credit", args=[transfer.pk])


@login_required
@require_GET
def credit_transfers(request: HttpRequest) -> HttpResponse:
    """Own applications of a student; the queue of a university."""
    user = request.user
    context = {
        "page": Paginator(queries.transfers_for(user), PER_PAGE).get_page(request.GET.get("page")),
        "tabs": sections(user, "credits"),
        "may_apply": user.has_perm("network.apply_for_credits"),
        "may_add_table": user.has_perm("network.add_grade_table"),
    }
    return render(request, "network/alignment/credits.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """A student applies."""
    demand(request.user, "apply_for_credits")
    form = ApplyForm(request.POST or None, user=request.user, initial={"recognition": request.GET.get("recognition")})
    return form_page(
        request,
        form,
        lambda data: services.apply_for_credits(by=request.user, **data),
        to=_address,
        done=_("The application is sent. The answer comes here."),
        title=_("Application for credit transfer"),
        crumbs=crumbs("credits", _("Credit transfer"), (_("New application"), "")),
        back=reverse("network:credits"),
        submit=_("Send"),
    )


@login_required
@require_GET
def credit(request: HttpRequest, pk: int) -> HttpResponse:
    """One application with its decision."""
    shown, user = _visible(request, pk), request.user
    preview, problem = "", ""
    if shown.status == CreditTransfer.Status.SUBMITTED:
        try:
            preview, _table = services.convert_grade(shown.grade_original, shown.recognition)
        except DomainError as refusal:
            problem = str(refusal)
    context = {
        "transfer": shown,
        "crumbs": crumbs("credits", _("Credit transfer"), (f"№ {shown.pk}", "")),
        "tabs": sections(user, "credits"),
        "may_decide": shown.may("recognise") and user.has_perm("network.decide_credits", shown),
        "preview": preview,
        "problem": problem,
    }
    return render(request, "network/alignment/credit.html", context)


def _decided(request: HttpRequest, pk: int) -> CreditTransfer:
    shown = _visible(request, pk)
    demand(request.user, "decide_credits", shown)
    return shown


@login_required
@require_POST
def recognise(request: HttpRequest, pk: int) -> HttpResponse:
    """It counts."""
    shown = _decided(request, pk)
    return step(
        request, lambda: services.recognise_credits(transfer=shown, by=request.user), to=_address(shown), done=_("The credits count.")
    )


@login_required
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not count, with the reason."""
    shown = _decided(request, pk)
    reason = request.POST.get("reason", "")
    return step(
        request,
        lambda: services.refuse_credits(transfer=shown, by=request.user, reason=reason),
        to=_address(shown),
        done=_("The refusal is sent with its reason."),
    )


@login_required
@require_GET
def grade_tables(request: HttpRequest) -> HttpResponse:
    """Tables of all universities with their versions."""
    rows: Any = GradeTable.objects.visible_to(request.user).select_related("organisation").prefetch_related("lines")
    context = {
        "page": Paginator(rows.order_by("organisation", "-version"), PER_PAGE).get_page(request.GET.get("page")),
        "crumbs": crumbs("credits", _("Credit transfer"), (_("Grade conversion tables"), "")),
        "tabs": sections(request.user, "credits"),
        "may_add": request.user.has_perm("network.add_grade_table"),
    }
    return render(request, "network/alignment/grade_tables.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_grade_table(request: HttpRequest) -> HttpResponse:
    """The next version of a table."""
    demand(request.user, "add_grade_table")
    form = GradeTableForm(request.POST or None, user=request.user)

    def act(data: dict[str, Any]) -> GradeTable:
        demand(request.user, "add_grade_table", data["organisation"])
        return services.publish_grade_table(by=request.user, **data)

    return form_page(
        request,
        form,
        act,
        to=lambda made: reverse("network:grade_tables"),
        done=_("The new version is published; earlier ones stay."),
        title=_("New version of the grade conversion table"),
        crumbs=crumbs("credits", _("Credit transfer"), (_("Grade conversion tables"), reverse("network:grade_tables"))),
        back=reverse("network:grade_tables"),
    )
