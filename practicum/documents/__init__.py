"""Forms of the practicum. The engine finds them here."""

from . import allocation, payments, programme, quota_register, schedule
from .admission_sheet import AdmissionSheet
from .referral import Referral
from .school_order import SchoolOrderPaper
from .visit_report import VisitReportPaper

__all__ = [
    "AdmissionSheet", "Referral", "SchoolOrderPaper", "VisitReportPaper", "allocation", "payments", "programme", "quota_register", "schedule",
]  # fmt: skip
