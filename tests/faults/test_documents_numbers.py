"""Twenty people issue numbers at once: twenty different consecutive numbers. The control without the lock must go wrong."""

import threading

import pytest
from django.db import connection, transaction

from documents.models import NumberSeries
from documents.services import register_issuer
from documents.services.numbering import take_numbers

from ..factories.people import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 20


def at_once(work):
    """Run the work in twenty threads that start together; their results."""
    start, results = threading.Barrier(PEOPLE), []

    def run():
        start.wait()
        try:
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _person in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def issuer():
    return register_issuer(source=UserFactory(), code="RACE1", name_kk="Демо", name_ru="Демо")


def test_twenty_at_once_get_twenty_consecutive_numbers(issuer):
    def take():
        with transaction.atomic():
            return take_numbers(issuer=issuer, series="PP", year=2026, count=1)[0]

    assert sorted(at_once(take)) == [f"RACE1-PP-2026-{number:05}" for number in range(1, PEOPLE + 1)]


def test_the_race_is_real_without_the_counter_statement(issuer):
    NumberSeries.objects.create(issuer=issuer, series="PP", year=2026, next=1)
    together = threading.Barrier(PEOPLE)

    def take_carelessly():
        row = NumberSeries.objects.get(issuer=issuer, series="PP", year=2026)
        together.wait()  # everybody has read before anybody writes
        NumberSeries.objects.filter(pk=row.pk).update(next=row.next + 1)
        return row.next

    assert len(set(at_once(take_carelessly))) < PEOPLE


def test_a_rolled_back_issue_gives_its_number_back(issuer):
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        take_numbers(issuer=issuer, series="PP", year=2026, count=3)
        raise Undone
    with transaction.atomic():
        assert take_numbers(issuer=issuer, series="PP", year=2026, count=1) == ["RACE1-PP-2026-00001"]
