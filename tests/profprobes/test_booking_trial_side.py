"""The host describes a site for trials; the operator marks the popular ones (§2.1 TrialSite, §8)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.todos import todos_of
from network.models import Role
from profprobes import errors_booking
from profprobes.models import TrialSite
from profprobes.services import booking, trial_sites
from tests.factories.people import SiteFactory, user_with_role
from tests.factories.trials import ProfessionFactory, ProgrammeFactory, TrialWorld
from tests.profprobes.screens import signed_in, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> TrialWorld:
    return TrialWorld(pupils=0)


def answers(world, **changes) -> dict:
    texts = {f"{name}_{at}": f"{name} {at}" for name in ("exits", "assembly", "access_rules") for at in ("kk", "ru")}
    choices = {
        "professions": [world.programme.profession_id],
        "programmes": [world.programme.pk],
        "grades": ["9", "8"],
        "formats": ["in_person", "hybrid"],
        "booking": "request",
        "photo_rule": "portfolio",
    }
    return texts | choices | changes


def test_a_new_site_comes_into_the_catalogue_when_its_host_describes_it(world):
    site = SiteFactory(organisation=world.host)
    school, host = signed_in(world.coordinator), signed_in(world.host_coordinator)
    assert site not in school.get(url("site_list")).context["sites"]
    assert url("site_trial_side", site.pk) not in school.get(url("site", site.pk)).content.decode()
    assert url("site_trial_side", site.pk) in host.get(url("site", site.pk)).content.decode()
    answer = host.post(url("site_trial_side", site.pk), answers(world))
    assert answer.status_code == 302
    side = TrialSite.objects.get(site=site)
    assert (side.grades, side.formats, side.booking, side.photo_rule) == ([8, 9], ["in_person", "hybrid"], "request", "portfolio")
    assert list(side.professions.all()) == [world.programme.profession] and list(side.programmes.all()) == [world.programme]
    assert site in school.get(url("site_list")).context["sites"]


def test_the_form_shows_what_stands_and_corrects_it(world):
    client = signed_in(world.host_coordinator)
    page = client.get(url("site_trial_side", world.site.pk))
    assert page.context["form"]["programmes"].value() == [world.programme.pk]
    client.post(url("site_trial_side", world.site.pk), answers(world, grades=["11"]))
    assert TrialSite.objects.get(site=world.site).grades == [11]


@pytest.mark.parametrize("change, field", [({"professions": []}, "professions"), ({"grades": []}, "grades"), ({"exits_kk": ""}, "exits_kk"),
                                           ({"grades": ["12"]}, "grades"), ({"booking": "auction"}, "booking")])  # fmt: skip
def test_a_gap_is_named_beside_its_field_and_what_was_typed_stays(world, change, field):
    answer = signed_in(world.host_coordinator).post(
        url("site_trial_side", world.site.pk), answers(world, access_rules_kk="Бахила", **change)
    )
    assert answer.status_code == 422 and field in answer.context["form"].errors and "Бахила" in answer.content.decode()


def test_programmes_of_others_are_not_offered_and_the_service_refuses_them(world):
    foreign = ProgrammeFactory()
    answer = signed_in(world.host_coordinator).post(url("site_trial_side", world.site.pk), answers(world, programmes=[foreign.pk]))
    assert answer.status_code == 422 and "programmes" in answer.context["form"].errors
    with pytest.raises(errors_booking.ForeignProgramme):
        trial_sites.save_trial_side(site=world.site, professions=[ProfessionFactory()], programmes=[foreign], by=world.host_coordinator)


@pytest.mark.parametrize("who, status", [("coordinator", 403), ("teacher", 403), ("mentor", 403), ("host_coordinator", 200)])
def test_only_the_host_describes_its_site(world, who, status):
    assert signed_in(getattr(world, who)).get(url("site_trial_side", world.site.pk)).status_code == status


def test_a_site_that_is_not_described_opens_no_slots(world):
    site, starts = SiteFactory(organisation=world.host), timezone.now() + dt.timedelta(days=9)
    with pytest.raises(errors_booking.NoTrialSide):
        booking.open_slots(site=site, starts=starts, ends=starts + dt.timedelta(hours=1), seats=5, by=world.host_coordinator)


def test_the_host_finds_the_site_to_describe_on_the_home_page(world):
    site = SiteFactory(organisation=world.host)
    assert [todo.args for todo in todos_of(world.host_coordinator) if todo.code == "describe_site"] == [(site.pk,)]


def test_the_operator_marks_a_popular_site_and_the_host_is_told(world, django_capture_on_commit_callbacks):
    operator = user_with_role(Role.REGION_OPERATOR)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(operator).post(url("site_popular", world.site.pk), {"popular": "yes"})
    assert TrialSite.objects.get(site=world.site).is_popular
    assert world.host_coordinator.notices.count() == 1
    assert signed_in(world.host_coordinator).post(url("site_popular", world.site.pk), {"popular": "no"}).status_code == 403


def test_the_database_refuses_a_grade_that_no_school_has(world):
    with pytest.raises(IntegrityError, match="trial_site_grades_of_a_school"), transaction.atomic():
        TrialSite.objects.update(grades=[12])
