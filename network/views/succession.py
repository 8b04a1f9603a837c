"""An organisation that is no more, in agreements: its successor or its removal while they are made (§9.13), its successor in those that live (NR58)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from .. import queries_life as queries
from ..forms_life import SuccessionForm
from ..models import AgreementParty
from ..rules_life import own_parties
from ..services import life
from ..services.life.succession import signatory_of
from .life_base import agreement_or_404, attempt, crumbs_of, demand


def _party(request: HttpRequest, pk: int) -> tuple[Any, AgreementParty]:
    """A party of an agreement that the person may open; 404 otherwise."""
    rows = AgreementParty.objects.visible_to(request.user).select_related("organisation__successor", "person")
    party = get_object_or_404(rows, pk=pk)
    return agreement_or_404(request, party.agreement_id), party


@login_required
@require_POST
def gone_party(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """§9.13: the successor takes the place of a party that is no more, or the party is taken out."""
    agreement, party = _party(request, pk)
    demand(request.user, "settle_gone_party", agreement)
    try:
        if answer == "successor":
            life.put_successor(party=party, by=request.user)
        else:
            mine = [one for one in own_parties(request.user, agreement) if one.status != "left" and one.pk != party.pk]
            life.take_out(party=party, acting=next(iter(mine), None), by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done. Every party is asked to agree anew; the number stays."))
    return redirect("network:agreement", agreement.pk)


@login_required
@require_GET
def succession(request: HttpRequest) -> HttpResponse:
    """NR58: living agreements of predecessors that wait for the notice to the other parties."""
    context = {
        "lines": queries.succeeded_by(request.user),
        "crumbs": [(_("Agreements"), reverse("network:agreements")), (_("Succession"), "")],
    }
    return render(request, "network/life/succession.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def succession_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """NR58: the successor tells the other parties, with its own signatory and contacts, and is a party from then on."""
    agreement, party = _party(request, pk)
    demand(request.user, "succeed_party", party)
    new = party.organisation.successor if party.organisation else None
    form = SuccessionForm(request.POST or None, initial=signatory_of(new) if new else {})
    if request.method == "POST" and form.is_valid():
        done, _notice = attempt(form, lambda: life.succeed(party=party, by=request.user, details=form.cleaned_data))
        if done:
            messages.success(request, _("The notice is delivered to the other parties: you are a party now."))
            return redirect("network:agreement_life", agreement.pk)
    context = {
        "agreement": agreement,
        "party": party,
        "new": new,
        "form": form,
        "others": [one for one in agreement.parties.all() if one.pk != party.pk and one.status == "signed"],
        "crumbs": crumbs_of(
            agreement, (_("Term and notices"), reverse("network:agreement_life", args=[agreement.pk])), (_("Notice of the successor"), "")
        ),
    }
    return render(request, "network/life/succession_notice.html", context, status=422 if form.errors else 200)
