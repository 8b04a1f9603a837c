"""The agreement engine: drafting, negotiating, signing (network page 2.6, NR30, NR31, NR37–NR41, NR59)."""

import datetime as dt
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.errors import DomainError
from core.uploads import UploadRefused
from network import errors_agreements as errors
from network.models import Agreement, AgreementClause, AgreementKind, PartySignature, Role
from network.queries_agreements import changes_between, words_between
from network.services import agreements as services
from network.services.life.night import run_night
from tests.factories.agreements import AgreementFactory, being_signed, cms_over, drafted, in_review
from tests.factories.files import picture
from tests.factories.people import OrganisationFactory, user_with_role

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 demo"


class World:
    """A school that starts, a partner that answers."""

    def __init__(self):
        self.school, self.partner = OrganisationFactory(), OrganisationFactory(enterprise=True)
        self.by = user_with_role(Role.ORG_COORDINATOR, self.school)
        self.other = user_with_role(Role.ORG_COORDINATOR, self.partner)

    def draft(self, kind="CG"):
        return drafted(kind, self.school, self.partner, by=self.by)

    def review(self):
        return in_review(self.school, self.partner, by=self.by)

    def signing(self):
        return being_signed(self.school, self.partner, by=self.by, pdf=PDF)


@pytest.fixture
def world():
    return World()


def party(agreement, organisation):
    return agreement.parties.get(organisation=organisation)


def clause(agreement, number):
    return services.head_version(agreement).clauses.get(number=number)


def edit(world, agreement, number, kk, ru, *, confirmed=False, revision=None):
    row = clause(agreement, number)
    return services.save_clause(
        clause=row, revision=revision or row.revision, text_kk=kk, text_ru=ru, confirmed=confirmed, by=world.by, agreement=agreement
    )


def scan():
    return SimpleUploadedFile("scan.jpg", picture(), "image/jpeg")


def sign_scan(world, agreement, organisation):
    made = services.sign_by_scan(
        party=party(agreement, organisation), upload=scan(), signer="Үлгібаев", signed_on=timezone.localdate(), by=world.by
    )
    return services.decide_signature(signature=made, accept=True, by=world.by, as_organisations={world.school.pk})


class TestMoney:
    """NR38."""

    @pytest.mark.parametrize(
        "text",
        [
            "айына 50 000 ₸",
            "50000 теңге төленеді",
            "200 мың теңге",
            "1,5 млн тенге",
            "оплата 300 000 тенге",
            "₸ 5000",
            "100 долларов",
            "5 АЕК",
        ],
    )
    def test_amounts_are_found(self, text):
        assert services.amounts_in(text)

    @pytest.mark.parametrize("text", ["2026 жылғы 31 желтоқсан", "2 дана", "№ 7 келісім", "50 оқушы", "1 месяц", "теңгерім"])
    def test_numbers_that_are_no_money_pass(self, text):
        assert services.amounts_in(text) == []

    def test_an_amount_in_cg_is_refused_and_the_text_stays(self, world):
        agreement = world.draft()
        before = clause(agreement, "4.1").text_kk
        with pytest.raises(errors.MoneyElsewhere):
            edit(world, agreement, "4.1", "айына 50 000 ₸", "50 000 ₸ в месяц")
        assert clause(agreement, "4.1").text_kk == before

    def test_the_database_refuses_money_in_cg_too(self, world):
        agreement = world.draft()
        with pytest.raises(IntegrityError), transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk).update(has_finance=True)

    def test_a_financial_agreement_needs_its_main_one(self, world):
        with pytest.raises(errors.ParentMissing):
            drafted("FIN", world.school, world.partner, by=world.by)


class TestDraft:
    def test_every_kind_has_a_row_and_a_text(self):
        kinds = AgreementKind.objects.all()
        assert kinds.count() == 14 and all(kind.clauses.exists() for kind in kinds)

    def test_a_mandatory_clause_taken_out_keeps_the_draft(self, world):
        agreement = world.draft()
        services.remove_clause(clause=clause(agreement, "1.1"), agreement=agreement, by=world.by)
        with pytest.raises(errors.ClauseMissing) as refusal:
            services.send_to_parties(agreement=agreement, by=world.by)
        assert "1.1" in str(refusal.value)

    def test_one_party_is_too_few_and_twice_is_refused(self, world):
        alone = drafted("CG", world.school, by=world.by)
        with pytest.raises(errors.NotThisMany):
            services.send_to_parties(agreement=alone, by=world.by)
        with pytest.raises(errors.PartyTwice):
            services.add_party(agreement=alone, organisation=world.school, by=world.by)

    def test_a_kind_names_who_must_be_a_party(self, world):
        agreement = drafted("PRAC", world.school, world.partner, by=world.by)
        with pytest.raises(errors.PartyMissing):
            services.send_to_parties(agreement=agreement, by=world.by)

    def test_more_than_ten_years_are_asked_twice(self, world):
        agreement, today = world.draft("MEMO"), timezone.localdate()
        far = {"starts_on": today, "ends_on": today + dt.timedelta(days=4000)}
        with pytest.raises(errors.TermVeryLong):
            services.set_terms(agreement=agreement, by=world.by, **far)
        services.set_terms(agreement=agreement, by=world.by, confirm_long=True, **far)
        with pytest.raises(errors.EndsBeforeStart):
            services.set_terms(agreement=agreement, by=world.by, starts_on=today, ends_on=today - dt.timedelta(days=1))

    def test_the_second_save_over_an_unseen_revision_is_shown_both_texts(self, world):
        """NR59."""
        agreement = world.draft()
        seen = clause(agreement, "4.1").revision
        edit(world, agreement, "4.1", "бір", "один", revision=seen)
        with pytest.raises(errors.SavedMeanwhile):
            edit(world, agreement, "4.1", "екі", "два", revision=seen)
        assert clause(agreement, "4.1").text_kk == "бір"


class TestNegotiation:
    def test_a_proposal_makes_the_next_version_with_a_readable_difference(self, world):
        agreement = world.review()
        first = services.head_version(agreement)
        note = services.remark(
            agreement=agreement, clause=clause(agreement, "4.1"), party=party(agreement, world.partner), text="Дәлірек жазайық",
            proposed_kk="Тараптар жаңа талап қояды.", proposed_ru="Стороны ставят новое требование.", by=world.other,
        )  # fmt: skip
        services.answer_remark(comment=note, accept=True, answer="", by=world.by)
        second = services.head_version(agreement)
        (change,) = changes_between(first, second)
        assert (second.number, change.number) == (2, "4.1")
        assert {piece.kind for piece in change.kk} >= {"added", "removed"}
        assert party(agreement, world.school).status == "invited"  # whoever agreed to the earlier text is asked again

    def test_words_are_compared_one_by_one(self):
        assert [(p.kind, p.text) for p in words_between("екі дана", "үш дана")] == [("removed", "екі"), ("added", "үш"), ("same", " дана")]

    def test_a_change_in_one_language_waits_for_the_other(self, world):
        """NR39."""
        agreement = world.draft()
        edit(world, agreement, "4.1", "Жаңа мәтін.", clause(agreement, "4.1").text_ru)
        services.send_to_parties(agreement=agreement, by=world.by)
        with pytest.raises(errors.NotConfirmedInOther):
            services.agree(party=party(agreement, world.partner), by=world.other)
        services.confirm_language(clause=clause(agreement, "4.1"), agreement=agreement, text="Новый текст.", by=world.by)
        services.agree(party=party(agreement, world.partner), by=world.other)

    def test_declining_needs_an_answer_and_open_remarks_stop_signing(self, world):
        agreement = world.review()
        note = services.remark(
            agreement=agreement, clause=clause(agreement, "1.1"), party=party(agreement, world.partner), text="?", by=world.other
        )
        with pytest.raises(errors.AnswerNeeded):
            services.answer_remark(comment=note, accept=False, answer=" ", by=world.by)
        services.agree(party=party(agreement, world.partner), by=world.other)
        with pytest.raises(errors.RemarksOpen):
            services.fix_for_signing(agreement=agreement, by=world.by)

    def test_everybody_must_have_agreed(self, world):
        agreement = world.review()
        with pytest.raises(errors.NotAgreed):
            services.fix_for_signing(agreement=agreement, by=world.by)

    def test_returning_needs_a_reason_and_keeps_remarks(self, world):
        agreement = world.review()
        with pytest.raises(errors.ReasonNeeded):
            services.return_to_draft(agreement=agreement, by=world.by, reason="")
        services.return_to_draft(agreement=agreement, by=world.by, reason="Түзету керек")
        assert edit(world, agreement, "4.1", "а", "б").version.number == 2

    def test_a_network_agreement_needs_its_duties(self, world):
        """NR31."""
        college, university = OrganisationFactory(college=True), OrganisationFactory(university=True)
        agreement = drafted("NET", world.school, college, university, by=world.by)
        missing = services.places_without_a_person(agreement)
        assert len([f for side, f in missing if side == world.school]) == 6
        assert len([f for side, f in missing if side == college]) == 7
        assert len([f for side, f in missing if side == university]) == 5


class TestNumbers:
    """NR30."""

    def test_numbers_follow_and_a_withdrawn_one_is_not_used_again(self, world):
        first = world.signing()
        services.withdraw_agreement(agreement=first, by=world.by, reason="Қате")
        second = world.signing()
        year = timezone.localdate().year
        assert first.number == f"{world.school.code.upper()}-CG-{year}/001"
        assert second.number == f"{world.school.code.upper()}-CG-{year}/002"

    def test_the_database_keeps_a_number(self, world):
        agreement = world.signing()
        with pytest.raises(IntegrityError), transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk).update(number="7")

    def test_the_text_of_a_fixed_version_is_written_no_more(self, world):
        agreement = world.signing()
        with pytest.raises(IntegrityError), transaction.atomic():
            AgreementClause.objects.filter(version__agreement=agreement).update(text_kk="басқа")


class TestSigning:
    """NR37."""

    def test_a_representative_whose_powers_ended_is_refused_with_the_day(self, world):
        agreement = world.review()
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        services.set_party(party=party(agreement, world.partner), by=world.other, powers_until=yesterday)
        services.agree(party=party(agreement, world.partner), by=world.other)
        with pytest.raises(errors.PowersEnded) as refusal:
            services.fix_for_signing(agreement=agreement, by=world.by)
        assert yesterday.strftime("%d.%m.%Y") in str(refusal.value)

    def test_powers_that_end_while_it_is_signed_stop_the_signature(self, world):
        agreement = world.signing()
        side = party(agreement, world.partner)
        type(side).objects.filter(pk=side.pk).update(powers_until=timezone.localdate() - dt.timedelta(days=1))
        with pytest.raises(errors.PowersEnded):
            services.sign_by_cms(party=side, upload=SimpleUploadedFile("a.cms", b"x"), by=world.other)

    def test_two_scans_make_it_signed_and_cg_is_in_force_at_once_to_the_end_of_the_year(self, world):
        agreement = world.signing()
        sign_scan(world, agreement, world.school)
        agreement.refresh_from_db()
        assert agreement.status == "signing"
        sign_scan(world, agreement, world.partner)
        agreement.refresh_from_db()
        today = timezone.localdate()
        period = agreement.periods.get()
        assert (agreement.status, period.valid_from, period.valid_until) == ("in_force", today, dt.date(today.year, 12, 31))
        assert services.in_force(["CG"], world.school, world.partner, today)
        assert services.start_due_agreements() == 0

    def test_a_signed_agreement_starts_in_the_night_of_its_day_and_once(self, world):
        day = timezone.localdate() + dt.timedelta(days=5)
        agreement = being_signed(world.school, world.partner, by=world.by, kind="MEMO", starts_on=day, pdf=PDF)
        for side in (world.school, world.partner):
            sign_scan(world, agreement, side)
        agreement.refresh_from_db()
        assert agreement.status == "signed" and services.in_force(["MEMO"], world.school, world.partner, day)
        assert [run_night(on)["started"] for on in (day - dt.timedelta(days=1), day, day)] == [0, 1, 0]

    def cms(self, world, agreement, data, side=None):
        return services.sign_by_cms(party=party(agreement, side or world.partner), upload=SimpleUploadedFile("a.cms", data), by=world.other)

    def test_a_cms_file_without_roots_is_unverified_until_the_other_side_accepts_it(self, world):
        agreement = world.signing()
        made = self.cms(world, agreement, cms_over(PDF, world.partner.bin))
        assert made.verdict == "unverified" and not made.counts
        answers = {f["code"]: f["ok"] for f in made.cms.findings}
        assert [answers[code] for code in ("digest", "owner", "term", "signature", "chain")] == [True, True, True, True, None]
        assert (made.cms.bin, made.cms.certificate_number) == (world.partner.bin, f"{4711:X}")
        with pytest.raises(errors.OwnSignature):
            services.decide_signature(signature=made, accept=True, by=world.other, as_organisations={world.partner.pk})
        services.decide_signature(signature=made, accept=True, by=world.by, as_organisations={world.school.pk})
        assert party(agreement, world.partner).status == "signed"

    @pytest.mark.parametrize(
        "data, code",
        [
            (lambda w: cms_over(b"%PDF another", w.partner.bin), "digest"),
            (lambda w: cms_over(PDF, w.school.bin), "owner"),
            (lambda w: cms_over(PDF, w.partner.bin, days=-5), "term"),
        ],
    )
    def test_a_wrong_file_is_invalid_with_its_reason_and_kept(self, world, data, code):
        agreement = world.signing()
        made = self.cms(world, agreement, data(world))
        assert made.verdict == "invalid" and made.problem and made.cms.file
        assert made.problem == code and str(made.problem_text) != code
        assert party(agreement, world.partner).status == "agreed"
        assert self.cms(world, agreement, cms_over(PDF, world.partner.bin)).verdict == "unverified"  # and may try again

    def test_something_else_is_no_signature(self, world):
        agreement = world.signing()
        with pytest.raises(DomainError):
            self.cms(world, agreement, b"hello")

    @pytest.mark.parametrize("name, data", [("scan.docx", b"PK\x03\x04"), ("scan.jpg", b"\xff\xd8\xff" + b"0" * (21 * 1024 * 1024))])
    def test_a_scan_of_another_type_or_size_is_refused(self, world, name, data):
        agreement = world.signing()
        with pytest.raises(UploadRefused):
            services.sign_by_scan(
                party=party(agreement, world.school), upload=SimpleUploadedFile(name, data), signer="A", signed_on=timezone.localdate(),
                by=world.by,
            )  # fmt: skip

    def test_stopping_voids_signatures_visibly_and_keeps_the_number(self, world):
        agreement = world.signing()
        sign_scan(world, agreement, world.school)
        services.reopen(agreement=agreement, by=world.by, reason="Мәтін өзгереді")
        agreement.refresh_from_db()
        assert agreement.status == "review" and agreement.number
        assert PartySignature.objects.get().is_void and party(agreement, world.school).status == "invited"


@pytest.mark.django_db(transaction=True)
def test_two_parties_signing_at_once_make_exactly_one_transition():
    world = World()
    agreement = world.signing()
    waiting = [
        services.sign_by_scan(party=party(agreement, side), upload=scan(), signer="A", signed_on=timezone.localdate(), by=world.by)
        for side in (world.school, world.partner)
    ]
    start, problems = threading.Barrier(2), []

    def check(signature):
        try:
            start.wait(30)
            services.decide_signature(signature=signature, accept=True, by=world.by, as_organisations={world.school.pk})
        except Exception as error:  # noqa: BLE001  told below
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=check, args=(s,)) for s in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    agreement.refresh_from_db()
    assert problems == []
    assert agreement.status == "in_force"
    assert agreement.transitions.filter(action="sign").count() == 1 and agreement.periods.count() == 1


class TestInForce:
    """NR41."""

    def test_the_check_names_the_missing_days(self):
        day = timezone.localdate()
        agreement = AgreementFactory(kind="PRAC", valid_from=day, valid_until=day + dt.timedelta(days=10))
        cover = services.in_force(
            ["PRAC", "NET"], agreement.school, agreement.host, (day - dt.timedelta(days=2), day + dt.timedelta(days=12))
        )
        assert not cover
        assert cover.missing == (
            (day - dt.timedelta(days=2), day - dt.timedelta(days=1)),
            (day + dt.timedelta(days=11), day + dt.timedelta(days=12)),
        )
        assert services.in_force(["PRAC"], agreement.host, agreement.school, (day, day + dt.timedelta(days=10)))
        assert not services.in_force(["NET"], agreement.school, agreement.host, day)

    def test_a_party_that_left_and_a_suspension_do_not_count(self):
        day = timezone.localdate()
        agreement = AgreementFactory()
        agreement.parties.filter(organisation=agreement.host).update(left_on=day, status="left")
        assert services.in_force(["TRIAL"], agreement.school, agreement.host, day)
        assert not services.in_force(["TRIAL"], agreement.school, agreement.host, day + dt.timedelta(days=1))
        Agreement.objects.update(suspended_from=day, status="suspended")
        assert not services.in_force(["TRIAL"], agreement.school, agreement.host, day)
        assert not Agreement.objects.in_force(["TRIAL"], agreement.school, agreement.host, day).exists()
