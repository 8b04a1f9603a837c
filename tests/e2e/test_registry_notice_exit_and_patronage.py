"""Stories 3, 4 and 12: a late notice shows both days before it goes, an exit lists what still runs, the chamber follows a patronage to its figures."""

import pytest
from django.utils import timezone

from network.models import AgreementNotice, PatronagePair, RegistryEntry, Role
from network.services import contract_registry
from network.services.life import night
from tests.browser import DESK, PHONE
from tests.factories.life import at, day, living, party, periods, voice
from tests.factories.people import OrganisationFactory, user_with_role

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_a_late_notice_shows_both_days_on_a_phone_and_the_term_stays_a_year_longer(page_factory, accessible):
    agreement = living("CG", starts=day("12.09.2025"))
    with at("2025-12-01 09:00"):
        night.run_night()
        assert periods(agreement)[-1] == ("01.01.2026", "31.12.2026")
        phone = page_factory(PHONE, user=voice(agreement, 1))
        phone.goto(f"/agreements/{agreement.pk}/life/")
        accessible(phone)
        phone.get_by_role("link", name="Жаңа хабарлама").click()
        phone.get_by_text("Мерзім өтті: хабарлама кешіккен").first.wait_for()
        phone.goto(f"/agreements/{agreement.pk}/notices/new/non_renewal/")
        accessible(phone)
        text = phone.locator("main").inner_text()
        assert "2025 жылғы 31 желтоқсан" in text and "2026 жылғы 31 желтоқсан" in text
        phone.get_by_role("button", name="Хабарламаны жіберу").click()
        phone.get_by_text("Кешіккен").first.wait_for()
    notice = AgreementNotice.objects.get()
    assert (notice.status, notice.effective_on) == ("late", day("31.12.2026"))


def test_an_exit_from_a_practicum_base_names_its_last_day(page_factory, accessible):
    agreement = living("PRAC", parties=[OrganisationFactory(college=True), OrganisationFactory()], starts=day("01.09.2025"))
    with at("2026-08-01 10:00"):
        desk = page_factory(DESK, language="ru", user=voice(agreement, 0, language="ru"))
        desk.goto(f"/agreements/{agreement.pk}/notices/new/exit/")
        accessible(desk)
        assert "31 августа 2026 года" in desk.locator("main").inner_text()
        desk.get_by_label("Причина").fill("Реорганизация филиала")
        desk.get_by_role("button", name="Отправить уведомление").click()
        desk.get_by_text("Доставлено").first.wait_for()
    assert party(agreement).left_on == day("31.08.2026")


def test_the_chamber_follows_a_patronage_to_its_figures_and_registers_it(page_factory, accessible):
    year = timezone.localdate().year
    chamber = OrganisationFactory(kind="chamber")
    enterprise = OrganisationFactory(enterprise=True, short_name_kk="«Демо Металл» ЖШС")
    college = OrganisationFactory(college=True, short_name_kk="Павлодар демо колледжі")
    registrar = user_with_role(Role.REGISTRAR, chamber)
    desk = page_factory(DESK, user=registrar)
    desk.goto("/patronage/new/")
    desk.get_by_label("Кәсіпорын").select_option(label="«Демо Металл» ЖШС")
    desk.get_by_label("Колледж").select_option(label="Павлодар демо колледжі")
    desk.get_by_label("Даярлау бейіні (қазақша)").fill("Металлургия")
    desk.get_by_label("Даярлау бейіні (орысша)").fill("Металлургия")
    desk.get_by_role("button", name="Тізімге енгізу").click()
    desk.wait_for_url("**/patronage/*/")
    pair = PatronagePair.objects.get()

    memorandum = living("PATRON", parties=[enterprise, college], starts=timezone.localdate().replace(month=1, day=1))
    contract_registry.register_contract(memorandum, by=None)
    desk.reload()
    desk.get_by_role("button", name="Меморандуммен байланыстыру").click()

    patron = page_factory(DESK, user=user_with_role(Role.ORG_COORDINATOR, enterprise))
    patron.goto(f"/patronage/{pair.pk}/plan/")
    patron.locator("[name=planned_8]").fill("1")
    patron.locator("[name=text_8]").fill("Станок беру")
    patron.get_by_role("button", name="Жоспарды сақтау").click()
    accessible(patron)
    patron.get_by_role("link", name="Факт қосу").nth(2).click()
    patron.locator("[name=on]").fill(f"{year}-01-01")
    patron.locator("[name=text]").fill("Станок берілді")
    patron.locator("[name=money]").fill("3200000")
    patron.get_by_role("button", name="Фактіні сақтау").click()
    patron.get_by_text("Станок берілді").wait_for()

    desk.goto("/patronage/")
    accessible(desk)
    assert desk.locator(".stat-value").all_inner_texts()[:2] == ["1", "1"]
    assert "3 200 000" in desk.locator(".stats").inner_text().replace("\xa0", " ").replace("\u202f", " ")
    desk.goto("/registry/inbox/")
    accessible(desk)
    desk.get_by_role("button", name="Тіркеу").click()
    desk.get_by_text(f"№ 1/{timezone.localdate().year}").first.wait_for()
    assert RegistryEntry.objects.get().number == 1

    anyone = page_factory(PHONE, language="ru")
    anyone.goto("/open/registry/")
    accessible(anyone)
    anyone.get_by_text(f"1/{year}").first.wait_for()
