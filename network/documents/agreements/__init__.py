"""Papers of agreements: NW-01 … NW-10b (the agreement itself, by kind), NW-11 amendment, NW-12 notice, NW-13 act of termination."""

from ... import rules_papers
from .amendments import AmendmentForm
from .forms import CODES, FORMS, AgreementForm, form_of
from .notices import NoticeForm, TerminationAct

__all__ = ["CODES", "FORMS", "AgreementForm", "AmendmentForm", "NoticeForm", "TerminationAct", "form_of", "rules_papers"]
