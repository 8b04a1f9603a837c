"""What the parties of an agreement do together: propose, agree, decline, take back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from .. import queries_life as queries
from ..forms_life import ActForm
from ..models import ActAssent, MutualAct
from ..services import life
from .life_base import agreement_or_404, attempt, crumbs_of, demand, my_parties, stored_file

KINDS = {kind.value: kind for kind in (MutualAct.Kind.SUSPENSION, MutualAct.Kind.RESUMPTION)}


def act_or_404(request: HttpRequest, pk: int) -> MutualAct:
    """The act, if the person may open its agreement and read the text (that of FIN is the parties' own)."""
    rows = MutualAct.objects.visible_to(request.user)
    rows = rows.select_related("agreement__kind", "proposed_by__organisation", "notice", "by", "document")
    shown = get_object_or_404(rows.prefetch_related("agreement__parties__organisation"), pk=pk)
    demand(request.user, "read_agreement_text", shown.agreement)
    return shown


@login_required
@require_http_methods(["GET", "POST"])
def act_new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Propose a suspension or a resumption; an early end begins with its notice."""
    agreement = agreement_or_404(request, pk)
    demand(request.user, "propose_act", agreement)
    parties = my_parties(request, agreement)
    if kind not in KINDS or not parties:
        raise Http404
    form = ActForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done, act = attempt(
            form,
            lambda: life.propose_act(agreement=agreement, kind=kind, party=parties[0], by=request.user, **data),
        )
        if done:
            messages.success(request, _("Proposed. The other parties have been told."))
            return redirect("network:mutual_act", act.pk)
    context = {
        "agreement": agreement,
        "kind": KINDS[kind],
        "form": form,
        "crumbs": _crumbs(agreement, str(KINDS[kind].label)),
    }
    return render(request, "network/life/act_new.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """What is proposed, who has agreed, whose answer is awaited."""
    shown = act_or_404(request, pk)
    context = queries.act_answers(shown, request.user) | {
        "act": shown,
        "agreement": shown.agreement,
        "is_termination": shown.kind == MutualAct.Kind.TERMINATION,
        "may_withdraw": shown.status == "proposed" and request.user.has_perm("network.withdraw_act", shown),
        "crumbs": _crumbs(shown.agreement, str(shown.get_kind_display())),
    }
    return render(request, "network/life/act.html", context)


@login_required
@require_POST
def act_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The own side agrees; an act of termination is signed on its own page."""
    shown = act_or_404(request, pk)
    demand(request.user, "answer_act", shown)
    if shown.kind == MutualAct.Kind.TERMINATION:
        return redirect("network:mutual_act_sign", shown.pk)
    mine = queries.act_answers(shown, request.user)["mine"]
    if not mine:
        messages.error(request, _("Your side has answered already."))
        return redirect("network:mutual_act", shown.pk)
    try:
        life.assent(act=shown, party=mine[0], by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your side agreed."))
    return redirect("network:mutual_act", shown.pk)


@login_required
@require_POST
def act_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """The own side does not agree, with the reason."""
    shown = act_or_404(request, pk)
    demand(request.user, "answer_act", shown)
    mine = queries.act_answers(shown, request.user)["mine"]
    if not mine:
        messages.error(request, _("Your side has answered already."))
        return redirect("network:mutual_act", shown.pk)
    try:
        life.decline_act(act=shown, party=mine[0], by=request.user, reason=request.POST.get("reason", "")[:500])
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("network:mutual_act", shown.pk)


@login_required
@require_POST
def act_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposer takes it back."""
    shown = act_or_404(request, pk)
    demand(request.user, "withdraw_act", shown)
    try:
        life.withdraw_act(act=shown, by=request.user, reason=request.POST.get("reason", "")[:500])
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("network:mutual_act", shown.pk)


@login_required
@require_GET
def assent_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of an act signed by one party."""
    answer = get_object_or_404(ActAssent.objects.visible_to(request.user), pk=pk)
    act_or_404(request, answer.act_id)
    return stored_file(answer.scan, answer.scan_name)


def _crumbs(agreement: Any, last: str) -> list[tuple[str, str]]:
    return crumbs_of(agreement, (_("Term and notices"), reverse("network:agreement_life", args=[agreement.pk])), (last, ""))
