"""Where a trial stands and what comes next: the steps of its header and the one thing a person should do."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.dates import near

from ..family import family_answer
from ..models import Briefing, Participation, SlotBooking, TechnologyCard, Trial, TrialSession
from ..words import Lazy

OVER = (Trial.Status.HELD, Trial.Status.CLOSED)


def _members(trial: Trial) -> list[Participation]:
    return [p for p in trial.participations.all() if p.removed_at is None]


def _booked(trial: Trial, visit: TrialSession | None) -> bool:
    return bool(visit and visit.booking and visit.booking.status in SlotBooking.HOLDS_SEATS)


def _agreed(visit: TrialSession | None) -> bool:
    card = getattr(visit, "card", None)
    return card is not None and card.status in {TechnologyCard.Status.AGREED, TechnologyCard.Status.COMPLETED}


def _briefed(visit: TrialSession | None) -> bool:
    if visit is None or hasattr(visit, "briefed_at_school"):
        return bool(visit and visit.briefed_at_school)  # type: ignore[attr-defined]
    return any(briefing.place == Briefing.Place.SCHOOL for briefing in visit.briefings.all())


def header_steps(trial: Trial) -> list[dict]:
    """Steps for the component «steps»: title, note, state done | now | ahead | stop. ``trial`` comes from trial_for_page()."""
    visit, members = trial.visit, _members(trial)
    given = sum(family_answer(p).is_given for p in members)
    over = trial.status in OVER
    through_the_gate = over or (visit is not None and visit.status in {TrialSession.Status.READY, TrialSession.Status.IN_PROGRESS})
    steps = [
        (_("Site booked"), near(visit.starts) if visit else "", _booked(trial, visit)),
        (_("Group"), Lazy(_("%(count)s pupils"), count=len(members)), bool(members)),
        (_("Consents"), f"{given} / {len(members)}", through_the_gate or (bool(members) and given == len(members))),
        (_("Technology card"), visit.card.get_status_display() if visit and hasattr(visit, "card") else "", _agreed(visit)),
        (_("Briefing"), "", _briefed(visit)),
        (_("Visit"), visit.get_status_display() if visit else "", over),
        (_("Result"), "", trial.status == Trial.Status.CLOSED),
    ]
    return _with_states(steps, stopped=trial.status in {Trial.Status.CANCELLED, Trial.Status.MOVED})


def _with_states(steps: list[tuple[Any, Any, bool]], *, stopped: bool) -> list[dict]:
    """The first undone step is where people work now; a cancelled or postponed trial stops there."""
    rows, open_step = [], True
    for title, note, done in steps:
        state = "done" if done else ("ahead" if not open_step else ("stop" if stopped else "now"))
        open_step = open_step and done
        rows.append({"title": title, "note": note, "state": state})
    return rows


def _step(
    code: str, title: Any, text: Any, url_name: str, trial: Trial, *, action: Any, args: tuple | None = None, post: bool = False
) -> dict:
    return {
        "code": code,
        "title": title,
        "text": text,
        "url_name": f"profprobes:{url_name}",
        "args": (trial.pk,) if args is None else args,
        "action": action,
        "post": post,
    }


def next_step(trial: Trial, user: Any) -> dict | None:
    """The one thing this person should do next: {"code", "title", "text", "url_name", "args", "action", "post"} or None.

    Answers for the school's coordinator, the mentor and the class teacher; others have nothing to do on this page.
    """
    visit = trial.visit
    if visit is None or trial.status in {Trial.Status.CLOSED, Trial.Status.CANCELLED}:
        return None
    if user.has_perm("profprobes.plan_trial", trial):
        return _of_school(trial, visit)
    if user.has_perm("profprobes.sign_host_technologycard", trial):
        return _of_mentor(trial, visit)
    if user.has_perm("profprobes.send_consents", trial):
        return _of_class(trial)
    return None


def _of_school(trial: Trial, visit: TrialSession) -> dict | None:
    if visit.status == TrialSession.Status.MOVED:
        return _step("replan", _("Choose a new slot"), _("The visit is postponed."), "trial", trial, action=_("Choose a slot"))
    if trial.may("plan") and not _booked(trial, visit):
        return _step("wait_host", _("Wait for the partner's answer"), _("The booking is not confirmed yet."), "trial", trial, action="")
    if trial.may("plan"):
        return _step("plan", _("Plan the trial"), _("The booking is confirmed."), "trial", trial, action=_("Plan"))
    return _preparation(trial, visit) or _after(trial, visit)


def _preparation(trial: Trial, visit: TrialSession) -> dict | None:
    if trial.status != Trial.Status.PLANNED:
        return None
    answers = [family_answer(p) for p in _members(trial)]
    unasked = sum(answer.state == "none" for answer in answers)
    if unasked:
        text = Lazy(_("%(count)s families have not been asked."), count=unasked)
        return _step("consents", _("Ask the families"), text, "trial_families", trial, action=_("Send consents"))
    if not visit.card.school_signed_at:
        return _step(
            "card",
            _("Sign the technology card"),
            _("Look it through and sign for the school."),
            "trial_card",
            trial,
            action=_("Open the card"),
        )
    if waiting := sum(answer.is_waiting for answer in answers):
        text = Lazy(_("%(count)s families have not answered."), count=waiting)
        return _step("remind", _("Remind the families"), text, "trial_families", trial, action=_("Remind"))
    if not _briefed(visit):
        return _step(
            "briefing",
            _("Record the briefing at school"),
            _("Who took part, when and what about."),
            "trial_briefing",
            trial,
            action=_("Record"),
            args=(trial.pk, Briefing.Place.SCHOOL),
        )
    if visit.status == TrialSession.Status.PLANNED:
        return _step(
            "ready",
            _("Check the readiness"),
            _("What is still red keeps the visit from beginning."),
            "trial",
            trial,
            action=_("See the checks"),
        )
    return None


def _after(trial: Trial, visit: TrialSession) -> dict | None:
    if visit.status in {TrialSession.Status.READY, TrialSession.Status.IN_PROGRESS}:
        return _step("visit", _("The visit"), near(visit.starts), "trial_safety", trial, action=_("Open"))
    if trial.status == Trial.Status.HELD:
        return _step(
            "close",
            _("Close the trial"),
            _("Look what is missing, write the closing note."),
            "trial_closing",
            trial,
            action=_("Close the trial"),
        )
    return None


def _of_mentor(trial: Trial, visit: TrialSession) -> dict | None:
    if trial.status == Trial.Status.PLANNED and not visit.card.host_signed_at:
        return _step(
            "card",
            _("Sign the technology card"),
            _("Look it through, mend what is wrong, sign for the partner."),
            "trial_card",
            trial,
            action=_("Open the card"),
        )
    if visit.status in {TrialSession.Status.READY, TrialSession.Status.IN_PROGRESS}:
        return _step("visit", _("The visit"), near(visit.starts), "visit", trial, action=_("Open"), args=(visit.pk,))
    if trial.status == Trial.Status.HELD and visit.card.status == TechnologyCard.Status.AGREED:
        return _step(
            "row22",
            _("Write your conclusions"),
            _("What worked, what to improve, the next step."),
            "trial_card",
            trial,
            action=_("Open the card"),
        )
    return None


def _of_class(trial: Trial) -> dict | None:
    waiting = sum(family_answer(p).is_waiting for p in _members(trial))
    if trial.status == Trial.Status.PLANNED and waiting:
        text = Lazy(_("%(count)s families have not answered."), count=waiting)
        return _step("consents", _("Collect the consents"), text, "my_class", trial, action=_("My class"), args=())
    if trial.status in OVER:
        return _step(
            "summaries",
            _("Sign the parents' pages"),
            _("One look, one signature for the class."),
            "my_class",
            trial,
            action=_("My class"),
            args=(),
        )
    return None
