"""Sites of an organisation: entering, correcting, the operator's check, closing (network page 2.3, line «Sites: keep / check» of 8)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ..access import regions_as
from ..errors import CheckOver, CheckTooLong, ReasonNeeded, SiteBooked, SiteUnderCheck
from ..models import Organisation, Role, Site

# What the operator looks at on the spot: once a site is handed in, only the operator changes it.
CHECKED = (
    "district",
    "address_kk",
    "address_ru",
    "min_people",
    "max_people",
    "allowed_zones_kk",
    "allowed_zones_ru",
    "forbidden_zones_kk",
    "forbidden_zones_ru",
    "risk_level",
    "adapted_for",
)
FIELDS = (
    "name_kk",
    "name_ru",
    "workshop_kk",
    "workshop_ru",
    *CHECKED,
    "latitude",
    "longitude",
    "ppe",
    "emergency_contacts",
    "transport",
    "passes",
    "insurance",
)
SETTLED = (Site.Status.UNDER_CHECK, Site.Status.VERIFIED, Site.Status.SUSPENDED)

_future_bookings: list[Callable[[Site], int]] = []
_after_suspension: list[Callable[[Site], None]] = []


def register_bookings(count: Callable[[Site], int]) -> None:
    """A higher room says how many bookings of the site are still to come (NR61)."""
    _future_bookings.append(count)


def on_suspended(look_again: Callable[[Site], None]) -> None:
    """A higher room looks again at what it has planned on a site that takes nobody any more (NR61)."""
    _after_suspension.append(look_again)


def is_settled(site: Site, user: Any) -> bool:
    """What the operator checks stands still for everybody but the operator of the region."""
    return site.status in SETTLED and site.organisation.region_id not in regions_as(user, Role.REGION_OPERATOR)


@transaction.atomic
def enter_site(*, organisation: Organisation, by: Any, **fields: Any) -> Site:
    """A place that may take groups; a draft until its check."""
    return Site.objects.create(organisation=organisation, **{name: fields[name] for name in FIELDS if name in fields})


@transaction.atomic
def change_site(*, site: Site, by: Any, **fields: Any) -> Site:
    """Correct a site. What was handed in for the check is the operator's alone. Raises SiteUnderCheck, WrongState."""
    site = _locked(site)
    if not site.may("close"):
        site.move("close", by=by)  # closed for ever: raises WrongState
    changed = [name for name in FIELDS if name in fields and getattr(site, name) != fields[name]]
    if set(changed) & set(CHECKED) and is_settled(site, by):
        raise SiteUnderCheck
    for name in changed:
        setattr(site, name, fields[name])
    if changed:
        site.save(update_fields=changed)
    return site


def longest_check(today: dt.date | None = None) -> dt.date:
    """The last day on which a check made today may be valid: 12 months (cfg)."""
    today = today or timezone.localdate()
    months = today.month - 1 + settings.TRIALS["SITE_CHECK_MONTHS"]
    year, month = today.year + months // 12, months % 12 + 1
    day = min(today.day, 28) if month == 2 else min(today.day, 30)
    return dt.date(year, month, day)


@transaction.atomic
def submit_site(*, site: Site, by: Any) -> Site:
    """The host asks for a check. Raises WrongState."""
    site = _locked(site)
    site.move("submit", by=by)
    return site


@transaction.atomic
def verify_site(*, site: Site, valid_until: dt.date, by: Any, remarks: str = "") -> Site:
    """A check was passed: the site takes groups until ``valid_until``. A verified site gets its next check the same way.

    Raises CheckOver, CheckTooLong, WrongState.
    """
    if valid_until <= timezone.localdate():
        raise CheckOver
    if valid_until > longest_check():
        raise CheckTooLong(months=settings.TRIALS["SITE_CHECK_MONTHS"])
    site = _locked(site)
    site.check_valid_until = valid_until
    if site.status == Site.Status.VERIFIED:
        site.transitions.create(action="check", source=site.status, target=site.status, by=by, reason=remarks)
        site.save(update_fields=["check_valid_until"])
    else:
        site.move("verify", by=by, reason=remarks, save_also=("check_valid_until",))
    return site


@transaction.atomic
def fail_site(*, site: Site, remarks: str, by: Any) -> Site:
    """A check was not passed: back to the host with the remarks. Raises ReasonNeeded, WrongState."""
    site = _locked(site)
    site.move("fail", by=by, reason=_reason(remarks))
    return site


@transaction.atomic
def suspend_site(*, site: Site, reason: str, by: Any) -> Site:
    """No new bookings until a new check; whatever is planned there is looked at again. Raises ReasonNeeded, WrongState."""
    site = _locked(site)
    site.move("suspend", by=by, reason=_reason(reason))
    for look_again in _after_suspension:
        look_again(site)
    return site


@transaction.atomic
def close_site(*, site: Site, reason: str, by: Any) -> Site:
    """The place takes nobody any more; not while somebody is still booked there (2.3). Raises ReasonNeeded, SiteBooked, WrongState."""
    site = _locked(site)
    if booked := sum(count(site) for count in _future_bookings):
        raise SiteBooked(count=booked)
    site.move("close", by=by, reason=_reason(reason))
    return site


def _locked(site: Site) -> Site:
    return Site.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=site.pk)


def _reason(text: str) -> str:
    reason = str(text or "").strip()[:300]
    if not reason:
        raise ReasonNeeded
    return reason
