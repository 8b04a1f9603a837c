"""How complete a passport is (S7, ACC02): what the kind of organisation should tell, and what is still missing."""

from dataclasses import dataclass
from typing import Any

from .models import Organisation, OrganisationKind

COMMON = (
    "legal_form",
    "ownership",
    "phone",
    "email",
    "website",
    "latitude",
    "head_name",
    "head_position_kk",
    "head_position_ru",
    "bank_details",
)
SCHOOL = ("grades_from", "grades_to", "languages", "shifts", "learners", "internet_mbps", "practicum_coordinator")
TEACHING = ("languages", "learners", "internet_mbps")
ENTERPRISE = ("size", "sector")


@dataclass(frozen=True)
class Completeness:
    """Filled fields of all that are expected, and the names of those still missing."""

    filled: int
    total: int
    missing: list[str]


def expected_of(organisation: Organisation) -> tuple[str, ...]:
    """Fields that an organisation of this kind should fill beyond the required ones."""
    if organisation.kind in {OrganisationKind.SCHOOL, OrganisationKind.PRESCHOOL}:
        return (*COMMON, "subkind", *SCHOOL)
    if organisation.kind in {OrganisationKind.COLLEGE, OrganisationKind.UNIVERSITY}:
        return (*COMMON, *TEACHING)
    return (*COMMON, *ENTERPRISE) if organisation.kind == OrganisationKind.ENTERPRISE else COMMON


def completeness(organisation: Organisation) -> Completeness:
    """What is filled and what is missing."""
    names = expected_of(organisation)
    field: Any = organisation._meta.get_field
    missing = [str(field(name).verbose_name) for name in names if _value(organisation, name) in (None, "", [])]
    return Completeness(len(names) - len(missing), len(names), missing)


def _value(organisation: Organisation, name: str) -> Any:
    return organisation.practicum_coordinator_id if name == "practicum_coordinator" else getattr(organisation, name)
