"""Patronage (S18): the list of pairs, six commitments plan and fact, the monitoring card NW-34."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from core.sheets import FORMATS, table_answer

from .. import queries_registry as queries
from ..exports_registry import patronage_rows
from ..forms_life import FactForm, PairForm, PatronageFilter, PatronagePlanForm
from ..models import PatronageCommitment, PatronageFact, PatronagePair, RegistryBook
from ..services import patronage
from .life_base import PER_PAGE, attempt, demand, stored_file


def pair_or_404(request: HttpRequest, pk: int) -> PatronagePair:
    """The pair, if the person sees it."""
    rows = PatronagePair.objects.visible_to(request.user).select_related("enterprise", "college", "agreement", "chamber")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_GET
def patronage_list(request: HttpRequest) -> HttpResponse:
    """Pairs with plan and fact of the year, and the figures of NW-34 over all pairs that the person sees."""
    form = PatronageFilter(request.GET)
    values = form.values()
    rows = queries.pairs(request.user, **values)
    chambers = queries.chambers_of(request.user)
    context = {
        "form": form,
        "year": values["year"],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "figures": patronage.monitoring(PatronagePair.objects.visible_to(request.user), values["year"]),
        "may_list": bool(chambers),
        "may_export": request.user.has_perm("network.export_patronage"),
        "book": RegistryBook.objects.filter(registrar__in=chambers, year=values["year"]).first() if chambers else None,
        "is_filtered": bool(values["q"] or values["status"]),
    }
    return render(request, "network/patronage/list.html", context)


@login_required
@require_GET
def patronage_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The filtered list as XLSX or CSV with the columns of NW-34 and of the six commitments."""
    demand(request.user, "export_patronage")
    values = PatronageFilter(request.GET).values()
    header, lines = patronage_rows(queries.pairs(request.user, **values), values["year"])
    return table_answer(f"patronage-{values['year']}", kind if kind in FORMATS else "xlsx", header, lines)


@login_required
@require_http_methods(["GET", "POST"])
def patronage_new(request: HttpRequest) -> HttpResponse:
    """The chamber puts a pair on the list."""
    demand(request.user, "list_patronage")
    chamber = next(iter(queries.chambers_of(request.user)), None)
    if chamber is None:
        raise PermissionDenied
    form = PairForm(request.POST or None, region=chamber.region)
    if request.method == "POST" and form.is_valid():
        done, pair = attempt(form, lambda: patronage.list_pair(chamber=chamber, by=request.user, **form.cleaned_data))
        if done:
            messages.success(request, _("The pair stands on the list; both have been told."))
            return redirect("network:patronage_pair", pair.pk)
    context = {"form": form, "chamber": chamber, "crumbs": [(_("Patronage"), reverse("network:patronage")), (_("New pair"), "")]}
    return render(request, "network/patronage/new.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def patronage_pair(request: HttpRequest, pk: int) -> HttpResponse:
    """One pair: state, memorandum, six commitments plan and fact of a year."""
    pair = pair_or_404(request, pk)
    year = _year(request)
    rows = queries.commitment_rows(pair, year)
    context = {
        "pair": pair,
        "year": year,
        "years": list(range(timezone.localdate().year, timezone.localdate().year - 4, -1)),
        "rows": rows,
        "plan": pair.plans.filter(year=year).first(),
        "memorandum": pair.agreement or patronage.memorandum_of(pair),
        "may_change": request.user.has_perm("network.change_patronage", pair),
        "may_keep": request.user.has_perm("network.keep_patronage_pair", pair),
        "money": sum(row.money for row in rows),
        "crumbs": [(_("Patronage"), reverse("network:patronage")), (str(pair), "")],
    }
    return render(request, "network/patronage/pair.html", context)


@login_required
@require_POST
def patronage_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Talks have begun, the memorandum is signed, the pair is taken off the list."""
    pair = pair_or_404(request, pk)
    demand(request.user, "keep_patronage_pair", pair)
    try:
        if step == "negotiate":
            patronage.negotiate(pair=pair, by=request.user)
        elif step == "sign":
            patronage.sign_pair(pair=pair, by=request.user)
        elif step == "drop":
            patronage.drop_pair(pair=pair, by=request.user, reason=request.POST.get("reason", "")[:500])
        else:
            raise Http404
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("network:patronage_pair", pair.pk)


@login_required
@require_http_methods(["GET", "POST"])
def patronage_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of a year: a number and words for each commitment."""
    pair = pair_or_404(request, pk)
    demand(request.user, "change_patronage", pair)
    year = _year(request)
    plan = pair.plans.filter(year=year).prefetch_related("commitments").first()
    kept = {row.section: (row.planned, row.text) for row in plan.commitments.all()} if plan else {}
    initial = {"target_students": plan.target_students, "other": plan.other} if plan else {}
    form = PatronagePlanForm(request.POST or None, kept=kept, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done, _plan = attempt(
            form,
            lambda: patronage.plan_year(
                pair=pair,
                year=year,
                planned=form.planned(),
                by=request.user,
                target_students=data.get("target_students") or 0,
                other=data.get("other", ""),
            ),
        )
        if done:
            messages.success(request, _("The plan is saved."))
            return redirect(f"{reverse('network:patronage_pair', args=[pair.pk])}?year={year}")
    context = {"pair": pair, "year": year, "form": form, "crumbs": _crumbs(pair, _("Plan for %(year)s") % {"year": year})}
    return render(request, "network/patronage/plan.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def patronage_fact(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done under one commitment."""
    rows = PatronageCommitment.objects.filter(plan__pair__in=PatronagePair.objects.visible_to(request.user).values("pk"))
    commitment = get_object_or_404(rows.select_related("plan__pair__enterprise", "plan__pair__college"), pk=pk)
    pair = commitment.plan.pair
    demand(request.user, "change_patronage", pair)
    form = FactForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        done, _fact = attempt(form, lambda: patronage.enter_fact(commitment=commitment, by=request.user, **form.values()))
        if done:
            messages.success(request, _("The fact is entered."))
            return redirect(f"{reverse('network:patronage_pair', args=[pair.pk])}?year={commitment.plan.year}")
    context = {"pair": pair, "commitment": commitment, "form": form, "crumbs": _crumbs(pair, _("New fact"))}
    return render(request, "network/patronage/fact.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def fact_strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike a mistaken fact out."""
    fact = _fact(request, pk)
    pair = fact.commitment.plan.pair
    demand(request.user, "change_patronage", pair)
    try:
        patronage.strike_fact(fact=fact, by=request.user, reason=request.POST.get("reason", "")[:300])
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('network:patronage_pair', args=[pair.pk])}?year={fact.commitment.plan.year}")


@login_required
@require_GET
def fact_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof of a fact."""
    fact = _fact(request, pk)
    return stored_file(fact.proof, "")


def _fact(request: HttpRequest, pk: int) -> PatronageFact:
    rows = PatronageFact.objects.filter(commitment__plan__pair__in=PatronagePair.objects.visible_to(request.user).values("pk"))
    return get_object_or_404(rows.select_related("commitment__plan__pair"), pk=pk)


def _year(request: HttpRequest) -> int:
    typed = request.GET.get("year", "")
    return int(typed) if typed.isdigit() and 2000 <= int(typed) <= 2100 else timezone.localdate().year


def _crumbs(pair: Any, last: str) -> list[tuple[str, str]]:
    return [(_("Patronage"), reverse("network:patronage")), (str(pair), reverse("network:patronage_pair", args=[pair.pk])), (last, "")]
