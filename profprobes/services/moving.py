"""Another slot for a trial whose place is gone; asking the operator for the reserve (§9 case 5, BR-6)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, Role, Site

from .. import errors_booking as errors
from ..models import Incident, ReserveRequest, SiteSlot, Trial, TrialSession
from ..queries.alternatives import group_size
from ..words import When
from . import notices, trials
from .locks import locked

LEAVES = {TrialSession.Status.PLANNED, TrialSession.Status.READY}


@transaction.atomic
def change_slot(*, trial: Trial, slot: SiteSlot, by: Any) -> Trial:
    """The trial goes to another slot; one that is still planned, at a suspended site, gives its booking back first. Raises everything of replan_trial."""
    if trial.status == Trial.Status.PLANNED and trial.sessions.get().status in LEAVES:
        trial = trials.postpone_trial(trial=trial, reason=_now("The site is suspended."), by=by)
    return trials.replan_trial(trial=trial, slot=slot, by=by)


def operators_of(site: Site) -> list[Any]:
    """Operators of the region in which the site's organisation works."""
    found: list[Any] = []
    for centre in Organisation.objects.filter(kind=Organisation.Kind.CAREER_CENTRE, region=site.organisation.region_id):
        found += notices.holders(centre, Role.REGION_OPERATOR)
    return found


@transaction.atomic
def ask_for_reserve(*, trial: Trial, slot: SiteSlot, by: Any) -> ReserveRequest:
    """The school asks for a slot of the reserve, once; the operators of the region are told. Raises NotReserve."""
    slot = locked(slot, "site__organisation")
    if slot.quota_now != SiteSlot.Quota.RESERVE or not slot.published or slot.seats_taken or slot.granted_to_id:
        raise errors.NotReserve
    request, created = ReserveRequest.objects.get_or_create(
        slot=slot, school=trial.school, defaults={"trial": trial, "seats": max(group_size(trial), 1), "requested_by": by}
    )
    if created:
        values: dict[str, Any] = {
            "school": str(trial.school),
            "seats": request.seats,
            "site": slot.site.name_kk,
            "when": str(When(slot.period)),
        }
        message = _("%(school)s asks for a slot of the reserve (%(seats)s): %(site)s, %(when)s.")
        notices.tell(operators_of(slot.site), message, url_name="profprobes:slot_grant", args=(slot.pk,), but=by, **values)
    return request


def site_suspended(site: Site) -> int:
    """§9 case 5: schools whose visits are planned there are told and see where else they can go. Answers how many visits.

    The school of a serious incident hears of the suspension with the incident.
    """
    rows = TrialSession.objects.filter(booking__slot__site=site, status__in=LEAVES, trial__status=Trial.Status.PLANNED)
    rows = rows.exclude(trial__incidents__severity=Incident.Severity.SERIOUS)
    sessions = list(rows.select_related("trial__responsible__user", "booking__slot"))
    for session in sessions:
        notices.tell_school(session.trial, _("The site of trial %(trial)s is suspended. Choose another slot, or wait for a new check."))
    return len(sessions)
