"""The forms of career trials: А (full and short), Б, В, Г. Rows and labels as the forms print them."""

from .incident import IncidentAct
from .observation import ObservationSheet
from .parents_page import ParentsPage
from .questionnaire import QuestionnaireSheet
from .technology_card import ShortTechnologyCardSheet, TechnologyCardSheet
from .trace import TraceSheet

__all__ = [
    "IncidentAct",
    "ObservationSheet",
    "ParentsPage",
    "QuestionnaireSheet",
    "ShortTechnologyCardSheet",
    "TechnologyCardSheet",
    "TraceSheet",
]
