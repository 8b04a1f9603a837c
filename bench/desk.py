"""The regional operator's desk on a season of 2 000 trials: queries of a page, and the page against an almost empty one."""

import statistics
import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from network.models import Membership, Organisation, Region, Role, RoleAssignment
from profprobes.demo.season import build_season
from profprobes.models import Participation, Trial

from .results import Result

NAME = "desk"
PAGES = {
    "desk": "the desk",
    "desk_schools": "schools below the norm",
    "desk_spheres": "spheres",
}


def run(quick: bool) -> list[Result]:
    """Pages are drawn without the collected files of the interface."""
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=storages):
        return measure(quick)


def measure(quick: bool) -> list[Result]:
    """The figures."""
    region = Region.objects.get(kato="390000000")
    started = time.perf_counter()
    build_season(region, 200 if quick else 2000)
    seeded = time.perf_counter() - started
    operator = operator_of(region)
    client = Client()
    client.force_login(operator)
    empty_page = reverse("network:organisation", args=[operator.memberships.get().organisation_id])
    client.get(empty_page)
    empty = median(partial(client.get, empty_page))
    rows = f"{Trial.objects.count()} trials, {Participation.objects.count()} participations"
    found = [Result("B24", f"season of {rows} seeded (this machine)", seeded, "s")]
    for name, words in PAGES.items():
        url = reverse(f"profprobes:{name}")
        cache.clear()
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url}: {answer.status_code}")
        found.append(Result("B24", f"{words}: queries", len(queries), "", at_most=12))
        page = median(partial(client.get, url))
        found.append(Result("B24", f"{words}: page against an almost empty page", page / empty))
        found.append(Result("B24", f"{words} (this machine)", page * 1000, "ms"))
    return found


def operator_of(region: Region) -> User:
    """Somebody who operates the region."""
    centre = Organisation.objects.filter(region=region).order_by("pk").last()
    assert centre is not None
    operator = User.objects.create_user(last_name="Демо", first_name="Оператор", email="desk@demo.example", sign_in="active")
    member = Membership.objects.create(user=operator, organisation=centre, valid_from="2020-01-01")
    RoleAssignment.objects.create(membership=member, role=Role.REGION_OPERATOR, valid_from=member.valid_from)
    return operator


def median(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the middle one of several runs."""
    taken = []
    for _time in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)
