"""Writes about people: notices, sign-in and its end, contacts, guardians, invitations."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from .errors import AddressTaken, LinkRevoked, ReasonMissing, TooManyGuardians
from .models import GuardianLink, Notice, OneTimeLink, SecurityEvent, User, normal_phone

GUARDIANS_AT_MOST = 4


def source_sentence(message: Any) -> str:
    """The English source of a sentence, whether it came as a string or as a lazy translation: notices are translated when they are read."""
    with translation.override("en"):
        return str(message)


def notify(user: User, message: Any, url: str = "", *, params: dict[str, Any] | None = None) -> Notice:
    """Put a line under the person's bell. ``message`` is a lazy translation or a marked source sentence with named placeholders for ``params``."""
    values = {key: value if isinstance(value, int | float) else str(value) for key, value in (params or {}).items()}
    return Notice.objects.create(user=user, text=source_sentence(message)[:300], params=values, url=url)


def notify_all(users: Any, message: Any, url: str = "", *, params: dict[str, Any] | None = None) -> int:
    """The same line for several people in one query; answers how many."""
    values = {key: value if isinstance(value, int | float) else str(value) for key, value in (params or {}).items()}
    text = source_sentence(message)[:300]
    return len(Notice.objects.bulk_create([Notice(user=user, text=text, params=values, url=url) for user in users]))


def read_notices(*, user: User, notices: Any = None) -> int:
    """Mark the person's notices (all, or those of the queryset) as read; answers how many were not."""
    rows = Notice.objects.all() if notices is None else notices
    return rows.filter(user=user, read_at__isnull=True).update(read_at=timezone.now())


def end_sessions(*, user: User, keep: str = "") -> int:
    """End the person's sessions on every device, except the one with the session key ``keep``; answers how many."""
    from allauth.usersessions.models import UserSession

    sessions = [session for session in UserSession.objects.filter(user=user) if session.session_key != keep]
    for session in sessions:
        session.end()
    if sessions:
        SecurityEvent.objects.create(user=user, kind=SecurityEvent.Kind.SESSIONS_ENDED, details={"count": len(sessions)})
    return len(sessions)


@transaction.atomic
def block_sign_in(*, user: User, by: User, reason: str) -> User:
    """Stop a person's sign-in; running sessions end at once (network page 2.1). Raises ReasonMissing."""
    return _set_sign_in(user, User.SignIn.BLOCKED, by, reason, SecurityEvent.Kind.BLOCKED)


@transaction.atomic
def allow_sign_in(*, user: User, by: User, reason: str) -> User:
    """Let a blocked or closed person sign in again. Raises ReasonMissing."""
    return _set_sign_in(user, User.SignIn.ACTIVE, by, reason, SecurityEvent.Kind.UNBLOCKED)


@transaction.atomic
def close_account(*, user: User, by: User | None, reason: str) -> User:
    """Close an account, by a person or (None) by the clock; what the person signed and gave stays. Raises ReasonMissing."""
    return _set_sign_in(user, User.SignIn.CLOSED, by, reason, SecurityEvent.Kind.BLOCKED)


def _set_sign_in(user: User, state: str, by: User | None, reason: str, kind: str) -> User:
    if not reason.strip():
        raise ReasonMissing
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    user.sign_in = state
    user.save(update_fields=["sign_in"])
    SecurityEvent.objects.create(user=user, kind=kind, details={"by": by.pk if by else None, "reason": reason.strip()[:300]})
    if state != User.SignIn.ACTIVE:
        end_sessions(user=user)
    return user


def set_language(*, user: User, language: str) -> User:
    """Keep the language a person chose; it goes with them to every device and into every message."""
    if language in User.Language.values and user.language != language:
        user.language = language
        user.save(update_fields=["language"])
    return user


@transaction.atomic
def change_phone(*, user: User, phone: str, verified: bool = False) -> User:
    """Give a person another phone; until it is verified no code is sent to it. Raises AddressTaken."""
    phone = normal_phone(phone) if phone else ""
    if phone == user.phone:
        return user
    user.phone, user.phone_verified = phone, verified and bool(phone)
    return _save_address(user, "phone", ["phone", "phone_verified"])


@transaction.atomic
def change_email(*, user: User, email: str) -> User:
    """Give a person another e-mail; the caller has verified it. Raises AddressTaken."""
    user.email = email.strip().lower() or None
    return _save_address(user, "email", ["email"])


def _save_address(user: User, field: str, columns: list[str]) -> User:
    try:
        with transaction.atomic():
            user.save(update_fields=columns)
    except IntegrityError as error:
        raise AddressTaken(field=field) from error
    return user


@transaction.atomic
def add_guardian(*, child: User, name: str, relation: str, language: str, by: User, phone: str = "", email: str = "") -> GuardianLink:
    """Record a legal representative whom the class teacher has confirmed. Raises TooManyGuardians."""
    User.objects.select_for_update(of=("self",)).get(pk=child.pk)
    if child.guardians.active().count() >= GUARDIANS_AT_MOST:
        raise TooManyGuardians
    return GuardianLink.objects.create(
        child=child,
        name=name,
        relation=relation,
        language=language,
        phone=phone,
        email=email.lower(),
        confirmed_by=by,
        status=GuardianLink.Status.ACTIVE,
    )


@transaction.atomic
def end_guardian(*, guardian: GuardianLink) -> GuardianLink:
    """End a guardian's standing; links that wait for an answer close with it, consents given stay in the history but no longer count."""
    guardian.status = GuardianLink.Status.ENDED
    guardian.save(update_fields=["status"])
    guardian.links.filter(status__in=["issued", "opened"]).update(status="revoked")
    return guardian


@transaction.atomic
def accept_invitation(*, link: OneTimeLink, password: str) -> User:
    """The invited person has chosen a password: the account opens, the address that brought the link counts as confirmed. Raises LinkRevoked."""
    from .links import mark_used

    link = OneTimeLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.purpose != OneTimeLink.Purpose.ACCESS or link.user_id is None or link.status not in {"issued", "opened"}:
        raise LinkRevoked(link=link)
    user = User.objects.select_for_update(of=("self",)).get(pk=link.user_id)
    # Somebody who signs in already has a password and perhaps a second step: an invitation must not go round them.
    if user.sign_in not in {User.SignIn.NONE, User.SignIn.INVITED}:
        raise LinkRevoked(link=link)
    user.set_password(password)
    user.sign_in = User.SignIn.ACTIVE
    if user.phone and not user.email:
        user.phone_verified = True
    user.save(update_fields=["password", "sign_in", "phone_verified"])
    mark_used(link=link)
    return user


@transaction.atomic
def reset_second_step(*, user: User, by: User, reason: str) -> User:
    """Take a lost second step away after seeing the person: authenticator and recovery codes go, the person and the journal hear of it (NR6).

    Sessions end, so that whoever holds the lost device is out. Raises ReasonMissing.
    """
    from allauth.mfa.models import Authenticator

    if not reason.strip():
        raise ReasonMissing
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    if removed:
        SecurityEvent.objects.create(user=user, kind=SecurityEvent.Kind.MFA_REMOVED, details={"by": by.pk, "reason": reason.strip()[:300]})
        notify(
            user,
            _("%(person)s turned your two-step sign-in off. Turn it on again."),
            "/account/security/",
            params={"person": by.short_name},
        )
        end_sessions(user=user)
    return user
