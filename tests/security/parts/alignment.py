"""Samples of modules, matrices, recognition, joint programmes and credit transfer: all of the school of the walk, none of them published or open."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from network.models import (
    AlignmentMatrix,
    AlignmentRow,
    CreditTransfer,
    ExpertScore,
    JointProgramme,
    JointProgrammeParty,
    MatrixProtocol,
    ModuleRecognition,
)
from tests.factories.alignment import ModuleFactory, StudyFieldFactory
from tests.factories.people import AcademicYearFactory, UserFactory


def made(world: Any) -> SimpleNamespace:
    """The rows, made once for a world."""
    if not hasattr(world, "_alignment"):
        school = world.trials.school
        module = ModuleFactory(organisation=school, level="school", outcomes=1)
        matrix = AlignmentMatrix.objects.create(keeper=school, field=StudyFieldFactory(), academic_year=AcademicYearFactory())
        counts = ModuleRecognition.objects.create(
            from_module=ModuleFactory(), to_module=module, from_credits=5, to_credits=5, credits_recognised=5
        )
        programme = JointProgramme.objects.create(keeper=school, kind="elective", title_kk="Курс", title_ru="Курс")
        world._alignment = SimpleNamespace(
            module=module,
            outcome=module.outcomes.get(),
            matrix=matrix,
            row=AlignmentRow.objects.create(matrix=matrix, number=1, outcome=module.outcomes.get()),
            protocol=MatrixProtocol.objects.create(matrix=matrix, number="1", held_on=timezone.localdate()),
            score=ExpertScore.objects.create(matrix=matrix, expert=world.trials.coordinator, level="school"),
            recognition=counts,
            programme=programme,
            party=JointProgrammeParty.objects.create(programme=programme, organisation=school),
            transfer=CreditTransfer.objects.create(
                student=UserFactory(), recognition=counts, transcript="№ 1", grade_original="5", credits=5, credits_at_most=5
            ),
        )
    return world._alignment


def of(name: str, **more: str) -> Callable[[Any], dict[str, Any]]:
    """pk of one of the rows, and of others that the address names."""
    return lambda world: {"pk": getattr(made(world), name).pk} | {key: getattr(made(world), value).pk for key, value in more.items()}


SAMPLES = {
    **{f"network:module{name}": of("module") for name in ("", "_edit", "_publish", "_archive", "_version")},
    "network:outcome_new": of("module"),
    "network:outcome_edit": of("module", outcome="outcome"),
    "network:outcome_remove": of("module", outcome="outcome"),
    **{
        f"network:matrix{name}": of("matrix")
        for name in (
            *("", "_cells", "_add_rows", "_pairs", "_protocol_new", "_expert_new", "_score", "_send", "_return", "_approve", "_archive"),
        )
    },
    "network:matrix_places": of("matrix", row="row"),
    "network:matrix_row_remove": of("matrix", row="row"),
    "network:matrix_protocol_sign": of("matrix", protocol="protocol"),
    "network:matrix_expert_release": of("matrix", score="score"),
    **{f"network:recognition{name}": of("recognition") for name in ("", "_terms", "_cover", "_send", "_agree", "_enter", "_reject")},
    **{f"network:joint_programme{name}": of("programme") for name in ("", "_edit", "_approve", "_enter", "_return", "_archive")},
    "network:joint_programme_order": of("programme", party="party"),
    "network:joint_programme_conclusion": of("programme", party="party"),
    **{f"network:credit{name}": of("transfer") for name in ("", "_recognise", "_refuse")},
    "network:modules_file": lambda w: {"kind": "csv"},
    "network:matrix_file": lambda w: {"pk": made(w).matrix.pk, "kind": "csv"},
    "network:module_catalogue": lambda w: {"pk": w.trials.school.pk},
}

PUBLIC = {"network:modules", "network:module"}  # the open catalogue; a module that is not open does not exist for a visitor

SEEN_BY_STRANGERS = {
    "network:modules_file": {200, 405},  # what the stranger sees of the catalogue
    "network:module_catalogue": {403, 405},  # that the organisation exists is public
}
