"""A person's own file (S3): everything the portal holds about them, told by every room. No permission is needed for one's own data."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from .models import Consent, SensitiveRead, User

Part = Callable[[User], Any]
Paper = Callable[[HttpRequest], str]
_parts: dict[str, Part] = {}
_paper: list[Paper] = []


def register_part(name: str, part: Part) -> None:
    """A room adds ``name: part(user)`` to the file; lists, dictionaries, texts, numbers, dates. Registering a name again replaces it."""
    _parts[name] = part


def register_paper(paper: Paper) -> None:
    """A room that prints papers shows the file as one: ``paper(request)`` answers the part of the page; the last one counts."""
    _paper[:] = [paper]


def paper_of(request: HttpRequest) -> str:
    """The part of the page with the printed file, empty where no room prints it."""
    return _paper[0](request) if _paper else ""


def own_file(user: User) -> dict[str, Any]:
    """The whole file as plain data, dates as ISO texts by the caller's encoder."""
    own: dict[str, Any] = {"made_at": timezone.localtime(), "person": _person(user), "consents": _consents(user), "who_read": _reads(user)}
    own["support_needs"] = [
        {
            "kind": need.kind,
            "groups": need.groups,
            "escort": need.escort,
            "conditions": need.conditions,
            "from": need.valid_from,
            "until": need.valid_until,
        }
        for need in user.support_needs.order_by("valid_from", "pk")
    ]
    own["guardians"] = [
        {"name": row.name, "relation": row.relation, "phone": row.phone, "email": row.email, "status": row.status}
        for row in user.guardians.order_by("pk")
    ]
    own["sign_in_events"] = [
        {"at": event.at, "kind": event.kind, "device": event.device} for event in user.security_events.order_by("at")[:1000]
    ]
    own["api_keys"] = [
        {"name": key.name, "scopes": key.scopes, "from": key.created_at, "until": key.expires_at, "ended": key.revoked_at}
        for key in user.api_tokens.order_by("pk")
    ]
    own["notices"] = [{"at": notice.created_at, "text": notice.message} for notice in user.notices.order_by("created_at")[:1000]]
    return own | {name: part(user) for name, part in _parts.items()}


def _person(user: User) -> dict[str, Any]:
    return {
        "code": user.public_id,
        "last_name": user.last_name,
        "first_name": user.first_name,
        "middle_name": user.middle_name,
        "birth_date": user.birth_date,
        "language": user.language,
        "email": user.email or "",
        "phone": user.phone,
        "iin": user.iin,
        "joined_at": user.date_joined,
    }


def _consents(user: User) -> list[dict[str, Any]]:
    rows = Consent.objects.filter(subject=user).select_related("guardian", "text").order_by("given_at", "pk")
    return [
        {
            "purpose": row.purpose,
            "status": row.status,
            "level": row.level,
            "given_by": row.guardian.name if row.guardian else "self",
            "channel": row.channel,
            "text_version": row.text.version if row.text else None,
            "at": row.given_at,
            "until": row.valid_until,
            "ended_at": row.ended_at,
        }
        for row in rows
    ]


def _reads(user: User) -> list[dict[str, Any]]:
    rows = SensitiveRead.objects.filter(subject=user).select_related("reader").order_by("at")
    return [{"at": row.at, "who": row.reader.short_name, "what": row.what, "why": row.reason} for row in rows]
