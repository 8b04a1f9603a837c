"""Staff and roles of an organisation (S8): the list, its filters, what is done to several at once, the file."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.exports import record_export
from accounts.models import ExportGrant
from core.errors import DomainError

from .. import queries_people, services
from ..access import COORDINATORS, organisations_as
from ..forms_people import StaffFilter, class_field
from ..models import ClassGroup, Organisation, Role, RoleAssignment
from ..passport_tabs import tabs_of
from ..rules import why_not
from ..tables import table_answer
from .organisations import demand, visible_organisation

PER_PAGE = 30


def crumbs(organisation: Organisation, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the register through the passport to a page of people."""
    passport = reverse("network:organisation", args=[organisation.pk])
    return [(_("Organisations"), reverse("network:organisations")), (organisation.short_name, passport), *steps]


def sees_everybody(user: Any, organisation: Organisation) -> bool:
    """Coordinators, HR and the platform see all staff; the operator of the region only heads and coordinators (NR15)."""
    return (
        user.is_superuser
        or organisation.pk in organisations_as(user, *COORDINATORS, Role.HR)
        or bool(organisations_as(user, Role.PLATFORM_ADMIN))
    )


@login_required
@require_GET
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who works here in which roles and until when, whose second step is missing, who has not answered yet."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "view_people", organisation)
    form = StaffFilter(request.GET, organisation=organisation)
    rows = queries_people.staff_of(organisation, **form.values())
    whole = sees_everybody(request.user, organisation)
    if not whole:
        rows = rows.filter(pk__in=RoleAssignment.objects.filter(role__in=[Role.ORG_HEAD, Role.ORG_COORDINATOR]).values("membership"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_invite = request.user.has_perm("network.invite_people", organisation)
    lines = queries_people.staff_lines(page.object_list)
    has_class_teachers = any(role.role == Role.CLASS_TEACHER for line in lines for role in line.roles)
    context = {
        "organisation": organisation,
        "crumbs": crumbs(organisation, (_("Staff and roles"), "")),
        "tabs": tabs_of(organisation, request.user, "people"),
        "form": form,
        "page": page,
        "lines": lines,
        "waiting": queries_people.waiting_invitations(organisation) if may_invite and whole else [],
        "classes": class_field(organisation).queryset[:60] if has_class_teachers else [],
        "may_invite": may_invite,
        "may_change": request.user.has_perm("network.change_people", organisation),
        "may_export": whole,
        "why_not": why_not(request.user, "invite_people", organisation),
    }
    return render(request, "network/people/list.html", context)


@login_required
@require_POST
def bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """End, extend or give another class to the ticked roles; each in its own step, a refusal of one stops no other."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "change_people", organisation)
    ids = [value for value in request.POST.getlist("ids") if value.isdigit()]
    rows = RoleAssignment.objects.filter(pk__in=ids, membership__organisation=organisation).select_related(
        "membership__organisation", "membership__user"
    )
    action = _ACTIONS.get(request.POST.get("action", ""))
    if action is None or not ids:
        messages.warning(request, _("Tick the roles first."))
        return redirect("network:people", pk)
    done = 0
    for assignment in rows:
        if not request.user.has_perm("network.change_role", assignment):
            raise PermissionDenied
        try:
            action(request, assignment)
            done += 1
        except DomainError as refusal:
            messages.error(request, f"{assignment.membership.user.short_name}, {assignment.get_role_display()}: {refusal}")
    if done:
        messages.success(request, ngettext("%(n)s role is changed.", "%(n)s roles are changed.", done) % {"n": done})
    return redirect("network:people", pk)


def _end(request: HttpRequest, assignment: RoleAssignment) -> None:
    services.end_role(assignment=assignment, by=request.user, reason=request.POST.get("reason", ""))


def _extend(request: HttpRequest, assignment: RoleAssignment) -> None:
    services.extend_role(assignment=assignment, valid_until=_day(request.POST.get("valid_until", "")), by=request.user)


def _move(request: HttpRequest, assignment: RoleAssignment) -> None:
    group = ClassGroup.objects.filter(pk=request.POST.get("class_group") or 0).first()
    services.move_class(assignment=assignment, class_group=group, by=request.user)


def _day(typed: str) -> dt.date | None:
    try:
        return parse_date(typed) if typed else None
    except ValueError:
        return None


_ACTIONS = {"end": _end, "extend": _extend, "move": _move}


@login_required
@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Staff and roles as a table; needs the permission to export, and the file names who took it."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "view_people", organisation)
    if not sees_everybody(request.user, organisation):
        raise PermissionDenied
    rows = queries_people.export_rows(organisation)
    try:
        record_export(user=request.user, kind=ExportGrant.Kind.STAFF, rows=len(rows))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("network:people", pk)
    head = [_("Full name"), _("Unit"), _("Position"), _("Role"), _("From"), _("Until"), _("Basis (order, date)")]
    return table_answer(f"staff-{organisation.code}", head, rows, taken_by=request.user)
