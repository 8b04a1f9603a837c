"""Keys of the API: made, found, ended. The text of a key leaves the portal once, when it is made."""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.crypto import keyed_hash
from core.errors import DomainError

from .events import record
from .models import ApiToken, PupilPin, SecurityEvent, User

PREFIX = "kopir_"
MOST_LIVE = 10
SEEN_EVERY = dt.timedelta(minutes=5)


class TooManyKeys(DomainError):
    message = _("You have %(count)s keys that work. End one you no longer need.")


class NoKeysByCard(DomainError):
    """A key would outlive the short session of a school device (NR8)."""

    message = _("Whoever signs in by a class card has no API keys.")
    status = 403


class NoScopes(DomainError):
    message = _("Tick at least one thing that the key may do.")
    field = "scopes"
    status = 422


def may_have_keys(user: User) -> bool:
    """Everybody but those who sign in by a class card and a PIN."""
    return not PupilPin.objects.filter(user=user).exists()


@transaction.atomic
def make_token(*, user: User, name: str, scopes: Iterable[str], days: int, request: HttpRequest | None = None) -> tuple[ApiToken, str]:
    """A new key and its text, which is never readable again. Raises TooManyKeys, NoScopes, NoKeysByCard."""
    if not may_have_keys(user):
        raise NoKeysByCard
    wanted = [scope.value for scope in ApiToken.Scope if scope in set(scopes)]
    if not wanted:
        raise NoScopes
    User.objects.select_for_update().get(pk=user.pk)  # two requests at once do not make an eleventh key
    if (count := ApiToken.objects.live().filter(user=user).count()) >= MOST_LIVE:
        raise TooManyKeys(count=count)
    text = PREFIX + secrets.token_urlsafe(32)
    made = ApiToken.objects.create(
        user=user,
        name=name,
        scopes=wanted,
        token_hash=keyed_hash(text),
        tail=text[-4:],
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    record(SecurityEvent.Kind.KEY_MADE, user, request, name=name)
    return made, text


@transaction.atomic
def revoke_token(*, token: ApiToken, request: HttpRequest | None = None) -> ApiToken:
    """End a key at once; ending it twice changes nothing."""
    row = ApiToken.objects.select_for_update().get(pk=token.pk)
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        record(SecurityEvent.Kind.KEY_REVOKED, row.user, request, name=row.name)
    return row


def find_token(text: str) -> ApiToken | None:
    """The live key with this text whose owner may sign in today, else None. Notes the use at most every five minutes."""
    if not text.startswith(PREFIX):
        return None
    row: Any = ApiToken.objects.live().select_related("user").filter(token_hash=keyed_hash(text)).first()
    if row is None or not row.user.is_active:
        return None
    now = timezone.now()
    if row.last_used_at is None or now - row.last_used_at >= SEEN_EVERY:
        ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return row
