"""Today's risks of a coordinator, worst first: each with whom it concerns and what to do (practicum page 4; NO-MENTOR, ADMIT-EXPIRE, CONTACT-MISS)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.models import MentorAssignment
from network.access import organisations_as

from ..access import OWNER, SCHOOL
from ..models import AdmissionCheck, Placement, VisitReport
from .supervision import pairs

EXPIRY_DAYS = 14
NAMES_AT_MOST = 3


@dataclass(frozen=True)
class Risk:
    """One line: ``tone`` clay or sun, what, whose, where to act."""

    code: str
    tone: str
    title: str
    text: str
    href: str
    action: str


def coordinated(user: Any) -> QuerySet:
    """Placements of the person's own school, college or university."""
    rows = Placement.objects.filter(school__in=organisations_as(user, *SCHOOL))
    return rows | Placement.objects.filter(round__programme__owner_org__in=organisations_as(user, *OWNER))


def without_mentor(rows: QuerySet) -> QuerySet:
    """ORDERED and later ones where nobody holds the mentor's role."""
    kind = ContentType.objects.get_for_model(Placement)
    held = MentorAssignment.objects.filter(source_type=kind, source_id=OuterRef("pk"), role="mentor", status__in=MentorAssignment.HOLDING)
    return rows.filter(~Exists(held), status__in=["confirmed", "ordered", "admitted", "active", "suspended"])


def narrowed(rows: QuerySet, risk: str) -> QuerySet:
    """Placements of one risk, for the list."""
    today = timezone.localdate()
    if risk == "answer":
        return rows.filter(status="proposed", answer_due_on__lte=today + dt.timedelta(days=1))
    if risk == "admission":
        return rows.filter(status__in=["confirmed", "ordered"], starts_on__lte=today + dt.timedelta(days=3))
    if risk == "expiring":
        soon = AdmissionCheck.objects.filter(
            placement=OuterRef("pk"),
            required=True,
            valid_until__lte=today + dt.timedelta(days=EXPIRY_DAYS),
            valid_until__lt=OuterRef("ends_on"),
        )
        return rows.filter(Exists(soon), status__in=["ordered", "admitted", "active", "suspended"])
    return without_mentor(rows) if risk == "mentor" else rows


LINES = (
    ("mentor", "clay", lambda n: ngettext("%(n)s student has no mentor", "%(n)s students have no mentor", n)),
    ("admission", "clay", lambda n: ngettext("%(n)s student is not admitted, the start is near or past",
                                             "%(n)s students are not admitted, the start is near or past", n)),
    ("expiring", "sun", lambda n: ngettext("A certificate of %(n)s student expires within 14 days",
                                           "Certificates of %(n)s students expire within 14 days", n)),
    ("answer", "sun", lambda n: ngettext("%(n)s place waits for an answer until tomorrow", "%(n)s places wait for an answer until tomorrow", n)),
)  # fmt: skip


def risks_of(user: Any) -> list[Risk]:
    """Lines of the panel; about ten queries whatever the number of students."""
    rows = coordinated(user)
    found = []
    for code, tone, title in LINES:
        concerned = list(narrowed(rows, code).select_related("student").order_by("starts_on", "pk").distinct())
        if concerned:
            names = ", ".join(row.student.short_name for row in concerned[:NAMES_AT_MOST]) + (
                " …" if len(concerned) > NAMES_AT_MOST else ""
            )
            href = (
                reverse("practicum:placement", args=[concerned[0].pk])
                if len(concerned) == 1
                else f"{reverse('practicum:placements')}?risk={code}"
            )
            found.append(Risk(code, tone, title(len(concerned)) % {"n": len(concerned)}, names, href, _("Open")))
    found += _supervision(rows.filter(status="active", round__status="in_progress"))
    return found + _reports(user)


def _supervision(rows: QuerySet) -> list[Risk]:
    found, today = [], timezone.localdate()
    for pair in pairs(rows):
        desk = f"{reverse('practicum:desk')}?school={pair.school.pk}"
        missed = pair.missed_in_a_row()
        if missed:
            title = ngettext("No contact of the leader for %(n)s week", "No contact of the leader for %(n)s weeks", missed) % {"n": missed}
            found.append(
                Risk(
                    "contact",
                    "clay" if missed > 1 else "sun",
                    title,
                    f"{pair.leader.short_name} · {pair.school.short_name}",
                    desk,
                    _("Open"),
                )
            )
        last_month = today.replace(day=1) - dt.timedelta(days=1)
        if pair.norm(last_month) and not pair.is_met(last_month):
            done, _all = pair.visits(last_month)
            title = _("Visits with a report last month: %(done)s of %(norm)s") % {"done": done, "norm": pair.norm(last_month)}
            found.append(Risk("visits", "clay", title, f"{pair.leader.short_name} · {pair.school.short_name}", desk, _("Open")))
    return sorted(found, key=lambda risk: risk.tone)


def _reports(user: Any) -> list[Risk]:
    unread = VisitReport.objects.filter(status="submitted", contact__school__in=organisations_as(user, *SCHOOL))
    return [
        Risk("report", "sun", _("A report on a visit waits to be read"), f"{row.contact.supervisor.short_name} · {row.contact.date:%d.%m.%Y}",
             reverse("practicum:visit", args=[row.contact_id]), _("Read"))
        for row in unread.select_related("contact__supervisor")[:NAMES_AT_MOST]
    ]  # fmt: skip
