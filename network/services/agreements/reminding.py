"""The initiator reminds whoever has not answered, signed or confirmed (S14)."""

from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from ...errors_agreements import NobodyToRemind, RemindedToday
from ...models import Agreement, AgreementParty
from .drafting import locked
from .telling import tell_parties

WORDS = {
    Agreement.Status.REVIEW: gettext_noop("Reminder: %(agreement)s waits for your answer."),
    Agreement.Status.SIGNING: gettext_noop("Reminder: %(agreement)s waits for your signature."),
}
CONFIRM = gettext_noop("Reminder: confirm that %(agreement)s was signed on paper.")
A_DAY = 24 * 60 * 60


def waited_for(agreement: Agreement) -> list[AgreementParty]:
    """Parties of which something is still expected."""
    parties = [party for party in agreement.parties.all() if party.organisation_id and party.organisation_id != agreement.initiator_id]
    if agreement.status == Agreement.Status.REVIEW:
        return [party for party in parties if party.status == AgreementParty.Status.INVITED]
    if agreement.status == Agreement.Status.SIGNING:
        return [party for party in parties if party.status == AgreementParty.Status.AGREED]
    if agreement.origin == Agreement.Origin.PAPER and agreement.status in Agreement.LIVING:
        return [party for party in parties if party.confirmed_at is None and party.status != AgreementParty.Status.LEFT]
    return []


@transaction.atomic
def remind_parties(*, agreement: Agreement, by: Any) -> int:
    """Tell the coordinators of the parties that have not done their step, once a day; how many parties. Raises NobodyToRemind, RemindedToday."""
    agreement = locked(agreement)
    waiting = waited_for(agreement)
    if not waiting:
        raise NobodyToRemind
    if not cache.add(f"agreement-reminded:{agreement.pk}:{agreement.status}:{timezone.localdate()}", 1, A_DAY):
        raise RemindedToday
    text = WORDS.get(Agreement.Status(agreement.status), CONFIRM)
    tell_parties(agreement, text, by=by, only=[party.organisation_id for party in waiting if party.organisation_id])
    return len(waiting)
