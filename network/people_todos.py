"""What waits for a person about people: an invitation to answer, a consent that is asked, colleagues without the second step, invitations over."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Consent
from core import todos
from core.todos import Todo

from .access import COORDINATORS, organisations_as
from .models import Invitation, Organisation, Role, RoleAssignment
from .queries_people import protected_people
from .services.invitations import token_of


def invitations_waiting(user: Any) -> QuerySet:
    """Invitations that nobody has answered yet."""
    return Invitation.objects.live().filter(user=user)


def invitation_todos(user: Any) -> Iterator[Todo]:
    """One line for each invitation."""
    for row in invitations_waiting(user).select_related("organisation")[:5]:
        yield Todo(
            "invitation",
            _("%(organisation)s invites you") % {"organisation": row.organisation.short_name},
            _("Look at the roles and answer."),
            "network:invitation",
            (token_of(row),),
            _("Answer"),
            "sun",
            row.expires_at,
        )


def consents_asked(user: Any) -> QuerySet:
    """Consents that are asked of the person about themselves."""
    return Consent.objects.filter(subject=user, guardian__isnull=True, status=Consent.Status.REQUESTED, ended_at__isnull=True)


def consent_todos(_user: Any) -> Iterator[Todo]:
    """One line, however many are asked."""
    yield Todo("own_consents", _("Your consent is asked"), _("Read the text and answer."), "my_data", (), _("Answer"), "sun")


def register_todos() -> None:
    """Tell the home page where these come from: own things first, then those of the organisation one manages."""
    todos.register(invitation_todos, invitations_waiting)
    todos.register(consent_todos, consents_asked)
    todos.register(second_step_todos, second_step_duties)


def second_step_duties(user: Any) -> QuerySet | None:
    """Roles of colleagues that ask for the second step since longer than the days of grace; only where the rule is enforced."""
    managed = organisations_as(user, *COORDINATORS, Role.HR)
    if not managed or not settings.MFA_REQUIRED_ROLES:
        return None
    duty = RoleAssignment.objects.current().filter(membership__organisation__in=managed, role__in=settings.MFA_REQUIRED_ROLES)
    late = duty.filter(valid_from__lte=timezone.localdate() - dt.timedelta(days=settings.MFA_GRACE_DAYS))
    return late.exclude(membership__user=user)


def second_step_todos(user: Any) -> Iterator[Todo]:
    """Colleagues whose role asks for the second step and who have not turned it on."""
    people = dict(second_step_duties(user).values_list("membership__user", "membership__organisation"))  # type: ignore[union-attr]
    bare = {person: organisation for person, organisation in people.items() if person not in protected_people(people)} if people else {}
    for organisation in Organisation.objects.filter(pk__in=set(bare.values())):
        count = sum(value == organisation.pk for value in bare.values())
        text = ngettext("%(n)s colleague cannot work until it is on.", "%(n)s colleagues cannot work until it is on.", count) % {"n": count}
        yield Todo("second_step", _("Two-step sign-in is missing"), text, "network:people", (organisation.pk,), _("Look"), "clay")
