"""One member of an organisation: roles with their history, the second step, leaving, moving, the next coordinator."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services as accounts
from accounts.models import User
from core.errors import DomainError

from .. import queries_people, services
from ..errors import LastCoordinator
from ..forms_people import EndForm, NewRoleForm, PositionForm, TransferForm
from ..models import LEARNERS, Membership, Role, RoleAssignment
from ..services import people as people_services
from .organisations import demand, visible_organisation
from .people import crumbs, sees_everybody


def member_of(request: HttpRequest, pk: int, member: int, permission: str = "view_people") -> Membership:
    """A membership of the organisation; 403 for those who manage no people here, 404 for what they do not see."""
    organisation = visible_organisation(request, pk)
    demand(request.user, permission, organisation)
    rows: Any = Membership.objects.filter(organisation=organisation).select_related("user", "organisation__region")
    if not sees_everybody(request.user, organisation):
        rows = rows.filter(roles__role__in=[Role.ORG_HEAD, Role.ORG_COORDINATOR]).distinct()
    return get_object_or_404(rows, pk=member)


def _page(request: HttpRequest, membership: Membership, status: int = 200, **forms: Any) -> HttpResponse:
    organisation, user = membership.organisation, request.user
    colleagues = people_services.colleagues_of(membership)
    may_change = user.has_perm("network.manage_member", membership)
    roles = queries_people.roles_of(membership)
    for role in roles:
        role.may_change = role.is_open and user.has_perm("network.change_role", role)  # type: ignore[attr-defined]
    context = {
        "organisation": organisation,
        "membership": membership,
        "person": membership.user,
        "crumbs": crumbs(
            organisation,
            (_("Staff and roles"), reverse("network:people", args=[organisation.pk])),
            (membership.user.short_name, ""),
        ),
        "roles": roles,
        "coordinator_role": next((r for r in roles if r.is_open and r.role == Role.ORG_COORDINATOR), None),
        "colleagues": colleagues,
        "has_second_step": membership.user_id in queries_people.protected_people([membership.user_id]),
        "may_change": may_change,
        "may_reset": user.has_perm("network.reset_second_step", membership),
        "may_give": user.has_perm("network.invite_people", organisation) and membership.kind != Membership.Kind.LEARNER,
        "is_waiting": membership.user.sign_in in {User.SignIn.NONE, User.SignIn.INVITED},
        "role_form": forms.get("role_form") or NewRoleForm(organisation=organisation, user=user, prefix="role"),
        "position_form": forms.get("position_form") or PositionForm(instance=membership),
        "end_form": forms.get("end_form") or EndForm(colleagues=colleagues, prefix="next"),
        "transfer_form": forms.get("transfer_form") or TransferForm(prefix="move"),
        "opened": forms.get("opened", ""),
    }
    return render(request, "network/people/member.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """The card of a member; saving it changes unit and position."""
    membership = member_of(request, pk, member)
    if request.method != "POST":
        return _page(request, membership)
    if not request.user.has_perm("network.manage_member", membership):
        raise PermissionDenied
    form = PositionForm(request.POST, instance=membership)
    if not form.is_valid():
        return _page(request, membership, 422, position_form=form)
    form.save()
    messages.success(request, _("Saved."))
    return redirect("network:member", pk, member)


@login_required
@require_POST
def give_role(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """One more role for somebody who works here."""
    membership = member_of(request, pk, member, "invite_people")
    form = NewRoleForm(request.POST, organisation=membership.organisation, user=request.user, prefix="role")
    if form.is_valid():
        data = form.cleaned_data
        if data["role"] in LEARNERS:
            raise PermissionDenied
        try:
            services.assign_role(
                membership=membership,
                role=data["role"],
                class_group=data.get("class_group"),
                network=data.get("network"),
                basis=data["basis"],
                valid_from=data["valid_from"],
                valid_until=data["valid_until"],
                by=request.user,
            )
            messages.success(request, _("The role is given."))
            return redirect("network:member", pk, member)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _page(request, membership, 422, role_form=form, opened="role")


def _role(request: HttpRequest, pk: int, role: int) -> RoleAssignment:
    organisation = visible_organisation(request, pk)
    demand(request.user, "change_people", organisation)
    rows = RoleAssignment.objects.select_related("membership__organisation", "membership__user")
    assignment = get_object_or_404(rows, pk=role, membership__organisation=organisation)
    if not request.user.has_perm("network.change_role", assignment):
        raise PermissionDenied
    return assignment


@login_required
@require_POST
def end_role(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    """Take a role away; access ends at once. The last coordinator is asked to name a successor."""
    assignment = _role(request, pk, role)
    try:
        services.end_role(assignment=assignment, by=request.user, reason=request.POST.get("reason", ""))
    except LastCoordinator as refusal:
        messages.error(request, str(refusal))
        return redirect(reverse("network:member", args=[pk, assignment.membership_id]) + "#next")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The role is ended."))
    return redirect("network:member", pk, assignment.membership_id)


@login_required
@require_POST
def extend_role(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    """Another last day of a role."""
    from .people import _day

    assignment = _role(request, pk, role)
    try:
        services.extend_role(assignment=assignment, valid_until=_day(request.POST.get("valid_until", "")), by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The role has another last day."))
    return redirect("network:member", pk, assignment.membership_id)


@login_required
@require_POST
def successor(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """The coordinator's role passes to a colleague (NR10)."""
    membership = _managed(request, pk, member)
    assignment = get_object_or_404(membership.roles.filter(ended_at__isnull=True), role=Role.ORG_COORDINATOR)
    form = EndForm(request.POST, colleagues=people_services.colleagues_of(membership), prefix="next")
    if form.is_valid():
        try:
            services.name_successor(assignment=assignment, by=request.user, **form.cleaned_data)
            messages.success(
                request, _("%(person)s is the network coordinator now.") % {"person": form.cleaned_data["successor"].short_name}
            )
            return _after(request, membership)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _page(request, membership, 422, end_form=form, opened="next")


def _managed(request: HttpRequest, pk: int, member: int) -> Membership:
    membership = member_of(request, pk, member, "change_people")
    if not request.user.has_perm("network.manage_member", membership):
        raise PermissionDenied
    return membership


def _after(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Back to the list, or home for somebody who has just given the right to see it away."""
    user = User.objects.get(pk=request.user.pk)
    return (
        redirect("network:people", membership.organisation_id)
        if user.has_perm("network.view_people", membership.organisation)
        else redirect("home")
    )


@login_required
@require_POST
def end_membership(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """The person has left: all roles here end at once."""
    membership = _managed(request, pk, member)
    try:
        services.end_membership(membership=membership, by=request.user, reason=request.POST.get("reason", ""))
    except LastCoordinator as refusal:
        messages.error(request, str(refusal))
        return redirect(reverse("network:member", args=[pk, member]) + "#next")
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("network:member", pk, member)
    messages.success(request, _("The person no longer belongs to the organisation."))
    return _after(request, membership)


@login_required
@require_POST
def transfer(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """The person moves to another organisation."""
    membership = _managed(request, pk, member)
    form = TransferForm(request.POST, prefix="move")
    if form.is_valid():
        try:
            services.transfer(membership=membership, to=form.organisation, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The person now belongs to %(organisation)s.") % {"organisation": form.organisation.short_name})
            return _after(request, membership)
        except DomainError as refusal:
            field = {"organisation": "bin"}.get(refusal.field, refusal.field)
            form.add_error(field if field in form.fields else None, str(refusal))
    return _page(request, membership, 422, transfer_form=form, opened="move")


@login_required
@require_POST
def reset_second_step(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A colleague has lost the phone and the recovery codes: the coordinator has seen them and takes the second step away."""
    membership = member_of(request, pk, member, "change_people")
    if membership.user_id == request.user.pk:
        messages.error(request, _("Your own second step is turned off on the security page."))
        return redirect("network:member", pk, member)
    if not request.user.has_perm("network.reset_second_step", membership):
        raise PermissionDenied
    try:
        accounts.reset_second_step(user=membership.user, by=request.user, reason=request.POST.get("reason", ""))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The second step is reset. The person signs in by password and turns it on again."))
    return redirect("network:member", pk, member)


@login_required
@require_POST
def sign_in_state(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Block a person's sign-in, or allow it again; both with a reason."""
    membership = _managed(request, pk, member)
    if membership.user_id == request.user.pk:
        raise PermissionDenied
    blocked = membership.user.sign_in == User.SignIn.BLOCKED
    service = accounts.allow_sign_in if blocked else accounts.block_sign_in
    try:
        service(user=membership.user, by=request.user, reason=request.POST.get("reason", ""))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The person may sign in again.") if blocked else _("The person can no longer sign in."))
    return redirect("network:member", pk, member)
