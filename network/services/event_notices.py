"""Notices about events, with the title in the language of each reader; and the signal about an event that nobody marked (NR42)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import notify_all

from ..access import COORDINATORS
from ..models import CalendarEvent, CouncilMember, RoleAssignment

MISSED_AFTER = dt.timedelta(days=3)


def tell(people: list[User], message: Any, event: CalendarEvent) -> int:
    """One line under the bell of each person; answers how many were told."""
    url, day = reverse("network:event", args=[event.pk]), f"{timezone.localtime(event.starts):%d.%m.%Y %H:%M}"
    told = 0
    for language in ("kk", "ru"):
        readers = [person for person in people if (person.language == "kk") == (language == "kk")]
        if readers:
            told += notify_all(readers, message, url, params={"event": event.title_in(language), "day": day})
    return told


def signal_missed_events(now: dt.datetime | None = None) -> int:
    """Tell host, organiser and the council about events that are over for three days and unmarked; each once for its date, however often it runs."""
    now = now or timezone.now()
    over = CalendarEvent.objects.ahead().filter(ends__lte=now - MISSED_AFTER)
    signalled = 0
    for pk in over.values_list("pk", flat=True):
        signalled += _signal(pk)
    return signalled


@transaction.atomic
def _signal(pk: int) -> int:
    event = CalendarEvent.objects.select_for_update(of=("self",)).select_related("network", "host", "organiser").get(pk=pk)
    if not event.is_ahead or event.signalled_for == event.ends:
        return 0
    event.signalled_for = event.ends
    event.save(update_fields=["signalled_for"])
    tell(responsible_for(event), _("Nobody has marked whether it was held: %(event)s, %(day)s."), event)
    return 1


def responsible_for(event: CalendarEvent) -> list[User]:
    """The organiser, the coordinators of the host, the coordinator of the council."""
    roles = RoleAssignment.objects.current().filter(membership__organisation=event.host_id, role__in=COORDINATORS)
    ids = {event.organiser_id, *roles.values_list("membership__user", flat=True)}
    if event.network_id:
        seats = CouncilMember.objects.current().filter(council__network=event.network_id, seat=CouncilMember.Seat.COORDINATOR)
        ids |= set(seats.values_list("person", flat=True))
    return list(User.objects.filter(pk__in=ids).order_by("pk"))
