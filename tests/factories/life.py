"""Agreements that live, written without the services that make them.

agreement = living("CG")                     in force since today, between a school and an enterprise, to 31 December, renews itself
living("NET", parties=[school, college, university], starts=d(2025, 9, 1), ends=d(2028, 8, 31))
party_of(agreement, school), voice(agreement, 0)   a party, a coordinator of the first party
with at("2025-11-30 23:59"): …               the clock of Almaty
"""

import datetime as dt
from contextlib import contextmanager
from itertools import count
from unittest import mock
from zoneinfo import ZoneInfo

from network import terms
from network.models import Agreement, AgreementKind, AgreementParty, AgreementPeriod, Role

from .people import OrganisationFactory, user_with_role

ALMATY = ZoneInfo("Asia/Almaty")
_numbers = count(1)


@contextmanager
def at(moment):
    """The clock shows this moment in Almaty: "2025-11-30 23:59", or a date for its noon."""
    if isinstance(moment, dt.date):
        moment = f"{moment:%Y-%m-%d} 12:00"
    now = dt.datetime.fromisoformat(moment).replace(tzinfo=ALMATY).astimezone(dt.UTC)
    with mock.patch("django.utils.timezone.now", lambda: now):
        yield


def day(text):
    """31.12.2025 as the spec writes it."""
    return dt.datetime.strptime(text, "%d.%m.%Y").date()


def living(code="CG", *, parties=None, starts=None, ends=None, status=Agreement.Status.IN_FORCE, **more):
    """An agreement in force with signed parties and its first period."""
    kind = AgreementKind.objects.get(pk=code)
    parties = parties or [OrganisationFactory(), OrganisationFactory(enterprise=True)]
    starts = starts or dt.date.today()
    if kind.term_kind != terms.CALENDAR and ends is None:
        ends = terms.add_months(starts, 36) - dt.timedelta(days=1)
    start, end = terms.first_period(kind.term_kind, starts, ends)
    number = next(_numbers)
    values = {
        "kind": kind,
        "title_kk": f"{kind.name_kk} {number}",
        "title_ru": f"{kind.name_ru} {number}",
        "number": f"ДЕМО-{code}-{starts.year}/{number:03d}",
        "number_year": starts.year,
        "date": starts,
        "initiator": parties[0],
        "term_kind": kind.term_kind,
        "starts_on": start,
        "ends_on": end,
        "auto_renew": kind.auto_renew,
        "exit_rule": kind.exit_rule,
        "status": status,
        "shared_at": dt.datetime.combine(starts, dt.time(12), ALMATY),
        "signed_at": dt.datetime.combine(starts, dt.time(12), ALMATY),
    }
    agreement = Agreement.objects.create(**values | more)
    for place, organisation in enumerate(parties):
        kk, ru = kind.role_of(organisation.kind)
        AgreementParty.objects.create(
            agreement=agreement,
            organisation=organisation,
            position=place,
            role_kk=kk,
            role_ru=ru,
            signatory_name=organisation.head_name,
            signatory_position_kk="Директор",
            signatory_position_ru="Директор",
            basis_kk="Жарғы",
            basis_ru="Устав",
            status=AgreementParty.Status.SIGNED,
        )
    AgreementPeriod.objects.create(agreement=agreement, valid_from=start, valid_until=end)
    return agreement


def party_of(agreement, organisation):
    """The party that the organisation is."""
    return agreement.parties.get(organisation=organisation)


def party(agreement, place=0):
    """The first party, or the one in that place."""
    return agreement.parties.order_by("position")[place]


def voice(agreement, place=0, role=Role.ORG_COORDINATOR, **fields):
    """A coordinator of a party; ``fields`` go to the user."""
    return user_with_role(role, party(agreement, place).organisation, **fields)


def periods(agreement):
    """[(from, until)] as the spec writes days."""
    return [(f"{p.valid_from:%d.%m.%Y}", f"{p.valid_until:%d.%m.%Y}") for p in agreement.periods.order_by("valid_from")]
