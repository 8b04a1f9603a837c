"""«My class»: who of the class has consented, what is missing, and the few buttons that move it (§4, CT)."""

import csv
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.exports import record_export
from accounts.models import ExportGrant, User
from core.errors import DomainError

from ..models import Trial
from ..queries.desk import SHOWN, Desk, classes_of, desk_of, trials_of_class
from ..services import consents
from ..services.answers import visit_has_begun
from .family_base import FOLDER, back, chosen, require, say_sent, trial_in_care

EVERY_TRIAL = "every"
MOST_COLUMNS = 6


@login_required
@require_GET
def my_class(request: HttpRequest) -> HttpResponse:
    """The table of one trial of the class, or of all its trials."""
    require(request.user, "view_class")
    classes = list(classes_of(request.user))
    group = _pick(classes, request.GET.get("class"))
    trials = trials_of_class(request.user, group) if group else []
    every = request.GET.get("trial") == EVERY_TRIAL
    trial = None if every else _pick(trials, request.GET.get("trial"))
    context: dict[str, Any] = {
        "classes": classes,
        "group": group,
        "trials": trials,
        "trial": trial,
        "every": every,
        "tabs": _tabs(group, trials, trial, every),
    }
    if every and group:
        context["matrix"] = _matrix(request, group, trials[:MOST_COLUMNS])
    elif trial and group:
        context |= _one_trial(request, desk_of(request.user, trial, group), trial)
    return render(request, f"{FOLDER}/my_class.html", context)


def _pick(rows: list[Any], pk: str | None) -> Any:
    """The named row, the first one without a name; an unknown name does not exist."""
    if not pk:
        return rows[0] if rows else None
    found = next((row for row in rows if str(row.pk) == pk), None)
    if found is None:
        raise Http404
    return found


def _tabs(group: Any, trials: list[Trial], trial: Trial | None, every: bool) -> list[tuple]:
    if group is None or not trials:
        return []
    here = f"{reverse('profprobes:my_class')}?class={group.pk}&trial="
    tabs = [(row.title, f"{here}{row.pk}", row == trial) for row in trials[:MOST_COLUMNS]]
    return [*tabs, (_("All trials"), f"{here}{EVERY_TRIAL}", every)] if len(trials) > 1 else tabs


def _one_trial(request: HttpRequest, desk: Desk, trial: Trial) -> dict[str, Any]:
    shown = request.GET.get("show", "all")
    text = request.GET.get("q", "").strip()
    rows = desk.shown(shown, text)
    return {
        "desk": desk,
        "rows": rows,
        "shown": shown if shown in SHOWN else "all",
        "q": text,
        "filters": [(code, label, desk.counts[code] if code != "all" else len(desk.rows)) for code, label in SHOWN.items()],
        "may_send": request.user.has_perm("profprobes.send_consents", trial) and not visit_has_begun(trial),
        "may_sign": request.user.has_perm("profprobes.sign_parentsummary", trial),
        "ready": desk.pages["ready"],
    }


def _matrix(request: HttpRequest, group: Any, trials: list[Trial]) -> dict[str, Any]:
    """Pupil × trial: one chip each, consent before the visit, the parents' page after it."""
    cells: dict[int, dict[str, Any]] = {}
    for index, trial in enumerate(trials):
        for row in desk_of(request.user, trial, group).rows:
            pupil = row.participation.pupil
            line = cells.setdefault(
                pupil.pk,
                {"name": pupil.short_name, "href": reverse("profprobes:guardians", args=[pupil.pk]), "cells": [None] * len(trials)},
            )
            chip = row.page if row.summary else row.consent
            href = reverse("profprobes:family", args=[row.participation.pk])
            line["cells"][index] = {"label": chip.label, "tone": chip.tone, "icon": chip.icon, "href": href}
    empty = {"label": "—", "tone": "neutral", "icon": "circle-dashed"}
    rows = [cells[pk] for pk in User.objects.filter(pk__in=cells).by_name().values_list("pk", flat=True)]
    for line in rows:
        line["cells"] = [cell or empty for cell in line["cells"]]
    return {"columns": [trial.title for trial in trials], "rows": rows}


@login_required
@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """State of consents as CSV: words, no content of an answer. It names children, so it needs the permission to export and names who took it."""
    trial = trial_in_care(request, pk)
    person: Any = request.user
    rows = desk_of(person, trial).rows
    try:
        record_export(user=person, kind=ExportGrant.Kind.CONSENTS, rows=len(rows))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return back(request, "profprobes:trial_families", pk)
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="consents-{trial.number}.csv"'}
    )
    answer.write("\ufeff")  # without it Excel reads Cyrillic as garbage
    sheet = csv.writer(answer)
    sheet.writerow([_("Pupil"), _("Class"), _("Consent"), _("Photo"), _("Medical check"), _("Questionnaire"), _("Parents' page")])
    for row in rows:
        chips = (row.consent, row.photo, row.medical, row.form, row.page)
        sheet.writerow(
            [_plain(row.participation.pupil.full_name), row.participation.class_group.name, *(str(chip.label) for chip in chips)]
        )
    sheet.writerow([])
    sheet.writerow([_("Taken by"), person.full_name, person.public_id, timezone.localtime().strftime("%d.%m.%Y %H:%M")])
    return answer


def _plain(text: str) -> str:
    """A name is never a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text


@login_required
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the families of the ticked pupils, of the whole class where none is ticked."""
    return _post(request, pk, consents.send_consents)


@login_required
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Write again to those who have not answered."""
    return _post(request, pk, consents.remind_consents)


def _post(request: HttpRequest, pk: int, service: Any) -> HttpResponse:
    trial = trial_in_care(request, pk)
    require(request.user, "send_consents", trial)
    try:
        say_sent(request, service(trial=trial, by=request.user, participations=chosen(request, trial)))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return back(request, "profprobes:my_class")
