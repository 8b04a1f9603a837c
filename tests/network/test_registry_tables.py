"""The register and patronage as tables with the columns of their papers, and the rules of registration of a region (spec 5, 2.6, S17, S18)."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from accounts.exports import grant_export
from accounts.models import ExportGrant, SecurityEvent
from network.documents.registry_book import COLUMNS
from network.models import Region, RegistryEntry, RegistryPolicy, Role
from network.services import contract_registry as registry
from network.services import patronage
from tests.factories.life import day, living
from tests.factories.people import OrganisationFactory, OtherRegionFactory, user_with_role
from tests.network.test_registry_patronage import YEAR, World

pytestmark = pytest.mark.django_db


def sheet_of(answer, number=0):
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    return [list(row) for row in book.worksheets[number].iter_rows(values_only=True)]


def registered():
    world = World()
    entry = registry.register(
        entry=registry.register_contract(world.signed().agreement, by=None), by=world.registrar, day=day("30.12.2025")
    )
    RegistryEntry.objects.update(copied=entry.copied | {"learner": "Мысалов Н.", "mentor": "Сынақов Е."})
    registry.note_change(entry=entry, by=world.registrar, text_kk="Мерзімі өзгерді", text_ru="Изменён срок")
    return world


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_register_leaves_with_the_seventeen_columns_of_its_paper(client, language):
    world = registered()
    client.force_login(world.registrar)
    client.cookies["django_language"] = language
    world.registrar.language = language
    world.registrar.save()
    head, line = sheet_of(client.get(reverse("network:registry_file", args=["xlsx"])))
    assert head == [titles[language] for titles in COLUMNS.values()]
    said = dict(zip(COLUMNS, line, strict=True))
    assert said["number"] == "1/2025" and said["date"].date() == dt.date(2025, 12, 30) and world.college.bin in said["parties"]
    assert {"kk": "өзгертілді", "ru": "изменён"}[language] in said["state"]
    assert not said["learner"] and not said["mentor"]


def test_names_of_learners_leave_with_a_permission_and_the_file_says_who_took_it(client):
    world = registered()
    grant_export(user=world.registrar, kind=ExportGrant.Kind.AGREEMENTS, until=timezone.localdate(), by=user_with_role(Role.PLATFORM_ADMIN))
    client.force_login(world.registrar)
    answer = client.get(reverse("network:registry_file", args=["xlsx"]))
    said = dict(zip(COLUMNS, sheet_of(answer)[1], strict=True))
    assert (said["learner"], said["mentor"]) == ("Мысалов Н.", "Сынақов Е.")
    assert world.registrar.public_id in sheet_of(answer, 1)[0]
    assert SecurityEvent.objects.filter(user=world.registrar, kind=SecurityEvent.Kind.EXPORTED).count() == 1


def test_the_register_as_a_table_is_for_its_keepers_and_holds_only_their_lines(client):
    world = registered()
    client.force_login(world.head)
    assert client.get(reverse("network:registry_file", args=["xlsx"])).status_code == 403
    client.force_login(user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True, region=OtherRegionFactory())))
    assert len(sheet_of(client.get(reverse("network:registry_file", args=["xlsx"])))) == 1


def test_patronage_leaves_with_the_columns_of_its_paper_and_plan_and_fact(client):
    world = World()
    pair, rows = world.planned()
    patronage.enter_fact(commitment=rows[7], on=day(f"01.01.{YEAR}"), count=4, text="Практика", money=500, by=world.patron)
    client.force_login(world.registrar)
    with translation.override("ru"):
        answer = client.get(reverse("network:patronage_file", args=["xlsx"]), headers={"accept-language": "ru"})
    head, line = sheet_of(answer)
    assert len(head) == len(line) == 6 + 12 + 2 and line[4] == pair.agreement.number
    assert line[6:10] == [None, None, 10, 4] or line[6:10] == ["", "", 10, 4] or line[6:10] == [0, 0, 10, 4]
    assert line[-2:] == [15, 500]
    assert b"500" in client.get(reverse("network:patronage_file", args=["csv"])).content


def test_patronage_as_a_table_is_for_those_who_have_a_part_in_it(client):
    World().planned()
    client.force_login(user_with_role(Role.ORG_COORDINATOR, OrganisationFactory()))
    assert client.get(reverse("network:patronage_file", args=["xlsx"])).status_code == 403
    client.force_login(user_with_role(Role.ORG_COORDINATOR, OrganisationFactory(college=True)))
    assert len(sheet_of(client.get(reverse("network:patronage_file", args=["xlsx"])))) == 1


def test_the_operator_sets_which_kinds_are_handed_in_and_the_night_obeys(client):
    centre = OrganisationFactory(career_centre=True)
    operator = user_with_role(Role.REGION_OPERATOR, centre)
    agreement = living("MEMO", parties=[OrganisationFactory(), OrganisationFactory(university=True)])
    client.force_login(operator)
    page = reverse("network:registry_policy", args=[centre.region_id])
    assert page in client.get(reverse("network:registry")).content.decode()
    assert client.post(page, {"kinds": ["NONSENSE"]}).status_code == 422
    assert client.post(page, {"kinds": ["MEMO", "CG"]}).status_code == 302
    assert RegistryPolicy.objects.get(region=centre.region).kinds == ["CG", "MEMO"]
    shown = client.get(page).context
    assert shown["waiting"] == 1
    rules = {line.rule for line in shown["keepers"]}
    assert rules == {"compulsory", "at_once", "choice"}
    assert registry.submit_started() == 1 and agreement.registry_entries.get().registrar == centre
    client.post(page, {})
    assert RegistryPolicy.objects.get(region=centre.region).kinds == []


@pytest.mark.parametrize(
    "role, kind, seen, changed",
    [
        (Role.REGION_OPERATOR, "career_centre", 200, 302),
        (Role.REGISTRAR, "chamber", 200, 403),
        (Role.DEPARTMENT, "edu_department", 200, 403),
        (Role.ORG_COORDINATOR, "school", 404, 404),
    ],
)
def test_who_reads_and_who_sets_the_rules_of_registration(client, role, kind, seen, changed):
    organisation = OrganisationFactory(kind=kind)
    client.force_login(user_with_role(role, organisation))
    page = reverse("network:registry_policy", args=[organisation.region_id])
    assert client.get(page).status_code == seen
    assert client.post(page, {"kinds": ["CG"]}).status_code == changed
    other = reverse("network:registry_policy", args=[Region.objects.exclude(pk=organisation.region_id).first().pk])
    assert client.get(other).status_code == 404
