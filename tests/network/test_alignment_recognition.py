"""Recognition of modules (NR48), its share (NET11), grade tables, students' applications, joint programmes."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import WrongState
from network.alignment_index import recognised_share
from network.errors_alignment import (
    AlreadyAgreed,
    AppliedAlready,
    BasisMissing,
    ConclusionsMissing,
    CoverageTooLow,
    CreditsAboveModules,
    CreditsAboveRecognition,
    EarlierTableIsNewer,
    ForeignOutcome,
    GradeBelowMinimum,
    GradeLineBroken,
    GradesMissing,
    GradeTwice,
    GradeUnknown,
    ModuleNotPublished,
    NoAgreementInForce,
    NoGradeTable,
    NotADraft,
    NotAStudent,
    NothingCovered,
    NotInForce,
    OrderGiven,
    OrdersMissing,
    PairExists,
    ProtocolNeeded,
    ReasonNeeded,
    RecognitionLocked,
    RemarksNeeded,
    SameModule,
    TwoOrganisationsNeeded,
)
from network.models import GradeTable, JointProgrammeParty, ModuleRecognition
from network.services import credits, joint_programmes, recognition
from tests.factories.agreements import AgreementFactory
from tests.factories.alignment import LegalActFactory, ModuleFactory, RecognitionFactory, member
from tests.factories.people import OrganisationFactory

pytestmark = pytest.mark.django_db
TABLE = [("5", "A"), ("4", "B"), ("3", "C")]


def owners(row):
    return row.from_module.organisation, row.to_module.organisation


def agreed(row):
    recognition.send_recognition(recognition=row, by=None)
    for organisation in owners(row):
        row = recognition.agree_recognition(recognition=row, organisation=organisation, by=member("org_head", organisation))
    return row


def entered(row):
    """The row in force, with its grounds and a RECOG agreement of the two owners."""
    college, university = owners(row)
    AgreementFactory(kind="RECOG", school=college, host=university)
    recognition.change_terms(recognition=row, by=None, academic_basis="№ 2", legal_basis=LegalActFactory())
    return recognition.enter_recognition(recognition=row, by=None)


@pytest.mark.parametrize("covered, pct", [(4, "100.00"), (3, "75.00"), (1, "25.00")])
def test_the_coverage_is_counted_from_the_mapping(covered, pct):
    assert RecognitionFactory(covered=covered).lo_coverage_pct == Decimal(pct)


def test_a_third_of_the_outcomes_is_rounded_to_two_decimals():
    assert RecognitionFactory(outcomes=3, covered=1).lo_coverage_pct == Decimal("33.33")


def test_only_published_modules_of_two_organisations_are_paired_and_once():
    one, other = ModuleFactory(outcomes=1, published=True), ModuleFactory(hei=True, outcomes=1, published=True)
    draft, neighbour = ModuleFactory(), ModuleFactory(organisation=one.organisation, outcomes=1, published=True)
    propose = lambda a, b: recognition.propose_recognition(from_module=a, to_module=b, credits_recognised=Decimal(3), by=None)  # noqa: E731
    with pytest.raises(SameModule):
        propose(one, neighbour)
    with pytest.raises(ModuleNotPublished):
        propose(draft, other)
    propose(one, other)
    with pytest.raises(PairExists):
        propose(one, other)


def test_no_more_credits_count_than_either_module_has():
    with pytest.raises(CreditsAboveModules):
        RecognitionFactory(credits=6)
    row = RecognitionFactory()
    with pytest.raises(IntegrityError, match="recognised_credits_within_both"), transaction.atomic():
        ModuleRecognition.objects.filter(pk=row.pk).update(credits_recognised=6)


def test_outcomes_of_other_modules_cannot_be_mapped():
    row, foreign = RecognitionFactory(), ModuleFactory(outcomes=1)
    pairs = {row.to_module.outcomes.first(): foreign.outcomes.first()}
    with pytest.raises(ForeignOutcome):
        recognition.map_outcomes(recognition=row, pairs=pairs, by=None)
    with pytest.raises(IntegrityError, match="outcomes of other modules"), transaction.atomic():
        row.covers.update(source=foreign.outcomes.first())


def test_below_70_per_cent_the_council_gives_a_written_reason():
    row = RecognitionFactory(covered=2)
    recognition.send_recognition(recognition=row, by=None)
    college = row.from_module.organisation
    with pytest.raises(CoverageTooLow):
        recognition.agree_recognition(recognition=row, organisation=college, by=None)
    recognition.change_terms(recognition=row, by=None, council_reason="Практика толық сәйкес")
    assert recognition.agree_recognition(recognition=row, organisation=college, by=member("org_head", college)).from_agreed_at


def test_a_row_is_agreed_when_both_owners_have_agreed():
    row = RecognitionFactory()
    with pytest.raises(WrongState):
        recognition.agree_recognition(recognition=row, organisation=row.from_module.organisation, by=None)
    recognition.send_recognition(recognition=row, by=None)
    college, university = owners(row)
    first = recognition.agree_recognition(recognition=row, organisation=college, by=member("org_head", college))
    assert first.status == "expertise"
    with pytest.raises(AlreadyAgreed):
        recognition.agree_recognition(recognition=row, organisation=college, by=None)
    assert recognition.agree_recognition(recognition=row, organisation=university, by=member("org_head", university)).status == "agreed"
    with pytest.raises(IntegrityError, match="recognition_agreed_by_both"), transaction.atomic():
        ModuleRecognition.objects.filter(pk=row.pk).update(to_agreed_at=None)


def test_terms_changed_after_one_owner_agreed_are_agreed_on_anew():
    row = RecognitionFactory()
    recognition.send_recognition(recognition=row, by=None)
    row = recognition.agree_recognition(recognition=row, organisation=owners(row)[0], by=member("org_head", owners(row)[0]))
    assert recognition.change_terms(recognition=row, by=None, min_grade="4").from_agreed_at is None
    with pytest.raises(RecognitionLocked):
        recognition.change_terms(recognition=agreed(RecognitionFactory()), by=None, min_grade="5")


def test_a_row_without_a_mapping_is_not_sent_and_a_rejection_has_a_reason():
    row = RecognitionFactory(covered=0)
    with pytest.raises(NothingCovered):
        recognition.send_recognition(recognition=row, by=None)
    with pytest.raises(ReasonNeeded):
        recognition.reject_recognition(recognition=row, by=None, reason="")
    assert recognition.reject_recognition(recognition=row, by=None, reason="мазмұны басқа").status == "rejected"


def test_without_a_legal_and_an_academic_basis_nothing_comes_into_force():
    row = agreed(RecognitionFactory())
    with pytest.raises(BasisMissing):
        recognition.enter_recognition(recognition=row, by=None)
    with pytest.raises(IntegrityError, match="recognition_in_force_has_its_grounds"), transaction.atomic():
        ModuleRecognition.objects.filter(pk=row.pk).update(status="in_force")


@pytest.mark.parametrize("text, error", [("5 A", GradesMissing), ("5 A\n4", GradeLineBroken), ("5 A\n4 B\n5 C", GradeTwice)])
def test_a_broken_grade_table_is_refused_with_its_line(text, error):
    with pytest.raises(error):
        credits.read_grade_lines(text)


@pytest.mark.parametrize("text", ["5 A\n4 B", "5 = A\n\n4=B", "5 → A\n4;B"])
def test_grades_are_read_as_people_write_them(text):
    assert credits.read_grade_lines(text) == [("5", "A"), ("4", "B")]


def test_a_grade_table_is_versioned_and_never_rewritten():
    university, today = OrganisationFactory(university=True), timezone.localdate()
    publish = lambda day, lines: credits.publish_grade_table(organisation=university, valid_from=day, basis="№ 1", lines=lines, by=None)  # noqa: E731
    first, second = publish(today - dt.timedelta(days=9), TABLE), publish(today, [("5", "A+"), ("4", "B")])
    assert (first.version, second.version) == (1, 2)
    assert GradeTable.objects.current(university) == second
    assert GradeTable.objects.current(university, today - dt.timedelta(days=1)) == first
    with pytest.raises(EarlierTableIsNewer):
        publish(today - dt.timedelta(days=1), TABLE)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        first.lines.update(converted="F")


@pytest.fixture
def counted():
    """A row that counts, whatever the agreement, and a student of its university."""
    row = agreed(RecognitionFactory(min_grade="4"))
    row = entered(row)
    university = row.to_module.organisation
    credits.publish_grade_table(organisation=university, valid_from=timezone.localdate(), basis="№ 1", lines=TABLE, by=None)
    return row, member("student", university)


def apply(row, student, grade="5", amount=5):
    return credits.apply_for_credits(
        recognition=row, grade_original=grade, credits=Decimal(amount), transcript="№ 12, 01.07.2026", by=student
    )


def test_a_student_applies_and_the_university_counts_by_the_table_of_the_day(counted):
    row, student = counted
    decider = member("methodist", row.to_module.organisation)
    transfer = apply(row, student)
    assert decider.notices.count() == 1
    done = credits.recognise_credits(transfer=transfer, by=decider)
    assert (done.status, done.grade_converted, done.grade_table.version) == ("recognised", "A", 1)
    assert student.notices.count() == 1
    with pytest.raises(WrongState):
        credits.refuse_credits(transfer=transfer, by=decider, reason="x")


def test_a_refusal_has_a_reason_and_the_student_may_apply_again(counted):
    row, student = counted
    transfer = apply(row, student)
    with pytest.raises(AppliedAlready):
        apply(row, student)
    with pytest.raises(ReasonNeeded):
        credits.refuse_credits(transfer=transfer, by=None, reason="  ")
    credits.refuse_credits(transfer=transfer, by=None, reason="Транскрипт расталмаған")
    assert apply(row, student).status == "submitted"


@pytest.mark.parametrize(
    "grade, amount, error", [("3", 5, GradeBelowMinimum), ("зачёт", 5, GradeUnknown), ("5", 6, CreditsAboveRecognition)]
)
def test_an_application_that_cannot_be_counted_is_refused_at_once(counted, grade, amount, error):
    with pytest.raises(error):
        apply(*counted, grade=grade, amount=amount)


def test_only_students_of_the_two_organisations_apply_and_only_for_what_counts(counted):
    row, student = counted
    with pytest.raises(NotAStudent):
        apply(row, member("student", OrganisationFactory(university=True)))
    recognition.expire_recognition(recognition=row, by=None)
    with pytest.raises(NotInForce):
        apply(row, student)


def test_without_a_grade_table_nobody_can_apply():
    row = entered(agreed(RecognitionFactory()))
    with pytest.raises(NoGradeTable):
        apply(row, member("student", row.to_module.organisation))


def conclude(party, verdict="agreed", remarks="", **values):
    values = {"body": "Әдістемелік кеңес", "protocol_number": "4", "protocol_date": timezone.localdate()} | values
    return joint_programmes.give_conclusion(party=party, verdict=verdict, remarks=remarks, by=None, **values)


def joint_programme(**names):
    names = {"kind": "elective", "title_kk": "Робототехника", "title_ru": "Робототехника"} | names
    college = OrganisationFactory(college=True)
    return joint_programmes.create_joint_programme(keeper=OrganisationFactory(), organisations=[college], by=None, **names)


def test_a_conclusion_is_that_of_a_body_and_a_return_says_what_to_correct():
    party = joint_programme().parties.first()
    with pytest.raises(ProtocolNeeded):
        conclude(party, protocol_number=" ")
    with pytest.raises(RemarksNeeded):
        conclude(party, "returned")
    conclude(party, "returned", "Сағат саны аз")
    with pytest.raises(ConclusionsMissing, match=party.organisation.short_name_kk):
        joint_programmes.approve_joint_programme(programme=party.programme, adopted_on=timezone.localdate(), by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        JointProgrammeParty.objects.filter(pk=party.pk).update(remarks="")


def test_a_corrected_draft_asks_for_the_conclusions_anew_and_an_adopted_one_is_closed():
    programme = joint_programme()
    conclude(programme.parties.first())
    further = OrganisationFactory(university=True)
    joint_programmes.change_joint_programme(programme=programme, organisations=[further], by=None)
    assert set(programme.parties.values_list("verdict", flat=True)) == {"agreed", ""}, "who joins is asked; the text is the same"
    joint_programmes.change_joint_programme(programme=programme, organisations=[further], title_kk="Жаңа", by=None)
    assert set(programme.parties.values_list("verdict", "protocol_date")) == {("", None)}
    with pytest.raises(TwoOrganisationsNeeded):
        joint_programmes.change_joint_programme(programme=programme, organisations=[], by=None)
    for party in programme.parties.all():
        conclude(party)
    joint_programmes.approve_joint_programme(programme=programme, adopted_on=timezone.localdate(), by=None)
    with pytest.raises(NotADraft):
        joint_programmes.change_joint_programme(programme=programme, organisations=[further], title_kk="Тағы", by=None)
    with pytest.raises(NotADraft):
        conclude(programme.parties.first())


def test_the_screens_of_a_joint_programme_correct_and_conclude(client):
    programme = joint_programme()
    client.force_login(member("methodist", programme.keeper))
    other = programme.parties.exclude(organisation=programme.keeper).get()
    values = {"kind": "elective", "title_kk": "Жаңа атау", "title_ru": "", "organisations": [other.organisation_id]}
    address = f"/joint-programmes/{programme.pk}/"
    page = client.post(f"{address}edit/", values)
    assert page.status_code == 422 and "title_ru" in page.context["form"].errors and "Жаңа атау" in page.content.decode()
    assert client.post(f"{address}edit/", values | {"title_ru": "Новое"}).status_code == 302
    programme.refresh_from_db()
    assert (programme.title_kk, programme.parties.count()) == ("Жаңа атау", 2)
    assert client.get(f"{address}conclusions/{other.pk}/").status_code == 403, "the other organisation's own word"
    client.force_login(member("org_coordinator", other.organisation))
    given = {"verdict": "returned", "body": "Кеңес", "protocol_number": "2", "protocol_date": "2026-11-02", "remarks": ""}
    assert "remarks" in client.post(f"{address}conclusions/{other.pk}/", given).context["form"].errors
    assert client.post(f"{address}conclusions/{other.pk}/", given | {"remarks": "Сағатын нақтылаңыз"}).status_code == 302
    assert "Сағатын нақтылаңыз" in client.get(address).content.decode()


def test_a_joint_programme_needs_two_organisations_and_two_orders():
    keeper, partner, today = OrganisationFactory(), OrganisationFactory(college=True), timezone.localdate()
    names = {"kind": "elective", "title_kk": "Робототехника", "title_ru": "Робототехника"}
    with pytest.raises(TwoOrganisationsNeeded):
        joint_programmes.create_joint_programme(keeper=keeper, organisations=[keeper], by=None, **names)
    programme = joint_programmes.create_joint_programme(keeper=keeper, organisations=[partner], by=None, **names)
    with pytest.raises(WrongState):
        joint_programmes.register_order(party=programme.parties.first(), number="1", date=today, by=None)
    with pytest.raises(ConclusionsMissing):
        joint_programmes.approve_joint_programme(programme=programme, adopted_on=today, by=None)
    for party in programme.parties.all():
        conclude(party)
    programme = joint_programmes.approve_joint_programme(programme=programme, adopted_on=today, by=None)
    one, other = programme.parties.all()
    joint_programmes.register_order(party=one, number="12-н", date=today, by=None)
    with pytest.raises(OrderGiven):
        joint_programmes.register_order(party=one, number="13-н", date=today, by=None)
    with pytest.raises(OrdersMissing):
        joint_programmes.enter_joint_programme(programme=programme, by=None)
    joint_programmes.register_order(party=other, number="5", date=today, by=None)
    assert joint_programmes.enter_joint_programme(programme=programme, by=None).status == "in_force"


def test_11_of_20_modules_in_force_are_55_per_cent():
    college, university = OrganisationFactory(college=True), OrganisationFactory(university=True)
    modules = [ModuleFactory(organisation=college, outcomes=1, published=True) for _n in range(20)]
    ModuleFactory(organisation=college)
    act = LegalActFactory()
    agreement = AgreementFactory(kind="RECOG", school=college, host=university)
    for module in modules[:11]:
        ModuleRecognition.objects.create(
            from_module=module,
            to_module=ModuleFactory(hei=True, organisation=university),
            from_credits=5,
            to_credits=5,
            credits_recognised=5,
            lo_coverage_pct=100,
            academic_basis="№ 2",
            legal_basis=act,
            agreement=agreement,
            from_agreed_at=timezone.now(),
            to_agreed_at=timezone.now(),
            status="in_force",
        )
    share = recognised_share([college.pk])
    assert (share.recognised, share.published, share.text, share.tone) == (11, 20, "55 %", "leaf")
    assert recognised_share([university.pk]).text == "—"


def test_a_row_comes_into_force_with_the_agreement_of_its_owners_and_ends_with_it():
    row = agreed(RecognitionFactory(academic_basis="№ 2", legal_basis=LegalActFactory()))
    college, university = owners(row)
    AgreementFactory(kind="RECOG", school=college, host=OrganisationFactory(university=True))
    AgreementFactory(kind="MEMO", school=college, host=university)
    with pytest.raises(NoAgreementInForce):
        recognition.enter_recognition(recognition=row, by=None)
    today = timezone.localdate()
    paper = AgreementFactory(kind="RECOG", school=university, host=college, valid_until=today + dt.timedelta(days=10))
    row = recognition.enter_recognition(recognition=row, by=None)
    assert (row.status, row.agreement) == ("in_force", paper)
    assert recognition.expire_with_their_agreements(day=today) == 0
    assert recognition.expire_with_their_agreements(day=today + dt.timedelta(days=11)) == 1
    assert recognition.expire_with_their_agreements(day=today + dt.timedelta(days=12)) == 0, "running again ends nothing twice"
    row.refresh_from_db()
    assert (row.status, row.transitions.last().by) == ("expired", None)


def test_credits_are_counted_only_while_the_agreement_holds(counted):
    row, student = counted
    recognition.expire_with_their_agreements(day=timezone.localdate() + dt.timedelta(days=9000))
    row.refresh_from_db()
    assert row.status == "in_force", "an agreement without an end goes on"
    assert apply(row, student).status == "submitted"
