"""What an agreement does when it comes into force and when it ends (network page 2.6, column «effect»; 7, signals; NR26, NR38)."""

import datetime as dt
from contextlib import contextmanager

import pytest
from django.utils import timezone

from accounts.models import Notice
from network.models import Agreement, NetworkMembership, RegistryEntry, RegistryPolicy, Role
from network.services import agreements as services
from network.services import networks
from network.services.agreements import agreement_ending, agreement_in_force, start_if_due
from network.services.life import give_notice
from network.services.life.night import run_night
from tests.factories.governance import NetworkFactory
from tests.factories.life import at, day, living, party, voice
from tests.factories.people import OrganisationFactory, user_with_role

pytestmark = pytest.mark.django_db


@contextmanager
def heard(signal):
    """What the signal told."""
    found = []

    def listen(sender, **told):
        found.append({name: told[name] for name in told if name != "signal"})

    signal.connect(listen)
    try:
        yield found
    finally:
        signal.disconnect(listen)


def signed(code="MEMO", **more):
    return living(code, status=Agreement.Status.SIGNED, **more)


def test_coming_into_force_is_told_once():
    agreement = signed()
    with heard(agreement_in_force) as told:
        assert start_if_due(agreement=agreement) and not start_if_due(agreement=agreement)
    assert [row["agreement"].pk for row in told] == [agreement.pk] and told[0]["agreement"].status == "in_force"


def test_an_agreement_of_tomorrow_is_not_told_of_today():
    agreement = signed(starts=timezone.localdate() + dt.timedelta(days=1))
    with heard(agreement_in_force) as told:
        assert not start_if_due(agreement=agreement)
    assert not told


def network_of(*sides, answered=()):
    network = NetworkFactory(operator=sides[0])
    for side in sides[1:]:
        values = {"expected": "х", "quantity": "х", "quality": "х"} if side in answered else {}
        NetworkMembership.objects.create(network=network, organisation=side, **values)
    return network


def test_net_in_force_makes_members_of_those_who_answered_and_asks_the_others():
    university, college, school, late = (
        OrganisationFactory(university=True),
        OrganisationFactory(college=True),
        OrganisationFactory(),
        OrganisationFactory(),
    )
    leader = user_with_role(Role.ORG_COORDINATOR, school)
    network = network_of(university, college, school, answered=[college])
    start_if_due(agreement=signed("NET", parties=[university, college, school, late], network=network))
    states = dict(network.memberships.values_list("organisation", "status"))
    assert states[college.pk] == "active" and states[school.pk] == "applied" and states[late.pk] == "applied"
    assert Notice.objects.filter(user=leader).exists()
    member = network.memberships.get(organisation=school)
    network.status = "pilot"
    network.save(update_fields=["status"])
    networks.answer_invitation(
        membership=member, expected="х", quantity="х", quality="х", by=leader
    )  # the council need not admit a party of NET
    member.refresh_from_db()
    assert member.status == "active"


def test_other_kinds_make_no_members():
    side = OrganisationFactory()
    network = network_of(OrganisationFactory(university=True), side, answered=[side])
    start_if_due(agreement=signed(parties=[network.operator, side], network=network))
    assert network.memberships.get(organisation=side).status == "applied"


def test_a_line_of_the_register_is_handed_in_where_the_region_rules_so_and_never_delays():
    agreement = signed()
    RegistryPolicy.objects.create(region=agreement.initiator.region, kinds=["MEMO"])
    assert start_if_due(agreement=agreement)  # nobody keeps the register there
    agreement.refresh_from_db()
    assert agreement.status == "in_force" and not RegistryEntry.objects.exists()
    OrganisationFactory(career_centre=True, region=agreement.initiator.region)
    start_if_due(agreement=signed(parties=[agreement.initiator, OrganisationFactory()]))
    assert RegistryEntry.objects.count() == 1


@pytest.mark.parametrize("action, ends", [("expire", "31.08.2026"), ("exit", "31.08.2026")])
def test_an_end_is_told_when_it_is_known_and_when_it_is_behind(action, ends):
    agreement = living(
        "PRAC",
        parties=[OrganisationFactory(), OrganisationFactory(college=True)],
        starts=day("01.09.2024"),
        ends=day(ends if action == "expire" else "31.08.2027"),
    )
    with heard(agreement_ending) as told:
        if action == "exit":
            with at("2026-07-30 10:00"):
                give_notice(agreement=agreement, party=party(agreement), kind="exit", by=voice(agreement), reason="х")
        run_night(day("01.09.2026"))
        run_night(day("02.09.2026"))
    agreement.refresh_from_db()
    assert agreement.status == {"expire": "expired", "exit": "terminated"}[action]
    assert [(row["is_over"], row["last_day"]) for row in told] == [
        (over, day(ends)) for over in ([True] if action == "expire" else [False, True])
    ]


def test_a_financial_agreement_ends_with_its_main_one():
    sides = [OrganisationFactory(), OrganisationFactory(college=True)]
    parent = living("PRAC", parties=sides, starts=day("01.09.2024"), ends=day("31.08.2027"))
    child = living("FIN", parties=sides, starts=day("01.09.2024"), ends=day("31.08.2027"), parent=parent)
    with at("2026-07-30 10:00"):
        give_notice(agreement=parent, party=party(parent), kind="exit", by=voice(parent), reason="х")
    child.refresh_from_db()
    assert child.status == "in_force" and child.ends_on == day("31.08.2027")  # a recall may still undo it
    run_night(day("01.09.2026"))
    child.refresh_from_db()
    assert child.status == "terminated" and child.ends_on == day("31.08.2026")


def test_the_coordinator_of_a_network_learns_that_its_agreement_ended():
    network = NetworkFactory()
    agreement = living(
        "NET",
        parties=[network.operator, OrganisationFactory(), OrganisationFactory(college=True)],
        starts=day("01.09.2023"),
        ends=day("31.08.2026"),
        network=network,
    )
    run_night(day("01.09.2026"))
    assert Notice.objects.filter(user=network.coordinator, url__contains=f"/networks/{network.pk}").exists(), agreement


def test_a_service_contract_with_a_person_is_known_by_the_iin_and_seen_by_that_person():
    from network.errors_agreements import IinWrong, NoPersonHere, OtherPerson, PartyTwice
    from tests.factories.agreements import drafted
    from tests.factories.numbers import unique_demo_iin
    from tests.factories.people import UserFactory

    school = OrganisationFactory()
    by = user_with_role(Role.ORG_COORDINATOR, school)
    agreement = drafted("SERVICE", school, by=by)
    number = unique_demo_iin(7001)
    names = {"last_name": "Мысалов", "first_name": "Нұрлан"}
    with pytest.raises(IinWrong):
        services.add_person(agreement=agreement, iin="990101500017", by=by, **names)
    made = services.add_person(agreement=agreement, iin=number, by=by, **names)
    assert made.person.sign_in == "none" and made.person.iin == number and made.role_ru == "Исполнитель"
    with pytest.raises(PartyTwice):
        services.add_person(agreement=agreement, iin=number, by=by, **names)
    with pytest.raises(OtherPerson):
        services.add_person(agreement=drafted("SERVICE", school, by=by), iin=number, last_name="Басқа", first_name="Нұрлан", by=by)
    with pytest.raises(NoPersonHere):
        services.add_person(agreement=drafted("CG", school, OrganisationFactory(enterprise=True), by=by), iin=number, by=by, **names)
    services.send_to_parties(agreement=agreement, by=by)
    assert by.has_perm("network.answer_for_party", made)  # a person without an account: the initiator keeps the signed paper
    known = UserFactory(with_iin=True)
    other = drafted("SERVICE", school, by=by)
    services.add_person(agreement=other, iin=known.iin, last_name=known.last_name, first_name=known.first_name, by=by)
    assert not Agreement.objects.visible_to(known).exists()
    services.send_to_parties(agreement=other, by=by)
    assert list(Agreement.objects.visible_to(known)) == [other]
    assert known.has_perm("network.answer_for_party", other.parties.get(person=known))
    assert not by.has_perm("network.answer_for_party", other.parties.get(person=known))


def test_what_still_runs_when_an_agreement_ends_early_waits_on_the_home_page_and_stands_on_the_page(client, monkeypatch):
    from core.todos import todos_of
    from network.services.life import running as running_module
    from network.services.life.running import Running

    monkeypatch.setattr(running_module, "_providers", [lambda agreement, organisation: [Running("Сынақ", "Демо сынақ")]])
    agreement = living(
        "PRAC", parties=[OrganisationFactory(), OrganisationFactory(college=True)], starts=timezone.localdate() - dt.timedelta(days=90)
    )
    person = voice(agreement)
    assert "agreement_ended" not in {line.code for line in todos_of(person)}
    agreement.status, agreement.ends_on = "terminated", timezone.localdate()
    agreement.save(update_fields=["status", "ends_on"])
    assert "agreement_ended" in {line.code for line in todos_of(person)}
    client.force_login(person)
    assert "Демо сынақ" in client.get(f"/agreements/{agreement.pk}/").content.decode()
