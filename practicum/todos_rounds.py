"""What waits before a practicum begins: places to offer, wishes to state, offers and applications to answer."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import todos
from network.access import organisations_as
from network.models import Agreement, AgreementParty, Role

from .access import OWNER, SCHOOL
from .models import PracticumRound, SchoolOffer, StudentApplication


def _end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))


def rounds_that_ask(user: Any) -> QuerySet[PracticumRound] | None:
    """Rounds of partners that ask for places and have nothing of the own school yet."""
    own = organisations_as(user, *SCHOOL)
    if not own:
        return None
    agreements = Agreement.objects.filter(kind="PRAC", parties__organisation__in=own, status="in_force").values("pk")
    partners = AgreementParty.objects.filter(agreement__in=agreements).exclude(organisation__in=own).values("organisation")
    rows = PracticumRound.objects.filter(status="offers", offers_due__gte=timezone.localdate(), programme__owner_org__in=partners)
    return rows.exclude(offers__in=SchoolOffer.objects.filter(school__in=own).exclude(status="withdrawn"))


def places_to_offer(user: Any) -> Iterator[todos.Todo]:
    """One line for each round that asks."""
    for row in (rounds_that_ask(user) or PracticumRound.objects.none()).select_related("programme__owner_org")[:5]:
        text = _("%(owner)s asks for places until %(day)s.") % {
            "owner": row.programme.owner_org.short_name,
            "day": f"{row.offers_due:%d.%m.%Y}",
        }
        yield todos.Todo(
            "places", str(row), text, "practicum:offers", (row.pk,), _("Express your interest"), "sun", _end_of(row.offers_due)
        )


def rounds_for_wishes(user: Any) -> QuerySet[PracticumRound] | None:
    """Rounds of the own institution and course that take wishes, without a sent application of the person."""
    own = organisations_as(user, Role.STUDENT)
    if not own:
        return None
    sent = StudentApplication.objects.filter(student=user).exclude(status__in=["draft", "returned"])
    rows = PracticumRound.objects.filter(status="preferences", preferences_due__gte=timezone.localdate(), programme__owner_org__in=own)
    return rows.exclude(applications__in=sent)


def wishes_to_state(user: Any) -> Iterator[todos.Todo]:
    """One line for each round."""
    for row in (rounds_for_wishes(user) or PracticumRound.objects.none())[:5]:
        text = _("Put the schools in your order and send until %(day)s.") % {"day": f"{row.preferences_due:%d.%m.%Y}"}
        yield todos.Todo("wishes", str(row), text, "practicum:application", (row.pk,), _("Open"), "sun", _end_of(row.preferences_due))


def offers_to_answer(user: Any) -> QuerySet[SchoolOffer] | None:
    """Offers that wait for the own institution."""
    own = organisations_as(user, *OWNER)
    return SchoolOffer.objects.filter(status="submitted", round__programme__owner_org__in=own) if own else None


def applications_to_decide(user: Any) -> QuerySet[StudentApplication] | None:
    """Applications that wait for the own institution."""
    own = organisations_as(user, *OWNER)
    rows = StudentApplication.objects.filter(status="submitted", round__status="preferences", round__programme__owner_org__in=own)
    return rows if own else None


def _by_round(rows: Any) -> dict[PracticumRound, int]:
    counted: dict[PracticumRound, int] = {}
    for row in rows.select_related("round"):
        counted[row.round] = counted.get(row.round, 0) + 1
    return counted


def offers_waiting(user: Any) -> Iterator[todos.Todo]:
    """One line for each round."""
    for row, count in _by_round(offers_to_answer(user) or SchoolOffer.objects.none()).items():
        text = ngettext("%(count)s offer waits for your answer.", "%(count)s offers wait for your answer.", count) % {"count": count}
        yield todos.Todo("offers", str(row), text, "practicum:offers", (row.pk,), _("Open the offers"), "sun", _end_of(row.offers_due))


def applications_waiting(user: Any) -> Iterator[todos.Todo]:
    """One line for each round."""
    for row, count in _by_round(applications_to_decide(user) or StudentApplication.objects.none()).items():
        text = ngettext("%(count)s application waits for the selection.", "%(count)s applications wait for the selection.", count) % {
            "count": count
        }
        yield todos.Todo(
            "applications", str(row), text, "practicum:applications", (row.pk,), _("Open"), "sun", _end_of(row.preferences_due)
        )


todos.register(places_to_offer, rounds_that_ask)
todos.register(wishes_to_state, rounds_for_wishes)
todos.register(offers_waiting, offers_to_answer)
todos.register(applications_waiting, applications_to_decide)
