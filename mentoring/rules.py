"""Who may do what in the mentor register (mentoring page 8). One permission per action: mentoring.<action>_<model>."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from network.access import holdings, is_self, organisations_as

from .access import COORDINATORS


def _organisation(obj: Any) -> Any:
    return getattr(obj, "organisation_id", None) or (getattr(obj, "profile", None) and obj.profile.organisation_id)


@rules.predicate
def coordinates(user: Any, obj: Any = None) -> bool:
    """A coordinator of the mentor's organisation; without an object: of any organisation."""
    own = organisations_as(user, *COORDINATORS)
    return bool(own) if obj is None else _organisation(obj) in own


@rules.predicate
def is_the_mentor(user: Any, obj: Any = None) -> bool:
    """The mentor of the entry, of the training or of the assignment."""
    if obj is None:
        return False
    person = getattr(obj, "person_id", None) or getattr(obj, "mentor_id", None) or getattr(getattr(obj, "profile", None), "person_id", None)
    return is_self(user, person)


COORDINATOR = _("The coordinator of the mentor's organisation does this.")
MENTOR = _("The mentor does this.")


rules.add_perm("mentoring.answer_mentorassignment", is_the_mentor)


@rules.predicate
def works_in_training(user: Any, obj: Any = None) -> bool:
    """A coordinator of a college or university: the other half of a joint approval."""
    halls = {row.organisation_id for row in holdings(user) if row.role in COORDINATORS and row.kind in ("college", "university")}
    return bool(halls) and (obj is None or _organisation(obj) not in halls)


rules.add_perm("mentoring.see_register", coordinates)
rules.add_perm("mentoring.keep_mentorprofile", coordinates)
rules.add_perm("mentoring.agree_mentorprofile", works_in_training)
rules.add_perm("mentoring.add_mentortraining", coordinates | is_the_mentor)
rules.add_perm("mentoring.check_mentortraining", coordinates)
rules.add_perm("mentoring.issue_register", coordinates)
