"""Regions, the school year, organisations with their people, classes, sites and statuses, agreements, files on their way into the registers."""

from .acts import LocalAct, LocalActSection
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
from .events import AgendaStage, CalendarEvent, CalendarFeed, EventAction, EventAttendance, EventFile, EventKind, EventMinutes, EventSeries
from .imports import ImportJob, ImportRowError
from .invitations import Invitation, InvitedRole
from .kinds import Entity, InstructionLanguage, OrganisationKind, Ownership, Size, Subkind
from .modules import JointProgramme, JointProgrammeParty, LearningOutcome, Level, Module, ModuleLanguage, OutcomeFunction, StudyField
from .networks import Network, NetworkDraft, NetworkDuty, NetworkFunction, NetworkMembership, NetworkPolicy, WorkingGroup
from .organisations import JoinRequest, Organisation, OrgUnit
from .patronage import PatronageCommitment, PatronageFact, PatronagePair, PatronagePlan
from .people import LEARNERS, Membership, Role, RoleAssignment
from .places import EmployerProfile, NeedGroup, OfferFormat, Site
from .plans import Direction, InteractionElement, InteractionModel, NetworkPlan, Period, PlanItem, ScheduleChange
from .recognition import CreditTransfer, GradeLine, GradeTable, ModuleRecognition, OutcomeCover
from .reference import AcademicYear, District, LegalAct, Locality, Region, Sector, Subject, Term
from .staff import ConsentRequest, StaffRecord
from .statuses import OrganisationStatus, StatusType

__all__ = [
    "LEARNERS",
    "AcademicYear",
    "AgendaItem",
    "AgendaStage",
    "Agreement",
    "AlignmentMatrix",
    "AlignmentRow",
    "Attendance",
    "BreakPeriod",
    "CalendarEvent",
    "CalendarFeed",
    "ClassGroup",
    "ConsentRequest",
    "Council",
    "CouncilDecision",
    "CouncilMeeting",
    "CouncilMember",
    "CouncilSignal",
    "CreditTransfer",
    "DecisionVote",
    "Direction",
    "District",
    "EmployerProfile",
    "Enrolment",
    "Entity",
    "EventAction",
    "EventAttendance",
    "EventFile",
    "EventKind",
    "EventMinutes",
    "EventSeries",
    "ExpertScore",
    "Fit",
    "GradeLine",
    "GradeTable",
    "Holiday",
    "ImportJob",
    "ImportRowError",
    "InstructionLanguage",
    "InteractionElement",
    "InteractionModel",
    "Invitation",
    "InvitedRole",
    "JoinRequest",
    "JointProgramme",
    "JointProgrammeParty",
    "LearningOutcome",
    "LegalAct",
    "Level",
    "LocalAct",
    "LocalActSection",
    "Locality",
    "MatrixLevel",
    "MatrixProgramme",
    "MatrixProtocol",
    "Membership",
    "Module",
    "ModuleLanguage",
    "ModuleRecognition",
    "NeedGroup",
    "Network",
    "NetworkDraft",
    "NetworkDuty",
    "NetworkFunction",
    "NetworkMembership",
    "NetworkPlan",
    "NetworkPolicy",
    "OfferFormat",
    "OrgUnit",
    "Organisation",
    "OrganisationKind",
    "OrganisationOrder",
    "OrganisationStatus",
    "OutcomeCover",
    "OutcomeFunction",
    "Ownership",
    "PatronageCommitment",
    "PatronageFact",
    "PatronagePair",
    "PatronagePlan",
    "Period",
    "PlanItem",
    "Region",
    "RegistryBook",
    "RegistryChange",
    "RegistryEntry",
    "RegistryParty",
    "Role",
    "RoleAssignment",
    "ScheduleChange",
    "Sector",
    "Site",
    "Size",
    "StaffRecord",
    "StatusType",
    "StudyField",
    "Subject",
    "Subkind",
    "Term",
    "WorkingGroup",
]
