"""What of the practicum waits on the home page: risks of a coordinator, reports of a leader, briefings and answers."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import todos
from core.todos import Todo
from network.access import has_role, holdings, organisations_as
from network.models import Role

from ..access import OWNER, SCHOOL, SUPERVISORS
from ..models import AdmissionCheck, Placement, VisitReport
from .risks import coordinated, risks_of

AT_MOST = 5


def coordinates_placements(user: Any) -> bool:
    """Coordinators of schools, colleges and universities; asks the database nothing."""
    return any(row.role in {*OWNER, *SCHOOL} and row.kind in ("school", "college", "university") for row in holdings(user))


def _of_coordinator(user: Any) -> QuerySet | None:
    if not organisations_as(user, *OWNER, *SCHOOL):
        return None
    return coordinated(user).filter(status__in=["proposed", "confirmed", "ordered", "admitted", "active", "suspended"])


def _risks(user: Any) -> Iterator[Todo]:
    for risk in risks_of(user)[:AT_MOST]:
        yield Todo(f"practicum-{risk.code}", risk.title, risk.text, "practicum:placements", action=risk.action, tone=risk.tone)


def _drafts(user: Any) -> QuerySet | None:
    return VisitReport.objects.filter(contact__supervisor=user, status="draft") if has_role(user, *SUPERVISORS) else None


def _reports(user: Any) -> Iterator[Todo]:
    for row in VisitReport.objects.filter(contact__supervisor=user, status="draft").select_related("contact__school")[:AT_MOST]:
        yield Todo(
            "visit-report", _("A report on a visit is due"), row.contact.school.short_name, "practicum:visit", (row.contact_id,), _("Write")
        )


def _briefings(user: Any) -> QuerySet | None:
    if not has_role(user, Role.STUDENT):
        return None
    return AdmissionCheck.objects.filter(
        placement__student=user, done_on__isnull=False, student_ack=None, placement__status__in=Placement.LIVE
    )


def _acknowledge(user: Any) -> Iterator[Todo]:
    yield Todo("briefings", _("Confirm that you have been briefed"), "", "practicum:my_practicum", action=_("Open"))


def register() -> None:
    """Make the practicum known to the home page."""
    todos.register(_risks, _of_coordinator)
    todos.register(_reports, _drafts)
    todos.register(_acknowledge, _briefings)
