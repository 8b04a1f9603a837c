"""Whether a medical result still speaks about this visit: it was given in view of the place's conditions (BR-27, G7)."""

from typing import Any

from ..models import Participation, TrialSession


def is_current(participation: Participation, session: TrialSession) -> bool:
    """Is there a result, and was it given for the place of the visit? A result of before places were noted counts."""
    known: Any = getattr(participation, "medical", None)
    if known is None:
        return False
    return known.site_id is None or session.booking is None or known.site_id == session.booking.slot.site_id
