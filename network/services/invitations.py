"""Invitations (NR9): one live per organisation and address, several roles with periods, at most three more sendings a day."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User, normal_phone
from accounts.services import notify
from core.crypto import keyed_hash

from ..errors import (
    AddressTaken,
    AlreadyInvited,
    ClassNeeded,
    ForeignClass,
    InvitationOver,
    NoAddress,
    NobodyOffered,
    RoleDatesWrong,
    RoleHeld,
    RoleNotYours,
    SentTooOften,
)
from ..giving import roles_given_by
from ..models import LEARNERS, ClassGroup, Invitation, InvitedRole, Membership, Organisation, Role
from . import letters

INVITATION_DAYS = 14
KEPT_FOR = dt.timedelta(days=30)
NARROWED = {Role.CLASS_TEACHER}  # roles that mean nothing without a class
_CODE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
Status = Invitation.Status


@dataclass(frozen=True)
class Offer:
    """One role that an invitation brings: from when (the day of accepting by default) to when (open by default), in which class."""

    role: str
    class_group: ClassGroup | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None


def token_of(invitation: Invitation) -> str:
    """The secret part of the address, derived from the row and LOOKUP_KEY: a second sending carries the same one."""
    digest = hmac.new(settings.LOOKUP_KEY.encode(), f"invitation:{invitation.nonce}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def invitation_url(invitation: Invitation) -> str:
    """The whole address that is sent or printed."""
    return f"{settings.SITE_URL}{reverse('network:invitation', args=[token_of(invitation)])}"


def address_hash(email: str, phone: str, code: str) -> str:
    """By which the address is found again; the kind is part of it, so a code is never taken for a phone."""
    kind, value = ("email", email.lower()) if email else ("phone", phone) if phone else ("code", code)
    return keyed_hash(f"invitation-address:{kind}:{value}")


@transaction.atomic
def invite(
    *,
    organisation: Organisation,
    roles: Sequence[Offer],
    by: User | None,
    last_name: str = "",
    first_name: str = "",
    middle_name: str = "",
    email: str = "",
    phone: str = "",
    language: str = User.Language.KK,
    unit: str = "",
    position_kk: str = "",
    position_ru: str = "",
    on_paper: bool = False,
) -> Invitation:
    """Ask a person to come to the organisation with these roles. Nothing is given until they agree; an existing account is asked the same way.

    ``on_paper``: no address, the invitation is handed over with a code. Raises NoAddress, NobodyOffered, RoleNotYours, ClassNeeded, ForeignClass,
    RoleDatesWrong, RoleHeld, AlreadyInvited, AddressTaken.
    """
    email, phone = email.strip().lower(), normal_phone(phone) if phone else ""
    if not (email or phone or on_paper):
        raise NoAddress
    _check_offers(organisation, roles, by)
    person = _known(email, phone, last_name, first_name)
    if person is not None:
        _refuse_what_is_held(person, organisation, roles)
    code = "" if email or phone else "".join(secrets.choice(_CODE) for _n in range(8))
    learner = all(offer.role in LEARNERS for offer in roles)
    invitation = Invitation(
        organisation=organisation,
        user=person,
        last_name=last_name.strip(),
        first_name=first_name.strip(),
        middle_name=middle_name.strip(),
        email=email,
        phone=phone,
        printed_code=code,
        address_hash=address_hash(email, phone, code),
        language=person.language if person else language,
        kind=Membership.Kind.LEARNER if learner else Membership.Kind.STAFF,
        unit=unit,
        position_kk=position_kk,
        position_ru=position_ru,
        nonce=secrets.token_hex(16),
        expires_at=timezone.now() + dt.timedelta(days=INVITATION_DAYS),
        sent_by=by,
    )
    invitation.token_hash = keyed_hash(token_of(invitation))
    _end_what_is_over(invitation)
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as error:
        raise AlreadyInvited(address=letters.address_of(invitation)) from error
    InvitedRole.objects.bulk_create(
        InvitedRole(invitation=invitation, role=o.role, class_group=o.class_group, valid_from=o.valid_from, valid_until=o.valid_until)
        for o in roles
    )
    _deliver(invitation)
    return invitation


def _check_offers(organisation: Organisation, roles: Sequence[Offer], by: User | None) -> None:
    if not roles:
        raise NobodyOffered
    allowed = roles_given_by(by, organisation)
    for offer in roles:
        if by is not None and offer.role not in allowed:
            raise RoleNotYours(role=str(Role(offer.role).label))
        if offer.role in NARROWED and offer.class_group is None:
            raise ClassNeeded
        if offer.class_group is not None and offer.class_group.organisation_id != organisation.pk:
            raise ForeignClass
        start = offer.valid_from or timezone.localdate()
        if offer.valid_until is not None and (offer.valid_until < start or offer.valid_until < timezone.localdate()):
            raise RoleDatesWrong


def _known(email: str, phone: str, last_name: str, first_name: str) -> User | None:
    found = Q(pk__in=[])
    if email:
        found |= Q(email=email)
    if phone:
        found |= Q(phone_hash=keyed_hash(phone))
    people = list(User.objects.filter(found)[:2])
    if not people:
        return None
    # A name that differs means a mistyped address or somebody else's: nobody is asked over a guess.
    typed, held = (last_name.strip().casefold(), first_name.strip().casefold()), (people[0].last_name, people[0].first_name)
    if len(people) > 1 or (any(typed) and typed != tuple(name.casefold() for name in held)):
        raise AddressTaken(person=f"{last_name} {first_name}")
    return people[0]


def find_account(invitation: Invitation) -> User | None:
    """Somebody who has come into the portal under this address since the invitation was sent."""
    found = Q(pk__in=[])
    if invitation.email:
        found |= Q(email=invitation.email)
    if invitation.phone:
        found |= Q(phone_hash=keyed_hash(invitation.phone))
    return User.objects.filter(found).first()


def _refuse_what_is_held(person: User, organisation: Organisation, roles: Sequence[Offer]) -> None:
    from ..models import RoleAssignment

    held = set(
        RoleAssignment.objects.current()
        .filter(membership__user=person, membership__organisation=organisation)
        .values_list("role", "class_group_id")
    )
    wanted = {(offer.role, offer.class_group.pk if offer.class_group else None) for offer in roles}
    if person.is_active and wanted <= held:
        raise RoleHeld(person=person)


def _end_what_is_over(invitation: Invitation) -> None:
    """An earlier invitation whose time has passed, but which the clock has not closed yet, must not stand in the way."""
    earlier = Invitation.objects.select_for_update(of=("self",)).filter(
        organisation=invitation.organisation,
        address_hash=invitation.address_hash,
        status__in=Invitation.LIVE,
        expires_at__lte=timezone.now(),
    )
    for row in earlier:
        row.move("expire", by=None)


def _deliver(invitation: Invitation) -> None:
    """By e-mail or SMS; an existing account also finds it under the bell."""
    letters.queue(invitation)
    if invitation.user is not None and invitation.user.is_active:
        notify(
            invitation.user,
            gettext_noop("%(organisation)s invites you. Look at the roles and answer."),
            reverse("network:invitation", args=[token_of(invitation)]),
            params={"organisation": invitation.organisation.short_name_in(invitation.user.language)},
        )


@transaction.atomic
def send_again(*, invitation: Invitation, by: User | None) -> Invitation:
    """The same address once more, for another 14 days; at most three times a day (NR9). Raises InvitationOver, SentTooOften."""
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "user").get(pk=invitation.pk)
    if invitation.status not in Invitation.LIVE:
        raise InvitationOver
    today = timezone.localdate()
    if invitation.resent_on != today:
        invitation.resent_on, invitation.resent_count = today, 0
    if invitation.resent_count >= Invitation.RESENDS_A_DAY:
        raise SentTooOften
    invitation.resent_count += 1
    invitation.expires_at = timezone.now() + dt.timedelta(days=INVITATION_DAYS)
    invitation.save(update_fields=["resent_on", "resent_count", "expires_at"])
    _deliver(invitation)
    return invitation


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, reason: str = "") -> Invitation:
    """Take an invitation back; its link stops working at this second. Raises WrongState."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    invitation.move("revoke", by=by, reason=reason.strip()[:300])
    return invitation


def find(token: str) -> Invitation | None:
    """The invitation behind a token, live or not."""
    rows = Invitation.objects.select_related("organisation", "user", "sent_by")
    return rows.filter(token_hash=keyed_hash(token)).first()


def find_by_code(code: str) -> Invitation | None:
    """The live invitation behind a printed code."""
    code = "".join(code.upper().split())
    return Invitation.objects.live().filter(address_hash=address_hash("", "", code), printed_code=code).first() if code else None


@transaction.atomic
def mark_opened(*, invitation: Invitation) -> Invitation:
    """The person looks at it."""
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "user", "sent_by").get(pk=invitation.pk)
    if invitation.may("open"):
        invitation.move("open", by=None)
    return invitation


def keep_typed(*, invitation: Invitation, typed: dict[str, Any]) -> None:
    """Keep what the person has typed, without the password, for 30 days under the address (bad input 6)."""
    kept = json.dumps(typed, ensure_ascii=False, default=str)
    Invitation.objects.filter(pk=invitation.pk).update(kept=kept, kept_at=timezone.now())


def kept_for(invitation: Invitation) -> dict[str, Any]:
    """What was typed under this invitation or under an earlier one to the same address, not older than 30 days."""
    rows = Invitation.objects.filter(address_hash=invitation.address_hash, kept_at__gte=timezone.now() - KEPT_FOR)
    latest = rows.order_by("-kept_at").first()
    return json.loads(latest.kept) if latest and latest.kept else {}


@transaction.atomic
def decline(*, invitation: Invitation) -> Invitation:
    """The person says no; whoever asked is told. Raises InvitationOver."""
    invitation = _locked(invitation)
    invitation.move("decline", by=invitation.user)
    _answered(invitation, gettext_noop("%(person)s declined the invitation to %(organisation)s."))
    return invitation


def _locked(invitation: Invitation) -> Invitation:
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "user", "sent_by").get(pk=invitation.pk)
    if not invitation.is_live:
        raise InvitationOver
    return invitation


def _answered(invitation: Invitation, sentence: str) -> None:
    invitation.answered_at, invitation.kept, invitation.kept_at = timezone.now(), "", None
    invitation.save(update_fields=["answered_at", "kept", "kept_at", "user"])
    if invitation.sent_by is not None:
        name = invitation.full_name or (invitation.user.short_name if invitation.user else letters.address_of(invitation))
        params = {"person": name, "organisation": invitation.organisation.short_name_in(invitation.sent_by.language)}
        notify(invitation.sent_by, sentence, reverse("network:people", args=[invitation.organisation_id]), params=params)


def expire_invitations() -> int:
    """Close invitations whose time has passed unanswered; answers how many. For the clock."""
    count = 0
    for pk in Invitation.objects.filter(status__in=Invitation.LIVE, expires_at__lte=timezone.now()).values_list("pk", flat=True)[:1000]:
        with transaction.atomic():
            row = Invitation.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, status__in=Invitation.LIVE).first()
            if row is not None:
                row.move("expire", by=None)
                count += 1
    return count


__all__ = [
    "Offer",
    "decline",
    "expire_invitations",
    "find",
    "find_by_code",
    "invitation_url",
    "invite",
    "keep_typed",
    "kept_for",
    "mark_opened",
    "revoke",
    "send_again",
    "token_of",
]
