"""Checks of sites by the operator of the region (BR-2, §2.1 SiteCheck)."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from network.models import Site

from ..models import TrialSession
from . import gate
from .locks import reason_of


class CheckTooLong(DomainError):
    """S1. ``latest`` day to which a check of today may run."""

    message = _("A check holds at most %(months)s months.")
    field = "valid_until"


class CheckOver(DomainError):
    message = _("The check must hold at least until tomorrow.")
    field = "valid_until"


def longest_check(today: dt.date | None = None) -> dt.date:
    """The last day on which a check made today may be valid (S1)."""
    today = today or timezone.localdate()
    months = today.month - 1 + settings.TRIALS["SITE_CHECK_MONTHS"]
    year, month = today.year + months // 12, months % 12 + 1
    day = min(today.day, 28) if month == 2 else min(today.day, 30)
    return dt.date(year, month, day)


@transaction.atomic
def verify_site(*, site: Site, valid_until: dt.date, by: Any, remarks: str = "") -> Site:
    """A check was passed: the site takes bookings until ``valid_until``. A verified site gets its next check the same way.

    Raises CheckOver, CheckTooLong, WrongState.
    """
    if valid_until <= timezone.localdate():
        raise CheckOver
    if valid_until > longest_check():
        raise CheckTooLong(months=settings.TRIALS["SITE_CHECK_MONTHS"])
    site = Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    site.check_valid_until = valid_until
    if site.status == Site.Status.VERIFIED:
        site.transitions.create(action="check", source=site.status, target=site.status, by=by, reason=remarks)
        site.save(update_fields=["check_valid_until"])
    else:
        site.move("verify", by=by, reason=remarks, save_also=("check_valid_until",))
    return site


@transaction.atomic
def fail_site(*, site: Site, remarks: str, by: Any) -> Site:
    """A check was not passed: back to the host with the remarks. Raises ReasonMissing, WrongState."""
    site = Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    site.move("fail", by=by, reason=reason_of(remarks))
    return site


@transaction.atomic
def suspend_site(*, site: Site, reason: str, by: Any) -> Site:
    """No new bookings until a new check; visits that were ready are looked at again. Raises ReasonMissing, WrongState."""
    site = Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    site.move("suspend", by=by, reason=reason_of(reason))
    for session in TrialSession.objects.filter(booking__slot__site=site, status=TrialSession.Status.READY):
        gate.recheck(session)
    return site


@transaction.atomic
def submit_site(*, site: Site, by: Any) -> Site:
    """The host asks for a check. Raises WrongState."""
    site = Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    site.move("submit", by=by)
    return site
