"""BR-1: a trial goes under an agreement that is in force on its day."""

import datetime as dt
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.dates import local_date
from network.models import Agreement, Organisation

from ..errors import NoAgreement
from ..models import Trial
from ..words import Day


class Cover(StrEnum):
    """Under what a visit goes: nothing needed in the school's own workshop, an agreement with a date, one that only renewed itself, or none."""

    OWN = "own"
    DATED = "dated"
    RENEWED = "renewed"
    NONE = "none"


def lasting(agreements: QuerySet, day: Any) -> QuerySet:
    """Those that reach the day by their own date, without renewal."""
    return agreements.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def cover(*, school: Organisation, host: Organisation, day: dt.date) -> Cover:
    """How the day is covered for the two organisations."""
    if school.pk == host.pk:
        return Cover.OWN
    agreements = Agreement.objects.in_force(school=school, host=host, day=day)
    if lasting(agreements, day).exists():
        return Cover.DATED
    return Cover.RENEWED if agreements.exists() else Cover.NONE


def require_agreement(*, school: Organisation, host: Organisation, moment: dt.datetime) -> Cover:
    """The cover of the day. Raises NoAgreement."""
    found = cover(school=school, host=host, day=local_date(moment))
    if found == Cover.NONE:
        raise NoAgreement(day=Day(moment), host=host)
    return found


def agreement_exists(*, school: str, host: str, day: str, dated: bool = False) -> Exists:
    """The same question inside a query; the arguments are paths of the outer row, ``day`` a date expression there."""
    agreements = Agreement.objects.in_force(school=OuterRef(school), host=OuterRef(host), day=OuterRef(day))  # type: ignore[arg-type]
    return Exists(lasting(agreements, OuterRef(day)) if dated else agreements)


def cover_of(trial: Trial, *, exists: bool, dated: bool) -> Cover:
    """The cover out of two annotated answers."""
    if trial.school_id == trial.host_id:
        return Cover.OWN
    if dated:
        return Cover.DATED
    return Cover.RENEWED if exists else Cover.NONE
