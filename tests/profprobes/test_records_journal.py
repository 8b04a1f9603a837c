"""The journal as a paper and a table: eight columns, without names outside the school (PP-JRN, §5.8, S28)."""

import io

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from documents.registry import get
from profprobes import errors_records as errors
from profprobes.documents.journal import COLUMNS, without_names
from profprobes.models import ClosingNote, TrialJournal
from profprobes.services.journal import print_journal
from tests.documents.reading import render_and_read
from tests.factories.people import OrganisationFactory, OtherRegionFactory, user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import news, signed_in, url, words

pytestmark = pytest.mark.django_db


def flat(text):
    return "".join(text.split()).replace("-", "").replace("\xad", "").lower()


def held(**options):
    world = TrialWorld(held=True, **options)
    name = world.pupils[0].last_name
    ClosingNote.objects.create(
        trial=world.trial, teacher_view=f"{name} ұқыпты болды", pupil_view="Маған ұнады, себебі өзім араладым", written_by=world.teacher
    )
    return world


def journal_of(world, **values):
    return TrialJournal.objects.create(school=world.school, made_by=world.coordinator, **values)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_journal_prints_eight_columns_with_the_group_and_both_views(language):
    world = held(pupils=5)
    text = render_and_read(get("PP-JRN"), journal_of(world), language).text
    for title, _width in COLUMNS:
        assert flat(title[language]) in flat(text), title
    for part in (world.pupils[4].last_name, "95 мин", "2/2; 0/5", "өзім араладым", world.host.short_name_in(language)):
        assert flat(part) in flat(text), part


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_outside_the_school_the_group_is_a_count_and_no_name_is_printed(language):
    world = held(pupils=5)
    text = render_and_read(get("PP-JRN"), journal_of(world, depersonalised=True), language).text
    for pupil in world.pupils:
        assert flat(pupil.last_name) not in flat(text)
    assert "assessment" not in text and flat({"kk": "аты-жөнсіз", "ru": "без имён"}[language]) in flat(text)


def test_groups_under_five_are_not_counted_outside():
    world = held(pupils=3)
    text = render_and_read(get("PP-JRN"), journal_of(world, depersonalised=True), "ru").text
    assert flat("менее 5") in flat(text) and "0/3" not in text


def test_names_go_out_of_a_text_in_every_case():
    world = TrialWorld(pupils=1)
    pupil = world.pupils[0]
    pupil.last_name, pupil.first_name = "Демеу", "Алуа"
    assert without_names("Демеу Алуаға ұнады, Алуаның ісі", [pupil], "kk") == "оқушы ұнады, оқушы ісі"


def test_the_coordinator_orders_the_journal_and_the_region_reads_the_copy_without_names():
    world = held(pupils=2)
    client = signed_in(world.coordinator)
    answer = client.post(url("journal_paper"), {"language": "kk", "outside": "on"})
    assert answer.status_code == 302 and "/documents/" in answer["Location"]
    copy = TrialJournal.objects.get()
    assert copy.depersonalised and copy.school == world.school
    operator = user_with_role("region_operator")
    assert TrialJournal.objects.visible_to(operator).get() == copy
    journal_of(world)
    assert TrialJournal.objects.visible_to(operator).count() == 1
    elsewhere = user_with_role("region_operator", OrganisationFactory(career_centre=True, region=OtherRegionFactory()))
    assert not TrialJournal.objects.visible_to(elsewhere).exists()


def test_the_class_teacher_prints_the_own_class_only():
    world = held(pupils=1)
    client = signed_in(world.teacher)
    assert client.post(url("journal_paper"), {"language": "kk"}).status_code == 403
    answer = client.post(url("journal_paper"), {"language": "ru", "class_group": world.class_group.pk})
    assert answer.status_code == 302 and TrialJournal.objects.get().class_group == world.class_group


def test_an_empty_cut_a_wrong_language_and_days_in_the_wrong_order_are_refused():
    world = TrialWorld(pupils=1)
    client = signed_in(world.coordinator)
    assert "жоқ" in news(client.post(url("journal_paper"), {"language": "kk"})) or news(
        client.post(url("journal_paper"), {"language": "kk"})
    )
    assert client.post(url("journal_paper"), {"language": "en"}).status_code == 404
    from datetime import date

    with pytest.raises(errors.JournalDaysWrong):
        print_journal(school=world.school, language="kk", by=world.coordinator, starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1))


def test_the_same_cut_is_one_journal():
    world = held(pupils=1)
    first = print_journal(school=world.school, language="kk", by=world.coordinator)
    assert print_journal(school=world.school, language="kk", by=world.coordinator) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        journal_of(world)


def test_the_operator_reads_the_journal_of_the_region_without_names():
    world = held(pupils=5)
    client = signed_in(user_with_role("region_operator"))
    page = words(client.get(url("journal")))
    assert world.school.short_name in page and world.pupils[0].last_name not in page
    elsewhere = user_with_role("region_operator", OrganisationFactory(career_centre=True, region=OtherRegionFactory()))
    assert world.school.short_name not in words(signed_in(elsewhere).get(url("journal")))


def test_the_table_has_eight_columns_and_no_name():
    world = held(pupils=5)
    answer = signed_in(world.coordinator).get(url("journal_xlsx"))
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert len(rows[0]) == 8 and len(rows) == 2
    cells = " ".join(str(cell) for cell in rows[1])
    assert "5" in cells and world.pupils[0].last_name not in cells
    assert signed_in(world.mentor).get(url("journal_xlsx")).status_code == 403
