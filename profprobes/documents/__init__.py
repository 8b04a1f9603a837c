"""The forms of career trials: А (full and short), Б, В, Г, and the papers that confirm a trial. Rows and labels as the forms print them."""

from . import record_blanks, safety_blanks
from .attendance import AttendanceExtract
from .blanks import BlankForm
from .book import TrialBookPaper
from .check_sheet import CheckSheet
from .confirmations import Certificate, Reference, TrialSheetPaper
from .consent import ConsentPaper, ConsentToSign
from .cycle_card import CycleCardPaper
from .group_card import GroupCardSheet
from .incident import IncidentAct
from .incident_school import FamilyMessagePaper, SchoolsIncidentAct
from .journal import JournalPaper
from .meeting import MeetingMinutes
from .observation import ObservationSheet
from .parent_notice import NoticeToFamily
from .parents_page import ParentsPage
from .photo_list import PhotoList
from .programme import ProgrammePaper
from .quarterly_review import QuarterlyReviewMinutes
from .questionnaire import QuestionnaireSheet
from .regulation import RegulationPaper
from .safety_papers import BriefingJournal, RouteSheetPaper
from .technology_card import ShortTechnologyCardSheet, TechnologyCardSheet
from .trace import TraceSheet
from .trial_rubric import TrialRubricSheet
from .trial_survey import TrialSurveySheet

__all__ = [
    "AttendanceExtract",
    "BlankForm",
    "BriefingJournal",
    "Certificate",
    "CheckSheet",
    "ConsentPaper",
    "ConsentToSign",
    "CycleCardPaper",
    "FamilyMessagePaper",
    "GroupCardSheet",
    "IncidentAct",
    "JournalPaper",
    "MeetingMinutes",
    "NoticeToFamily",
    "ObservationSheet",
    "ParentsPage",
    "PhotoList",
    "ProgrammePaper",
    "QuarterlyReviewMinutes",
    "QuestionnaireSheet",
    "Reference",
    "RegulationPaper",
    "RouteSheetPaper",
    "SchoolsIncidentAct",
    "ShortTechnologyCardSheet",
    "TechnologyCardSheet",
    "TraceSheet",
    "TrialBookPaper",
    "TrialRubricSheet",
    "TrialSheetPaper",
    "TrialSurveySheet",
    "record_blanks",
    "safety_blanks",
]
