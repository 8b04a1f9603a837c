"""S14, the list of agreements: filters, files, what is done to the ticked ones; annexes 2 and 4 of a network agreement."""

import csv
import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone, translation

from accounts.models import Notice
from documents.errors import EmptyBatch
from documents.models import DocumentBatch, IssuedDocument
from documents.services import collect_batch, request_document
from documents.services.batch_files import make_files, ready_documents
from network.models import Agreement, PartyCheck, Role
from network.queries_agreements import agreements_for
from network.services import agreements as services
from tests.documents.reading import render_and_read
from tests.factories.agreement_texts import filled_agreement, sign, sign_every_way
from tests.factories.agreements import AgreementFactory, being_signed, drafted, in_review, signature_of
from tests.factories.governance import NetworkMembershipFactory, network_of
from tests.factories.people import OrganisationFactory, user_with_role

pytestmark = pytest.mark.django_db


class World:
    def __init__(self):
        self.school, self.partner = OrganisationFactory(), OrganisationFactory(enterprise=True)
        self.by = user_with_role(Role.ORG_COORDINATOR, self.school)
        self.other = user_with_role(Role.ORG_COORDINATOR, self.partner)


@pytest.fixture
def world():
    return World()


def finished(agreement, by, text=b"%PDF-1.7 demo"):
    """The paper of the agreement, as a worker would have made it."""
    from network.documents.agreements.forms import form_of

    paper = request_document(type_code=form_of(agreement), source=agreement, language="kk", by=by)
    IssuedDocument.objects.filter(pk=paper.pk).update(
        file=default_storage.save("test/paper.pdf", ContentFile(text)),
        sha256="0" * 64,
        production="ready",
        pages=1,
        issued_at=timezone.now(),
    )
    return paper


def test_the_list_is_narrowed_by_network_and_by_a_missing_scan(world):
    network = network_of(schools=1)
    inside = AgreementFactory(school=world.school, host=world.partner, network=network)
    bare = AgreementFactory(school=world.school, host=world.partner, origin="paper", scan="")
    waiting = being_signed(world.school, world.partner, by=world.by)
    assert set(agreements_for(world.by, network=network)) == {inside}
    assert set(agreements_for(world.by, no_scan=True)) == {bare, waiting}
    for party in waiting.parties.all():
        signature_of(party)
    assert set(agreements_for(world.by, no_scan=True)) == {bare}


def test_the_filter_of_networks_offers_only_those_the_person_sees(client, world):
    network = network_of(schools=1)
    client.force_login(world.by)
    assert 'name="network"' not in client.get("/agreements/").content.decode()
    NetworkMembershipFactory(network=network, organisation=world.school)
    foreign = network_of(schools=1)
    page = client.get("/agreements/").content.decode()
    assert f'value="{network.pk}"' in page and f'<option value="{foreign.pk}"' not in page


def test_the_list_as_a_table_holds_the_filtered_rows_and_no_amounts(client, world):
    AgreementFactory(school=world.school, host=world.partner, number="ДЕМО-А", amount=777_000)
    AgreementFactory(school=world.school, number="ДЕМО-Ә", status="expired")
    client.force_login(world.by)
    answer = client.get("/agreements/file/csv/", {"status": "in_force"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2 and rows[1][1] == "ДЕМО-А"
    assert world.partner.short_name_kk in rows[1][6] and world.partner.bin in rows[1][6]
    assert "777" not in answer.content.decode()
    assert client.get("/agreements/file/xlsx/").headers["Content-Type"].endswith("sheet")
    assert client.get("/agreements/file/pdf/").status_code == 404


def test_the_initiator_reminds_whoever_has_not_signed_once_a_day(client, world):
    agreement = being_signed(world.school, world.partner, by=world.by)
    Notice.objects.all().delete()
    client.force_login(world.by)
    asked = {"chosen": [agreement.pk], "action": "remind", "back": "/agreements/?status=signing"}
    assert client.post("/agreements/chosen/", asked).headers["Location"] == "/agreements/?status=signing"
    assert list(Notice.objects.values_list("user", flat=True)) == [world.other.pk]
    client.post("/agreements/chosen/", asked)
    assert Notice.objects.count() == 1
    client.force_login(world.other)
    client.post("/agreements/chosen/", asked | {"back": "https://elsewhere.example/"})
    assert Notice.objects.count() == 1


def test_nobody_is_reminded_where_nobody_is_waited_for(world):
    from network.errors_agreements import NobodyToRemind

    agreement = in_review(world.school, world.partner, by=world.by)
    assert services.remind_parties(agreement=agreement, by=world.by) == 1
    services.agree(party=agreement.parties.last(), by=world.other)
    with pytest.raises(NobodyToRemind):
        services.remind_parties(agreement=agreement, by=world.by)


def test_details_are_confirmed_for_the_own_party_of_the_ticked_agreements(client, world):
    """NR36."""
    agreement = AgreementFactory(school=world.school, host=world.partner)
    for party in agreement.parties.all():
        PartyCheck.objects.create(party=party, period=agreement.periods.get())
    client.force_login(world.by)
    assert set(agreements_for(world.by, term="review")) == {agreement}
    client.post("/agreements/chosen/", {"chosen": [agreement.pk], "action": "reviewed"})
    open_ones = PartyCheck.objects.filter(confirmed_at__isnull=True)
    assert [check.party.organisation_id for check in open_ones] == [world.partner.pk]


def test_the_zip_holds_only_papers_that_the_person_may_read(client, world):
    first = filled_agreement("COOP", status="in_force")
    coordinator = user_with_role(Role.ORG_COORDINATOR, first.initiator)
    second = filled_agreement("FIN", status="in_force", parent=first)
    Agreement.objects.filter(pk=second.pk).update(initiator=first.initiator)
    for agreement in (first, second):
        finished(agreement, coordinator)
    none_yet = filled_agreement("OTHER", status="in_force")
    chosen = [first.pk, second.pk, none_yet.pk]
    client.force_login(coordinator)
    answer = client.post("/agreements/chosen/", {"chosen": chosen, "action": "zip"})
    batch = DocumentBatch.objects.get()
    assert answer.headers["Location"] == batch.get_absolute_url() and batch.total == 2
    make_files(pk=batch.pk)
    batch.refresh_from_db()
    assert batch.files_state == "ready" and [entry["kind"] for entry in batch.files] == ["zip"]
    operator = user_with_role(Role.REGION_OPERATOR, first.initiator)
    client.force_login(operator)
    client.post("/agreements/chosen/", {"chosen": chosen, "action": "zip"})
    own = DocumentBatch.objects.get(requested_by=operator)
    assert [document.object_id for document in ready_documents(own)] == [first.pk]
    assert client.get(batch.get_absolute_url()).status_code == 404
    with pytest.raises(EmptyBatch):
        collect_batch(documents=list(IssuedDocument.objects.all()), by=world.by, title="х")


def test_ticks_of_foreign_agreements_do_nothing(client, world):
    foreign = in_review(OrganisationFactory(), OrganisationFactory(enterprise=True), by=user_with_role(Role.ORG_COORDINATOR))
    Notice.objects.all().delete()
    client.force_login(world.by)
    for action in ("remind", "reviewed", "zip", "erase"):
        assert client.post("/agreements/chosen/", {"chosen": [foreign.pk], "action": action}).status_code == 302
    assert not Notice.objects.exists() and not DocumentBatch.objects.exists()
    assert client.get(f"/agreements/{foreign.pk}/hosting/").status_code == 404
    assert client.get("/agreements/file/csv/").content.decode().strip().count("\n") == 0


def test_students_by_school_and_year_become_annex_4(client):
    school, college, university = OrganisationFactory(), OrganisationFactory(college=True), OrganisationFactory(university=True)
    by = user_with_role(Role.ORG_COORDINATOR, university)
    starts = dt.date(timezone.localdate().year, 9, 1)
    agreement = drafted(
        "NET", university, college, school, by=by, starts_on=starts, ends_on=starts.replace(year=starts.year + 2, month=8, day=31)
    )
    party = agreement.parties.get(organisation=school)
    client.force_login(by)
    page = client.get(f"/agreements/{agreement.pk}/hosting/").content.decode()
    key = f"{party.pk}_{starts.year}"
    assert f'name="{key}_college"' in page and f'name="{party.pk}_{starts.year + 2}_college"' not in page
    assert client.post(f"/agreements/{agreement.pk}/hosting/", {f"{key}_college": "-1", f"{key}_mentors": "77"}).status_code == 422
    assert client.post(f"/agreements/{agreement.pk}/hosting/", {f"{key}_college": "11", f"{key}_mentors": "77"}).status_code == 302
    assert "hosting" not in client.get(f"/agreements/{agreement.pk}/places/").content.decode()
    from network.documents.agreements import FORMS

    agreement.refresh_from_db()
    with translation.override("ru"):
        page = render_and_read(FORMS["NET"], agreement, "ru")
    assert "Студенты колледжа" in page.text and f"{starts.year}/{starts.year + 1} 11 0 77" in page.text
    services.send_to_parties(agreement=agreement, by=by)
    assert client.post(f"/agreements/{agreement.pk}/hosting/", {f"{key}_college": "12"}).status_code == 422


def test_annex_2_names_position_and_substitute_of_the_responsible_person():
    agreement = filled_agreement("NET")
    party = agreement.parties.first()
    party.responsible = user_with_role(Role.ORG_COORDINATOR, party.organisation, last_name="Үлгібаева", first_name="Гүлнар")
    party.responsible.memberships.update(position_kk="Проректор", position_ru="Проректор")
    party.save()
    user_with_role(Role.ORG_HEAD, party.organisation, last_name="Сынақова", first_name="Жанар")
    from network.documents.agreements.network_annexes import contacts

    (table,) = contacts(agreement, "kk")[1]
    row = table.rows[0]
    assert row[2].startswith("Үлгібаева Гүлнар") and row[3] == "Проректор" and row[7].startswith("Сынақова Жанар")


def test_a_network_agreement_needs_a_contact_of_each_party_before_signing():
    """NR31."""
    from network.errors_agreements import ContactMissing
    from network.services.agreements.duties import check_duties

    agreement = filled_agreement("NET")
    for party in agreement.parties.all():
        party.organisation.kind = "ngo"
        party.organisation.save()
    check_duties(agreement)
    agreement.parties.filter(pk=agreement.parties.first().pk).update(responsible_phone="")
    with pytest.raises(ContactMissing):
        check_duties(agreement)


@pytest.mark.parametrize(
    "language, said", [("kk", "Құжаттың хэші сәйкес емес"), ("ru", "Хэш документа не совпадает"), ("kk-ru", "Хэш документа не совпадает")]
)
def test_the_signature_sheet_shows_signature_files_with_their_certificates_and_why_one_is_invalid(language, said):
    """NR37."""
    from network.documents.agreements import FORMS

    agreement = filled_agreement("COOP")
    sign(agreement)
    sign_every_way(agreement)
    page = render_and_read(FORMS["COOP"], agreement, language)
    text = "".join(page.text.split())
    for part in (said, "6F0A17C2D4", "1B2C3D", "5E6F7081"):
        assert "".join(part.split()) in text
    assert "digest" not in text and "ЭЦҚ" in text if language == "kk" else "ЭЦП" in text
