"""The school's order: built from placements, signed with number and date (PR-06, R12)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from mentoring.models import MentorAssignment
from mentoring.services import assignments

from ..errors_life import LeaderMissing, LeaderNotAccepted, NothingToOrder, OrderIncomplete, OrderNumberTaken
from ..models import Placement, PracticumRound, SchoolOrder
from .admission import open_checks
from .placements import MENTOR, SUPERVISOR, WHO
from .telling import owner_people, tell

SIGNED = _("Order No. %(number)s of %(school)s is signed: %(student)s is taken for the practicum.")
RUNNING = (Placement.Status.ORDERED, Placement.Status.ADMITTED, Placement.Status.ACTIVE, Placement.Status.SUSPENDED)


@transaction.atomic
def build_order(*, school: Any, round: PracticumRound, placements: Iterable[Placement], by: Any, **values: Any) -> SchoolOrder:
    """A draft of an order: on taking for CONFIRMED placements without an order, else on changes for running ones of one order. Raises NothingToOrder."""
    rows = list(Placement.objects.select_for_update(of=("self",)).filter(pk__in=[p.pk for p in placements], school=school, round=round))
    fresh = [row for row in rows if row.status == Placement.Status.CONFIRMED and row.order_id is None]
    changed = [row for row in rows if row.status in RUNNING and row.order and row.order.status == SchoolOrder.Status.SIGNED]
    if fresh:
        order = SchoolOrder.objects.create(school=school, round=round, created_by=by, **values)
        chosen = fresh
    elif changed:
        old = changed[0].order
        chosen = [row for row in changed if row.order_id == changed[0].order_id]
        order = SchoolOrder.objects.create(school=school, round=round, created_by=by, kind=SchoolOrder.Kind.CHANGE, replaces=old, **values)
    else:
        raise NothingToOrder
    Placement.objects.filter(pk__in=[row.pk for row in chosen]).update(order=order)
    return order


@transaction.atomic
def sign_order(
    *,
    order: SchoolOrder,
    number: str,
    date: dt.date | None,
    signatory: str,
    by: Any,
    safety_person: str = "",
    control_person: str = "",
    note: str = "",
) -> SchoolOrder:
    """Sign: CONFIRMED placements become ORDERED, accepted leaders come into force under this number. Raises OrderIncomplete, OrderNumberTaken,
    LeaderMissing, LeaderNotAccepted.
    """  # fmt: skip
    row = SchoolOrder.objects.select_for_update(of=("self",)).select_related("school", "round", "replaces").get(pk=order.pk)
    if not (number.strip() and date and signatory.strip()):
        raise OrderIncomplete
    row.number, row.date, row.signatory, row.signed_by = number.strip(), date, signatory.strip(), by
    row.safety_person, row.control_person, row.note = safety_person, control_person, note
    fields = ("number", "date", "signatory", "signed_by", "safety_person", "control_person", "note")
    try:
        with transaction.atomic():
            row.move("sign", by=by, save_also=fields)
    except IntegrityError as error:
        if "order_number_once_a_year" in str(error):
            raise OrderNumberTaken from error
        raise
    placements = list(
        Placement.objects.select_for_update(of=("self",)).filter(order=row, status__in=Placement.LIVE).select_related("student")
    )
    if not placements:
        raise NothingToOrder
    for placement in placements:
        _order_one(row, placement, date, by)
    if row.replaces and not row.replaces.placements.filter(status__in=Placement.LIVE).exists() and row.replaces.may("replace"):
        row.replaces.move("replace", by=by)
    tell(owner_people(placements[0]), SIGNED, "order", row.pk, number=row.number, school=row.school.short_name,
         student=", ".join(p.student.short_name for p in placements[:3]))  # fmt: skip
    return row


def _order_one(order: SchoolOrder, placement: Placement, date: dt.date, by: Any) -> None:
    held = list(MentorAssignment.objects.of(placement).holding().select_related("mentor"))
    for role in (MENTOR, SUPERVISOR):
        of_role = [one for one in held if one.role == role]
        if not of_role:
            raise LeaderMissing(who=f"{placement.student.short_name}: {WHO[role]}")
        if all(one.status == MentorAssignment.Status.PROPOSED for one in of_role):
            raise LeaderNotAccepted(student=placement.student.short_name, who=of_role[0].mentor.short_name)
    begun = assignments.activate(source=placement, number=order.number, date=date, by=by)
    if placement.status == Placement.Status.CONFIRMED:
        placement.move("order", by=by)
        open_checks(placement)
    people = [placement.student, *(one.mentor for one in begun)]
    tell(
        people, SIGNED, "placement", placement.pk, number=order.number, school=order.school.short_name, student=placement.student.short_name
    )


@transaction.atomic
def drop_order(*, order: SchoolOrder, by: Any) -> SchoolOrder:
    """A draft is given up; its placements go back to where they were."""
    row = SchoolOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if row.status != SchoolOrder.Status.DRAFT:
        row.move("sign", by=by)  # refuses with the state
    row.placements.update(order=row.replaces)
    row.move("cancel", by=by)
    return row
