"""How a placement stops, moves on or ends (practicum page 2.3, R39, R51)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentoring.services import assignments
from network.access import organisations_as
from network.workdays import add_working_days

from ..access import OWNER, SCHOOL
from ..days import share_served
from ..errors import ReasonNeeded
from ..errors_life import NotAdmittable, SignedAlready
from ..models import Placement, Removal, SchoolOffer
from .admission import missing
from .placements import locked
from .placing import place
from .telling import owner_people, school_people, tell

DECISION_DAYS = 5
BEGUN = (Placement.Status.ACTIVE, Placement.Status.SUSPENDED)
CHANGED = _("%(student)s, %(school)s: %(state)s. %(reason)s")
ASKED = _("Removal of %(student)s from the practicum in %(school)s is asked for. The second signature is due by %(day)s.")


def _need(reason: str) -> str:
    if not reason.strip():
        raise ReasonNeeded
    return reason.strip()


def _news(row: Placement, reason: str) -> None:
    people = [row.student, *school_people(row), *owner_people(row)]
    tell(people, CHANGED, "placement", row.pk, student=row.student.short_name, school=row.school.short_name, state=row.get_status_display(),
         reason=reason[:160])  # fmt: skip


@transaction.atomic
def suspend(*, placement: Placement, reason: str, by: Any) -> Placement:
    """The school stops the practicum for a while; the days do not count as absence."""
    row = locked(placement)
    row.move("suspend", by=by, reason=_need(reason))
    _news(row, reason)
    return row


@transaction.atomic
def resume(*, placement: Placement, by: Any, reason: str = "") -> Placement:
    """Back to work, with valid points of the admission only."""
    row = locked(placement)
    if wanting := missing(row):
        raise NotAdmittable(missing=", ".join(wanting))
    row.move("resume", by=by, reason=reason)
    _news(row, reason)
    return row


def _close(row: Placement, action: str, *, reason: str, by: Any, on: dt.date | None = None) -> None:
    today = timezone.localdate()
    day = min(on or today, today)
    row.end_reason = reason[:500]
    fields = ["end_reason"]
    if action != "cancel":
        row.ended_on = day
        row.served_share = share_served(row, day) if row.status in BEGUN else 0
        fields += ["ended_on", "served_share"]
    row.move(action, by=by, reason=reason, save_also=tuple(fields))
    assignments.end_all(source=row, on=day, by=by, reason=reason)
    _news(row, reason)


@transaction.atomic
def leave(*, placement: Placement, reason: str, by: Any, on: dt.date | None = None) -> Placement:
    """Academic leave, expulsion, illness: the student leaves on a day."""
    row = locked(placement)
    _close(row, "leave", reason=_need(reason), by=by, on=on)
    return row


@transaction.atomic
def cancel(*, placement: Placement, reason: str, by: Any) -> Placement:
    """A place that has not begun is cancelled with a reason; its seat is free."""
    row = locked(placement)
    _close(row, "cancel", reason=_need(reason), by=by)
    return row


@transaction.atomic
def transfer(*, placement: Placement, offer: SchoolOffer, reason: str, by: Any) -> Placement:
    """Another seat of the round; the served share stays with the old place, the new one asks both sides again. Raises NoSeatLeft, NotThisOffer."""
    row = locked(placement)
    begun = row.status in BEGUN
    _close(row, "transfer", reason=_need(reason), by=by)
    values: dict[str, Any] = {"previous": row, "ends_on": row.ends_on, "stage": row.stage}
    if begun:
        values["starts_on"] = min(timezone.localdate() + dt.timedelta(days=1), row.ends_on)
    else:
        values["starts_on"] = row.starts_on
    return place(application=row.application, offer=offer, source=Placement.Source.TRANSFER, by=by, **values)


# --- removal: two signatures (R39, story 14) -------------------------------------------------------------------------------------------------------


def side_of(user: Any, placement: Placement) -> str:
    """The side for which the person signs: school, owner, or empty."""
    if placement.school_id in organisations_as(user, *SCHOOL):
        return "school"
    return "owner" if placement.round.programme.owner_org_id in organisations_as(user, *OWNER) else ""


@transaction.atomic
def ask_removal(*, placement: Placement, ground: str, reason: str, by: Any) -> Removal:
    """One side asks and signs; the other has five working days. The placement stays as it is."""
    row = locked(placement)
    if row.status not in BEGUN:
        row.move("remove", by=by)  # refuses with the state
    due = add_working_days(timezone.localdate(), DECISION_DAYS)
    removal = row.removals.filter(status=Removal.Status.OPEN).first() or Removal.objects.create(
        placement=row, ground=ground, reason=_need(reason), opened_by=by, due_on=due
    )
    _sign(removal, row, by)
    tell([row.student, *school_people(row), *owner_people(row)], ASKED, "placement", row.pk, student=row.student.short_name,
         school=row.school.short_name, day=f"{due:%d.%m.%Y}")  # fmt: skip
    return removal


@transaction.atomic
def sign_removal(*, removal: Removal, by: Any) -> Removal:
    """The other side signs: only now the placement ends, with the share that was served."""
    row = locked(removal.placement)
    found = Removal.objects.select_for_update(of=("self",)).get(pk=removal.pk)
    _sign(found, row, by)
    return found


def _sign(removal: Removal, row: Placement, by: Any) -> None:
    side = side_of(by, row)
    if not side or getattr(removal, f"{side}_at"):
        raise SignedAlready
    setattr(removal, f"{side}_by", by)
    setattr(removal, f"{side}_at", timezone.now())
    fields = (f"{side}_by", f"{side}_at")
    if removal.school_at and removal.owner_at:
        removal.move("finish", by=by, save_also=fields)
        _close(row, "remove", reason=f"{removal.get_ground_display()}: {removal.reason}", by=by)
    elif removal.may("finish"):
        removal.save(update_fields=fields)
    else:
        removal.move("finish", by=by)  # refuses with the state


@transaction.atomic
def drop_removal(*, removal: Removal, by: Any) -> Removal:
    """Whoever asked takes it back."""
    found = Removal.objects.select_for_update(of=("self",)).get(pk=removal.pk)
    found.move("drop", by=by)
    return found
