"""Form Б: submitting, settling two versions, opening again (BR-30, BR-31, BR-48)."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from portfolio.services import save_scores

from ..errors_phone import ConflictSettled, NotBriefed, OtherCardsNumber, PupilNotThere, TrialClosed, VisitNotBegun
from ..form_rules import accepted, card_rules
from ..models import CRITERIA, Briefing, BriefingAck, CardConflict, ObservationCard, Participation, SessionAttendance, Trial, TrialSession
from .locks import locked, reason_of
from .portfolio_entry import refresh_portfolio
from .summaries import refresh_summary

Status = ObservationCard.Status
RUBRIC = "PP-B5"
SAVED, SAME, CONFLICT = "saved", "same", "conflict"


@transaction.atomic
def submit_card(
    *,
    session: TrialSession,
    participation: Participation,
    content: dict[str, Any],
    client_uuid: UUID,
    device_time: dt.datetime | None,
    by: Any,
    from_paper: bool = False,
) -> tuple[str, ObservationCard]:
    """Keep a card that a device sends; see profprobes.form_rules for ``content``.

    Answers ("saved", card); ("same", card) for a repeat of the same card; ("conflict", card) when another version was sent before: that one stays,
    this one is kept beside it. Raises AnswersRefused, VisitNotBegun, NotBriefed, PupilNotThere, TrialClosed, OtherCardsNumber.
    """
    participation = locked(participation, "pupil", "trial")  # two devices with one pupil's card queue here
    if known := _already_here(session, participation, client_uuid):
        return known
    _check_there(session, participation)
    clean = accepted(card_rules(), content).clean
    card = ObservationCard.objects.select_for_update(of=("self",)).filter(session=session, participation=participation).first()
    if card is not None and card.status == Status.SUBMITTED:
        return _beside(card, clean, client_uuid, device_time, by)
    card = card or ObservationCard(session=session, participation=participation)
    card.mentor, card.from_paper = _author(session, by, from_paper), from_paper
    card.client_uuid, card.device_time = client_uuid, device_time
    _write(card, clean)
    card.move("submit", by=by)
    return SAVED, _follow(card)


def _already_here(session: TrialSession, participation: Participation, client_uuid: UUID) -> tuple[str, ObservationCard] | None:
    """A repeated sending of one client_uuid changes nothing, whatever it carries (BR-48)."""
    card = ObservationCard.objects.filter(client_uuid=client_uuid).first()
    if card is None:
        conflict = CardConflict.objects.select_related("card").filter(client_uuid=client_uuid).first()
        if conflict is None:
            return None
        card = conflict.card
        answer = CONFLICT if conflict.resolved_at is None else SAME
    else:
        answer = SAME
    if (card.session_id, card.participation_id) != (session.pk, participation.pk):
        raise OtherCardsNumber
    return answer, card


def _check_there(session: TrialSession, participation: Participation) -> None:
    """Only who was briefed on site and was there has a card (BR-30, §9 case 16)."""
    if session.trial_id != participation.trial_id:
        raise PupilNotThere(pupil=participation.pupil.short_name)
    if participation.trial.status == Trial.Status.CLOSED:
        raise TrialClosed
    if session.status not in (TrialSession.Status.IN_PROGRESS, TrialSession.Status.HELD):
        raise VisitNotBegun
    marked_absent = SessionAttendance.objects.filter(session=session, participation=participation, mark=SessionAttendance.Mark.ABSENT)
    if participation.status not in (Participation.Status.ADMITTED, Participation.Status.ATTENDED) or marked_absent.exists():
        raise PupilNotThere(pupil=participation.pupil.short_name)
    if not BriefingAck.objects.filter(briefing__session=session, briefing__place=Briefing.Place.SITE, participation=participation).exists():
        raise NotBriefed(pupil=participation.pupil.short_name)


def _beside(
    card: ObservationCard, clean: dict[str, Any], client_uuid: UUID, device_time: dt.datetime | None, by: Any
) -> tuple[str, ObservationCard]:
    """A sent card is not overwritten: equal content is the same card, other content waits beside it for the author's choice."""
    if {**card_content(card), "confirmed_words": None} == {**clean, "confirmed_words": None}:
        return SAME, card
    CardConflict.objects.create(card=card, content=clean, client_uuid=client_uuid, device_time=device_time, sent_by=by)
    return CONFLICT, card


@transaction.atomic
def resolve_conflict(*, conflict: CardConflict, content: dict[str, Any], by: Any) -> ObservationCard:
    """The author's choice between two versions: one of them or a mixture. The card keeps its earlier version in the history.

    Raises AnswersRefused, ConflictSettled.
    """
    participation = locked(conflict.card.participation)
    conflict = CardConflict.objects.select_for_update(of=("self",)).get(pk=conflict.pk)
    if conflict.resolved_at:
        raise ConflictSettled
    card = ObservationCard.objects.select_for_update(of=("self",)).select_related("session", "mentor").get(pk=conflict.card_id)
    card.participation = participation
    _write(card, accepted(card_rules(), content).clean)
    card.save()
    conflict.resolved_at, conflict.resolved_by = timezone.now(), by
    conflict.save(update_fields=["resolved_at", "resolved_by"])
    return _follow(card)


@transaction.atomic
def reopen_card(*, card: ObservationCard, reason: str, by: Any) -> ObservationCard:
    """The school's coordinator lets the mentor correct a sent card; the old version stays in the history. Raises ReasonMissing, TrialClosed, WrongState."""
    participation = locked(card.participation, "trial")
    if participation.trial.status == Trial.Status.CLOSED:
        raise TrialClosed
    card = ObservationCard.objects.select_for_update(of=("self",)).get(pk=card.pk)
    card.move("reopen", by=by, reason=reason_of(reason))
    refresh_summary(participation=participation)
    return card


@transaction.atomic
def draft_same_for_all(*, session: TrialSession, content: dict[str, Any], by: Any) -> int:
    """«Same for everyone»: a draft for each briefed pupil who has no card yet, to be corrected one by one. Answers how many were made."""
    known = {name: content.get(name) for name in ObservationCard.CONTENT if content.get(name) not in (None, "")}
    waiting = _waiting_for_card(session)
    for participation in waiting:
        draft = ObservationCard(session=session, participation=participation, mentor=_author(session, by, False))
        for name, value in known.items():
            setattr(draft, name, value)
        draft.save()
    return len(waiting)


def _waiting_for_card(session: TrialSession) -> list[Participation]:
    rows = Participation.objects.select_for_update(of=("self",)).filter(
        briefing_acks__briefing__session=session, briefing_acks__briefing__place=Briefing.Place.SITE
    )
    absent = SessionAttendance.objects.filter(session=session, mark=SessionAttendance.Mark.ABSENT).values("participation")
    done = ObservationCard.objects.filter(session=session).values("participation")
    return list(Participation.objects.filter(pk__in={row.pk for row in rows}).exclude(pk__in=absent).exclude(pk__in=done))


def card_content(card: ObservationCard) -> dict[str, Any]:
    """The content of a card as devices send it."""
    return {name: getattr(card, name) for name in (*ObservationCard.CONTENT, "confirmed_words")}


def _author(session: TrialSession, by: Any, from_paper: bool) -> Any:
    """A card typed in from paper is still the mentor's."""
    mentor = session.mentor or session.trial.mentor
    return mentor.membership.user if from_paper and mentor else by


def _write(card: ObservationCard, clean: dict[str, Any]) -> None:
    for name in (*ObservationCard.CONTENT, "confirmed_words"):
        setattr(card, name, clean[name])
    card.submitted_at = timezone.now()
    card.save()


def _follow(card: ObservationCard) -> ObservationCard:
    """What depends on a card: scores by rubric PP-B5, the portfolio entry, the parents' page."""
    seen = {code: level or None for code in CRITERIA if (level := card.levels[code]) is not None}
    save_scores(rubric_code=RUBRIC, subject=card.participation, levels=seen, rater=card.mentor)
    refresh_portfolio(participation=card.participation)
    refresh_summary(participation=card.participation)
    return card
