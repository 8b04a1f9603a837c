"""Story 1 of the network page: a university's coordinator makes a network of 2 colleges and 10 schools; the gap is seen, thirteen invitations leave."""

import pytest
from django.utils import timezone

from network.models import Network, NetworkMembership, Role
from network.workdays import add_working_days
from tests.browser import DESK, PHONE
from tests.factories.people import OrganisationFactory, user_with_role

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def world():
    """The university with its coordinator, 2 colleges, 10 schools."""
    university = OrganisationFactory(
        university=True,
        short_name_kk="Ахмет Байтұрсынұлы атындағы Қостанай өңірлік университеті",
        short_name_ru="Костанайский региональный университет имени Ахмета Байтурсынулы",
    )
    coordinator = user_with_role(Role.ORG_COORDINATOR, university)
    coordinator.language = "ru"
    coordinator.save(update_fields=["language"])
    colleges = OrganisationFactory.create_batch(2, college=True)
    schools = OrganisationFactory.create_batch(10)
    for organisation in (*colleges, *schools):
        user_with_role(Role.ORG_COORDINATOR, organisation)
    return coordinator, colleges, schools


def test_a_coordinator_makes_a_network_of_thirteen(page_factory, accessible):
    coordinator, colleges, schools = world()
    page = page_factory(DESK, language="ru", user=coordinator)
    page.goto("/networks/")
    page.get_by_role("link", name="Создать сеть").click()
    page.get_by_label("Название (на казахском)").fill("Қостанай педагогикалық желісі")
    page.get_by_label("Название (на русском)").fill("Костанайская педагогическая сеть")
    page.get_by_label("Цель (на казахском)").fill("Педагогтерді бірге даярлау")
    page.get_by_label("Цель (на русском)").fill("Совместная подготовка педагогов")
    page.get_by_role("button", name="Дальше").click()
    page.wait_for_url("**/kind/")
    page.get_by_role("button", name="Дальше").click()
    page.wait_for_url("**/members/")
    for organisation in (*colleges, *schools):
        page.get_by_label(organisation.short_name_ru, exact=True).check()
    page.get_by_role("button", name="Дальше").click()
    page.wait_for_url("**/council/")
    aside = page.locator(".page-aside")
    for ratio in ("1/1", "2/2", "10/10", "13"):
        assert aside.get_by_text(ratio, exact=True).is_visible()
    accessible(page)
    page.get_by_role("button", name="Дальше").click()
    page.wait_for_url("**/plan/")
    page.get_by_label("Первое заседание совета").fill(add_working_days(timezone.localdate(), 12).isoformat())
    page.get_by_label("Место").fill("Актовый зал")
    page.get_by_role("button", name="Создать сеть и отправить приглашения").click()
    page.get_by_role("heading", level=1, name="Костанайская педагогическая сеть").wait_for()

    network = Network.objects.get()
    assert network.status == Network.Status.PREPARATION
    assert NetworkMembership.objects.filter(network=network, status="applied").count() == 13
    assert page.get_by_text("0/10", exact=True).first.is_visible()  # joined so far; the sentence beside it counts the same
    assert page.get_by_text("подключены; ещё приглашены: 10").is_visible()
    assert network.councils.get().meetings.get().agenda_items.count() == 3
    accessible(page)


def test_a_school_answers_the_invitation_on_a_phone(page_factory, accessible):
    from network.services import networks
    from tests.factories.governance import NetworkFactory

    school = OrganisationFactory()
    leader = user_with_role(Role.ORG_COORDINATOR, school)
    network = NetworkFactory(title_kk="Қостанай педагогикалық желісі")
    networks.invite_organisation(network=network, organisation=school, by=network.coordinator)
    page = page_factory(PHONE, user=leader)
    page.goto("/networks/")
    page.get_by_role("link", name="Жауап беру").first.click()
    page.get_by_label("Ұйым не алуы керек").fill("Тәлімгерлерді оқыту")
    page.get_by_label("Қандай мөлшерде").fill("Жылына 4 тәлімгер")
    page.get_by_role("button", name="Желіге қосылу").click()
    page.locator(".has-error").first.wait_for()  # the quality is missing, the rest is kept
    assert page.get_by_label("Ұйым не алуы керек").input_value() == "Тәлімгерлерді оқыту"
    page.get_by_label("Қандай сапада").fill("Сертификатпен")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(page)
    page.get_by_role("button", name="Желіге қосылу").click()
    page.get_by_role("heading", level=1, name="Қостанай педагогикалық желісі").wait_for()
    assert network.memberships.get(organisation=school).status == "active"
