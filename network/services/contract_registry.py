"""The register of agreements and contracts: handing in, registering, returning, lines of change, closing (spec 2.6 RegistryEntry, NR40)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..access import COORDINATORS
from ..errors_life import AlreadySubmitted, NotInForce, ReasonNeeded, RegistrarMissing
from ..models import (
    Agreement,
    AgreementKind,
    Organisation,
    Region,
    RegistryBook,
    RegistryChange,
    RegistryEntry,
    RegistryParty,
    RegistryPolicy,
    Role,
)
from .life.telling import holders, tell

CHAMBER_KEEPS = ("DUAL", "PATRON", "TTRAIN")
HANDED_IN = _("%(contract)s is handed in for registration.")
REGISTERED = _("%(contract)s is registered: № %(number)s.")
RETURNED = _("%(contract)s was returned by the registrar: %(reason)s")

Copier = Callable[[Any], dict[str, Any]]
_copiers: dict[type, Copier] = {}


def register_copier(model: type, copier: Copier) -> None:
    """A room says what an entry about its contract copies: kind, numbers, days, organisations (Organisation objects under "parties") and further facts."""
    _copiers[model] = copier


def registrar_for(kind: str, region: Region) -> Organisation:
    """The chamber for dual contracts, patronage and target training, the operator's centre for all other kinds. Raises RegistrarMissing."""
    keeper = Organisation.Kind.CHAMBER if kind in CHAMBER_KEEPS else Organisation.Kind.CAREER_CENTRE
    found = Organisation.objects.filter(kind=keeper, region=region, status=Organisation.Status.ACTIVE).order_by("pk").first()
    if found is None:
        raise RegistrarMissing(region=region)
    return found


@transaction.atomic
def register_contract(contract: Any, *, by: Any, registrar: Organisation | None = None) -> RegistryEntry:
    """Hand a contract in for registration. Raises AlreadySubmitted, RegistrarMissing, NotInForce."""
    facts = facts_of(contract)
    registrar = registrar or registrar_for(facts["kind"], facts["region"])
    kind = ContentType.objects.get_for_model(contract)
    if isinstance(contract, Agreement):
        contract = Agreement.objects.select_for_update(of=("self",)).get(pk=contract.pk)
        if contract.status not in Agreement.LIVING:
            raise NotInForce(status=contract.get_status_display())
    if RegistryEntry.objects.filter(content_type=kind, object_id=contract.pk).exists():
        raise AlreadySubmitted
    entry = RegistryEntry(registrar=registrar, region=registrar.region, content_type=kind, object_id=contract.pk, submitted_by=by)
    _copy(entry, facts)
    entry.save()
    RegistryParty.objects.bulk_create([RegistryParty(entry=entry, organisation=party) for party in facts["parties"]])
    tell(_officers(registrar), HANDED_IN, url_name="network:registry_inbox", contract=entry.contract_number)
    return entry


@transaction.atomic
def register(*, entry: RegistryEntry, by: Any, day: dt.date | None = None) -> RegistryEntry:
    """Give the next number of the registrar's year and copy what the contract says now (NR40). Raises WrongState."""
    entry = _locked(entry)
    day = day or timezone.localdate()
    if entry.may("register"):
        book = RegistryBook.objects.get_or_create(registrar=entry.registrar, year=day.year)[0]
        book = RegistryBook.objects.select_for_update().get(pk=book.pk)
        book.last_number += 1
        book.save(update_fields=["last_number"])
        _copy(entry, facts_of(entry.subject))
        entry.book, entry.year, entry.number, entry.date, entry.officer = book, day.year, book.last_number, day, by
        entry.return_reason = ""
    entry.move("register", by=by, save_also=(*COPIED, "book", "year", "number", "date", "officer", "return_reason"))
    _tell_parties(entry, REGISTERED, by=by, number=entry.shown_number)
    return entry


@transaction.atomic
def return_entry(*, entry: RegistryEntry, by: Any, reason: str) -> RegistryEntry:
    """Give it back with the reason. Raises ReasonNeeded, WrongState."""
    if not reason.strip():
        raise ReasonNeeded
    entry = _locked(entry)
    entry.return_reason = reason.strip()
    entry.move("return", by=by, reason=entry.return_reason, save_also=("return_reason",))
    _tell_parties(entry, RETURNED, by=by, reason=entry.return_reason)
    return entry


@transaction.atomic
def submit_again(*, entry: RegistryEntry, by: Any) -> RegistryEntry:
    """Hand a returned one in again, with what the contract says now. Raises WrongState."""
    entry = _locked(entry)
    _copy(entry, facts_of(entry.subject))
    entry.move("submit_again", by=by, save_also=COPIED)
    tell(_officers(entry.registrar), HANDED_IN, url_name="network:registry_inbox", contract=entry.contract_number)
    return entry


@transaction.atomic
def note_change(*, entry: RegistryEntry, by: Any, text_kk: str, text_ru: str, day: dt.date | None = None) -> RegistryChange:
    """Add a line of change under a registered entry; the copied facts stay as they were registered (NR40). Raises WrongState."""
    entry = _locked(entry)
    entry.state = RegistryEntry.State.ALTERED
    entry.ends_on = facts_of(entry.subject)["ends_on"]
    entry.move("change", by=by, reason=text_ru, save_also=("state", "ends_on"))
    return RegistryChange.objects.create(entry=entry, on=day or timezone.localdate(), text_kk=text_kk, text_ru=text_ru, by=by)


@transaction.atomic
def close_entry(*, entry: RegistryEntry, by: Any, state: str = "", ground_kk: str = "", ground_ru: str = "") -> RegistryEntry:
    """The contract has ended or was terminated: the registrar closes the line. Raises WrongState."""
    entry = _locked(entry)
    entry.state = state or state_of(entry.subject)
    entry.ground_kk, entry.ground_ru = ground_kk, ground_ru
    entry.ends_on = facts_of(entry.subject)["ends_on"]
    entry.move("close", by=by, reason=ground_ru, save_also=("state", "ground_kk", "ground_ru", "ends_on"))
    return entry


@transaction.atomic
def set_policy(*, region: Region, kinds: list[str], by: Any) -> RegistryPolicy:
    """Which kinds of the region are handed in without a request (spec 2.6, cfg per region); a dual contract always is. Codes nobody knows are left out."""
    policy = RegistryPolicy.objects.select_for_update(of=("self",)).get_or_create(region=region)[0]
    policy.kinds = sorted(AgreementKind.objects.filter(pk__in=kinds).values_list("pk", flat=True))
    policy.save(update_fields=["kinds"])
    return policy


def submit_started() -> int:
    """Hand in what came into force in regions that made the registration of its kind a rule (RegistryPolicy); answers how many."""
    agreements = ContentType.objects.get_for_model(Agreement)
    known = RegistryEntry.objects.filter(content_type=agreements, object_id=OuterRef("pk"))
    done = 0
    for policy in RegistryPolicy.objects.select_related("region"):
        waiting = Agreement.objects.filter(~Exists(known), kind__in=policy.kinds, status=Agreement.Status.IN_FORCE)
        for agreement in waiting.filter(initiator__region=policy.region).order_by("pk")[:500]:
            try:
                register_contract(agreement, by=None)
            except (AlreadySubmitted, RegistrarMissing, NotInForce):
                continue
            done += 1
    return done


def submit_if_ruled(agreement: Agreement) -> RegistryEntry | None:
    """Hand in an agreement that has just come into force where its region made that a rule; nothing that is missing here delays it (network page 2.6)."""
    ruled = any(agreement.kind_id in policy.kinds for policy in RegistryPolicy.objects.filter(region=agreement.initiator.region_id))
    if not ruled:
        return None
    try:
        with transaction.atomic():
            return register_contract(agreement, by=None)
    except (AlreadySubmitted, RegistrarMissing, NotInForce):
        return None


def facts_of(contract: Any) -> dict[str, Any]:
    """What an entry copies of the contract."""
    return _copiers[type(contract)](contract)


def state_of(contract: Any) -> str:
    """In which state the register shows a contract that its own page calls ended or terminated."""
    terminated = getattr(contract, "status", "") == Agreement.Status.TERMINATED
    return RegistryEntry.State.TERMINATED if terminated else RegistryEntry.State.ENDED


def copy_agreement(agreement: Agreement) -> dict[str, Any]:
    """Facts of an agreement: amounts stay with the parties, places are the students taken a year (NR40)."""
    parties = list(agreement.parties.filter(organisation__isnull=False).exclude(status="left").select_related("organisation__region"))
    organisations = [party.organisation for party in parties if party.organisation]
    college = next((o for o in organisations if o.kind == Organisation.Kind.COLLEGE), None)
    home = college if agreement.kind_id in CHAMBER_KEEPS and college else agreement.initiator
    said = agreement.variables
    return {
        "kind": agreement.kind_id,
        "kind_kk": agreement.kind.name_kk,
        "kind_ru": agreement.kind.name_ru,
        "region": home.region,
        "number": agreement.number,
        "date": agreement.date,
        "starts_on": agreement.starts_on,
        "ends_on": agreement.ends_on,
        "renews": agreement.auto_renew,
        "parties": organisations,
        "specialty": said.get("specialty", "") or said.get("specialty_code", ""),
        "course": said.get("course", ""),
        "mentor": "",
        "learner": "",
        "compensation": "",
        "places": agreement.hosts_per_year or said.get("places", ""),
        "employment": said.get("employment", ""),
    }


COPIED = ("kind", "contract_number", "contract_date", "starts_on", "ends_on", "copied")


def _copy(entry: RegistryEntry, facts: dict[str, Any]) -> None:
    parties = [{"name_kk": o.short_name_kk, "name_ru": o.short_name_ru, "bin": o.bin} for o in facts["parties"]]
    entry.kind, entry.contract_number, entry.contract_date = facts["kind"], facts["number"], facts["date"]
    entry.starts_on, entry.ends_on = facts["starts_on"], facts["ends_on"]
    kept = ("kind_kk", "kind_ru", "renews", "specialty", "course", "mentor", "learner", "compensation", "places", "employment")
    entry.copied = {name: facts.get(name, "") for name in kept} | {"parties": parties}


def _locked(entry: RegistryEntry) -> RegistryEntry:
    return RegistryEntry.objects.select_for_update(of=("self",)).select_related("registrar").get(pk=entry.pk)


def _officers(registrar: Organisation) -> list[Any]:
    return holders([registrar.pk], Role.REGISTRAR, Role.REGION_OPERATOR)


def _tell_parties(entry: RegistryEntry, message: Any, *, by: Any, **params: Any) -> None:
    people = holders(entry.parties.values_list("organisation", flat=True), *COORDINATORS)
    tell(people, message, url_name="network:registry_entry", args=(entry.pk,), but=by, contract=entry.contract_number, **params)
