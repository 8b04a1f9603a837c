"""«Төлем / Оплата»: statements of a round and of a school, one statement, terms, cost of a credit, a mentor's own shares."""

from typing import Any

from django.contrib import messages
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
from network.models import Agreement, Organisation

from ..exports_payments import line_rows, load_rows, share_rows, statement_rows
from ..forms.payments import CostForm, EnterPaymentForm, PaymentFilter, TermsForm
from ..models import CreditCost, PaymentStatement
from ..queries import payments as queries
from ..querysets_payments import PAYS
from ..services import loads, payments
from .base import PER_PAGE, attempt, demand, round_or_404, tell


def statement_or_404(request: HttpRequest, pk: int) -> PaymentStatement:
    """The statement, if the person sees it."""
    rows = PaymentStatement.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("school", "payer", "agreement", "round__programme__owner_org", "replaces"), pk=pk)


@login_required
@require_GET
def payment_list(request: HttpRequest) -> HttpResponse:
    """Statements of all rounds that the person sees: what is due, what is late."""
    if not (request.user.has_perm("practicum.calculate_payments") or request.user.has_perm("practicum.keep_supplements")):
        raise PermissionDenied
    form = PaymentFilter(request.GET)
    values = form.values()
    rows = queries.statements(request.user, **values)
    context = {
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "totals": queries.totals(rows),
        "is_filtered": any(values.values()),
        "may_set": (may_set := request.user.has_perm("practicum.set_payment_terms")),
        "rounds": queries.rounds_to_pay(request.user) if may_set else [],
        "may_supplement": request.user.has_perm("practicum.keep_supplements"),
    }
    return render(request, "practicum/payments/list.html", context)


@login_required
@require_GET
def payment_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as XLSX or CSV."""
    rows = queries.statements(request.user, **PaymentFilter(request.GET).values())
    return table_answer("payments", kind if kind in FORMATS else "xlsx", *statement_rows(rows))


@login_required
@require_GET
def round_payments(request: HttpRequest, pk: int) -> HttpResponse:
    """С by school and H by leader of one round; the button calculates both."""
    round = round_or_404(request, pk)
    demand(request.user, "calculate_payments", round)
    rows = queries.statements(request.user, round=round)
    context = {
        "round": round,
        "rows": rows,
        "loads": queries.loads_of(request.user, round),
        "totals": queries.totals(rows),
        "cost": CreditCost.objects.filter(owner_org=round.programme.owner_org, academic_year=round.academic_year).first(),
        "drafts": queries.loads_of(request.user, round).filter(status="draft").count(),
        "crumbs": [(_("Payments"), reverse("practicum:payments")), (str(round), "")],
    }
    return render(request, "practicum/payments/round.html", context)


@login_required
@require_POST
def round_calculate(request: HttpRequest, pk: int) -> HttpResponse:
    """«Есептеу / Рассчитать»."""
    round = round_or_404(request, pk)
    demand(request.user, "calculate_payments", round)
    tell(request, lambda: payments.calculate_round(round=round, by=request.user), _("The statements of the schools are calculated."))
    loads.calculate_loads(round=round, by=request.user)
    return redirect("practicum:round_payments", round.pk)


@login_required
@require_POST
def round_approve_loads(request: HttpRequest, pk: int) -> HttpResponse:
    """The institution approves the hours of the leaders."""
    round = round_or_404(request, pk)
    demand(request.user, "calculate_payments", round)
    tell(request, lambda: loads.approve_loads(round=round, by=request.user), _("The hours of the leaders are approved."))
    return redirect("practicum:round_payments", round.pk)


@login_required
@require_GET
def round_loads_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """PR-29 as XLSX or CSV."""
    round = round_or_404(request, pk)
    demand(request.user, "calculate_payments", round)
    return table_answer("loads", kind if kind in FORMATS else "xlsx", *load_rows(queries.loads_of(request.user, round)))


@login_required
@require_GET
def payment(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement: formula, students, mentors' shares, its way."""
    statement = statement_or_404(request, pk)
    user = request.user
    context = {
        "statement": statement,
        "lines": statement.lines.select_related("placement__student"),
        "shares": statement.shares.select_related("mentor"),
        "history": statement.transitions.select_related("by"),
        "may_change": user.has_perm("practicum.change_payment", statement),
        "may_answer": user.has_perm("practicum.answer_payment", statement),
        "is_late": statement.status in PaymentStatement.UNPAID and payments.is_late(statement.due_on),
        "form": EnterPaymentForm(initial={"amount": statement.left}),
        "crumbs": [(_("Payments"), reverse("practicum:payments")), (str(statement), "")],
    }
    return render(request, "practicum/payments/statement.html", context)


STEPS: dict[str, tuple[str, Any]] = {
    "agree": ("answer_payment", payments.agree),
    "recalculate": ("change_payment", payments.recalculate),
    "approve": ("change_payment", payments.approve),
    "send": ("change_payment", payments.send),
}
REASONED: dict[str, tuple[str, Any]] = {
    "dispute": ("answer_payment", payments.dispute),
    "replace": ("change_payment", payments.replace),
    "cancel": ("change_payment", payments.cancel),
}


@login_required
@require_POST
def payment_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of the statement's way; some with a reason."""
    statement = statement_or_404(request, pk)
    if step not in STEPS and step not in REASONED:
        raise Http404
    permission, service = STEPS.get(step) or REASONED[step]
    demand(request.user, permission, statement)
    extra = {"reason": request.POST.get("reason", "")[:500]} if step in REASONED else {}
    moved = tell(request, lambda: service(statement=statement, by=request.user, **extra), _("Done."))
    return redirect("practicum:payment", (moved or statement).pk)


@login_required
@require_POST
def payment_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Money has gone."""
    statement = statement_or_404(request, pk)
    demand(request.user, "change_payment", statement)
    form = EnterPaymentForm(request.POST)
    if form.is_valid():
        done, _row = attempt(form, lambda: payments.enter_payment(statement=statement, by=request.user, **form.cleaned_data))
        if done:
            messages.success(request, _("The payment is entered."))
            return redirect("practicum:payment", statement.pk)
    context = {"statement": statement, "form": form, "crumbs": [(str(statement), reverse("practicum:payment", args=[statement.pk]))]}
    return render(request, "practicum/payments/enter.html", context, status=422)


@login_required
@require_GET
def my_payments(request: HttpRequest) -> HttpResponse:
    """A mentor's own shares: state and due day, nothing of other mentors."""
    return render(request, "practicum/payments/mine.html", {"shares": queries.own_shares(request.user)[:100]})


@login_required
@require_http_methods(["GET", "POST"])
def payment_terms(request: HttpRequest) -> HttpResponse:
    """Cost of a credit by year, and the parameters of each agreement."""
    demand(request.user, "set_payment_terms")
    owner = _own_institution(request)
    form = CostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        payments.save_cost(owner=owner, by=request.user, **form.cleaned_data)
        messages.success(request, _("The cost of a credit is saved."))
        return redirect("practicum:payment_terms")
    context = {
        "form": form,
        "owner": owner,
        "costs": CreditCost.objects.filter(owner_org=owner).select_related("academic_year"),
        "agreements": queries.agreements_with_terms(request.user),
        "crumbs": [(_("Payments"), reverse("practicum:payments")), (_("Terms of payment"), "")],
    }
    return render(request, "practicum/payments/terms.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def agreement_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Parameters of one agreement."""
    demand(request.user, "set_payment_terms")
    own = organisations_as(request.user, *PAYS)
    rows = Agreement.objects.filter(kind__code__in=["PRAC", "NET"], parties__organisation__in=own, status__in=Agreement.LIVING).distinct()
    agreement = get_object_or_404(rows, pk=pk)
    owner = Organisation.objects.filter(pk__in=own, agreement_parties__agreement=agreement).first() or _own_institution(request)
    terms = payments.terms_of(agreement, owner)
    names = ("pays", "channel", "form", "rate", "due_days", "count_as_one")
    form = TermsForm(request.POST or None, initial={name: getattr(terms, name) for name in names})
    if request.method == "POST" and form.is_valid():
        done, _row = attempt(form, lambda: payments.save_terms(agreement=agreement, owner=owner, by=request.user, **form.cleaned_data))
        if done:
            messages.success(request, _("The terms are saved. They count from the next calculation on."))
            return redirect("practicum:payment_terms")
    crumbs = [
        (_("Payments"), reverse("practicum:payments")),
        (_("Terms of payment"), reverse("practicum:payment_terms")),
        (str(agreement), ""),
    ]
    context = {"form": form, "agreement": agreement, "crumbs": crumbs}
    return render(request, "practicum/payments/agreement.html", context, status=422 if form.errors else 200)


def _own_institution(request: HttpRequest) -> Organisation:
    """The institution for which the person keeps money; the first one of several."""
    own = (
        Organisation.objects.filter(pk__in=organisations_as(request.user, *PAYS), kind__in=["college", "university"]).order_by("pk").first()
    )
    if own is None:
        raise PermissionDenied
    return own


@login_required
@require_GET
def statement_file(request: HttpRequest, pk: int, what: str, kind: str) -> HttpResponse:
    """Students (PR-27) or mentors (PR-28) of a statement as XLSX or CSV."""
    statement = statement_or_404(request, pk)
    rows = {"students": line_rows, "mentors": share_rows}.get(what)
    if rows is None:
        raise Http404
    return table_answer(what, kind if kind in FORMATS else "xlsx", *rows(statement))
