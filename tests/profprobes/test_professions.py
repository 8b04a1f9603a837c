"""Cards of professions: §2.1 Profession, HostProfession, §8 «spheres, professions», «host professions»."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.models import Role
from profprobes.errors_cycles import HostHasProfession
from profprobes.models import HostProfession, Profession
from profprobes.services import professions
from tests.factories.people import OrganisationFactory, OtherRegionFactory, user_with_role
from tests.factories.trials import ProfessionFactory, TrialWorld
from tests.profprobes.screens import may_sign_in, signed_in, url, words

pytestmark = pytest.mark.django_db

TEXTS = {f"{name}_{language}": f"{name} {language}" for name in Profession.TEXTS for language in ("kk", "ru")}


@pytest.fixture
def world():
    return TrialWorld(pupils=1)


@pytest.fixture
def card(world):
    row = world.programme.profession
    Profession.objects.filter(pk=row.pk).update(**TEXTS, category="new")
    return row


def test_a_pupil_reads_the_card_and_where_it_can_be_tried(world, card):
    pupil = signed_in(may_sign_in(world.pupils[0]))
    text = words(pupil.get(url("profession", card.pk)))
    assert all(f"{name} kk" in text for name in Profession.TEXTS)
    assert world.host.short_name in text and "жаңа" in text
    assert url("profession", card.pk) in pupil.get(url("my_trial", world.participations[0].pk)).content.decode()
    assert url("profession_edit", card.pk) not in pupil.get(url("profession", card.pk)).content.decode()


def test_the_platform_edits_the_card_and_others_do_not(world, card):
    admin = signed_in(user_with_role(Role.PLATFORM_ADMIN))
    values = TEXTS | {"name_kk": "Ұста", "name_ru": "Мастер", "sphere": card.sphere_id, "category": "traditional", "work_kk": "Жаңа мәтін"}
    assert admin.post(url("profession_edit", card.pk), values | {"name_ru": ""}).status_code == 422
    assert admin.post(url("profession_edit", card.pk), values).status_code == 302
    card.refresh_from_db()
    assert (card.work_kk, card.category) == ("Жаңа мәтін", "traditional")
    assert admin.post(url("profession_new"), values).status_code == 302
    for person in (world.coordinator, world.host_coordinator, user_with_role(Role.REGION_OPERATOR)):
        assert signed_in(person).post(url("profession_edit", card.pk), values).status_code == 403


def test_a_host_names_itself_the_operator_its_region_and_nobody_a_stranger(world, card):
    host = signed_in(world.host_coordinator)
    assert host.post(url("host_profession_add", card.pk), {"organisation": world.host.pk, "note": "2 орын"}).status_code == 302
    row = HostProfession.objects.get()
    assert "2 орын" in words(host.get(url("profession", card.pk)))
    assert host.post(url("host_profession_add", card.pk), {"organisation": world.host.pk}).status_code == 422
    elsewhere = OrganisationFactory(college=True, region=OtherRegionFactory())
    operator = user_with_role(Role.REGION_OPERATOR)
    assert signed_in(operator).post(url("host_profession_add", card.pk), {"organisation": elsewhere.pk}).status_code == 422
    assert signed_in(world.coordinator).get(url("host_profession_add", card.pk)).status_code == 403
    stranger = user_with_role(Role.ORG_COORDINATOR, elsewhere)
    assert signed_in(stranger).post(url("host_profession_remove", row.pk)).status_code == 403
    assert signed_in(operator).post(url("host_profession_remove", row.pk)).status_code == 302
    assert not HostProfession.objects.exists()


def test_a_host_stands_once_on_a_card(world, card):
    professions.add_host(profession=card, organisation=world.host, by=world.host_coordinator)
    with pytest.raises(HostHasProfession):
        professions.add_host(profession=card, organisation=world.host, by=world.host_coordinator)


def test_the_register_is_searched_in_both_languages_and_costs_the_same_whatever_its_size(world, card):
    reader = signed_in(world.coordinator)
    for _n in range(3):
        ProfessionFactory(name_kk="Наубайшы", name_ru="Пекарь")
    assert "Наубайшы" in words(reader.get(url("professions"), {"q": "пекарь"}))
    text = words(reader.get(url("professions"), {"q": "наубайшы"}))
    assert "Наубайшы" in text and "Ағаш ұстасы" not in text
    with CaptureQueriesContext(
        connection,
    ) as asked:
        reader.get(url("professions"))
    assert len(asked) <= 12


def test_a_card_that_is_not_written_says_so(world):
    assert "Карта әлі жазылмаған" in words(signed_in(world.coordinator).get(url("profession", ProfessionFactory().pk)))
