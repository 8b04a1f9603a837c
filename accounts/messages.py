"""Messages that leave the portal: e-mail through Django, SMS through the gateway where one is configured.

Where a family has neither an e-mail nor a reachable phone, nothing is sent and the screen offers the link as text and as a printed QR code.
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from . import sms
from .models import Delivery, GuardianLink, User

MAX_ATTEMPTS = 5


def channel_for(person: GuardianLink | User) -> str:
    """The channel by which the person can be reached now: Delivery.Channel.EMAIL or SMS, empty where there is none."""
    if person.email:
        return Delivery.Channel.EMAIL
    if person.phone and sms.available():
        return Delivery.Channel.SMS
    return ""


def masked(address: str) -> str:
    """«а***@mail.kz», «+7******01»: enough to recognise the own address, not enough to use it."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    return f"{address[:2]}******{address[-2:]}" if len(address) > 6 else "***"


@transaction.atomic
def send_to_guardian(*, guardian: GuardianLink, subject: str, body: str) -> Delivery | None:
    """Queue a message to a family in words already in their language (see ``in_language_of``); None where there is no way to reach them."""
    return _queue({"guardian": guardian}, guardian, subject, body)


@transaction.atomic
def send_sms_to_guardian(*, guardian: GuardianLink, body: str) -> Delivery:
    """Queue a message to the guardian's phone, also where there is an e-mail: a code proves that somebody holds the phone (NR11)."""
    return _leave({"guardian": guardian}, Delivery.Channel.SMS, guardian.phone, "", body)


@transaction.atomic
def send_to_user(*, user: User, subject: str, body: str) -> Delivery | None:
    """Queue a message to a person of the portal; None where there is no way to reach them."""
    return _queue({"user": user}, user, subject, body)


def _queue(whose: dict, person: Any, subject: str, body: str) -> Delivery | None:
    channel = channel_for(person)
    if not channel:
        return None
    return _leave(whose, channel, person.email if channel == Delivery.Channel.EMAIL else person.phone, subject, body)


def _leave(whose: dict, channel: str, address: str, subject: str, body: str) -> Delivery:
    delivery = Delivery.objects.create(**whose, channel=channel, to_masked=masked(address), subject=subject, body=body)
    from .tasks import deliver

    transaction.on_commit(lambda: deliver.delay(delivery.pk))
    return delivery


def in_language_of(person: GuardianLink | User) -> Any:
    """Context manager: translations inside it are in the person's language."""
    return translation.override(person.language)


def deliver_now(*, delivery: Delivery) -> None:
    """Send one queued message; a delivered one is left alone. The caller holds the row lock. Raises OSError or GatewayError when it failed."""
    if delivery.state != Delivery.State.QUEUED:
        return
    person = delivery.guardian or delivery.user
    delivery.attempts += 1
    try:
        _send(delivery, person)
    except (OSError, sms.GatewayError) as error:
        delivery.error = str(error)[:200]
        if delivery.attempts >= MAX_ATTEMPTS:
            delivery.state, delivery.body = Delivery.State.FAILED, ""
        delivery.save(update_fields=["attempts", "error", "state", "body"])
        return
    delivery.state, delivery.sent_at, delivery.body, delivery.error = (Delivery.State.SENT, timezone.now(), "", "")
    delivery.save(update_fields=["attempts", "state", "sent_at", "body", "error"])


def _send(delivery: Delivery, person: Any) -> None:
    if delivery.channel == Delivery.Channel.EMAIL:
        EmailMessage(delivery.subject, delivery.body, settings.DEFAULT_FROM_EMAIL, [person.email]).send()
    else:
        sms.send_sms(to=person.phone, text=delivery.body)


def send_code(*, user: User, phone: str, code: str) -> None:
    """Send a sign-in code by SMS in the person's language. Raises GatewayError."""
    with in_language_of(user):
        sms.send_sms(
            to=phone, text=_("Köpir: your sign-in code is %(code)s. It works for 10 minutes. Do not tell it to anybody.") % {"code": code}
        )
