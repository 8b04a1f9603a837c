"""Annex 4 of a network agreement: students and mentors by school and school year."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import DomainError

from ..forms_hosting import LABELS, HostingForm
from ..services import agreements as services
from .agreements_base import add_refusal, crumbs_of, demand, seen_agreement


@login_required
@require_http_methods(["GET", "POST"])
def agreement_hosting(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of a draft; the initiator fills them with the schools."""
    shown = seen_agreement(request, pk)
    demand(request, "run_agreement", shown)
    form = HostingForm(request.POST or None, agreement=shown)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_hosting(agreement=shown, by=request.user, figures=form.figures())
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("network:agreement", pk)
    title = _("Students by school and year")
    context = {"form": form, "title": title, "agreement": shown, "heads": list(LABELS.values()), "crumbs": crumbs_of(shown, (title, ""))}
    return render(request, "network/agreements/hosting.html", context, status=422 if form.errors else 200)
