"""Slots as a school looks for them and as a host keeps them; sites; programmes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DateField, Exists, F, Func, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.fields import DateTimeField
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from core.dates import local_date
from core.errors import DomainError
from core.text import search
from network.access import COORDINATORS, organisations_as
from network.models import Organisation, Site
from network.services.employers import closed_for_booking

from .. import errors
from ..models import SiteSlot, SlotBooking, TrialProgramme
from ..services.agreements import agreement_exists
from ..services.booking import check_fits, require_free
from ..services.programme_rules import offered_version
from ..services.quotas import check_quota
from ..words import Day


@dataclass(frozen=True)
class FittingSlot:
    """A slot with what a school must know. ``why_not`` is empty when it can be booked, else the refusal that book_slot() or create_trial() would raise."""

    slot: SiteSlot
    free: int
    agreement: bool
    by_renewal: bool
    why_not: Any = ""


def midnight(day: dt.date) -> dt.datetime:
    """The first moment of the day."""
    return dt.datetime.combine(day, dt.time.min, timezone.get_current_timezone())


def _between(starts: dt.date, ends: dt.date) -> DateTimeTZRange:
    return DateTimeTZRange(midnight(starts), midnight(ends + dt.timedelta(days=1)))


def with_agreement(slots: QuerySet, school: Organisation) -> QuerySet:
    """Annotate agreement_in_force and agreement_dated for the day of each slot."""
    day = TruncDate(Func(F("period"), function="lower", output_field=DateTimeField()))
    slots = slots.annotate(slot_day=Cast(day, DateField()))
    ask: dict[str, Any] = {"school": school, "host": OuterRef("site__organisation"), "day": OuterRef("slot_day")}
    return slots.annotate(agreement_in_force=agreement_exists(**ask), agreement_dated=agreement_exists(**ask, dated=True))


def fitting_slots(
    user: Any, *, programme: TrialProgramme, school: Organisation, seats: int, starts: dt.date, ends: dt.date
) -> list[FittingSlot]:
    """Slots of sites that run the programme between the two days, in order of time; those that cannot be booked say why."""
    rows = SiteSlot.objects.visible_to(user).filter(
        site__trial_site__programmes=offered_version(programme) or programme, period__overlap=_between(starts, ends)
    )
    rows = rows.filter(status__in=[SiteSlot.Status.OPEN, SiteSlot.Status.FULL]).select_related(
        "site__organisation", "site__trial_site", "mentor__membership__user"
    )
    # NR22, in the same query: whether the employer's check hides it from new bookings.
    rows = with_agreement(rows, school).annotate(host_closed=Exists(closed_for_booking().filter(pk=OuterRef("site__organisation"))))
    return [_fitting(slot, school, seats) for slot in rows.order_by("period")]


def _fitting(slot: Any, school: Organisation, seats: int) -> FittingSlot:
    own = slot.site.organisation_id == school.pk
    agreement = own or slot.agreement_in_force
    return FittingSlot(
        slot,
        slot.seats_free,
        agreement,
        agreement and not own and not slot.agreement_dated,
        _why_not(slot, school, seats, agreement, own=own),
    )


def _why_not(slot: Any, school: Organisation, seats: int, agreement: bool, *, own: bool) -> Any:
    if slot.host_closed and not own:
        return errors.EmployerNotChecked(host=slot.site.organisation)
    try:
        check_fits(slot, seats)
        check_quota(slot, school, sen_seats=None)
        require_free(slot, seats)
    except DomainError as refusal:
        return refusal
    return "" if agreement else errors.NoAgreement(day=Day(slot.starts), host=slot.site.organisation)


def slot_days(slots: Iterable[Any], *, starts: dt.date, days: int = 7) -> list[dict]:
    """Days for the component «week»: {"date", "today", "slots": [SiteSlot or FittingSlot objects of the day]}."""
    by_day: dict[dt.date, list[Any]] = {}
    for row in slots:
        by_day.setdefault(local_date(getattr(row, "slot", row).starts), []).append(row)
    dates = [starts + dt.timedelta(days=shift) for shift in range(days)]
    return [{"date": date, "today": date == timezone.localdate(), "slots": by_day.get(date, [])} for date in dates]


def _open_ahead(path: str) -> Q:
    """Open slots that have not begun; ``path`` leads to the slot."""
    return Q(**{f"{path}status": SiteSlot.Status.OPEN, f"{path}published": True, f"{path}period__startswith__gt": timezone.now()})


def programmes_for(user: Any, *, grade: int | None = None, kind: str = "", sphere: int | None = None, q: str = "") -> QuerySet:
    """Published programmes with ``site_count`` and ``free_slots`` (open slots ahead on verified sites)."""
    rows = (
        TrialProgramme.objects.visible_to(user).filter(status=TrialProgramme.Status.PUBLISHED).select_related("profession__sphere", "owner")
    )
    if grade:
        rows = rows.filter(grade_from__lte=grade, grade_to__gte=grade)
    if kind:
        rows = rows.filter(kind=kind)
    if sphere:
        rows = rows.filter(profession__sphere=sphere)
    if q:
        rows = search(
            rows, q, "name_kk", "name_ru", "profession__name_kk", "profession__name_ru", "owner__short_name_kk", "owner__short_name_ru"
        )
    verified = Q(trial_sites__site__status=Site.Status.VERIFIED)
    return rows.annotate(
        site_count=Count("trial_sites", filter=verified, distinct=True),
        free_slots=Count("trial_sites__site__slots", filter=verified & _open_ahead("trial_sites__site__slots__"), distinct=True),
    ).order_by("name_ru", "pk")


def sites_for_list(user: Any, *, q: str = "", sphere: int | None = None, grade: int | None = None, has_free: bool = False) -> QuerySet:
    """Trial sites in the catalogue with ``free_slots``, ``next_free`` and ``has_agreement`` (any of the person's schools, today)."""
    rows: QuerySet = Site.objects.visible_to(user).filter(trial_site__isnull=False).select_related("organisation", "district", "trial_site")
    rows = rows.exclude(organisation__in=closed_for_booking())  # NR22
    if q:
        rows = search(
            rows, q, "name_kk", "name_ru", "organisation__short_name_kk", "organisation__short_name_ru", "address_kk", "address_ru"
        )
    if sphere:
        rows = rows.filter(Exists(Site.objects.filter(pk=OuterRef("pk"), trial_site__professions__sphere=sphere)))
    if grade:
        rows = rows.filter(Q(trial_site__grades__contains=[grade]) | Q(trial_site__grades=[]))
    rows = _with_free(rows, user)
    return (rows.filter(free_slots__gt=0) if has_free else rows).order_by("name_ru", "pk")


def _with_free(rows: QuerySet, user: Any) -> QuerySet:
    ahead = SiteSlot.objects.filter(_open_ahead(""), site=OuterRef("pk"))
    start = Func(F("period"), function="lower", output_field=DateTimeField())
    mine = organisations_as(user, *COORDINATORS)
    return rows.annotate(
        free_slots=Count("slots", filter=_open_ahead("slots__"), distinct=True),
        next_free=Subquery(ahead.order_by().values("site").annotate(first=Min(start)).values("first")),
        has_agreement=agreement_exists(school=mine, host=OuterRef("organisation"), day=timezone.localdate()),
    )


def my_slots(user: Any, *, starts: dt.date, ends: dt.date) -> QuerySet:
    """Slots of the host's own sites, withdrawn ones too, with live bookings and their trials prefetched as ``live_bookings``."""
    live = SlotBooking.objects.exclude(status__in=["declined", "cancelled_school", "cancelled_host"])
    live = live.select_related("school", "session__trial__programme", "session__trial__group")
    rows = SiteSlot.objects.visible_to(user).filter(
        site__organisation__in=organisations_as(user, *COORDINATORS), period__overlap=_between(starts, ends)
    )
    return (
        rows.select_related("site", "mentor__membership__user")
        .prefetch_related(Prefetch("bookings", live, to_attr="live_bookings"))
        .order_by("period")
    )


def requests_to_answer(user: Any) -> QuerySet:
    """Bookings that wait for the host's yes, by slot, then by priority, then oldest first, with the trial and its programme selected and ``grade`` of the group."""
    rows = SlotBooking.objects.visible_to(user).filter(
        status=SlotBooking.Status.REQUESTED, slot__site__organisation__in=organisations_as(user, *COORDINATORS)
    )
    rows = rows.annotate(grade=Min("session__trial__group__classes__grade"))
    rows = rows.select_related("school", "slot__site", "session__trial__programme", "session__trial__group")
    return rows.order_by("slot__period", F("priority").desc(nulls_last=True), "requested_at")
