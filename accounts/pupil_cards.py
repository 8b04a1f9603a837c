"""Pupils without e-mail or phone (NR8): a printed card opens the account once, then the code of the person and a PIN of six digits do.

The class teacher hands cards out and reprints them: a new card takes the old one and the PIN away at once. Under 18 the account opens only with the
guardian's ACCOUNT consent; from 16 on the pupil's own consent is asked beside it.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.crypto import keyed_hash
from core.dates import years_between
from core.errors import DomainError

from . import consents
from .errors import AccountConsentMissing, CardNotNeeded, CardOver, OwnConsentMissing, SignInStopped
from .models import Consent, ConsentPurpose, PupilCard, PupilPin, SecurityEvent, User
from .pins import set_pin
from .services import end_sessions

CARD_DAYS = 7
ADULT, OWN_CONSENT_FROM = 18, 16
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
Status = PupilCard.Status


def code_of(card: PupilCard) -> str:
    """Eight characters without look-alikes, derived from the row and LOOKUP_KEY."""
    digest = hmac.new(settings.LOOKUP_KEY.encode(), f"pupil-card:{card.nonce}".encode(), hashlib.sha256).digest()
    number, code = int.from_bytes(digest), ""
    for _place in range(CODE_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        code += ALPHABET[rest]
    return code


def spaced(code: str) -> str:
    """«ABCD EFGH», as the card prints it."""
    return f"{code[:4]} {code[4:]}"


def card_url(card: PupilCard) -> str:
    """The address in the QR code of the card."""
    return f"{settings.SITE_URL}{reverse('pupil_card', args=[code_of(card)])}"


def is_minor(person: User) -> bool:
    """Under 18 today; whoever has no birth date counts as a child."""
    return person.birth_date is None or years_between(person.birth_date, timezone.localdate()) < ADULT


def asks_own_consent(person: User) -> bool:
    """From 16 to 17 the pupil answers beside the family (NR8)."""
    return person.birth_date is not None and OWN_CONSENT_FROM <= years_between(person.birth_date, timezone.localdate()) < ADULT


def needs_card(person: User) -> bool:
    """Does nothing else let the person in? An e-mail or a confirmed phone does."""
    return not person.email and not (person.phone and person.phone_verified)


def why_no_card(person: User) -> type[DomainError] | None:
    """The refusal that ``issue_card`` would raise, None where a card may be handed out."""
    return refusals([person]).get(person.pk)


def refusals(people: Iterable[User]) -> dict[int, type[DomainError]]:
    """By the person's id why no card may be handed out; whoever may get one is left out. Two queries whatever the number."""
    people = list(people)
    found: dict[int, type[DomainError]] = {}
    minors = [person for person in people if is_minor(person)]
    agreed = _families_that_agree(minors) if minors else set()
    for person in people:
        if not needs_card(person):
            found[person.pk] = CardNotNeeded
        elif person.sign_in in {User.SignIn.BLOCKED, User.SignIn.CLOSED}:
            found[person.pk] = SignInStopped
        elif is_minor(person) and person.pk not in agreed:
            found[person.pk] = AccountConsentMissing
    return found


def _families_that_agree(minors: list[User]) -> set[int]:
    """Ids of those for whom a confirmed guardian has given the ACCOUNT consent and nobody has refused."""
    states = consents.consent_states(subjects=minors, purpose=ConsentPurpose.ACCOUNT)
    given = Consent.objects.about(None).in_force().filter(subject__in=minors, purpose=ConsentPurpose.ACCOUNT, guardian__status="active")
    return {pk for pk in given.values_list("subject_id", flat=True) if states[pk] == consents.GIVEN}


@transaction.atomic
def issue_card(*, user: User, by: User | None) -> PupilCard:
    """Hand a card out, for seven days; an earlier card and the PIN stop working now, on every device.

    Raises CardNotNeeded, SignInStopped, AccountConsentMissing.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if (refusal := why_no_card(user)) is not None:
        raise refusal
    PupilCard.objects.filter(user=user, status=Status.ISSUED).update(status=Status.REVOKED)
    if PupilPin.objects.filter(user=user).delete()[0]:
        SecurityEvent.objects.create(user=user, kind=SecurityEvent.Kind.PIN_CLOSED, details={"by": by.pk if by else None})
        end_sessions(user=user)
    card = PupilCard(user=user, nonce=secrets.token_hex(16), expires_at=timezone.now() + dt.timedelta(days=CARD_DAYS), issued_by=by)
    card.code_hash = keyed_hash(f"pupil-card:{code_of(card)}")
    card.save()
    if user.sign_in == User.SignIn.NONE:
        user.sign_in = User.SignIn.INVITED
        user.save(update_fields=["sign_in"])
    return card


def find_card(code: str) -> PupilCard | None:
    """The card behind a code in whatever spelling, live or not."""
    clean = "".join(char for char in code.upper() if char.isalnum())
    return PupilCard.objects.select_related("user").filter(code_hash=keyed_hash(f"pupil-card:{clean}")).first()


@transaction.atomic
def use_card(*, card: PupilCard, pin: str, agrees: bool = False) -> User:
    """The pupil has chosen a PIN: the card is used up, the account opens. ``agrees`` is the own consent of a pupil of 16 or 17.

    Raises CardOver, SignInStopped, CardNotNeeded, AccountConsentMissing, OwnConsentMissing, PinTooSimple.
    """
    card = PupilCard.objects.select_for_update(of=("self",)).get(pk=card.pk)
    if not card.is_live:
        raise CardOver
    person = User.objects.select_for_update(of=("self",)).get(pk=card.user_id)
    if (refusal := why_no_card(person)) is not None:
        raise refusal
    if asks_own_consent(person):
        if not agrees:
            raise OwnConsentMissing
        consents.grant_consent(subject=person, purpose=ConsentPurpose.ACCOUNT, channel=Consent.Channel.PORTAL)
    set_pin(user=person, pin=pin)
    person.sign_in = User.SignIn.ACTIVE
    person.save(update_fields=["sign_in"])
    card.status, card.used_at = Status.USED, timezone.now()
    card.save(update_fields=["status", "used_at"])
    return person


def expire_cards() -> int:
    """Close cards whose seven days have passed; answers how many. For the clock."""
    return PupilCard.objects.filter(status=Status.ISSUED, expires_at__lte=timezone.now()).update(status=Status.EXPIRED)


@transaction.atomic
def follow_account_consent(consent: Consent) -> None:
    """The family's ACCOUNT consent ended: the child's sign-in stops at once. It was given again: what was stopped for that reason alone opens."""
    if consent.purpose != ConsentPurpose.ACCOUNT or consent.content_type_id is not None:
        return
    person = User.objects.select_for_update(of=("self",)).get(pk=consent.subject_id)
    agreed = consents.consent_state(subject=person, purpose=ConsentPurpose.ACCOUNT) == consents.GIVEN
    if not agreed and person.sign_in == User.SignIn.ACTIVE and is_minor(person):
        _stop(person)
    elif agreed and person.sign_in == User.SignIn.BLOCKED and _stopped_by_consent(person):
        person.sign_in = User.SignIn.ACTIVE
        person.save(update_fields=["sign_in"])
        SecurityEvent.objects.create(user=person, kind=SecurityEvent.Kind.UNBLOCKED, details={"consent": True})


def _stop(person: User) -> None:
    person.sign_in = User.SignIn.BLOCKED
    person.save(update_fields=["sign_in"])
    SecurityEvent.objects.create(user=person, kind=SecurityEvent.Kind.BLOCKED, details={"consent": True})
    end_sessions(user=person)


def _stopped_by_consent(person: User) -> bool:
    last = SecurityEvent.objects.filter(user=person, kind__in=[SecurityEvent.Kind.BLOCKED, SecurityEvent.Kind.UNBLOCKED]).first()
    return last is not None and last.kind == SecurityEvent.Kind.BLOCKED and bool(last.details.get("consent"))
