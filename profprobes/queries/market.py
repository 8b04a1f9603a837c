"""The market of slots as a school sees it: open slots of the region's partners, what is free for the school, how far it is (§2.1, §4, BR-5–BR-8)."""

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from core.errors import DomainError
from core.text import search
from network.models import Organisation, Site
from network.services.employers import closed_for_booking

from ..models import SiteSlot, SlotBooking
from ..services.booking import require_check
from ..services.quotas import check_quota
from .slots import midnight, with_agreement
from .travel import Travel, distance_to, guessed_minutes, known_minutes

RISKS = {"low": [Site.Risk.LOW], "medium": [Site.Risk.LOW, Site.Risk.MEDIUM]}
Status, Quota = SiteSlot.Status, SiteSlot.Quota


def market_slots(
    user: Any,
    school: Organisation | None,
    *,
    q: str = "",
    sphere: int | None = None,
    profession: int | None = None,
    district: int | None = None,
    km: int | None = None,
    risk: str = "",
    seats: int | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> QuerySet:
    """Slots ahead at checked sites of the region, and of partners with an agreement, in order of time. ``seats``: only those where the school may have that
    many now. Annotated: km, agreement_in_force, agreement_dated.
    """
    rows = SiteSlot.objects.visible_to(user).filter(
        status__in=[Status.OPEN, Status.FULL], published=True, period__startswith__gt=timezone.now()
    )
    rows = rows.filter(site__status=Site.Status.VERIFIED, site__trial_site__isnull=False).exclude(
        site__organisation__in=closed_for_booking()
    )
    rows = _near(rows, school).annotate(km=distance_to(school, "site__"))
    if q:
        names = ("name_kk", "name_ru", "organisation__short_name_kk", "organisation__short_name_ru", "address_kk", "address_ru")
        rows = search(rows, q, *(f"site__{name}" for name in names))
    for path, value in (
        ("site__trial_site__professions__sphere", sphere),
        ("site__trial_site__professions", profession),
    ):
        if value:
            rows = rows.filter(Exists(SiteSlot.objects.filter(pk=OuterRef("pk"), **{path: value})))
    if district:
        rows = rows.filter(site__district=district)
    if km:
        rows = rows.filter(km__lte=km)
    if risk in RISKS:
        rows = rows.filter(site__risk_level__in=RISKS[risk])
    if since:
        rows = rows.filter(period__startswith__gte=midnight(since))
    if until:
        rows = rows.filter(period__startswith__lt=midnight(until + dt.timedelta(days=1)))
    if seats:
        rows = rows.filter(open_to(school), Q(shared=True) | Q(min_group__lte=seats), seats_taken__lte=F("seats_total") - seats)
    rows = rows.select_related("site__organisation", "site__district", "site__trial_site", "mentor__membership__user")
    return rows.order_by("period", "pk")


def _near(rows: QuerySet, school: Organisation | None) -> QuerySet:
    """The school's region, its partners elsewhere too; without a school every region."""
    if school is None:
        return rows
    rows = with_agreement(rows, school)
    return rows.filter(Q(site__organisation__region=school.region_id) | Q(agreement_in_force=True))


def open_to(school: Organisation | None) -> Q:
    """BR-6 as a condition: general and released slots, the quotas of the school, what the operator has given to it."""
    mine = Q(quota_class__in=[Quota.OPEN, Quota.SEN]) | Q(released_at__isnull=False)
    if school is None:
        return mine
    if school.is_rural:
        mine |= Q(quota_class=Quota.RURAL)
    return mine | Q(quota_class=Quota.RESERVE, granted_to=school)


def describe(slots: list[Any], school: Organisation | None) -> list[Any]:
    """Put on each slot of a page what the school must know: ``booked`` (its live booking), ``travel``, ``why_not`` (the rule that would refuse it), ``agreed``."""
    if school is None:
        for slot in slots:
            slot.booked, slot.travel, slot.why_not, slot.agreed = None, None, "", None
        return slots
    live = SlotBooking.objects.filter(school=school, slot__in=[slot.pk for slot in slots], status__in=SlotBooking.LIVE)
    booked = {row.slot_id: row for row in live.select_related("session__trial")}
    known = known_minutes(school, {slot.site_id for slot in slots})
    for slot in slots:
        own = slot.site.organisation_id == school.pk
        slot.booked = booked.get(slot.pk)
        slot.travel = None if own else _travel(slot, known)
        slot.agreed = own or slot.agreement_in_force
        slot.why_not = _why_not(slot, school)
    return slots


def _travel(slot: Any, known: dict[int, int]) -> Travel | None:
    if slot.site_id in known:
        return Travel(known[slot.site_id], known=True)
    return None if slot.km is None else Travel(guessed_minutes(slot.km), known=False)


def _why_not(slot: Any, school: Organisation) -> Any:
    try:
        require_check(slot.site, slot.starts)
        check_quota(slot, school, sen_seats=None)
    except DomainError as refusal:
        return refusal
    return ""
