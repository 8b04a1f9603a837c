"""PINs of pupils (NR8): which six digits are allowed, signing in by them, and what stops guessing.

Five wrong answers in a row lock the PIN for 15 minutes, twenty without a right one between them close it: the class teacher hands out a new card.
The answer is the same whether the code of the person exists or not (NR5).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from core.crypto import keyed_hash

from .errors import PinTooSimple
from .models import PupilPin, SecurityEvent, User

DIGITS = 6
WRONG_IN_A_ROW = 5
LOCKED_FOR = dt.timedelta(minutes=15)
_closed_hooks: list[Callable[[User], None]] = []
_NOBODY = make_password("000000")


@dataclass(frozen=True)
class PinAnswer:
    """What came of one attempt: the person, or whether it is locked now."""

    person: User | None = None
    locked: bool = False


def on_pin_closed(hook: Callable[[User], None]) -> None:
    """Call ``hook(pupil)`` after commit when too many wrong answers closed a PIN; registering it twice changes nothing."""
    if hook not in _closed_hooks:
        _closed_hooks.append(hook)


def check_pin_rules(pin: str, user: User) -> None:
    """Six digits that are not one digit six times, not a run up or down, not two or three digits repeated, not the birth date. Raises PinTooSimple."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)} if pin.isdecimal() else set()
    if len(pin) != DIGITS or not pin.isdecimal() or not pin.isascii():
        raise PinTooSimple
    if steps in ({0}, {1}, {9}) or pin[:3] == pin[3:] or pin[:2] * 3 == pin or pin in _birthdays(user):
        raise PinTooSimple


def _birthdays(user: User) -> set[str]:
    if (day := user.birth_date) is None:
        return set()
    return {f"{day:%d%m%y}", f"{day:%y%m%d}", f"{day:%m%d%y}", f"{day:%d%m%Y}"[:DIGITS], f"{day:%d%m%Y}"[2:], f"{day:%Y%m%d}"[:DIGITS]}


@transaction.atomic
def set_pin(*, user: User, pin: str) -> PupilPin:
    """Give the person a PIN; an earlier one is replaced. Raises PinTooSimple."""
    check_pin_rules(pin, user)
    PupilPin.objects.filter(user=user).delete()
    row = PupilPin.objects.create(user=user, secret=make_password(pin))
    SecurityEvent.objects.create(user=user, kind=SecurityEvent.Kind.PIN_SET)
    return row


@transaction.atomic
def answer_pin(*, code: str, pin: str) -> PinAnswer:
    """One attempt: the public code of the person («KP-7F3K9A», however it is spelled) and the PIN. Wrong answers are counted and stay counted."""
    code = normal_code(code)
    row = PupilPin.objects.select_for_update(of=("self",)).select_related("user").filter(user__public_id=code).first()
    if row is None:
        check_password(pin, _NOBODY)  # as long as a real one takes
        return PinAnswer(locked=_locked_stranger(code))
    now = timezone.now()
    if row.locked_until and row.locked_until > now:
        return PinAnswer(locked=True)
    if check_password(pin, row.secret) and row.user.is_active:
        row.wrong, row.locked_until = 0, None
        row.save(update_fields=["wrong", "locked_until"])
        return PinAnswer(person=row.user)
    return _wrong(row, now)


def _wrong(row: PupilPin, now: dt.datetime) -> PinAnswer:
    wrong = row.wrong + 1
    SecurityEvent.objects.create(user=row.user, kind=SecurityEvent.Kind.FAILED)
    if wrong >= PupilPin.WRONG_AT_MOST:
        row.delete()
        SecurityEvent.objects.create(user=row.user, kind=SecurityEvent.Kind.PIN_CLOSED, details={"wrong": wrong})
        for hook in _closed_hooks:
            transaction.on_commit(partial(hook, row.user))
        return PinAnswer(locked=True)
    row.wrong = wrong
    if locks := wrong % WRONG_IN_A_ROW == 0:
        row.locked_until = now + LOCKED_FOR
        SecurityEvent.objects.create(user=row.user, kind=SecurityEvent.Kind.LOCKED)
    row.save(update_fields=["wrong", "locked_until"])
    return PinAnswer(locked=locks)


def _locked_stranger(code: str) -> bool:
    """The same lock for codes that nobody has, so that answers tell nothing about who exists."""
    place = f"pin-stranger:{keyed_hash(code)}"
    cache.add(place, 0, int(LOCKED_FOR.total_seconds()))
    return cache.incr(place) >= WRONG_IN_A_ROW


def normal_code(typed: str) -> str:
    """«kp 7f3k9a», «7F3K9A» and «KP-7F3K9A» are one."""
    clean = "".join(char for char in typed.upper() if char.isascii() and char.isalnum())
    return f"KP-{clean.removeprefix('KP')}"
