"""Programmes that several organisations keep together: drafting, adoption, each organisation's own order, coming into force."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from core.errors import WrongState

from ..errors_alignment import OrderGiven, OrdersMissing, ReasonNeeded, TwoOrganisationsNeeded
from ..models import JointProgramme, JointProgrammeParty, Organisation

FIELDS = ("kind", "title_kk", "title_ru", "subject")
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


@transaction.atomic
def approve_joint_programme(*, programme: JointProgramme, adopted_on: dt.date, by: Any) -> JointProgramme:
    """Adopted by the organisations' bodies. Raises TwoOrganisationsNeeded, WrongState."""
    programme = _held(programme)
    if programme.parties.count() < 2:
        raise TwoOrganisationsNeeded
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
