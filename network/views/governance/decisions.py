"""One decision with its execution, and the orders of the organisations (NR32)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ... import queries_governance as queries
from ...forms_governance.councils import ExecutionForm, OrderForm
from ...models import Council, CouncilDecision, OrganisationOrder
from ...services import decisions as services
from .base import COUNCIL_PARTS, answer, council_crumbs, crumbs, demand, form_page, run, visible


def _decision(request: HttpRequest, pk: int) -> CouncilDecision:
    wanted = [f"council__{name}" for name in COUNCIL_PARTS]
    rows = queries.with_order_counts(CouncilDecision.objects.select_related(*wanted, "meeting", "item", "responsible"))
    return visible(rows, request, pk=pk)


def _may_work(request: HttpRequest, decision: CouncilDecision) -> bool:
    return decision.responsible_id == request.user.pk or request.user.has_perm("network.run_council", decision)


@login_required
@require_GET
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The text in both languages, votes, execution, and the orders one by one."""
    shown = _decision(request, pk)
    sees_council = Council.objects.visible_to(request.user).filter(pk=shown.council_id).exists()
    orders = OrganisationOrder.objects.visible_to(request.user).filter(decision=shown)
    rows = [
        {"order": row, "mine": request.user.has_perm("network.register_order", row), "dialog": f"refuse-{row.pk}"}
        for row in orders.select_related("organisation").order_by("status", "pk")
    ]
    trail = council_crumbs(shown.council, (str(shown), "")) if sees_council else crumbs(shown.council.network, (str(shown), ""))
    context = {
        "decision": shown,
        "owner": shown.council.owner_title,
        "line": queries.decision_lines([shown])[0],
        "crumbs": trail,
        "orders": rows,
        "votes": shown.votes.select_related("organisation").order_by("organisation__short_name_ru") if sees_council else [],
        "may_run": request.user.has_perm("network.run_council", shown),
        "may_work": _may_work(request, shown),
        "today": timezone.localdate(),
        "sees_council": sees_council,
    }
    return render(request, "network/governance/decision.html", context)


@login_required
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the decision into work."""
    shown = _decision(request, pk)
    if not _may_work(request, shown):
        demand(request.user, "run_council", shown)
    run(request, services.start_decision, _("The decision is in work."), decision=shown)
    return redirect("network:decision", shown.pk)


@login_required
@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Report the decision as carried out."""
    shown = _decision(request, pk)
    if not _may_work(request, shown):
        demand(request.user, "run_council", shown)
    form = ExecutionForm(request.POST or None, initial={"execution": shown.execution})
    back = reverse("network:decision", args=[shown.pk])
    sent = answer(
        request,
        form,
        lambda: services.finish_decision(decision=shown, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("The decision is carried out."),
    )
    heading = _("Report on the execution")
    trail = crumbs(shown.council.network, (str(shown), back), (heading, ""))
    return sent or form_page(request, form, heading=heading, trail=trail, back=back, submit=_("Report"), subtitle=shown.text)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the decision."""
    shown = _decision(request, pk)
    demand(request.user, "run_council", shown)
    run(request, services.cancel_decision, _("The decision is cancelled."), decision=shown, reason=request.POST.get("reason", ""))
    return redirect("network:decision", shown.pk)


@login_required
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the organisations whose order is awaited."""
    shown = _decision(request, pk)
    demand(request.user, "run_council", shown)
    count = services.remind_of_orders(decision=shown, by=request.user)
    words = ngettext("%(count)s organisation is reminded.", "%(count)s organisations are reminded.", count)
    messages.success(request, words % {"count": count})
    return redirect("network:decision", shown.pk)


def _order(request: HttpRequest, pk: int) -> OrganisationOrder:
    wanted = (
        "decision__council__network__operator",
        "decision__council__network__region",
        "decision__council__network__policy",
        "organisation",
    )
    return visible(OrganisationOrder.objects.select_related(*wanted), request, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def register_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the organisation's order: number, date, scan."""
    order = _order(request, pk)
    demand(request.user, "register_order", order)
    form = OrderForm(request.POST or None, request.FILES or None, organisation=order.organisation, initial={"date": timezone.localdate()})
    back = reverse("network:decision", args=[order.decision_id])
    sent = answer(
        request,
        form,
        lambda: services.register_order(order=order, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("The order is registered: the decision binds the organisation."),
    )
    heading = _("Register the order")
    trail = crumbs(order.decision.council.network, (str(order.decision), back), (heading, ""))
    words = f"{order.organisation.short_name} · {order.decision.text}"
    return sent or form_page(request, form, heading=heading, trail=trail, back=back, submit=_("Register the order"), subtitle=words)


@login_required
@require_POST
def refuse_order(request: HttpRequest, pk: int) -> HttpResponse:
    """The organisation does not bring the decision in; the council gets the reason."""
    order = _order(request, pk)
    demand(request.user, "register_order", order)
    words = _("The council is told that the decision does not bind the organisation.")
    run(request, services.refuse_order, words, order=order, reason=request.POST.get("reason", ""))
    return redirect("network:decision", order.decision_id)


@login_required
@require_POST
def ask_order_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The council asks once more."""
    order = _order(request, pk)
    demand(request.user, "run_council", order.decision)
    run(request, services.ask_order_again, _("The order is asked for again."), order=order)
    return redirect("network:decision", order.decision_id)


@login_required
@require_GET
def order_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of an order."""
    order = _order(request, pk)
    if not order.scan:
        raise Http404
    return FileResponse(order.scan.open("rb"), as_attachment=True, filename=order.scan_name)
