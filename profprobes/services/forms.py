"""Form В, the pupil's questionnaire in two halves, and the files a pupil attaches (§5.5, BR-25, BR-37, BR-40, BR-48)."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from portfolio.models import Artefact
from portfolio.services import check_artefact, keep_artefact, save_scores

from ..errors_phone import BeforeOnly, ConflictSettled, FilesNotOpen, NotAttended, NotInThisTrial, OtherCardsNumber, TrialClosed
from ..form_rules import accepted, after_rules, before_rules, is_empty_reflection
from ..models import CRITERIA, FormConflict, ParticipantForm, Participation, Trial, TrialSession
from ..photo import lowest_level
from .answers import set_photo_effective
from .locks import locked
from .observation import CONFLICT, RUBRIC, SAME, SAVED
from .portfolio_entry import refresh_portfolio
from .summaries import refresh_summary

Moment = FormConflict.Moment
_OUT = (Participation.Status.WITHDRAWN, Participation.Status.NOT_ADMITTED)
_NOT_BEGUN = (TrialSession.Status.PLANNED, TrialSession.Status.READY, TrialSession.Status.MOVED)


@transaction.atomic
def submit_before(
    *, participation: Participation, answers: dict[str, Any], client_uuid: UUID, device_time: dt.datetime | None, by: Any
) -> tuple[str, ParticipantForm]:
    """Keep «before»; written after the start of the visit it is marked late. Answers ("saved" | "same" | "conflict", form), as submit_card does.

    Raises AnswersRefused, NotInThisTrial, TrialClosed.
    """
    participation, form = _opened(participation)
    if known := _already_here(form, Moment.BEFORE, client_uuid):
        return known
    clean = accepted(before_rules(), answers).clean
    if form.before_at:
        return _beside(form, Moment.BEFORE, clean, client_uuid, device_time, by)
    form.before_at, form.before_uuid, form.before_device_time = timezone.now(), client_uuid, device_time
    form.before_late = _is_late(participation.trial, device_time)
    return SAVED, _keep(form, participation, Moment.BEFORE, clean, by)


@transaction.atomic
def submit_after(
    *, participation: Participation, answers: dict[str, Any], client_uuid: UUID, device_time: dt.datetime | None, by: Any
) -> tuple[str, ParticipantForm]:
    """Keep «after» with consents, self-assessment and outcome; opens when the visit has been held, for who was there.

    Raises AnswersRefused, NotInThisTrial, BeforeOnly, NotAttended, TrialClosed.
    """
    participation, form = _opened(participation)
    if known := _already_here(form, Moment.AFTER, client_uuid):
        return known
    check_after_open(participation)
    clean = accepted(after_rules(participation.class_group.grade or 0), answers).clean
    if form.after_at:
        return _beside(form, Moment.AFTER, clean, client_uuid, device_time, by)
    form.after_at, form.after_uuid, form.device_time = timezone.now(), client_uuid, device_time
    return SAVED, _keep(form, participation, Moment.AFTER, clean, by)


@transaction.atomic
def resolve_form_conflict(*, conflict: FormConflict, content: dict[str, Any], by: Any) -> ParticipantForm:
    """The pupil's choice between two versions of one half. Raises AnswersRefused, ConflictSettled."""
    participation, form = _opened(conflict.form.participation)
    conflict = FormConflict.objects.select_for_update(of=("self",)).get(pk=conflict.pk)
    if conflict.resolved_at:
        raise ConflictSettled
    rules = before_rules() if conflict.moment == Moment.BEFORE else after_rules(participation.class_group.grade or 0)
    clean = accepted(rules, content).clean
    conflict.resolved_at, conflict.resolved_by = timezone.now(), by
    conflict.save(update_fields=["resolved_at", "resolved_by"])
    return _keep(form, participation, conflict.moment, clean, by)


def add_trial_artefact(
    *, participation: Participation, upload: Any, kind: str, caption: str = "", people: str | None = None, by: Any
) -> Artefact:
    """Attach a file of the pupil to the trial; with the pupil's «yes» it goes into the portfolio too. The same file again changes nothing.

    Raises FilesNotOpen, PhotoForbidden and the refusals of portfolio.services.add_artefact.
    """
    checked = check_artefact(upload=upload, kind=kind)  # seconds of work on a photo, so before any lock
    with transaction.atomic():
        participation = locked(participation, "trial__programme", "pupil")
        visit = participation.trial.visit
        if participation.status in _OUT or visit is None or visit.status in _NOT_BEGUN:
            raise FilesNotOpen
        level = lowest_level(participation, people or "")
        artefact = keep_artefact(owner=participation.pupil, checked=checked, kind=kind, caption=caption, people=people, level=level, by=by)
        participation.artefacts.add(artefact)
        refresh_portfolio(participation=participation)
        refresh_summary(participation=participation)
    return artefact


def check_after_open(participation: Participation) -> None:
    """Is «after» open for this pupil? Raises BeforeOnly, NotAttended."""
    visit = participation.trial.visit
    if visit is None or visit.status != TrialSession.Status.HELD:
        raise BeforeOnly
    if participation.status != Participation.Status.ATTENDED:
        raise NotAttended


def form_content(form: ParticipantForm, moment: str) -> dict[str, Any]:
    """One half of a questionnaire as devices send it."""
    if moment == Moment.BEFORE:
        return {name: getattr(form, name) for name in ParticipantForm.BEFORE}
    yes_no = {None: "", True: "yes", False: "no"}
    return {
        **{name: getattr(form, name) for name in (*ParticipantForm.ANSWERS, *ParticipantForm.EXTRA)},
        **{f"s_{code}": form.levels[code] for code in CRITERIA},
        "artefact_consent": yes_no[form.artefact_consent],
        "photo_consent": yes_no[form.photo_consent],
        "outcome": form.participation.outcome,
    }


def is_empty(form: ParticipantForm) -> bool:
    """BR-37: was «after» filled without a thought? Grade-independent."""
    return is_empty_reflection(after_rules(0), form_content(form, Moment.AFTER))


def _opened(participation: Participation) -> tuple[Participation, ParticipantForm]:
    participation = locked(participation, "pupil", "class_group", "trial__programme")
    if participation.status in _OUT:
        raise NotInThisTrial
    form, _ = ParticipantForm.objects.select_for_update(of=("self",)).get_or_create(participation=participation)
    form.participation = participation
    return participation, form


def _already_here(form: ParticipantForm, moment: str, client_uuid: UUID) -> tuple[str, ParticipantForm] | None:
    if getattr(form, f"{moment}_uuid") == client_uuid:
        return SAME, form
    conflict = FormConflict.objects.filter(client_uuid=client_uuid).first()
    if conflict is None:
        if form.participation.trial.status == Trial.Status.CLOSED:
            raise TrialClosed
        return None
    if (conflict.form_id, conflict.moment) != (form.pk, moment):
        raise OtherCardsNumber
    return (CONFLICT if conflict.resolved_at is None else SAME), form


def _beside(
    form: ParticipantForm, moment: str, clean: dict[str, Any], client_uuid: UUID, device_time: dt.datetime | None, by: Any
) -> tuple[str, ParticipantForm]:
    kept = form_content(form, moment)
    if all(kept[name] == value for name, value in clean.items()):
        return SAME, form
    FormConflict.objects.create(form=form, moment=moment, content=clean, client_uuid=client_uuid, device_time=device_time, sent_by=by)
    return CONFLICT, form


def _keep(form: ParticipantForm, participation: Participation, moment: str, clean: dict[str, Any], by: Any) -> ParticipantForm:
    for name in (*ParticipantForm.BEFORE, *ParticipantForm.ANSWERS, *ParticipantForm.EXTRA, *(f"s_{code}" for code in CRITERIA)):
        if name in clean:
            setattr(form, name, clean[name])
    if moment == Moment.AFTER:
        form.artefact_consent, form.photo_consent = clean["artefact_consent"] == "yes", clean["photo_consent"] == "yes"
    form.save()
    if moment == Moment.AFTER:
        _follow_after(form, participation, clean, by)
    refresh_summary(participation=participation)
    return form


def _follow_after(form: ParticipantForm, participation: Participation, clean: dict[str, Any], by: Any) -> None:
    """What depends on «after»: outcome, own scores, photo permission (at once, BR-25), the portfolio entry (BR-40)."""
    participation.outcome = clean["outcome"]
    participation.save(update_fields=["outcome"])
    own = {code: form.levels[code] for code in CRITERIA if form.levels[code]}
    save_scores(rubric_code=RUBRIC, subject=participation, levels=own, rater=participation.pupil)
    set_photo_effective(participation)
    refresh_portfolio(participation=participation)


def _is_late(trial: Trial, device_time: dt.datetime | None) -> bool:
    """«Before» closes when the visit starts. A phone that was offline is believed about the time, unless its clock runs ahead."""
    visit = trial.visit
    if visit is None or visit.status in _NOT_BEGUN:
        return False
    start = visit.transitions.filter(action="start").order_by("at").values_list("at", flat=True).first() or visit.starts
    now = timezone.now()
    written = device_time if device_time and device_time <= now else now
    return written >= start
