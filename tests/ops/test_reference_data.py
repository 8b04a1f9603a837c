"""What migrations fill (regions, consent texts) is there in every test, also after tests that emptied the tables."""

import pytest

from network.models import Region


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_reference_data_are_there_in_a_test_that_commits(turn):
    assert Region.objects.count() == 20


def test_reference_data_are_there_with_a_live_server(live_server):
    assert Region.objects.count() == 20
