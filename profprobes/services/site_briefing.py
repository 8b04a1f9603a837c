"""The briefing on site as a mentor does it: who is here was briefed, who is not here is absent until they come (BR-30)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction

from ..models import Briefing, Participation, SessionAttendance, TrialSession
from . import visit
from .locks import locked
from .safety import record_briefing

MARKS = ("conduct", "risks", "clothes", "emergencies", "whom_to_tell")


@transaction.atomic
def brief_on_site(
    *, session: TrialSession, present: Iterable[Participation], at: dt.datetime, client_uuid: UUID | None, by: Any, **marks: bool
) -> Briefing:
    """Record the briefing and, with the first one, begin the visit; later ones are for latecomers. ``marks`` are those of MARKS.

    The same ``client_uuid`` again answers the first row. Raises NotInVisit, NobodyPresent, TooLate, WrongState (the visit is not ready).
    """
    present = list(present)
    locked(session.trial)
    session = locked(session, "trial")
    if client_uuid and (earlier := Briefing.objects.filter(client_uuid=client_uuid).first()):
        return earlier
    begins = session.status != TrialSession.Status.IN_PROGRESS
    if begins:
        _mark_absent(session, {participation.pk for participation in present}, by)
    briefing = record_briefing(
        session=session,
        place=Briefing.Place.SITE,
        at=at,
        pupils=present,
        by=by,
        client_uuid=client_uuid,
        **{name: marks.get(name, True) for name in MARKS},
    )
    session = locked(session, "trial")
    if begins and session.status != TrialSession.Status.IN_PROGRESS:
        visit.start_visit(session=session, by=by)  # says what is in the way: a red gate, nobody here
    return briefing


def _mark_absent(session: TrialSession, here: set[int], by: Any) -> None:
    """Whoever is not ticked is not here yet; a mark that an adult has already given stays."""
    marked = set(session.attendance.values_list("participation_id", flat=True))
    missing = session.trial.participations.filter(status=Participation.Status.ADMITTED).exclude(pk__in=here | marked)
    SessionAttendance.objects.bulk_create(
        SessionAttendance(session=session, participation=participation, mark=SessionAttendance.Mark.ABSENT, marked_by=by)
        for participation in missing
    )
