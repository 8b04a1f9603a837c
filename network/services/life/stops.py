"""A party that is closed or reorganised while the agreement is being signed stops the signing (§9.13)."""

from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.states import Transition

from ...access import COORDINATORS
from ...models import Agreement, AgreementParty, Organisation, PartySignature
from .telling import holders, tell, tell_parties

GONE = ("closed", "reorganised")
STOPPED = _("Signing of %(agreement)s has stopped: %(party)s was closed or reorganised. Put its successor in its place or take it out.")
INHERITED = _("Agreements of %(party)s wait for your notice to the other parties: %(count)s.")


def watch() -> None:
    """Listen to the steps of organisations, whoever takes them."""
    post_save.connect(_after_step, sender=Transition, dispatch_uid="network.signing_stops")


def _after_step(sender: Any, instance: Transition, created: bool, **_kwargs: Any) -> None:
    if created and instance.target in GONE and instance.content_type == ContentType.objects.get_for_model(Organisation):
        organisation = Organisation.objects.get(pk=instance.object_id)
        organisation.status = instance.target  # the step is written before the row
        stop_signing(organisation, by=instance.by)
        if instance.target == Organisation.Status.REORGANISED:
            transaction.on_commit(partial(tell_successor, organisation.pk))


def tell_successor(pk: int) -> None:
    """NR58: the people of the successor are told how many agreements wait for their notice to the other parties."""
    organisation = Organisation.objects.select_related("successor").get(pk=pk)
    waiting = AgreementParty.objects.filter(
        organisation=pk, status=AgreementParty.Status.SIGNED, agreement__status__in=Agreement.LIVING
    ).count()
    if waiting and organisation.successor:
        people = holders([organisation.successor.pk], *COORDINATORS)
        tell(people, INHERITED, url_name="network:succession", party=organisation, count=waiting)


def stop_signing(organisation: Organisation, *, by: Any = None) -> list[Agreement]:
    """Agreements that the organisation was signing go back to review; number and signatures stay visible, the signatures void. Answers them."""
    rows = Agreement.objects.select_for_update(of=("self",)).filter(status=Agreement.Status.SIGNING, parties__organisation=organisation)
    stopped = list(rows.order_by("pk"))
    for agreement in stopped:
        return_to_review(agreement, reason=f"{organisation}: {organisation.get_status_display()}", by=by)
        tell_parties(agreement, STOPPED, party=organisation)
    return stopped


def return_to_review(agreement: Agreement, *, reason: str, by: Any) -> None:
    """SIGNING → REVIEW: the number stays, every signature is void and shown as void, each party agrees anew."""
    now = timezone.now()
    signatures = PartySignature.objects.filter(party__agreement=agreement, voided_at__isnull=True)
    signatures.update(voided_at=now, void_reason=reason)
    for party in agreement.parties.select_for_update().exclude(status__in=["left", "invited"]):
        party.move("ask_again", by=by, reason=reason)
    agreement.move("reopen", by=by, reason=reason)


def gone_parties(agreement: Agreement) -> list[AgreementParty]:
    """Parties of an agreement in the making whose organisation is no more; each with the successor that is proposed, where there is one."""
    rows = agreement.parties.filter(organisation__status__in=GONE).exclude(status=AgreementParty.Status.LEFT)
    return list(rows.select_related("organisation__successor"))
