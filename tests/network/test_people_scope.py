"""A role narrowed to one network (network page 2.4, «scope»): rights in the matters of that network alone (NR14)."""

import pytest

from accounts.models import User
from network.access import has_role, networks_as
from network.errors import ForeignNetwork, LastCoordinator
from network.models import Network, Role
from network.services.people import assign_role, end_role
from tests.factories.governance import NetworkFactory
from tests.factories.people import MembershipFactory

pytestmark = pytest.mark.django_db


def fresh(user):
    """The person as the next request loads them."""
    return User.objects.get(pk=user.pk)


def narrowed(network, *, role=Role.ORG_COORDINATOR):
    """A person of the operator who holds the role for this network alone."""
    membership = MembershipFactory(organisation=network.operator)
    assign_role(membership=membership, role=role, network=network, by=None)
    return fresh(membership.user)


def test_a_role_narrowed_to_a_network_gives_rights_in_it_and_nowhere_else():
    network, other = NetworkFactory(), NetworkFactory()
    other.operator = network.operator
    other.save()
    person = narrowed(network)
    assert person.has_perm("network.change_network", network) and not person.has_perm("network.change_network", other)
    assert Network.objects.visible_to(person).filter(pk=network.pk).exists()
    assert not person.has_perm("network.invite_people", network.operator)
    assert not has_role(person, Role.ORG_COORDINATOR) and networks_as(person, Role.ORG_COORDINATOR) == {network.pk}


def test_a_role_is_narrowed_only_to_a_network_of_the_organisation():
    with pytest.raises(ForeignNetwork):
        assign_role(membership=MembershipFactory(), role=Role.ORG_COORDINATOR, network=NetworkFactory(), by=None)


def test_a_coordinator_of_one_network_does_not_keep_the_organisation_from_being_without_one():
    network = NetworkFactory()
    whole = network.coordinator.memberships.get()
    narrow = narrowed(network)
    with pytest.raises(LastCoordinator):
        end_role(assignment=whole.roles.get(), by=None, reason="кетті")
    end_role(assignment=narrow.memberships.get().roles.get(), by=whole.user, reason="кетті")
    assert not networks_as(fresh(narrow))


def test_the_form_offers_the_networks_of_the_organisation_and_the_card_names_the_one(client):
    network = NetworkFactory()
    NetworkFactory()
    colleague = MembershipFactory(organisation=network.operator)
    client.force_login(network.coordinator)
    address = f"/organisations/{network.operator_id}/people/{colleague.pk}/"
    assert list(client.get(address).context["role_form"].fields["network"].queryset) == [network]
    client.post(f"{address}role/", {"role-role": "org_coordinator", "role-network": network.pk, "role-basis": "№ 5"})
    assert colleague.roles.get().network == network and str(network) in client.get(address).content.decode()
