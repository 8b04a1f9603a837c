"""Sites: the tab of the passport, one site, entering and correcting, the operator's check."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from core.sheets import FORMATS, table_answer

from .. import queries
from ..exports import site_rows
from ..forms_sites import SiteCheckForm, SiteForm
from ..models import NeedGroup, Organisation, Site
from ..passport_tabs import register_passport_tab, tabs_of
from ..services import sites as services
from .organisations import MOST_EXPORTED, crumbs_of, demand, visible_organisation

# action: service, permission, needs a reason, what is said
ACTIONS: dict[str, tuple[Any, str, str, Any]] = {
    "submit": (services.submit_site, "keep_sites", "", gettext_lazy("The operator of the region has the site for a check.")),
    "fail": (services.fail_site, "check_sites", "remarks", gettext_lazy("The remarks went back to the coordinator.")),
    "suspend": (services.suspend_site, "check_sites", "reason", gettext_lazy("The site is suspended until a new check.")),
    "close": (services.close_site, "keep_sites", "reason", gettext_lazy("The site is closed.")),
}
LOOKS = Site.STATUS_LOOK


@login_required
@require_GET
def sites(request: HttpRequest, pk: int) -> HttpResponse:
    """Places of one organisation."""
    shown = visible_organisation(request, pk)
    context = {
        "organisation": shown,
        "crumbs": crumbs_of(shown, _("Sites")),
        "tabs": tabs_of(shown, request.user, "sites"),
        "rows": queries.sites_of(shown, request.user),
        "may_keep": request.user.has_perm("network.keep_sites", shown),
    }
    return render(request, "network/sites/list.html", context)


@login_required
@require_GET
def sites_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Sites that the person sees, with the columns of the import: the file comes back without a change."""
    rows = Site.objects.visible_to(request.user).exclude(status=Site.Status.CLOSED).select_related("organisation", "district")
    header, lines = site_rows(rows.order_by("organisation__bin", "name_kk")[:MOST_EXPORTED])
    return table_answer(f"sites-{timezone.localdate():%Y-%m-%d}", kind if kind in FORMATS else "xlsx", header, lines)


@login_required
@require_http_methods(["GET", "POST"])
def new_site(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a place."""
    shown = visible_organisation(request, pk)
    demand(request.user, "keep_sites", shown)
    form = SiteForm(request.POST or None, organisation=shown)
    if request.method == "POST" and form.is_valid():
        made = services.enter_site(organisation=shown, by=request.user, **form.cleaned_data)
        messages.success(request, _("The site is entered as a draft. Ask for its check when everything stands there."))
        return redirect("network:site", shown.pk, made.pk)
    return _form_page(request, shown, form, _("New site"), reverse("network:sites", args=[shown.pk]))


def _form_page(request: HttpRequest, shown: Organisation, form: SiteForm, title: str, back: str, **more: Any) -> HttpResponse:
    crumbs = [*crumbs_of(shown, "")[:2], (_("Sites"), reverse("network:sites", args=[shown.pk])), (title, "")]
    context = {"organisation": shown, "form": form, "title": title, "back": back, "crumbs": crumbs} | more
    return render(request, "network/sites/form.html", context, status=422 if form.errors else 200)


def _visible(request: HttpRequest, pk: int, site: int) -> tuple[Organisation, Site]:
    shown = visible_organisation(request, pk)
    rows: Any = Site.objects.visible_to(request.user).select_related("organisation", "district")
    return shown, get_object_or_404(rows, pk=site, organisation=shown)


@login_required
@require_GET
def site(request: HttpRequest, pk: int, site: int) -> HttpResponse:
    """One place: conditions, state of its check, what was decided about it."""
    shown, row = _visible(request, pk, site)
    return _site_page(request, shown, row, SiteCheckForm(initial={"valid_until": services.longest_check()}))


def _site_page(request: HttpRequest, shown: Organisation, row: Site, form: SiteCheckForm) -> HttpResponse:
    user = request.user
    may_keep, may_check = user.has_perm("network.keep_sites", shown), user.has_perm("network.check_sites", shown)
    language = get_language() or "kk"
    texts = [
        (_("Allowed zones"), row.text("allowed_zones", language)),
        (_("Forbidden zones"), row.text("forbidden_zones", language)),
        (_("Personal protective equipment"), row.ppe),
        (_("Adapted for"), ", ".join(str(NeedGroup(code).label) for code in row.adapted_for)),
        (_("Emergency contacts"), row.emergency_contacts),
        (_("Transport"), row.transport),
        (_("Passes"), row.passes),
        (_("Insurance"), row.insurance),
    ]
    context = {
        "organisation": shown,
        "site": row,
        "texts": [(label, text) for label, text in texts if text],
        "crumbs": [*crumbs_of(shown, "")[:2], (_("Sites"), reverse("network:sites", args=[shown.pk])), (row.name, "")],
        "may_keep": may_keep and row.status != Site.Status.CLOSED,
        "may_check": may_check and row.status in services.SETTLED,
        "form": form,
        "latest": services.longest_check(),
        "workshop": row.text("workshop", language),
    }
    if may_keep or may_check:
        context["events"] = [_event(step) for step in row.transitions.select_related("by").order_by("-at")[:10]]
    return render(request, "network/sites/site.html", context, status=422 if form.errors else 200)


def _event(step: Any) -> dict[str, Any]:
    tone, icon = LOOKS.get(step.target, ("neutral", "circle"))
    by = step.by.short_name if step.by else ""
    return {"at": step.at, "title": Site.Status(step.target).label, "text": step.reason, "by": by, "tone": tone, "icon": icon}


@login_required
@require_http_methods(["GET", "POST"])
def edit_site(request: HttpRequest, pk: int, site: int) -> HttpResponse:
    """Correct a place."""
    shown, row = _visible(request, pk, site)
    demand(request.user, "keep_sites", shown)
    settled = services.is_settled(row, request.user)
    form = SiteForm(request.POST or None, organisation=shown, settled=settled, instance=Site.objects.get(pk=row.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_site(site=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:site", shown.pk, row.pk)
    return _form_page(request, shown, form, row.name, reverse("network:site", args=[shown.pk, row.pk]), settled=settled)


@login_required
@require_POST
def verify(request: HttpRequest, pk: int, site: int) -> HttpResponse:
    """The operator has looked: in order until a day."""
    shown, row = _visible(request, pk, site)
    demand(request.user, "check_sites", shown)
    form = SiteCheckForm(request.POST)
    if form.is_valid():
        try:
            services.verify_site(site=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The check is recorded: the site takes bookings."))
            return redirect("network:site", shown.pk, row.pk)
    return _site_page(request, shown, row, form)


@login_required
@require_POST
def act(request: HttpRequest, pk: int, site: int, action: str) -> HttpResponse:
    """Ask for a check; refuse it, suspend, close with a reason."""
    shown, row = _visible(request, pk, site)
    service, permission, asks, done = ACTIONS[action]
    demand(request.user, permission, shown)
    reason = {asks: request.POST.get("reason", "")} if asks else {}
    try:
        service(site=row, by=request.user, **reason)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(done))
    return redirect("network:site", shown.pk, row.pk)


def _tab(user: Any, organisation: Organisation) -> bool:
    return user.has_perm("network.keep_sites", organisation) or queries.sites_of(organisation, user).exists()


register_passport_tab("sites", gettext_lazy("Sites"), shown=_tab, order=55)
