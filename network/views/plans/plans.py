"""Plans: the list, one plan with plan and fact, its steps (S19)."""

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

from core.sheets import table_answer

from ...exports_plans import plan_table
from ...forms_plans.plans import HeadForm, NewPlanForm, PlanFilter, RhythmForm
from ...models import Network, NetworkPlan, NetworkPolicy
from ...queries_plans import fact_groups, fact_lines, mean_percent, plans_for
from ...rhythm import rhythm_of
from ...rules_plans import why_not_plan
from ...services import plans as services
from ...services.plan_agenda import network_that_decides
from ...services.rhythm import set_rhythm
from .base import PER_PAGE, require, run, run_form, visible_plan

Status = NetworkPlan.Status
PAPERS = {
    NetworkPlan.Kind.NETWORK: "NW-19,NW-20,NW-21",
    NetworkPlan.Kind.CAREER: "NW-22,NW-21",
    NetworkPlan.Kind.COMMUNICATION: "NW-41,NW-21",
    NetworkPlan.Kind.RESOURCE: "NW-41A,NW-21",
}


@login_required
@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans of the networks and organisations that the person sees."""
    form = PlanFilter(request.GET)
    new = NewPlanForm(user=request.user)
    context = {
        "form": form,
        "page": Paginator(plans_for(request.user, **form.values()), PER_PAGE).get_page(request.GET.get("page")),
        "is_filtered": any(form.values().values()),
        "may_add": bool(new.fields["owner"].choices),
    }
    return render(request, "network/plans/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    year = services.current_year()
    form = NewPlanForm(request.POST or None, user=request.user, initial={"year": year})
    if not form.fields["owner"].choices:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        made = run_form(form, services.create_plan, by=request.user, **form.values())
        if made:
            return redirect("network:plan", made.pk)
    context = {"form": form, "title": _("New plan"), "back": reverse("network:plans"), "submit": _("Begin the plan")}
    return render(request, "network/plans/form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Items by direction with plan and fact, the approval, the change log, papers."""
    shown = visible_plan(request, pk)
    lines = fact_lines(shown)
    council_decides = network_that_decides(shown) is not None
    decision = services.decision_on(shown) if council_decides else None
    context = {
        "plan": shown,
        "groups": fact_groups(lines),
        "percent": mean_percent(lines),
        "count": len(lines),
        "council_decides": council_decides,
        "has_ready_rows": shown.kind in services.READY_ROWS,
        "decision": decision,
        "brought_in": services.brought_in(decision) if decision else "",
        "changes": shown.changes.select_related("by")[:30],
        "successor": NetworkPlan.objects.filter(previous=shown).first(),
        "may_change": request.user.has_perm("network.change_plan", shown),
        "may_approve": request.user.has_perm("network.approve_plan", shown),
        "why_not_approve": why_not_plan(request.user, "approve_plan", shown),
        "rhythm": rhythm_of(shown.network) if shown.kind == NetworkPlan.Kind.NETWORK and shown.network else [],
        "papers": papers_of(shown),
        "steps": _steps(shown),
        "head_form": HeadForm(),
        "crumbs": [(_("Plans"), reverse("network:plans")), (str(shown.year), "")],
    }
    return render(request, "network/plans/plan.html", context)


@login_required
@require_GET
def plan_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The plan as XLSX or CSV, as the import of a plan reads it."""
    shown = visible_plan(request, pk)
    return table_answer(f"plan-{shown.year}-v{shown.version}".replace("/", "-"), kind, *plan_table(shown), taken_by=request.user)


def papers_of(plan: NetworkPlan) -> str:
    """Forms that a plan of its kind is printed as."""
    return PAPERS[NetworkPlan.Kind(plan.kind)]


def _steps(plan: NetworkPlan) -> list[dict[str, Any]]:
    order = [Status.DRAFT, Status.COUNCIL, Status.APPROVED, Status.IN_WORK, Status.REPORTED]
    labels = {status: str(status.label) for status in order}
    if plan.organisation_id:
        labels[Status.COUNCIL] = _("With the head and the council") if network_that_decides(plan) else _("With the head")
    if plan.status == Status.REPLACED:
        return []
    now = order.index(Status(plan.status))
    state = ["done"] * now + ["now"] + ["ahead"] * (len(order) - now - 1)
    if plan.status == Status.REPORTED:
        state[-1] = "done"
    return [{"title": labels[status], "state": word} for status, word in zip(order, state, strict=True)]


@login_required
@require_POST
def plan_do(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Steps that need no more than a click or a reason."""
    shown = visible_plan(request, pk)
    reason = request.POST.get("reason", "")
    steps: dict[str, tuple[str, Any, dict[str, Any], Any]] = {
        "template": ("change_plan", _load_template, {}, ""),
        "copy": ("change_plan", services.copy_last_year, {}, _("Last year's items are copied. Check their dates.")),
        "send": ("change_plan", services.send_plan, {}, _("The plan is handed in.")),
        "return": ("approve_plan", services.return_plan, {"remarks": reason}, _("The plan is given back.")),
        "start": ("change_plan", services.start_plan, {}, _("Work by the plan has begun.")),
        "report": ("change_plan", services.report_plan, {}, _("The report is handed in.")),
        "version": ("change_plan", services.new_version, {"reason": reason}, _("The next version is begun.")),
        "approve": ("approve_plan", services.approve_plan, {}, _("The plan is approved.")),
    }
    if action not in steps:
        raise Http404
    permission, service, extra, done = steps[action]
    require(request.user, permission, shown)
    if action == "approve" and shown.organisation_id:
        return _approve_by_head(request, shown)
    result = run(request, service, plan=shown, done=done, **extra)
    return redirect("network:plan", result.pk if isinstance(result, NetworkPlan) else shown.pk)


def _approve_by_head(request: HttpRequest, shown: NetworkPlan) -> HttpResponse:
    form = HeadForm(request.POST)
    made = run_form(form, services.approve_plan, plan=shown, by=request.user, **form.cleaned_data) if form.is_valid() else None
    if made:
        waits = made.status == Status.COUNCIL
        messages.success(
            request, _("The order is kept. The plan waits for the council's decision.") if waits else _("The plan is approved.")
        )
        return redirect("network:plan", shown.pk)
    context = {
        "form": form,
        "title": _("Approve the plan"),
        "back": reverse("network:plan", args=[shown.pk]),
        "submit": _("Approve the plan"),
        "action": reverse("network:plan_do", args=[shown.pk, "approve"]),
    }
    return render(request, "network/plans/form.html", context, status=422)


def _load_template(*, plan: NetworkPlan, by: Any) -> None:
    owner = plan.organisation or plan.network.operator
    services.load_template(plan=plan, by=by, responsible_org=owner)


@login_required
@require_http_methods(["GET", "POST"])
def network_rhythm(request: HttpRequest, pk: int) -> HttpResponse:
    """What the council asks of the calendar (NR42)."""
    network = get_object_or_404(Network.objects.visible_to(request.user).select_related("policy", "operator"), pk=pk)
    require(request.user, "change_plan", network)
    form = RhythmForm(request.POST or None, instance=NetworkPolicy.objects.get(pk=network.policy_id))
    plan = NetworkPlan.objects.in_force().filter(network=network, kind=NetworkPlan.Kind.NETWORK).order_by("-year__starts_on").first()
    back = reverse("network:plan", args=[plan.pk]) if plan else reverse("network:plans")
    if request.method == "POST" and form.is_valid():
        set_rhythm(network=network, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(back)
    context = {"form": form, "title": _("How often the network meets at least"), "lead": network.title, "back": back, "submit": _("Save")}
    return render(request, "network/plans/form.html", context, status=422 if form.errors else 200)
