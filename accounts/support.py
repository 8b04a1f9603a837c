"""Support needs of a person: the gate's yes or no for everybody, the rows for those who work with them (network page 2.1)."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from .consents import log_read
from .errors import NeedDatesWrong, NeedGroupsWrong
from .models import NeedGroup, SupportNeed, User

READING = gettext_noop("Support needs")


def support_needs(person: User, day: dt.date | None = None) -> bool:
    """Does the person have a support need on the day? The only answer that others get; it names nothing."""
    return SupportNeed.objects.current(day).filter(user=person).exists()


def people_with_needs(people: Iterable[User], day: dt.date | None = None) -> set[int]:
    """Ids of those of the people who have a support need, in one query."""
    return set(SupportNeed.objects.current(day).filter(user__in=people).values_list("user_id", flat=True))


def people_with_sen(people: Iterable[User], day: dt.date | None = None) -> set[int]:
    """Ids of those of the people who have special educational needs: counted for quotas, never shown by name."""
    rows = SupportNeed.objects.current(day).filter(user__in=people, kind=SupportNeed.Kind.SEN)
    return set(rows.values_list("user_id", flat=True))


def needs_read_by(reader: User, person: User) -> list[SupportNeed]:
    """The rows behind the gate, for somebody who may see them; the reading leaves a line for the person."""
    rows = list(SupportNeed.objects.filter(user=person).select_related("entered_by").order_by("-valid_from", "-pk"))
    if rows:
        log_read(reader=reader, subject=person, what=READING)
    return rows


@transaction.atomic
def enter_need(
    *,
    user: User,
    kind: str,
    valid_from: dt.date,
    by: User,
    valid_until: dt.date | None = None,
    escort: bool = False,
    conditions: str = "",
    groups: Iterable[str] = (),
) -> SupportNeed:
    """Note a need, by psychologist, medical worker or class teacher. Raises NeedDatesWrong, NeedGroupsWrong."""
    groups = [group.value for group in NeedGroup if group in set(groups)]
    if groups and kind != SupportNeed.Kind.SEN:
        raise NeedGroupsWrong
    if valid_until is not None and valid_until < valid_from:
        raise NeedDatesWrong
    return SupportNeed.objects.create(
        user=user,
        kind=kind,
        groups=groups,
        valid_from=valid_from,
        valid_until=valid_until,
        escort=escort,
        conditions=conditions.strip(),
        entered_by=by,
    )


@transaction.atomic
def end_need(*, need: SupportNeed) -> SupportNeed:
    """The need holds until yesterday: from today the gate answers no. A need that has not begun ends on its first day."""
    need = SupportNeed.objects.select_for_update(of=("self",)).get(pk=need.pk)
    need.valid_until = max(timezone.localdate() - dt.timedelta(days=1), need.valid_from)
    need.save(update_fields=["valid_until"])
    return need
