"""Allocation of the owner's coordinator (practicum page 4): rules, calculations side by side, one calculation, change by hand; the student's «why?»."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from network.access import organisations_as

from ..access import OWNER
from ..forms.allocation import OfferForm, OverrideForm, PublishForm, RunForm
from ..models import AllocationRun, PracticumRound, SchoolOffer, StudentApplication
from ..queries import allocation as queries
from ..services import allocation as services
from ..services import allocation_override as by_hand

PER_PAGE = 30
STOP_POLLING = 286


def _demand(request: HttpRequest, permission: str, obj: Any) -> None:
    if not request.user.has_perm(f"practicum.{permission}", obj):
        raise PermissionDenied


def _round(request: HttpRequest, pk: int) -> PracticumRound:
    rows = PracticumRound.objects.visible_to(request.user).select_related("programme__owner_org", "policy")
    return get_object_or_404(rows, pk=pk)


def _run(request: HttpRequest, pk: int) -> AllocationRun:
    rows = AllocationRun.objects.visible_to(request.user).select_related("round__programme__owner_org", "round__policy", "requested_by")
    return get_object_or_404(rows.defer("input_data"), pk=pk)


def _offers(round_: PracticumRound) -> Any:
    return SchoolOffer.objects.filter(round=round_, status=SchoolOffer.Status.ACCEPTED).select_related("school", "subject")


@login_required
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds of the own institution that are allocated or soon will be, with their last calculation."""
    own = organisations_as(request.user, *OWNER)
    if not own:
        raise PermissionDenied
    rows = PracticumRound.objects.filter(programme__owner_org__in=own).exclude(status__in=["draft", "closed", "cancelled"])
    rows = rows.annotate(eligible=Count("applications", filter=Q(applications__status="eligible"), distinct=True)).order_by("-starts_on")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    last: dict[int, AllocationRun] = {}
    for run in AllocationRun.objects.filter(round__in=[row.pk for row in page]).defer("input_data", "result").order_by("number"):
        last[run.round_id] = run
    return render(request, "practicum/allocation/rounds.html", {"page": page, "rows": [(row, last.get(row.pk)) for row in page]})


@login_required
@require_http_methods(["GET", "POST"])
def allocation(request: HttpRequest, pk: int) -> HttpResponse:
    """Rules and calculations of a round; POST starts one."""
    round_ = _round(request, pk)
    _demand(request, "start_allocationrun", round_)
    form = RunForm(request.POST or None, offers=_offers(round_))
    if request.method == "POST" and form.is_valid():
        try:
            run = services.start_run(round=round_, by=request.user, seed=form.cleaned_data["seed"], what_if=form.what_if)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("practicum:allocation_run", run.pk)
    runs = list(round_.runs.defer("input_data", "result").order_by("-number"))
    context = {
        "round": round_,
        "form": form,
        "runs": [(run, {tier["name"]: tier for tier in run.tiers}) for run in runs],
        "may_start": round_.status in ("allocation", "published"),
        "running": any(run.status in ("queued", "running") for run in runs),
        "eligible": round_.applications.filter(status=StudentApplication.Status.ELIGIBLE).count(),
        "overrides": list(queries.overrides_of(round_)[:PER_PAGE]),
        "crumbs": [(_("Allocation"), reverse("practicum:allocation_rounds")), (str(round_), "")],
    }
    return render(request, "practicum/allocation/round.html", context, status=422 if form.errors else 200)


def _context(request: HttpRequest, run: AllocationRun, form: PublishForm | None = None) -> dict[str, Any]:
    running = run.status in ("queued", "running")
    part = request.GET.get("part", "lines")
    stale = run.status == AllocationRun.Status.OPTIMAL and services.is_stale(run)
    rows = queries.lines_of(run).filter(offer__isnull=part == "unplaced")
    url = reverse("practicum:allocation_run", args=[run.pk])
    return {
        "run": run,
        "running": running,
        "progress": queries.progress_of(run) if running else None,
        "tiers": queries.tier_rows(run),
        "conflict": queries.conflict_words(run) if run.status == AllocationRun.Status.INFEASIBLE else "",
        "stale": stale,
        "may_publish": run.status == AllocationRun.Status.OPTIMAL and not run.what_if and not stale,
        "may_discard": run.may("discard"),
        "part": part,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")) if part in ("lines", "unplaced") else None,
        "fairness": queries.fairness_rows(run) if part == "fairness" else [],
        "total": (run.result.get("fairness") or {}).get("total"),
        "overrides": list(queries.overrides_of(run.round)) if part == "overrides" else [],
        "difference": queries.difference(run),
        "publish_form": form or PublishForm(),
        "parts": [
            (_("Placed"), f"{url}?part=lines", part == "lines", run.placed),
            (_("Not placed"), f"{url}?part=unplaced", part == "unplaced", run.unplaced),
            (_("Fairness"), f"{url}?part=fairness", part == "fairness"),
            (_("Changes by hand"), f"{url}?part=overrides", part == "overrides"),
        ],
        "crumbs": [(_("Allocation"), reverse("practicum:allocation", args=[run.round_id])), (f"№ {run.number}", "")],
    }


@login_required
@require_GET
def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One calculation: progress, proof, lines, the unplaced with reasons, fairness, changes by hand."""
    run = _run(request, pk)
    return render(request, "practicum/allocation/run.html", _context(request, run))


@login_required
@require_GET
def run_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of the page; status 286 tells the browser to stop asking."""
    run = _run(request, pk)
    running = run.status in ("queued", "running")
    response = render(
        request,
        "practicum/allocation/_progress.html",
        {"run": run, "running": running, "progress": queries.progress_of(run)},
        status=200 if running else STOP_POLLING,
    )
    if not running:
        response["HX-Refresh"] = "true"
    return response


def _do(request: HttpRequest, run: AllocationRun, act: Any, told: str) -> HttpResponse:
    try:
        act()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect("practicum:allocation_run", run.pk)


@login_required
@require_POST
def run_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a calculation that waits or runs."""
    run = _run(request, pk)
    _demand(request, "cancel_allocationrun", run)
    return _do(request, run, lambda: services.cancel_run(run=run, by=request.user), _("The calculation is cancelled."))


@login_required
@require_POST
def run_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a result aside."""
    run = _run(request, pk)
    _demand(request, "discard_allocationrun", run)
    return _do(request, run, lambda: services.discard_run(run=run, by=request.user), _("The result is put aside."))


@login_required
@require_POST
def run_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """The same calculation with the same seed (E-08)."""
    run = _run(request, pk)
    _demand(request, "start_allocationrun", run)
    try:
        return redirect("practicum:allocation_run", services.retry_run(run=run, by=request.user).pk)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("practicum:allocation_run", run.pk)


@login_required
@require_POST
def run_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose the places and tell everybody."""
    run = _run(request, pk)
    _demand(request, "publish_allocationrun", run)
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            count = services.publish_run(run=run, by=request.user, late_reason=form.cleaned_data["late_reason"])
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Published: %(count)s places are proposed, everybody has been told.") % {"count": count})
            return redirect("practicum:allocation_run", run.pk)
    return render(request, "practicum/allocation/run.html", _context(request, run, form), status=422)


@login_required
@require_GET
def run_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Input, policy, result and proof as JSON for a check outside; keys instead of names."""
    run = get_object_or_404(AllocationRun.objects.visible_to(request.user), pk=pk)
    _demand(request, "export_allocationrun", run)
    if not run.input_hash:
        raise Http404
    data = {
        "input": run.input_data,
        "policy": run.policy_snapshot,
        "seed": run.seed,
        "input_hash": run.input_hash,
        "result": run.result,
        "proof": run.tiers,
    }
    answer = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="allocation-{run.round_id}-{run.number}.json"'
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def override(request: HttpRequest, pk: int) -> HttpResponse:
    """A place by hand: choose it, see its price and what it breaks, then say why (R27)."""
    applications = StudentApplication.objects.visible_to(request.user).select_related("round__programme", "round__policy", "student")
    application = get_object_or_404(applications, pk=pk)
    _demand(request, "override_placement", application)
    offers = _offers(application.round)
    choose = OfferForm(request.POST or request.GET or None, offers=offers)
    offer = choose.cleaned_data["offer"] if choose.is_valid() else None
    seen = by_hand.preview(application, offer) if offer and application.round.policy else None
    form = OverrideForm(request.POST or None, offers=offers, initial={"offer": offer})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("offer", "reason_code", "reason", "consent")}
        try:
            by_hand.place_by_hand(application=application, by=request.user, **values)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The place is proposed by hand; both sides are to confirm it."))
            return redirect("practicum:allocation", application.round_id)
    context = {
        "application": application,
        "choose": choose,
        "form": form,
        "offer": offer,
        "seen": seen,
        "crumbs": [(_("Allocation"), reverse("practicum:allocation", args=[application.round_id])), (_("Change by hand"), "")],
    }
    return render(request, "practicum/allocation/override.html", context, status=422 if form.errors and request.method == "POST" else 200)


@login_required
@require_GET
def why(request: HttpRequest, pk: int) -> HttpResponse:
    """«My place: why?» for the student and the owner's coordinator (R28)."""
    application = get_object_or_404(StudentApplication.objects.visible_to(request.user).select_related("round__programme"), pk=pk)
    _demand(request, "see_why", application)
    line = queries.published_line(application)
    context = {
        "application": application,
        "line": line,
        "wishes": queries.better_wishes(line) if line else [],
        "parts": [(queries.PART_WORDS[name], points) for name, points in line.cost_parts.items() if points] if line else [],
    }
    return render(request, "practicum/allocation/why.html", context)
