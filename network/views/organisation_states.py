"""What operators decide about organisations, and requests to join one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from .. import queries_registers as registers
from ..forms_organisations import FlagsForm, JoinForm, ReorganiseForm
from ..models import JoinRequest, Organisation
from ..passport_tabs import register_passport_tab, tabs_of
from ..services import organisations as services
from .organisations import crumbs_of, demand, visible_organisation

ACTIONS: dict[str, tuple[Callable, bool, Any]] = {
    "approve": (services.approve_organisation, False, gettext_lazy("The organisation is in the register.")),
    "reject": (services.reject_organisation, True, gettext_lazy("The application is refused.")),
    "suspend": (services.suspend_organisation, True, gettext_lazy("The organisation is suspended.")),
    "resume": (services.resume_organisation, False, gettext_lazy("The organisation works again.")),
    "close": (services.close_organisation, True, gettext_lazy("The organisation is closed.")),
}


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Approve, reject, suspend, resume or close one organisation."""
    shown = visible_organisation(request, pk)
    demand(request.user, "decide_organisation", shown)
    service, asks, done = ACTIONS[action]
    reason = {"reason": request.POST.get("reason", "")} if asks else {}
    try:
        service(organisation=shown, by=request.user, **reason)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(done))
    return redirect("network:organisation", shown.pk)


@login_required
@require_POST
def approve_many(request: HttpRequest) -> HttpResponse:
    """Approve the ticked applications of the own region; each is its own decision, so one refusal stops no other."""
    demand(request.user, "add_organisation")
    ticked = [int(value) for value in request.POST.getlist("chosen") if value.isdigit()]
    approved = 0
    for organisation in Organisation.objects.visible_to(request.user).filter(pk__in=ticked):
        if not request.user.has_perm("network.decide_organisation", organisation):
            continue
        try:
            services.approve_organisation(organisation=organisation, by=request.user)
        except DomainError as refusal:
            messages.error(request, f"{organisation}: {refusal}")
        else:
            approved += 1
    if approved:
        messages.success(
            request, ngettext("%(count)s application is approved.", "%(count)s applications are approved.", approved) % {"count": approved}
        )
    return redirect("network:organisations")


@login_required
@require_http_methods(["GET", "POST"])
def reorganise(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the successor of an organisation (NR58)."""
    shown = visible_organisation(request, pk)
    demand(request.user, "decide_organisation", shown)
    form = ReorganiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        successor = Organisation.objects.filter(bin=form.cleaned_data["successor_bin"], status=Organisation.Status.ACTIVE).first()
        try:
            services.reorganise_organisation(organisation=shown, successor=successor, by=request.user, reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error("successor_bin" if refusal.field == "successor" else None, str(refusal))
        else:
            messages.success(request, _("The successor has taken over the people; statuses wait there for a new check."))
            return redirect("network:organisation", shown.pk)
    context = {"form": form, "organisation": shown, "crumbs": crumbs_of(shown, _("Reorganisation"))}
    return render(request, "network/organisation_reorganise.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def flags(request: HttpRequest, pk: int) -> HttpResponse:
    """Social risk and limited resources, set by the department."""
    shown = visible_organisation(request, pk)
    demand(request.user, "set_flags", shown)
    form = FlagsForm(request.POST or None, instance=Organisation.objects.get(pk=shown.pk))
    if request.method == "POST" and form.is_valid():
        services.set_flags(organisation=shown, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("network:organisation", shown.pk)
    context = {"form": form, "organisation": shown, "crumbs": crumbs_of(shown, _("Support flags"))}
    return render(request, "network/organisation_flags.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to be added to an organisation that is in the register."""
    shown = visible_organisation(request, pk)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_to_join(organisation=shown, by=request.user, words=form.cleaned_data["words"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The coordinator has your request."))
            return redirect("network:organisation", shown.pk)
    context = {"form": form, "organisation": shown, "crumbs": crumbs_of(shown, _("Join this organisation"))}
    return render(request, "network/organisation_join.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def joins(request: HttpRequest, pk: int) -> HttpResponse:
    """Who asks to be added."""
    shown = visible_organisation(request, pk)
    demand(request.user, "answer_join", shown)
    context = {
        "organisation": shown,
        "crumbs": crumbs_of(shown, _("Requests to join")),
        "tabs": tabs_of(shown, request.user, "joins"),
        "rows": registers.join_requests(shown),
    }
    return render(request, "network/organisation_joins.html", context)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int, join: int, answer: str) -> HttpResponse:
    """Let the person in, or not."""
    shown = visible_organisation(request, pk)
    demand(request.user, "answer_join", shown)
    row = get_object_or_404(JoinRequest, pk=join, organisation=shown)
    try:
        services.answer_join(request=row, by=request.user, accept=answer == "accept", reason=request.POST.get("reason", ""))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The person is added. Give a role on the page of people.") if answer == "accept" else _("The request is declined.")
        )
    return redirect("network:joins", shown.pk)


register_passport_tab(
    "joins",
    gettext_lazy("Requests to join"),
    shown=lambda user, organisation: (
        user.has_perm("network.answer_join", organisation) and organisation.join_requests.filter(status="sent").exists()
    ),
    order=90,
)
