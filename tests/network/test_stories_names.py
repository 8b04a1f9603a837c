"""Who is named where: the 79 persons of a network agreement (NR31), what a text calls its sides."""

import pytest

from network.errors_agreements import DutiesIncomplete
from network.models import AgreementKind, NetworkDuty, Organisation, Role
from network.services import agreements as services
from network.services.agreements.duties import check_duties
from tests.factories.agreements import drafted
from tests.factories.governance import coordinator_of, network_of
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.stories import name_functions

pytestmark = pytest.mark.django_db


def test_thirteen_parties_need_seventy_nine_names_and_one_gap_stops_signing():
    network = network_of(universities=1, colleges=2, schools=10)
    sides = [row.organisation for row in network.memberships.order_by("pk").select_related("organisation")]
    by = coordinator_of(sides[0])
    agreement = drafted("NET", *sides, by=by, network=network)
    missing = services.places_without_a_person(agreement)
    assert len(missing) == 79
    by_kind = {kind: sum(side.kind == kind for side, _function in missing) for kind in ("school", "college", "university")}
    assert by_kind == {"school": 10 * 6, "college": 2 * 7, "university": 5}
    assert name_functions(network, sides) == 79 and services.places_without_a_person(agreement) == []
    NetworkDuty.objects.filter(organisation=sides[-1]).first().delete()
    with pytest.raises(DutiesIncomplete) as refusal:
        check_duties(agreement)
    assert refusal.value.params["missing"] == 1


def test_another_network_s_people_fill_no_gap():
    network, other = network_of(schools=1, colleges=1), network_of(schools=1, colleges=1)
    sides = list(Organisation.objects.filter(network_memberships__network=network).order_by("pk"))
    agreement = drafted("NET", *sides, by=coordinator_of(sides[0]), network=other)
    name_functions(network, sides)
    assert len(services.places_without_a_person(agreement)) == 6 + 7 + 5


@pytest.mark.parametrize(
    "kind, first, second",
    [
        ("FIN", "Колледж", "Школа"),
        ("SERVICE", "Заказчик", "Исполнитель"),
        ("MEMO", "Колледж", "Школа"),
        ("CG", "Партнёр", "Школа"),
    ],
)
def test_the_text_calls_its_two_sides_by_different_words(kind, first, second):
    college, school = OrganisationFactory(college=True), OrganisationFactory()
    by = user_with_role(Role.ORG_COORDINATOR, college)
    parent = drafted("PRAC", college, school, by=by) if kind == "FIN" else None
    agreement = drafted(kind, college, school, by=by, parent=parent)
    assert [party.role_ru for party in agreement.parties.order_by("position")] == [first, second]


def test_a_body_of_administration_is_not_just_a_side():
    assert AgreementKind.objects.get(code="MEMO").role_of("edu_department") == ("Басқару органы", "Орган управления")
    assert AgreementKind.objects.get(code="MEMO").role_of("ngo") == ("Тарап", "Сторона")
