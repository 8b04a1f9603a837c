"""Obligations of the parties, plan and fact with evidence (network page 2.6, S15), and the one next step that the page of an agreement offers."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import WrongState
from core.todos import todos_of
from core.uploads import check_upload
from network.errors_agreements import EvidenceMissing, FactBeforeStart, FactInFuture, ObligationStays, ReasonNeeded
from network.models import AgreementObligation, MutualAct, ObligationFact, Role
from network.services import agreements as services
from network.services.agreements.obligations import due_obligations
from network.services.life import give_notice, propose_act
from tests.factories.agreements import being_signed, drafted, in_review, signature_of
from tests.factories.files import pdf, upload
from tests.factories.life import living, party, voice
from tests.factories.paper import Paper, fact_of, obligation_of
from tests.factories.people import OrganisationFactory, user_with_role

pytestmark = pytest.mark.django_db

WORDS = {"text_kk": "Шеберлік сағаты", "text_ru": "Мастер-класс", "measure": 3}


def today(days=0):
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def agreement():
    return living("MEMO", starts=today(-40))


def test_plan_and_fact_meet_when_the_measure_is_reached_and_a_struck_fact_counts_no_more(agreement):
    row = obligation_of(agreement, measure=4)
    fact_of(row, 3)
    last = fact_of(row, 1)
    row = AgreementObligation.objects.get(pk=row.pk)
    assert row.done == 4 and row.is_met and not AgreementObligation.objects.open().exists()
    services.strike_fact(fact=last, by=voice(agreement), reason="Екі рет енгізілді")
    row = AgreementObligation.objects.get(pk=row.pk)
    assert row.done == 3 and not row.is_met and AgreementObligation.objects.open().get() == row
    with pytest.raises(ReasonNeeded):
        services.strike_fact(fact=last, by=voice(agreement), reason=" ")


def test_without_a_measure_one_fact_is_enough(agreement):
    row = obligation_of(agreement, measure=None)
    assert AgreementObligation.objects.open().exists()
    fact_of(row)
    assert AgreementObligation.objects.get().is_met and not AgreementObligation.objects.open().exists()


def test_a_fact_needs_evidence_a_day_that_was_and_a_living_agreement(agreement):
    row, by = obligation_of(agreement), voice(agreement)
    words = {"value": 1, "text": "Өтті", "by": by}
    with pytest.raises(EvidenceMissing):
        services.enter_fact(obligation=row, on=today(), **words)
    with pytest.raises(FactInFuture):
        services.enter_fact(obligation=row, on=today(1), link="https://demo.example/x", **words)
    with pytest.raises(FactBeforeStart):
        services.enter_fact(obligation=row, on=today(-41), link="https://demo.example/x", **words)
    made = services.enter_fact(obligation=row, on=today(), proof=check_upload(upload(pdf(), "dalel.pdf")), **words)
    assert made.proof.name.startswith("agreements/") and made.proof_name == "dalel.pdf"
    with pytest.raises(IntegrityError, match="obligation_fact_has_evidence"), transaction.atomic():
        ObligationFact.objects.create(obligation=row, on=today(), text="х")
    agreement.status = "terminated"
    agreement.save(update_fields=["status"])
    with pytest.raises(WrongState):
        services.enter_fact(obligation=row, on=today(), link="https://demo.example/x", **words)


def test_what_the_parties_signed_is_not_taken_out(agreement):
    agreement.signed_at = timezone.now()
    agreement.save(update_fields=["signed_at"])
    signed = obligation_of(agreement, added_at=timezone.now() - dt.timedelta(days=1))
    noted = services.add_obligation(party=party(agreement), by=voice(agreement), **WORDS)
    with pytest.raises(ObligationStays):
        services.remove_obligation(obligation=signed, by=voice(agreement))
    services.remove_obligation(obligation=noted, by=voice(agreement))
    reported = obligation_of(agreement)
    fact_of(reported)
    with pytest.raises(ObligationStays):
        services.remove_obligation(obligation=reported, by=voice(agreement))


def test_a_text_that_lies_with_the_parties_takes_no_obligation():
    school, partner = OrganisationFactory(), OrganisationFactory(enterprise=True)
    by = user_with_role(Role.ORG_COORDINATOR, school)
    agreement = in_review(school, partner, by=by)
    with pytest.raises(WrongState):
        services.add_obligation(party=agreement.parties.first(), by=by, **WORDS)
    assert not by.has_perm("network.write_obligation", agreement.parties.first())


@pytest.mark.parametrize(
    "stage, who, place, may",
    [
        ("draft", "initiator", 1, True),
        ("draft", "partner", 1, False),
        ("paper", "initiator", 1, True),
        ("living", "initiator", 1, False),
        ("living", "partner", 1, True),
        ("living", "initiator", 0, True),
        ("living", "operator", 0, False),
    ],
)
def test_who_writes_down_what_a_party_owes(stage, who, place, may):
    world = Paper()
    if stage == "draft":
        agreement = drafted("CG", world.school, world.partner, by=world.by)
    elif stage == "paper":
        agreement = world.enter()
    else:
        agreement = living("MEMO", parties=[world.school, world.partner])
    user = {"initiator": world.by, "partner": world.other}.get(who) or user_with_role(Role.REGION_OPERATOR)
    assert user.has_perm("network.write_obligation", party(agreement, place)) is may


@pytest.mark.parametrize("who, page, fact", [("debtor", 200, 200), ("other", 200, 403), ("operator", 200, 403), ("teacher", 404, 404)])
def test_only_the_party_that_owes_reports(client, agreement, who, page, fact):
    row = obligation_of(agreement)
    people = {
        "debtor": lambda: voice(agreement),
        "other": lambda: voice(agreement, 1),
        "operator": lambda: user_with_role(Role.REGION_OPERATOR),
        "teacher": lambda: user_with_role(Role.TEACHER, agreement.initiator),
    }
    client.force_login(people[who]())
    assert client.get(reverse("network:obligations", args=[agreement.pk])).status_code == page
    assert client.get(reverse("network:obligation_fact", args=[row.pk])).status_code == fact
    done = fact_of(row)
    assert client.post(reverse("network:obligation_fact_strike", args=[done.pk]), {"reason": "х"}).status_code in {
        302 if fact == 200 else fact
    }


def test_from_the_first_line_to_the_evidence_on_the_page(client, agreement):
    client.force_login(voice(agreement))
    add, own = reverse("network:obligation_add", args=[agreement.pk]), party(agreement)
    assert client.post(add, {"party": own.pk, "text_kk": "", "text_ru": "Мастер-класс"}).status_code == 422
    assert client.post(add, {"party": own.pk, "due_on": today(-1), **WORDS}).status_code == 302
    row = AgreementObligation.objects.get()
    assert "Мерзімі өтті" in client.get(reverse("network:agreement", args=[agreement.pk])).content.decode()
    url = reverse("network:obligation_fact", args=[row.pk])
    refused = client.post(url, {"on": today(), "text": "Екеуі өтті", "value": 2})
    assert refused.status_code == 422 and "Екеуі өтті" in refused.content.decode() and refused.context["form"].errors["proof"]
    assert client.post(url, {"on": today(), "text": "Екеуі өтті", "value": 2, "proof": upload(pdf(), "dalel.pdf")}).status_code == 302
    page = client.get(reverse("network:obligations", args=[agreement.pk])).content.decode()
    assert "Екеуі өтті" in page and "2 / 3" in page
    proof = client.get(reverse("network:obligation_fact_proof", args=[row.facts.get().pk]))
    assert proof.getvalue().startswith(b"%PDF")


def test_overdue_and_due_obligations_wait_on_the_home_page_of_the_debtor_only(agreement, django_assert_max_num_queries):
    late, soon = obligation_of(agreement, due_on=today(-1)), obligation_of(agreement, due_on=today(10))
    obligation_of(agreement, due_on=today(30))
    obligation_of(agreement, 1, due_on=today(-1))
    fact_of(obligation_of(agreement, measure=1, due_on=today(-5)))
    with django_assert_max_num_queries(1):
        assert list(due_obligations({agreement.initiator_id}, today())) == [late, soon]
    lines = [line for line in todos_of(voice(agreement)) if line.code == "obligation_due"]
    assert [(line.tone, line.args) for line in lines] == [("clay", (late.pk,)), ("sun", (soon.pk,))]
    assert not [line for line in todos_of(user_with_role(Role.TEACHER, agreement.initiator)) if line.code == "obligation_due"]


def step(client, agreement):
    context = client.get(reverse("network:agreement", args=[agreement.pk])).context
    return context["step"] or (context["link"] or {}).get("href", "")


def test_the_page_of_a_living_agreement_shows_term_notices_acts_amendments_and_obligations(client, agreement):
    give_notice(agreement=agreement, party=party(agreement, 1), kind="exit", by=voice(agreement, 1), reason="х")
    obligation_of(agreement)
    client.force_login(voice(agreement))
    page = client.get(reverse("network:agreement", args=[agreement.pk])).content.decode()
    for words in ("Біржақты шығу", "Қосымша келісімдер", "Міндеттемелер", "Тізілім", "Бірінші кезең"):
        assert words in page, words


def test_the_button_is_what_others_wait_for_then_what_is_overdue_then_a_notice(client, agreement):
    own = voice(agreement)
    client.force_login(own)
    assert step(client, agreement) == reverse("network:notice_kinds", args=[agreement.pk])
    row = obligation_of(agreement, due_on=today(-1))
    assert step(client, agreement) == reverse("network:obligation_fact", args=[row.pk])
    other = voice(agreement, 1)
    propose_act(agreement=agreement, kind="suspension", party=party(agreement, 1), by=other, reason="х", on_day=today())
    assert step(client, agreement) == reverse("network:mutual_act", args=[MutualAct.objects.get().pk])
    client.force_login(other)
    assert step(client, agreement) == reverse("network:notice_kinds", args=[agreement.pk])
    client.force_login(user_with_role(Role.REGION_OPERATOR))
    assert step(client, agreement) == ""


def test_the_initiator_is_led_to_the_scan_that_waits_for_a_look(client):
    world = Paper()
    agreement = being_signed(world.school, world.partner, by=world.by)
    services.sign_by_scan(party=agreement.parties.first(), upload=upload(pdf(), "a.pdf"), signer="х", signed_on=today(), by=world.by)
    services.decide_signature(
        signature=agreement.parties.first().signatures.get(), accept=True, by=world.by, as_organisations={world.school.pk}
    )
    made = signature_of(world.side(agreement))
    client.force_login(world.by)
    assert step(client, agreement) == reverse("network:agreement_signature", args=[made.pk])


def test_a_paper_shows_each_side_its_own_step(client):
    world = Paper()
    agreement = world.enter()
    client.force_login(world.by)
    assert step(client, agreement) == ""
    client.force_login(world.other)
    assert step(client, agreement) == reverse("network:paper_agreement", args=[agreement.pk])
    services.object_to_paper(party=world.side(agreement), by=world.other, reason="х")
    client.force_login(world.by)
    assert step(client, agreement) == reverse("network:paper_mend", args=[agreement.pk])
