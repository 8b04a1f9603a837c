"""A cycle of trials: the partner joins from a phone, the school starts the cycle; a pupil reads the card of the profession."""

import pytest

from profprobes.demo.cycles import build_carpenter_card
from profprobes.models import CyclePartner, TrialCycle
from tests.browser import DESK, PHONE
from tests.factories.cycle import cycle_of, prepared
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import may_sign_in

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_a_partner_joins_from_a_phone_and_the_school_starts_the_cycle(page_factory, accessible):
    world = TrialWorld(pupils=1)
    build_carpenter_card(world.programme, by=world.host_coordinator)
    cycle = cycle_of(world, until="invited")
    TrialCycle.objects.filter(pk=cycle.pk).update(**prepared())
    phone = page_factory(PHONE, user=world.host_coordinator)
    phone.goto("/cycles/")
    phone.get_by_role("link", name="Ағаш өңдеу циклі").click()
    accessible(phone)
    phone.get_by_label("Не алуы керек").fill("Мамандықты таныған оқушылар")
    phone.get_by_label("Қандай мөлшерде").fill("20")
    phone.get_by_label("Қандай сапада").fill("Талаптарды атай алады")
    phone.get_by_role("button", name="Циклге қосылу").click()
    phone.get_by_text("Сіз циклге қосылдыңыз").first.wait_for()
    assert CyclePartner.objects.get().status == "accepted"
    desk = page_factory(DESK, user=world.coordinator)
    desk.goto(f"/cycles/{cycle.pk}/")
    accessible(desk)
    desk.get_by_role("button", name="Келісілді деп белгілеу").click()
    desk.get_by_role("button", name="Циклді бастау").click()
    desk.get_by_text("1-қадам").first.wait_for()
    desk.get_by_role("link", name="Сағаттық технологиялық карта").click()
    desk.get_by_text("Ағаш дайындаманы аралау").wait_for()
    accessible(desk)
    pupil = page_factory(PHONE, user=may_sign_in(world.pupils[0]))
    pupil.goto(f"/professions/{world.programme.profession_id}/")
    pupil.get_by_role("heading", name="Ағаш ұстасы").wait_for()
    accessible(pupil)
