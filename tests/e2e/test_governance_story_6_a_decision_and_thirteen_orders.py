"""Story 6 of the network page: 9 of 13 organisations, 6 for, 2 against, 1 abstains: adopted; thirteen orders are expected, eight come."""

import pytest
from django.utils import timezone

from network.models import CouncilDecision
from network.services import decisions
from tests.browser import DESK, PHONE
from tests.factories.governance import AgendaItemFactory, CouncilDecisionFactory, coordinator_of, council_of, invited_meeting, network_of

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_a_plan_is_adopted_and_brought_in_by_eight_of_thirteen(page_factory, accessible):
    council = council_of(network_of(universities=1, colleges=2, schools=10))
    meeting = invited_meeting(council)
    CouncilDecisionFactory(item=AgendaItemFactory(meeting=meeting))
    page = page_factory(DESK, user=council.network.coordinator)
    page.goto(f"/meetings/{meeting.pk}/")
    page.get_by_role("link", name="Отырысты жүргізу").click()
    seats = list(council.members.order_by("pk"))
    for n, seat in enumerate(seats):
        page.locator(f"[name=state_{seat.pk}]").select_option("present" if n < 9 else "absent")
    page.get_by_role("button", name="Қатысуды сақтау").click()
    page.get_by_text("Кворум бар").wait_for()
    accessible(page)
    page.get_by_role("link", name="Хаттама және дауыс").click()
    for n, seat in enumerate(seats[:9]):
        choice = "for" if n < 6 else "against" if n < 8 else "abstain"
        page.locator(f"label:has(input[name=vote_{seat.organisation_id}][value={choice}])").click()
    page.get_by_role("button", name="Сақтау").click()
    page.get_by_text("қабылданады").wait_for()
    page.get_by_role("button", name="Отырысты өтті деп жабу").click()
    page.wait_for_url(f"**/meetings/{meeting.pk}/")
    decision = CouncilDecision.objects.get()
    assert decision.status == CouncilDecision.Status.ADOPTED
    assert decision.orders.count() == 13

    orders = list(decision.orders.order_by("pk"))
    for n, order in enumerate(orders[:7]):
        decisions.register_order(order=order, number=f"{n + 1}-н", date=timezone.localdate(), by=None)
    phone = page_factory(PHONE, user=coordinator_of(orders[7].organisation))  # the eighth by hand
    phone.goto(f"/decisions/{decision.pk}/")
    phone.get_by_role("link", name="Бұйрықты тіркеу").click()
    phone.get_by_label("Бұйрық нөмірі").fill("15-н")
    phone.get_by_role("button", name="Бұйрықты тіркеу").click()
    phone.get_by_text("13 ұйымның 8-інде енгізілді").first.wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(phone)
