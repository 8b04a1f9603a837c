"""Programmes that several organisations keep together: drafting, adoption, each organisation's own order, coming into force."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from core.errors import WrongState

from ..errors_alignment import (
    ConclusionsMissing,
    NotADraft,
    OrderGiven,
    OrdersMissing,
    ProtocolNeeded,
    ReasonNeeded,
    RemarksNeeded,
    TwoOrganisationsNeeded,
)
from ..models import JointProgramme, JointProgrammeParty, Organisation

FIELDS = ("kind", "title_kk", "title_ru", "subject")
CONCLUSION = ("body", "protocol_number", "protocol_date", "remarks", "verdict", "signed_by")
ORDERS_AT_LEAST = 2


def _held(programme: JointProgramme) -> JointProgramme:
    return JointProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)


@transaction.atomic
def create_joint_programme(
    *, keeper: Organisation, organisations: Iterable[Organisation], by: Any, class_groups: Iterable[Any] = (), **fields: Any
) -> JointProgramme:
    """Start a programme of at least two organisations; the keeper is one of them. Raises TwoOrganisationsNeeded."""
    parties = {keeper.pk: keeper} | {organisation.pk: organisation for organisation in organisations}
    if len(parties) < 2:
        raise TwoOrganisationsNeeded
    made = JointProgramme.objects.create(keeper=keeper, **{name: fields[name] for name in FIELDS if name in fields})
    for organisation in parties.values():
        JointProgrammeParty.objects.create(programme=made, organisation=organisation)
    made.class_groups.set(class_groups)
    return made


def _draft(programme: JointProgramme) -> JointProgramme:
    programme = _held(programme)
    if programme.status != JointProgramme.Status.DRAFT:
        raise NotADraft
    return programme


@transaction.atomic
def change_joint_programme(
    *, programme: JointProgramme, organisations: Iterable[Organisation], by: Any, class_groups: Iterable[Any] = (), **fields: Any
) -> JointProgramme:
    """Correct a draft: what it is, who keeps it together. Conclusions were given on the text before: they are asked anew, the history keeps them.

    Raises NotADraft, TwoOrganisationsNeeded.
    """
    programme = _draft(programme)
    wanted = {programme.keeper_id} | {organisation.pk for organisation in organisations}
    if len(wanted) < 2:
        raise TwoOrganisationsNeeded
    changed = [name for name in FIELDS if name in fields and getattr(programme, name) != fields[name]]
    for name in changed:
        setattr(programme, name, fields[name])
    if changed:
        programme.save(update_fields=changed)
    for party in programme.parties.exclude(organisation__in=wanted):
        party.delete()
    there = set(programme.parties.values_list("organisation_id", flat=True))
    for pk in sorted(wanted - there):
        JointProgrammeParty.objects.create(programme=programme, organisation_id=pk)
    programme.class_groups.set(class_groups)
    if changed:
        for party in programme.parties.exclude(verdict=""):
            _conclude(party, {name: None if name == "protocol_date" else "" for name in CONCLUSION})
    return programme


def _conclude(party: JointProgrammeParty, values: dict[str, Any]) -> None:
    for name in CONCLUSION:
        setattr(party, name, values[name])
    party.save(update_fields=list(CONCLUSION))


@transaction.atomic
def give_conclusion(
    *,
    party: JointProgrammeParty,
    verdict: str,
    body: str,
    protocol_number: str,
    protocol_date: dt.date | None,
    by: Any,
    remarks: str = "",
    signed_by: str = "",
) -> JointProgrammeParty:
    """What the organisation's body concluded on the draft: agreed to, or given back with remarks (NW-44). Raises NotADraft, ProtocolNeeded, RemarksNeeded."""
    _draft(party.programme)
    party = JointProgrammeParty.objects.select_for_update(of=("self",)).get(pk=party.pk)
    if not body.strip() or not protocol_number.strip() or protocol_date is None:
        raise ProtocolNeeded
    if verdict == JointProgrammeParty.Verdict.RETURNED and not remarks.strip():
        raise RemarksNeeded
    values = {"body": body.strip(), "protocol_number": protocol_number.strip(), "protocol_date": protocol_date}
    _conclude(party, values | {"verdict": verdict, "remarks": remarks.strip(), "signed_by": signed_by.strip()})
    return party


@transaction.atomic
def approve_joint_programme(*, programme: JointProgramme, adopted_on: dt.date, by: Any) -> JointProgramme:
    """Adopted once the bodies of all its organisations have agreed (NW-44). Raises TwoOrganisationsNeeded, ConclusionsMissing, WrongState."""
    programme = _held(programme)
    if programme.parties.count() < 2:
        raise TwoOrganisationsNeeded
    waiting = programme.parties.exclude(verdict=JointProgrammeParty.Verdict.AGREED).select_related("organisation")
    if programme.status == JointProgramme.Status.DRAFT and waiting:
        raise ConclusionsMissing(organisations=", ".join(party.organisation.short_name for party in waiting))
    programme.adopted_on = adopted_on
    programme.move("approve", by=by, save_also=("adopted_on",))
    return programme


@transaction.atomic
def register_order(*, party: JointProgrammeParty, number: str, date: dt.date, by: Any) -> JointProgrammeParty:
    """An organisation's own order; from now on the programme binds there (NR32). Raises OrderGiven, WrongState."""
    programme = _held(party.programme)
    if programme.status not in {JointProgramme.Status.APPROVED, JointProgramme.Status.IN_FORCE}:
        raise WrongState(status=programme.get_status_display())
    party = JointProgrammeParty.objects.select_for_update(of=("self",)).get(pk=party.pk)
    if party.has_order:
        raise OrderGiven
    party.order_number, party.order_date = number.strip(), date
    party.save(update_fields=["order_number", "order_date"])
    return party


@transaction.atomic
def enter_joint_programme(*, programme: JointProgramme, by: Any) -> JointProgramme:
    """In force once at least two organisations have their orders. Raises OrdersMissing, WrongState."""
    programme = _held(programme)
    given = programme.parties.exclude(order_number="").count()
    if given < ORDERS_AT_LEAST:
        raise OrdersMissing(given=given)
    programme.move("enter", by=by)
    return programme


@transaction.atomic
def return_joint_programme(*, programme: JointProgramme, by: Any, reason: str) -> JointProgramme:
    """Back to the draft, with the reason. Raises ReasonNeeded, WrongState."""
    if not reason.strip():
        raise ReasonNeeded
    programme = _held(programme)
    programme.move("return", by=by, reason=reason)
    return programme


@transaction.atomic
def archive_joint_programme(*, programme: JointProgramme, by: Any, reason: str) -> JointProgramme:
    """Close the programme. Raises ReasonNeeded, WrongState."""
    if not reason.strip():
        raise ReasonNeeded
    programme = _held(programme)
    programme.move("archive", by=by, reason=reason)
    return programme
