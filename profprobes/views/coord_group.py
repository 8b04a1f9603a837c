"""The group of a trial: who is in it, in what state, who is added, admitted, taken out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from core.errors import DomainError

from ..errors import NotAdmitted
from ..forms.coord_group import AddPupilsForm
from ..models import Participation
from ..queries.trials import participation_rows
from ..rules import why_not
from ..services import group as groups
from ..services import trials
from .coord_base import refuse_in, require, run
from .coord_frame import CLASS, SCHOOL, Page
from .coord_group_rows import columns_for, pupil_facts, row_cells


@login_required
@require_GET
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Pupils and their states; a host sees names, conditions and the photo mark only."""
    page = Page(request, pk, "group")
    return render(request, "profprobes/coord/trial/group.html", group_context(page))


def group_context(page: Page, **more: Any) -> dict[str, Any]:
    """Rows that the person may see, with the cells that the person may read."""
    inside = bool({SCHOOL, CLASS} & page.audience)
    seen = set(Participation.objects.visible_to(page.request.user).filter(trial=page.trial).values_list("pk", flat=True))
    rows = [row for row in participation_rows(page.trial) if row.pk in seen]
    return page.context(
        columns=columns_for(inside),
        rows=[{"participation": row, "cells": row_cells(row, page, inside)} for row in rows],
        inside=inside,
        parts=_admission(rows) if inside else [],
        add_why=why_not(page.request.user, "change_group", page.trial),
        **more,
    )


def _admission(rows: list[Any]) -> list[dict[str, Any]]:
    """How many go, wait, stay."""
    status = Participation.Status
    go = sum(row.status in {status.ADMITTED, status.ATTENDED} for row in rows)
    out = sum(row.status in {status.WITHDRAWN, status.NOT_ADMITTED, status.ABSENT} for row in rows)
    parts = [
        {"value": go, "tone": "leaf", "label": _("admitted")},
        {"value": len(rows) - go - out, "tone": "sun", "label": _("waiting")},
        {"value": out, "tone": "neutral", "label": _("do not take part")},
    ]
    return [part for part in parts if part["value"]]


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite more pupils of the school's classes."""
    page = Page(request, pk, "group")
    require(request.user, "change_group", page.trial)
    form = AddPupilsForm(request.POST or None, trial=page.trial, user=request.user)
    if request.method == "POST" and form.is_valid():
        pupils = User.objects.visible_to(request.user).filter(pk__in=form.cleaned_data["pupils"])
        try:
            added = trials.add_pupils(trial=page.trial, pupils=list(pupils), by=request.user)
            messages.success(request, ngettext("%(n)s pupil is added.", "%(n)s pupils are added.", len(added)) % {"n": len(added)})
            return redirect("profprobes:trial_group", pk)
        except DomainError as refusal:
            refuse_in(form, refusal)
    return render(
        request, "profprobes/coord/trial/group_add.html", page.context(form=form, rows=form.lines()), status=422 if form.errors else 200
    )


@login_required
@require_POST
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the ticked pupils into the admitted group: all, or nobody and the page says who and why."""
    page = Page(request, pk, "group")
    require(request.user, "change_group", page.trial)
    ids = [one for one in request.POST.getlist("ids") if one.isdigit()]
    rows = Participation.objects.visible_to(request.user).filter(trial=page.trial, pk__in=ids).select_related("pupil")
    if not rows:
        messages.warning(request, _("Tick the pupils first."))
        return redirect("profprobes:trial_group", pk)
    try:
        admitted = groups.admit_pupils(trial=page.trial, pupils=[row.pupil for row in rows], by=request.user)
    except NotAdmitted as refusal:
        refusals = [(row.pupil, [str(reason) for reason in reasons]) for row, reasons in refusal.refusals.items()]
        return render(request, "profprobes/coord/trial/group.html", group_context(page, refusals=refusals), status=409)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, ngettext("%(n)s pupil is admitted.", "%(n)s pupils are admitted.", len(admitted)) % {"n": len(admitted)})
    return redirect("profprobes:trial_group", pk)


@login_required
@require_GET
def pupil(request: HttpRequest, pk: int, participation: int) -> HttpResponse:
    """One pupil in one trial: what is known, what is missing, the way out of the group."""
    page = Page(request, pk, "group")
    row = _row(page, participation)
    inside = bool({SCHOOL, CLASS} & page.audience)
    context = page.context(
        participation=row,
        facts=pupil_facts(row, page, inside),
        inside=inside,
        remove_why=why_not(request.user, "change_group", page.trial),
        tone=Participation.STATUS_LOOK[Participation.Status(row.status)][0],
        over=page.trial.status not in {"draft", "planned", "moved"},
    )
    return render(request, "profprobes/coord/trial/pupil.html", context)


def _row(page: Page, participation: int) -> Any:
    get_object_or_404(Participation.objects.visible_to(page.request.user), pk=participation, trial=page.trial)
    row = next((row for row in participation_rows(page.trial) if row.pk == participation), None)
    if row is None:
        raise Http404
    return row


@login_required
@require_POST
def remove(request: HttpRequest, pk: int, participation: int) -> HttpResponse:
    """Take a pupil out before the visit."""
    page = Page(request, pk, "group")
    require(request.user, "change_group", page.trial)
    row = get_object_or_404(Participation.objects.visible_to(request.user), pk=participation, trial=page.trial)
    reason = request.POST.get("reason", "")
    run(
        request,
        trials.remove_pupil,
        participation=row,
        reason=reason,
        done=_("%(pupil)s is taken out of the group.") % {"pupil": row.pupil.short_name},
    )
    return redirect("profprobes:trial_group", pk)
