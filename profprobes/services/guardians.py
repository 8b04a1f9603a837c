"""Legal representatives of a pupil, entered and ended by the class teacher or the coordinator. Rows live in accounts; what they mean for trials is here."""

from typing import Any

import pghistory
from django.db import transaction

from accounts import services as people
from accounts.models import GuardianLink, User

from . import consents

FIELDS = ("name", "relation", "phone", "email", "language")


@transaction.atomic
def add_guardian(*, child: User, by: User, name: str, relation: str, phone: str, email: str, language: str) -> GuardianLink:
    """Enter a representative whom the class teacher knows. Raises accounts' TooManyGuardians."""
    return people.add_guardian(child=child, name=name, relation=relation, language=language, by=by, phone=phone, email=email)


@transaction.atomic
def change_guardian(*, guardian: GuardianLink, by: User, **values: Any) -> GuardianLink:
    """Correct name, relation, contacts, language; links that are out keep their address."""
    guardian = GuardianLink.objects.select_for_update(of=("self",)).get(pk=guardian.pk)
    for name in FIELDS:
        setattr(guardian, name, values[name])
    with pghistory.context(user=by.pk):
        guardian.save(update_fields=list(FIELDS))
    return guardian


@transaction.atomic
def end_guardian(*, guardian: GuardianLink, by: User) -> GuardianLink:
    """The standing ends: links close, the answers no longer count, admission of the child is looked at again."""
    with pghistory.context(user=by.pk):
        ended = people.end_guardian(guardian=guardian)
    consents.guardian_ended(ended)
    return ended
