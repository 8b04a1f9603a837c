"""What recognition of modules stands on: the agreement of the two owners and the legal act."""

import datetime as dt
from typing import Any

from .models import Agreement, LegalAct, ModuleRecognition

KIND = "RECOG"


def agreement_between(one: Any, other: Any, day: dt.date) -> Agreement | None:
    """The RECOG agreement of both organisations that is in force on the day, or None."""
    from .services.agreements.force import in_force

    cover = in_force([KIND], one, other, day)
    return cover.agreements[0] if cover and cover.agreements else None


def legal_basis_of(recognition: ModuleRecognition) -> LegalAct | None:
    """The legal act that the row names, or None."""
    return recognition.legal_basis
