"""NR31: a network agreement is signed when each school, college and university has a named person for every mandatory function (10·6 + 2·7 + 1·5 = 79)."""

from django.utils import timezone

from ...errors_agreements import ContactMissing, DutiesIncomplete
from ...models import Agreement, NetworkDuty, NetworkFunction, Organisation

GROUPS = {
    Organisation.Kind.SCHOOL: NetworkFunction.Group.SCHOOL,
    Organisation.Kind.COLLEGE: NetworkFunction.Group.COLLEGE,
    Organisation.Kind.UNIVERSITY: NetworkFunction.Group.UNIVERSITY,
}


def places_without_a_person(agreement: Agreement) -> list[tuple[Organisation, NetworkFunction]]:
    """(organisation, function) pairs of the parties that nobody is named for today."""
    demanded = list(NetworkFunction.objects.filter(mandatory=True, active=True, group__in=GROUPS.values()))
    today = timezone.localdate()
    held = set()
    if agreement.network_id:
        rows = NetworkDuty.objects.filter(network=agreement.network_id, rasci=NetworkDuty.Rasci.R, valid_from__lte=today)
        held = {(d.organisation_id, d.function_id) for d in rows if d.valid_until is None or d.valid_until >= today}
    parties = agreement.parties.exclude(status__in=["refused", "left"]).select_related("organisation")
    sides = [party.organisation for party in parties if party.organisation and party.organisation.kind in GROUPS]
    return [
        (side, f) for side in sides for f in demanded if f.group == GROUPS[Organisation.Kind(side.kind)] and (side.pk, f.pk) not in held
    ]


def check_duties(agreement: Agreement) -> None:
    """Annex 1 is complete and annex 2 names one person with phone and e-mail per party. Raises DutiesIncomplete, ContactMissing."""
    if missing := places_without_a_person(agreement):
        raise DutiesIncomplete(missing=len(missing))
    parties = agreement.parties.exclude(status__in=["refused", "left"]).select_related("organisation", "person")
    bare = [p.name for p in parties if not (p.responsible_id and p.responsible_phone and p.responsible_email)]
    if bare:
        raise ContactMissing(parties=", ".join(bare))
