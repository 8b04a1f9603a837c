"""Every address × role × own or foreign: read from the URL resolver, so that a new address cannot escape.

* without signing in, and after opening a family's link: everything leads to sign-in, except the reviewed list of open doors;
* a stranger, whatever their role: 404 for every object of another organisation, by GET and by POST. Rights only add up, so one person who
  holds every role of staff elsewhere stands for all of them; those whose rights hang on a class or a visit walk as one more, pupils and a person
  without any right by themselves;
* own people: some answer, never a crash, never the door of sign-in. Roles of the school that do the same kind of work walk as one person.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from tests.security.samples import PUBLIC, SAMPLES, SEEN_BY_STRANGERS, link_of
from tests.security.world import CLASS_AND_VISIT, EVERY_ROLE, WITHOUT_ROLE, SecurityWorld

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

OWN_ROLES = [
    "career_coordinator",
    "school_staff",
    "class_teacher",
    "mentor",
    "host_coordinator",
    "pupil",
    "region_operator",
    "department",
    "platform_admin",
    "superuser",
]
FOREIGN_ROLES = [EVERY_ROLE, CLASS_AND_VISIT, "pupil", "classmate", WITHOUT_ROLE]
NO_CRASH = {200, 204, 301, 302, 400, 403, 404, 405, 409, 410, 415, 422, 425}
DOOR = "/account/login/"
NAMES_NOTHING = {
    "link_door",
    "link_part",
    "documents:verify",
    "documents:verify_file",
    "account_reset_password_from_key",
    "confirm_email",
} | {"network:invitation", "api:public-check", "pupil_card"}


def in_parts(roles: list[str], size: int = 3) -> list[list[str]]:
    """A few roles per test: they share one world, and the parts share the processors."""
    return [roles[start : start + size] for start in range(0, len(roles), size)]


@dataclass(frozen=True)
class Address:
    """One line of the URL configuration."""

    name: str
    parameters: frozenset[str]
    is_public: bool

    def url(self, world: SecurityWorld) -> str:
        """The address of the sample object."""
        return reverse(self.name, kwargs=SAMPLES[self.name](world) if self.parameters else None)


def _walk(resolver: Any, space: str = "", outer: frozenset[str] = frozenset()) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        names = outer | frozenset(pattern.pattern.converters or pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, names)
        else:
            yield Address(f"{space}{pattern.name}", names, bool(getattr(pattern.callback, "public", False)))


@cache
def addresses() -> list[Address]:
    """Every address of the portal but the platform's records, which Django's admin guards as one (see below)."""
    return [address for address in _walk(get_resolver()) if not address.name.startswith("admin:") and address.name != "None"]


def closed() -> list[Address]:
    """Those that ask for a signed-in person."""
    return [address for address in addresses() if not address.is_public]


def objects() -> list[Address]:
    """Those that name an object."""
    return [address for address in addresses() if address.parameters]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of 404 are what this walk wants: nobody reads a line for each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal is told by its number: the page that words it, the same for every address, is not drawn ten thousand times. See also
    test_the_pages_that_refuse_are_drawn_for_every_role.
    """
    real = URLResolver.resolve_error_handler

    def handler(resolver: URLResolver, code: int) -> Any:
        return (lambda _request, exception=None: HttpResponse(status=code)) if code in {403, 404} else real(resolver, code)

    monkeypatch.setattr(URLResolver, "resolve_error_handler", handler)


@pytest.fixture
def world(sent: Any, plain_refusals: None) -> SecurityWorld:
    return SecurityWorld()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> None:
    """Nothing leaves the house: no broker, no mail, files in a folder of the test."""
    monkeypatch.setattr("celery.app.task.Task.apply_async", lambda *_args, **_kwargs: None)
    own = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {
        "default": own
    }  # given back by Django; a patched storage would keep its folder for the tests after it


def ask(client: Client, method: str, url: str) -> Any:
    """One request that leaves no trace in the database, so that the next finds the same world. A crash answers 500."""
    with transaction.atomic():
        answer = client.generic(method, url, "", content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return answer


def leads_to_the_door(answer: Any) -> bool:
    """Redirected to sign-in; programs of the API get 401 or 403."""
    return answer.status_code in {401, 403} or (answer.status_code == 302 and answer.url.startswith(DOOR))


def signed_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_the_pages_that_refuse_are_drawn_for_every_role(sent):
    world = SecurityWorld()
    for role, user in (world.own | world.foreign).items():
        client = signed_in(user)
        refused, missing = ask(client, "GET", "/platform/"), ask(client, "GET", "/no-such-page/")
        assert missing.status_code == 404 and b"<main" in missing.content, role
        assert refused.status_code != 403 or b"<main" in refused.content, role
        assert refused.status_code < 500, role


def test_every_address_with_parameters_has_a_sample():
    assert sorted(address.name for address in objects() if address.name not in SAMPLES) == []


def test_no_sample_outlives_its_address():
    assert sorted(set(SAMPLES) - {address.name for address in objects()}) == []


def test_open_doors_are_those_that_were_reviewed():
    assert {address.name for address in addresses() if address.is_public} == PUBLIC


def _visitor(world: SecurityWorld, family: bool) -> Client:
    client = Client(raise_request_exception=False)
    if family:
        born = world.pupil.birth_date
        page = link_of(world)
        client.post(page, {"day": born.day, "month": born.month, "year": born.year})
        assert client.session["open_links"], "the family is inside its page"
    return client


@pytest.mark.parametrize("family", [False, True], ids=["anonymous", "family with an open link"])
def test_without_an_account_every_closed_address_leads_to_sign_in(world, family):
    client = _visitor(world, family)
    wrong = [
        (method, address.name, answer.status_code)
        for address in closed()
        for method in ("GET", "POST")
        if not leads_to_the_door(answer := ask(client, method, address.url(world))) and not (method == "GET" and answer.status_code == 405)
    ]
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_open_doors_do_not_crash(world, method):
    client = Client(raise_request_exception=False)
    doors = [address for address in addresses() if address.is_public]
    wrong = [(address.name, code) for address in doors if (code := ask(client, method, address.url(world)).status_code) not in NO_CRASH]
    assert not wrong, "\n".join(map(str, wrong))


def asked(client: Client, address: Address, world: SecurityWorld, *, post: bool = True) -> Iterator[tuple[str, Any]]:
    """Answers by GET and POST; without ``post`` a page that refuses the GET is not asked twice."""
    url = address.url(world)
    page = ask(client, "GET", url)
    yield "GET", page
    if post or page.status_code == 405:
        yield "POST", ask(client, "POST", url)


@pytest.mark.parametrize("roles", in_parts(FOREIGN_ROLES), ids=" ".join)
def test_for_strangers_foreign_objects_do_not_exist(world, roles):
    guarded = [address for address in objects() if address.name not in PUBLIC or address.name.startswith("files:")]
    wrong = []
    for role in roles:
        client = signed_in(world.foreign[role])
        for address in guarded:
            right = SEEN_BY_STRANGERS.get(address.name, {404})
            for method, answer in asked(client, address, world):
                if answer.status_code not in right and not (answer.status_code == 405 and 404 in right):
                    wrong.append((role, method, address.name, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("roles", in_parts(OWN_ROLES, 2), ids=" ".join)
def test_own_people_get_an_answer_everywhere(world, roles):
    """Every role opens every page; an empty form is sent once to each page, by the first role of the part that may open it."""
    wrong, sent = [], set()
    for role in roles:
        client = signed_in(world.own[role])
        for address in closed():
            for method, answer in asked(client, address, world, post=False):
                if answer.status_code not in NO_CRASH or (answer.status_code == 302 and answer.url.startswith(DOOR)):
                    wrong.append((role, method, address.name, answer.status_code))
                if method == "GET" and answer.status_code == 200 and address.name not in sent:
                    sent.add(address.name)
                    code = ask(client, "POST", address.url(world)).status_code
                    if code not in NO_CRASH:
                        wrong.append((role, "POST", address.name, code))
    assert not wrong, "\n".join(map(str, wrong))


# Opened by people of the practicum alone, whom this world does not hold; the pages' own tests open them.
PEOPLE_OF_THE_PRACTICUM = frozenset(
    "practicum:override practicum:journal_edit practicum:placement_check practicum:visit practicum:agreement_terms practicum:offer_new "
    "practicum:relative_add practicum:journey_correct".split()
)


def test_every_sample_names_an_object_that_somebody_may_open(world):
    """The control of the walk: were a sample wrong, a stranger's 404 would prove nothing."""
    first = ("superuser", "org_coordinator", "region_operator")  # most doors open to one of them
    people = {role: signed_in(world.own[role]) for role in sorted(world.own, key=lambda role: role not in first)}
    shut = [
        address.name
        for address in objects()
        if address.name not in NAMES_NOTHING | PEOPLE_OF_THE_PRACTICUM
        and all(
            ask(client, method, address.url(world)).status_code in {403, 404} for client in people.values() for method in ("GET", "POST")
        )
    ]
    assert not shut, "\n".join(shut)


def test_the_platforms_records_are_closed_to_every_role(world):
    for role, user in world.foreign.items():
        assert signed_in(user).get("/platform/", follow=True).status_code == 403, role


def test_a_person_without_the_birth_date_sees_no_data_on_any_part_of_a_link(world):
    page = link_of(world)
    client = Client()
    for url in (page, f"{page}pdf/", f"{page}withdraw/"):
        text = client.get(url).content.decode()
        assert world.pupil.last_name not in text and world.guardian.name not in text and world.trials.school.short_name_kk not in text
