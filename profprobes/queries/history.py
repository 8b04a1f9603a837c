"""What happened to a trial, for people: transitions of the trial, its visit, its card and its booking in one line of time."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.states import Transition

from ..models import SlotBooking, TechnologyCard, Trial, TrialSession

# What each step is called in the history; a step of the system says so by having nobody behind it.
WORDS: dict[str, dict[str, Any]] = {
    "trial": {
        "plan": _("Trial planned"),
        "start": _("Trial begun"),
        "hold": _("Trial held"),
        "close": _("Trial closed"),
        "postpone": _("Trial postponed"),
        "cancel": _("Trial cancelled"),
    },
    "trialsession": {
        "make_ready": _("Visit ready"),
        "unready": _("Visit no longer ready"),
        "start": _("Visit begun"),
        "hold": _("Visit held"),
        "postpone": _("Visit postponed"),
        "plan_again": _("Visit planned anew"),
        "cancel": _("Visit cancelled"),
    },
    "technologycard": {
        "sign_school": _("Card signed by the school"),
        "sign_host": _("Card signed by the partner"),
        "agree": _("Card agreed"),
        "revise": _("Card changed: to be signed again"),
        "complete": _("Mentor's conclusions written"),
    },
    "slotbooking": {
        "confirm": _("Booking confirmed"),
        "decline": _("Booking declined"),
        "cancel_school": _("Booking cancelled by the school"),
        "cancel_host": _("Booking cancelled by the partner"),
        "complete": _("Booking used"),
    },
}
_STOPS = {"postpone", "cancel", "unready", "decline", "cancel_school", "cancel_host"}
# Steps that only echo another line of the same action.
_ECHOES = {("trialsession", "cancel"), ("trialsession", "postpone"), ("slotbooking", "complete"), ("trial", "start"), ("trial", "hold")}


def history(trial: Trial) -> list[dict]:
    """Lines for the component «timeline», newest first: at, title, text (the reason), by, tone, icon."""
    session_ids = [session.pk for session in trial.sessions.all()]
    rows = (
        Transition.objects.filter(
            _of(Trial, [trial.pk])
            | _of(TrialSession, session_ids)
            | _of(TechnologyCard, TechnologyCard.objects.filter(session__in=session_ids).values("pk"))
            | _of(SlotBooking, SlotBooking.objects.filter(session__in=session_ids).values("pk"))
        )
        .select_related("by", "content_type")
        .order_by("-at", "-pk")
    )
    lines = [_line(row) for row in rows if (row.content_type.model, row.action) not in _ECHOES]
    made = {
        "at": trial.created_at,
        "title": _("Trial created"),
        "text": "",
        "by": trial.created_by.short_name,
        "tone": "neutral",
        "icon": "plus",
    }
    return [*lines, made]


def _of(model: Any, ids: Any) -> Q:
    return Q(content_type=ContentType.objects.get_for_model(model), object_id__in=ids)


def _line(row: Transition) -> dict:
    stops = row.action in _STOPS
    return {
        "at": row.at,
        "title": WORDS[row.content_type.model][row.action],
        "text": row.reason if row.by else "",
        "by": row.by.short_name if row.by else _("Portal"),
        "tone": "clay" if stops else "leaf",
        "icon": "circle-x" if stops else "check",
    }
