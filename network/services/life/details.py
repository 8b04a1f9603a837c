"""After three renewals in a row a party confirms its head, basis of powers and requisites (NR36)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from ...models import AgreementParty, PartyCheck


@transaction.atomic
def confirm(*, party: AgreementParty, by: Any) -> int:
    """Answer what the party was asked; answers how many questions were open."""
    open_checks = PartyCheck.objects.select_for_update().filter(party=party, confirmed_at__isnull=True)
    return open_checks.update(confirmed_at=timezone.now(), confirmed_by=by)
