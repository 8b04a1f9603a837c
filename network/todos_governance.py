"""What waits for a person in networks: invitations to answer, vacant functions, orders, decisions, minutes to sign (S2)."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core import todos
from core.dates import near
from core.todos import Todo

from .access import organisations_as
from .models import CouncilDecision, CouncilMeeting, NetworkMembership, OrganisationOrder
from .rules_governance import LEADERS
from .services.duties import vacancies

PER_KIND = 5


def _end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(18, 0)))


def _led(user: Any) -> set[int]:
    return organisations_as(user, *LEADERS)


def invitations_waiting(user: Any) -> QuerySet | None:
    """Invitations to networks that the organisations the person leads have not answered."""
    led = _led(user)
    return NetworkMembership.objects.filter(organisation__in=led, status="applied", answered_at__isnull=True) if led else None


def invitation_todos(user: Any) -> list[Todo]:
    """One line for each network."""
    rows = invitations_waiting(user).select_related("network", "organisation").order_by("invited_at")[:PER_KIND]  # type: ignore[union-attr]
    return [
        Todo("network-invitation", _("Answer the invitation to a network"), row.network.title, "network:joining", (row.pk,), _("Answer"))
        for row in rows
    ]


def orders_waiting(user: Any) -> QuerySet | None:
    """Orders that bring council decisions into the organisations the person leads."""
    led = _led(user)
    return OrganisationOrder.objects.filter(organisation__in=led, status="waiting") if led else None


def order_todos(user: Any) -> list[Todo]:
    """One line for each decision to bring in."""
    rows = orders_waiting(user).select_related("decision", "organisation")  # type: ignore[union-attr]
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


def memberships_led(user: Any) -> QuerySet | None:
    """Memberships in living networks of the organisations the person leads: each may lack people for functions."""
    led = _led(user)
    if not led:
        return None
    return NetworkMembership.objects.voting().filter(organisation__in=led).exclude(network__status__in=["draft", "closed"])


def vacancy_todos(user: Any) -> list[Todo]:
    """One line for each network in which functions wait for a name."""
    found = []
    for row in memberships_led(user).select_related("network__policy", "organisation")[:PER_KIND]:  # type: ignore[union-attr]
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


def decisions_to_carry_out(user: Any) -> QuerySet:
    """Decisions of councils that the person answers for."""
    return CouncilDecision.objects.filter(responsible=user, status__in=["adopted", "in_work"])


def decision_todos(user: Any) -> list[Todo]:
    """One line for each decision, red once it is late."""
    today = timezone.localdate()
    found = []
    for row in decisions_to_carry_out(user).order_by("due_on")[:PER_KIND]:
        late = row.due_on is not None and row.due_on < today
        title = _("Carry out council decision No. %(number)s") % {"number": row.number}
        due = _end_of(row.due_on) if row.due_on else None
        text = _("%(text)s · by %(day)s") % {"text": row.text, "day": near(row.due_on)} if row.due_on else row.text
        found.append(Todo("council-decision", title, text, "network:decision", (row.pk,), _("Open"), "clay" if late else "sun", due))
    return found


def minutes_to_sign(user: Any) -> QuerySet:
    """Held meetings whose minutes lack the signature of the person who chaired or recorded them."""
    mine = Q(chaired_by__person=user, chair_signed_at__isnull=True) | Q(recorded_by__person=user, secretary_signed_at__isnull=True)
    return CouncilMeeting.objects.filter(mine, status="held")


def minutes_todos(user: Any) -> list[Todo]:
    """One line for each meeting."""
    rows = minutes_to_sign(user).select_related("council__network").order_by("held_on")[:PER_KIND]
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


def register_todos() -> None:
    """Tell the home page where these come from."""
    todos.register(decision_todos, decisions_to_carry_out)
    todos.register(invitation_todos, invitations_waiting)
    todos.register(order_todos, orders_waiting)
    todos.register(vacancy_todos, memberships_led)
    todos.register(minutes_todos, minutes_to_sign)
