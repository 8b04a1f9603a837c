"""What happened at an event: attendance, minutes, actions, materials (NW-40, NR43, §9.18)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from core.uploads import check_upload

from ..errors_plans import DutyTaken, FileTwice, ItemChangedMeanwhile, MinutesEmpty, MinutesSigned, NobodyPresent, NotYetBegun
from ..models import (
    AgendaStage,
    CalendarEvent,
    EventAction,
    EventAttendance,
    EventFile,
    EventMinutes,
    Membership,
    Organisation,
    Role,
    RoleAssignment,
)
from .events import locked_event

Mark, Side = EventAttendance.Mark, EventAttendance.Side
MOST_INVITED = 300
TEACHERS = frozenset({"teacher", "class_teacher", "mentor", "career_teacher", "psychologist", "tech_leader"})
HEADS = frozenset({"org_head", "org_coordinator"})


@dataclass(frozen=True)
class Guest:
    """Somebody who is expected at an event: the person, from which organisation, as whom."""

    person: User
    organisation: Organisation
    side: str


@dataclass(frozen=True)
class TypedGuest:
    """Somebody without the portal, as the host typed it in."""

    name: str
    organisation: Organisation | None = None
    organisation_name: str = ""
    side: str = Side.OTHER


def side_of(roles: Iterable[str], organisation: Organisation) -> str:
    """As whom a person takes part, for the session minimum (NR43)."""
    held = set(roles)
    if organisation.kind in {Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY}:
        return Side.ADMINISTRATION if held and held <= HEADS else Side.METHODIST
    if held & TEACHERS and organisation.kind == Organisation.Kind.SCHOOL:
        return Side.SCHOOL_TEACHER
    return Side.ADMINISTRATION if held & HEADS else Side.OTHER


def guests_of(event: CalendarEvent) -> list[Guest]:
    """Those invited by name, and those who hold the invited roles in the invited organisations today, by the alphabet; few queries."""
    organisations = set(event.invited_organisations.values_list("pk", flat=True)) | {event.host_id}
    condition = Q(user__in=event.invited_people.all())
    if event.invited_roles:
        holders = RoleAssignment.objects.current().filter(role__in=event.invited_roles, membership__organisation__in=organisations)
        condition |= Q(pk__in=holders.values("membership"))
    rows = Membership.objects.current().filter(condition).exclude(kind=Membership.Kind.LEARNER).select_related("user", "organisation")
    rows = rows.order_by("user__last_name", "user__first_name", "pk")[:MOST_INVITED]
    memberships = list(rows)
    held: dict[int, set[str]] = {}
    for membership, role in RoleAssignment.objects.current().filter(membership__in=memberships).values_list("membership", "role"):
        held.setdefault(membership, set()).add(role)
    found: dict[int, Guest] = {}
    for row in memberships:
        guest = Guest(row.user, row.organisation, side_of(held.get(row.pk, ()), row.organisation))
        if row.user_id not in found or row.organisation_id in organisations:
            found[row.user_id] = guest
    for person in event.invited_people.exclude(pk__in=found):  # learners and people without a membership of today
        found[person.pk] = Guest(person, event.host, Side.OTHER)
    return list(found.values())


@transaction.atomic
def hold_event(*, event: CalendarEvent, marks: dict[int, str], typed: Iterable[TypedGuest], by: User) -> CalendarEvent:
    """Mark the event as held with who was there: ``marks`` maps people to PRESENT, REMOTE or ABSENT, ``typed`` are people without the portal.

    Raises NobodyPresent, NotYetBegun, WrongState.
    """
    event = locked_event(event)
    if event.is_ahead and event.starts > timezone.now():
        raise NotYetBegun
    typed = list(typed)
    if not typed and not {Mark.PRESENT, Mark.REMOTE} & set(marks.values()):
        raise NobodyPresent
    event.sequence += 1
    event.move("hold", by=by, save_also=("sequence",))
    _write_attendance(event, marks, typed)
    EventMinutes.objects.get_or_create(event=event)
    return event


def _write_attendance(event: CalendarEvent, marks: dict[int, str], typed: list[TypedGuest]) -> None:
    known = {guest.person.pk: guest for guest in guests_of(event)}
    for pk, mark in marks.items():
        guest = known.get(pk)
        values: dict[str, Any] = {"mark": mark}
        created = values | ({"organisation": guest.organisation, "side": guest.side} if guest else {})
        EventAttendance.objects.update_or_create(event=event, person_id=pk, defaults=values, create_defaults=created)
    for row in typed:
        EventAttendance.objects.update_or_create(
            event=event,
            person=None,
            name=row.name.strip(),
            organisation=row.organisation,
            organisation_name=row.organisation_name.strip(),
            defaults={"side": row.side, "mark": Mark.PRESENT},
        )


@transaction.atomic
def change_attendance(
    *, event: CalendarEvent, marks: dict[int, str], typed: Iterable[TypedGuest], by: User, removed: Iterable[int] = ()
) -> None:
    """Correct the attendance of a held event while the minutes are not signed. Raises MinutesSigned, NobodyPresent."""
    event = locked_event(event)
    if event.status != CalendarEvent.Status.HELD:
        raise MinutesSigned
    event.attendance.filter(person=None, pk__in=list(removed)).delete()
    _write_attendance(event, marks, list(typed))
    if not event.attendance.exclude(mark=Mark.ABSENT).exists():
        raise NobodyPresent


@transaction.atomic
def write_minutes(
    *,
    event: CalendarEvent,
    by: User,
    edition: int,
    questions: str,
    summary: str,
    stages: Iterable[tuple[str, int]],
    actions: Iterable[tuple[str, str, dt.date]],
    duties: dict[str, int | None],
) -> EventMinutes:
    """Save the minutes: key questions, stages with minutes, roles of the session, actions with who and by when.

    Raises MinutesSigned, DutyTaken, ItemChangedMeanwhile (NR59).
    """
    event = locked_event(event)
    if event.status != CalendarEvent.Status.HELD:
        raise MinutesSigned
    minutes, _made = EventMinutes.objects.select_for_update(of=("self",)).get_or_create(event=event)
    if minutes.edition != edition:
        raise ItemChangedMeanwhile(person=event.organiser.full_name)
    named = [pk for pk in duties.values() if pk]
    if len(named) != len(set(named)):
        raise DutyTaken
    minutes.questions, minutes.summary, minutes.edition = questions.strip(), summary.strip(), minutes.edition + 1
    minutes.save()
    event.stages.all().delete()
    AgendaStage.objects.bulk_create(
        [AgendaStage(event=event, order=n, title=title, minutes=length) for n, (title, length) in enumerate(stages, 1)]
    )
    event.actions.all().delete()
    EventAction.objects.bulk_create([EventAction(event=event, what=what, responsible=who, due_on=due) for what, who, due in actions])
    event.attendance.exclude(duty="").update(duty="")
    for duty, pk in duties.items():
        if pk:
            event.attendance.filter(pk=pk).update(duty=duty)
    return minutes


@transaction.atomic
def sign_minutes(*, event: CalendarEvent, by: User) -> CalendarEvent:
    """Sign the minutes: the event is closed, nothing in them changes any more. Raises MinutesEmpty."""
    event = locked_event(event)
    minutes = EventMinutes.objects.select_for_update(of=("self",)).filter(event=event).first()
    if minutes is None or not minutes.summary:
        raise MinutesEmpty
    event.move("close", by=by)
    minutes.signed_by, minutes.signed_at = by, timezone.now()
    minutes.save(update_fields=["signed_by", "signed_at"])
    return event


@transaction.atomic
def attach_file(*, event: CalendarEvent, upload: Any, title: str, by: User) -> EventFile:
    """Keep a material that the upload check has rebuilt. Raises UploadRefused and its children, FileTwice."""
    checked = check_upload(upload)
    event = locked_event(event)
    if event.files.filter(sha256=checked.sha256).exists():
        raise FileTwice
    row = EventFile(
        event=event,
        title=title.strip(),
        original_name=checked.original_name,
        mime=checked.mime,
        size=checked.size,
        sha256=checked.sha256,
        added_by=by,
    )
    row.file.save(f"{row.public_id}{checked.extension}", ContentFile(checked.content), save=False)
    row.save()
    return row


@transaction.atomic
def detach_file(*, row: EventFile, by: User) -> None:
    """Take a material away while the minutes are not signed. Raises MinutesSigned."""
    event = locked_event(row.event)
    if event.status == CalendarEvent.Status.CLOSED:
        raise MinutesSigned
    name, store = str(row.file.name), row.file.storage
    row.delete()
    transaction.on_commit(lambda: store.delete(name))  # a transaction that fails keeps row and file together


def roles_to_invite() -> list[tuple[str, Any]]:
    """Roles that may be invited to an event: all but those of learners and of the platform."""
    left_out = {"pupil", "platform_admin", "listener"}
    return [(role.value, role.label) for role in Role if role.value not in left_out]
