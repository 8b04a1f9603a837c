"""Who opens a file and why: owner, family, school, photo permissions; the pages of the portfolio."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.links import issue_link
from accounts.models import GuardianLink, OneTimeLink, SensitiveRead
from network.models import Role
from portfolio.models import PortfolioEntry
from portfolio.services import block_artefacts, remove_artefact
from portfolio.visibility import family_key
from profprobes.models import Participation
from profprobes.services.forms import add_trial_artefact
from tests.factories.files import pdf, picture, upload
from tests.factories.people import GuardianLinkFactory, UserFactory, user_with_role
from tests.factories.phone import after, held, send_after
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    type(user).objects.filter(pk=user.pk).update(sign_in="active")
    user.refresh_from_db()
    client = Client()
    client.force_login(user)
    return client


def attached(world: TrialWorld, *, people: str = "none", content: bytes | None = None, name: str = "photo.jpg", kind: str = "photo"):
    row = world.participations[0]
    return add_trial_artefact(participation=row, upload=upload(content or picture(), name), kind=kind, people=people, by=row.pupil)


def allow_photos(world: TrialWorld, level: str = "portfolio") -> None:
    Participation.objects.filter(trial=world.trial).update(photo_effective=level)
    for row in world.participations:
        row.refresh_from_db()


def file_url(artefact) -> str:
    return reverse("files:file", args=[artefact.public_id])


def guardian_account(world: TrialWorld, **link):
    person = UserFactory()
    GuardianLinkFactory(child=world.pupils[0], user=person, **link)
    return person


PEOPLE = {
    "owner": lambda world: world.pupils[0],
    "guardian": guardian_account,
    "class teacher": lambda world: world.teacher,
    "school coordinator": lambda world: world.coordinator,
    "classmate": lambda world: world.pupils[1],
    "mentor": lambda world: world.mentor,
    "host coordinator": lambda world: world.host_coordinator,
    "former guardian": lambda world: guardian_account(world, status=GuardianLink.Status.ENDED),
    "coordinator of another school": lambda world: user_with_role(Role.CAREER_COORDINATOR),
    "teacher of another class": lambda world: user_with_role(Role.CLASS_TEACHER, world.school),
}


@pytest.mark.parametrize(
    "who, status",
    [
        ("owner", 200),
        ("guardian", 200),
        ("class teacher", 200),
        ("school coordinator", 200),
        ("classmate", 404),
        ("mentor", 404),
        ("host coordinator", 404),
        ("former guardian", 404),
        ("coordinator of another school", 404),
        ("teacher of another class", 404),
    ],
)
def test_who_opens_a_file_of_a_trial(who, status):
    world = held(TrialWorld())
    artefact = attached(world)
    assert signed_in(PEOPLE[who](world)).get(file_url(artefact)).status_code == status


def test_whoever_is_signed_out_finds_nothing():
    artefact = attached(held(TrialWorld()))
    assert Client().get(file_url(artefact)).status_code == 404


@pytest.mark.parametrize("who", ["owner", "guardian", "class teacher", "school coordinator"])
def test_a_photo_with_people_closes_for_everybody_the_moment_the_permission_ends(who):
    world = held(TrialWorld())
    allow_photos(world)
    artefact = attached(world, people="owner")
    client = signed_in(PEOPLE[who](world))
    assert client.get(file_url(artefact)).status_code == 200
    allow_photos(world, "no")
    assert client.get(file_url(artefact)).status_code == 403


def test_a_photo_without_people_does_not_ask_the_photo_permission():
    world = held(TrialWorld())
    assert signed_in(world.pupils[0]).get(file_url(attached(world))).status_code == 200


def test_a_group_photo_follows_the_lowest_permission_of_the_group():
    world = held(TrialWorld())
    allow_photos(world, "publish")
    artefact = attached(world, people="minors")
    client = signed_in(world.pupils[0])
    assert client.get(file_url(artefact)).status_code == 200
    Participation.objects.filter(pk=world.participations[2].pk).update(photo_effective="no")
    assert client.get(file_url(artefact)).status_code == 403


@pytest.mark.parametrize(
    "end", [lambda artefact: block_artefacts(artefacts=[artefact]), lambda artefact: remove_artefact(artefact=artefact, by=artefact.owner)]
)
def test_blocked_and_deleted_files_show_to_nobody(end):
    world = held(TrialWorld())
    allow_photos(world)
    artefact = attached(world, people="owner")
    end(artefact)
    for who in ("owner", "class teacher"):
        assert signed_in(PEOPLE[who](world)).get(file_url(artefact)).status_code == 404


def test_a_file_is_served_apart_with_its_true_type_and_no_power():
    world = held(TrialWorld())
    answer = signed_in(world.pupils[0]).get(file_url(attached(world)))
    assert (
        answer["Content-Type"] == "image/jpeg"
        and answer["X-Content-Type-Options"] == "nosniff"
        and answer["Cache-Control"] == "private, no-store"
    )
    assert answer["Content-Disposition"].startswith("inline") and answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_document_is_a_download():
    world = held(TrialWorld())
    artefact = attached(world, content=pdf(), name="менің есебім.pdf", kind="report")
    answer = signed_in(world.pupils[0]).get(file_url(artefact))
    assert answer["Content-Disposition"].startswith("attachment") and "%D0%BC" in answer["Content-Disposition"]


def test_the_thumbnail_is_smaller_and_asks_the_same():
    world = held(TrialWorld())
    artefact = attached(world, content=picture(size=(2000, 1000)))
    small = reverse("files:small", args=[artefact.public_id])
    assert len(signed_in(world.pupils[0]).get(small).getvalue()) < artefact.size
    assert signed_in(world.mentor).get(small).status_code == 404


def test_readings_by_staff_are_noted_and_the_owners_own_are_not():
    world = held(TrialWorld())
    artefact = attached(world)
    signed_in(world.pupils[0]).get(file_url(artefact))
    assert not SensitiveRead.objects.exists()
    signed_in(world.teacher).get(file_url(artefact))
    assert SensitiveRead.objects.get().subject == world.pupils[0]


def a_link(world: TrialWorld, **link) -> OneTimeLink:
    guardian = link.pop("guardian", None) or world.guardians[0]
    return issue_link(purpose="summary", object=world.trial, guardian=guardian, expires_at=timezone.now() + dt.timedelta(days=14), by=None)


def test_the_familys_page_opens_the_childs_file_by_its_key_for_half_an_hour():
    world = held(TrialWorld())
    artefact = attached(world)
    key = family_key(link=a_link(world), artefact=artefact)
    assert Client().get(file_url(artefact), {"key": key}).status_code == 200
    assert Client().get(file_url(artefact), {"key": key[:-2] + "xx"}).status_code == 404


def test_a_key_dies_with_time(monkeypatch):
    world = held(TrialWorld())
    artefact = attached(world)
    key = family_key(link=a_link(world), artefact=artefact)
    monkeypatch.setattr("portfolio.visibility.FAMILY_KEY_SECONDS", -1)
    assert Client().get(file_url(artefact), {"key": key}).status_code == 404


@pytest.mark.parametrize("what", ["revoked link", "former guardian", "another file", "another child"])
def test_a_key_opens_nothing_else(what):
    world = held(TrialWorld())
    artefact = attached(world)
    link = a_link(world, guardian=world.guardians[1] if what == "another child" else None)
    key = family_key(link=link, artefact=artefact)
    if what == "revoked link":
        OneTimeLink.objects.update(status="revoked")
    if what == "former guardian":
        GuardianLink.objects.filter(pk=world.guardians[0].pk).update(status="ended")
    if what == "another file":
        artefact = attached(world, content=picture(size=(90, 90)))
    assert Client().get(file_url(artefact), {"key": key}).status_code == 404


def test_the_key_asks_the_photo_permission_too():
    world = held(TrialWorld())
    allow_photos(world)
    artefact = attached(world, people="owner")
    key = family_key(link=a_link(world), artefact=artefact)
    assert Client().get(file_url(artefact), {"key": key}).status_code == 200
    allow_photos(world, "no")
    assert Client().get(file_url(artefact), {"key": key}).status_code == 410


# pages


def an_entry(world: TrialWorld) -> PortfolioEntry:
    attached(world)
    send_after(world, content=after())
    return PortfolioEntry.objects.get()


@pytest.mark.parametrize(
    "who, private, group",
    [
        ("owner", 200, 200),
        ("guardian", 200, 200),
        ("class teacher", 404, 200),
        ("school coordinator", 404, 200),
        ("classmate", 404, 404),
        ("mentor", 404, 404),
        ("coordinator of another school", 404, 404),
    ],
)
def test_who_opens_an_entry(who, private, group):
    world = held(TrialWorld())
    entry = an_entry(world)
    client = signed_in(PEOPLE[who](world))
    page = reverse("portfolio:entry", args=[entry.pk])
    assert client.get(page).status_code == private
    PortfolioEntry.objects.update(access="group")
    assert client.get(page).status_code == group


def test_a_hidden_entry_is_the_owners_and_the_familys():
    world = held(TrialWorld())
    entry = an_entry(world)
    PortfolioEntry.objects.update(access="group")
    page = reverse("portfolio:entry", args=[entry.pk])
    signed_in(world.pupils[0]).post(reverse("portfolio:toggle", args=[entry.pk]))
    assert signed_in(world.teacher).get(page).status_code == 404 and signed_in(world.pupils[0]).get(page).status_code == 200


def test_the_owner_reads_who_sees_an_entry_and_changes_it():
    world = held(TrialWorld())
    entry = an_entry(world)
    client = signed_in(world.pupils[0])
    page = reverse("portfolio:entry", args=[entry.pk])
    assert "Оны тек өзің және отбасың көреді." in client.get(page).content.decode()
    client.post(reverse("portfolio:access", args=[entry.pk]), {"access": "group"})
    assert "сынып жетекшің және мектеп үйлестірушісі көреді" in client.get(page).content.decode()
    PortfolioEntry.objects.update(access="group")
    assert signed_in(world.teacher).post(reverse("portfolio:access", args=[entry.pk]), {"access": "org"}).status_code == 403


def test_a_withheld_picture_says_why_instead_of_showing():
    world = held(TrialWorld())
    allow_photos(world)
    attached(world, people="owner")
    send_after(world)
    Participation.objects.filter(pk=world.participations[0].pk).update(photo_effective="no")
    text = signed_in(world.pupils[0]).get(reverse("portfolio:entry", args=[PortfolioEntry.objects.get().pk])).content.decode()
    assert "Көрсетілмейді" in text


def test_the_own_portfolio_is_open_from_the_first_day_and_shows_own_work_only():
    world = held(TrialWorld())
    assert "Портфолио бос" in signed_in(world.pupils[1]).get(reverse("portfolio:mine")).content.decode()
    entry = an_entry(world)
    assert entry.title in signed_in(world.pupils[0]).get(reverse("portfolio:mine")).content.decode()
    assert entry.title not in signed_in(world.pupils[1]).get(reverse("portfolio:mine")).content.decode()


def test_the_class_teacher_sees_what_the_pupil_opened_and_the_reading_is_noted():
    world = held(TrialWorld())
    entry = an_entry(world)
    page = reverse("portfolio:of", args=[entry.portfolio_id])
    assert entry.title not in signed_in(world.teacher).get(page).content.decode()
    PortfolioEntry.objects.update(access="group")
    assert entry.title in signed_in(world.teacher).get(page).content.decode()
    assert SensitiveRead.objects.filter(reader=world.teacher, subject=world.pupils[0]).exists()
    assert signed_in(user_with_role(Role.CLASS_TEACHER)).get(page).status_code == 404


def test_the_owner_deletes_a_file():
    world = held(TrialWorld())
    entry = an_entry(world)
    artefact = entry.artefacts.get()
    page = reverse("portfolio:delete_file", args=[entry.pk, artefact.public_id])
    PortfolioEntry.objects.update(access="group")
    assert signed_in(world.teacher).post(page).status_code == 403
    signed_in(world.pupils[0]).post(page)
    artefact.refresh_from_db()
    assert artefact.status == "deleted"


def test_the_portfolio_asks_a_fixed_number_of_queries(django_assert_max_num_queries):
    world = held(TrialWorld())
    an_entry(world)
    client = signed_in(world.pupils[0])
    client.get(reverse("portfolio:mine"))
    with django_assert_max_num_queries(14):
        client.get(reverse("portfolio:mine"))
