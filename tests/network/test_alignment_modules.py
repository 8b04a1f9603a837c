"""The catalogue of modules: states, versions, who sees what."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from network.errors_alignment import (
    ModuleCodeTaken,
    ModuleIsPublished,
    NewerVersionInWork,
    NoOutcomes,
    OutcomeCodeTaken,
    OutcomeStandsInMatrix,
    RecognitionDependsOnIt,
)
from network.models import LearningOutcome, Module, ModuleRecognition
from network.services import modules
from tests.factories.agreements import AgreementFactory
from tests.factories.alignment import AlignmentWorld, LegalActFactory, ModuleFactory, RecognitionFactory, StudyFieldFactory, member
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_module_is_published_with_outcomes_only_and_then_closed_to_change():
    module = ModuleFactory()
    with pytest.raises(NoOutcomes):
        modules.publish_module(module=module, by=None)
    outcome = modules.add_outcome(module=module, by=None, code="ОН1", text_kk="Біледі", text_ru="Знает")
    with pytest.raises(OutcomeCodeTaken):
        modules.add_outcome(module=module, by=None, code="ОН1", text_kk="Басқа", text_ru="Другое")
    modules.publish_module(module=module, by=None)
    with pytest.raises(ModuleIsPublished):
        modules.change_module(module=module, by=None, title_kk="Жаңа")
    with pytest.raises(ModuleIsPublished):
        modules.remove_outcome(outcome=LearningOutcome.objects.get(pk=outcome.pk), by=None)
    with pytest.raises(IntegrityError, match="published module does not change"), transaction.atomic():
        LearningOutcome.objects.filter(pk=outcome.pk).update(text_kk="x")


def test_an_outcome_that_stands_in_a_matrix_stays_in_its_module():
    world = AlignmentWorld(rows=2)
    with pytest.raises(OutcomeStandsInMatrix):
        modules.remove_outcome(outcome=world.rows[0].outcome, by=None)
    assert world.module.outcomes.count() == 2


def test_a_new_version_carries_the_outcomes_and_replaces_the_old_one_when_published():
    module = ModuleFactory(outcomes=2, published=True)
    draft = modules.new_version(module=module, by=None)
    assert (draft.version, draft.outcomes.count()) == (2, 2)
    with pytest.raises(NewerVersionInWork):
        modules.new_version(module=module, by=None)
    modules.publish_module(module=draft, by=None)
    module.refresh_from_db()
    assert module.status == "archived"


def test_a_code_belongs_to_one_module_of_an_organisation():
    module = ModuleFactory()
    values = {"code": module.code, "title_kk": "Б", "title_ru": "Д", "level": "tve", "credits": 1, "hours": 1}
    with pytest.raises(ModuleCodeTaken):
        modules.create_module(organisation=module.organisation, by=None, **values)
    assert modules.create_module(organisation=OrganisationFactory(college=True), by=None, **values)


def test_a_module_that_counts_stays_published():
    row = RecognitionFactory()
    now = row.from_module.organisation.modules.get().transitions.first().at
    ModuleRecognition.objects.filter(pk=row.pk).update(
        status="in_force",
        academic_basis="№ 1",
        legal_basis=LegalActFactory(),
        agreement=AgreementFactory(kind="RECOG"),
        from_agreed_at=now,
        to_agreed_at=now,
    )
    with pytest.raises(RecognitionDependsOnIt):
        modules.archive_module(module=row.from_module, by=None, reason="x")


def test_open_modules_are_seen_by_everybody_and_drafts_by_their_organisation(client):
    open_one = ModuleFactory(outcomes=1, published=True, open=True)
    published, draft = ModuleFactory(outcomes=1, published=True), ModuleFactory()
    assert [module.pk for module in client.get("/modules/").context["page"]] == [open_one.pk]
    assert client.get(f"/modules/{open_one.pk}/").status_code == 200
    assert client.get(f"/modules/{published.pk}/").status_code == 404
    teacher = signed_in(member("teacher", OrganisationFactory()))
    assert teacher.get(f"/modules/{published.pk}/").status_code == 200
    assert teacher.get(f"/modules/{draft.pk}/").status_code == 404
    assert signed_in(UserFactory()).get(f"/modules/{published.pk}/").status_code == 404
    assert signed_in(member("methodist", draft.organisation)).get(f"/modules/{draft.pk}/").status_code == 200


@pytest.mark.parametrize("query", ["адистеме", "ӘДІСТЕМЕ", "жоспар", "планир", "ПБО"])
def test_the_catalogue_is_searched_by_title_code_and_outcome(client, query):
    ModuleFactory(title_kk="Математика әдістемесі", outcomes=1, published=True, open=True, code="ПБО 77")
    other = ModuleFactory(title_kk="Экология", title_ru="Экология", code="Э 1", open=True)
    LearningOutcome.objects.create(module=other, code="1", text_kk="Су", text_ru="Вода")
    other.move("publish", by=None)
    page = client.get("/modules/", {"q": query}).context["page"]
    assert [module.code for module in page] == ["ПБО 77"]


@pytest.mark.parametrize("query", ["?field=99999", "?level=x", "?page=abc", "?sort=drop", "?q=%00", "?state=draft"])
def test_an_address_written_by_hand_does_not_break_the_catalogue(client, query):
    assert client.get(f"/modules/{query}").status_code == 200


def test_forms_keep_what_was_typed_and_say_what_is_wrong_beside_the_field():
    college = OrganisationFactory(college=True)
    client = signed_in(member("methodist", college))
    values = {"organisation": college.pk, "code": "А 1", "title_kk": "Әдістеме", "title_ru": "", "level": "tve", "language": "kk"}
    answer = client.post("/modules/new/", values | {"credits": "0", "hours": "x"})
    assert answer.status_code == 422 and {"title_ru", "credits", "hours"} <= set(answer.context["form"].errors)
    assert "Әдістеме" in answer.content.decode()
    field = {"new_field_kk": "Информатика", "new_field_ru": "Информатика", "control_form": ""}
    answer = client.post("/modules/new/", values | {"title_ru": "Методика", "credits": "5", "hours": "150"} | field)
    made = Module.objects.get()
    assert answer["Location"] == f"/modules/{made.pk}/" and made.field.name_kk == "Информатика"
    again = client.post("/modules/new/", values | {"title_ru": "Методика", "credits": "5", "hours": "150"})
    assert "code" in again.context["form"].errors


def test_the_catalogue_costs_few_queries(client, django_assert_max_num_queries):
    college = OrganisationFactory(college=True)
    for _n in range(8):
        ModuleFactory(organisation=college, outcomes=1, published=True, field=StudyFieldFactory())
    client.force_login(member("methodist", college))
    client.get("/modules/")
    with django_assert_max_num_queries(12):
        client.get("/modules/")
