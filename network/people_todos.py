"""What waits for a person about people: an invitation to answer, a consent that is asked, colleagues without the second step, invitations over."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Consent
from core.todos import Todo

from .access import COORDINATORS, organisations_as
from .models import Invitation, Organisation, Role
from .queries_people import protected_people
from .services.invitations import token_of


def todos(user: Any) -> Iterator[Todo]:
    """Own things first (two queries), then those of the organisation one manages."""
    for row in Invitation.objects.live().filter(user=user).select_related("organisation")[:5]:
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
    asked = Consent.objects.filter(subject=user, guardian__isnull=True, status=Consent.Status.REQUESTED, ended_at__isnull=True)
    if asked.exists():
        yield Todo("own_consents", _("Your consent is asked"), _("Read the text and answer."), "my_data", (), _("Answer"), "sun")
    yield from _second_step(user)


def _second_step(user: Any) -> Iterator[Todo]:
    """Colleagues whose role asks for the second step and who have not turned it on; only where the rule is enforced."""
    managed = organisations_as(user, *COORDINATORS, Role.HR)
    if not managed or not settings.MFA_REQUIRED_ROLES:
        return
    from .models import RoleAssignment

    duty = RoleAssignment.objects.current().filter(membership__organisation__in=managed, role__in=settings.MFA_REQUIRED_ROLES)
    late = duty.filter(valid_from__lte=timezone.localdate() - dt.timedelta(days=settings.MFA_GRACE_DAYS))
    people = dict(late.exclude(membership__user=user).values_list("membership__user", "membership__organisation"))
    bare = {person: organisation for person, organisation in people.items() if person not in protected_people(people)} if people else {}
    for organisation in Organisation.objects.filter(pk__in=set(bare.values())):
        count = sum(value == organisation.pk for value in bare.values())
        text = ngettext("%(n)s colleague cannot work until it is on.", "%(n)s colleagues cannot work until it is on.", count) % {"n": count}
        yield Todo("second_step", _("Two-step sign-in is missing"), text, "network:people", (organisation.pk,), _("Look"), "clay")
