"""Asking families: links, letters, reminders, and asking again after a change (BR-21, BR-24). Answers are in services/answers.py.

One row per guardian and participation. A link is sent, answered once, and from then on opens the saved answer; a new link kills the old one.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.links import Contact, issue_link, revoke_links
from accounts.models import GuardianLink, OneTimeLink, User
from core.errors import DomainError

from .. import errors_family as errors
from ..errors import TooLate
from ..models import ParentConsent, Participation, Trial
from ..queries.families import contact_of
from . import letters, safety
from .answers import (
    ConsentAnswer,
    answer_consent,
    change_photo,
    confirm_consent,
    decline_again,
    effective_photo_level,
    enter_paper_consent,
    family_changed,
    lock_consent,
    note_brings_child,
    set_photo_effective,
    settle_disagreement,
    visit_has_begun,
    withdraw_consent,
)
from .locks import locked
from .terms import missing_terms, needs_new_answer, terms_of

__all__ = [
    "ConsentAnswer",
    "Sent",
    "answer_consent",
    "ask_again",
    "change_photo",
    "confirm_consent",
    "decline_again",
    "effective_photo_level",
    "enter_paper_consent",
    "expire_consents",
    "family_changed",
    "guardian_ended",
    "note_brings_child",
    "open_consent",
    "record_paper_notice",
    "remind_consents",
    "remind_due",
    "send_consents",
    "send_link_again",
    "set_photo_effective",
    "settle_disagreement",
    "withdraw_consent",
]

Status = ParentConsent.Status
REMIND_AT_MOST_EVERY = dt.timedelta(hours=1)
REMIND_DAYS = (7, 3, 1)  # S10
DAYTIME = range(9, 20)  # hours of Almaty in which the portal writes by itself
NO_GUARDIAN = _("no legal representative is entered")
NO_BIRTH_DATE = _("the birth date is not entered, the link asks for it")
_OUT = (Participation.Status.WITHDRAWN, Participation.Status.ATTENDED, Participation.Status.ABSENT)


@dataclass
class Sent:
    """What came of one sending. ``count`` links made or sent again, ``letters`` of them went out by e-mail or SMS, ``by_hand`` wait for a printed slip,
    ``skipped``: (participation, why) of pupils whose family could not be asked.
    """

    count: int = 0
    letters: int = 0
    by_hand: list[ParentConsent] = field(default_factory=list)
    skipped: list[tuple[Participation, Any]] = field(default_factory=list)


class _Post:
    """The letters of one sending; looks up the class teacher once per class."""

    def __init__(self, sent: Sent) -> None:
        self.sent = sent
        self._teachers: dict[int, Contact | None] = {}

    def teacher(self, participation: Participation) -> Contact | None:
        if participation.class_group_id not in self._teachers:
            self._teachers[participation.class_group_id] = contact_of(participation)
        return self._teachers[participation.class_group_id]

    def send(self, consent: ParentConsent, letter: Any, **options: Any) -> None:
        self.sent.count += 1
        if letter(consent, teacher=self.teacher(consent.participation), **options):
            self.sent.letters += 1
        else:
            self.sent.by_hand.append(consent)


def _to_ask(trial: Trial, participations: Iterable[Participation] | None) -> list[Participation]:
    """Participations whose families are asked now: in the group, not withdrawn, not over."""
    rows = Participation.objects.filter(trial=trial, removed_at__isnull=True).exclude(status__in=_OUT)
    if participations is not None:
        rows = rows.filter(pk__in=[row.pk for row in participations])
    rows = rows.select_related("pupil", "trial__school", "trial__programme", "trial__responsible__user")
    return list(rows.prefetch_related("consents__link", "consents__guardian", "pupil__guardians", "trial__sessions").order_by("pk"))


def _lock_for_asking(trial: Trial) -> Trial:
    """The trial under its lock, ready to be told about. Raises NotAsked, TooLate, TermsIncomplete."""
    trial = locked(trial)
    if visit_has_begun(trial):
        raise TooLate
    if trial.status != Trial.Status.PLANNED:
        raise errors.NotAsked
    if missing := missing_terms(trial):
        raise errors.TermsIncomplete(missing)
    return trial


@transaction.atomic
def send_consents(*, trial: Trial, by: User, participations: Iterable[Participation] | None = None) -> Sent:
    """Ask every active guardian of the pupils (of the whole trial by default) who has not been asked: one link and one letter each.

    Pupils without a guardian or a birth date are listed in ``skipped`` and stop nobody. The first sending is the families' notice (G9): a late one
    stays red until the coordinator confirms it with a reason. Raises NotAsked, TooLate, TermsIncomplete, NobodyToAsk.
    """
    trial = _lock_for_asking(trial)
    sent = Sent()
    post = _Post(sent)
    for participation in _to_ask(trial, participations):
        for guardian in _guardians(participation, sent):
            if consent := _ask(participation, guardian, by=by):
                post.send(consent, letters.send_ask)
    if not sent.count and not sent.skipped:
        raise errors.NobodyToAsk
    if sent.count:
        _note_notice(trial, by=by)
    return sent


def _guardians(participation: Participation, sent: Sent) -> list[GuardianLink]:
    guardians = [row for row in participation.pupil.guardians.all() if row.status == GuardianLink.Status.ACTIVE]
    if not guardians:
        sent.skipped.append((participation, NO_GUARDIAN))
    elif participation.pupil.birth_date is None:
        sent.skipped.append((participation, NO_BIRTH_DATE))
        return []
    for guardian in guardians:
        guardian.child = participation.pupil
    return guardians


def _ask(participation: Participation, guardian: GuardianLink, *, by: User) -> ParentConsent | None:
    """The row of this guardian with a live link; None where it was asked before and the link still lives, or is answered."""
    consent = next((row for row in participation.consents.all() if row.guardian_id == guardian.pk), None)
    if consent and (
        consent.status in ParentConsent.ANSWERED or (consent.status in (Status.SENT, Status.OPENED) and link_lives(consent.link))
    ):
        return None
    consent, _made = ParentConsent.objects.get_or_create(
        participation=participation, guardian=guardian, defaults={"language": guardian.language}
    )
    return _give_link(consent, participation, by=by)


def link_lives(link: OneTimeLink | None) -> bool:
    """Does the address still open the questions?"""
    return link is not None and link.status in (OneTimeLink.Status.ISSUED, OneTimeLink.Status.OPENED) and link.expires_at > timezone.now()


def _give_link(consent: ParentConsent, participation: Participation, *, by: User | None) -> ParentConsent:
    """Issue a new link; the earlier unanswered one dies with it. The status follows where an answer is awaited."""
    guardian = consent.guardian
    consent.link = issue_link(
        purpose=OneTimeLink.Purpose.CONSENT, object=consent, guardian=guardian, expires_at=letters.link_ends(participation), by=by
    )
    consent.sent_at, consent.channel, consent.participation = timezone.now(), ParentConsent.Channel.LINK, participation
    if consent.status in (Status.OPENED, Status.EXPIRED):
        consent.move("send_again", by=by)
    consent.save(update_fields=["link", "sent_at", "channel"])
    return consent


def _note_notice(trial: Trial, *, by: User) -> None:
    """The families' notice of G9, once; a late one stays red until the coordinator confirms it with a reason."""
    session = trial.visit
    if session is not None and session.families_informed_at is None:
        safety.record_notice(session=session, by=by)


@transaction.atomic
def record_paper_notice(*, trial: Trial, by: User) -> None:
    """The printed slips were handed out: that informs the families too. Raises NotAsked, TooLate, TermsIncomplete."""
    _note_notice(_lock_for_asking(trial), by=by)


@transaction.atomic
def send_link_again(*, consent: ParentConsent, by: User) -> Sent:
    """A new link for one guardian: lost, revoked after wrong birth dates, expired, or a family that wants to change its «no». The old one is dead.

    Raises NotAsked, TooLate, TermsIncomplete, AlreadyAnswered (a given consent is changed on its own page), accounts' BirthDateMissing.
    """
    _lock_for_asking(consent.participation.trial)
    consent = lock_consent(consent)
    if consent.status in (Status.GIVEN, Status.RECONFIRM):
        raise errors.AlreadyAnswered
    sent = Sent()
    _Post(sent).send(_give_link(consent, consent.participation, by=by), letters.send_ask)
    return sent


@transaction.atomic
def remind_consents(*, trial: Trial, by: User | None, participations: Iterable[Participation] | None = None) -> Sent:
    """Write again to every guardian who has not answered, with the same address; an expired link is replaced by a new one.

    Nobody is written to twice within an hour. Raises NotAsked, TooLate, TermsIncomplete, NothingToRemind.
    """
    trial = _lock_for_asking(trial)
    sent = Sent()
    post = _Post(sent)
    for participation in _to_ask(trial, participations):
        for consent in participation.consents.all():
            if _may_remind(consent):
                _remind(consent, participation, post, by=by)
    if not sent.count:
        raise errors.NothingToRemind
    return sent


def _may_remind(consent: ParentConsent) -> bool:
    if consent.status not in (Status.SENT, Status.OPENED, Status.EXPIRED, Status.RECONFIRM) or consent.link is None:
        return False
    latest = max(filter(None, (consent.reminded_at, consent.sent_at)))
    return consent.guardian.status == GuardianLink.Status.ACTIVE and timezone.now() - latest >= REMIND_AT_MOST_EVERY


def _remind(consent: ParentConsent, participation: Participation, post: _Post, *, by: User | None) -> None:
    consent.participation = participation
    if consent.status == Status.RECONFIRM:
        post.send(consent, letters.send_reconfirm)
    else:
        if not link_lives(consent.link):
            _give_link(consent, participation, by=by)
        post.send(consent, letters.send_ask, again=True)
    consent.reminded_at = timezone.now()
    consent.save(update_fields=["reminded_at"])


def remind_due(now: dt.datetime | None = None) -> int:
    """S10: 7, 3 and 1 days before a visit the families that have not answered are written to, once and by day. For the clock; answers how many links."""
    today, count = timezone.localdate(now), 0
    if timezone.localtime(now).hour not in DAYTIME:
        return 0
    for days in REMIND_DAYS:
        day = today + dt.timedelta(days=days)
        for trial in Trial.objects.filter(status=Trial.Status.PLANNED, sessions__period__startswith__date=day).distinct():
            waiting = trial.participations.filter(consents__status__in=[Status.SENT, Status.OPENED, Status.RECONFIRM]).exclude(
                consents__reminded_at__date=today
            )
            if not waiting.exists():
                continue
            try:
                count += remind_consents(trial=trial, by=None, participations=waiting).count
            except DomainError:
                continue  # nobody to remind, or the trial is not ready to be told about: its own page says so
    return count


@transaction.atomic
def expire_consents() -> int:
    """Close consents whose link has passed its end unanswered. For the clock; answers how many."""
    over = ParentConsent.objects.select_for_update(of=("self",), skip_locked=True).filter(
        status__in=[Status.SENT, Status.OPENED], link__expires_at__lte=timezone.now()
    )
    rows = list(over)
    for consent in rows:
        consent.move("expire", by=None)
    return len(rows)


@transaction.atomic
def open_consent(*, consent: ParentConsent) -> ParentConsent:
    """The family has opened the page and reads it."""
    consent = ParentConsent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if consent.may("open"):
        consent.move("open", by=None)
    return consent


@transaction.atomic
def ask_again(*, trial: Trial, by: User | None = None) -> Sent:
    """After a change of date, place, host, mentor or duration: every consent given under other terms is to be confirmed again, by one tap (BR-24).

    Compares with what each family signed, so a change that is taken back asks nobody. Call it after the change is saved.
    """
    trial = locked(trial)
    sent = Sent()
    if missing_terms(trial) or visit_has_begun(trial):
        return sent
    terms, post = terms_of(trial), _Post(sent)
    rows = ParentConsent.objects.filter(participation__trial=trial, status__in=[Status.GIVEN, Status.RECONFIRM]).order_by("pk")
    for found in rows.select_related("participation"):
        consent = lock_consent(found)
        if consent.status == Status.GIVEN and needs_new_answer(consent.terms, terms):
            consent.move("ask_again", by=by)
            _write_about_change(consent, post, by=by)
            family_changed(consent.participation)
        elif consent.status == Status.RECONFIRM and not needs_new_answer(consent.terms, terms):
            consent.move("give", by=by, reason="taken back")
            family_changed(consent.participation)
    return sent


def _write_about_change(consent: ParentConsent, post: _Post, *, by: User | None) -> None:
    """The answered link shows the difference; a family that answered on paper gets its first link."""
    if consent.link is None and consent.participation.pupil.birth_date:
        _give_link(consent, consent.participation, by=by)
    if consent.link is not None:
        post.send(consent, letters.send_reconfirm)


def guardian_ended(guardian: GuardianLink) -> None:
    """A guardian's standing ends: the answers no longer count, so the admission of the child in coming trials is looked at again."""
    for consent in ParentConsent.objects.filter(guardian=guardian).select_related("participation__trial"):
        revoke_links(target=consent, guardian=guardian)
        if not visit_has_begun(consent.participation.trial):
            family_changed(consent.participation)
