"""What the parties owe, plan and fact with evidence (S15)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import queries_obligations as queries
from ..forms_paper import ObligationFactForm, ObligationForm
from ..models import AgreementObligation, ObligationFact
from ..services import agreements as services
from . import life_base
from .agreements import tabs_of
from .agreements_base import attempt, crumbs_of, demand, demand_text, seen_agreement
from .life_base import stored_file


@login_required
@require_GET
def obligations(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the parties owe with its facts, the overdue first."""
    shown = seen_agreement(request, pk)
    demand_text(request, shown)
    context = {
        "agreement": shown,
        "lines": queries.obligation_lines(request.user, shown),
        "may_add": bool(queries.parties_to_write_for(request.user, shown)),
        "tabs": tabs_of(request, shown, "obligations"),
        "crumbs": crumbs_of(shown, (_("Obligations"), "")),
    }
    return render(request, "network/agreements/obligations.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def obligation_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what a party owes."""
    shown = seen_agreement(request, pk)
    demand_text(request, shown)
    parties = queries.parties_to_write_for(request.user, shown)
    if not parties:
        raise PermissionDenied
    form = ObligationForm(request.POST or None, parties=parties)
    if request.method == "POST" and form.is_valid():
        done, _made = life_base.attempt(form, lambda: services.add_obligation(by=request.user, **form.cleaned_data))
        if done:
            return redirect("network:obligations", pk)
    context = {"form": form, "title": _("New obligation"), "agreement": shown, "crumbs": _crumbs(shown, _("New obligation"))}
    return render(request, "network/agreements/obligation_form.html", context, status=422 if form.errors else 200)


def seen_obligation(request: HttpRequest, pk: int) -> tuple[Any, AgreementObligation]:
    """The obligation with its agreement, if the person may open it; 404 otherwise."""
    rows = AgreementObligation.objects.visible_to(request.user).select_related("party__organisation", "party__person", "party__agreement")
    obligation = get_object_or_404(rows, pk=pk)
    return seen_agreement(request, obligation.party.agreement_id), obligation


@login_required
@require_POST
def obligation_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out what was written by mistake."""
    shown, obligation = seen_obligation(request, pk)
    demand(request, "remove_obligation", obligation)
    attempt(request, lambda: services.remove_obligation(obligation=obligation, by=request.user))
    return redirect("network:obligations", shown.pk)


@login_required
@require_http_methods(["GET", "POST"])
def obligation_fact(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done, with evidence; by the party that owes it."""
    shown, obligation = seen_obligation(request, pk)
    demand(request, "report_obligation", obligation)
    form = ObligationFactForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        done, _fact = life_base.attempt(form, lambda: services.enter_fact(obligation=obligation, by=request.user, **form.values()))
        if done:
            messages.success(request, _("The fact is entered."))
            return redirect("network:obligations", shown.pk)
    context = {"form": form, "title": _("New fact"), "obligation": obligation, "agreement": shown, "crumbs": _crumbs(shown, _("New fact"))}
    return render(request, "network/agreements/obligation_form.html", context, status=422 if form.errors else 200)


def _fact(request: HttpRequest, pk: int) -> ObligationFact:
    rows = ObligationFact.objects.visible_to(request.user).select_related("obligation__party__agreement__kind", "obligation__party__person")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_POST
def obligation_fact_strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike a mistaken fact out."""
    fact = _fact(request, pk)
    demand(request, "report_obligation", fact.obligation)
    attempt(request, lambda: services.strike_fact(fact=fact, by=request.user, reason=request.POST.get("reason", "")))
    return redirect("network:obligations", fact.obligation.party.agreement_id)


@login_required
@require_GET
def obligation_fact_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The evidence of a fact."""
    fact = _fact(request, pk)
    demand_text(request, fact.obligation.party.agreement)
    return stored_file(fact.proof, fact.proof_name)


def _crumbs(agreement: Any, last: str) -> list[tuple[str, str]]:
    return crumbs_of(agreement, (_("Obligations"), reverse("network:obligations", args=[agreement.pk])), (last, ""))
