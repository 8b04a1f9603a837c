"""Regions, the school year, organisations with their people, classes and sites, agreements."""

from .agreements import Agreement
from .alignment import AlignmentMatrix, AlignmentRow, ExpertScore, Fit, MatrixLevel, MatrixProgramme, MatrixProtocol
from .calendar import BreakPeriod, Holiday
from .classes import ClassGroup, Enrolment
from .contract_registry import RegistryBook, RegistryChange, RegistryEntry, RegistryParty
from .councils import (
    AgendaItem,
    Attendance,
    Council,
    CouncilDecision,
    CouncilMeeting,
    CouncilMember,
    CouncilSignal,
    DecisionVote,
    OrganisationOrder,
)
from .invitations import Invitation, InvitedRole
from .modules import JointProgramme, JointProgrammeParty, LearningOutcome, Level, Module, ModuleLanguage, OutcomeFunction, StudyField
from .networks import Network, NetworkDraft, NetworkDuty, NetworkFunction, NetworkMembership, NetworkPolicy, WorkingGroup
from .organisations import EmployerProfile, Organisation, Site
from .patronage import PatronageCommitment, PatronageFact, PatronagePair, PatronagePlan
from .people import LEARNERS, Membership, Role, RoleAssignment
from .recognition import CreditTransfer, GradeLine, GradeTable, ModuleRecognition, OutcomeCover
from .reference import AcademicYear, District, Region, Subject, Term
from .staff import ConsentRequest, StaffRecord

__all__ = [
    "LEARNERS",
    "AcademicYear",
    "AgendaItem",
    "Agreement",
    "AlignmentMatrix",
    "AlignmentRow",
    "Attendance",
    "BreakPeriod",
    "ClassGroup",
    "ConsentRequest",
    "Council",
    "CouncilDecision",
    "CouncilMeeting",
    "CouncilMember",
    "CouncilSignal",
    "CreditTransfer",
    "DecisionVote",
    "District",
    "EmployerProfile",
    "Enrolment",
    "ExpertScore",
    "Fit",
    "GradeLine",
    "GradeTable",
    "Holiday",
    "Invitation",
    "InvitedRole",
    "JointProgramme",
    "JointProgrammeParty",
    "LearningOutcome",
    "Level",
    "MatrixLevel",
    "MatrixProgramme",
    "MatrixProtocol",
    "Membership",
    "Module",
    "ModuleLanguage",
    "ModuleRecognition",
    "Network",
    "NetworkDraft",
    "NetworkDuty",
    "NetworkFunction",
    "NetworkMembership",
    "NetworkPolicy",
    "Organisation",
    "OrganisationOrder",
    "OutcomeCover",
    "OutcomeFunction",
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
    "StaffRecord",
    "StudyField",
    "Subject",
    "Term",
    "WorkingGroup",
]
