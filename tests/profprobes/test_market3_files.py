"""Slots from a file, bookings and the use of quotas as files (§7, §9 case 21)."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from network.models import Site
from network.services import imports
from profprobes.models import SiteSlot, SlotBooking
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.registers import upload
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url

pytestmark = pytest.mark.django_db
HEADER = ["Алаң", "Күні", "Басталуы", "Аяқталуы", "Орын саны"]


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr("network.tasks.run_import.delay", lambda pk: None)


@pytest.fixture
def world():
    world = TrialWorld(pupils=0, days=200)
    Site.objects.update(check_valid_until=timezone.localdate() + dt.timedelta(days=400))
    return world


def line(world, days, starts="10:00", ends="11:30", seats=12, **other):
    return [other.get("site", world.site.name_kk), f"{timezone.localdate() + dt.timedelta(days=days):%d.%m.%Y}", starts, ends, seats]


def bring(world, rows, header=HEADER):
    file = upload(header, rows, name="slots.csv")
    job = imports.start_import(register="slots", upload=file, by=world.host_coordinator, organisation=world.host)
    return imports.check_import(job=job)


def load(world, job, partial=False):
    return imports.load_import(job=imports.confirm_import(job=job, by=world.host_coordinator, partial=partial))


def figures(job):
    return job.created, job.changed, job.same, job.bad


def test_clashes_name_both_slots_the_rest_is_loaded_and_the_same_file_adds_nothing(world):
    rows = [line(world, day) for day in range(20, 30)] + [line(world, 25, "11:00", "12:00")]
    bring_first = load(world, bring(world, [line(world, 22, "09:00", "10:30")]))
    assert bring_first.status == "done"
    job = bring(world, rows)
    assert figures(job) == (9, 0, 0, 2) and SiteSlot.objects.exclude(pk=world.slot.pk).count() == 1
    found = {error.row: error.reason["ru"] for error in job.errors.all()}
    assert set(found) == {4, 12}
    assert "10:00–11:30" in found[4] and "09:00–10:30" in found[4]
    assert "11:00–12:00" in found[12] and "10:00–11:30" in found[12]
    job = load(world, job, partial=True)
    assert job.status == "done" and SiteSlot.objects.exclude(pk=world.slot.pk).count() == 10
    again = bring(world, rows)
    assert figures(again) == (0, 0, 9, 2)
    load(world, again, partial=True)
    assert SiteSlot.objects.exclude(pk=world.slot.pk).count() == 10


def test_a_changed_row_changes_its_slot(world):
    load(world, bring(world, [line(world, 20)]))
    job = bring(world, [line(world, 20, ends="12:00", seats=10)])
    assert figures(job) == (0, 1, 0, 0)
    load(world, job)
    slot = SiteSlot.objects.exclude(pk=world.slot.pk).get()
    assert slot.seats_total == 10 and f"{timezone.localtime(slot.ends):%H:%M}" == "12:00"


def test_a_slot_that_a_school_has_asked_for_is_not_changed_by_a_file(world):
    load(world, bring(world, [line(world, 20)]))
    slot = SiteSlot.objects.exclude(pk=world.slot.pk).get()
    SlotBooking.objects.create(slot=slot, school=OrganisationFactory(), seats=5, requested_by=world.coordinator)
    assert figures(bring(world, [line(world, 20, seats=11)])) == (0, 0, 0, 1)
    assert figures(bring(world, [line(world, 20)])) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    "changes, column",
    [
        ({"site": "Жоқ цех"}, "site"),
        ({"starts": "таңертең"}, "starts"),
        ({"ends": "09:00"}, "ends"),
        ({"seats": 499}, "seats"),
        ({"days": -3}, "starts"),
        ({"days": 900}, "site"),
    ],
)
def test_every_wrong_cell_is_named_in_both_languages(world, changes, column):
    job = bring(world, [line(world, **({"days": 20} | changes))])
    (error,) = job.errors.all()
    assert error.column == column and error.reason["kk"] and error.reason["kk"] != error.reason["ru"]


def test_a_mentor_is_found_by_name_and_a_stranger_is_refused(world):
    name = world.trial_mentor.membership.user.full_name
    header = [*HEADER, "Тәлімгер"]
    job = bring(world, [[*line(world, 2), name], [*line(world, 3), "Бөтен Біреу"]], header)
    assert [error.column for error in job.errors.all()] == ["mentor"]
    load(world, job, partial=True)
    assert SiteSlot.objects.exclude(pk=world.slot.pk).get().mentor == world.trial_mentor


def test_only_a_host_with_described_sites_brings_slots(world):
    from django.urls import reverse

    page = reverse("network:import_new", args=["slots"])
    assert signed_in(world.host_coordinator).get(page).status_code == 200
    job = bring(world, [line(world, 20)])
    confirm = reverse("network:import_confirm", args=[job.pk])
    assert signed_in(world.host_coordinator).post(confirm).status_code == 302
    job.refresh_from_db()
    assert job.status == "confirmed"
    stranger = user_with_role("org_coordinator", OrganisationFactory())
    assert signed_in(stranger).get(page).status_code == 403


def sheet(answer):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content)).active]


def test_bookings_are_downloaded_by_the_school_and_by_the_host_each_their_own(world):
    TrialWorld(pupils=0, days=30)
    mine = sheet(signed_in(world.coordinator).get(url("bookings"), {"format": "xlsx"}))
    theirs = sheet(signed_in(world.host_coordinator).get(url("slot_use"), {"format": "bookings"}))
    assert len(mine) == len(theirs) == 2
    assert world.school.short_name in mine[1] and world.school.short_name in theirs[1]


def test_the_use_of_quotas_is_downloaded(world):
    SlotBooking.objects.filter(pk=world.booking.pk).update(status="completed")
    now = timezone.now()
    SiteSlot.objects.filter(pk=world.slot.pk).update(period=(now - dt.timedelta(hours=3), now - dt.timedelta(hours=1)))
    rows = sheet(signed_in(world.host_coordinator).get(url("slot_use"), {"format": "xlsx"}))
    world.slot.refresh_from_db()
    assert len(rows) == 3 and rows[1][1:3] == [world.slot.seats_total, world.booking.seats]
