"""Messages to people who are invited; they may have no account yet, so the address comes from the invitation."""

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import sms
from accounts.messages import masked

from ..models import Invitation


def address_of(invitation: Invitation) -> str:
    """Where the invitation goes: e-mail, phone, or the printed code."""
    return invitation.email or invitation.phone or invitation.printed_code


def masked_address(invitation: Invitation) -> str:
    """Enough to recognise the own address, not enough to use it."""
    return masked(address_of(invitation))


def is_reachable(invitation: Invitation) -> bool:
    """Can a letter go out? Without an e-mail and without a gateway the screen offers the link to copy or print."""
    return bool(invitation.email or (invitation.phone and sms.available()))


def queue(invitation: Invitation) -> None:
    """Send the letter once the transaction is through. The queue carries the number of the row only: the address stays in the database."""
    if not is_reachable(invitation):
        return
    from ..tasks import send_invitation

    transaction.on_commit(lambda: send_invitation.delay(invitation.pk))


def send(invitation: Invitation, url: str, days: int) -> None:
    """Send the letter now, in the language of the invitation. Raises OSError, GatewayError."""
    with translation.override(invitation.language):
        words = {"organisation": invitation.organisation.short_name, "url": url, "days": days}
        subject = _("Invitation to Köpir: %(organisation)s") % words
        text = _(
            "%(organisation)s invites you to the portal Köpir. Open the link within %(days)s days, look at the roles and answer:\n\n%(url)s\n"
        )
        body = text % words
        if invitation.first_name:
            body = f"{invitation.first_name},\n\n{body}"
    if invitation.email:
        EmailMessage(subject, body, None, [invitation.email]).send()
    else:
        sms.send_sms(to=invitation.phone, text=body)
