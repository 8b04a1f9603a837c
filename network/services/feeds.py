"""The secret address of a person's calendar: made, renewed, revoked, answered (network page 7, exports)."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.crypto import keyed_hash

from .. import ical
from ..models import CalendarEvent, CalendarFeed

BACK, AHEAD = dt.timedelta(days=120), dt.timedelta(days=400)
_STATUS: dict[str, str] = {
    CalendarEvent.Status.MOVED: "TENTATIVE",
    CalendarEvent.Status.CANCELLED: "CANCELLED",
    CalendarEvent.Status.NOT_HELD: "CANCELLED",
}

Source = Callable[[User, dt.datetime, dt.datetime], Iterable[ical.Entry]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """A higher room puts its own entries into a person's calendar: (person, from, until) → entries."""
    _sources.append(source)


@transaction.atomic
def open_feed(*, by: User) -> CalendarFeed:
    """The person's live address; made now if there is none."""
    User.objects.select_for_update().get(pk=by.pk)
    if feed := CalendarFeed.objects.live().filter(user=by).first():
        return feed
    token = secrets.token_urlsafe(32)
    return CalendarFeed.objects.create(user=by, token=token, token_hash=keyed_hash(f"calendar:{token}"))


@transaction.atomic
def revoke_feed(*, by: User) -> int:
    """Close the person's address for good; phones that follow it get nothing from now on. Answers how many were open."""
    return CalendarFeed.objects.live().filter(user=by).update(revoked_at=timezone.now())


@transaction.atomic
def renew_feed(*, by: User) -> CalendarFeed:
    """A new address in place of the old one."""
    revoke_feed(by=by)
    return open_feed(by=by)


def address_of(feed: CalendarFeed) -> str:
    """The whole secret address."""
    return f"{settings.SITE_URL}{reverse('network:feed_file', args=[feed.token])}"


def feed_by_token(token: str) -> CalendarFeed | None:
    """The feed behind a token, live or revoked; None for a token that never was, and for a person who may no longer sign in."""
    feed = CalendarFeed.objects.select_related("user").filter(token_hash=keyed_hash(f"calendar:{token}")).first()
    return feed if feed is not None and feed.user.is_active else None


def write_feed(feed: CalendarFeed) -> str:
    """The calendar file of the person, with what they may see today, in their language."""
    user, now = feed.user, timezone.now()
    CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
    rows = CalendarEvent.objects.visible_to(user).for_person(user).filter(ends__gte=now - BACK, starts__lte=now + AHEAD)
    with translation.override(user.language):
        entries = [_entry(event) for event in rows.select_related("host").distinct()]
        for source in _sources:
            entries += source(user, now - BACK, now + AHEAD)
        return ical.calendar(_("Köpir: my events"), entries)


def _entry(event: CalendarEvent) -> Any:
    page = f"{settings.SITE_URL}{reverse('network:event', args=[event.pk])}"
    place = " · ".join(part for part in (event.place, event.url) if part)
    host = f"{_('Held by')}: {event.host.short_name}"
    return ical.Entry(
        uid=f"{event.uid}@kopir",
        sequence=event.sequence,
        starts=event.starts,
        ends=event.ends,
        stamp=event.updated_at,
        summary=event.title,
        status=_STATUS.get(event.status, "CONFIRMED"),
        description=f"{event.goal}\n{host}",
        location=place,
        url=page,
        categories=(event.get_kind_display(),),
    )
