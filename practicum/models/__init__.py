"""Programmes and rounds, places and applications, allocation, placements with order and admission."""

from .admission import AdmissionCheck, AdmissionItem, SchoolOrder
from .allocation import AllocationLine, AllocationPolicy, AllocationRun
from .applications import JointKind, PlacementPreference, RelativeDeclaration, StudentApplication, TravelTime
from .journal import JournalEntry
from .life import Removal, SupervisorContact, VisitReport
from .offers import AccessFeature, SchoolOffer, SchoolQuota
from .payments import (
    BaseSalary,
    CreditCost,
    MentorShare,
    PaymentStatement,
    PaymentTerms,
    StatementLine,
    SupervisorLoad,
    SupplementLine,
    SupplementStatement,
)
from .placements import Placement, PlacementOverride
from .programmes import GradeBand, PackageAdoption, PackageItem, PracticumProgramme, TemplatePackage
from .rounds import PracticumRound, Stage, StageRule

__all__ = [
    "AccessFeature",
    "AdmissionCheck",
    "AdmissionItem",
    "AllocationLine",
    "AllocationPolicy",
    "AllocationRun",
    "BaseSalary",
    "CreditCost",
    "GradeBand",
    "JointKind",
    "JournalEntry",
    "MentorShare",
    "PackageAdoption",
    "PackageItem",
    "PaymentStatement",
    "PaymentTerms",
    "Placement",
    "PlacementOverride",
    "PlacementPreference",
    "PracticumProgramme",
    "PracticumRound",
    "RelativeDeclaration",
    "Removal",
    "SchoolOffer",
    "SchoolOrder",
    "SchoolQuota",
    "Stage",
    "StageRule",
    "StatementLine",
    "StudentApplication",
    "SupervisorContact",
    "SupervisorLoad",
    "SupplementLine",
    "SupplementStatement",
    "TemplatePackage",
    "TravelTime",
    "VisitReport",
]
