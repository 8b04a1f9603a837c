"""The new-trial wizard: four steps over a draft row, nothing typed is lost."""

import datetime as dt

import pytest
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from network.models import Agreement, Role, Site
from profprobes.models import SiteSlot, SlotBooking, Trial, TrialDraft
from tests.factories.people import ClassGroupFactory, GuardianLinkFactory, PupilFactory, user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> TrialWorld:
    """A school with a class of six, a partner with a second slot, an agreement between them."""
    world = TrialWorld(pupils=6)
    world.free = slot(world)
    return world


def slot(world: TrialWorld, *, days: int = 20, **fields) -> SiteSlot:
    start = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + dt.timedelta(days=days)
    values = {"site": world.site, "period": DateTimeTZRange(start, start + dt.timedelta(minutes=95)), "seats_total": 25, "min_group": 3}
    return SiteSlot.objects.create(**(values | {"mentor": world.trial_mentor} | fields))


def draft_at(world: TrialWorld, **answers) -> TrialDraft:
    steps = {"programme": {"programme": world.programme.pk}, "slot": {"slot": world.free.pk}} | answers
    return TrialDraft.objects.create(owner=world.coordinator, school=world.school, answers=steps)


def details(world: TrialWorld, **changes) -> dict:
    return {"responsible": world.responsible.pk, "photo_choice": "portfolio", "informing_date": timezone.localdate().isoformat()} | changes


def test_the_four_steps_make_a_trial_of_the_ticked_pupils(world):
    client = signed_in(world.coordinator)
    first = client.post(url("trial_new"), {"programme": world.programme.pk})
    draft = TrialDraft.objects.get()
    assert first.url == url("trial_new_step", draft.pk, "slot")
    client.post(first.url, {"slot": world.free.pk})
    client.post(url("trial_new_step", draft.pk, "group"), {"pupils": [pupil.pk for pupil in world.pupils], "name": ""})
    last = client.post(url("trial_new_step", draft.pk, "check"), details(world))
    trial = Trial.objects.exclude(pk=world.trial.pk).get()
    assert last.url == url("trial", trial.pk)
    assert {row.pupil for row in trial.participations.all()} == set(world.pupils)
    assert (trial.photo_choice, trial.informing_date, trial.visit.booking.slot) == ("portfolio", timezone.localdate(), world.free)
    assert not TrialDraft.objects.exists()


def test_every_step_is_kept_so_a_closed_browser_loses_nothing(world):
    signed_in(world.coordinator).post(url("trial_new"), {"programme": world.programme.pk})
    page = signed_in(world.coordinator).get(url("trial_new"))
    assert world.programme.name in words(page) and "Аяқталмаған жобаңыз бар" in words(page)


def test_what_is_not_right_yet_is_kept_too(world):
    draft = draft_at(world, group={"pupils": [pupil.pk for pupil in world.pupils], "name": ""})
    client = signed_in(world.coordinator)
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    answer = client.post(url("trial_new_step", draft.pk, "check"), details(world, informing_date=tomorrow, photo_choice="no"))
    assert answer.status_code == 422 and "Бұл күн әлі келген жоқ" in words(answer)
    again = signed_in(world.coordinator).get(url("trial_new_step", draft.pk, "check")).content.decode()
    assert tomorrow in again and 'value="no" required id="id_photo_choice_2" checked' in again
    assert not Trial.objects.exclude(pk=world.trial.pk).exists()


def test_a_draft_of_somebody_else_does_not_exist(world):
    other = user_with_role(Role.CAREER_COORDINATOR, world.school)
    draft = draft_at(world)
    for method in ("get", "post"):
        assert getattr(signed_in(other), method)(url("trial_new_step", draft.pk, "slot")).status_code == 404
    assert signed_in(other).post(url("trial_draft_delete", draft.pk)).status_code == 404


@pytest.mark.parametrize("role, answer", [(Role.CAREER_COORDINATOR, 200), (Role.CLASS_TEACHER, 403), (Role.PUPIL, 403), (Role.MENTOR, 403)])
def test_only_a_coordinator_of_a_school_plans_trials(world, role, answer):
    organisation = world.host if role == Role.MENTOR else world.school
    narrowed = {"class_group": world.class_group} if role == Role.CLASS_TEACHER else {}
    person = user_with_role(role, organisation, **narrowed)
    assert signed_in(person).get(url("trial_new")).status_code == answer


def test_a_step_opens_only_after_the_ones_before(world):
    draft = TrialDraft.objects.create(
        owner=world.coordinator, school=world.school, answers={"programme": {"programme": world.programme.pk}}
    )
    assert signed_in(world.coordinator).get(url("trial_new_step", draft.pk, "check")).url == url("trial_new_step", draft.pk, "slot")


def test_a_group_that_is_too_large_names_both_numbers_and_a_way_out(world):
    SiteSlot.objects.filter(pk=world.free.pk).update(seats_total=4)
    draft = draft_at(world)
    answer = signed_in(world.coordinator).post(url("trial_new_step", draft.pk, "group"), {"pupils": [pupil.pk for pupil in world.pupils]})
    assert answer.status_code == 422
    assert "6" in words(answer) and "орын — 4" in words(answer) and "3 + 3" in words(answer)
    assert answer.content.decode().count("checked") == 6


def test_a_group_that_is_too_small_is_refused(world):
    answer = signed_in(world.coordinator).post(url("trial_new_step", draft_at(world).pk, "group"), {"pupils": [world.pupils[0].pk]})
    assert answer.status_code == 422 and "кемінде 3" in words(answer)


def test_a_pupil_who_is_busy_then_is_marked_and_refused_by_name(world):
    elsewhere = TrialWorld(school=world.school)
    elsewhere.trial_site.programmes.add(world.programme)
    start = world.session.starts + dt.timedelta(minutes=30)
    SiteSlot.objects.filter(pk=elsewhere.slot.pk).update(status="withdrawn")
    busy = slot(world, site=elsewhere.site, mentor=None, period=DateTimeTZRange(start, start + dt.timedelta(minutes=95)))
    client, draft = signed_in(world.coordinator), draft_at(world, slot={"slot": busy.pk})
    page = words(client.get(url("trial_new_step", draft.pk, "group")))
    assert f"бос емес: «{world.trial.title}»" in page
    answer = client.post(url("trial_new_step", draft.pk, "group"), {"pupils": [pupil.pk for pupil in world.pupils[:3]]})
    assert answer.status_code == 422 and "Бұл уақытта бос емес: " in words(answer)
    assert all(f"{pupil.short_name}: «{world.trial.title}»" in words(answer) for pupil in world.pupils[:3])


def test_a_class_of_another_grade_is_shut_and_its_pupils_are_refused(world):
    small = ClassGroupFactory(organisation=world.school, grade=3, name="3 «А»")
    child = PupilFactory(group=small)
    client, draft = signed_in(world.coordinator), draft_at(world)
    page = client.get(url("trial_new_step", draft.pk, "group"))
    assert "Сынып бағдарламаға сәйкес емес" in words(page) and child.last_name + " " + child.first_name not in words(page)
    assert client.post(url("trial_new_step", draft.pk, "group"), {"pupils": [child.pk]}).status_code == 422


def test_a_family_that_cannot_be_written_to_is_marked(world):
    child = PupilFactory(group=world.class_group)
    GuardianLinkFactory(child=child, unreachable=True)
    page = signed_in(world.coordinator).get(url("trial_new_step", draft_at(world).pk, "group"))
    assert words(page).count("қағаз келісім") == 1


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"status": "withdrawn"}, "Серіктес бұл слотты алып тастады"),
        ({"status": "past"}, "басталып кет"),
    ],
)
def test_a_slot_that_went_away_says_why_and_others_stay_on_offer(world, change, sentence):
    other = slot(world, days=27)
    SiteSlot.objects.filter(pk=world.free.pk).update(**change)
    if change["status"] == "past":
        SiteSlot.objects.filter(pk=world.free.pk).update(period=yesterday())
    answer = signed_in(world.coordinator).post(url("trial_new_step", draft_at(world).pk, "slot"), {"slot": world.free.pk})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert f'name="slot" value="{other.pk}"' in answer.content.decode()


def yesterday() -> DateTimeTZRange:
    start = timezone.now() - dt.timedelta(days=1)
    return DateTimeTZRange(start, start + dt.timedelta(minutes=95))


def test_a_group_whose_slot_fills_up_at_the_last_moment_goes_on_the_waiting_list_with_everything_kept(world):
    draft = draft_at(world, group={"pupils": [pupil.pk for pupil in world.pupils], "name": ""})
    rival = TrialWorld()
    SlotBooking.objects.create(slot=world.free, school=rival.school, seats=25, requested_by=rival.coordinator, status="confirmed")
    answer = signed_in(world.coordinator).post(url("trial_new_step", draft.pk, "check"), details(world))
    assert answer.status_code == 302 and len(answer.wsgi_request._messages) == 2  # created, and the number on the list
    trial = Trial.objects.exclude(pk=world.trial.pk).get(school=world.school)
    assert (trial.status, trial.sessions.get().booking.status) == ("draft", "waitlisted")
    assert {row.pupil for row in trial.participations.all()} == set(world.pupils)


def test_a_slot_without_an_agreement_cannot_be_chosen_and_says_so(world):
    Agreement.objects.all().delete()
    page = signed_in(world.coordinator).get(url("trial_new_step", draft_at(world).pk, "slot"))
    assert "келісім" in words(page) and f'name="slot" value="{world.free.pk}"' not in page.content.decode()


def test_a_slot_with_fewer_places_than_the_smallest_group_offers_the_waiting_list(world):
    rival = TrialWorld()
    SlotBooking.objects.create(slot=world.free, school=rival.school, seats=23, requested_by=rival.coordinator, status="confirmed")
    draft = draft_at(world)
    draft.answers.pop("slot")
    draft.save()
    page = signed_in(world.coordinator).get(url("trial_new_step", draft.pk, "slot"))
    assert f'name="slot" value="{world.free.pk}"' in page.content.decode()
    assert signed_in(world.coordinator).post(url("trial_new_step", draft.pk, "slot"), {"slot": world.free.pk}).status_code == 302


def test_a_slot_from_the_page_of_a_site_comes_along(world):
    client = signed_in(world.coordinator)
    page = client.get(f"{url('trial_new')}?slot={world.free.pk}")
    assert "Орны мен уақыты таңдалды" in words(page)
    answer = client.post(f"{url('trial_new')}?slot={world.free.pk}", {"programme": world.programme.pk, "slot": world.free.pk})
    draft = TrialDraft.objects.get()
    assert answer.url == url("trial_new_step", draft.pk, "group") and draft.answers["slot"] == {"slot": world.free.pk}


def test_another_programme_lets_a_slot_go_whose_site_does_not_run_it(world):
    from tests.factories.trials import ProgrammeFactory

    other = ProgrammeFactory(owner=world.host)
    draft = draft_at(world)
    signed_in(world.coordinator).post(url("trial_new_step", draft.pk, "programme"), {"programme": other.pk})
    draft.refresh_from_db()
    assert "slot" not in draft.answers


def test_a_draft_can_be_thrown_away(world):
    draft = draft_at(world)
    signed_in(world.coordinator).post(url("trial_draft_delete", draft.pk))
    assert not TrialDraft.objects.exists()


def test_save_for_later_asks_nothing(world):
    draft = draft_at(world, group={"pupils": [world.pupils[0].pk], "name": ""})
    answer = signed_in(world.coordinator).post(url("trial_new_step", draft.pk, "check"), {"later": "1", "photo_choice": "no"})
    assert answer.url == url("trial_list")
    draft.refresh_from_db()
    assert draft.answers["typed"]["check"]["photo_choice"] == "no"


def test_a_site_whose_check_has_lapsed_offers_no_slots(world):
    Site.objects.filter(pk=world.site.pk).update(status=Site.Status.SUSPENDED)
    page = signed_in(world.coordinator).get(url("trial_new_step", draft_at(world).pk, "slot"))
    assert "Бұл бағдарламаға бос слот жоқ" in words(page)
