"""NW-14 and NW-34 read back in both languages."""

import pytest

from network.documents.patronage import PatronageMonitoringSheet
from network.documents.registry_book import COLUMNS, RegistryBookSheet
from network.models import RegistryBook
from network.services import contract_registry as registry
from network.services import patronage
from tests.documents.reading import render_and_read
from tests.factories.life import day
from tests.factories.people import OrganisationFactory, user_with_role
from tests.network.test_registry_patronage import YEAR, World

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


def squeezed(text):
    """Without the line breaks that narrow columns make."""
    return "".join(text.split())


@BOTH
def test_the_register_prints_every_column_of_the_form(language):
    world = World()
    pair = world.signed()
    entry = registry.register(entry=registry.register_contract(pair.agreement, by=None), by=world.registrar, day=day("30.12.2025"))
    registry.note_change(entry=entry, by=world.registrar, text_kk="Мерзімі өзгерді", text_ru="Изменён срок")
    page = render_and_read(RegistryBookSheet, RegistryBook.objects.get(), language)
    text = squeezed(page.text)
    assert all(squeezed(titles[language]) in text for titles in COLUMNS.values())
    assert "1/2025" in text and world.college.bin in text and squeezed({"kk": "Мерзімі өзгерді", "ru": "Изменён срок"}[language]) in text


@BOTH
def test_the_monitoring_of_patronage_prints_its_figures(language):
    world = World()
    pair, rows = world.planned()
    patronage.enter_fact(commitment=rows[8], on=day(f"01.01.{YEAR}"), count=1, text="Станок", money=3_200_000, by=world.patron)
    book = RegistryBook.objects.create(registrar=world.chamber, year=YEAR)
    page = render_and_read(PatronageMonitoringSheet, book, language)
    assert "3 200 000" in page.text and squeezed(pair.agreement.number) in squeezed(page.text)
    assert squeezed({"kk": "Меморандумдар саны", "ru": "Меморандумов"}[language]) in squeezed(page.text)


def test_a_book_of_more_than_a_thousand_lines_leaves_as_a_table(monkeypatch):
    from network.documents import registry_book

    monkeypatch.setattr(registry_book, "MAX_ROWS", 0)
    world = World()
    registry.register(entry=registry.register_contract(world.signed().agreement, by=None), by=world.registrar)
    assert RegistryBookSheet().problems(RegistryBook.objects.get(), "kk")
    assert user_with_role("registrar", OrganisationFactory(kind="chamber"))
