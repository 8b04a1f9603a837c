"""Regions, the school year, organisations with their people, classes and sites, agreements."""

from .agreements import Agreement
from .classes import ClassGroup, Enrolment
from .organisations import EmployerProfile, Organisation, Site
from .people import Membership, Role, RoleAssignment
from .reference import AcademicYear, District, Region, Subject, Term

__all__ = [
    "AcademicYear",
    "Agreement",
    "ClassGroup",
    "District",
    "EmployerProfile",
    "Enrolment",
    "Membership",
    "Organisation",
    "Region",
    "Role",
    "RoleAssignment",
    "Site",
    "Subject",
    "Term",
]
