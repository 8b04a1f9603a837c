"""Rights over modules, matrices, recognition and credit transfer (§8 «Modules, matrix, recognition»)."""

from typing import Any

import rules

from .access import COORDINATORS, holdings, organisations_as
from .alignment_querysets import WRITERS
from .models import AlignmentMatrix, CreditTransfer, JointProgramme, JointProgrammeParty, Module, ModuleRecognition, Organisation
from .services.credits import STUDENTS

TEACHING = {"school", "college", "university", "preschool", "additional", "training_centre", "method_centre", "pd_centre"}


def _writes_for(user: Any, *organisations: int) -> bool:
    return bool(set(organisations) & organisations_as(user, *WRITERS))


def _signs_for(user: Any, *organisations: int) -> bool:
    return bool(set(organisations) & organisations_as(user, *COORDINATORS))


@rules.predicate
def writes_somewhere(user: Any, obj: Any = None) -> bool:
    """A coordinator, methodist or supervisor of any organisation that teaches; of this one where it is given."""
    if isinstance(obj, Organisation):
        return _writes_for(user, obj.pk) and obj.kind in TEACHING
    return any(holding.role in WRITERS for holding in holdings(user))


@rules.predicate
def keeps_the_module(user: Any, module: Module | None) -> bool:
    """Writes for the organisation of the module."""
    return module is not None and _writes_for(user, module.organisation_id)


@rules.predicate
def writes_the_matrix(user: Any, matrix: AlignmentMatrix | None) -> bool:
    """Writes for the keeper or for the organisation of one of its levels."""
    if matrix is None:
        return False
    return _writes_for(user, matrix.keeper_id) or _writes_for(user, *(row.organisation_id for row in matrix.programmes.all()))


@rules.predicate
def keeps_the_matrix(user: Any, matrix: AlignmentMatrix | None) -> bool:
    """Writes for the keeper."""
    return matrix is not None and _writes_for(user, matrix.keeper_id)


@rules.predicate
def sits_in_its_council(user: Any, matrix: AlignmentMatrix | None) -> bool:
    """A seat in the council that approves the matrix."""
    from .matrix_council import may_approve

    return matrix is not None and may_approve(user, matrix)


@rules.predicate
def is_its_expert(user: Any, matrix: AlignmentMatrix | None) -> bool:
    """Named as an expert of the matrix."""
    return matrix is not None and any(score.expert_id == user.pk for score in matrix.scores.all())


def _owners(recognition: ModuleRecognition) -> tuple[int, int]:
    return recognition.from_module.organisation_id, recognition.to_module.organisation_id


@rules.predicate
def writes_for_an_owner(user: Any, recognition: ModuleRecognition | None) -> bool:
    """Writes for one of the two owners."""
    return recognition is not None and _writes_for(user, *_owners(recognition))


@rules.predicate
def signs_for_an_owner(user: Any, recognition: ModuleRecognition | None) -> bool:
    """Coordinator or head of one of the two owners."""
    return recognition is not None and _signs_for(user, *_owners(recognition))


@rules.predicate
def signs_for_the_recogniser(user: Any, recognition: ModuleRecognition | None) -> bool:
    """Coordinator or head of the organisation where the module counts."""
    return recognition is not None and _signs_for(user, recognition.to_module.organisation_id)


@rules.predicate
def keeps_the_programme(user: Any, programme: JointProgramme | None) -> bool:
    """Writes for the organisation that keeps the joint programme."""
    return programme is not None and _writes_for(user, programme.keeper_id)


@rules.predicate
def signs_for_the_party(user: Any, party: JointProgrammeParty | None) -> bool:
    """Coordinator or head of the organisation whose order is registered."""
    return party is not None and _signs_for(user, party.organisation_id)


@rules.predicate
def studies(user: Any, recognition: ModuleRecognition | None = None) -> bool:
    """A student; of one of the two owners where a recognition is given."""
    where = organisations_as(user, *STUDENTS)
    return bool(where) if recognition is None else bool(where & set(_owners(recognition)))


@rules.predicate
def decides_the_transfer(user: Any, transfer: CreditTransfer | None) -> bool:
    """Writes for the university that the student applied to."""
    return transfer is not None and _writes_for(user, transfer.recognition.to_module.organisation_id)


@rules.predicate
def signs_for_a_university(user: Any, organisation: Organisation | None = None) -> bool:
    """Coordinator, head, methodist of a university; of this one where it is given."""
    if organisation is None:
        return Organisation.objects.filter(pk__in=organisations_as(user, *WRITERS), kind="university").exists()
    return organisation.kind == "university" and _writes_for(user, organisation.pk)


rules.add_perm("network.add_module", writes_somewhere)
rules.add_perm("network.change_module", keeps_the_module)
rules.add_perm("network.issue_catalogue", writes_somewhere)
rules.add_perm("network.load_modules", writes_somewhere)
rules.add_perm("network.load_matrix", writes_the_matrix)
rules.add_perm("network.add_matrix", writes_somewhere)
rules.add_perm("network.change_matrix", writes_the_matrix)
rules.add_perm("network.manage_matrix", keeps_the_matrix)
rules.add_perm("network.approve_matrix", sits_in_its_council)
rules.add_perm("network.score_matrix", is_its_expert)
rules.add_perm("network.issue_matrix", writes_the_matrix)
rules.add_perm("network.add_recognition", writes_somewhere)
rules.add_perm("network.change_recognition", writes_for_an_owner)
rules.add_perm("network.agree_recognition", signs_for_an_owner)
rules.add_perm("network.enter_recognition", signs_for_the_recogniser)
rules.add_perm("network.add_joint_programme", writes_somewhere)
rules.add_perm("network.change_joint_programme", keeps_the_programme)
rules.add_perm("network.register_programme_order", signs_for_the_party)
rules.add_perm("network.issue_joint_programme", keeps_the_programme)
rules.add_perm("network.issue_credit_transfer", decides_the_transfer)
rules.add_perm("network.apply_for_credits", studies)
rules.add_perm("network.decide_credits", decides_the_transfer)
rules.add_perm("network.add_grade_table", signs_for_a_university)
