"""Checks of sites are the network's (BR-2, §2.1 SiteCheck); what trials have planned there follows them."""

from django.utils import timezone

from network.models import Site
from network.services.sites import (
    fail_site,
    longest_check,
    on_suspended,
    register_bookings,
    submit_site,
    suspend_site,
    verify_site,
)

from ..models import SlotBooking, TrialSession
from . import gate
from .moving import site_suspended


def look_again(site: Site) -> None:
    """Visits that were ready on a suspended site are looked at again; their schools hear where else they can go (§9 case 5)."""
    for session in TrialSession.objects.filter(booking__slot__site=site, status=TrialSession.Status.READY):
        gate.recheck(session)
    site_suspended(site)


def future_bookings(site: Site) -> int:
    """Live bookings of slots that have not begun: a site with one is not closed."""
    return SlotBooking.objects.filter(slot__site=site, status__in=SlotBooking.LIVE, slot__period__startswith__gt=timezone.now()).count()


def register() -> None:
    """Make both known to the network; called once when the app is ready."""
    on_suspended(look_again)
    register_bookings(future_bookings)


__all__ = ["fail_site", "longest_check", "register", "submit_site", "suspend_site", "verify_site"]
