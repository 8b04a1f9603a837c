"""A ready visit with an online part stands in the calendar of the network: time, platform, responsible adults, expected product (BR-54) [002b P7]."""

from typing import Any

from network.access import COORDINATORS
from network.models import CalendarEvent, EventKind
from network.services.events import add_event, change_event

from ..models import OnlinePart, TrialSession

Status = CalendarEvent.Status
PRODUCT = {"kk": "Күтілетін өнім: {product}", "ru": "Ожидаемый продукт: {product}"}


def show_in_calendar(session: TrialSession, *, by: Any) -> None:
    """The visit is ready, or its online part was changed afterwards: make the event, or bring the one that is there up to date. A visit that turns
    unready keeps its hour in the calendar until it is moved or cancelled.
    """
    part = _part(session)
    if part is None or session.status != TrialSession.Status.READY:
        return
    if part.calendar_event is None:
        part.calendar_event = add_event(by=by, organisation=session.trial.school, **_values(part))
        part.save(update_fields=["calendar_event"])
        return
    event = part.calendar_event
    if event.status == Status.MOVED:
        event.starts, event.ends = session.starts, session.ends
        event.sequence += 1
        event.move("replan", by=by, save_also=("starts", "ends", "sequence"))
    change_event(event=event, by=by, **_values(part))


def follow_in_calendar(session: TrialSession, action: str, *, by: Any, reason: str = "") -> None:
    """The event goes the way of its visit: move, cancel, hold. Without an event, or where the event is past that, nothing happens."""
    part = _part(session)
    if part is not None and part.calendar_event is not None and part.calendar_event.may(action):
        part.calendar_event.move(action, by=by, reason=reason)


def _part(session: TrialSession) -> OnlinePart | None:
    rows = OnlinePart.objects.filter(session=session)
    return rows.select_related("calendar_event", "moderator__user", "session__trial__programme", "session__booking__slot__site").first()


def _values(part: OnlinePart) -> dict[str, Any]:
    session = part.session
    trial, site = session.trial, session.booking.slot.site if session.booking else None
    adults = [trial.responsible.user, part.moderator.user if part.moderator else None]
    adults.append(session.mentor.membership.user if session.mentor else None)
    texts = {at: "\n".join(line for line in (part.goal, PRODUCT[at].format(product=part.product)) if line) for at in ("kk", "ru")}
    mixed = part.mode == OnlinePart.Mode.HYBRID
    return {
        "title_kk": trial.programme.name_kk,
        "title_ru": trial.programme.name_ru,
        "kind": EventKind.OTHER,
        "host": trial.host,
        "organiser": trial.responsible.user,
        "starts": session.starts,
        "ends": session.ends,
        "mode": CalendarEvent.Mode.MIXED if mixed else CalendarEvent.Mode.ONLINE,
        "place": f"{site.name_kk}, {site.address}"[:300] if mixed and site else trial.school.short_name_in("kk") if mixed else "",
        "url": part.link,
        "goal_kk": texts["kk"],
        "goal_ru": texts["ru"],
        "format": part.platform,
        "participants_kk": part.roles,
        "participants_ru": part.roles,
        "invited_roles": list(COORDINATORS),
        "invited_people": list({person.pk: person for person in adults if person}.values()),
    }
