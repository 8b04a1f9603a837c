"""The operator's desk: from a parallel without a trial to a letter with a free slot that the school has taken note of."""

import pytest
from django.core.cache import cache

from network.models import Role
from profprobes.models import DeskLetter
from tests.browser import DESK, PHONE
from tests.factories.desk import free_slot
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.trials import TrialWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_a_school_below_the_norm_is_written_to_and_takes_note(page_factory, accessible):
    cache.clear()
    world = TrialWorld(pupils=6, held=True)
    slot = free_slot(world)
    operator = user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True))
    page = page_factory(DESK, user=operator)
    page.goto("/desk/")
    accessible(page)
    page.get_by_role("link", name="Нормадан төмен 1 мектеп").click()
    page.get_by_role("link", name="Ашу", exact=True).first.click()
    page.locator(f"[name=slots][value='{slot.pk}']").check()
    accessible(page)
    page.get_by_role("button", name="Хатты жіберу").click()
    page.get_by_text("Хат жіберілді").first.wait_for()

    letter = DeskLetter.objects.get()
    assert list(letter.slots.all()) == [slot] and letter.grades == [world.class_group.grade]
    phone = page_factory(PHONE, user=world.coordinator)
    phone.goto(f"/desk/letters/{letter.pk}/")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(phone)
    phone.get_by_role("button", name="Танысты").click()
    phone.get_by_text("Хатпен танысқаныңызды оператор көреді").first.wait_for()
    letter.refresh_from_db()
    assert letter.read_by == world.coordinator
