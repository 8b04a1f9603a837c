"""People and roles of an organisation (S8): invite, send again, end a role."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import services as people_services
from core.errors import DomainError

from .. import queries, services
from ..forms import InviteForm, StaffFilter
from ..models import Membership, Organisation, RoleAssignment
from ..passport_tabs import tabs_of
from ..rules import why_not
from .organisations import demand, visible_organisation


def _crumbs(organisation: Organisation, last: str) -> list[tuple[str, str]]:
    passport = reverse("network:organisation", args=[organisation.pk])
    return [(_("Organisations"), reverse("network:organisations")), (organisation.short_name, passport), (last, "")]


@login_required
@require_GET
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who works here in which roles, and who has not come in yet."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "view_people", organisation)
    form = StaffFilter(request.GET, organisation=organisation)
    page = Paginator(queries.staff_of(organisation, **form.values()), 30).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "crumbs": _crumbs(organisation, _("People and roles")),
        "tabs": tabs_of(organisation, request.user, "people"),
        "form": form,
        "page": page,
        "lines": queries.staff_lines(page.object_list, organisation),
        "may_change": request.user.has_perm("network.change_people", organisation),
        "why_not": why_not(request.user, "change_people", organisation),
    }
    return render(request, "network/people.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite a person with one role."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "change_people", organisation)
    form = InviteForm(request.POST or None, organisation=organisation, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            link = services.invite_person(organisation=organisation, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            done = (
                _("The invitation is ready. If the message does not arrive, copy the link from the list.")
                if link
                else _("The role is given.")
            )
            messages.success(request, done)
            return redirect("network:people", organisation.pk)
    context = {"form": form, "organisation": organisation, "crumbs": _crumbs(organisation, _("Invite"))}
    return render(request, "network/invite.html", context, status=422 if form.errors else 200)


def _member(request: HttpRequest, pk: int, member: int) -> Membership:
    organisation = visible_organisation(request, pk)
    demand(request.user, "change_people", organisation)
    rows: Any = Membership.objects.visible_to(request.user).select_related("user", "organisation")
    return get_object_or_404(rows, pk=member, organisation=organisation)


@login_required
@require_POST
def invite_again(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Send the way in once more; the earlier link closes."""
    membership = _member(request, pk, member)
    try:
        services.renew_invitation(person=membership.user, organisation=membership.organisation, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("A new link is sent; the earlier one is closed."))
    return redirect("network:people", pk)


@login_required
@require_POST
def end_role(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    """Take a role away; access ends at once."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "change_people", organisation)
    assignment = get_object_or_404(RoleAssignment.objects.visible_to(request.user), pk=role, membership__organisation=organisation)
    try:
        services.end_role(assignment=assignment, by=request.user, reason=request.POST.get("reason", ""))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The role is ended."))
    return redirect("network:people", organisation.pk)


@login_required
@require_POST
def end_membership(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """The person has left: all roles here end at once."""
    membership = _member(request, pk, member)
    try:
        services.end_membership(membership=membership, by=request.user, reason=request.POST.get("reason", ""))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The person no longer belongs to the organisation."))
    return redirect("network:people", pk)


@login_required
@require_POST
def reset_second_step(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A colleague has lost the phone and the recovery codes: the coordinator has seen them and takes the second step away."""
    membership = _member(request, pk, member)
    if membership.user_id == request.user.pk:
        messages.error(request, _("Your own second step is turned off on the security page."))
        return redirect("network:people", pk)
    try:
        people_services.reset_second_step(user=membership.user, by=request.user, reason=request.POST.get("reason", ""))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The second step is reset. The person signs in by password and turns it on again."))
    return redirect("network:people", pk)
