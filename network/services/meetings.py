"""Meetings of a council: agenda, invitations, attendance, quorum, votes, closing, minutes (NR28, NR29)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.dates import official

from .. import errors_governance as errors
from ..models import AgendaItem, Attendance, Council, CouncilDecision, CouncilMeeting, CouncilMember, DecisionVote
from ..workdays import add_working_days
from .approvals import next_open_meeting, next_order
from .decisions import decide
from .telling import seats_of, tell

Meeting, State = CouncilMeeting, Attendance.State
THERE = (State.PRESENT, State.REMOTE, State.SUBSTITUTE)


@transaction.atomic
def plan_meeting(
    *, council: Council, planned_on: dt.date, starts_at: dt.time, by: Any, place: str = "", online_url: str = ""
) -> CouncilMeeting:
    """Plan the next meeting; questions that waited for an agenda come onto it. Raises DateInThePast."""
    if planned_on < timezone.localdate():
        raise errors.DateInThePast
    council = Council.objects.select_for_update(of=("self",)).get(pk=council.pk)
    number = (council.meetings.aggregate(last=Max("number"))["last"] or 0) + 1
    meeting = Meeting.objects.create(
        council=council, number=number, planned_on=planned_on, starts_at=starts_at, place=place, online_url=online_url
    )
    _bring(AgendaItem.objects.filter(council=council, meeting__isnull=True).order_by("pk"), meeting)
    return meeting


def _bring(items: QuerySet[AgendaItem], meeting: CouncilMeeting | None) -> None:
    order = next_order(meeting)
    for n, item in enumerate(items):
        item.meeting, item.order = meeting, order + n
        item.save(update_fields=["meeting", "order", "moved_from"])
        item.decisions.filter(status=CouncilDecision.Status.DRAFT).update(meeting=meeting)


@transaction.atomic
def write_agenda_item(
    *,
    meeting: CouncilMeeting,
    by: Any,
    question_kk: str,
    question_ru: str,
    text_kk: str,
    text_ru: str,
    topic: str,
    item: AgendaItem | None = None,
    edition: int | None = None,
    speaker: str = "",
    minutes: int = 10,
    responsible: Any = None,
    due_on: dt.date | None = None,
) -> AgendaItem:
    """Put a question with its draft decision on the agenda, or change one. ``edition`` is the one that the person read.

    Raises WrongMeetingState once the meeting is over, ItemWrittenMeanwhile (NR59).
    """
    meeting = _locked(meeting)
    _must_be_open(meeting)
    fields: dict[str, Any] = {"question_kk": question_kk, "question_ru": question_ru, "speaker": speaker, "minutes": minutes}
    new = {"council": meeting.council, "meeting": meeting, "order": next_order(meeting)}
    item = AgendaItem.objects.create(**new, **fields) if item is None else _rewrite(item, edition, **fields)
    draft = {"topic": topic, "text_kk": text_kk, "text_ru": text_ru, "responsible": responsible, "due_on": due_on}
    decision = item.decisions.filter(status=CouncilDecision.Status.DRAFT).first()
    if decision is None:
        decision = CouncilDecision(council=meeting.council, item=item, meeting=meeting)
    for name, value in draft.items():
        setattr(decision, name, value)
    decision.save()
    return item


def _rewrite(item: AgendaItem, edition: int | None, **fields: Any) -> AgendaItem:
    """Save a question over the edition that the person read; the meeting's lock is held. Raises ItemWrittenMeanwhile."""
    item = AgendaItem.objects.get(pk=item.pk)
    if edition is not None and item.edition != edition:
        raise errors.ItemWrittenMeanwhile
    for name, value in fields.items():
        setattr(item, name, value)
    item.edition += 1
    item.save(update_fields=[*fields, "edition"])
    return item


def _must_be_open(meeting: CouncilMeeting) -> None:
    if meeting.status not in {Meeting.Status.PLANNED, Meeting.Status.INVITED}:
        raise errors.WrongMeetingState(status=meeting.get_status_display())


@transaction.atomic
def take_off_agenda(*, item: AgendaItem, by: Any) -> AgendaItem:
    """Take a question off: it waits for a later agenda, nothing is lost. Raises WrongMeetingState."""
    if item.meeting is None:
        return item
    _must_be_open(_locked(item.meeting))
    item.meeting = None
    item.save(update_fields=["meeting"])
    item.decisions.filter(status=CouncilDecision.Status.DRAFT).update(meeting=None)
    return item


@transaction.atomic
def invite_to_meeting(*, meeting: CouncilMeeting, by: Any) -> CouncilMeeting:
    """Send the invitations, at least five working days before (cfg). Raises AgendaEmpty, InvitedTooLate, WrongState."""
    meeting = _locked(meeting)
    if not meeting.agenda_items.exists():
        raise errors.AgendaEmpty
    network = meeting.council.network
    days = network.policy.invitation_days if network else 5
    earliest = add_working_days(timezone.localdate(), days)
    if meeting.may("invite") and meeting.planned_on < earliest:
        raise errors.InvitedTooLate(days=days, day=official(earliest))
    meeting.move("invite", by=by)
    for person in seats_of(meeting.council):
        message = gettext_noop("Council meeting No. %(number)s: %(day)s, %(time)s.")
        day = official(meeting.planned_on, person.language)
        tell([person], message, "meeting", meeting.pk, number=meeting.number, day=day, time=f"{meeting.starts_at:%H:%M}")
    return meeting


@transaction.atomic
def replan_meeting(
    *, meeting: CouncilMeeting, planned_on: dt.date, starts_at: dt.time, reason: str, by: Any, place: str = "", online_url: str = ""
) -> CouncilMeeting:
    """Another day for a meeting; the invitations are sent anew. Raises DateInThePast, ReasonNeeded, WrongState."""
    meeting = _locked(meeting)
    if planned_on < timezone.localdate():
        raise errors.DateInThePast
    was_invited = meeting.status == Meeting.Status.INVITED
    if was_invited and not reason.strip():
        raise errors.ReasonNeeded
    meeting.planned_on, meeting.starts_at, meeting.place, meeting.online_url = planned_on, starts_at, place, online_url
    meeting.attendance.all().delete()
    meeting.move("replan", by=by, reason=reason.strip(), save_also=("planned_on", "starts_at", "place", "online_url"))
    if was_invited:
        for person in seats_of(meeting.council):
            day = official(planned_on, person.language)
            tell(
                [person],
                gettext_noop("Council meeting No. %(number)s has another date: %(day)s."),
                "meeting",
                meeting.pk,
                number=meeting.number,
                day=day,
            )
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: CouncilMeeting, reason: str, by: Any) -> CouncilMeeting:
    """Cancel a meeting; its questions wait for the next agenda. Raises ReasonNeeded, WrongState."""
    meeting = _locked(meeting)
    if not reason.strip():
        raise errors.ReasonNeeded
    was_invited = meeting.status == Meeting.Status.INVITED
    meeting.move("cancel", by=by, reason=reason.strip())
    _move_on(meeting)
    if was_invited:
        tell(
            seats_of(meeting.council),
            gettext_noop("Council meeting No. %(number)s is cancelled."),
            "meeting",
            meeting.pk,
            number=meeting.number,
        )
    return meeting


def _move_on(meeting: CouncilMeeting) -> None:
    """Questions that were not decided go to the next open agenda, or wait for one (bad input 16)."""
    undecided = meeting.agenda_items.filter(decisions__status=CouncilDecision.Status.DRAFT).distinct()
    DecisionVote.objects.filter(decision__item__in=undecided).delete()
    target = next_open_meeting(meeting.council, but=meeting)
    items = list(undecided)
    for item in items:
        item.moved_from = meeting
    order = next_order(target)
    for n, item in enumerate(items):
        item.meeting, item.order = target, order + n
        item.save(update_fields=["meeting", "order", "moved_from"])
        item.decisions.filter(status=CouncilDecision.Status.DRAFT).update(meeting=target)


@dataclass(frozen=True)
class Quorum:
    """Organisations present against those that are members (NR29); more than ``percent`` of the members make a quorum."""

    present: int
    members: int
    percent: int

    @property
    def needed(self) -> int:
        """The least number that is more than the share: 7 of 13 at 50 %."""
        return self.members * self.percent // 100 + 1

    @property
    def met(self) -> bool:
        return self.present >= self.needed


def present_organisations(meeting: CouncilMeeting, members: list[int] | None = None) -> set[int]:
    """Ids of organisations of which a voting seat is there: in person, from afar or by a substitute."""
    rows = meeting.attendance.filter(state__in=THERE).exclude(member__seat=CouncilMember.Seat.EXPERT)
    members = member_organisations(meeting.council) if members is None else members
    return set(rows.values_list("member__organisation", flat=True)) & set(members)


def member_organisations(council: Council) -> list[int]:
    """Ids of the organisations that count for the quorum: members of the network but observers; of a regional council those with a seat."""
    if council.network is not None:
        return list(council.network.memberships.voting().values_list("organisation", flat=True))
    rows = CouncilMember.objects.current().filter(council=council).exclude(seat=CouncilMember.Seat.EXPERT)
    return list(rows.values_list("organisation", flat=True).distinct())


def quorum_of(meeting: CouncilMeeting) -> Quorum:
    """Quorum of the meeting: frozen once it is over, of this minute before."""
    network = meeting.council.network
    percent = network.policy.quorum_percent if network else 50
    if meeting.members_count is not None:
        return Quorum(meeting.present_count or 0, meeting.members_count, percent)
    members = member_organisations(meeting.council)
    return Quorum(len(present_organisations(meeting, members)), len(members), percent)


@transaction.atomic
def record_attendance(*, meeting: CouncilMeeting, states: Mapping[int, tuple[str, str]], by: Any) -> CouncilMeeting:
    """Write who is there: member id → (state, name of the substitute). Raises MeetingAhead, SubstituteNeeded, WrongMeetingState."""
    meeting = _locked(meeting)
    _must_go_on(meeting)
    members = {row.pk: row for row in CouncilMember.objects.current(meeting.planned_on).filter(council=meeting.council)}
    for pk, (state, name) in states.items():
        if pk not in members:
            continue
        substitute = name.strip() if state == State.SUBSTITUTE else ""
        if state == State.SUBSTITUTE and not substitute:
            raise errors.SubstituteNeeded
        Attendance.objects.update_or_create(meeting=meeting, member_id=pk, defaults={"state": state, "substitute_name": substitute[:200]})
    there = present_organisations(meeting)
    DecisionVote.objects.filter(decision__meeting=meeting).exclude(organisation__in=there).delete()
    return meeting


def _must_go_on(meeting: CouncilMeeting) -> None:
    if meeting.status != Meeting.Status.INVITED:
        raise errors.WrongMeetingState(status=meeting.get_status_display())
    if meeting.planned_on > timezone.localdate():
        raise errors.MeetingAhead(day=official(meeting.planned_on))


@transaction.atomic
def record_item(*, item: AgendaItem, heard: str, spoke: str, votes: Mapping[int, str], by: Any, edition: int | None = None) -> AgendaItem:
    """What was heard and said on a question, and the vote of each organisation present: organisation id → choice (NR29).

    Raises AbsentCannotVote, NoQuorum, MeetingAhead, WrongMeetingState, ItemWrittenMeanwhile (NR59).
    """
    assert item.meeting is not None
    meeting = _locked(item.meeting)
    _must_go_on(meeting)
    item = _rewrite(item, edition, heard=heard.strip(), spoke=spoke.strip())
    decision = item.decisions.filter(status=CouncilDecision.Status.DRAFT).first()
    if decision is None or not votes:
        return item
    quorum = quorum_of(meeting)
    if not quorum.met:
        raise errors.NoQuorum(present=quorum.present, members=quorum.members, needed=quorum.needed)
    seats = _voters(meeting)
    for organisation, choice in votes.items():
        if organisation not in seats:
            raise errors.AbsentCannotVote(organisation=organisation)
        DecisionVote.objects.update_or_create(
            decision=decision, organisation_id=organisation, defaults={"member": seats[organisation], "choice": choice}
        )
    return item


def _voters(meeting: CouncilMeeting) -> dict[int, CouncilMember]:
    """Organisation id → the seat that votes for it; each organisation present has one vote."""
    there = present_organisations(meeting)
    rows = meeting.attendance.filter(state__in=THERE).exclude(member__seat=CouncilMember.Seat.EXPERT).select_related("member")
    return {row.member.organisation_id: row.member for row in rows.order_by("-member_id") if row.member.organisation_id in there}


@transaction.atomic
def hold_meeting(*, meeting: CouncilMeeting, by: Any) -> CouncilMeeting:
    """Close a meeting with quorum: votes become decisions, orders are asked for, the rest moves on. Raises NoQuorum, MeetingAhead, WrongMeetingState."""
    meeting = _locked(meeting)
    _must_go_on(meeting)
    quorum = quorum_of(meeting)
    if not quorum.met:
        raise errors.NoQuorum(present=quorum.present, members=quorum.members, needed=quorum.needed)
    meeting.held_on = meeting.planned_on
    meeting.members_count, meeting.present_count = quorum.members, quorum.present
    meeting.chaired_by, meeting.recorded_by = _hand(meeting, ("chair", "deputy")), _hand(meeting, ("secretary", "coordinator"))
    fields = ("held_on", "members_count", "present_count", "chaired_by", "recorded_by")
    meeting.move("hold", by=by, save_also=fields)
    for decision in meeting.decisions.filter(status=CouncilDecision.Status.DRAFT, votes__isnull=False).distinct().order_by("item__order"):
        decide(decision=decision, meeting=meeting, present=quorum.present, by=by)
    _move_on(meeting)
    return meeting


def _hand(meeting: CouncilMeeting, seats: tuple[str, ...]) -> CouncilMember | None:
    """Who signs: the first of these seats that is there, else the first that exists."""
    rows = CouncilMember.objects.current(meeting.planned_on).filter(council=meeting.council, seat__in=seats)
    there = set(meeting.attendance.filter(state__in=(State.PRESENT, State.REMOTE)).values_list("member", flat=True))
    return min(rows, key=lambda row: (row.pk not in there, seats.index(row.seat)), default=None)


@transaction.atomic
def fail_meeting(*, meeting: CouncilMeeting, reason: str, by: Any) -> CouncilMeeting:
    """Close a meeting as not held: no quorum, or nobody came. Draft decisions move to the next agenda. Raises QuorumThere, ReasonNeeded, MeetingAhead."""
    meeting = _locked(meeting)
    _must_go_on(meeting)
    quorum = quorum_of(meeting)
    if quorum.met:
        raise errors.QuorumThere
    if not reason.strip():
        raise errors.ReasonNeeded
    meeting.members_count, meeting.present_count = quorum.members, quorum.present
    meeting.move("fail", by=by, reason=reason.strip(), save_also=("members_count", "present_count"))
    _move_on(meeting)
    tell(
        seats_of(meeting.council),
        gettext_noop("Council meeting No. %(number)s was not held."),
        "meeting",
        meeting.pk,
        number=meeting.number,
    )
    return meeting


@transaction.atomic
def sign_minutes(*, meeting: CouncilMeeting, by: Any) -> CouncilMeeting:
    """The chair and the secretary sign, in any order; with both hands the minutes are signed. Raises NotYourHand, WrongState."""
    meeting = _locked(meeting)
    hands = {"chair_signed_at": meeting.chaired_by, "secretary_signed_at": meeting.recorded_by}
    mine = [name for name, hand in hands.items() if hand is not None and hand.person_id == by.pk]
    if not mine:
        raise errors.NotYourHand
    for name in mine:
        if getattr(meeting, name) is None:
            setattr(meeting, name, timezone.now())
    if meeting.chair_signed_at and meeting.secretary_signed_at and meeting.status == Meeting.Status.HELD:
        meeting.move("sign", by=by, save_also=("chair_signed_at", "secretary_signed_at"))
    else:
        meeting.save(update_fields=["chair_signed_at", "secretary_signed_at"])
    return meeting


def _locked(meeting: CouncilMeeting) -> CouncilMeeting:
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("council__network__policy", "chaired_by", "recorded_by")
    return rows.get(pk=meeting.pk)
