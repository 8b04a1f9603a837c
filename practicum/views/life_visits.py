"""«Working desk» of a leader: schools × weeks; contacts; visits with their reports."""

import datetime as dt
import uuid
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

from core.dates import official
from network.access import has_role

from ..access import OWNER, SCHOOL, SUPERVISORS
from ..forms.visits import ContactForm, RemarkForm, ReportForm
from ..models import Placement, SupervisorContact, VisitReport
from ..queries.risks import coordinated
from ..queries.supervision import Pair, pairs, visit_norm_share
from ..services import visits
from .life_base import allowed, form_page, require, run, saved

WEEKS_SHOWN = 6
AT_WORK = ["confirmed", "ordered", "admitted", "active", "suspended", "completed"]


def own_pairs(user: Any) -> list[Pair]:
    """Schools where the person leads trainees."""
    rows = Placement.objects.led_by(user).filter(status__in=AT_WORK, round__status__in=["published", "in_progress", "grading"])
    return pairs(rows, leader=user)


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Schools × weeks with contacts, visits n of norm and reports due; coordinators see all their leaders."""
    user = request.user
    if not has_role(user, *SUPERVISORS, *OWNER, *SCHOOL):
        raise PermissionDenied
    found = own_pairs(user)
    keeps = bool(found)
    if not found and allowed(user, "coordinate_placements"):
        found = pairs(coordinated(user).filter(status__in=AT_WORK, round__status__in=["in_progress", "grading"]))
    school = request.GET.get("school", "")
    if school.isdigit():
        found = [pair for pair in found if pair.school.pk == int(school)] or found
    today = timezone.localdate()
    this = today - dt.timedelta(days=today.weekday())
    weeks = [this - dt.timedelta(weeks=n) for n in reversed(range(WEEKS_SHOWN))]
    share = visit_norm_share(found, today)
    reports = [one for pair in found for one in pair.reports_due if one.supervisor_id == user.pk]
    context = {
        "columns": [*(f"{week:%d.%m}" for week in weeks), _("Visits this month")],
        "rows": [_line(pair, weeks, today) for pair in found],
        "reports": sorted(reports, key=lambda one: one.report.due_on),
        "share": f"{share:.0f} %" if share is not None else _("No data"),
        "keeps": keeps,
        "today": today,
    }
    return render(request, "practicum/life/desk.html", context)


def _line(pair: Pair, weeks: list[dt.date], today: dt.date) -> dict[str, Any]:
    begin = pair.round.starts_on - dt.timedelta(days=pair.round.starts_on.weekday())
    cells = []
    for week in weeks:
        if week < begin or week > pair.round.ends_on:
            cells.append({"label": "—", "tone": "neutral", "icon": "minus"})
        elif pair.has_contact(week):
            cells.append({"label": _("contact"), "tone": "leaf", "icon": "check"})
        elif week + dt.timedelta(days=7) > today:
            cells.append({"label": _("this week"), "tone": "sun", "icon": "clock"})
        else:
            cells.append({"label": _("missed"), "tone": "clay", "icon": "x"})
    done, norm = pair.visits(today)[0], pair.norm(today)
    label = f"{done} / {norm}"
    cells.append({"label": label, "tone": "leaf" if done >= norm else "sun", "icon": "map-pin"})
    return {"name": pair.school.short_name, "note": pair.leader.short_name, "cells": cells}


@login_required
@require_http_methods(["GET", "POST"])
def contact_new(request: HttpRequest) -> HttpResponse:
    """«Record a visit»: a contact; a visit goes on to its report."""
    require(request.user, "record_supervisorcontact")
    found = own_pairs(request.user)
    initial = {"client_id": uuid.uuid4(), "kind": request.GET.get("kind", "visit")}
    form = ContactForm(request.POST or None, pairs=found, user=request.user, initial=initial)
    made = saved(request, form, visits.record_contact, done=_("The contact is recorded."))
    if made:
        if made.kind == SupervisorContact.Kind.VISIT:
            return redirect("practicum:visit", made.pk)
        return redirect("practicum:desk")
    return form_page(request, form, heading=_("Record a visit"), button=_("Save"), back=reverse("practicum:desk"),
                     advice="" if found else _("You lead nobody yet: the coordinator of the college or university names you for a placement."))  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit with its report: the leader writes and sends, the school reads."""
    reports = VisitReport.objects.visible_to(request.user).select_related(
        "contact__school", "contact__supervisor", "contact__round__programme__owner_org"
    )
    report = get_object_or_404(reports, contact_id=pk)
    writes = allowed(request.user, "write_visitreport", report) and report.status == VisitReport.Status.DRAFT
    if request.method == "POST":
        require(request.user, "write_visitreport", report)
    form = ReportForm(request.POST or None, instance=report) if writes else None
    send = "send" in request.POST
    done = _("The report is sent to the school.") if send else _("Saved.")
    if form and saved(request, form, visits.save_report, report=report, send=send, done=done):
        return redirect("practicum:visit", pk)
    if request.method == "POST" and form is None:
        messages.error(request, _("The report has been sent already."))
    fresh = reports.get(contact_id=pk)
    context = {
        "report": fresh,
        "contact": fresh.contact,
        "form": form,
        "facts": _facts(fresh),
        "late": fresh.was_late or (fresh.status == "draft" and fresh.due_on < timezone.localdate()),
        "remark_form": RemarkForm() if fresh.status == "submitted" and allowed(request.user, "acknowledge_visitreport", fresh) else None,
        "crumbs": [(_("Working desk"), reverse("practicum:desk")), (str(fresh.contact.school.short_name), "")],
    }
    return render(request, "practicum/life/visit.html", context, status=422 if form and form.errors else 200)


def _facts(report: VisitReport) -> list[tuple[Any, Any]]:
    contact = report.contact
    met = ", ".join(row.student.short_name for row in contact.placements.select_related("student"))
    facts = [
        (_("School"), contact.school.short_name), (_("Practicum leader"), contact.supervisor.full_name), (_("Date"), official(contact.date)),
        (_("Students met"), met), (_("Remark"), contact.note), (_("Report by"), official(report.due_on)),
    ]  # fmt: skip
    if report.status != VisitReport.Status.DRAFT:
        yes = {True: _("yes"), False: _("no")}
        for name in visits.REPORT_FIELDS:
            value = getattr(report, name)
            value = yes[value] if isinstance(value, bool) else official(value) if name == "next_visit_on" and value else value
            facts.append((report._meta.get_field(name).verbose_name, value))
        facts.append((_("Remark of the school"), report.school_remark))
    return facts


@login_required
@require_POST
def visit_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """The school has read the report."""
    report = get_object_or_404(VisitReport.objects.visible_to(request.user).select_related("contact"), contact_id=pk)
    require(request.user, "acknowledge_visitreport", report)
    form = RemarkForm(request.POST)
    remark = form.cleaned_data["remark"] if form.is_valid() else ""
    run(request, visits.acknowledge_report, report=report, remark=remark, done=_("The report is marked as read."))
    return redirect("practicum:visit", pk)
