"""The last line: closing note, meaningfulness, closing (BR-33, BR-34, BR-36)."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.errors import WrongState
from portfolio.models import Artefact

from .. import errors
from ..models import (
    Briefing,
    ClosingNote,
    GroupObservation,
    GroupObservationRow,
    MeaningfulnessCheck,
    ObservationCard,
    Participation,
    Trial,
    TrialSession,
)
from ..words import Lazy
from .locks import locked, reason_of
from .visit import briefed_ids

Result = ObservationCard.Result


@dataclass(frozen=True)
class Mark:
    """One of the six marks of meaningfulness (§5.9)."""

    code: str
    title: Any
    ok: bool
    detail: Any = ""
    auto: bool | None = None
    confirmed: Any = None


@dataclass(frozen=True)
class Gap:
    """Something that closing still misses. ``soft``: may be accepted with a reason after S22; it stays counted as missing."""

    code: str
    text: Any
    soft: bool = False

    def __str__(self) -> str:
        return str(self.text)


def attended(trial: Trial) -> QuerySet:
    """Participations that took part."""
    return trial.participations.filter(status=Participation.Status.ATTENDED)


def counts_as_trial(trial: Trial) -> bool:
    """BR-33: site briefing ∧ tools shown ∧ ordered chain of actions ∧ product or task result; otherwise the visit is filed as an excursion."""
    return all(mark.ok for mark in trial_marks(trial))


def trial_marks(trial: Trial) -> list[Mark]:
    """The four marks of BR-33: 1 and 4 from the records, 2 and 3 as the mentor confirmed them at the end of the visit."""
    held = list(trial.sessions.filter(status=TrialSession.Status.HELD))
    briefed = Briefing.objects.filter(session__in=held, place=Briefing.Place.SITE).exists()
    achieved = ObservationCard.objects.filter(
        session__in=held, status=ObservationCard.Status.SUBMITTED, result__in=[Result.YES, Result.PARTLY]
    )
    finished = GroupObservationRow.objects.filter(card__session__in=held, card__status=GroupObservation.Status.SUBMITTED, finished=True)
    product = achieved.exists() or finished.exists() or attended(trial).filter(artefacts__status=Artefact.Status.READY).exists()
    return [
        Mark("briefing", _("Briefing on site"), briefed),
        Mark("tools", _("The mentor showed the tools"), any(session.tools_shown for session in held)),
        Mark("chain", _("The pupils carried out the actions in order"), any(session.chain_done for session in held)),
        Mark("product", _("A product or a result of the task"), product),
    ]


def meaningfulness(trial: Trial) -> list[Mark]:
    """The six marks of §5.9, as the school confirmed them where it did; meaningful is 6 of 6 (BR-36)."""
    confirmed = {row.code: row for row in MeaningfulnessCheck.objects.filter(trial=trial).select_related("confirmed_by")}
    return [_as_confirmed(mark, confirmed.get(mark.code)) for mark in auto_marks(trial)]


def _as_confirmed(mark: Mark, row: MeaningfulnessCheck | None) -> Mark:
    return replace(mark, auto=mark.ok, ok=mark.ok if row is None else row.manual, confirmed=row)


def auto_marks(trial: Trial) -> list[Mark]:
    """The six marks as the portal finds them now."""
    session = trial.sessions.select_related("card").first()
    card = getattr(session, "card", None)
    steps = max((len(card.steps(language)) for language in ("kk", "ru")), default=0) if card else 0
    goal = card is not None and any(
        card.text("goal_action", language) and card.text("understanding", language) for language in ("kk", "ru")
    )
    present = bool(session and session.mentor_id and session.tools_shown)
    return [
        Mark("goal", _("Clear goal"), goal),
        Mark("task", _("A real micro-task within reach"), steps >= 1),
        Mark("specialists", _("Contact with specialists"), present),
        Mark("sequence", _("A sequence of actions"), steps >= 2),
        _share("feedback", _("Feedback"), trial, _with_feedback(trial)),
        _share("portfolio", _("The result is kept in the portfolio"), trial, _with_artefact(trial)),
    ]


def is_meaningful(trial: Trial) -> bool:
    """6 of 6."""
    return all(mark.ok for mark in meaningfulness(trial))


def _with_feedback(trial: Trial) -> int:
    said = ~Q(comment="") | ~Q(next_step="") | ~Q(plus="") | ~Q(delta="")
    cards = ObservationCard.objects.filter(said, participation__in=attended(trial), status=ObservationCard.Status.SUBMITTED)
    return cards.values("participation").distinct().count()


def _with_artefact(trial: Trial) -> int:
    return attended(trial).filter(artefacts__status=Artefact.Status.READY).distinct().count()


def _share(code: str, title: Any, trial: Trial, have: int) -> Mark:
    """True from S24 per cent of those who attended. Example: 21 of 25 → 84 % ≥ 80 % → true; 19 → 76 % → false."""
    total = attended(trial).count()
    enough = total > 0 and have * 100 >= settings.TRIALS["MEANINGFUL_SHARE"] * total
    return Mark(code, title, enough, Lazy(_("%(have)s of %(total)s pupils"), have=have, total=total))


def closing_gaps(trial: Trial) -> list[Gap]:
    """What BR-34 still misses, in the order of the work; empty when the trial may be closed. Who only watched needs neither card nor questionnaire."""
    gaps = []
    if trial.sessions.exclude(status__in=[TrialSession.Status.HELD, TrialSession.Status.CANCELLED]).exists():
        gaps.append(Gap("visit", _("The visit is not finished.")))
    if names := _names_without(trial, _has_card):
        sentence = ngettext_lazy(
            "No observation card for %(count)s pupil: %(who)s.", "No observation card for %(count)s pupils: %(who)s.", "count"
        )
        gaps.append(Gap("card", Lazy(sentence, count=len(names), who=", ".join(names)), soft=True))
    if names := _names_without(trial, _has_after):
        sentence = ngettext_lazy("No questionnaire after the trial from %(count)s pupil: %(who)s.",
                                 "No questionnaire after the trial from %(count)s pupils: %(who)s.", "count")  # fmt: skip
        gaps.append(Gap("after", Lazy(sentence, count=len(names), who=", ".join(names)), soft=True))
    if not ClosingNote.objects.filter(trial=trial).exists():
        gaps.append(Gap("note", _("The closing note is not written.")))
    if trial.incidents.open().filter(severity="serious").exists():
        gaps.append(Gap("incident", _("A serious incident is still open.")))
    return gaps


def _has_card(rows: QuerySet) -> QuerySet:
    """Form Б, or a row of annex 5 where that card was chosen (BR-32, BR-34)."""
    card = Q(observations__status=ObservationCard.Status.SUBMITTED)
    return rows.filter(card | Q(group_rows__card__status=GroupObservation.Status.SUBMITTED))


def _has_after(rows: QuerySet) -> QuerySet:
    return rows.filter(form__after_at__isnull=False)


def _names_without(trial: Trial, having: Any) -> list[str]:
    workers = {pk for session in trial.sessions.all() for pk in briefed_ids(session)}
    rows = attended(trial).filter(pk__in=workers)
    missing = rows.exclude(pk__in=having(rows).values("pk")).select_related("pupil").order_by("pupil__last_name", "pupil__first_name")
    return [participation.pupil.short_name for participation in missing]


def held_at(trial: Trial) -> dt.datetime | None:
    """When the last visit was held."""
    row = trial.transitions.filter(action="hold").last()
    return row.at if row else None


def may_close_with_gaps(trial: Trial) -> bool:
    """S22 has passed since the visit was held."""
    moment = held_at(trial)
    return moment is not None and timezone.now() - moment >= dt.timedelta(days=settings.TRIALS["CLOSE_WITH_GAPS_DAYS"])


@transaction.atomic
def write_closing_note(*, trial: Trial, teacher_view: str, pupil_view: str, by: Any) -> ClosingNote:
    """Column 8 of the journal. Raises NoteIncomplete, WrongState before the visit is held and after closing."""
    trial = locked(trial)
    if trial.status != Trial.Status.HELD:
        raise WrongState(status=trial.get_status_display())
    views = {"teacher_view": teacher_view.strip()[:300], "pupil_view": pupil_view.strip()[:300]}
    if not all(views.values()):
        raise errors.NoteIncomplete
    note, _created = ClosingNote.objects.update_or_create(trial=trial, defaults={**views, "written_by": by})
    return note


@transaction.atomic
def confirm_marks(*, trial: Trial, answers: dict[str, tuple[bool, str]], by: Any) -> list[MeaningfulnessCheck]:
    """The coordinator confirms the six marks or overrules some with a note: code → (met, note). Raises WrongState, NoteForMarkMissing."""
    trial = locked(trial)
    if trial.status != Trial.Status.HELD:
        raise WrongState(status=trial.get_status_display())
    found = {mark.code: mark.ok for mark in auto_marks(trial)}
    for code, (met, note) in answers.items():
        if met != found[code] and not note.strip():
            raise errors.NoteForMarkMissing(code)
    return [_confirm(trial, code, found[code], met, note, by) for code, (met, note) in answers.items()]


def _confirm(trial: Trial, code: str, auto: bool, met: bool, note: str, by: Any) -> MeaningfulnessCheck:
    values = {"auto": auto, "manual": met, "note": note.strip()[:300] if met != auto else "", "confirmed_by": by}
    row, _created = MeaningfulnessCheck.objects.update_or_create(trial=trial, code=code, defaults=values)
    return row


def _freeze_marks(trial: Trial, by: Any) -> None:
    """Whoever closes the trial confirms the marks that nobody has touched as they stand (BR-34)."""
    known = set(MeaningfulnessCheck.objects.filter(trial=trial).values_list("code", flat=True))
    for mark in auto_marks(trial):
        if mark.code not in known:
            _confirm(trial, mark.code, mark.ok, mark.ok, "", by)


@transaction.atomic
def close_trial(*, trial: Trial, by: Any, reason: str = "") -> Trial:
    """Held → closed; missing cards and questionnaires may be accepted with a reason after S22. Raises NotClosable, ReasonMissing, WrongState."""
    trial = locked(trial, "programme")
    if not trial.may("close"):
        raise WrongState(status=trial.get_status_display())
    gaps = closing_gaps(trial)
    if gaps:
        if not may_close_with_gaps(trial) or not all(gap.soft for gap in gaps):
            raise errors.NotClosable(gaps)
        reason = reason_of(reason)
    trial.counts_as_trial = counts_as_trial(trial)
    _freeze_marks(trial, by)
    trial.closing_reason = reason.strip()[:300]
    trial.move("close", by=by, reason=trial.closing_reason, save_also=("counts_as_trial", "closing_reason"))
    return trial
