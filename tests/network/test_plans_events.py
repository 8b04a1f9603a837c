"""Events: days that are blocked, series, moves, held and not held, composition, the signal (NR42, NR43, NR49, §9.18)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notice
from core.errors import WrongState
from network import errors_plans as errors
from network.models import BreakPeriod, CalendarEvent, CouncilMember, Holiday, Role, ScheduleChange, Term
from network.queries_plans import composition_of, parties_missing, repeated_duties
from network.services import events, minutes
from network.services.event_notices import signal_missed_events
from network.services.events import days_of_series, nth_weekday
from network.services.minutes import TypedGuest, guests_of
from tests.factories.files import picture
from tests.factories.people import user_with_role
from tests.factories.plans import PlanWorld, at, quiet_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PlanWorld:
    return PlanWorld()


@pytest.fixture
def holiday() -> Holiday:
    day = timezone.localdate() + dt.timedelta(days=20)
    Holiday.objects.filter(day=day).delete()
    return Holiday.objects.create(day=day, name_kk="Наурыз мейрамы", name_ru="Наурыз мейрамы")


@pytest.mark.parametrize("kind", ["interschool", "conference"])
def test_a_public_holiday_blocks_interschool_sessions_and_conferences(world, holiday, kind):
    with pytest.raises(errors.DayBlocked, match="Наурыз мейрамы"):
        world.event(holiday.day, kind=kind)
    event = world.event(holiday.day, kind=kind, override_reason="Мерекеге арналған конференция")
    assert event.override_reason


def test_other_kinds_may_stand_on_a_holiday(world, holiday):
    assert world.event(holiday.day, kind="masterclass").pk


def test_exams_block_an_interschool_session(world):
    day = quiet_day()
    BreakPeriod.objects.create(
        year=world.year, kind="exam", name_kk="Қорытынды аттестаттау", name_ru="Итоговая аттестация", starts_on=day, ends_on=day
    )
    with pytest.raises(errors.DayBlocked, match="Қорытынды аттестаттау"):
        world.event(day, kind="interschool")


@pytest.mark.parametrize(
    "changes, refusal",
    [
        ({"ends": at(dt.date(2020, 1, 1))}, errors.EndBeforeStart),
        ({"place": " "}, errors.PlaceNeeded),
        ({"mode": "online"}, errors.RoomNeeded),
        ({"mode": "mixed", "url": ""}, errors.RoomNeeded),
    ],
)
def test_an_event_has_an_end_after_its_beginning_and_a_place(world, changes, refusal):
    with pytest.raises(refusal):
        world.event(**changes)


def test_the_database_wants_one_owner_and_a_place(world):
    event = world.event()
    for broken in ({"organisation": world.school}, {"place": ""}, {"ends": event.starts}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarEvent.objects.filter(pk=event.pk).update(**broken)


def test_no_more_people_are_invited_by_name_than_there_are_places(world):
    with pytest.raises(errors.TooManyInvited):
        world.event(capacity=1, invited_people=[world.teacher, world.lecturer])


def test_an_item_of_a_foreign_plan_is_refused(world):
    other = PlanWorld(title_kk="Басқа желі")
    item = other.plan().items.get()
    with pytest.raises(errors.ForeignPlanItem):
        world.event(plan_item=item)


def test_the_first_tuesday_of_the_month_is_the_default_of_a_series():
    days = list(days_of_series(dt.date(2026, 9, 1), frequency="monthly", until=dt.date(2026, 12, 31)))
    assert days == [dt.date(2026, 9, 1), dt.date(2026, 10, 6), dt.date(2026, 11, 3), dt.date(2026, 12, 1)]
    assert nth_weekday(dt.date(2026, 11, 1), -1, 4) == dt.date(2026, 11, 27)


def test_a_series_makes_single_events_and_one_moves_alone(world):
    first = quiet_day()
    event = world.event(
        first, repeat={"frequency": "weekly", "week": 1, "weekday": first.weekday(), "until": first + dt.timedelta(days=21)}
    )
    made = list(event.series.events.order_by("series_day"))
    assert len(made) == 4
    others = [one.starts for one in made[2:]]
    events.move_event(event=made[1], starts=made[1].starts + dt.timedelta(hours=2), reason="Бөлме бос емес", by=world.coordinator)
    assert [one.starts for one in event.series.events.order_by("series_day")[2:]] == others
    events.move_event(event=made[2], starts=made[2].starts + dt.timedelta(hours=1), reason="Кесте", by=world.coordinator, following=True)
    moved = list(event.series.events.order_by("series_day"))
    assert [(a.starts - b.starts).seconds for a, b in zip(moved, made, strict=True)] == [0, 7200, 3600, 3600]


def test_a_day_off_in_a_series_gives_way_to_the_next_working_day(world):
    first = quiet_day()
    Holiday.objects.filter(day=first + dt.timedelta(days=7)).delete()
    Holiday.objects.create(day=first + dt.timedelta(days=7), name_kk="Мереке", name_ru="Праздник")
    event = world.event(first, repeat={"frequency": "weekly", "week": 1, "weekday": first.weekday(), "until": first + dt.timedelta(days=7)})
    second = event.series.events.order_by("series_day").last()
    assert second.series_day == first + dt.timedelta(days=7)
    assert timezone.localdate(second.starts) > second.series_day


def test_an_endless_series_is_refused(world):
    first = quiet_day()
    with pytest.raises(errors.SeriesTooLong):
        world.event(first, repeat={"frequency": "weekly", "week": 1, "weekday": 1, "until": first + dt.timedelta(days=800)})


def test_a_move_needs_a_reason_and_stays_in_the_change_log(world):
    event = world.event(invited_people=[world.teacher])
    with pytest.raises(errors.ReasonNeeded):
        events.move_event(event=event, starts=event.starts + dt.timedelta(days=1), reason=" ", by=world.coordinator)
    moved = events.move_event(event=event, starts=event.starts + dt.timedelta(days=1), reason="Карантин", by=world.coordinator)
    change = ScheduleChange.objects.get(event=event)
    assert (moved.status, moved.sequence, change.reason) == ("planned", 1, "Карантин")
    assert [step.target for step in event.transitions.all()] == ["moved", "planned"]
    assert Notice.objects.filter(user=world.teacher).count() == 2  # invited, moved


def test_the_change_log_cannot_be_rewritten(world):
    event = world.event()
    events.move_event(event=event, starts=event.starts + dt.timedelta(days=1), reason="Карантин", by=world.coordinator)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        ScheduleChange.objects.update(reason="Басқа")


def test_an_event_without_a_new_date_waits_as_moved(world):
    event = events.move_event(event=world.event(), reason="Күні белгісіз", by=world.coordinator)
    assert event.status == "moved"
    event = events.move_event(event=event, starts=event.starts + dt.timedelta(days=3), reason="Күні белгілі", by=world.coordinator)
    assert event.status == "planned"


def test_held_needs_somebody_who_was_there(world):
    event = world.past_event()
    with pytest.raises(errors.NobodyPresent):
        minutes.hold_event(event=event, marks={world.teacher.pk: "absent"}, typed=[], by=world.school_coordinator)
    event = minutes.hold_event(event=event, marks={}, typed=[TypedGuest("Сынақов Марат", None, "Ата-аналар")], by=world.school_coordinator)
    assert (event.status, event.attendance.get().full_name) == ("held", "Сынақов Марат")


def test_an_event_is_not_held_before_it_begins(world):
    with pytest.raises(errors.NotYetBegun):
        minutes.hold_event(event=world.event(), marks={world.teacher.pk: "present"}, typed=[], by=world.school_coordinator)
    with pytest.raises(errors.NotYetBegun):
        events.fail_event(event=world.event(), reason="Себеп", by=world.school_coordinator)


def test_a_held_event_is_neither_moved_nor_called_off(world):
    event = minutes.hold_event(event=world.past_event(), marks={world.teacher.pk: "present"}, typed=[], by=world.school_coordinator)
    with pytest.raises(WrongState):
        events.move_event(event=event, starts=event.starts, reason="Кеш", by=world.coordinator)
    with pytest.raises(WrongState):
        events.cancel_event(event=event, reason="Кеш", by=world.coordinator)


def test_guests_are_the_people_named_and_the_holders_of_invited_roles(world):
    event = world.event(
        invited_organisations=[world.college, world.school], invited_roles=[Role.TEACHER], invited_people=[world.coordinator]
    )
    sides = {guest.person: guest.side for guest in guests_of(event)}
    assert sides == {
        world.teacher: "school_teacher",
        world.lecturer: "methodist",
        world.coordinator: "administration",
    }


def test_a_session_without_a_methodist_is_incomplete(world):
    event = world.past_event(invited_people=[world.teacher, world.lecturer])
    minutes.hold_event(event=event, marks={world.teacher.pk: "present", world.lecturer.pk: "absent"}, typed=[], by=world.coordinator)
    event.refresh_from_db()
    composition = composition_of(event)
    assert (composition.complete, len(composition.missing)) == (False, 1)
    minutes.change_attendance(event=event, marks={world.lecturer.pk: "remote"}, typed=[], by=world.coordinator)
    assert composition_of(event).complete


def test_other_kinds_have_no_minimum(world):
    event = world.past_event(kind="excursion")
    minutes.hold_event(event=event, marks={world.teacher.pk: "present"}, typed=[], by=world.coordinator)
    event.refresh_from_db()
    assert composition_of(event).complete


def test_parties_that_nobody_represented_in_the_term_are_named(world):
    event = world.past_event(invited_people=[world.teacher, world.lecturer])
    day = timezone.localdate(event.starts)
    Term.objects.create(year=world.year, number=1, starts_on=day, ends_on=day)
    minutes.hold_event(event=event, marks={world.teacher.pk: "present", world.lecturer.pk: "present"}, typed=[], by=world.coordinator)
    event.refresh_from_db()
    assert parties_missing(event) == [world.university]


def test_the_same_facilitator_twice_is_a_warning(world):
    def session(days: int) -> CalendarEvent:
        event = world.past_event(days=days, invited_people=[world.teacher, world.lecturer])
        both = {world.teacher.pk: "present", world.lecturer.pk: "present"}
        minutes.hold_event(event=event, marks=both, typed=[], by=world.coordinator)
        row = event.attendance.get(person=world.teacher)
        minutes.write_minutes(
            event=event,
            by=world.coordinator,
            edition=1,
            questions="",
            summary="Талқыланды",
            stages=[("Кіріспе", 10)],
            actions=[("Сабақ жоспары", "Мысалова А.", timezone.localdate())],
            duties={"facilitator": row.pk},
        )
        return event

    session(10)
    assert [row.person for row in repeated_duties(session(3))] == [world.teacher]


def test_signed_minutes_close_the_event(world):
    event = minutes.hold_event(event=world.past_event(), marks={world.teacher.pk: "present"}, typed=[], by=world.school_coordinator)
    with pytest.raises(errors.MinutesEmpty):
        minutes.sign_minutes(event=event, by=world.school_coordinator)
    values = {"event": event, "by": world.coordinator, "questions": "", "summary": "Келісілді", "stages": [], "actions": [], "duties": {}}
    minutes.write_minutes(edition=1, **values)
    with pytest.raises(errors.ItemChangedMeanwhile):
        minutes.write_minutes(edition=1, **values)
    event = minutes.sign_minutes(event=event, by=world.school_coordinator)
    assert event.status == "closed"
    with pytest.raises(errors.MinutesSigned):
        minutes.write_minutes(edition=2, **values)
    with pytest.raises(errors.MinutesSigned):
        minutes.change_attendance(event=event, marks={}, typed=[], by=world.coordinator)


def test_one_person_holds_one_role_of_a_session(world):
    event = minutes.hold_event(event=world.past_event(), marks={world.teacher.pk: "present"}, typed=[], by=world.school_coordinator)
    row = event.attendance.get()
    with pytest.raises(errors.DutyTaken):
        minutes.write_minutes(
            event=event,
            by=world.coordinator,
            edition=1,
            questions="",
            summary="",
            stages=[],
            actions=[],
            duties={"facilitator": row.pk, "secretary": row.pk},
        )


def test_a_material_is_kept_once(world, settings, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    event = world.event()
    kept = minutes.attach_file(event=event, upload=SimpleUploadedFile("a.jpg", picture()), title="Слайд", by=world.coordinator)
    with pytest.raises(errors.FileTwice):
        minutes.attach_file(event=event, upload=SimpleUploadedFile("b.jpg", picture()), title="", by=world.coordinator)
    minutes.detach_file(row=kept, by=world.coordinator)
    assert not event.files.exists()


def test_an_unmarked_event_is_signalled_once_after_three_days(world):
    council_coordinator = user_with_role(Role.TEACHER, world.college, password=None)
    world.seat(council_coordinator, world.college, CouncilMember.Seat.COORDINATOR)
    event = world.past_event(days=5)
    fresh = world.past_event(days=1)
    Notice.objects.all().delete()
    assert signal_missed_events() == 1
    assert signal_missed_events() == 0
    told = set(Notice.objects.values_list("user", flat=True))
    assert told == {world.school_coordinator.pk, council_coordinator.pk}
    fresh.refresh_from_db()
    assert fresh.signalled_for is None

    moved = events.move_event(event=event, starts=timezone.now() - dt.timedelta(days=4), reason="Қайта", by=world.coordinator)
    assert moved.is_late
    assert signal_missed_events() == 1  # a new date is a new signal


def test_held_and_failed_events_are_not_signalled(world):
    minutes.hold_event(event=world.past_event(), marks={world.teacher.pk: "present"}, typed=[], by=world.school_coordinator)
    events.fail_event(event=world.past_event(), reason="Карантин", by=world.school_coordinator)
    assert signal_missed_events() == 0
