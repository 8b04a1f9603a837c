"""The pupil's phone: own trials, one trial, the answer to an invitation."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import DomainError
from portfolio.models import Artefact
from portfolio.visibility import may_be_shown, photo_levels

from ..forms.phone_card import LABELS
from ..models import CRITERIA, Level, ParticipantForm, Participation, TraceReflection, TrialSession
from ..queries import phone as queries
from ..queries.confirmations import ready_papers
from ..services.forms import is_empty
from ..services.group import volunteer
from ..services.online import online_of, wholly_online
from ..services.trace import check_trace_open
from .coord_more_forms import of_pupil
from .phone_base import own_page, phone_login_required, require
from .phone_briefing_word import briefing_lines
from .phone_facts import site_of, what_to_wear

Status = Participation.Status


def own_trial(request: HttpRequest, pk: int) -> Participation:
    """An own participation; another's does not exist (404)."""
    try:
        return queries.trial_of_pupil(request.user, pk)
    except Participation.DoesNotExist:
        raise Http404 from None


@phone_login_required
@require_GET
def my_trials(request: HttpRequest) -> HttpResponse:
    """«Менің сынақтарым»: what waits for an answer first, then what is ahead and what has been."""
    rows = [pupil_card(row) for row in queries.trials_of_pupil(request.user)]
    context = {
        "waiting": [row for row in rows if row["todo"]],
        "others": [row for row in rows if not row["todo"]],
        "conflicts": queries.open_conflicts_of(request.user),
        "empty": not rows,
    }
    return own_page(request, "profprobes/phone/my_trials.html", context)


@phone_login_required
@require_GET
def my_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """One trial: invitation, day card, questionnaires, what the mentor saw, files."""
    participation = own_trial(request, pk)
    visit, language = participation.trial.visit, translation.get_language() or "kk"
    form = getattr(participation, "form", None)
    artefacts = [one for one in participation.artefacts.all() if one.status != Artefact.Status.DELETED]
    levels = photo_levels(artefacts)
    context = {
        **pupil_card(participation),
        **of_pupil(request.user, participation),
        "visit": visit,
        "site": site_of(visit) if visit and not wholly_online(visit) else None,
        "online": online_of(visit),
        "task": visit.card.steps(language) if visit and hasattr(visit, "card") else [],
        "wear": what_to_wear(visit, language) if visit else [],
        "mentor": participation.trial.mentor.membership.user if participation.trial.mentor else None,
        "responsible": participation.trial.responsible.user,
        "form": form,
        "empty_reflection": bool(form and form.after_at and is_empty(form)),
        "trace": getattr(participation, "trace", None),
        "papers": ready_papers(participation),
        "card": _mentors_view(participation),
        "artefacts": [(artefact, may_be_shown(artefact, levels)) for artefact in artefacts],
        "briefings": briefing_lines(request.user, participation),
        "may_add": visit is not None and visit.status in (TrialSession.Status.IN_PROGRESS, TrialSession.Status.HELD),
        "conflicts": [row for row in queries.open_conflicts_of(request.user) if row.form.participation_id == participation.pk],
        "keep": [
            reverse("profprobes:my_trials"),
            *(reverse(f"profprobes:{name}", args=[pk]) for name in ("my_trial", "my_before", "my_after", "my_survey", "my_files")),
        ],
    }
    return own_page(request, "profprobes/phone/my_trial.html", context)


def pupil_card(participation: Participation) -> dict[str, Any]:
    """One line of the pupil's list: the trial and the one thing that waits for the pupil."""
    form: ParticipantForm | None = getattr(participation, "form", None)
    return {
        "participation": participation,
        "trial": participation.trial,
        "visit": participation.trial.visit,
        "todo": _todo(participation, form),
    }


def _todo(participation: Participation, form: ParticipantForm | None) -> str:
    """answer | before | after | trace | "" — what waits for the pupil now."""
    visit, trial = participation.trial.visit, participation.trial
    if participation.status == Status.INVITED and trial.status in ("planned", "moved"):
        return "answer"
    if (
        participation.status == Status.ATTENDED
        and visit
        and visit.status == TrialSession.Status.HELD
        and not (form and form.after_at)
        and trial.status == "held"
    ):
        return "after"
    coming = visit and visit.status in (TrialSession.Status.PLANNED, TrialSession.Status.READY)
    if coming and participation.status in (Status.VOLUNTEERED, Status.ADMITTED) and not (form and form.before_at):
        return "before"
    return "trace" if _trace_waits(participation) else ""


def _trace_waits(participation: Participation) -> bool:
    """Are the five questions of the day after open and unanswered?"""
    row: TraceReflection | None = getattr(participation, "trace", None)
    try:
        check_trace_open(participation)
    except DomainError:
        return False
    return not (row and row.answered_at)


def _mentors_view(participation: Participation) -> dict[str, Any] | None:
    """The mentor's card in words, strengths before the rest; no number, no sum, no colour of failure (R-P25)."""
    cards = participation.cards  # type: ignore[attr-defined]
    if not cards:
        return None
    card = cards[0]
    return {"row": card, "levels": [(LABELS[code], Level(level).label) for code in CRITERIA if (level := card.levels[code])]}


@phone_login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """«Қатысамын» or «Қатыспаймын»: both are fine, no reason is asked (BR-19)."""
    participation = own_trial(request, pk)
    require(request.user, "volunteer_participation", participation)
    wants = request.POST.get("wants") == "yes"
    try:
        volunteer(participation=participation, wants=wants, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("You are taking part.") if wants else _("Your answer is kept. You can change it until the trial begins.")
        )
    return redirect("profprobes:my_trial", pk=pk)
