"""The catalogue of modules: drafting, publishing, versions, learning outcomes."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from ..errors_alignment import (
    ModuleCodeTaken,
    ModuleIsPublished,
    NewerVersionInWork,
    NoOutcomes,
    OutcomeCodeTaken,
    OutcomeStandsInMatrix,
    RecognitionDependsOnIt,
)
from ..models import AlignmentRow, LearningOutcome, Module, ModuleRecognition, Organisation, StudyField

FIELDS = ("code", "title_kk", "title_ru", "field", "level", "credits", "hours", "language", "bridging", "control_form", "open")
OUTCOME = ("code", "text_kk", "text_ru", "key", "function", "weeks")


def study_field(name_kk: str, name_ru: str) -> StudyField:
    """The field of study with this Kazakh name, entered now if nobody did."""
    return StudyField.objects.get_or_create(name_kk=name_kk.strip(), defaults={"name_ru": name_ru.strip()})[0]


def locked(module: Module) -> Module:
    """The module, held until the end of the transaction."""
    return Module.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=module.pk)


def _open_for_work(module: Module) -> Module:
    module = locked(module)
    if module.status != Module.Status.DRAFT:
        raise ModuleIsPublished
    return module


@transaction.atomic
def create_module(*, organisation: Organisation, by: Any, **fields: Any) -> Module:
    """Enter a draft of version 1. Raises ModuleCodeTaken."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if known := Module.objects.filter(organisation=organisation, code=fields["code"]).order_by("-version").first():
        raise ModuleCodeTaken(title=known.title)
    return Module.objects.create(organisation=organisation, **{name: fields[name] for name in FIELDS if name in fields})


@transaction.atomic
def change_module(*, module: Module, by: Any, **fields: Any) -> Module:
    """Correct a draft. Raises ModuleIsPublished, ModuleCodeTaken."""
    module = _open_for_work(module)
    code = fields.get("code", module.code)
    if code != module.code:
        if module.version > 1:
            fields.pop("code")  # a version keeps the code of its module
        elif known := Module.objects.filter(organisation=module.organisation, code=code).first():
            raise ModuleCodeTaken(title=known.title)
    changed = [name for name in FIELDS if name in fields and getattr(module, name) != fields[name]]
    for name in changed:
        setattr(module, name, fields[name])
    if changed:
        module.save(update_fields=changed)
    return module


@transaction.atomic
def publish_module(*, module: Module, by: Any) -> Module:
    """Open the module to others; the version before it goes to the archive. Raises NoOutcomes, WrongState."""
    module = locked(module)
    if not module.outcomes.exists():
        raise NoOutcomes
    earlier = Module.objects.select_for_update().filter(organisation=module.organisation, code=module.code, status=Module.Status.PUBLISHED)
    for version in earlier.exclude(pk=module.pk):
        version.move("archive", by=by, reason=f"v{module.version}")
    module.move("publish", by=by)
    return module


@transaction.atomic
def archive_module(*, module: Module, by: Any, reason: str = "") -> Module:
    """Close the module. One that counts for another stays. Raises RecognitionDependsOnIt, WrongState."""
    module = locked(module)
    count = ModuleRecognition.objects.filter(Q(from_module=module) | Q(to_module=module), status="in_force").count()
    if count:
        raise RecognitionDependsOnIt(count=count)
    module.move("archive", by=by, reason=reason)
    return module


@transaction.atomic
def new_version(*, module: Module, by: Any) -> Module:
    """A draft of the next version with the same outcomes. Raises NewerVersionInWork."""
    module = locked(module)
    versions = Module.objects.select_for_update().filter(organisation=module.organisation, code=module.code)
    newest = max(versions, key=lambda row: row.version)
    if newest.status == Module.Status.DRAFT:
        raise NewerVersionInWork(version=newest.version)
    values = {name: getattr(module, name) for name in FIELDS}
    made = Module.objects.create(organisation=module.organisation, version=newest.version + 1, **values)
    for outcome in module.outcomes.all():
        LearningOutcome.objects.create(module=made, **{name: getattr(outcome, name) for name in OUTCOME})
    return made


@transaction.atomic
def add_outcome(*, module: Module, by: Any, **fields: Any) -> LearningOutcome:
    """Add a learning outcome to a draft. Raises ModuleIsPublished, OutcomeCodeTaken."""
    module = _open_for_work(module)
    _free_code(module, fields["code"])
    return LearningOutcome.objects.create(module=module, **{name: fields[name] for name in OUTCOME if name in fields})


@transaction.atomic
def change_outcome(*, outcome: LearningOutcome, by: Any, **fields: Any) -> LearningOutcome:
    """Correct an outcome of a draft. Raises ModuleIsPublished, OutcomeCodeTaken."""
    module = _open_for_work(outcome.module)  # type: ignore[arg-type]
    outcome = LearningOutcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    _free_code(module, fields.get("code", outcome.code), outcome)
    for name in OUTCOME:
        if name in fields:
            setattr(outcome, name, fields[name])
    outcome.save(update_fields=[name for name in OUTCOME if name in fields])
    return outcome


@transaction.atomic
def remove_outcome(*, outcome: LearningOutcome, by: Any) -> None:
    """Take an outcome out of a draft; the history keeps it. Raises ModuleIsPublished, OutcomeStandsInMatrix."""
    _open_for_work(outcome.module)  # type: ignore[arg-type]
    if in_matrices([outcome]):
        raise OutcomeStandsInMatrix(code=outcome.code)
    outcome.delete()


def in_matrices(outcomes: list[LearningOutcome]) -> bool:
    """Does one of the outcomes stand in a row of a matrix, or carry one?"""
    places = Q(outcome__in=outcomes) | Q(school_outcome__in=outcomes) | Q(tve_outcome__in=outcomes) | Q(hei_outcome__in=outcomes)
    return AlignmentRow.objects.filter(places).exists()


def _free_code(module: Module, code: str, own: LearningOutcome | None = None) -> None:
    known = module.outcomes.filter(code=code).first()
    if known and known != own:
        raise OutcomeCodeTaken(text=known.text)
