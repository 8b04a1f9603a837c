"""The editor of a matrix: cells by keyboard and by phone, adding outcomes, placing them at levels, proposals of pairs."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError

from .. import alignment_queries as queries
from ..forms_alignment import CellForm, PlacesForm
from ..matrix_screen import place_text, row_values, typed_words
from ..models import AlignmentRow, LearningOutcome, MatrixLevel
from ..services import matrices as services
from ..services.matrix_cells import Saved, Typed, save_cells
from ..services.outcome_pairs import propose_pairs
from .alignment_base import PER_PAGE, form_page, step
from .matrices import address, managed, matrix_crumbs


def _draft(request: HttpRequest, pk: int) -> Any:
    shown = managed(request, pk, "change_matrix")
    return shown if shown.status == "draft" else None


def _closed(request: HttpRequest, pk: int) -> HttpResponse:
    messages.error(request, _("The matrix changes only while it is a draft. Return it for correction first."))
    return redirect("network:matrix", pk)


@login_required
@require_http_methods(["GET", "POST"])
def cells(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in the cells of one page of rows. What another person saved meanwhile is joined in, or shown beside what was typed (NR59)."""
    shown = _draft(request, pk)
    if shown is None:
        return _closed(request, pk)
    levels = {programme.level for programme in shown.programmes.all()}
    protocols = {protocol.pk: str(protocol) for protocol in shown.protocols.all()}
    page = Paginator(queries.matrix_rows(shown), PER_PAGE).get_page(request.GET.get("page"))
    forms = _forms(request.POST or None, page.object_list, protocols, levels)
    saved = None
    if request.method == "POST" and all(form.is_valid() for form in forms):
        kept = {form.row.pk for form in forms if f"r{form.row.pk}-theirs" in request.POST}
        typed = [Typed(form.row.pk, form.cleaned_data["seen"], form.typed()) for form in forms if form.row.pk not in kept]
        try:
            saved = save_cells(matrix=shown, typed=typed, by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            if not saved.collisions:
                messages.success(request, _told(saved))
                return redirect("network:matrix", shown.pk)
            forms = _after_collision(request, saved, shown, protocols, levels)
    lines = [_line(form, saved, protocols) for form in forms]
    wrong = any(form.errors for form in forms if form.is_bound) and not saved
    context = {
        "matrix": shown,
        "crumbs": matrix_crumbs(shown, _("Fill in")),
        "page": page,
        "lines": lines,
        "collided": [line for line in lines if line["theirs"]],
        "saved_count": len(saved.written) if saved else 0,
        "wrong": wrong,
        "back": address(shown),
    }
    return render(request, "network/alignment/cells.html", context, status=409 if saved else 422 if wrong else 200)


def _forms(data: Any, rows: Any, protocols: dict[int, str], levels: set[str]) -> list[CellForm]:
    choices = [(str(key), label) for key, label in protocols.items()]
    return [CellForm(data, row=row, protocols=choices, levels=levels) for row in rows]


def _told(saved: Saved) -> str:
    text = ngettext("%(count)s row is saved.", "%(count)s rows are saved.", len(saved.written)) % {"count": len(saved.written)}
    if saved.joined:
        text += " " + _("What others changed in the same rows meanwhile is kept too.")
    return text


def _after_collision(request: HttpRequest, saved: Saved, matrix: Any, protocols: dict[int, str], levels: set[str]) -> list[CellForm]:
    """The forms anew: collided rows hold what was typed and the version they now stand on, so that nothing is lost and the next save is knowing."""
    page = Paginator(queries.matrix_rows(matrix), PER_PAGE).get_page(request.GET.get("page"))
    data = request.POST.copy()
    mine = {collision.row.pk for collision in saved.collisions}
    for row in page.object_list:
        data[f"r{row.pk}-seen"] = str(row.version)
        if row.pk not in mine:
            for name, value in row_values(row).items():
                data[f"r{row.pk}-{name.removesuffix('_id')}"] = "" if value is None else str(value)
    forms = _forms(data, page.object_list, protocols, levels)
    for form in forms:
        form.is_valid()
    return forms


def _line(form: CellForm, saved: Saved | None, protocols: dict[int, str]) -> dict[str, Any]:
    row, language = form.row, get_language() or "kk"
    collision = next((one for one in saved.collisions if one.row.pk == row.pk), None) if saved else None
    return {
        "form": form,
        "row": row,
        "places": [place_text(row.place(level), language) for level in MatrixLevel.values if row.place(level)],
        "theirs": typed_words(row_values(row), protocols) if collision else [],
        "mine": typed_words(collision.mine, protocols) if collision else [],
        "who": row.changed_by.full_name if collision and row.changed_by else "",
    }


@login_required
@require_http_methods(["GET", "POST"])
def add_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the outcomes that the matrix compares; key ones come ticked."""
    shown = _draft(request, pk)
    if shown is None:
        return _closed(request, pk)
    there = set(shown.rows.values_list("outcome_id", flat=True))
    outcomes = [outcome for outcome in services.outcomes_for(shown)[:600] if outcome.pk not in there]
    if request.method == "POST":
        chosen = set(request.POST.getlist("outcome"))
        wanted = [outcome for outcome in outcomes if str(outcome.pk) in chosen]
        if not wanted:
            messages.error(request, _("Tick at least one outcome."))
        else:
            count: list[int] = []
            answer = step(
                request,
                lambda: count.append(services.add_rows(matrix=shown, outcomes=wanted, by=request.user)),
                to=address(shown),
                done=_("The outcomes stand in the matrix."),
            )
            return answer
    groups: dict[Any, list[LearningOutcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.owner, []).append(outcome)
    context = {
        "matrix": shown,
        "crumbs": matrix_crumbs(shown, _("Add outcomes")),
        "groups": list(groups.items()),
        "back": address(shown),
    }
    return render(request, "network/alignment/add_rows.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def remove_row(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take a row out of a draft."""
    shown = managed(request, pk, "change_matrix")
    found = get_object_or_404(AlignmentRow.objects.select_related("matrix"), pk=row, matrix=shown)
    return step(
        request,
        lambda: services.remove_row(row=found, by=request.user),
        to=address(shown),
        done=_("The row is taken out; the history keeps it."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def places(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Say which outcome carries the row at each level."""
    shown = _draft(request, pk)
    if shown is None:
        return _closed(request, pk)
    found = get_object_or_404(AlignmentRow.objects.select_related("outcome"), pk=row, matrix=shown)
    levels = [programme.level for programme in shown.programmes.all()]
    choices = {level: services.outcomes_for(shown, level) for level in levels}
    form = PlacesForm(request.POST or None, row=found, choices=choices)
    return form_page(
        request,
        form,
        lambda data: services.place_outcomes(matrix=shown, places=[(found, level, data[level]) for level in levels], by=request.user),
        to=lambda made: address(shown),
        done=_("Saved."),
        title=found.outcome.code,
        lead=found.outcome.text,
        crumbs=matrix_crumbs(shown, found.outcome.code),
        back=address(shown),
    )


@login_required
@require_http_methods(["GET", "POST"])
def pairs(request: HttpRequest, pk: int) -> HttpResponse:
    """Proposals by words in common; those that the person ticks are taken over."""
    shown = _draft(request, pk)
    if shown is None:
        return _closed(request, pk)
    proposals = propose_pairs(shown, language=get_language() or "kk")
    if request.method == "POST":
        ticked = set(request.POST.getlist("pair"))
        chosen = [(one.row, one.level, one.outcome) for one in proposals if one.key in ticked]
        if chosen:
            return step(
                request,
                lambda: services.place_outcomes(matrix=shown, places=chosen, by=request.user),
                to=address(shown),
                done=_("The pairs are taken over. Decide now how well they fit."),
            )
        messages.error(request, _("Tick at least one pair."))
    context = {
        "matrix": shown,
        "crumbs": matrix_crumbs(shown, _("Proposed pairs")),
        "proposals": proposals,
        "back": address(shown),
        "cells": reverse("network:matrix_cells", args=[shown.pk]),
    }
    return render(request, "network/alignment/pairs.html", context, status=422 if request.method == "POST" else 200)
