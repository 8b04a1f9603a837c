"""The register of organisations (S6) and the passport of one (S7)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import DomainError

from .. import queries, services
from ..forms import NewOrganisationForm, OrganisationFilter, OrganisationForm
from ..models import Organisation
from ..passport_tabs import tabs_of

PER_PAGE = 30


def visible_organisation(request: HttpRequest, pk: int) -> Organisation:
    """The organisation, if the person may see it; 404 otherwise."""
    return get_object_or_404(Organisation.objects.visible_to(request.user).select_related("region", "district"), pk=pk)


def demand(user: Any, permission: str, organisation: Organisation | None = None) -> None:
    """403 for those who see an organisation and may not do this to it."""
    if not user.has_perm(f"network.{permission}", organisation):
        raise PermissionDenied


@login_required
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """The list with search, filters, order and pages; all of them live in the address."""
    form = OrganisationFilter(request.GET)
    rows = queries.organisations_for(request.user, **form.values(), sort=request.GET.get("sort", "name"))
    context = {
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "is_filtered": any(form.values().values()),
    }
    context["may_add"] = request.user.has_perm("network.add_organisation")
    return render(request, "network/organisations.html", context)


@login_required
@require_GET
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Passport, places, agreements, how many people work there in which role."""
    shown = visible_organisation(request, pk)
    context = {
        "organisation": shown,
        "crumbs": [(_("Organisations"), reverse("network:organisations")), (shown.short_name, "")],
        "tabs": tabs_of(shown, request.user, "organisation"),
        "sites": queries.sites_of(shown, request.user),
        "agreements": queries.agreements_of(shown, request.user),
        "roles": queries.staff_counts(shown),
        "may_change": request.user.has_perm("network.change_organisation", shown),
        "learners": queries.learner_count(shown),
    }
    return render(request, "network/organisation.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_organisation(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    demand(request.user, "add_organisation")
    form = NewOrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_organisation(by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The organisation is entered."))
            return redirect("network:organisation", made.pk)
    context = {"form": form, "title": _("New organisation"), "back": reverse("network:organisations")}
    return render(request, "network/organisation_form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the passport."""
    shown = visible_organisation(request, pk)
    demand(request.user, "change_organisation", shown)
    # The service compares with the row as it stands: the form must not write into the object it is given.
    form = OrganisationForm(request.POST or None, instance=Organisation.objects.get(pk=shown.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_organisation(organisation=shown, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Saved. Documents from now on carry the new data."))
            return redirect("network:organisation", shown.pk)
    context = {"form": form, "title": shown.short_name, "back": reverse("network:organisation", args=[shown.pk])}
    return render(request, "network/organisation_form.html", context, status=422 if form.errors else 200)
