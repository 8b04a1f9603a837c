"""One-time links: issuing, the address, opening, the child's birth date, and the doors of the rooms above.

A link is for one person and one object. Its token is derived from the row and LOOKUP_KEY, so a reminder carries the same address while the
database holds only a hash of it (BR-21, NR11). Rooms register what stands behind a purpose::

    register_door(OneTimeLink.Purpose.CONSENT, views.guardian_consent)   # view(request, link), GET and POST at the link's own address
    on_revoked(tell_the_class_teacher)                                   # hook(link), after commit
    register_contact(class_teacher_of)                                   # hook(link) → Contact | None, for the page of an expired link
"""

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.crypto import keyed_hash

from .errors import BirthDateMissing, LinkExpired, LinkRevoked, LinkUnknown
from .models import GuardianLink, OneTimeLink, SecurityEvent, User

WRONG_ANSWERS_ALLOWED = 5
OPEN_FOR = dt.timedelta(minutes=30)
_SESSION_KEY = "open_links"
Status = OneTimeLink.Status


@dataclass(frozen=True)
class Contact:
    """Whom a family calls when a link does not open."""

    name: str
    phone: str

    @property
    def call(self) -> str:
        """Address that starts the call on a phone."""
        return "tel:" + "".join(char for char in self.phone if char.isdigit() or char == "+")


@dataclass(frozen=True)
class BirthDateAnswer:
    """What came of one answer: was it right, how many are left, did this one revoke the link."""

    right: bool
    left: int
    revoked: bool


_doors: dict[tuple[str, str], Callable[..., Any]] = {}
_revoked_hooks: list[Callable[[OneTimeLink], None]] = []
_contacts: list[Callable[[OneTimeLink], Contact | None]] = []


def register_door(purpose: str, view: Callable[..., Any], *, model: str = "") -> None:
    """Name the view behind links of a purpose: ``view(request, link)``; ``request.link_part`` is the last part of /l/<token>/<part>/ or empty.

    ``model`` («network.consentrequest») narrows it to links to objects of one model: two rooms may ask for consents, each about its own.
    """
    _doors[str(purpose), model] = view


def door_of(link: OneTimeLink) -> Callable[..., Any] | None:
    """The view behind a link: that of its object's model, else that of its purpose."""
    target = f"{link.content_type.app_label}.{link.content_type.model}"
    return _doors.get((str(link.purpose), target)) or _doors.get((str(link.purpose), ""))


def on_revoked(hook: Callable[[OneTimeLink], None]) -> None:
    """Call ``hook(link)`` after commit when wrong answers revoked a link; registering it twice changes nothing."""
    if hook not in _revoked_hooks:
        _revoked_hooks.append(hook)


def register_contact(hook: Callable[[OneTimeLink], Contact | None]) -> None:
    """Ask ``hook(link)`` whom the family may call; the first answer counts."""
    if hook not in _contacts:
        _contacts.append(hook)


def contact_for(link: OneTimeLink) -> Contact | None:
    """Whom the family may call about this link, or None where no room knows."""
    return next((contact for hook in _contacts if (contact := hook(link))), None)


def token_of(link: OneTimeLink) -> str:
    """The secret part of the address: 32 characters that only LOOKUP_KEY and the row together give."""
    message = f"one-time-link:{link.purpose}:{link.content_type_id}:{link.object_id}:{link.nonce}"
    digest = hmac.new(settings.LOOKUP_KEY.encode(), message.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def link_url(link: OneTimeLink, request: HttpRequest | None = None) -> str:
    """The whole address that is sent; the same one as long as the row lives."""
    path = reverse("link_door", args=[token_of(link)])
    return request.build_absolute_uri(path) if request else f"{settings.SITE_URL}{path}"


@transaction.atomic
def issue_link(
    *, purpose: str, object: Any, expires_at: dt.datetime, by: User | None, guardian: GuardianLink | None = None, user: User | None = None
) -> OneTimeLink:
    """Make a link for one guardian or one user to one object; an earlier unanswered one of the same purpose is revoked.

    Raises BirthDateMissing for a family whose child has no birth date entered.
    """
    if (guardian is None) == (user is None):
        raise ValueError("A link is for one guardian or one user.")
    if guardian is not None and guardian.child.birth_date is None:
        raise BirthDateMissing(child=guardian.child)
    target = ContentType.objects.get_for_model(object)
    whose = {"guardian": guardian, "user": user}
    # Two clicks on «Send» queue here, so that a family never holds two live addresses.
    owner: Any = guardian or user
    type(owner).objects.select_for_update(of=("self",)).get(pk=owner.pk)
    earlier = OneTimeLink.objects.filter(
        purpose=purpose, content_type=target, object_id=object.pk, status__in=[Status.ISSUED, Status.OPENED], **whose
    )
    earlier.update(status=Status.REVOKED)
    link = OneTimeLink(
        purpose=purpose, content_type=target, object_id=object.pk, nonce=secrets.token_hex(16), expires_at=expires_at, issued_by=by, **whose
    )
    link.token_hash = keyed_hash(token_of(link))
    link.save()
    return link


def open_link(token: str) -> OneTimeLink:
    """The link behind a token. Raises LinkUnknown, LinkRevoked, LinkExpired.

    An answered link opens for ever: behind it are the saved answer and the withdrawal (architecture.md, "Settled between the spec pages").
    """
    link = OneTimeLink.objects.select_related("guardian__child", "user", "content_type").filter(token_hash=keyed_hash(token)).first()
    if link is None:
        raise LinkUnknown
    if link.status == Status.REVOKED:
        raise LinkRevoked(link=link)
    if link.status == Status.EXPIRED or (link.status != Status.USED and link.expires_at <= timezone.now()):
        raise LinkExpired(link=link)
    return link


@transaction.atomic
def check_birth_date(*, link: OneTimeLink, birth_date: dt.date) -> BirthDateAnswer:
    """Compare the child's birth date; the fifth wrong answer revokes the link and tells whoever asked to be told (BR-21)."""
    link = OneTimeLink.objects.select_for_update(of=("self",)).select_related("guardian__child").get(pk=link.pk)
    if link.status == Status.REVOKED:
        return BirthDateAnswer(right=False, left=0, revoked=True)
    if link.guardian is not None and birth_date == link.guardian.child.birth_date:
        mark_opened(link=link)
        return BirthDateAnswer(right=True, left=WRONG_ANSWERS_ALLOWED - link.wrong_answers, revoked=False)
    return count_wrong_answer(link)


def count_wrong_answer(link: OneTimeLink) -> BirthDateAnswer:
    """One wrong birth date or code more; the fifth revokes the link. The caller holds the row lock."""
    link.wrong_answers += 1
    if link.wrong_answers >= WRONG_ANSWERS_ALLOWED:
        _revoke_after_guessing(link)
    link.save(update_fields=["wrong_answers", "status"])
    return BirthDateAnswer(right=False, left=WRONG_ANSWERS_ALLOWED - link.wrong_answers, revoked=link.status == Status.REVOKED)


def _revoke_after_guessing(link: OneTimeLink) -> None:
    link.status = Status.REVOKED
    subject = link.guardian.child if link.guardian else link.user
    SecurityEvent.objects.create(user=subject, kind=SecurityEvent.Kind.LINK_REVOKED, details={"link": link.pk, "purpose": link.purpose})
    for hook in _revoked_hooks:
        transaction.on_commit(partial(hook, link))


def mark_opened(*, link: OneTimeLink) -> OneTimeLink:
    """Note the first opening by somebody who knew the birth date; machines that only fetch an address open nothing."""
    if link.status == Status.ISSUED:
        link.status, link.opened_at = Status.OPENED, timezone.now()
        link.save(update_fields=["status", "opened_at"])
        subject = link.guardian.child if link.guardian else link.user
        SecurityEvent.objects.create(user=subject, kind=SecurityEvent.Kind.LINK_OPENED, details={"link": link.pk, "purpose": link.purpose})
    return link


def mark_used(*, link: OneTimeLink) -> OneTimeLink:
    """Note that the answer is saved; the caller does it in the transaction of the answer. Later openings show the answer and the withdrawal."""
    now = timezone.now()
    changed = OneTimeLink.objects.filter(pk=link.pk, status__in=[Status.ISSUED, Status.OPENED]).update(status=Status.USED, used_at=now)
    if changed:
        link.status, link.used_at = Status.USED, now
    return link


def revoke_links(*, target: Any, purpose: str | None = None, guardian: GuardianLink | None = None) -> int:
    """Close every unanswered link to an object, of one purpose or one guardian if named; answers how many. For cancelled events."""
    links = OneTimeLink.objects.about(target).filter(status__in=[Status.ISSUED, Status.OPENED])
    if purpose:
        links = links.filter(purpose=purpose)
    if guardian:
        links = links.filter(guardian=guardian)
    return links.update(status=Status.REVOKED)


def keep_open(request: HttpRequest, link: OneTimeLink) -> None:
    """Let this browser in for 30 minutes after the right birth date."""
    request.session.cycle_key()
    opened = request.session.get(_SESSION_KEY, {})
    request.session[_SESSION_KEY] = {**opened, str(link.pk): timezone.now().timestamp()}


def is_open(request: HttpRequest, link: OneTimeLink) -> bool:
    """May this browser see what is behind the link? A link to a user needs no birth date: it was sent to that person's own address."""
    if link.guardian_id is None:
        return True
    since = request.session.get(_SESSION_KEY, {}).get(str(link.pk))
    return since is not None and timezone.now().timestamp() - since < OPEN_FOR.total_seconds()
