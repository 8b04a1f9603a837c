"""Regions, the school year, organisations with their people, classes, sites and statuses, agreements, files on their way into the registers."""

from .acts import LocalAct, LocalActSection
from .agreement_acts import ActAssent, ActSignature, AgreementReminder, MutualAct, PartyCheck
from .agreement_kinds import (
    PRACTICUM_KINDS,
    TRIAL_KINDS,
    AgreementKind,
    AgreementNumbering,
    AgreementSeries,
    ClauseTemplate,
    ExitRule,
    KindCode,
    TermKind,
)
from .agreement_life import AgreementNotice, Amendment
from .agreement_obligations import AgreementObligation, ObligationFact
from .agreement_signing import PartySignature
from .agreement_text import AgreementClause, AgreementComment, AgreementVersion
from .agreements import Agreement, AgreementGroup, AgreementParty, AgreementPeriod
from .alignment import AlignmentMatrix, AlignmentRow, ExpertScore, Fit, MatrixLevel, MatrixProgramme, MatrixProtocol
from .calendar import BreakPeriod, Holiday
from .classes import ClassGroup, Enrolment
from .contract_registry import RegistryBook, RegistryChange, RegistryEntry, RegistryParty, RegistryPolicy
from .councils import AgendaItem, Attendance, Council, CouncilMeeting, CouncilMember, CouncilSignal
from .decisions import CouncilDecision, DecisionVote, OrganisationOrder
from .event_papers import AgendaStage, CalendarFeed, EventAction, EventFile, EventMinutes
from .events import CalendarEvent, EventAttendance, EventKind, EventSeries
from .imports import ImportJob, ImportRowError
from .invitations import Invitation, InvitedRole
from .kinds import SUBKINDS_OF, Entity, InstructionLanguage, OrganisationKind, Ownership, Size, Subkind
from .modules import JointProgramme, JointProgrammeParty, LearningOutcome, Level, Module, ModuleLanguage, OutcomeFunction, StudyField
from .networks import Network, NetworkDraft, NetworkDuty, NetworkFunction, NetworkMembership, NetworkPolicy, WorkingGroup
from .organisations import JoinRequest, Organisation, OrgUnit
from .patronage import COMMITMENTS, PatronageCommitment, PatronageFact, PatronagePair, PatronagePlan
from .people import LEARNERS, Membership, Role, RoleAssignment
from .phase_papers import PhasePaper
from .places import EmployerProfile, NeedGroup, OfferFormat, Site
from .plans import Direction, InteractionElement, InteractionModel, NetworkPlan, Period, PlanItem, ScheduleChange
from .recognition import CreditTransfer, GradeLine, GradeTable, ModuleRecognition, OutcomeCover
from .reference import AcademicYear, District, LegalAct, Locality, Region, Sector, Subject, Term
from .saved_views import SavedView
from .staff import ConsentRequest, StaffRecord
from .statuses import OrganisationStatus, StatusType

__all__ = [
    "COMMITMENTS",
    "LEARNERS",
    "PRACTICUM_KINDS",
    "SUBKINDS_OF",
    "TRIAL_KINDS",
    "AcademicYear",
    "ActAssent",
    "ActSignature",
    "AgendaItem",
    "AgendaStage",
    "Agreement",
    "AgreementClause",
    "AgreementComment",
    "AgreementGroup",
    "AgreementKind",
    "AgreementNotice",
    "AgreementNumbering",
    "AgreementObligation",
    "AgreementParty",
    "AgreementPeriod",
    "AgreementReminder",
    "AgreementSeries",
    "AgreementVersion",
    "AlignmentMatrix",
    "AlignmentRow",
    "Amendment",
    "Attendance",
    "BreakPeriod",
    "CalendarEvent",
    "CalendarFeed",
    "ClassGroup",
    "ClauseTemplate",
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
    "ExitRule",
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
    "KindCode",
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
    "MutualAct",
    "NeedGroup",
    "Network",
    "NetworkDraft",
    "NetworkDuty",
    "NetworkFunction",
    "NetworkMembership",
    "NetworkPlan",
    "NetworkPolicy",
    "ObligationFact",
    "OfferFormat",
    "OrgUnit",
    "Organisation",
    "OrganisationKind",
    "OrganisationOrder",
    "OrganisationStatus",
    "OutcomeCover",
    "OutcomeFunction",
    "Ownership",
    "PartyCheck",
    "PartySignature",
    "PatronageCommitment",
    "PatronageFact",
    "PatronagePair",
    "PatronagePlan",
    "Period",
    "PhasePaper",
    "PlanItem",
    "Region",
    "RegistryBook",
    "RegistryChange",
    "RegistryEntry",
    "RegistryParty",
    "RegistryPolicy",
    "Role",
    "RoleAssignment",
    "SavedView",
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
    "TermKind",
    "WorkingGroup",
]
