"""The operator of a region checks sites."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.dates import day_month
from core.errors import DomainError
from network.access import regions_as
from network.models import Role, Site

from ..forms.coord_slots import SiteCheckForm
from ..services import sites
from .coord_base import refuse_in, require, run
from .coord_looks import SITE_LOOKS

SOON = 30  # days before the end of a check at which the operator is warned (BR-2)


@login_required
@require_GET
def site_checks(request: HttpRequest) -> HttpResponse:
    """Sites of the region: first those that wait, then those whose check ends soonest."""
    regions = regions_as(request.user, Role.REGION_OPERATOR)
    if not regions:
        raise PermissionDenied
    rows = Site.objects.visible_to(request.user).filter(organisation__region__in=regions).exclude(status=Site.Status.CLOSED)
    lines = [line(site) for site in rows.select_related("organisation", "district")]
    lines.sort(key=lambda one: one["order"])
    return render(request, "profprobes/coord/operator/list.html", {"lines": lines, "waiting": sum(one["order"][0] < 2 for one in lines)})


def line(site: Site) -> dict[str, Any]:
    """A site with its state and how urgent it is: waits, suspended, ends soon, in order."""
    tone, icon = SITE_LOOKS[Site.Status(site.status)]
    left = (site.check_valid_until - timezone.localdate()).days if site.check_valid_until else None
    ends = site.status == Site.Status.VERIFIED and left is not None and left <= SOON
    rank = {Site.Status.UNDER_CHECK: 0, Site.Status.VERIFIED: 1 if ends else 3, Site.Status.SUSPENDED: 2}.get(Site.Status(site.status), 4)
    note = _("ends on %(day)s") % {"day": day_month(site.check_valid_until)} if ends and site.check_valid_until else ""
    return {
        "site": site,
        "tone": "sun" if ends else tone,
        "icon": icon,
        "note": note,
        "urgent": rank < 3,
        "order": (rank, left if left is not None else 0),
    }


@login_required
@require_http_methods(["GET", "POST"])
def site_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a check: passed until a day, or not passed with remarks."""
    site = get_object_or_404(Site.objects.visible_to(request.user).select_related("organisation", "district", "trial_site"), pk=pk)
    require(request.user, "check_site", site)
    form = SiteCheckForm(request.POST or None, initial={"valid_until": sites.longest_check()})
    if request.method == "POST" and _record(request, form, site):
        return redirect("profprobes:site_checks")
    context = {
        "site": site,
        "form": form,
        "line": line(site),
        "latest": sites.longest_check(),
        "check_title": _("New check") if site.status == Site.Status.VERIFIED else _("Check of the site"),
        "events": [_event(row) for row in site.transitions.select_related("by").order_by("-at")[:10]],
        "crumbs": [(_("Site checks"), reverse("profprobes:site_checks")), (site.name, "")],
    }
    return render(request, "profprobes/coord/operator/check.html", context, status=422 if form.errors else 200)


def _record(request: HttpRequest, form: SiteCheckForm, site: Site) -> bool:
    if not form.is_valid():
        return False
    try:
        sites.verify_site(site=site, valid_until=form.cleaned_data["valid_until"], remarks=form.cleaned_data["remarks"], by=request.user)
    except DomainError as refusal:
        refuse_in(form, refusal)
        return False
    messages.success(request, _("The check is recorded: the site takes bookings."))
    return True


def _event(row: Any) -> dict[str, Any]:
    tone, icon = SITE_LOOKS.get(row.target, ("neutral", "circle"))
    return {"at": row.at, "title": Site.Status(row.target).label, "text": row.reason, "by": str(row.by or ""), "tone": tone, "icon": icon}


@login_required
@require_POST
def site_fail(request: HttpRequest, pk: int) -> HttpResponse:
    """Not passed: back to the host with the remarks."""
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    require(request.user, "check_site", site)
    run(request, sites.fail_site, site=site, remarks=request.POST.get("reason", ""), done=_("The remarks went back to the partner."))
    return redirect("profprobes:site_check", pk)


@login_required
@require_POST
def site_suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """No bookings until a new check."""
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    require(request.user, "check_site", site)
    run(
        request,
        sites.suspend_site,
        site=site,
        reason=request.POST.get("reason", ""),
        done=_("The site is suspended. Visits planned there are not ready any more."),
    )
    return redirect("profprobes:site_check", pk)
