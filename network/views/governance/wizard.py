"""The new-network wizard: five addresses over one draft row (S10)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError

from ...models import NetworkDraft
from ...wizard import NewNetworkWizard, Step, operators_for
from .base import crumbs, demand, refuse_in, visible

FIRST = NewNetworkWizard.steps[0]


@login_required
@require_http_methods(["GET", "POST"])
def new_network(request: HttpRequest) -> HttpResponse:
    """Step 1 without a draft; its answer makes the draft."""
    demand(request.user, "add_network")
    operators = operators_for(request.user)
    if not operators:
        raise PermissionDenied
    wizard = NewNetworkWizard(NetworkDraft(owner=request.user, operator=operators[0]), request.user)
    form = wizard.form(FIRST, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_valid():
            wizard.save(FIRST, form)
            return redirect("network:network_new_step", wizard.draft.pk, "kind")
        return _page(request, wizard, FIRST, form, 422)
    return _page(request, wizard, FIRST, form)


@login_required
@require_http_methods(["GET", "POST"])
def new_network_step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One step of a kept draft. What is typed is kept even when it is not right yet."""
    draft = visible(NetworkDraft.objects.select_related("operator__region"), request, pk=pk)
    demand(request.user, "add_network")
    wizard = NewNetworkWizard(draft, request.user)
    try:
        step = wizard.step(code)
    except KeyError:
        raise Http404 from None
    if not wizard.is_reachable(step):
        return redirect("network:network_new_step", draft.pk, wizard.first_open().code)
    if request.method == "GET":
        return _page(request, wizard, step, wizard.form(step))
    return _answer(request, wizard, step)


def _answer(request: HttpRequest, wizard: NewNetworkWizard, step: Step) -> HttpResponse:
    form = wizard.form(step, request.POST)
    if "later" in request.POST:
        wizard.keep(step, request.POST)
        messages.success(request, _("The draft is saved. You will find it on the page of networks."))
        return redirect("network:networks")
    if "find" in request.POST:
        wizard.keep(step, request.POST)
        return redirect("network:network_new_step", wizard.draft.pk, step.code)
    if not form.is_valid():
        wizard.keep(step, request.POST)
        return _page(request, wizard, step, form, 422)
    wizard.save(step, form)
    if step is not wizard.steps[-1]:
        return redirect("network:network_new_step", wizard.draft.pk, wizard.steps[wizard.number(step)].code)
    if wizard.first_open().code not in wizard.answers:
        return redirect("network:network_new_step", wizard.draft.pk, wizard.first_open().code)
    return _create(request, wizard, step)


def _create(request: HttpRequest, wizard: NewNetworkWizard, step: Step) -> HttpResponse:
    count = len(wizard.invited)
    try:
        network = wizard.create()
    except DomainError as refusal:
        at = next((one for one in wizard.steps if refusal.field in one.form.base_fields), step)
        bound = at.form(wizard.answers.get(at.code, {}), wizard=wizard)
        bound.is_valid()
        refuse_in(bound, refusal)
        return _page(request, wizard, at, bound, 409)
    messages.success(request, _("The network is made, invitations sent: %(count)s.") % {"count": count})
    return redirect("network:network", network.pk)


@login_required
@require_POST
def delete_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    visible(NetworkDraft.objects.all(), request, pk=pk).delete()
    messages.success(request, _("The draft is thrown away."))
    return redirect("network:networks")


def _page(request: HttpRequest, wizard: NewNetworkWizard, step: Step, form: Any, status: int = 200) -> HttpResponse:
    context = {
        "draft": wizard.draft,
        "step": step,
        "form": form,
        "number": wizard.number(step),
        "is_last": step is wizard.steps[-1],
        "steps": _steps(wizard, step),
        "composition": wizard.composition if wizard.draft.pk and wizard.number(step) >= 3 else None,
        "invited": len(wizard.invited) if wizard.draft.pk else 0,
        "crumbs": crumbs(None, (_("New network"), "")),
    }
    return render(request, "network/governance/wizard.html", context, status=status)


def _steps(wizard: NewNetworkWizard, current: Step) -> list[dict[str, Any]]:
    rows = []
    for step in wizard.steps:
        done = step.code in wizard.answers
        href = (
            reverse("network:network_new_step", args=[wizard.draft.pk, step.code]) if wizard.draft.pk and wizard.is_reachable(step) else ""
        )
        rows.append({"title": step.title, "state": "now" if step is current else "done" if done else "ahead", "note": "", "href": href})
    return rows
