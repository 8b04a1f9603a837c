"""BR-1: a trial goes under an agreement that is in force on its day."""

import datetime as dt
from enum import StrEnum
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper

from core.dates import local_date
from network.models import TRIAL_KINDS, Agreement, Organisation

from ..errors import NoAgreement
from ..models import Trial
from ..words import Day


class Cover(StrEnum):
    """Under what a visit goes: nothing needed in the school's own workshop, an agreement with a date, one that only renewed itself, or none."""

    OWN = "own"
    DATED = "dated"
    RENEWED = "renewed"
    NONE = "none"


def cover(*, school: Organisation, host: Organisation, day: dt.date) -> Cover:
    """How the day is covered for the two organisations."""
    if school.pk == host.pk:
        return Cover.OWN
    if Agreement.objects.in_force(TRIAL_KINDS, school, host, day).exists():
        return Cover.DATED
    return Cover.RENEWED if Agreement.objects.renewing(TRIAL_KINDS, school, host, day).exists() else Cover.NONE


def require_agreement(*, school: Organisation, host: Organisation, moment: dt.datetime) -> Cover:
    """The cover of the day. Raises NoAgreement."""
    found = cover(school=school, host=host, day=local_date(moment))
    if found == Cover.NONE:
        raise NoAgreement(day=Day(moment), host=host)
    return found


def agreement_exists(*, school: Any, host: Any, day: Any, dated: bool = False) -> Exists | ExpressionWrapper:
    """The same question inside a query: a value or OuterRef for each; ``dated`` leaves out those that will only renew themselves."""
    reaching = Exists(Agreement.objects.in_force(TRIAL_KINDS, school, host, day))
    if dated:
        return reaching
    renewing = Exists(Agreement.objects.renewing(TRIAL_KINDS, school, host, day))
    return ExpressionWrapper(reaching | renewing, output_field=BooleanField())


def cover_of(trial: Trial, *, exists: bool, dated: bool) -> Cover:
    """The cover out of two annotated answers."""
    if trial.school_id == trial.host_id:
        return Cover.OWN
    if dated:
        return Cover.DATED
    return Cover.RENEWED if exists else Cover.NONE
