"""What a family has said about one trial, in one word: the only place that weighs the answers of several guardians (BR-22, BR-23, BR-24).

Pure reading, no query: prefetch ``FAMILY`` on participations and every question here is free. Screens, the admission and the gate ask here.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from accounts.models import GuardianLink, PhotoLevel

from .models import ParentConsent, Participation

FAMILY = (Prefetch("consents", ParentConsent.objects.select_related("guardian")),)
AGE_OF_OWN_ANSWER = 14

NONE, SENT, OPENED, EXPIRED = "none", "sent", "opened", "expired"
GIVEN, DECLINED, WITHDRAWN, RECONFIRM, DISAGREE = "given", "declined", "withdrawn", "reconfirm", "disagree"
WAITING = (NONE, SENT, OPENED, EXPIRED, RECONFIRM)

_Status = ParentConsent.Status
_REFUSALS = (_Status.DECLINED, _Status.WITHDRAWN)


@dataclass(frozen=True)
class FamilyAnswer:
    """All guardians together. ``state`` is one of the words above; ``travel`` False: the trip was refused and the family does not bring the child;
    ``emergency_care`` False: the class teacher calls the family; ``photo`` is the lowest level of the answers that count, NO without one.
    """

    state: str
    travel: bool = True
    emergency_care: bool = True
    photo: PhotoLevel = PhotoLevel.NO
    counting: tuple[ParentConsent, ...] = ()

    @property
    def is_given(self) -> bool:
        return self.state == GIVEN

    @property
    def is_waiting(self) -> bool:
        """Nothing is decided: asked or not, the family has still to speak."""
        return self.state in WAITING

    @property
    def is_refused(self) -> bool:
        """A refusal holds, also one of two guardians who differ."""
        return self.state in (DECLINED, WITHDRAWN, DISAGREE)


def standing(participation: Participation) -> list[ParentConsent]:
    """The consents that count today: of guardians in standing, not set aside by a settlement."""
    rows = participation.consents.all()
    return [row for row in rows if row.guardian.status == GuardianLink.Status.ACTIVE and row.set_aside_at is None]


def family_answer(participation: Participation) -> FamilyAnswer:
    """Weigh the answers: one «yes» suffices (BR-23), a «no» beside it holds until the class teacher records the settlement."""
    rows = standing(participation)
    given = tuple(row for row in rows if row.status == _Status.GIVEN)
    return FamilyAnswer(
        state=_state(rows),
        travel=all(row.travel is not False or row.brings_child for row in given),
        emergency_care=all(row.emergency_care is not False for row in given),
        photo=_photo(given),
        counting=given,
    )


def _state(rows: list[ParentConsent]) -> str:
    statuses = {row.status for row in rows}
    agrees = statuses & {_Status.GIVEN, _Status.RECONFIRM}
    if refusals := statuses & set(_REFUSALS):
        return DISAGREE if agrees else (WITHDRAWN if _Status.WITHDRAWN in refusals else DECLINED)
    for word in (_Status.GIVEN, _Status.RECONFIRM, _Status.OPENED, _Status.SENT, _Status.EXPIRED):
        if word in statuses:
            return str(word)
    return NONE


def _photo(given: Iterable[ParentConsent]) -> PhotoLevel:
    levels = [row.photo_permission or PhotoLevel.NO for row in given]
    return PhotoLevel.lowest(*levels) if levels else PhotoLevel.NO


def pupil_photo_level(participation: Participation, on: dt.date) -> PhotoLevel:
    """What the pupil's own form В allows (BR-25, R-P14): «no» forbids, «yes» changes nothing; no answer forbids from 14 years on."""
    form = getattr(participation, "form", None)
    answer = form.photo_consent if form else None
    if answer is False:
        return PhotoLevel.NO
    if answer is None and age_on(participation.pupil, on) >= AGE_OF_OWN_ANSWER:
        return PhotoLevel.NO
    return PhotoLevel.PUBLISH


def age_on(person: Any, day: dt.date) -> int:
    """Whole years; a person without a birth date counts as old enough to be asked."""
    born = person.birth_date
    if born is None:
        return AGE_OF_OWN_ANSWER
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
