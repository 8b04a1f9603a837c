"""How many queries the main pages cost, on two data sizes; the numbers are kept in query_counts.json, so a change is a diff that somebody reads.

KOPIR_WRITE_QUERY_COUNTS=1 writes the file anew.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.models import Role
from profprobes.models import Participation, SiteSlot
from tests.factories.people import user_with_role
from tests.factories.stages import close, prepare
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db

FILE = Path(__file__).with_name("query_counts.json")
WRITES = bool(os.environ.get("KOPIR_WRITE_QUERY_COUNTS"))
SMALL, LARGE = 1, 6
PAGES = {
    "home of the school coordinator": ("home", "coordinator"),
    "home of the class teacher": ("home", "teacher"),
    "home of the mentor": ("home", "mentor"),
    "trials": ("profprobes:trial_list", "coordinator"),
    "my class": ("profprobes:my_class", "teacher"),
    "journal": ("profprobes:journal", "coordinator"),
    "sites": ("profprobes:site_list", "coordinator"),
    "my sites": ("profprobes:my_sites", "host_coordinator"),
    "visits": ("profprobes:visits", "mentor"),
    "medical": ("profprobes:medical", "medical"),
}


def lived_in(size):
    """A school with one prepared trial, ``size`` more that are planned and ``size`` closed ones, of ``3 + size`` pupils each; everybody of the first
    trial looks at all of them. Both sizes hold the same kinds of things that wait: a kind costs a query, a row does not.
    """
    first = prepare(TrialWorld(days=3, pupils=2 + size))
    first.medical = user_with_role(Role.MEDICAL_WORKER, first.school)
    worlds = [first]
    for number in range(1, size + 1):
        worlds.append(TrialWorld(days=3 + number, school=first.school, pupils=2 + size))
    worlds += [close(TrialWorld(days=20 + number, school=first.school, pupils=2 + size)) for number in range(size)]
    for world in worlds[1:]:
        Participation.objects.filter(trial=world.trial).update(class_group=first.class_group)
        world.group.classes.set([first.class_group])
        world.trial.host = first.host
        world.trial.mentor = world.session.mentor = first.trial_mentor
        world.trial.save()
        world.session.save()
        SiteSlot.objects.filter(pk=world.slot.pk).update(site=first.site)
    return first


def count(client, world, page):
    """Queries of the second visit of a page: the first one fills what is cached for everybody."""
    url_name, who = PAGES[page]
    client.force_login(getattr(world, who))
    assert client.get(reverse(url_name)).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(url_name))
    return len(queries)


@pytest.fixture(scope="module")
def recorded():
    return json.loads(FILE.read_text()) if FILE.exists() else {}


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_the_main_pages_cost_what_is_recorded(client, size, recorded):
    world = lived_in(size)
    name = "small" if size == SMALL else "large"
    found = {page: count(client, world, page) for page in PAGES}
    if WRITES:
        FILE.write_text(json.dumps(recorded | {name: found}, ensure_ascii=False, indent=2) + "\n")
        recorded[name] = found
    assert found == recorded.get(name)


def test_no_page_costs_more_with_more_rows(recorded):
    grows = {page: (recorded["small"][page], number) for page, number in recorded["large"].items() if number > recorded["small"][page]}
    assert grows == {}
