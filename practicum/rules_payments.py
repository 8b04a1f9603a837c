"""Rights over the money of the practicum (page 8, row «payment, load, supplement»)."""

from typing import Any

import rules

from network.access import holdings, organisations_as
from network.models import Organisation

from .querysets_payments import PAYS, RECEIVES
from .rules import owner_of, school_of

INSTITUTIONS = (Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY)


@rules.predicate
def pays(user: Any, obj: Any = None) -> bool:
    """Coordinators and accountants of the institution of the round (or of the organisation itself)."""
    if obj is None:
        return any(row.role in PAYS and row.kind in INSTITUTIONS for row in holdings(user))
    return (owner_of(obj) or getattr(obj, "pk", None)) in organisations_as(user, *PAYS)


@rules.predicate
def is_paid(user: Any, obj: Any = None) -> bool:
    """Coordinators and accountants of the school."""
    own = organisations_as(user, *RECEIVES)
    return bool(own) if obj is None else (school_of(obj) or getattr(obj, "pk", None)) in own


rules.add_perm("practicum.calculate_payments", pays)  # round
rules.add_perm("practicum.change_payment", pays)  # statement: approve, send, enter a payment, replace, cancel
rules.add_perm("practicum.answer_payment", is_paid)  # statement: agree, dispute
rules.add_perm("practicum.issue_payment", pays | is_paid)
rules.add_perm("practicum.issue_loads", pays)  # round
rules.add_perm("practicum.keep_supplements", is_paid)  # supplement or without an object
rules.add_perm("practicum.set_payment_terms", pays)
