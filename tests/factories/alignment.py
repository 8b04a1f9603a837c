"""Modules, matrices, recognition, credit transfer.

ModuleFactory(published=True, outcomes=3)        a module with outcomes ОН1…ОН3
AlignmentWorld(rows=2)                           a college and a university, a matrix with rows, methodists, a signed protocol
RecognitionFactory()                             a proposed row between two published modules
"""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone

from network.models import (
    AlignmentMatrix,
    LearningOutcome,
    LegalAct,
    Module,
    ModuleRecognition,
    Organisation,
    RoleAssignment,
    StudyField,
)
from network.services import matrices, recognition
from network.services.matrix_cells import Typed, save_cells
from tests.factories.people import AcademicYearFactory, MembershipFactory, OrganisationFactory, UserFactory


def member(role: str, organisation: Organisation, **fields: Any) -> Any:
    """A person with the role in the organisation."""
    kind = {"kind": "learner"} if role in ("student", "listener") else {}
    membership = MembershipFactory(organisation=organisation, user=UserFactory(**fields), **kind)
    RoleAssignment.objects.create(membership=membership, role=role, valid_from=membership.valid_from)
    return membership.user


class LegalActFactory(factory.django.DjangoModelFactory):
    """An order that was checked this year."""

    class Meta:
        model = LegalAct

    title_kk = "Кредиттік оқыту технологиясы қағидалары"
    title_ru = "Правила кредитной технологии обучения"
    number = factory.Sequence(lambda n: f"{152 + n}")
    date = dt.date(2011, 4, 20)
    checked_on = factory.LazyFunction(timezone.localdate)


class StudyFieldFactory(factory.django.DjangoModelFactory):
    """«Бастауыш оқыту педагогикасы»."""

    class Meta:
        model = StudyField
        django_get_or_create = ("name_kk",)

    name_kk = "Бастауыш оқыту педагогикасы"
    name_ru = "Педагогика начального обучения"


class ModuleFactory(factory.django.DjangoModelFactory):
    """A draft of a college; ``outcomes=3`` gives it ОН1…ОН3 (key ones), ``published=True`` publishes it, ``hei=True`` makes it a university's."""

    class Meta:
        model = Module
        skip_postgeneration_save = True

    class Params:
        hei = factory.Trait(level="hei", organisation=factory.SubFactory(OrganisationFactory, university=True))

    organisation = factory.SubFactory(OrganisationFactory, college=True)
    code = factory.Sequence(lambda n: f"ПБО {n}")
    title_kk = factory.Sequence(lambda n: f"Математика әдістемесі {n}")
    title_ru = factory.Sequence(lambda n: f"Методика математики {n}")
    level = "tve"
    credits = 5
    hours = 150
    field = factory.SubFactory(StudyFieldFactory)

    @classmethod
    def _create(cls, model_class: type, *args: Any, outcomes: int = 0, published: bool = False, **kwargs: Any) -> Module:
        module = super()._create(model_class, *args, **kwargs)
        for number in range(1, outcomes + 1):
            LearningOutcome.objects.create(
                module=module, code=f"ОН{number}", text_kk=f"Сабақты жоспарлайды {number}", text_ru=f"Планирует урок {number}", key=True
            )
        if published:
            module.move("publish", by=None)
        return module


class AlignmentWorld:
    """A matrix of a college and a university (and a school) with ``rows`` key outcomes of the college; nothing is decided yet."""

    def __init__(self, rows: int = 2, *, signed: bool = True) -> None:
        self.school = OrganisationFactory()
        self.college, self.university = OrganisationFactory(college=True), OrganisationFactory(university=True)
        self.methodist = member("methodist", self.college)
        self.hei_methodist = member("methodist", self.university)
        self.head = member("org_head", self.college)
        self.module = ModuleFactory(organisation=self.college, outcomes=rows)
        self.matrix: AlignmentMatrix = matrices.create_matrix(
            keeper=self.college,
            field=StudyFieldFactory(),
            academic_year=AcademicYearFactory(),
            programmes={
                level: {"organisation": organisation, "title_kk": "Бастауыш білім", "title_ru": "Начальное образование"}
                for level, organisation in (("school", self.school), ("tve", self.college), ("hei", self.university))
            },
            by=self.methodist,
        )
        matrices.add_rows(matrix=self.matrix, outcomes=self.module.outcomes.all(), by=self.methodist)
        today = timezone.localdate()
        self.protocol = matrices.add_protocol(matrix=self.matrix, number="1", held_on=today - dt.timedelta(days=3), by=self.methodist)
        if signed:
            matrices.sign_protocol(protocol=self.protocol, signed_on=today, signers="Мысалова А.", by=self.methodist)

    @property
    def rows(self) -> list[Any]:
        return list(self.matrix.rows.order_by("number"))

    def decide(self, *verdicts: tuple[str, str], protocol: bool = True, by: Any = None) -> None:
        """Fill the pairs of the rows one after another: ("aligned", "na")."""
        number = self.protocol.pk if protocol else None
        typed = [
            Typed(row.pk, row.version, {"school_tve": one, "tve_hei": other, "protocol_id": number})
            for row, (one, other) in zip(self.rows, verdicts, strict=False)
        ]
        save_cells(matrix=self.matrix, typed=typed, by=by or self.methodist)

    def review(self, *scores: int) -> None:
        """Name experts of both levels in turn, send, and give the scores."""
        people = [(UserFactory(), ("tve", "hei")[n % 2]) for n in range(max(2, len(scores)))]
        for person, level in people:
            matrices.name_expert(matrix=self.matrix, expert=person, level=level, by=self.methodist)
        self.matrix = matrices.send_matrix(matrix=self.matrix, by=self.methodist)
        for (person, _level), score in zip(people, scores, strict=False):
            matrices.give_score(matrix=self.matrix, score=score, comment="", by=person)


def RecognitionFactory(*, outcomes: int = 4, covered: int = 4, credits: int = 5, **terms: Any) -> ModuleRecognition:
    """A proposed row between a college's and a university's published modules; ``covered`` of the target's outcomes are mapped."""
    one, other = ModuleFactory(outcomes=outcomes, published=True), ModuleFactory(hei=True, outcomes=outcomes, published=True)
    row = recognition.propose_recognition(from_module=one, to_module=other, credits_recognised=credits, by=None, **terms)
    pairs = dict(list(zip(other.outcomes.all(), one.outcomes.all(), strict=True))[:covered])
    return recognition.map_outcomes(recognition=row, pairs=pairs, by=None) if pairs else row
