"""Exact allocation of students to offers (R20–R30): plain Python, no database. The rest of the app uses only what is named here."""

from .certificate import why_not
from .check import check
from .conflicts import Conflict
from .data import Fixed, Mentor, Offer, Policy, Problem, Relative, Student
from .fairness import Fairness, fairness
from .result import FEASIBLE, Line, Outcome, Result, Tier
from .solve import Cancelled, solve

__all__ = [
    "FEASIBLE",
    "Cancelled",
    "Conflict",
    "Fairness",
    "Fixed",
    "Line",
    "Mentor",
    "Offer",
    "Outcome",
    "Policy",
    "Problem",
    "Relative",
    "Result",
    "Student",
    "Tier",
    "check",
    "fairness",
    "solve",
    "why_not",
]
