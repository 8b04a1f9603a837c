"""The forms of career trials: А (full and short), Б, В, Г. Rows and labels as the forms print them."""

from .blanks import BlankForm
from .consent import ConsentPaper, ConsentToSign
from .cycle_card import CycleCardPaper
from .incident import IncidentAct
from .observation import ObservationSheet
from .parents_page import ParentsPage
from .questionnaire import QuestionnaireSheet
from .safety_papers import BriefingJournal, RouteSheetPaper
from .technology_card import ShortTechnologyCardSheet, TechnologyCardSheet
from .trace import TraceSheet

__all__ = [
    "BlankForm",
    "BriefingJournal",
    "ConsentPaper",
    "ConsentToSign",
    "CycleCardPaper",
    "IncidentAct",
    "ObservationSheet",
    "ParentsPage",
    "QuestionnaireSheet",
    "RouteSheetPaper",
    "ShortTechnologyCardSheet",
    "TechnologyCardSheet",
    "TraceSheet",
]
