"""Confirming documents of a trial: issue to a class in one press, withdraw one; the decision of a network on their forms (BR-41)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from network.models import Network

from ..forms.records import DecisionForm, IssueForm
from ..models import ConfirmationForm, IssuedConfirmation
from ..queries.confirmations import allowed_forms, confirmation_rows, rules_for
from ..services import confirmations
from .coord_base import allowed, refuse_in, require, run
from .coord_frame import Page


@login_required
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Who took part and what each has; the form that issues one kind to all of them."""
    page = Page(request, pk, "documents")
    require(request.user, "view_confirmations", page.trial)
    may_issue = allowed(request.user, "issue_confirmation", page.trial)
    if request.method == "POST":
        require(request.user, "issue_confirmation", page.trial)
    rows = confirmation_rows(page.trial, request.user)
    data = request.POST if request.method == "POST" else None
    form = IssueForm(data, rows=rows, allowed=allowed_forms(page.trial), initial={"language": "kk" if get_language() == "kk" else "ru"})
    if request.method == "POST" and form.is_valid() and (ordered := _issue(request, page, form)):
        return redirect(ordered)
    context = page.context(
        rows=[_line(row) for row in rows],
        form=form,
        may_issue=may_issue,
        fit=sum(row.fits for row in rows),
        why=_why_not(page.trial),
        kinds=[(kind.value, kind.label) for kind in IssuedConfirmation.KINDS],
        decisions=list(rules_for(page.trial)),
    )
    return render(request, "profprobes/coord/trial/confirmations.html", context, status=422 if form.errors else 200)


def _issue(request: HttpRequest, page: Page, form: IssueForm) -> Any:
    data = form.cleaned_data
    try:
        return confirmations.issue_confirmations(
            trial=page.trial, form=data["form"], participations=data["pupils"], language=data["language"], by=request.user
        )
    except DomainError as refusal:
        refuse_in(form, refusal)
        return None


def _why_not(trial: Any) -> str:
    try:
        confirmations.require_trial(trial)
    except DomainError as refusal:
        return str(refusal)
    return ""


def _line(row: Any) -> dict[str, Any]:
    cells = [(kind.label, row.issued.get(kind.value)) for kind in IssuedConfirmation.KINDS]
    return {"row": row, "pupil": row.participation.pupil, "cells": cells}


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one confirmation out of force; its QR page says so at once."""
    confirmation = get_object_or_404(IssuedConfirmation.objects.visible_to(request.user).select_related("participation__trial"), pk=pk)
    require(request.user, "withdraw_confirmation", confirmation)
    reason = request.POST.get("reason", "")
    done = _("Withdrawn. The public check of the paper says so.")
    run(request, confirmations.withdraw_confirmation, done=done, confirmation=confirmation, reason=reason)
    return redirect("profprobes:trial_confirmations", confirmation.participation.trial_id)


@login_required
@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """Networks of the person with what each decided."""
    rows = Network.objects.visible_to(request.user).at_work().select_related("confirmation_rule", "region").order_by("title_ru")
    lines = [{"network": row, "rule": getattr(row, "confirmation_rule", None)} for row in rows[:50]]
    for line in lines:
        line["forms"] = [ConfirmationForm(form).label for form in (line["rule"].forms if line["rule"] else ConfirmationForm.values)]
        line["may_decide"] = allowed(request.user, "decide_confirmations", line["network"])
    return render(request, "profprobes/coord/records/decisions.html", {"lines": lines})


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the decision of the network down."""
    network = get_object_or_404(Network.objects.visible_to(request.user).select_related("operator", "coordinator"), pk=pk)
    require(request.user, "decide_confirmations", network)
    rule = getattr(network, "confirmation_rule", None)
    initial = {"forms": rule.forms if rule else ConfirmationForm.values}
    form = DecisionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            confirmations.decide_forms(network=network, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("The decision is written down."))
            return redirect("profprobes:confirmation_decisions")
    crumbs = [(_("Confirming documents"), reverse("profprobes:confirmation_decisions")), (network.title, "")]
    context = {"network": network, "rule": rule, "form": form, "crumbs": crumbs}
    return render(request, "profprobes/coord/records/decide.html", context, status=422 if form.errors else 200)
