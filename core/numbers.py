"""Check of IIN and BIN (network page, NR1 and NR2)."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

_SECOND_PASS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}


def check_digit(first_eleven: str) -> int | None:
    """Check digit for eleven digits; None where the number was never issued (both passes give 10)."""
    digits = [int(c) for c in first_eleven]
    total = sum(i * d for i, d in enumerate(digits, 1)) % 11
    if total == 10:
        total = sum(w * d for w, d in zip(_SECOND_PASS, digits, strict=True)) % 11
    return None if total == 10 else total


def _check_sum(value: str) -> Any:
    if len(value) != 12 or not value.isascii() or not value.isdigit():
        return _("The number has exactly 12 digits.")
    if check_digit(value[:11]) != int(value[11]):
        return _("The check digit does not fit: look for a mistyped digit.")
    return None


def check_bin(value: str) -> Any:
    """Return what is wrong with a BIN as a sentence, or None. Month 00 belongs to demo organisations and passes in demo mode only."""
    if not value.isascii() or not value.isdigit():
        return _("A BIN has 12 digits and nothing else.")
    if len(value) != 12:
        return format_lazy(_("{count} digits, 12 are needed."), count=len(value))
    if check_digit(value[:11]) != int(value[11]):
        return _("The check digit of the BIN does not fit: look at digit 12.")
    month = int(value[2:4])
    if not (1 <= month <= 12 or (month == 0 and settings.DEMO)):
        return _("Digits 3 and 4 are a month from 01 to 12.")
    if value[4] not in "456":
        return _("Digit 5 of a BIN is 4, 5 or 6: this looks like another number.")
    if value[5] not in "0123":
        return _("Digit 6 of a BIN is 0, 1, 2 or 3.")
    return None


def check_iin(value: str, birth_date: dt.date | None = None) -> Any:
    """Return what is wrong with an IIN as a sentence, or None. Birth year 2099 belongs to demo persons and passes in demo mode only."""
    if problem := _check_sum(value):
        return problem
    if value[6] == "0":
        return None
    if value[6] not in _CENTURIES:
        return _("Digit 7 of an IIN is from 0 to 6.")
    try:
        born = dt.date(_CENTURIES[value[6]] + int(value[:2]), int(value[2:4]), int(value[4:6]))
    except ValueError:
        return _("The first six digits of an IIN are a birth date.")
    if born > timezone.localdate() and not (settings.DEMO and born.year == 2099):
        return _("The birth date in this IIN lies in the future.")
    if birth_date and born != birth_date and not (settings.DEMO and born.year == 2099):
        return _("The IIN and the birth date do not agree.")
    return None
