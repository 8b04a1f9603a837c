"""Form А, the technology card (BR-28, BR-29)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import errors
from ..models import MicroTask, TechnologyCard, TrialSession
from ..words import Listed
from . import gate, notices
from .locks import locked

Status = TechnologyCard.Status
UNPLANNED_AT_MOST = 15  # minutes; more gives a warning (BR-28)
_MINUTES = ("minutes_intro", "minutes_demo", "minutes_action", "minutes_feedback", "minutes_reflection")
_BEGUN = (TrialSession.Status.IN_PROGRESS, TrialSession.Status.HELD, TrialSession.Status.CANCELLED)


def unplanned_minutes(card: TechnologyCard, *, break_minutes: int | None = None) -> int:
    """Length of the visit minus the five parts and the breaks; negative when the time is exceeded. Example: 90 − (10+15+40+10+10) − 5 = 0."""
    breaks = card.session.break_minutes if break_minutes is None else break_minutes
    return card.session.minutes - card.minutes_total - breaks


def missing_rows(card: TechnologyCard) -> list[Any]:
    """Titles of the rows that must be filled before a signature, each in both languages of the papers."""
    rows = [
        (_("Goal for the pupil"), ("goal_action", "goal_operation", "goal_profession")),
        (_("Goal of the school"), ("understanding", "skill")),
        (_("Labour function"), ("labour_function",)),
        (_("Micro-task of the pupil: steps 1 and 2"), ("step1", "step2")),
    ]
    missing = [title for title, names in rows if not all(card.text(name, language) for name in names for language in ("kk", "ru"))]
    if not card.risks:
        missing.append(_("Risks and measures"))
    if not card.minutes_action:
        missing.append(_("Course of the trial (timing)"))
    if not card.artefacts:
        missing.append(_("Expected artefact"))
    return missing


def require_timing(card: TechnologyCard) -> None:
    """BR-28. Raises TimingTooLong with the minutes over."""
    if (over := -unplanned_minutes(card)) > 0:
        raise errors.TimingTooLong(minutes=over)


@transaction.atomic
def save_card(*, card: TechnologyCard, data: dict[str, Any], by: Any) -> TechnologyCard:
    """Write rows 7–17: keys of MicroTask.SHARED and ``break_minutes``. A change after a signature makes a new revision that both sign again.

    Raises TimingTooLong, CardLocked.
    """
    card, session = _open_card(card)
    if unknown := set(data) - {*MicroTask.SHARED, "break_minutes"}:
        raise TypeError(f"save_card() does not write {sorted(unknown)}.")
    changed = [name for name, value in data.items() if name != "break_minutes" and getattr(card, name) != value]
    for name in changed:
        setattr(card, name, data[name])
    breaks_changed = data.get("break_minutes", session.break_minutes) != session.break_minutes
    session.break_minutes = data.get("break_minutes", session.break_minutes)
    if {*changed} & {*_MINUTES} or breaks_changed:
        require_timing(card)
    if not changed and not breaks_changed:
        return card
    session.save(update_fields=["break_minutes"])
    card.save(update_fields=[*changed, "updated_at"])
    return revise_card(card=card, by=by, reason="")


def _open_card(card: TechnologyCard) -> tuple[TechnologyCard, TrialSession]:
    """Card and visit under lock. Raises CardLocked once the visit has begun (rows 1–21 are then history)."""
    session = locked(
        card.session, "trial__school", "trial__host", "trial__programme", "trial__mentor__membership__user", "trial__responsible__user"
    )
    card = locked(card)
    card.session = session
    if session.status in _BEGUN or card.status == Status.COMPLETED:
        raise errors.CardLocked
    return card, session


@transaction.atomic
def sign_card(*, card: TechnologyCard, side: str, by: Any) -> TechnologyCard:
    """Sign for ``school`` or ``host``; the second signature makes the card agreed. Raises CardIncomplete, TimingTooLong, AlreadySigned, CardLocked."""
    card, session = _open_card(card)
    if missing := missing_rows(card):
        raise errors.CardIncomplete(rows=Listed(missing))
    require_timing(card)
    other = {"school": "host", "host": "school"}[side]
    if getattr(card, f"{side}_signed_at"):
        raise errors.AlreadySigned
    setattr(card, f"{side}_signed_by", by)
    setattr(card, f"{side}_signed_at", timezone.now())
    action = "agree" if getattr(card, f"{other}_signed_at") else f"sign_{side}"
    card.move(action, by=by, save_also=(f"{side}_signed_by", f"{side}_signed_at"))
    _tell_other_side(card, session, side, by)
    return card


def _tell_other_side(card: TechnologyCard, session: TrialSession, side: str, by: Any) -> None:
    trial = session.trial
    if card.status == Status.AGREED:
        notices.tell_school(trial, _("The technology card of trial %(trial)s is agreed."), but=by, url_name="profprobes:trial_card")
    elif side == "host":
        notices.tell_school(
            trial,
            _("%(host)s has signed the technology card of trial %(trial)s."),
            but=by,
            url_name="profprobes:trial_card",
            host=str(trial.host),
        )
    elif trial.mentor:
        message = _("%(school)s has signed the technology card of trial %(trial)s. Your signature is awaited.")
        mentor = [trial.mentor.membership.user]
        notices.tell(
            mentor, message, url_name="profprobes:trial_card", args=(trial.pk,), but=by, school=str(trial.school), trial=trial.number
        )


@transaction.atomic
def revise_card(*, card: TechnologyCard, by: Any, reason: str) -> TechnologyCard:
    """Take the signatures off and count the revision, where there were any; a ready visit is ready no more (BR-29)."""
    if card.may("revise"):
        card.revision += 1
        card.school_signed_by = card.school_signed_at = card.host_signed_by = card.host_signed_at = None
        fields = ("revision", "school_signed_by", "school_signed_at", "host_signed_by", "host_signed_at")
        card.move("revise", by=by, reason=reason, save_also=fields)
        gate.recheck(card.session)
    return card


@transaction.atomic
def complete_card(*, card: TechnologyCard, went_well: str, improve: str, next_step: str, by: Any) -> TechnologyCard:
    """Row 22, after the visit. Raises Row22Closed, ConclusionsMissing, WrongState."""
    card = locked(card)
    if card.session.status != TrialSession.Status.HELD:
        raise errors.Row22Closed
    texts = {"went_well": went_well.strip(), "improve": improve.strip(), "next_step": next_step.strip()}
    if not all(texts.values()):
        raise errors.ConclusionsMissing
    for name, text in texts.items():
        setattr(card, name, text)
    if card.status == Status.COMPLETED:
        card.save(update_fields=[*texts, "updated_at"])
    else:
        card.move("complete", by=by, save_also=(*texts, "updated_at"))
    return card
