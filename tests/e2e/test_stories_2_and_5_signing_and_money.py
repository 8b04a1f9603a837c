"""Stories 2 and 5: thirteen parties sign a network agreement by two methods; an amount in a career guidance agreement leads to a financial one."""

import pytest

from network.models import Agreement, Role
from network.services import agreements as services
from network.services.life import night
from tests.browser import DESK, PHONE
from tests.factories.agreements import drafted
from tests.factories.files import picture, upload
from tests.factories.governance import coordinator_of
from tests.factories.life import at, day
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.stories import Authority, network_agreement, signed_by_scan

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]
PDF = b"%PDF-1.7 demo"


def signing_page(page_factory, agreement, party, size=DESK):
    page = page_factory(size, user=coordinator_of(party.organisation))
    page.goto(f"/agreements/{agreement.pk}/")
    page.get_by_role("link", name="Қол қою", exact=True).click()
    page.wait_for_url(f"**/agreements/parties/{party.pk}/sign/")
    return page


def by_scan(page):
    page.locator("[name=upload]").set_input_files({"name": "scan.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    page.get_by_role("button", name="Сканды қосу").click()
    page.get_by_text("Тексерілмеді").first.wait_for()


def by_file(page, data, verdict):
    page.locator("[name=cms]").set_input_files({"name": "signature.cms", "mimeType": "application/pkcs7-signature", "buffer": data})
    page.get_by_role("button", name="ЭЦҚ файлын қосу").click()
    page.get_by_text(verdict).first.wait_for()


def test_thirteen_parties_sign_a_network_agreement_by_scan_and_by_file(page_factory, accessible, settings, tmp_path):
    with at("2025-08-25 10:00"):
        settings.SIGNATURE_ROOTS, authority = str(tmp_path), Authority(tmp_path)
        agreement = network_agreement(PDF, starts_on=day("01.09.2025"), ends_on=day("31.08.2028"))
        assert agreement.number == "ҚӨУ-NET-2025/001" and agreement.network.duties.count() == 79
        university, *others = list(agreement.parties.order_by("position"))
        for party in others[:7]:
            signed_by_scan(agreement, party.organisation, upload(picture(), "scan.jpg"))

        initiator = signing_page(page_factory, agreement, university)
        accessible(initiator)
        by_scan(initiator)
        phone = signing_page(page_factory, agreement, others[7], PHONE)
        accessible(phone)
        by_scan(phone)
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        for signature in (university.signatures.get(), others[7].signatures.get()):
            initiator.goto(f"/agreements/signatures/{signature.pk}/")
            initiator.get_by_role("button", name="Қолтаңбаны қабылдау").click()
            initiator.wait_for_url(f"**/agreements/{agreement.pk}/")
        assert agreement.parties.filter(status="signed").count() == 9

        first = signing_page(page_factory, agreement, others[8])
        by_file(first, authority.cms(b"%PDF-1.7 another", others[8].organisation.bin), "Жарамсыз")
        first.get_by_text("Құжаттың хэші сәйкес емес").first.wait_for()
        accessible(first)
        others[8].refresh_from_db()
        assert others[8].status == "agreed" and others[8].signatures.get().verdict == "invalid"
        for party in others[8:]:
            page = signing_page(page_factory, agreement, party)
            by_file(page, authority.cms(PDF, party.organisation.bin), "Расталды")
            page.context.close()
        agreement.refresh_from_db()
        assert agreement.status == Agreement.Status.SIGNED and agreement.parties.filter(status="signed").count() == 13
        initiator.reload()
        initiator.get_by_text("Қол қойылды").first.wait_for()
        assert night.run_night()["started"] == 0
    with at("2025-09-01 00:30"):
        assert night.run_night()["started"] == 1
        initiator.reload()
        initiator.get_by_text("Қолданыста").first.wait_for()
        accessible(initiator)
    agreement.refresh_from_db()
    assert agreement.status == Agreement.Status.IN_FORCE and agreement.periods.get().valid_from == day("01.09.2025")


def test_an_amount_in_a_career_guidance_agreement_is_refused_and_leads_to_a_financial_one(page_factory, accessible):
    school, partner = OrganisationFactory(), OrganisationFactory(enterprise=True)
    by = user_with_role(Role.ORG_COORDINATOR, school, last_name="Сынақов", first_name="Ерлан")
    agreement = drafted("CG", school, partner, by=by)
    clause = services.head_version(agreement).clauses.get(number="4.1")
    was = clause.text_kk
    page = page_factory(PHONE, user=by)
    page.goto(f"/agreements/{agreement.pk}/")
    page.get_by_role("link", name="4.1", exact=True).click()
    page.locator("[name=text_kk]").fill(f"{was} Әріптес айына 50 000 ₸ төлейді.")
    page.get_by_role("button", name="Сақтау").click()
    page.get_by_text("Қаржы жеке келісіммен рәсімделеді").first.wait_for()
    accessible(page)
    assert page.locator("[name=text_kk]").input_value().endswith("айына 50 000 ₸ төлейді.")
    clause.refresh_from_db()
    assert clause.text_kk == was
    page.get_by_role("link", name="Қаржылық келісімді бастау").click()
    assert page.locator("main").inner_text().count(partner.short_name_kk)
    assert page.locator("[name=kind]").input_value() == "FIN"
    accessible(page)
    page.get_by_role("button", name="Жобаны бастау").click()
    page.wait_for_url("**/agreements/*/")
    made = Agreement.objects.get(kind="FIN")
    assert made.parent_id == agreement.pk and {p.organisation_id for p in made.parties.all()} == {school.pk, partner.pk}
