"""The journal: written by the student, read by the mentor, advised by the leader (practicum page 2.4, R10, R36, R38, E-12, E-14)."""

import datetime as dt
import re
import uuid
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from core.dates import official
from core.errors import WrongState

from ..errors import ReasonNeeded
from ..errors_journal import DayAhead, DayOutside, JournalLocked, NotOnPracticum, PupilNamed, SelfAnalysisMissing, TooLate, TooManyHours
from ..models import JournalEntry, Placement

DAY_HOURS = Decimal(8)
LATE_AFTER = 7
LOCK_AFTER = 3
SHORT, ALIKE, COMPARED = 30, 0.9, 30
SEAM = "\n\n———\n\n"
UPPER, LOWER = "А-ЯЁӘҒҚҢӨҰҮҺІ", "а-яёәғқңөұүһі"
NAME = re.compile(rf"\b([{UPPER}])[{LOWER}]{{2,}}(?:-[{UPPER}][{LOWER}]+)?[ \u00a0]+([{UPPER}])[{LOWER}]{{2,}}\b")
FIELDS = ("date", "activity", "class_label", "subject", "lesson_no", "topic", "hours", "not_a_pupil", *JournalEntry.TEXTS)


def find_name(entry: JournalEntry) -> tuple[str, str] | None:
    """E-14: the first place where a surname and a name stand together: (field, the words)."""
    for field in ("topic", *JournalEntry.TEXTS):
        found = NAME.search(getattr(entry, field))
        if found:
            return field, found.group()
    return None


def with_initials(text: str) -> str:
    """E-14: «Иванов Петя» becomes «И. П.»."""
    return NAME.sub(r"\1. \2.", text)


def both(kept: str, new: str) -> str:
    """Two versions of one text: nothing that was typed is lost; a text that holds the other stands alone."""
    if new.strip() in kept:
        return kept
    return new if kept.strip() in new else kept + SEAM + new


def is_formal(entry: JournalEntry) -> bool:
    """R38: under 30 characters, or nine tenths alike another entry of the same student."""
    text = "\n".join(getattr(entry, name) for name in JournalEntry.TEXTS)
    if len(entry.done.strip()) < SHORT:
        return True
    others = JournalEntry.objects.filter(placement=entry.placement).exclude(pk=entry.pk).order_by("-date", "-pk")[:COMPARED]
    for other in others:
        matcher = SequenceMatcher(None, "\n".join(getattr(other, name) for name in JournalEntry.TEXTS), text)
        if matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
            return True
    return False


def is_late(entry: JournalEntry) -> bool:
    """E-12: more than 7 days have passed since the day of the entry."""
    return (timezone.localdate() - entry.date).days > LATE_AFTER


def is_shut(placement: Placement) -> bool:
    """R36: fixed 3 days after the end."""
    return timezone.localdate() > placement.ends_on + dt.timedelta(days=LOCK_AFTER)


def _check_day(placement: Placement, day: dt.date, hours: Decimal, pk: int | None) -> None:
    if is_shut(placement):
        raise JournalLocked
    if placement.status not in (Placement.Status.ACTIVE, Placement.Status.COMPLETED):
        raise NotOnPracticum
    if day > timezone.localdate():
        raise DayAhead
    if not placement.starts_on <= day <= placement.ends_on:
        raise DayOutside(start=official(placement.starts_on), end=official(placement.ends_on))
    others = JournalEntry.objects.filter(placement=placement, date=day).exclude(pk=pk or 0)
    left = DAY_HOURS - (others.aggregate(all=Sum("hours"))["all"] or 0)
    if hours > left:
        raise TooManyHours(left=left)


@transaction.atomic
def write(*, placement: Placement, by: Any, values: dict[str, Any], client_id: uuid.UUID, base_version: int = 0) -> JournalEntry:
    """Keep what the student typed. ``client_id`` is made on the phone: sent twice, it is one entry. Another phone's later version of the same
    entry (``base_version`` is older than what is stored) is joined: both texts stay, the newer values of the other fields win, history has both.
    """
    placement = Placement.objects.select_for_update().get(pk=placement.pk)
    entry = JournalEntry.objects.filter(client_id=client_id, placement=placement).select_for_update().first()
    if entry is not None and all(getattr(entry, name) == values[name] for name in FIELDS if name in values):
        return entry
    if entry is not None and entry.status not in JournalEntry.OPEN:
        raise JournalLocked if entry.status == JournalEntry.Status.LOCKED else WrongState(status=entry.get_status_display())
    _check_day(placement, values["date"], values["hours"], entry.pk if entry else None)
    if entry is None:
        entry = JournalEntry(placement=placement, client_id=client_id, stage=placement.stage)
    else:
        apart = base_version < entry.version
        entry.version += 1
        if apart:
            values = values | {name: both(getattr(entry, name), values.get(name, "")) for name in JournalEntry.TEXTS}
        entry.merged = entry.merged or apart
    for name in FIELDS:
        if name in values:
            setattr(entry, name, values[name])
    entry.save()
    return entry


@transaction.atomic
def submit(*, entry: JournalEntry, by: Any, initials: bool = False) -> JournalEntry:
    """«Жіберу / Отправить»."""
    entry = JournalEntry.objects.select_for_update(of=("self",)).select_related("placement").get(pk=entry.pk)
    if not entry.may("submit"):
        raise WrongState(status=entry.get_status_display())
    _check_day(entry.placement, entry.date, entry.hours, entry.pk)
    if initials:
        for name in ("topic", *JournalEntry.TEXTS):
            setattr(entry, name, with_initials(getattr(entry, name)))
    for name in JournalEntry.TEXTS:
        if not getattr(entry, name).strip():
            raise SelfAnalysisMissing(field=JournalEntry._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    found = None if entry.not_a_pupil else find_name(entry)
    if found:
        raise PupilNamed(field=JournalEntry._meta.get_field(found[0]).verbose_name, name=found[1])  # type: ignore[union-attr]
    if is_late(entry) and entry.late_allowed_by_id is None:
        raise TooLate
    entry.submitted_at = timezone.now()
    entry.formal = is_formal(entry)
    entry.version += 1
    entry.move("submit", by=by, save_also=("submitted_at", "formal", "version", "topic", *JournalEntry.TEXTS))
    return entry


def _held(entry: JournalEntry) -> JournalEntry:
    entry = JournalEntry.objects.select_for_update(of=("self",)).select_related("placement").get(pk=entry.pk)
    if entry.status == JournalEntry.Status.LOCKED or is_shut(entry.placement):
        raise JournalLocked
    return entry


@transaction.atomic
def review(*, entry: JournalEntry, by: Any, opinion: str) -> JournalEntry:
    """The mentor has read it and writes an opinion."""
    entry = _held(entry)
    entry.mentor_opinion = opinion.strip()
    entry.move("review", by=by, save_also=("mentor_opinion",))
    return entry


@transaction.atomic
def send_back(*, entry: JournalEntry, by: Any, reason: str) -> JournalEntry:
    """The mentor wants something written anew."""
    if not reason.strip():
        raise ReasonNeeded
    entry = _held(entry)
    entry.move("return", by=by, reason=reason.strip())
    return entry


@transaction.atomic
def allow_late(*, entry: JournalEntry, by: Any) -> JournalEntry:
    """E-12: the mentor agrees to an entry that comes after 7 days."""
    entry = _held(entry)
    if entry.status not in JournalEntry.OPEN:
        raise WrongState(status=entry.get_status_display())
    entry.late_allowed_by = by
    entry.save(update_fields=["late_allowed_by"])
    return entry


@transaction.atomic
def advise(*, entry: JournalEntry, by: Any, advice: str) -> JournalEntry:
    """The leader's part."""
    entry = _held(entry)
    if entry.status not in (JournalEntry.Status.SUBMITTED, JournalEntry.Status.REVIEWED):
        raise WrongState(status=entry.get_status_display())
    entry.leader_advice = advice.strip()
    entry.save(update_fields=["leader_advice"])
    return entry


def lock_due() -> int:
    """R36: nightly, journals whose practicum ended more than 3 days ago. Idempotent."""
    edge = timezone.localdate() - dt.timedelta(days=LOCK_AFTER)
    due = JournalEntry.objects.filter(placement__ends_on__lt=edge).exclude(status=JournalEntry.Status.LOCKED)
    number = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            entry = JournalEntry.objects.select_for_update().get(pk=pk)
            if entry.may("lock"):
                entry.move("lock", by=None)
                number += 1
    return number
