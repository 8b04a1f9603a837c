"""Supplementary agreements and acts of termination signed by CMS files (NR37, §9.11): valid, of another file, of another BIN, out of term, not verified."""

import hashlib

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from core.uploads import check_upload
from documents.errors import NotCms
from network.errors_agreements import OwnSignature, PaperNotReady, PowersEnded
from network.errors_life import AlreadyAnswered, ReasonNeeded
from network.models import ActSignature, Agreement, AgreementClause, AgreementVersion, PartySignature, Role
from network.services import life
from network.services.life import amendment_signing, amendments
from tests.documents.test_cms import Authority, sign
from tests.factories.files import pdf, upload
from tests.factories.life import day, living, party, voice
from tests.factories.people import OrganisationFactory, OtherRegionFactory, user_with_role

pytestmark = pytest.mark.django_db

PAPER = b"%PDF-1.7 the paper of the test"


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture
def roots(authority, settings, tmp_path):
    """The installation trusts the test's authority."""
    (tmp_path / "root.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    settings.SIGNATURE_ROOTS = str(tmp_path)


@pytest.fixture
def agreement():
    made = living("PRAC", parties=[OrganisationFactory(college=True), OrganisationFactory()], starts=day("01.09.2025"))
    version = AgreementVersion.objects.create(agreement=made, number=1)
    AgreementClause.objects.create(version=version, section=1, number="1.1", position=1, text_kk="Мәтін", text_ru="Текст")
    version.fixed_at = timezone.now()
    version.save()
    return made


def made_ready(document):
    """The paper as the worker would have made it."""
    document.file = default_storage.save("test/paper.pdf", ContentFile(PAPER))
    document.sha256, document.production = hashlib.sha256(PAPER).hexdigest(), "ready"
    document.pages, document.issued_at = 1, timezone.now()
    document.save()


class Amended:
    """A supplementary agreement that waits for signatures."""

    def __init__(self, agreement):
        self.agreement = agreement
        row = life.draft_amendment(agreement=agreement, party=party(agreement), by=voice(agreement), reason="Орын саны өсті")
        life.change_clause(amendment=row, key=row.version.clauses.get().key, text_kk="Жаңа", text_ru="Новое", by=voice(agreement))
        self.row = life.send_to_sign(amendment=row, by=voice(agreement))
        self.row.version.refresh_from_db()
        self.document = self.row.version.document

    def sign(self, data, place=0):
        return life.sign_amendment_by_cms(
            amendment=self.row, party=party(self.agreement, place), upload=upload(data, "s.cms"), by=voice(self.agreement, place)
        )

    def decide(self, signature, *, accept, place=1, reason=""):
        own = {party(self.agreement, place).organisation_id}
        return life.check_signature(
            signature=signature, is_right=accept, by=voice(self.agreement, place), reason=reason, as_organisations=own
        )

    def counts(self, place=0):
        return any(row.counts for row in PartySignature.objects.filter(party=party(self.agreement, place)))


class Ended:
    """An act of termination that waits for signatures."""

    def __init__(self, agreement):
        self.agreement = agreement
        self.row = life.propose_termination(
            agreement=agreement, party=party(agreement), by=voice(agreement), on_day=timezone.localdate(), reason="Келісім бойынша"
        )
        self.document = self.row.document

    def sign(self, data, place=0):
        return life.sign_act_by_cms(
            act=self.row, party=party(self.agreement, place), upload=upload(data, "s.cms"), by=voice(self.agreement, place)
        )

    def decide(self, signature, *, accept, place=1, reason=""):
        own = {party(self.agreement, place).organisation_id}
        return life.decide_act_signature(
            signature=signature, accept=accept, by=voice(self.agreement, place), reason=reason, as_organisations=own
        )

    def counts(self, place=0):
        return self.row.assents.filter(party=party(self.agreement, place)).exists()


@pytest.fixture(params=[Amended, Ended], ids=["supplementary agreement", "act of termination"])
def paper(request, agreement):
    return request.param(agreement)


def cms(authority, agreement, place=0, *, data=PAPER, number=None, **more):
    """A file over the bytes by the party in that place, or by the organisation with another BIN."""
    return sign(*authority.person(bin=number or party(agreement, place).organisation.bin, **more), data)


def test_a_valid_file_counts_at_once_and_both_make_it_happen(authority, roots, paper):
    made_ready(paper.document)
    for place in (0, 1):
        made = paper.sign(cms(authority, paper.agreement, place), place)
        assert made.verdict == "valid" and made.signer == "ҮЛГІБАЕВ МЫСАЛ" and paper.counts(place)
    paper.row.refresh_from_db()
    assert paper.row.status in {"in_force", "agreed"}


@pytest.mark.parametrize(
    "fault, problem",
    [({"data": b"%PDF another file"}, "digest"), ({"number": "000040001803"}, "owner"), ({"days": (-100, -1)}, "term")],
    ids=["other file", "other BIN", "expired certificate"],
)
def test_a_file_that_does_not_hold_is_kept_as_proof_and_the_party_stays_unsigned(authority, roots, paper, fault, problem):
    made_ready(paper.document)
    made = paper.sign(cms(authority, paper.agreement, **fault))
    assert (made.verdict, made.problem) == ("invalid", problem) and made.cms.size and str(made.problem_text)
    assert not paper.counts()
    assert paper.sign(cms(authority, paper.agreement)).verdict == "valid" and paper.counts()


def test_what_could_not_be_verified_counts_when_another_party_accepts_it(authority, settings, paper):
    settings.SIGNATURE_ROOTS = ""
    made_ready(paper.document)
    made = paper.sign(cms(authority, paper.agreement))
    assert made.verdict == "unverified" and not paper.counts()
    with pytest.raises(AlreadyAnswered):
        paper.sign(cms(authority, paper.agreement))
    with pytest.raises(OwnSignature):
        paper.decide(made, accept=True, place=0)
    with pytest.raises(ReasonNeeded):
        paper.decide(made, accept=False)
    paper.decide(made, accept=True)
    paper.decide(made, accept=True)
    assert paper.counts()


def test_a_refused_file_frees_the_party_to_sign_again(authority, settings, paper):
    settings.SIGNATURE_ROOTS = ""
    made_ready(paper.document)
    refused = paper.decide(paper.sign(cms(authority, paper.agreement)), accept=False, reason="Басқа адам")
    assert refused.verdict == "invalid" and refused.problem_text == "Басқа адам" and not paper.counts()
    assert paper.sign(cms(authority, paper.agreement)).verdict == "unverified"


def test_nobody_signs_before_the_paper_is_made_nor_without_powers_nor_with_a_picture(authority, roots, paper):
    with pytest.raises(PaperNotReady):
        paper.sign(cms(authority, paper.agreement))
    made_ready(paper.document)
    with pytest.raises(NotCms):
        paper.sign(pdf())
    side = party(paper.agreement)
    side.powers_until = day("01.01.2026")
    side.save()
    with pytest.raises(PowersEnded):
        paper.sign(cms(authority, paper.agreement))


def test_the_pages_say_what_was_and_what_was_not_verified(client, authority, settings, paper):
    settings.SIGNATURE_ROOTS = ""
    made_ready(paper.document)
    is_act = isinstance(paper, Ended)
    names = ["mutual_act_sign", "act_signature", "act_signature_decide"]
    if not is_act:
        names = ["amendment_sign", "amendment_signature", "amendment_check"]
    client.force_login(voice(paper.agreement))
    address = reverse(f"network:{names[0]}", args=[paper.row.pk])
    assert hashlib.sha256(PAPER).hexdigest() in client.get(address).content.decode()
    bad = client.post(address, {"method": "cms", "cms": upload(pdf(), "a.pdf")})
    assert bad.status_code == 422 and bad.context["cms"].errors["cms"]
    answer = client.post(address, {"method": "cms", "cms": upload(cms(authority, paper.agreement), "s.cms")})
    signature = ActSignature.objects.get() if is_act else PartySignature.objects.get()
    page = reverse(f"network:{names[1]}", args=[signature.pk])
    assert answer.status_code == 302 and answer.url == page
    shown = client.get(page)
    assert {check["state"] for check in shown.context["checks"]} == {"done", "wait"} and not shown.context["may_decide"]
    assert client.get(shown.context["file_url"]).getvalue() == signature.cms.file.open().read()
    client.force_login(voice(paper.agreement, 1))
    assert client.get(page).context["may_decide"]
    client.post(reverse(f"network:{names[2]}", args=[signature.pk]), {"accept": "1"})
    assert paper.counts()
    client.force_login(user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True, region=OtherRegionFactory())))
    assert client.get(page).status_code == 404


def test_a_scan_by_hand_and_a_file_may_stand_side_by_side(authority, roots, agreement):
    paper = Amended(agreement)
    made_ready(paper.document)
    paper.sign(cms(authority, agreement, 1), 1)
    life.sign_amendment(
        amendment=paper.row,
        party=party(agreement),
        signer="Сынақов Е.",
        signed_on=timezone.localdate(),
        scan=check_upload(upload(pdf(), "a.pdf")),
        by=voice(agreement),
    )
    paper.row.refresh_from_db()
    assert paper.row.status == "in_force" and amendments.text_in_force(agreement) == paper.row.version
    assert amendment_signing.paper_hash(paper.row) == hashlib.sha256(PAPER).hexdigest()


def test_the_text_of_a_financial_agreement_is_not_read_through_its_supplement(client, agreement):
    paper = Amended(agreement)
    parent = living("PRAC", parties=[p.organisation for p in agreement.parties.all()])
    Agreement.objects.filter(pk=agreement.pk).update(kind="FIN", parent=parent)
    client.force_login(user_with_role(Role.REGION_OPERATOR))
    assert client.get(reverse("network:amendment", args=[paper.row.pk])).status_code == 403
    client.force_login(voice(agreement))
    assert client.get(reverse("network:amendment", args=[paper.row.pk])).status_code == 200
