"""What waits for a person in networks: invitations to answer, vacant functions, orders, decisions, minutes to sign (S2)."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import near
from core.todos import Todo

from .access import has_role, organisations_as
from .models import CouncilDecision, CouncilMeeting, NetworkMembership, OrganisationOrder
from .rules_governance import LEADERS, seats_of
from .services.duties import vacancies

PER_KIND = 5


def governance_todos(user: Any) -> list[Todo]:
    """To-dos of networks in all roles of the person; a fixed number of queries."""
    found = _decisions(user)
    if has_role(user, *LEADERS):
        led = organisations_as(user, *LEADERS)
        found += _invitations(led) + _orders(led) + _vacant(led)
    if seats_of(user):
        found += _minutes(user)
    return found


def _end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(18, 0)))


def _invitations(led: set[int]) -> list[Todo]:
    rows = NetworkMembership.objects.filter(organisation__in=led, status="applied", answered_at__isnull=True)
    rows = rows.select_related("network", "organisation").order_by("invited_at")[:PER_KIND]
    return [
        Todo("network-invitation", _("Answer the invitation to a network"), row.network.title, "network:joining", (row.pk,), _("Answer"))
        for row in rows
    ]


def _orders(led: set[int]) -> list[Todo]:
    rows = OrganisationOrder.objects.filter(organisation__in=led, status="waiting").select_related("decision", "organisation")
    today = timezone.localdate()
    found = []
    for row in rows.order_by("due_on")[:PER_KIND]:
        title = _("Bring in council decision No. %(number)s by your order") % {"number": row.decision.number}
        text = _("%(text)s · by %(day)s") % {"text": row.decision.text, "day": near(row.due_on)}
        tone = "clay" if row.due_on < today else "sun"
        found.append(
            Todo("council-order", title, text, "network:decision", (row.decision_id,), _("Register the order"), tone, _end_of(row.due_on))
        )
    return found


def _vacant(led: set[int]) -> list[Todo]:
    rows = NetworkMembership.objects.voting().filter(organisation__in=led).exclude(network__status__in=["draft", "closed"])
    found = []
    for row in rows.select_related("network__policy", "organisation")[:PER_KIND]:
        empty = vacancies(row.network, [row.organisation_id])
        if empty:
            tones = {vacancy.tone for vacancy in empty}
            tone = "clay" if "clay" in tones else "sun" if "sun" in tones else "sky"
            title = _("Name people for network functions: %(count)s vacant") % {"count": len(empty)}
            codes = ", ".join(vacancy.function.code for vacancy in empty[:8])
            found.append(
                Todo("network-functions", title, f"{row.network.title} · {codes}", "network:assign_functions", (row.pk,), _("Assign"), tone)
            )
    return found


def _decisions(user: Any) -> list[Todo]:
    today = timezone.localdate()
    rows = CouncilDecision.objects.filter(responsible=user, status__in=["adopted", "in_work"]).order_by("due_on")[:PER_KIND]
    found = []
    for row in rows:
        late = row.due_on is not None and row.due_on < today
        title = _("Carry out council decision No. %(number)s") % {"number": row.number}
        due = _end_of(row.due_on) if row.due_on else None
        text = _("%(text)s · by %(day)s") % {"text": row.text, "day": near(row.due_on)} if row.due_on else row.text
        found.append(Todo("council-decision", title, text, "network:decision", (row.pk,), _("Open"), "clay" if late else "sun", due))
    return found


def _minutes(user: Any) -> list[Todo]:
    mine = Q(chaired_by__person=user, chair_signed_at__isnull=True) | Q(recorded_by__person=user, secretary_signed_at__isnull=True)
    rows = CouncilMeeting.objects.filter(mine, status="held").select_related("council__network").order_by("held_on")[:PER_KIND]
    return [
        Todo(
            "council-minutes",
            _("Sign the minutes of council meeting No. %(number)s") % {"number": row.number},
            row.council.network.title if row.council.network else "",
            "network:meeting",
            (row.pk,),
            _("Sign"),
        )
        for row in rows
    ]
