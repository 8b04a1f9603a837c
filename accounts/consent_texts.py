"""Texts of consents: a used one is never edited, a change is a new version beside it (network page 2.1)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from .errors import TextStartsInThePast, TextUnchanged
from .models import ConsentText, User


def as_start(latest: ConsentText | None) -> dict[str, Any]:
    """What the form of a new version begins with: the newest text, valid from tomorrow."""
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    if latest is None:
        return {"valid_from": tomorrow}
    return {"text_kk": latest.text_kk, "text_ru": latest.text_ru, "valid_days": latest.valid_days, "valid_from": tomorrow}


@transaction.atomic
def add_version(
    *, purpose: str, text_kk: str, text_ru: str, valid_from: dt.date, by: User, valid_days: int | None = None, re_consent: bool = False
) -> ConsentText:
    """The next version; earlier answers keep the text they were given to. ``re_consent``: they stop counting once this one is in force.

    Raises TextStartsInThePast, TextUnchanged.
    """
    import pghistory

    if valid_from < timezone.localdate():
        raise TextStartsInThePast
    latest = ConsentText.objects.select_for_update().filter(purpose=purpose).order_by("-version").first()
    if latest is not None and (latest.text_kk, latest.text_ru, latest.valid_days) == (text_kk, text_ru, valid_days):
        raise TextUnchanged
    with pghistory.context(user=by.pk):
        return ConsentText.objects.create(
            purpose=purpose,
            version=latest.version + 1 if latest else 1,
            text_kk=text_kk,
            text_ru=text_ru,
            valid_from=valid_from,
            valid_days=valid_days,
            re_consent=re_consent,
        )
