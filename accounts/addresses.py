"""Changing an own e-mail or phone: the new address must prove itself before it opens the account (NR5)."""

import secrets
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.crypto import keyed_hash
from core.errors import DomainError

from . import messages, services, sms
from .errors import AddressTaken
from .models import User, normal_phone

_SALT = "accounts.new-email"
EMAIL_WAITS = 60 * 60 * 24  # seconds
CODE_WAITS = 10 * 60  # seconds
TRIES = 5
_PHONE, _EMAIL = "new_phone", "new_email"


class ConfirmationOver(DomainError):
    message = gettext_lazy("This link is too old or belongs to another person. Enter the new e-mail once more.")


class WrongCode(DomainError):
    message = gettext_lazy("The code is not right. Check the newest message.")
    field = "code"


class CodeOver(DomainError):
    message = gettext_lazy("The code no longer works. Enter the new phone once more.")


def ask_email(request: HttpRequest, email: str) -> None:
    """Send the confirming link to the new address and a warning to the old one. Raises AddressTaken."""
    user: Any = request.user
    if User.objects.filter(email=email).exclude(pk=user.pk).exists():
        raise AddressTaken(field="email")
    token = signing.dumps({"user": user.pk, "email": email, "old": user.email or ""}, salt=_SALT)
    address = request.build_absolute_uri(reverse("confirm_email", args=[token]))
    body = _("You asked to sign in to Köpir with this e-mail. Open the link within 24 hours, signed in as yourself:\n\n%(url)s\n") % {
        "url": address
    }
    _mail(email, _("Confirm your e-mail"), body)
    if user.email:
        _mail(
            user.email,
            _("Your e-mail is being changed"),
            _("Somebody who is signed in as you asked to change the e-mail. If it was not you, change your password.\n"),
        )
    request.session[_EMAIL] = email


def _mail(address: str, subject: str, body: str) -> None:
    from django.core.mail import send_mail

    send_mail(f"Көпір: {subject}", body, None, [address])


def pending_email(request: HttpRequest) -> str:
    """The address that waits for the click, empty when none does."""
    return request.session.get(_EMAIL, "")


def confirm_email(request: HttpRequest, token: str) -> None:
    """Take the new address over. Raises ConfirmationOver, AddressTaken."""
    user: Any = request.user
    try:
        wish = signing.loads(token, salt=_SALT, max_age=EMAIL_WAITS)
    except signing.BadSignature as error:
        raise ConfirmationOver from error
    # The old address is part of the wish: a link that was overtaken by another change no longer works.
    if wish["user"] != user.pk or wish["old"] != (user.email or ""):
        raise ConfirmationOver
    services.change_email(user=user, email=wish["email"])
    request.session.pop(_EMAIL, None)


def ask_phone(request: HttpRequest, phone: str) -> str:
    """Send a code to the new phone, or save it unconfirmed where no gateway exists; answers the page to show next. Raises AddressTaken."""
    user: Any = request.user
    phone = normal_phone(phone) if phone else ""
    if not phone or not sms.available():
        services.change_phone(user=user, phone=phone)
        return "profile"
    if User.objects.filter(phone_hash=keyed_hash(phone)).exclude(pk=user.pk).exists():
        raise AddressTaken(field="phone")
    code = f"{secrets.randbelow(10**6):06d}"
    request.session[_PHONE] = {
        "phone": phone,
        "code": keyed_hash(f"{user.pk}:{phone}:{code}"),
        "until": timezone.now().timestamp() + CODE_WAITS,
        "left": TRIES,
    }
    messages.send_code(user=user, phone=phone, code=code)
    return "confirm_phone"


def pending_phone(request: HttpRequest) -> str:
    """The phone that waits for its code, empty when none does."""
    return request.session.get(_PHONE, {}).get("phone", "")


def confirm_phone(request: HttpRequest, code: str) -> None:
    """Take the new phone over. Raises WrongCode, CodeOver, AddressTaken."""
    user: Any = request.user
    wish = request.session.get(_PHONE) or {}
    if not wish or timezone.now().timestamp() > wish["until"]:
        request.session.pop(_PHONE, None)
        raise CodeOver
    if not secrets.compare_digest(keyed_hash(f"{user.pk}:{wish['phone']}:{code}"), wish["code"]):
        wish["left"] -= 1
        request.session[_PHONE] = wish
        if wish["left"] <= 0:
            request.session.pop(_PHONE)
            raise CodeOver
        raise WrongCode
    request.session.pop(_PHONE)
    services.change_phone(user=user, phone=wish["phone"], verified=True)
