"""The journal of sign-in: allauth and Django announce, we write a line. Signals, because those packages must not know us."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as mfa_signals
from django.contrib.auth import signals as auth_signals
from django.http import HttpRequest

from core.crypto import keyed_hash

from .devices import device_name
from .models import SecurityEvent, User, normal_phone

Kind = SecurityEvent.Kind
SECOND_STEPS = ("totp", "webauthn")


def record(kind: str, user: User | None, request: HttpRequest | None, **details: Any) -> None:
    """Write one line; the internet address is kept as the first half of a keyed hash."""
    place = keyed_hash(get_adapter().get_client_ip(request))[:16] if request else ""
    device = device_name(request.META.get("HTTP_USER_AGENT", "")) if request else ""
    SecurityEvent.objects.create(user=user, kind=kind, device=device[:120], place=place, details=details)


def _signed_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    record(Kind.SIGNED_IN, user, request)


def _signed_out(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None and user.pk:
        record(Kind.SIGNED_OUT, user, request)


def _failed(sender: Any, credentials: dict, request: HttpRequest | None = None, **_: Any) -> None:
    typed = normal_phone(str(credentials.get("email") or credentials.get("phone") or credentials.get("username") or "")).lower()
    owner = User.objects.filter(email=typed).first() or User.objects.filter(phone_hash=keyed_hash(typed)).first() if typed else None
    # What was typed is kept as a hash: it may be a password in the wrong field.
    record(Kind.FAILED, owner, request, typed=keyed_hash(typed)[:16])


def _password_changed(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    record(Kind.PASSWORD_CHANGED, user, request)


def _mfa_added(sender: Any, request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    if authenticator.type in SECOND_STEPS:
        record(Kind.MFA_ADDED, user, request)


def _mfa_removed(sender: Any, request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    if authenticator.type in SECOND_STEPS:
        record(Kind.MFA_REMOVED, user, request)


def connect() -> None:
    """Listen; called once when the app is ready."""
    auth_signals.user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    auth_signals.user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    auth_signals.user_login_failed.connect(_failed, dispatch_uid="accounts.failed")
    for signal in (account_signals.password_changed, account_signals.password_set, account_signals.password_reset):
        signal.connect(_password_changed, dispatch_uid="accounts.password_changed")
    mfa_signals.authenticator_added.connect(_mfa_added, dispatch_uid="accounts.mfa_added")
    mfa_signals.authenticator_removed.connect(_mfa_removed, dispatch_uid="accounts.mfa_removed")
