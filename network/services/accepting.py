"""An invited person agrees: only what is missing is asked, roles begin now (NR9), an account under 18 needs the family's consent (NR8)."""

import datetime as dt
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.consents import GIVEN, consent_state
from accounts.models import ConsentPurpose, User
from core.dates import years_between

from ..errors import AddressTaken, ConsentNeeded, InvitationOver, OtherPerson, RoleHeld, SignInFirst
from ..models import LEARNERS, Invitation, Membership
from . import people
from .invitations import _answered, _locked, find_account

ADULT = 18


def missing_fields(invitation: Invitation, person: User | None) -> list[str]:
    """What the portal does not know about the person yet, in the order in which it is asked."""
    known: Any = person
    missing = []
    if not (known or invitation).last_name:
        missing.append("last_name")
    if not (known or invitation).first_name:
        missing.append("first_name")
    if _needs_birth_date(invitation) and (known is None or known.birth_date is None):
        missing.append("birth_date")
    if not (invitation.email or invitation.phone or (known and (known.email or known.phone))):
        missing.append("email")
    if known is None or not known.is_active:
        missing.append("password")
    return missing


def _needs_birth_date(invitation: Invitation) -> bool:
    return any(offer.role in LEARNERS for offer in invitation.roles.all())


@transaction.atomic
def accept(*, invitation: Invitation, signed_in: User | None, typed: dict[str, Any] | None = None) -> User:
    """The person agrees. An existing account agrees itself, signed in; for anybody else the account opens with the password they typed.

    Raises InvitationOver, SignInFirst, OtherPerson, ConsentNeeded, AddressTaken, AlreadyMember.
    """
    invitation, typed = _locked(invitation), typed or {}
    person = invitation.user or find_account(invitation)
    if person is not None:
        person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person is not None and person.is_active and signed_in is None:
        raise SignInFirst
    if signed_in is not None and (person is None or person.pk != signed_in.pk):
        raise OtherPerson
    if person is not None and person.sign_in in {User.SignIn.BLOCKED, User.SignIn.CLOSED}:
        raise InvitationOver
    person = _open_account(invitation, person, typed)
    _check_family(invitation, person)
    _give_roles(invitation, person)
    invitation.user = person
    invitation.move("accept", by=person)
    _answered(invitation, gettext_noop("%(person)s accepted the invitation to %(organisation)s."))
    return person


def _open_account(invitation: Invitation, person: User | None, typed: dict[str, Any]) -> User:
    """The account as it stands, or a new one; a password is set only where there was none."""
    if person is None:
        person = User(email=invitation.email or typed.get("email") or None, phone=invitation.phone, language=invitation.language)
    for name in ("last_name", "first_name", "middle_name"):
        if not getattr(person, name):
            setattr(person, name, getattr(invitation, name) or typed.get(name, ""))
    if person.birth_date is None:
        person.birth_date = typed.get("birth_date")
    if not person.email and not person.phone and typed.get("email"):
        person.email = typed["email"]
    if not person.is_active:
        person.set_password(typed["password"])
        person.sign_in = User.SignIn.ACTIVE
        # The way in came to this address, so it belongs to the person.
        person.phone_verified = bool(person.phone) and person.phone == invitation.phone
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise AddressTaken(person=person.full_name) from error
    return person


def _check_family(invitation: Invitation, person: User) -> None:
    """Under 18 only with the guardian's ACCOUNT consent; the person's own is asked from 16 on, beside it (NR8)."""
    if not _needs_birth_date(invitation) or person.birth_date is None:
        return
    if years_between(person.birth_date, timezone.localdate()) >= ADULT:
        return
    if consent_state(subject=person, purpose=ConsentPurpose.ACCOUNT) != GIVEN:
        raise ConsentNeeded


def _give_roles(invitation: Invitation, person: User) -> None:
    today = timezone.localdate()
    current = person.memberships.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today), organisation=invitation.organisation, kind=invitation.kind
    )
    membership = current.first() or people.add_member(
        user=person,
        organisation=invitation.organisation,
        by=invitation.sent_by,
        kind=invitation.kind,
        unit=invitation.unit,
        position_kk=invitation.position_kk,
        position_ru=invitation.position_ru,
    )
    for offer in invitation.roles.select_related("class_group"):
        if offer.valid_until is None or offer.valid_until >= today:
            _give(membership, offer, invitation, max(offer.valid_from or today, today, membership.valid_from))


def _give(membership: Membership, offer: Any, invitation: Invitation, start: dt.date) -> None:
    with suppress(RoleHeld):  # held already: the invitation brings what is missing
        people.assign_role(
            membership=membership,
            role=offer.role,
            class_group=offer.class_group,
            valid_from=start,
            valid_until=offer.valid_until,
            by=invitation.sent_by,
        )
