"""Contacts of leaders and reports on visits (R32, R33)."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.workdays import add_working_days

from ..errors_life import FutureDate, NotYourSchool, ReportIncomplete
from ..models import Placement, PracticumRound, SupervisorContact, VisitReport
from .telling import owner_people, school_people, tell

SENT = _("%(leader)s sent the report on the visit of %(day)s. Please read it.")


@transaction.atomic
def record_contact(
    *, round: PracticumRound, school: Any, kind: str, date: dt.date, note: str, by: Any, placements: Any = (), proposals: str = "",
    client_id: uuid.UUID | None = None,
) -> SupervisorContact:  # fmt: skip
    """Record a contact; a visit opens its report at once. The same client_id twice is once. Raises NotYourSchool, FutureDate."""
    if client_id and (known := SupervisorContact.objects.filter(client_id=client_id, supervisor=by).first()):
        return known
    if date > timezone.localdate():
        raise FutureDate
    own = Placement.objects.led_by(by).filter(round=round, school=school)
    if not own.exists():
        raise NotYourSchool
    made = SupervisorContact.objects.create(
        client_id=client_id or uuid.uuid4(), supervisor=by, round=round, school=school, kind=kind, date=date, note=note, proposals=proposals
    )
    made.placements.set(own.filter(pk__in=[row.pk for row in placements]))
    if kind == SupervisorContact.Kind.VISIT:
        VisitReport.objects.create(contact=made, due_on=add_working_days(date, round.report_days))
    return made


REPORT_FIELDS = (
    "time_from", "time_to", "mentors_met", "lessons_seen", "admission_checked", "journal_checked", "attendance", "successes", "problems",
    "recommendations", "agreements", "next_visit_on",
)  # fmt: skip


@transaction.atomic
def save_report(*, report: VisitReport, by: Any, send: bool = False, **values: Any) -> VisitReport:
    """Save the draft; ``send`` gives it to the school. Raises ReportIncomplete."""
    row = (
        VisitReport.objects.select_for_update(of=("self",)).select_related("contact__school", "contact__round__programme").get(pk=report.pk)
    )
    if row.status != VisitReport.Status.DRAFT:
        row.move("submit", by=by)  # refuses with the state
    for name in REPORT_FIELDS:
        if name in values:
            setattr(row, name, values[name])
    row.save()
    if send:
        if not (row.successes.strip() and row.recommendations.strip()):
            raise ReportIncomplete
        row.submitted_at = timezone.now()
        row.move("submit", by=by, save_also=("submitted_at",))
        sample = Placement(school=row.contact.school, round=row.contact.round)
        tell(
            school_people(sample),
            SENT,
            "visit",
            row.contact_id,
            leader=row.contact.supervisor.short_name,
            day=f"{row.contact.date:%d.%m.%Y}",
        )
    return row


@transaction.atomic
def acknowledge_report(*, report: VisitReport, by: Any, remark: str = "") -> VisitReport:
    """The school has read the report and may add a remark."""
    row = VisitReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    row.acknowledged_by, row.acknowledged_at, row.school_remark = by, timezone.now(), remark
    row.move("acknowledge", by=by, save_also=("acknowledged_by", "acknowledged_at", "school_remark"))
    return row


def coordinators(contact: SupervisorContact) -> list[Any]:
    """Coordinators of the institution that sends the leader."""
    return owner_people(Placement(school=contact.school, round=contact.round))
