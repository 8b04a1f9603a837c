"""Evidence of a trial: cards of the mentor and questionnaires of the pupils, all of them and one by one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_POST

from portfolio.models import Artefact
from portfolio.visibility import may_be_shown, photo_levels

from ..models import CRITERIA, CardConflict, Level, ObservationCard, ParticipantForm, Participation, TraceReflection
from ..queries.trials import participation_rows
from ..rules import why_not
from ..services import observation
from ..services.feedback import feedback_of
from ..services.trace import empty_share
from .coord_base import require, run
from .coord_frame import CLASS, SCHOOL, Page
from .coord_looks import NOT_YET, badge
from .coord_more_forms import evidence_more, more_forms

CRITERION = {
    "understanding": gettext_lazy("Understanding the task"),
    "procedure": gettext_lazy("Following the procedure"),
    "accuracy": gettext_lazy("Accuracy and care"),
    "communication": gettext_lazy("Communication and questions"),
    "safety": gettext_lazy("Attention to safety"),
}


@login_required
@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """All pupils of the visit by form Б, the halves of form В, artefacts; second versions that wait for the mentor's choice."""
    page = Page(request, pk, "assessment")
    seen = set(Participation.objects.visible_to(request.user).filter(trial=page.trial).values_list("pk", flat=True))
    rows = [row for row in participation_rows(page.trial) if row.pk in seen and row.status in Participation.IN_GROUP]
    cards = {card.participation_id: card for card in ObservationCard.objects.visible_to(request.user).filter(participation__in=seen)}
    conflicts = (
        CardConflict.objects.open()
        .filter(card__in=[card.pk for card in cards.values()])
        .select_related("card__participation__pupil", "sent_by")
    )
    lines = [_line(page, row, cards.get(row.pk)) for row in rows]
    there = [row for row in rows if row.status != Participation.Status.ABSENT]
    asked = Participation.objects.visible_to(request.user).filter(trial=page.trial)
    traces = TraceReflection.objects.visible_to(request.user).filter(participation__trial=page.trial, answered_at__isnull=False).count()
    counts = [*_counts(there), {"label": _("Trace reflections"), "value": traces, "icon": "history"}]
    context = page.context(
        feedback=feedback_of(page.trial) if SCHOOL in page.audience else None,
        empty=empty_share(asked) if {SCHOOL, CLASS} & page.audience else None,
        columns=[_("Form Б"), pgettext("micro-task", "Result"), _("Form В: before"), _("Form В: after"), _("Artefacts"), _("Outcome")],
        rows=lines,
        counts=[line | {"text": f"{line['value']} / {len(there)}"} for line in counts],
        conflicts=conflicts,
        more_forms=more_forms(page),
    )
    return render(request, "profprobes/coord/trial/assessment.html", context)


def _counts(rows: list[Any]) -> list[dict[str, Any]]:
    return [
        {"label": _("Forms Б of the mentor"), "value": sum(bool(row.has_card) for row in rows), "icon": "clipboard-check"},
        {"label": _("Forms В before the trial"), "value": sum(bool(row.has_before) for row in rows), "icon": "message-circle-question"},
        {"label": _("Forms В after the trial"), "value": sum(bool(row.has_after) for row in rows), "icon": "message-square"},
        {"label": _("Pupils with an artefact"), "value": sum(bool(row.artefact_count) for row in rows), "icon": "image"},
    ]


def _line(page: Page, row: Any, card: ObservationCard | None) -> dict[str, Any]:
    looks = ObservationCard.STATUS_LOOK
    cells = [
        badge((*looks[ObservationCard.Status(card.status)], card.get_status_display())) if card else badge(NOT_YET),
        badge(("neutral", "target", card.get_result_display())) if card and card.result else badge(NOT_YET),
        badge(("leaf", "check", _("filled"))) if row.has_before else badge(NOT_YET),
        badge(("leaf", "check", _("filled"))) if row.has_after else badge(NOT_YET),
        badge(("dusk", "image", str(row.artefact_count))) if row.artefact_count else badge(NOT_YET),
        badge(("neutral", "route", row.get_outcome_display())) if row.outcome else badge(NOT_YET),
    ]
    note = row.get_status_display() if row.status == Participation.Status.ABSENT else row.class_group.name
    return {"name": row.pupil.full_name, "note": note, "href": page.url("trial_evidence", row.pk), "cells": cells}


@login_required
@require_GET
def evidence(request: HttpRequest, pk: int, participation: int) -> HttpResponse:
    """Form Б and form В of one pupil side by side; no mean is formed from either."""
    page = Page(request, pk, "assessment")
    row = get_object_or_404(
        Participation.objects.visible_to(request.user).select_related("pupil", "class_group"), pk=participation, trial=page.trial
    )
    card = ObservationCard.objects.visible_to(request.user).filter(participation=row).select_related("mentor").first()
    form = ParticipantForm.objects.visible_to(request.user).filter(participation=row).first()
    trace = TraceReflection.objects.visible_to(request.user).filter(participation=row, answered_at__isnull=False).first()
    context = page.context(
        participation=row,
        card=card,
        form=form,
        levels=_levels(card, form),
        card_texts=_texts(card, ("comment", "next_step", "plus", "delta", "next")),
        before=_texts(form, ParticipantForm.BEFORE),
        after=_texts(form, (*ParticipantForm.ANSWERS, *ParticipantForm.EXTRA)),
        trace=trace,
        trace_texts=_texts(trace, (*TraceReflection.QUESTIONS, *TraceReflection.EXTRA)),
        artefacts=_artefacts(request, row),
        card_badge=card.get_status_display() if card else "",
        card_tone=ObservationCard.STATUS_LOOK[ObservationCard.Status(card.status)][0] if card else "",
        reopen_why=why_not(request.user, "reopen_observationcard", card) if card else "",
        **evidence_more(request.user, row),
        paper_url=_paper_url(page, row) if card is None and request.user.has_perm("profprobes.submit_observationcard", page.trial) else "",
    )
    return render(request, "profprobes/coord/trial/evidence.html", context)


def _paper_url(page: Page, row: Participation) -> str:
    """Where a card that the mentor filled on paper is typed in, once the visit has begun (§9 case 12)."""
    visit = page.visit
    begun = visit is not None and visit.status in ("in_progress", "held") and row.status in ("admitted", "attended")
    return reverse("profprobes:visit_card", args=[visit.pk, row.pk]) if begun else ""


def _artefacts(request: HttpRequest, row: Participation) -> list[Any]:
    """Files of the trial that the person may see, each with its address."""
    ready = list(row.artefacts.visible_to(request.user).filter(status=Artefact.Status.READY))
    levels = photo_levels(ready)
    found = [artefact for artefact in ready if may_be_shown(artefact, levels)]
    for artefact in found:
        artefact.link = reverse("files:file", args=[artefact.public_id])
    return found


def _levels(card: ObservationCard | None, form: ParticipantForm | None) -> list[dict[str, Any]]:
    """Criterion by criterion: the mentor's word and the pupil's own."""
    mentor, own = (card.levels if card else {}), (form.levels if form else {})
    return [{"title": CRITERION[code], "mentor": _word(mentor.get(code)), "own": _word(own.get(code))} for code in CRITERIA]


def _word(level: int | None) -> Any:
    return "" if level is None else Level(level).label


def _texts(paper: Any, names: tuple[str, ...]) -> list[tuple[Any, str]]:
    if paper is None:
        return []
    return [(paper._meta.get_field(name).verbose_name, getattr(paper, name)) for name in names if getattr(paper, name)]


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int, participation: int) -> HttpResponse:
    """Let the mentor correct a sent card; the reason is kept."""
    page = Page(request, pk, "assessment")
    card = get_object_or_404(ObservationCard.objects.visible_to(request.user), participation=participation, participation__trial=page.trial)
    require(request.user, "reopen_observationcard", card)
    done = _("The card is open again. The mentor sees your reason.")
    run(request, observation.reopen_card, card=card, reason=request.POST.get("reason", ""), done=done)
    return redirect("profprobes:trial_evidence", pk, participation)
