"""Organisations: the register (S6) and the passport (S7)."""

from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import DomainError
from core.sheets import FORMATS, table_answer

from .. import queries, register_map, services
from .. import queries_registers as registers
from ..errors import BinTaken, IinTaken
from ..exports import organisation_rows
from ..forms_organisations import NewOrganisationForm, OrganisationFilter, OrganisationForm, switched
from ..lists import ListTools
from ..models import Organisation, Region
from ..organisation_search import organisations_for, similar_organisations
from ..passport import completeness
from ..passport_tabs import tabs_of
from ..services.organisations import apply_organisation

PER_PAGE = 30
MOST_EXPORTED = 50_000


def visible_organisation(request: HttpRequest, pk: int) -> Organisation:
    """The organisation, if the person may see it; 404 otherwise."""
    rows: Any = Organisation.objects.visible_to(request.user).select_related("region", "district", "locality", "sector", "successor")
    return get_object_or_404(rows, pk=pk)


def demand(user: Any, permission: str, organisation: Any = None) -> None:
    """403 for those who see an object and may not do this to it."""
    if not user.has_perm(f"network.{permission}", organisation):
        raise PermissionDenied


def crumbs_of(organisation: Organisation, last: Any) -> list[tuple[str, str]]:
    """Path to a part of the passport."""
    passport = reverse("network:organisation", args=[organisation.pk])
    return [(_("Organisations"), reverse("network:organisations")), (organisation.short_name, passport), (str(last), "")]


def _columns() -> list[tuple]:
    """Columns of the register that a person may choose; the name always stays."""
    return [
        ("kind", _("Kind")),
        ("region", _("Region")),
        ("district", _("District")),
        ("locality", _("Type of locality")),
        ("bin", _("BIN"), False),
        ("address", _("Address"), False),
        ("phone", _("Phone"), False),
        ("email", _("E-mail"), False),
        ("head", pgettext("organisation", "Head"), False),
        ("learners", _("Number of learners"), False),
    ]


@login_required
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """The list with search, filters, order and pages; all of them live in the address."""
    form = OrganisationFilter(request.GET)
    values = form.values()
    rows = organisations_for(request.user, **values, sort=request.GET.get("sort", "name"))
    context = {
        "form": form,
        "tools": ListTools(request, _columns()),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "is_filtered": any(values.values()),
        "is_guess": getattr(rows, "is_guess", False),
        # Asked of the rules themselves: the other backends would read permissions that nobody is ever given.
        "may_add": (may_add := rules.has_perm("network.add_organisation", request.user)),
        "may_load": rules.has_perm("network.load_organisations", request.user),
        "may_approve": values["state"] == Organisation.Status.APPLIED and may_add,
    }
    return render(request, "network/organisations.html", context)


@login_required
@require_GET
def organisations_map(request: HttpRequest) -> HttpResponse:
    """The same filtered list on a map: regions as tiles; of a chosen region its districts and the places with coordinates."""
    form = OrganisationFilter(request.GET)
    values = form.values()
    rows = organisations_for(request.user, **values)
    crumbs = [(_("Organisations"), reverse("network:organisations")), (_("Map"), "")]
    context: dict[str, Any] = {"form": form, "crumbs": crumbs, "region": None}
    if values["region"]:
        context["region"] = Region.objects.filter(pk=values["region"]).first()
        context["districts"] = register_map.districts_of(rows)
        context["total"] = sum(row["count"] for row in context["districts"])
        context["spots"] = register_map.spots_of(rows)
        context["placed"] = sum(len(spot.names) for spot in context["spots"])
    else:
        context["tiles"], context["box"] = register_map.tiles_of(rows)
        context["total"] = sum(tile.count for tile in context["tiles"])
    return render(request, "network/organisations_map.html", context)


@login_required
@require_GET
def organisations_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The filtered list as XLSX or CSV; public data only, so no grant is asked."""
    rows = organisations_for(request.user, **OrganisationFilter(request.GET).values(), sort=request.GET.get("sort", "name"))
    header, lines = organisation_rows(rows[:MOST_EXPORTED])
    return table_answer(f"organisations-{timezone.localdate():%Y-%m-%d}", kind if kind in FORMATS else "xlsx", header, lines)


@login_required
@require_GET
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Passport, places, agreements, how many people work there in which role."""
    shown = visible_organisation(request, pk)
    user = request.user
    context = {
        "organisation": shown,
        "crumbs": [(_("Organisations"), reverse("network:organisations")), (shown.short_name, "")],
        "tabs": tabs_of(shown, user, "organisation"),
        "sites": queries.sites_of(shown, user),
        "agreements": queries.agreements_of(shown, user),
        "roles": queries.staff_counts(shown),
        "may_change": user.has_perm("network.change_organisation", shown),
        "may_decide": user.has_perm("network.decide_organisation", shown),
        "may_flag": user.has_perm("network.set_flags", shown),
        "may_issue": user.has_perm("network.issue_passport", shown),
        "may_join": registers.may_ask_to_join(shown, user),
        "learners": queries.learner_count(shown),
        "statuses": registers.current_statuses(shown),
    }
    if context["may_change"]:
        context["complete"] = completeness(shown)
    return render(request, "network/organisation.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_organisation(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    demand(request.user, "add_organisation")
    return _enter(request, services.create_organisation, _("New organisation"), _("The organisation is entered."))


@login_required
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Ask for an organisation to be entered: the regional operator decides, the applicant becomes its coordinator."""
    return _enter(request, apply_organisation, _("Application of an organisation"), _("The application is with the regional operator."))


def _enter(request: HttpRequest, service: Any, title: str, done: str) -> HttpResponse:
    form = NewOrganisationForm(switched(request.POST) or None)
    context: dict[str, Any] = {"form": form, "title": title, "back": reverse("network:organisations")}
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        sure = fields.pop("sure")
        alike = similar_organisations(name_kk=fields["full_name_kk"], name_ru=fields["full_name_ru"], district=fields["district"])
        if not sure and alike:
            context["alike"] = alike
            return render(request, "network/organisation_form.html", context, status=422)
        try:
            made = service(by=request.user, **fields)
        except (BinTaken, IinTaken) as refusal:
            form.add_error(refusal.field, str(refusal))
            context["taken"] = refusal.params["name"]
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("network:organisation", made.pk)
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
