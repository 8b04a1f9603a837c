"""Career trials: the offer, the booking, the trial with its people, safety, cards, the parents' page, closing."""

from .cards import TechnologyCard
from .catalogue import Profession, Sphere, TrialProgramme
from .checks import ASKED_ITEMS, LessonTime, MovedLesson, SafetyMark
from .closing import ClosingNote, ParentSummary
from .confirmations import ConfirmationForm, ConfirmationRule, IssuedConfirmation, TrialBook
from .cycle import CyclePartner, CycleProgramme, CycleStep, TrialCycle
from .cycle_card import CycleCard, CycleCardRow
from .desk import DeskLetter
from .drafts import TrialDraft
from .evidence import CRITERIA, CardConflict, FormConflict, Level, ObservationCard, ParticipantForm
from .family_message import FamilyMessage
from .group_card import GroupObservation, GroupObservationRow
from .incident_photos import IncidentPhoto
from .incidents import Incident, IncidentMeasure, IncidentNotice
from .journal import TrialJournal
from .market import MentorReplacement, ReserveRequest, SlotSeries
from .meaning import MeaningfulnessCheck
from .microtask import ArtefactKind, CardSubject, MicroTask
from .online import OnlinePart
from .parent_notice import ParentNotice
from .profession_card import HostProfession
from .programme import MARKS, ProgrammeAdoption, ProgrammeReview, ProgrammeStage, SixParts
from .regulation import RegulationClause, TrialRegulation
from .reviews import QuarterlyReview, ReviewCase, ReviewProposal
from .safety import Briefing, BriefingAck, MedicalClearance, ParentConsent, RouteSheet
from .sites import TrialMentor, TrialSite
from .slots import SiteSlot, SlotBooking
from .trace import TraceReflection
from .trial_rubric import TrialRubric
from .trial_survey import TrialSurvey
from .trials import Participation, SessionAttendance, Trial, TrialGroup, TrialSession

__all__ = [
    "ASKED_ITEMS",
    "CRITERIA",
    "MARKS",
    "ArtefactKind",
    "Briefing",
    "BriefingAck",
    "CardConflict",
    "CardSubject",
    "ClosingNote",
    "ConfirmationForm",
    "ConfirmationRule",
    "CycleCard",
    "CycleCardRow",
    "CyclePartner",
    "CycleProgramme",
    "CycleStep",
    "DeskLetter",
    "FamilyMessage",
    "FormConflict",
    "GroupObservation",
    "GroupObservationRow",
    "HostProfession",
    "Incident",
    "IncidentMeasure",
    "IncidentNotice",
    "IncidentPhoto",
    "IssuedConfirmation",
    "LessonTime",
    "Level",
    "MeaningfulnessCheck",
    "MedicalClearance",
    "MentorReplacement",
    "MicroTask",
    "MovedLesson",
    "ObservationCard",
    "OnlinePart",
    "ParentConsent",
    "ParentNotice",
    "ParentSummary",
    "ParticipantForm",
    "Participation",
    "Profession",
    "ProgrammeAdoption",
    "ProgrammeReview",
    "ProgrammeStage",
    "QuarterlyReview",
    "RegulationClause",
    "ReserveRequest",
    "ReviewCase",
    "ReviewProposal",
    "RouteSheet",
    "SafetyMark",
    "SessionAttendance",
    "SiteSlot",
    "SixParts",
    "SlotBooking",
    "SlotSeries",
    "Sphere",
    "TechnologyCard",
    "TraceReflection",
    "Trial",
    "TrialBook",
    "TrialCycle",
    "TrialDraft",
    "TrialGroup",
    "TrialJournal",
    "TrialMentor",
    "TrialProgramme",
    "TrialRegulation",
    "TrialRubric",
    "TrialSession",
    "TrialSite",
    "TrialSurvey",
]
