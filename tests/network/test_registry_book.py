"""The register of agreements: handing in, numbers, copies, lines of change, rights, the open page (NR40, S17, S27)."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import WrongState
from network.errors_life import AlreadySubmitted, NotInForce, ReasonNeeded, RegistrarMissing
from network.models import Agreement, RegistryBook, RegistryEntry, RegistryPolicy, Role
from network.services import contract_registry as registry
from tests.factories.life import day, living, voice
from tests.factories.people import OrganisationFactory, OtherRegionFactory, RegionFactory, user_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return OrganisationFactory(career_centre=True)


@pytest.fixture
def chamber():
    return OrganisationFactory(kind="chamber")


@pytest.fixture
def registrar(chamber):
    return user_with_role(Role.REGISTRAR, chamber)


def patron():
    college, enterprise = OrganisationFactory(college=True), OrganisationFactory(enterprise=True)
    return living("PATRON", parties=[enterprise, college], starts=day("01.09.2025"))


def handed_in(agreement=None):
    agreement = agreement or patron()
    return registry.register_contract(agreement, by=voice(agreement))


def test_the_chamber_registers_patronage_and_the_operator_all_other_kinds(chamber, centre):
    assert handed_in().registrar == chamber
    assert handed_in(living("CG", starts=day("01.09.2025"))).registrar == centre


def test_numbers_run_by_registrar_and_year_and_the_entry_copies_what_the_agreement_says(chamber, registrar):
    first, second = handed_in(), handed_in()
    registry.register(entry=first, by=registrar, day=day("30.12.2025"))
    second = registry.register(entry=second, by=registrar, day=day("05.01.2026"))
    first.refresh_from_db()
    assert (first.shown_number, second.shown_number) == ("1/2025", "1/2026")
    agreement = first.subject
    agreement.parties.first().organisation.__class__.objects.update(short_name_kk="Жаңа атауы")
    first.refresh_from_db()
    assert first.contract_number == agreement.number and "Жаңа атауы" not in first.party_names
    assert first.officer == registrar


def test_the_database_refuses_a_number_twice(chamber, registrar):
    first = registry.register(entry=handed_in(), by=registrar)
    second = registry.register(entry=handed_in(), by=registrar)
    with pytest.raises(IntegrityError, match="registry_number_once_a_year"), transaction.atomic():
        RegistryEntry.objects.filter(pk=second.pk).update(number=first.number)


@pytest.mark.django_db(transaction=True)
def test_two_officers_registering_at_once_get_two_numbers(chamber, registrar):
    entries = [handed_in(), handed_in()]
    barrier = threading.Barrier(2)

    def work(entry):
        barrier.wait(10)
        registry.register(entry=entry, by=registrar)
        connection.close()

    threads = [threading.Thread(target=work, args=(entry,)) for entry in entries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(RegistryEntry.objects.values_list("number", flat=True)) == [1, 2]
    assert RegistryBook.objects.get().last_number == 2


def test_a_returned_entry_is_handed_in_again(chamber, registrar):
    entry = handed_in()
    with pytest.raises(ReasonNeeded):
        registry.return_entry(entry=entry, by=registrar, reason=" ")
    entry = registry.return_entry(entry=entry, by=registrar, reason="Скан оқылмайды")
    with pytest.raises(WrongState):
        registry.register(entry=entry, by=registrar)
    entry = registry.submit_again(entry=entry, by=voice(entry.subject))
    assert registry.register(entry=entry, by=registrar).number == 1


def test_later_changes_add_lines_and_an_ended_agreement_closes_the_entry(chamber, registrar):
    entry = registry.register(entry=handed_in(), by=registrar)
    registry.note_change(entry=entry, by=registrar, text_kk="Мерзімі өзгерді", text_ru="Изменён срок")
    entry.refresh_from_db()
    assert (entry.status, entry.state, entry.changes.count()) == ("changed", "altered", 1)
    Agreement.objects.update(status=Agreement.Status.TERMINATED)
    entry = registry.close_entry(entry=entry, by=registrar)
    assert (entry.status, entry.state) == ("closed", "terminated")
    with pytest.raises(WrongState):
        registry.note_change(entry=entry, by=registrar, text_kk="х", text_ru="х")


def test_an_agreement_is_handed_in_once_when_it_is_signed_and_where_somebody_keeps_the_register(chamber):
    agreement = patron()
    handed_in(agreement)
    with pytest.raises(AlreadySubmitted):
        handed_in(agreement)
    with pytest.raises(RegistrarMissing):
        handed_in(living("CG", starts=day("01.09.2025")))
    Agreement.objects.filter(pk=agreement.pk).update(status=Agreement.Status.EXPIRED)
    with pytest.raises(NotInForce):
        handed_in(Agreement.objects.get(pk=agreement.pk))


def test_a_region_may_make_the_registration_of_a_kind_a_rule(chamber):
    RegistryPolicy.objects.create(region=RegionFactory(), kinds=["PATRON"])
    patron()
    assert [registry.submit_started(), registry.submit_started()] == [1, 0]


def test_who_sees_an_entry_and_who_does_not(chamber, registrar):
    entry = handed_in()
    agreement = entry.subject
    far = user_with_role(Role.REGISTRAR, OrganisationFactory(kind="chamber", region=OtherRegionFactory()))
    seen = [registrar, voice(agreement, 0), voice(agreement, 1), user_with_role(Role.REGION_OPERATOR), user_with_role(Role.DEPARTMENT)]
    unseen = [far, user_with_role(Role.ORG_COORDINATOR, OrganisationFactory()), user_with_role(Role.TEACHER, agreement.initiator)]
    assert all(RegistryEntry.objects.visible_to(user).exists() for user in seen)
    assert not any(RegistryEntry.objects.visible_to(user).exists() for user in unseen)


ACTIONS = ("registry_register", "registry_return", "registry_change", "registry_close")


@pytest.mark.parametrize("action", ACTIONS)
def test_only_the_officer_of_the_registrar_acts(client, chamber, registrar, action):
    entry = handed_in()
    client.force_login(voice(entry.subject))
    assert client.post(reverse(f"network:{action}", args=[entry.pk])).status_code == 403
    client.force_login(registrar)
    assert client.post(reverse(f"network:{action}", args=[entry.pk]), {"reason": "Скан жоқ"}).status_code in {302, 422}


def test_the_inbox_registers_in_one_click_and_says_who_handed_in(client, chamber, registrar):
    entry = handed_in()
    client.force_login(registrar)
    page = client.get(reverse("network:registry_inbox"))
    assert entry.contract_number in page.content.decode()
    client.post(reverse("network:registry_register", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.status == "registered"
    assert entry.shown_number in client.get(reverse("network:registry")).content.decode()


def test_an_ended_agreement_shows_in_the_inbox_until_its_line_is_closed(client, chamber, registrar):
    entry = registry.register(entry=handed_in(), by=registrar)
    client.force_login(registrar)
    url = reverse("network:registry_inbox")
    assert list(client.get(url).context["stale"]) == []
    Agreement.objects.update(status=Agreement.Status.EXPIRED)
    assert [row.pk for row in client.get(url).context["stale"]] == [entry.pk]
    client.post(reverse("network:registry_close", args=[entry.pk]))
    assert list(client.get(url).context["stale"]) == []


def test_a_return_without_a_reason_keeps_the_page_with_the_error_beside_the_field(client, chamber, registrar):
    entry = handed_in()
    client.force_login(registrar)
    answer = client.post(reverse("network:registry_return", args=[entry.pk]), {"reason": ""})
    assert answer.status_code == 422 and answer.context["return_form"].errors["reason"]


def test_the_open_page_names_organisations_and_no_person(client, chamber, registrar):
    entry = registry.register(entry=handed_in(), by=registrar)
    handed_in()
    text = client.get(reverse("network:public_registry")).content.decode()
    assert entry.shown_number in text and entry.party_names[0] in text
    people = [registrar.last_name, *(p.signatory_name for p in entry.subject.parties.all())]
    assert not any(name in text for name in people)


def test_a_dual_contract_stays_off_the_open_page(client, chamber, registrar):
    entry = registry.register(entry=handed_in(), by=registrar)
    RegistryEntry.objects.filter(pk=entry.pk).update(kind="DUAL", copied={"learner": "Үлгібаев Дәулет", "parties": []})
    assert entry.shown_number not in client.get(reverse("network:public_registry")).content.decode()


@pytest.mark.parametrize(
    "query, found",
    [
        ("kind=PATRON", 1),
        ("kind=CG", 0),
        ("state=in_force", 1),
        ("year=2019", 0),
        ("year=2025", 1),
        ("q=Өндіріс", 1),
        ("q=ондирис", 1),
        ("q=жоқсөз", 0),
    ],
)
def test_the_register_is_searched_and_filtered(client, chamber, registrar, query, found):
    registry.register(entry=handed_in(), by=registrar, day=day("30.12.2025"))
    client.force_login(registrar)
    page = client.get(f"{reverse('network:registry')}?{query}")
    assert page.context["page"].paginator.count == found


def test_the_register_leaves_as_a_table_that_runs_no_formula(client, chamber, registrar):
    registry.register(entry=handed_in(), by=registrar)
    RegistryEntry.objects.update(contract_number="=1+1")
    client.force_login(registrar)
    text = client.get(reverse("network:registry_file", args=["csv"])).content.decode()
    assert "'=1+1" in text and text.count("\n") == 2


@pytest.mark.parametrize("url_name", ["registry", "public_registry", "registry_inbox"])
def test_pages_of_the_register_cost_the_same_with_more_lines(client, chamber, registrar, url_name):
    client.force_login(registrar)

    def count():
        client.get(reverse(f"network:{url_name}"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"network:{url_name}")).status_code == 200
        return len(queries)

    for _ in range(2):
        registry.register(entry=handed_in(), by=registrar)
        handed_in()
    few = count()
    for _ in range(4):
        registry.register(entry=handed_in(), by=registrar)
        handed_in()
    assert count() == few <= 12
