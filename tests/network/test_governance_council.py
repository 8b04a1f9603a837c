"""Council: seats, agenda, quorum, votes, minutes, orders (NR28, NR29, NR32; bad input 15–17)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from accounts.models import Notice
from core.errors import WrongState
from network import errors_governance as errors
from network.models import CouncilDecision, CouncilSignal, NetworkMembership, OrganisationOrder
from network.services import approvals, council_clock, councils, decisions, meetings
from network.workdays import add_working_days
from tests.factories.files import pdf
from tests.factories.governance import (
    AgendaItemFactory,
    CouncilDecisionFactory,
    CouncilFactory,
    CouncilMeetingFactory,
    CouncilMemberFactory,
    coordinator_of,
    council_of,
    days_ago,
    invited_meeting,
    network_of,
)
from tests.factories.people import AcademicYearFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    """Thirteen organisations, one seat each."""
    return council_of(network_of(universities=1, colleges=2, schools=10))


def chair(council):
    return council.members.get(seat="chair").person


def come(meeting, count, state="present"):
    """So many seats are there, the rest are absent."""
    seats = list(meeting.council.members.order_by("pk"))
    name = "Демо Алмастырушы" if state == "substitute" else ""
    states = {row.pk: (state, name) if n < count else ("absent", "") for n, row in enumerate(seats)}
    meetings.record_attendance(meeting=meeting, states=states, by=chair(meeting.council))
    return [row.organisation_id for row in seats[:count]]


def vote(decision, there, yes, no):
    choices = {pk: "for" if n < yes else "against" if n < yes + no else "abstain" for n, pk in enumerate(there)}
    meetings.record_item(item=decision.item, heard="", spoke="", votes=choices, by=None)


def held(council, *, present=9, yes=6, no=2, topic="plan"):
    """A meeting of today with one question, closed with these votes."""
    meeting = invited_meeting(council)
    decision = CouncilDecisionFactory(item=AgendaItemFactory(meeting=meeting), topic=topic)
    vote(decision, come(meeting, present), yes, no)
    meetings.hold_meeting(meeting=meeting, by=chair(council))
    decision.refresh_from_db()
    return decision


def test_the_third_seat_is_refused_with_the_words_of_the_rule():
    network = network_of()
    council = CouncilFactory(network=network)
    for _ in range(2):
        councils.seat_member(council=council, person=UserFactory(), organisation=network.operator, by=None)
    with pytest.raises(errors.SeatsTaken) as refusal:
        councils.seat_member(council=council, person=UserFactory(), organisation=network.operator, by=None)
    with translation.override("kk"):
        assert str(refusal.value) == "Әр ұйымнан 2 өкілден артық емес"
    with translation.override("ru"):
        assert str(refusal.value) == "Не более 2 представителей от организации"


def test_only_organisations_of_the_network_have_seats_experts_come_from_anywhere():
    council, stranger = CouncilFactory(), OrganisationFactory()
    with pytest.raises(errors.NotInNetwork):
        councils.seat_member(council=council, person=UserFactory(), organisation=stranger, by=None)
    assert councils.seat_member(council=council, person=UserFactory(), organisation=stranger, seat="expert", by=None).pk


def test_invitations_go_out_five_working_days_before():
    item = AgendaItemFactory()
    meeting = item.meeting
    member = CouncilMemberFactory(council=meeting.council)
    type(meeting).objects.filter(pk=meeting.pk).update(planned_on=add_working_days(timezone.localdate(), 4))
    with pytest.raises(errors.InvitedTooLate):
        meetings.invite_to_meeting(meeting=meeting, by=None)
    type(meeting).objects.filter(pk=meeting.pk).update(planned_on=add_working_days(timezone.localdate(), 5))
    assert meetings.invite_to_meeting(meeting=meeting, by=None).status == "invited"
    assert Notice.objects.filter(user=member.person).count() == 1


def test_a_meeting_without_an_agenda_invites_nobody():
    with pytest.raises(errors.AgendaEmpty):
        meetings.invite_to_meeting(meeting=CouncilMeetingFactory(), by=None)


def test_attendance_waits_for_the_day_of_the_meeting(council):
    meeting = invited_meeting(council, day=days_ago(-1))
    with pytest.raises(errors.MeetingAhead):
        come(meeting, 9)


@pytest.mark.parametrize(("yes", "no", "status"), [(6, 2, "adopted"), (4, 4, "rejected"), (5, 4, "adopted")])
def test_adopted_means_more_than_half_of_the_organisations_present(council, yes, no, status):
    assert held(council, yes=yes, no=no).status == status


@pytest.mark.parametrize(("present", "members", "met"), [(7, 13, True), (6, 13, False), (3, 4, True), (2, 4, False)])
def test_a_quorum_is_more_than_half_of_the_members(present, members, met):
    assert meetings.Quorum(present, members, 50).met is met


def test_substitutes_and_those_far_away_make_a_quorum_experts_do_not(council):
    meeting = invited_meeting(council)
    come(meeting, 7, "substitute")
    assert meetings.quorum_of(meeting).present == 7
    come(meeting, 6, "remote")
    guest = CouncilMemberFactory(council=council, organisation=OrganisationFactory(), seat="expert")
    meetings.record_attendance(meeting=meeting, states={guest.pk: ("present", "")}, by=None)
    assert meetings.quorum_of(meeting).present == 6


def test_two_seats_of_one_organisation_are_one_voice(council):
    meeting = invited_meeting(council)
    second = CouncilMemberFactory(council=council, organisation=council.network.operator)
    come(meeting, 7)
    meetings.record_attendance(meeting=meeting, states={second.pk: ("present", "")}, by=None)
    assert meetings.quorum_of(meeting).present == 7


def test_who_is_absent_does_not_vote(council):
    meeting = invited_meeting(council)
    decision = CouncilDecisionFactory(item=AgendaItemFactory(meeting=meeting))
    come(meeting, 9)
    absent = council.members.order_by("pk").last().organisation_id
    with pytest.raises(errors.AbsentCannotVote):
        meetings.record_item(item=decision.item, heard="", spoke="", votes={absent: "for"}, by=None)


def test_without_a_quorum_a_meeting_is_not_held_and_its_drafts_go_to_the_next_agenda(council):
    meeting, following = invited_meeting(council), CouncilMeetingFactory(council=council)
    decision = CouncilDecisionFactory(item=AgendaItemFactory(meeting=meeting))
    come(meeting, 6)
    with pytest.raises(errors.NoQuorum):
        meetings.hold_meeting(meeting=meeting, by=chair(council))
    meetings.fail_meeting(meeting=meeting, reason="Кворум жоқ", by=chair(council))
    decision.refresh_from_db()
    meeting.refresh_from_db()
    assert (meeting.status, decision.status, decision.meeting, decision.item.meeting) == ("not_held", "draft", following, following)
    assert decision.item.moved_from == meeting


def test_drafts_without_a_next_agenda_wait_and_come_onto_the_meeting_planned_next(council):
    meeting = invited_meeting(council)
    decision = CouncilDecisionFactory(item=AgendaItemFactory(meeting=meeting))
    meetings.cancel_meeting(meeting=meeting, reason="Боран", by=None)
    decision.refresh_from_db()
    assert decision.meeting is None
    planned = meetings.plan_meeting(council=council, planned_on=days_ago(-20), starts_at=dt.time(15), place="Зал", by=None)
    decision.refresh_from_db()
    assert decision.meeting == planned


def test_minutes_need_the_hands_of_the_chair_and_the_secretary(council):
    meeting = held(council).meeting
    with pytest.raises(errors.NotYourHand):
        meetings.sign_minutes(meeting=meeting, by=UserFactory())
    assert meetings.sign_minutes(meeting=meeting, by=chair(council)).status == "held"
    secretary = council.members.get(seat="secretary").person
    assert meetings.sign_minutes(meeting=meeting, by=secretary).status == "signed"


def test_an_adopted_plan_expects_thirteen_orders_and_says_how_many_came(council):
    """Story 6."""
    decision = held(council)
    orders = list(decision.orders.order_by("pk"))
    assert len(orders) == 13
    for n, order in enumerate(orders[:8]):
        decisions.register_order(order=order, number=f"{n}-н", date=timezone.localdate(), by=None)
    progress = approvals.orders_progress(decision)
    with translation.override("kk"):
        assert progress.sentence == "13 ұйымның 8-інде енгізілді"
    with translation.override("ru"):
        assert progress.sentence == "введено в 8 из 13 организаций"


def test_orders_are_due_in_ten_working_days_and_observers_give_none(council):
    observer = council.network.memberships.last()
    NetworkMembership.objects.filter(pk=observer.pk).update(role="observer")
    decision = held(council)
    assert decision.orders.count() == 12
    assert {row.due_on for row in decision.orders.all()} == {add_working_days(timezone.localdate(), 10)}


def test_a_decision_that_is_not_about_a_joint_paper_asks_for_no_orders(council):
    assert held(council, topic="other").orders.count() == 0


def test_an_object_binds_an_organisation_only_after_the_decision_and_its_own_order(council):
    network = council.network
    words = {"question_kk": "Сұрақ", "question_ru": "Вопрос", "text_kk": "Бекітілсін", "text_ru": "Утвердить"}
    draft = approvals.council_approve(network, by=None, topic="roadmap", **words)
    assert approvals.council_approve(network, by=None, topic="roadmap", **words) == draft
    first, second = (row.organisation for row in network.memberships.order_by("pk")[:2])
    assert not approvals.order_status(network, first).binding
    meeting = invited_meeting(council)
    meetings._bring(council.agenda_items.filter(meeting=None), meeting)
    vote(CouncilDecision.objects.get(pk=draft.pk), come(meeting, 9), 9, 0)
    meetings.hold_meeting(meeting=meeting, by=chair(council))
    assert approvals.order_status(network, first).adopted and not approvals.order_status(network, first).binding
    order = OrganisationOrder.objects.get(decision=draft, organisation=first)
    decisions.register_order(order=order, number="15-н", date=timezone.localdate(), by=None)
    assert approvals.order_status(network, first).binding
    assert not approvals.order_status(network, second).binding


def test_a_refused_order_goes_back_to_the_council_with_its_reason(council):
    decision = held(council)
    order = decision.orders.last()
    with pytest.raises(errors.ReasonNeeded):
        decisions.refuse_order(order=order, reason=" ", by=None)
    decisions.refuse_order(order=order, reason="Штат жоқ", by=coordinator_of(order.organisation))
    assert Notice.objects.filter(user=chair(council), url__contains=str(decision.pk)).exists()
    assert approvals.orders_progress(decision).refused == 1
    assert decisions.ask_order_again(order=order, by=chair(council)).status == "waiting"


def test_an_order_is_not_older_than_the_decision_nor_of_tomorrow(council):
    order = held(council).orders.first()
    for day in (days_ago(1), days_ago(-1)):
        with pytest.raises(errors.OrderDateWrong):
            decisions.register_order(order=order, number="1", date=day, by=None)


def test_the_scan_of_an_order_is_kept(council):
    order = held(council).orders.first()
    scan = SimpleUploadedFile("бұйрық.pdf", pdf(), "application/pdf")
    order = decisions.register_order(order=order, number="1", date=timezone.localdate(), scan=scan, by=None)
    assert order.scan.size and order.scan_name == "бұйрық.pdf"
    with pytest.raises(WrongState):
        decisions.register_order(order=order, number="2", date=timezone.localdate(), by=None)


def test_a_decision_is_done_with_words_about_it(council):
    decision = decisions.start_decision(decision=held(council), by=None)
    with pytest.raises(errors.ExecutionNeeded):
        decisions.finish_decision(decision=decision, execution="", by=None)
    assert decisions.finish_decision(decision=decision, execution="Кесте бекітілді", by=None).status == "done"


def test_a_council_that_did_not_meet_in_a_half_year_is_told_once_even_after_an_outage(council):
    year = AcademicYearFactory()
    type(council).objects.filter(pk=council.pk).update(formed_on=year.starts_on)
    later = year.ends_on + dt.timedelta(days=6)
    assert council_clock.raise_signals(later) == 2
    assert council_clock.raise_signals(later) == 0
    assert CouncilSignal.objects.filter(council=council).count() == 2
    assert Notice.objects.filter(user=chair(council), url__contains="council").count() == 2


def test_a_meeting_held_in_the_half_year_keeps_the_signal_away(council):
    year = AcademicYearFactory()
    type(council).objects.filter(pk=council.pk).update(formed_on=year.starts_on)
    CouncilMeetingFactory(council=council, status="held", planned_on=year.starts_on, held_on=year.starts_on)
    assert council_clock.raise_signals(year.starts_on + dt.timedelta(days=200)) == 0


def test_a_late_seat_is_still_one_of_two():
    member = CouncilMemberFactory(valid_until=days_ago(30))
    assert councils.end_seat(member=CouncilMemberFactory(council=member.council), by=None).valid_until < timezone.localdate()
