"""Consents: giving, refusing, withdrawing, and the questions a gate asks.

Every guardian and the person answer for themselves. A new answer ends the earlier one of the same giver and adds its own row, so the history
stays (network page 2.1). ``ended_at`` empty means: this is what the giver says today. No answer is no consent (NR13).
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from .errors import ConsentMissing, LevelMissing, NothingToWithdraw, NotTheGuardian, ReasonMissing
from .models import Consent, ConsentPurpose, ConsentText, GuardianLink, PhotoLevel, SensitiveRead, User

Status = Consent.Status
GIVEN, REFUSED, NONE = "given", "refused", "none"

_ended_hooks: list[Callable[[Consent], None]] = []
_answered_hooks: list[Callable[[Consent], None]] = []


def on_answered(hook: Callable[[Consent], None]) -> None:
    """Call ``hook(consent)`` after commit whenever somebody has given or refused a consent."""
    if hook not in _answered_hooks:
        _answered_hooks.append(hook)


def on_ended(hook: Callable[[Consent], None]) -> None:
    """Call ``hook(consent)`` after commit whenever a consent in force ends: withdrawn, replaced by another answer, expired (BR-26)."""
    if hook not in _ended_hooks:
        _ended_hooks.append(hook)


@transaction.atomic
def grant_consent(
    *,
    subject: User,
    purpose: str,
    channel: str,
    scope: Any = None,
    guardian: GuardianLink | None = None,
    level: str = "",
    given_at: dt.datetime | None = None,
    **proof: Any,
) -> Consent:
    """Record a consent, by a guardian or (without one) by the person; the same answer again changes nothing.

    ``level`` is needed for PHOTO; the level NO is a refusal and is recorded as one. ``given_at`` is the paper's date for PAPER. ``proof``: ``scan``
    (a core.uploads.CheckedFile), ``ip_hash``, ``text`` (the version that was shown; the current one by default).
    Raises NotTheGuardian, LevelMissing.
    """
    if purpose == ConsentPurpose.PHOTO and level not in PhotoLevel.values:
        raise LevelMissing
    if level == PhotoLevel.NO:
        return _answer(subject, purpose, scope, guardian, channel, Status.REFUSED, level, given_at, **proof)
    return _answer(subject, purpose, scope, guardian, channel, Status.GRANTED, level, given_at, **proof)


@transaction.atomic
def refuse_consent(
    *,
    subject: User,
    purpose: str,
    channel: str,
    scope: Any = None,
    guardian: GuardianLink | None = None,
    given_at: dt.datetime | None = None,
    **proof: Any,
) -> Consent:
    """Record a refusal; one in force of the same giver ends. ``proof`` as in grant_consent. Raises NotTheGuardian."""
    level = PhotoLevel.NO if purpose == ConsentPurpose.PHOTO else ""
    return _answer(subject, purpose, scope, guardian, channel, Status.REFUSED, level, given_at, **proof)


@transaction.atomic
def withdraw_consent(*, consent: Consent) -> Consent:
    """End a consent in force at once; no reason is asked. Raises NothingToWithdraw."""
    consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if consent.status != Status.GRANTED:
        raise NothingToWithdraw
    return _end(consent, Status.WITHDRAWN)


@transaction.atomic
def expire_consents(*, scope: Any) -> int:
    """End every consent for an object whose time is over; answers how many."""
    rows = list(Consent.objects.select_for_update(of=("self",)).about(scope).in_force())
    for consent in rows:
        _end(consent, Status.EXPIRED)
    return len(rows)


@transaction.atomic
def settle_refusal(*, refusal: Consent, by: User, reason: str) -> Consent:
    """Record that two guardians who answered differently have agreed: the refusal no longer holds (BR-23). Raises ReasonMissing, NothingToWithdraw."""
    import pghistory

    if not reason.strip():
        raise ReasonMissing
    refusal = Consent.objects.select_for_update(of=("self",)).get(pk=refusal.pk)
    if refusal.status != Status.REFUSED or refusal.ended_at:
        raise NothingToWithdraw
    with pghistory.context(user=by.pk, reason=reason.strip()[:300]):
        refusal.ended_at = timezone.now()
        refusal.save(update_fields=["ended_at"])
    return refusal


def _answer(
    subject: User,
    purpose: str,
    scope: Any,
    guardian: GuardianLink | None,
    channel: str,
    status: str,
    level: str,
    given_at: dt.datetime | None,
    *,
    scan: Any = None,
    ip_hash: str = "",
    text: ConsentText | None = None,
) -> Consent:
    if guardian is not None and (guardian.child_id != subject.pk or guardian.status != GuardianLink.Status.ACTIVE):
        raise NotTheGuardian
    # Answers about one person queue here: two taps on a slow phone must not both find nothing in force.
    User.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    mine = Consent.objects.about(scope).filter(subject=subject, purpose=purpose, guardian=guardian, ended_at__isnull=True)
    for earlier in mine.filter(status__in=[Status.GRANTED, Status.REFUSED, Status.REQUESTED]):
        if earlier.status == status and earlier.level == level and scan is None and not _is_older(earlier, text):
            return earlier
        _end(earlier, Status.WITHDRAWN if earlier.status == Status.GRANTED else earlier.status)
    text = text or ConsentText.objects.current(purpose)
    given_at = given_at or timezone.now()
    until = (
        timezone.localdate(given_at) + dt.timedelta(days=text.valid_days) if text and text.valid_days and status == Status.GRANTED else None
    )
    answer = Consent(
        subject=subject,
        given_by=Consent.Giver.GUARDIAN if guardian else Consent.Giver.SELF,
        guardian=guardian,
        text=text,
        purpose=purpose,
        **_pointer(scope),
        level=level,
        status=status,
        channel=channel,
        given_at=given_at,
        valid_until=until,
        ip_hash=ip_hash,
    )
    if scan is not None:
        answer.scan.save(f"paper{scan.extension}", ContentFile(scan.content), save=False)
    answer.save()
    for hook in _answered_hooks:
        transaction.on_commit(partial(hook, answer))
    return answer


def _is_older(earlier: Consent, text: ConsentText | None) -> bool:
    """Was the earlier answer about another version, or is its time over? Then the same answer again is a new one."""
    if earlier.valid_until is not None and earlier.valid_until < timezone.localdate():
        return True
    return text is not None and earlier.text_id is not None and earlier.text_id != text.pk


def _pointer(scope: Any) -> dict[str, Any]:
    if scope is None:
        return {}
    return {"content_type": ContentType.objects.get_for_model(scope), "object_id": scope.pk}


def _end(consent: Consent, status: str) -> Consent:
    was_in_force = consent.status == Status.GRANTED
    consent.status, consent.ended_at = status, timezone.now()
    consent.save(update_fields=["status", "ended_at"])
    if was_in_force:
        for hook in _ended_hooks:
            transaction.on_commit(partial(hook, consent))
    return consent


def _standing(purpose: str, scope: Any, **about: Any) -> Any:
    """Today's answers of confirmed guardians and of the people themselves; consents past their term or to a text that is asked anew are left out."""
    today = timezone.localdate()
    confirmed = Q(guardian__isnull=True) | Q(guardian__status=GuardianLink.Status.ACTIVE)
    anew = ConsentText.objects.filter(purpose=purpose, re_consent=True, valid_from__lte=today).order_by("-version").values("version")[:1]
    rows = Consent.objects.about(scope).filter(
        confirmed,
        Q(valid_until__isnull=True) | Q(valid_until__gte=today),
        purpose=purpose,
        ended_at__isnull=True,
        status__in=[Status.GRANTED, Status.REFUSED],
        **about,
    )
    since = Coalesce(Subquery(anew), 0)
    return rows.filter(Q(status=Status.REFUSED) | Q(text__isnull=True) | Q(text__version__gte=since))


@transaction.atomic
def ask_consent(
    *, subject: User, text: ConsentText, until: dt.date, by: User | None, guardian: GuardianLink | None = None
) -> Consent | None:
    """Note that a guardian or (without one) the person was asked for a consent to the whole portal; None when the answer is there already.

    The row waits as REQUESTED until it is answered or ``until`` has passed. Raises NotTheGuardian.
    """
    if guardian is not None and (guardian.child_id != subject.pk or guardian.status != GuardianLink.Status.ACTIVE):
        raise NotTheGuardian
    User.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if _standing(text.purpose, None, subject=subject, guardian=guardian).exists():
        return None
    waiting = Consent.objects.about(None).filter(
        subject=subject, purpose=text.purpose, guardian=guardian, status=Status.REQUESTED, ended_at__isnull=True
    )
    if (row := waiting.first()) is not None:
        row.valid_until, row.text, row.asked_by = until, text, by
        row.save(update_fields=["valid_until", "text", "asked_by"])
        return row
    return Consent.objects.create(
        subject=subject,
        given_by=Consent.Giver.GUARDIAN if guardian else Consent.Giver.SELF,
        guardian=guardian,
        text=text,
        purpose=text.purpose,
        status=Status.REQUESTED,
        channel=Consent.Channel.LINK if guardian else Consent.Channel.PORTAL,
        given_at=timezone.now(),
        valid_until=until,
        asked_by=by,
    )


@transaction.atomic
def expire_over(day: dt.date | None = None) -> int:
    """End consents past their term and questions past their last day, once a day; running it again ends nothing twice. Answers how many."""
    over = Consent.objects.select_for_update(of=("self",), skip_locked=True).filter(
        status__in=[Status.GRANTED, Status.REQUESTED], ended_at__isnull=True, valid_until__lt=day or timezone.localdate()
    )
    rows = list(over)
    for consent in rows:
        _end(consent, Status.EXPIRED)
    return len(rows)


def consent_states(*, subjects: Iterable[User], purpose: str, scope: Any = None) -> dict[int, str]:
    """For each person's id GIVEN, REFUSED or NONE, in one query. A refusal of anybody holds until it is settled (BR-23)."""
    ids = [subject.pk for subject in subjects]
    states = dict.fromkeys(ids, NONE)
    for subject_id, status in _standing(purpose, scope, subject__in=ids).values_list("subject_id", "status"):
        if status == Status.REFUSED:
            states[subject_id] = REFUSED
        elif states[subject_id] == NONE:
            states[subject_id] = GIVEN
    return states


def consent_state(*, subject: User, purpose: str, scope: Any = None) -> str:
    """GIVEN, REFUSED or NONE for one person."""
    return consent_states(subjects=[subject], purpose=purpose, scope=scope)[subject.pk]


def require_consent(*, subject: User, purpose: str, scope: Any = None) -> None:
    """Check the gate at the moment of use (NR13). Raises ConsentMissing."""
    if consent_state(subject=subject, purpose=purpose, scope=scope) != GIVEN:
        raise ConsentMissing(child=subject)


def photo_levels(*, subjects: Iterable[User], scope: Any = None) -> dict[int, PhotoLevel]:
    """For each person's id the lowest photo permission that anybody gave; no answer is NO (BR-25). One query."""
    ids = [subject.pk for subject in subjects]
    answers: dict[int, list[str]] = {pk: [] for pk in ids}
    for subject_id, level in _standing(ConsentPurpose.PHOTO, scope, subject__in=ids).values_list("subject_id", "level"):
        answers[subject_id].append(level or PhotoLevel.NO)
    return {pk: PhotoLevel.lowest(*levels) if levels else PhotoLevel.NO for pk, levels in answers.items()}


def photo_caps(*, subjects: Iterable[User]) -> dict[int, PhotoLevel]:
    """For each person's id the lowest answer of today about photos in the whole portal; a withdrawal is NO until somebody answers anew. Who was never
    asked about the whole portal is left out: then only the answers about single events count. One query.
    """
    words: dict[tuple[int, int | None], PhotoLevel] = {}
    confirmed = Q(guardian__isnull=True) | Q(guardian__status=GuardianLink.Status.ACTIVE)
    rows = Consent.objects.about(None).filter(confirmed, purpose=ConsentPurpose.PHOTO, subject__in=[person.pk for person in subjects])
    rows = rows.exclude(status__in=[Status.REQUESTED, Status.EXPIRED]).order_by("pk")
    for row in rows.only("subject", "guardian", "status", "level", "ended_at"):
        if row.status == Status.REFUSED and row.ended_at is not None:  # replaced or settled
            words.pop((row.subject_id, row.guardian_id), None)
        else:
            granted = row.status == Status.GRANTED
            words[row.subject_id, row.guardian_id] = PhotoLevel(row.level or PhotoLevel.NO) if granted else PhotoLevel.NO
    caps: dict[int, PhotoLevel] = {}
    for (subject_id, _guardian), level in words.items():
        caps[subject_id] = PhotoLevel.lowest(level, caps.get(subject_id, level))
    return caps


def photo_level_of(subject: User, scope: Any = None) -> PhotoLevel:
    """The photo permission of one person for one object."""
    return photo_levels(subjects=[subject], scope=scope)[subject.pk]


def log_read(*, reader: User, subject: User, what: str, reason: str = "") -> SensitiveRead | None:
    """Note that somebody read sensitive data of a person; reading one's own leaves no line. ``what`` is an English source sentence."""
    if reader.pk == subject.pk:
        return None
    return SensitiveRead.objects.create(reader=reader, subject=subject, what=what[:60], reason=reason[:200])


def log_reads(*, reader: User, subjects: Iterable[User], what: str, reason: str = "") -> int:
    """The same line for several people in one query; answers how many."""
    rows = [
        SensitiveRead(reader=reader, subject=subject, what=what[:60], reason=reason[:200])
        for subject in subjects
        if subject.pk != reader.pk
    ]
    return len(SensitiveRead.objects.bulk_create(rows))
