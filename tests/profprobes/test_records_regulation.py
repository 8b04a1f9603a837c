"""The regulation on trials: model text, blanks, clauses that stay, the head's approval, versions (PP-REG, §5.10, story 15)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from core.errors import WrongState
from documents.models import IssuedDocument
from documents.registry import get
from documents.services import request_document
from network.models import LegalAct, LocalAct, Role
from profprobes import errors_records as errors
from profprobes.models import RegulationClause, TrialRegulation
from profprobes.queries.regulation import sections_of
from profprobes.regulation_text import CLAUSES, FIXED
from profprobes.services import regulation as services
from tests.documents.reading import render_and_read
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


class Place:
    """A school with its partner, its coordinator and its head."""

    def __init__(self):
        self.world = TrialWorld(pupils=1)
        self.school, self.coordinator = self.world.school, self.world.coordinator
        self.head = user_with_role(Role.ORG_HEAD, self.school)
        LegalAct.objects.update(checked_on=timezone.localdate())

    def draft(self):
        return services.start_regulation(organisation=self.school, by=self.coordinator)

    def approved(self, draft=None, order="41-н/қ"):
        return services.approve_regulation(
            regulation=draft or self.draft(), order_number=order, approved_on=timezone.localdate(), by=self.head
        )


@pytest.fixture
def place():
    return Place()


def flat(text):
    return "".join(text.split()).replace("-", "").replace("\xad", "").lower()


def test_a_draft_begins_with_the_model_text_and_what_the_portal_knows(place):
    draft = place.draft()
    assert draft.version == 1 and draft.clauses.count() == len(CLAUSES)
    assert place.world.host.full_name_ru in draft.values["sites_ru"] and draft.values["group_max"] == 25
    assert services.empty_blanks(draft) == []
    with pytest.raises(errors.DraftExists):
        place.draft()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_paper_has_six_sections_and_eleven_acts_on_five_to_seven_pages(place, language):
    row = place.approved()
    page = render_and_read(get("PP-REG"), row, language)
    assert 5 <= page.count <= 7, page.count
    text = flat(page.text)
    for number in ("I.", "II.", "III.", "IV.", "V.", "VI."):
        assert number.lower() in text
    for number in ("6.1.", "6.2.", "6.3.", "6.4."):
        assert number in text
    acts = ("319III", "293VI", "№345", "№249", "№348", "№385", "№596", "№70", "№130", "ҚРДСМ76".lower(), "№338")
    assert all(flat(act) in text for act in acts)
    for part in (place.school.full_name_in(language), "41-н/қ", place.school.head_name, place.world.host.full_name_in(language)):
        assert flat(part) in text, part
    assert "{" not in page.text and "федерал" not in text


def test_only_acts_in_force_that_were_checked_are_printed(place):
    LegalAct.objects.filter(number="70").update(checked_on=None)
    LegalAct.objects.filter(number="338").update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    row = place.approved()
    numbers = set(row.legal_acts.values_list("number", flat=True))
    assert len(numbers) == 9 and not {"70", "338"} & numbers


def test_without_a_checked_act_nothing_is_approved(place):
    LegalAct.objects.update(checked_on=None)
    with pytest.raises(errors.LegalActsUnchecked):
        place.approved()


@pytest.mark.parametrize("code", FIXED)
def test_five_clauses_cannot_be_removed(place, code):
    clause = place.draft().clauses.get(code=code)
    with pytest.raises(errors.ClauseStays):
        services.remove_clause(clause=clause, by=place.coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegulationClause.objects.filter(pk=clause.pk).update(removed=True)


def test_a_clause_left_out_leaves_no_gap_and_comes_back(place):
    draft = place.draft()
    services.remove_clause(clause=draft.clauses.get(code="1.2"), by=place.coordinator)
    first = sections_of(draft, "kk")[0]
    assert [part.no for part in first.parts] == ["1.1", "1.2", "1.3"] and first.parts[1].clause.code == "1.3"
    services.restore_clause(clause=draft.clauses.get(code="1.2"), by=place.coordinator)
    assert len(sections_of(draft, "kk")[0].parts) == 4


def test_own_clauses_stand_at_the_end_of_their_section_and_can_be_deleted(place):
    draft = place.draft()
    own = services.add_clause(regulation=draft, section=5, text_kk="Өз тармағы", text_ru="Свой пункт", by=place.coordinator)
    assert sections_of(draft, "ru")[4].parts[-1].lines == ["5.4. Свой пункт"]
    services.remove_clause(clause=own, by=place.coordinator)
    assert not RegulationClause.objects.filter(pk=own.pk).exists()


def test_a_clause_needs_both_languages_and_known_blanks(place):
    clause = place.draft().clauses.get(code="2.1")
    for kk, ru, error in (("x", "  ", errors.ClauseEmpty), ("{nonsense}", "x", errors.UnknownBlank)):
        with pytest.raises(error):
            services.word_clause(clause=clause, text_kk=kk, text_ru=ru, by=place.coordinator)
    client = signed_in(place.coordinator)
    answer = client.post(url("regulation_clause", clause.pk), {"text_kk": "{жоқ}", "text_ru": "Русский текст"})
    assert answer.status_code == 422 and "Русский текст" in answer.content.decode()
    assert client.post(url("regulation_clause", clause.pk), {"text_kk": "Мақсат", "text_ru": "Цель"}).status_code == 302


def test_blanks_are_filled_on_one_screen(place):
    draft = place.draft()
    client = signed_in(place.coordinator)
    values = {f"{name}_{language}": "демо" for name in ("spheres", "sites", "final_event") for language in ("kk", "ru")}
    wrong = client.post(url("regulation_blanks", draft.pk), values | {"group_min": 20, "group_max": 10, "forms": ["book"]})
    assert wrong.status_code == 422
    right = client.post(url("regulation_blanks", draft.pk), values | {"group_min": 6, "group_max": 18, "forms": ["book"]})
    assert right.status_code == 302
    draft.refresh_from_db()
    text = " ".join(line for section in sections_of(draft, "ru") for line in section.lines)
    assert "6–18" in text and "книжка проб" in text and "демо" in text


def test_an_empty_blank_stops_the_approval(place):
    draft = place.draft()
    services.fill_blanks(regulation=draft, values={"sites_ru": ""}, by=place.coordinator)
    with pytest.raises(errors.BlanksEmpty):
        place.approved(draft)


def test_the_head_approves_with_an_order_and_the_text_becomes_a_local_act(place):
    draft = place.draft()
    assert signed_in(place.coordinator).post(url("regulation_approve", draft.pk), {}).status_code == 403
    client = signed_in(place.head)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert client.post(url("regulation_approve", draft.pk), {"order_number": "5", "approved_on": tomorrow.isoformat()}).status_code == 422
    assert client.post(url("regulation_approve", draft.pk), {"order_number": "", "approved_on": ""}).status_code == 422
    today = timezone.localdate().isoformat()
    assert client.post(url("regulation_approve", draft.pk), {"order_number": "5-н/қ", "approved_on": today}).status_code == 302
    draft.refresh_from_db()
    act = draft.local_act
    assert draft.status == "approved" and draft.approved_by == place.head
    assert act.type == LocalAct.Type.TRIAL_REGULATION and act.status == "in_force" and act.sections.count() == 6


def test_a_second_version_replaces_the_first_with_its_papers_and_its_act(place):
    first = place.approved()
    document = request_document(type_code="PP-REG", source=first, language="kk", by=place.coordinator)
    IssuedDocument.objects.filter(pk=document.pk).update(
        production="ready", status="in_force", file="x.pdf", sha256="a" * 64, pages=5, issued_at=timezone.now()
    )
    second = place.approved(order="57-н/қ")
    first.refresh_from_db(), document.refresh_from_db(), first.local_act.refresh_from_db()
    assert (first.status, second.status, second.version) == ("replaced", "approved", 2)
    assert document.status == "replaced" and first.local_act.status == "replaced"
    assert TrialRegulation.objects.filter(organisation=place.school, status="approved").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        TrialRegulation.objects.filter(pk=first.pk).update(status="approved")
    assert "57" in words(signed_in(place.coordinator).get(url("regulations")))


def test_an_approved_text_is_not_touched(place):
    row = place.approved()
    clause = row.clauses.get(code="2.1")
    with pytest.raises(WrongState):
        services.word_clause(clause=clause, text_kk="x", text_ru="x", by=place.coordinator)
    assert "Сөзбен жазу" not in words(signed_in(place.coordinator).get(url("regulation", row.pk)))


def test_a_draft_prints_as_a_project(place):
    draft = place.draft()
    form = get("PP-REG")
    assert form.is_project(form.freeze(draft, "kk"))
    assert not form.is_project(form.freeze(place.approved(draft), "kk"))


def test_drafts_stay_inside_and_the_approved_text_is_open_to_everybody(place):
    draft = place.draft()
    stranger = user_with_role("career_coordinator", OrganisationFactory())
    assert signed_in(stranger).get(url("regulation", draft.pk)).status_code == 404
    assert Client().get(url("regulation_text", draft.pk)).status_code == 404
    place.approved(draft)
    assert signed_in(stranger).get(url("regulation", draft.pk)).status_code == 200
    assert signed_in(stranger).get(url("regulation_blanks", draft.pk)).status_code == 403
    assert "ережелер" in words(Client().get(url("regulation_text", draft.pk)))


def test_a_coordinator_begins_leaves_out_and_takes_in_on_the_screens(place):
    client = signed_in(place.coordinator)
    assert client.post(url("regulation_start"), {"organisation": place.school.pk}).status_code == 302
    draft = TrialRegulation.objects.get()
    clause = draft.clauses.get(code="5.2")
    assert client.post(url("regulation_take", clause.pk, "remove")).status_code == 302
    clause.refresh_from_db()
    assert clause.removed and client.post(url("regulation_take", clause.pk, "nonsense")).status_code == 404
    assert client.post(url("regulation_add", draft.pk, 9), {"text_kk": "x", "text_ru": "x"}).status_code == 404
    assert client.get(url("regulation", draft.pk)).status_code == 200
    assert (
        signed_in(user_with_role("teacher", place.school)).post(url("regulation_start"), {"organisation": place.school.pk}).status_code
        == 403
    )
