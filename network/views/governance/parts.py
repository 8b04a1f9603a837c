"""Parts of a network that live in other rooms, shown in its frame: plan and fact, calendar, agreements; papers of a phase (S11)."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...forms_governance.networks import NetworkAgreementFilter, PhasePaperForm
from ...models import PhasePaper
from ...queries_calendar import between, by_month, events_for
from ...queries_network import network_agreements as agreements_of
from ...queries_network import network_plan_of
from ...queries_plans import fact_groups, fact_lines, mean_percent
from ...services import phase_papers as services
from ...services.council_clock import school_year
from .base import answer, crumbs, demand, form_page, paged, run, tabs_of, visible, visible_network


@login_required
@require_GET
def network_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan and fact of the school year by direction (NR46)."""
    network, found = visible_network(request, pk), school_year()
    year = found.year if found else None
    plan = network_plan_of(network, request.user, year) if year else None
    lines = fact_lines(plan) if plan else []
    context = {
        "network": network,
        "crumbs": crumbs(network, (_("Plan and fact"), "")),
        "tabs": tabs_of(network, request.user, "network_plan"),
        "plan": plan,
        "year": year,
        "groups": fact_groups(lines),
        "percent": mean_percent(lines),
        "due": sum(line.percent is not None for line in lines),
        "count": len(lines),
        "may_add": request.user.has_perm("network.change_network", network),
    }
    return render(request, "network/governance/plan.html", context)


@login_required
@require_GET
def network_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Events of the network: a month back and four ahead, or the whole school year."""
    network, today, found = visible_network(request, pk), timezone.localdate(), school_year()
    whole = request.GET.get("view") == "year" and found is not None
    first, last = today - dt.timedelta(days=30), today + dt.timedelta(days=120)
    if whole and found is not None:
        first, last = found.year.starts_on, found.year.ends_on
    address = reverse("network:network_calendar", args=[network.pk])
    context = {
        "network": network,
        "crumbs": crumbs(network, (_("Calendar"), "")),
        "tabs": tabs_of(network, request.user, "network_calendar"),
        "views": [(_("Now"), address, not whole), (_("School year"), f"{address}?view=year", whole)],
        "months": by_month(between(events_for(request.user, network=network), first, last)),
        "first": first,
        "last": last,
        "may_add": request.user.has_perm("network.add_event", None),
    }
    return render(request, "network/governance/calendar.html", context)


@login_required
@require_GET
def network_agreements(request: HttpRequest, pk: int) -> HttpResponse:
    """Agreements of the network and between its members, as far as the person may know them."""
    network = visible_network(request, pk)
    form = NetworkAgreementFilter(request.GET)
    context = {
        "network": network,
        "crumbs": crumbs(network, (_("Agreements"), "")),
        "tabs": tabs_of(network, request.user, "network_agreements"),
        "form": form,
        "page": paged(agreements_of(network, request.user, **form.values()), request),
        "is_filtered": any(form.values().values()),
        "may_start": request.user.has_perm("network.change_network", network),
    }
    return render(request, "network/governance/agreements.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def phase_paper_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach the report on the pilot or an expert's report: what the step to scaling waits for (NR24)."""
    network = visible_network(request, pk)
    demand(request.user, "change_network", network)
    form = PhasePaperForm(request.POST or None, request.FILES or None)
    back = reverse("network:phase_papers", args=[network.pk])
    sent = answer(
        request,
        form,
        lambda: services.attach_paper(network=network, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("The paper is attached."),
    )
    heading = _("Attach a paper of the pilot")
    words = _(
        "A report on the pilot goes onto the council's next agenda and counts once it is approved. An expert's report counts as it is."
    )
    trail = crumbs(network, (_("Papers of the pilot"), back), (heading, ""))
    return sent or form_page(request, form, heading=heading, trail=trail, back=back, submit=_("Attach"), subtitle=words)


@login_required
@require_GET
def phase_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers of the pilot with their state."""
    network = visible_network(request, pk)
    may_change = request.user.has_perm("network.change_network", network)
    context = {
        "network": network,
        "crumbs": crumbs(network, (_("Papers of the pilot"), "")),
        "papers": [{"paper": row, "dialog": f"withdraw-{row.pk}"} for row in network.phase_papers.all()],
        "may_attach": may_change and network.status == network.Status.PILOT,
        "may_change": may_change,
    }
    return render(request, "network/governance/phase_papers.html", context)


@login_required
@require_POST
def phase_paper_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper back."""
    paper = visible(PhasePaper.objects.select_related("network__operator", "network__region"), request, pk=pk)
    demand(request.user, "change_network", paper.network)
    run(request, services.withdraw_paper, _("The paper is taken back."), paper=paper, reason=request.POST.get("reason", ""))
    return redirect("network:phase_papers", paper.network_id)


@login_required
@require_GET
def phase_paper_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file of a paper."""
    paper = visible(PhasePaper.objects.all(), request, pk=pk)
    return FileResponse(paper.file.open("rb"), as_attachment=True, filename=paper.file_name)
