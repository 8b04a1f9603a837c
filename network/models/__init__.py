"""Regions, the school year, organisations with their people, classes and sites, agreements."""

from .agreements import Agreement
from .calendar import BreakPeriod, Holiday
from .classes import ClassGroup, Enrolment
from .contract_registry import RegistryBook, RegistryChange, RegistryEntry, RegistryParty
from .organisations import EmployerProfile, Organisation, Site
from .patronage import PatronageCommitment, PatronageFact, PatronagePair, PatronagePlan
from .people import Membership, Role, RoleAssignment
from .reference import AcademicYear, District, Region, Subject, Term

__all__ = [
    "AcademicYear",
    "Agreement",
    "BreakPeriod",
    "ClassGroup",
    "District",
    "EmployerProfile",
    "Enrolment",
    "Holiday",
    "Membership",
    "Organisation",
    "PatronageCommitment",
    "PatronageFact",
    "PatronagePair",
    "PatronagePlan",
    "Region",
    "RegistryBook",
    "RegistryChange",
    "RegistryEntry",
    "RegistryParty",
    "Role",
    "RoleAssignment",
    "Site",
    "Subject",
    "Term",
]
