"""Incidents: reported by whoever is there, handled by the regional operator (BR-42, §2.4)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.services.numbering import take_numbers
from network.access import COORDINATORS, regions_as
from network.models import Role, RoleAssignment, Site
from network.services import issuer_of

from .. import errors_incidents as errors
from ..errors import NotInVisit
from ..models import Incident, IncidentMeasure, IncidentNotice, Participation, Trial, TrialSession
from . import notices
from .locks import locked, reason_of
from .sites import suspend_site

SERIES = "INC"
ORDER = [Incident.Severity.MINOR, Incident.Severity.MODERATE, Incident.Severity.SERIOUS]
SERIOUS = Incident.Severity.SERIOUS


@transaction.atomic
def report_incident(
    *,
    trial: Trial,
    at: dt.datetime,
    kind: str,
    severity: str,
    description: str,
    first_actions: str,
    by: Any,
    pupils: Sequence[Participation] = (),
    client_uuid: UUID | None = None,
) -> Incident:
    """Write down what happened. A serious one suspends the site at once and tells everybody who answers for the group or the site (BR-42).

    The same ``client_uuid`` again answers the first row. Raises NotYet, NotInVisit.
    """
    if client_uuid and (earlier := Incident.objects.filter(client_uuid=client_uuid).first()):
        return earlier
    if at > timezone.now() + dt.timedelta(minutes=5):
        raise errors.NotYet
    if strangers := [row for row in pupils if row.trial_id != trial.pk]:
        raise NotInVisit(who=", ".join(row.pupil.short_name for row in strangers))
    number = take_numbers(issuer=issuer_of(trial.school), series=SERIES, year=timezone.localdate().year, count=1)[0]
    incident = Incident.objects.create(
        number=number,
        trial=trial,
        site=_site_of(trial),
        at=at,
        kind=kind,
        severity=severity,
        reported_severity=severity,
        description=description.strip(),
        first_actions=first_actions.strip(),
        client_uuid=client_uuid,
        reported_by=by,
    )
    incident.pupils.set(pupils)
    if severity == SERIOUS:
        _alarm(incident, by=by)
    else:
        people = [*_operators(incident), *notices.coordinators_of(trial.school_id), *notices.coordinators_of(trial.host_id)]
        _tell(incident, people, _("Incident %(number)s is reported at trial %(trial)s."), but=by)
    return incident


def _site_of(trial: Trial) -> Site | None:
    session = trial.sessions.select_related("booking__slot__site__organisation").first()
    return session.booking.slot.site if session and session.booking else None


def _in_region(role: str, regions: Iterable[int]) -> list[User]:
    rows = RoleAssignment.objects.current().filter(role=role, membership__organisation__region__in=list(regions))
    return list(User.objects.filter(pk__in=rows.values("membership__user")))


def _regions(incident: Incident) -> set[int]:
    return {incident.trial.school.region_id, incident.trial.host.region_id}


def _operators(incident: Incident) -> list[User]:
    return _in_region(Role.REGION_OPERATOR, _regions(incident))


def _tell(incident: Incident, people: Iterable[User], message: Any, *, but: Any = None, **more: Any) -> None:
    notices.tell(
        people, message, url_name="profprobes:incident", args=(incident.pk,), but=but,
        number=incident.number, trial=incident.trial.number, **more,
    )  # fmt: skip


def _alarm(incident: Incident, *, by: Any) -> None:
    """Site suspended, which warns the schools with coming visits there; operator, department, head and host told."""
    trial, site = incident.trial, incident.site
    if site and Site.objects.filter(pk=site.pk, status=Site.Status.VERIFIED).exists():
        suspend_site(site=site, reason=str(incident.number), by=by)
    people = [
        *_operators(incident),
        *_in_region(Role.DEPARTMENT, _regions(incident)),
        *notices.coordinators_of(trial.school_id),
        *notices.coordinators_of(trial.host_id),
        trial.responsible.user,
    ]
    _tell(incident, people, _("Serious incident %(number)s at trial %(trial)s: the site is suspended."), but=by)
    for whom, found in (
        (IncidentNotice.Whom.HEAD, notices.holders(trial.school_id, Role.ORG_HEAD)),
        (IncidentNotice.Whom.HOST, notices.coordinators_of(trial.host_id)),
    ):
        if found:
            IncidentNotice.objects.create(incident=incident, whom=whom, at=timezone.now(), by=None)


def future_visits(incident: Incident) -> list[TrialSession]:
    """Visits still to come on the site of the incident: their gate G2 is red until the operator's new check."""
    if incident.site is None:
        return []
    coming = [TrialSession.Status.PLANNED, TrialSession.Status.READY]
    rows = TrialSession.objects.filter(booking__slot__site=incident.site, status__in=coming, period__startswith__gt=timezone.now())
    return list(
        rows.exclude(trial=incident.trial)
        .select_related("trial__responsible__user", "trial__school", "trial__programme")
        .order_by("period")
    )


def operates(user: Any, incident: Incident) -> bool:
    """Regional operator of the school's or the host's region."""
    return not _regions(incident).isdisjoint(regions_as(user, Role.REGION_OPERATOR))


def _open(incident: Incident) -> Incident:
    incident = locked(incident, "trial__school", "trial__host", "trial__responsible__user", "site")
    if incident.status == Incident.Status.CLOSED:
        raise errors.IncidentOver
    return incident


@transaction.atomic
def change_severity(*, incident: Incident, severity: str, reason: str, by: Any) -> Incident:
    """Raise it (school, host or operator) or lower it (the operator alone), always with a reason; the first value stays beside it (BR-42).

    Raises OnlyOperatorLowers, SameSeverity, ReasonMissing, IncidentOver.
    """
    incident = _open(incident)
    old, new = ORDER.index(Incident.Severity(incident.severity)), ORDER.index(Incident.Severity(severity))
    if old == new:
        raise errors.SameSeverity
    if new < old and not operates(by, incident):
        raise errors.OnlyOperatorLowers
    text = reason_of(reason)
    incident.transitions.create(action="severity", source=incident.severity, target=severity, by=by, reason=text)
    incident.severity, incident.severity_reason = severity, text
    incident.save(update_fields=["severity", "severity_reason"])
    if severity == SERIOUS:
        _alarm(incident, by=by)
    return incident


@transaction.atomic
def record_told(*, incident: Incident, whom: str, at: dt.datetime, by: Any) -> IncidentNotice:
    """Somebody was told by telephone or in person. Raises NotYet, IncidentOver."""
    incident = _open(incident)
    if at > timezone.now() + dt.timedelta(minutes=5):
        raise errors.NotYet
    return IncidentNotice.objects.create(incident=incident, whom=whom, at=at, by=by)


@transaction.atomic
def take_up(*, incident: Incident, by: Any) -> Incident:
    """Reported → under review. Raises WrongState."""
    incident = locked(incident)
    incident.move("review", by=by)
    return incident


@transaction.atomic
def add_measure(*, incident: Incident, text: str, owner: User, due: dt.date, by: Any) -> IncidentMeasure:
    """A measure with its owner and due date; the first one of a reviewed incident starts the measures. Raises DueInThePast, IncidentOver."""
    incident = _open(incident)
    if due < timezone.localdate():
        raise errors.DueInThePast
    measure = IncidentMeasure.objects.create(incident=incident, text=text.strip(), owner=owner, due=due)
    if incident.status == Incident.Status.UNDER_REVIEW:
        incident.move("measures", by=by)
    _tell(incident, [owner], _("You are responsible for a measure after incident %(number)s."), but=by)
    return measure


@transaction.atomic
def finish_measure(*, measure: IncidentMeasure, by: Any) -> IncidentMeasure:
    """The measure is carried out; twice is once. Raises IncidentOver."""
    incident = _open(measure.incident)
    measure = locked(measure)
    if measure.done_at is None:
        measure.done_at, measure.done_by = timezone.now(), by
        measure.save(update_fields=["done_at", "done_by"])
        _tell(incident, _operators(incident), _("A measure after incident %(number)s is carried out."), but=by)
    return measure


@transaction.atomic
def close_incident(*, incident: Incident, cause: str, by: Any) -> Incident:
    """The operator closes it: the cause is named and every measure is carried out. Raises CauseMissing, MeasuresOpen, WrongState."""
    incident = locked(incident, "trial__school", "trial__host")
    if not cause.strip():
        raise errors.CauseMissing
    if waiting := incident.measures.filter(done_at__isnull=True).count():
        raise errors.MeasuresOpen(count=waiting)
    incident.cause = cause.strip()
    incident.move("close", by=by, save_also=("cause",))
    people = [*notices.coordinators_of(incident.trial.school_id), *notices.coordinators_of(incident.trial.host_id), incident.reported_by]
    _tell(incident, people, _("Incident %(number)s is closed."), but=by)
    return incident


def owners_for(incident: Incident) -> Any:
    """Who may answer for a measure: coordinators of school and host, the class teachers, the operators."""
    rows = RoleAssignment.objects.current()
    at_home = rows.filter(role__in=[*COORDINATORS, Role.CLASS_TEACHER], membership__organisation=incident.trial.school_id)
    at_host = rows.filter(role__in=COORDINATORS, membership__organisation=incident.trial.host_id)
    operators = rows.filter(role=Role.REGION_OPERATOR, membership__organisation__region__in=_regions(incident))
    found = (at_home | at_host | operators).values("membership__user")
    return User.objects.filter(pk__in=found).order_by("last_name", "first_name")
