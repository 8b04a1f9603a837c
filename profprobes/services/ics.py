"""Visits in a person's calendar on the phone, and the slots of a host as a file (§2.1, §7)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, IntegerField, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.states import Transition
from network import ical
from network.access import COORDINATORS, organisations_as
from network.models import CalendarEvent, Role

from ..models import Participation, SiteSlot, SlotBooking, Trial, TrialSession

_SESSION = {
    TrialSession.Status.MOVED: "CANCELLED",
    TrialSession.Status.CANCELLED: "CANCELLED",
}


def visits_of(user: Any) -> QuerySet[TrialSession]:
    """Visits that the person takes part in: as a pupil of the group, as the mentor, the responsible or an accompanying adult, as coordinator of either side."""
    mine = organisations_as(user, *COORDINATORS)
    invited = Participation.objects.filter(pupil=user, status__in=Participation.IN_GROUP, removed_at__isnull=True)
    escorted = Trial.accompanying.through.objects.filter(membership__user=user)
    part = Q(trial__school__in=mine) | Q(trial__host__in=mine) | Q(trial__responsible__user=user)
    part |= Q(trial__in=invited.values("trial")) | Q(trial__in=escorted.values("trial"))
    part |= Q(mentor__membership__user=user, mentor__membership__organisation__in=organisations_as(user, Role.MENTOR))
    return TrialSession.objects.visible_to(user).filter(part)


def entries(user: Any, since: dt.datetime, until: dt.datetime) -> list[ical.Entry]:
    """Visits between the two moments as entries of the person's feed; names of pupils never leave the portal this way."""
    rows = visits_of(user).filter(period__endswith__gte=since, period__startswith__lte=until)
    # A visit that stands in the calendar as an event of the person comes with the events of the network (BR-54).
    rows = rows.exclude(online__calendar_event__in=CalendarEvent.objects.for_person(user).values("pk"))
    rows = rows.select_related(
        "trial__programme", "trial__host", "trial__school", "trial__group", "booking__slot__site", "mentor__membership__user"
    )
    own = dict(Participation.objects.filter(pupil=user).values_list("trial", "pk"))
    return [_visit(row, own.get(row.trial_id)) for row in _with_steps(rows, TrialSession).order_by("period", "pk")]


def _with_steps(rows: QuerySet, model: Any) -> QuerySet:
    """Annotate ``steps``: how often the row changed its state, which grows with every move as SEQUENCE must, and ``stepped_at``, when it did last."""
    kind = ContentType.objects.get_for_model(model)
    steps = Transition.objects.filter(content_type=kind, object_id=OuterRef("pk")).order_by().values("object_id")
    counted, last = steps.annotate(n=Count("pk")).values("n"), steps.annotate(last=Max("at")).values("last")
    return rows.annotate(steps=Coalesce(Subquery(counted, output_field=IntegerField()), 0), stepped_at=Subquery(last))


def _visit(row: Any, participation: int | None) -> ical.Entry:
    trial, site = row.trial, row.booking.slot.site if row.booking else None
    address = reverse("profprobes:my_trial", args=[participation]) if participation else reverse("profprobes:trial", args=[trial.pk])
    booked = row.booking is not None and row.booking.status in SlotBooking.HOLDS_SEATS
    lines = [f"{_('Partner')}: {trial.host.short_name}", f"{_('School')}: {trial.school.short_name}, {trial.group.name}"]
    if row.mentor:
        lines.append(f"{_('Mentor')}: {row.mentor}")
    if not booked and row.status == TrialSession.Status.PLANNED:
        lines.append(_("The place is not confirmed yet."))
    return ical.Entry(
        uid=f"visit-{row.pk}@kopir",
        sequence=row.steps,
        starts=row.starts,
        ends=row.ends,
        stamp=row.stepped_at or trial.created_at,
        summary=trial.title,
        status=_SESSION.get(row.status, "CONFIRMED" if booked else "TENTATIVE"),
        description="\n".join(lines),
        location=f"{site.name}, {site.address}" if site else "",
        url=f"{settings.SITE_URL}{address}",
        categories=(_("Career trial"),),
    )


def slots_file(slots: Iterable[SiteSlot], title: str) -> str:
    """Slots of a host as an iCalendar file: who comes with how many, and how many places are free."""
    return ical.calendar(title, [_slot(slot) for slot in slots])


def for_file(slots: QuerySet[SiteSlot]) -> QuerySet[SiteSlot]:
    """With what the file prints, in a fixed number of queries."""
    live = SlotBooking.objects.filter(status__in=[*SlotBooking.LIVE, SlotBooking.Status.COMPLETED]).select_related("school")
    rows = slots.select_related("site", "mentor__membership__user").prefetch_related(Prefetch("bookings", live, to_attr="live_bookings"))
    return _with_steps(rows, SiteSlot).order_by("period", "pk")


def _slot(slot: Any) -> ical.Entry:
    lines = [f"{booking.school.short_name}: {booking.seats} ({booking.get_status_display()})" for booking in slot.live_bookings]
    lines.append(_("Free: %(free)s of %(total)s") % {"free": slot.seats_free, "total": slot.seats_total})
    if slot.mentor:
        lines.append(f"{_('Mentor')}: {slot.mentor}")
    off = slot.status == SiteSlot.Status.WITHDRAWN
    return ical.Entry(
        uid=f"slot-{slot.pk}@kopir",
        sequence=slot.steps + len(slot.live_bookings),
        starts=slot.starts,
        ends=slot.ends,
        stamp=timezone.now(),
        summary=f"{slot.site.name}: {slot.seats_taken}/{slot.seats_total}",
        status="CANCELLED" if off else "CONFIRMED" if slot.seats_taken else "TENTATIVE",
        description="\n".join(lines),
        location=slot.site.address,
        url=f"{settings.SITE_URL}{reverse('profprobes:my_sites')}",
        categories=(_("Slot"),),
    )
