"""Periods of an agreement: how far it reaches, what a way out cuts off, what renewal adds (NR33, NR35)."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import DateField, F, Func, Q

from ... import terms
from ...models import AcademicYear, Agreement, AgreementNotice, AgreementParty, AgreementPeriod, MutualAct
from .ending import foreseen

ENDING = (AgreementNotice.Kind.NON_RENEWAL, AgreementNotice.Kind.EXIT)
STANDING = (AgreementNotice.Status.DELIVERED, AgreementNotice.Status.LATE, AgreementNotice.Status.EFFECTIVE)
ALIVE = (Agreement.Status.IN_FORCE, Agreement.Status.SUSPENDED)


def school_year_start(year: int) -> dt.date:
    """The day on which the school year of that autumn starts: the Academy's, else 1 September."""
    return AcademicYear.objects.filter(starts_on__year=year).values_list("starts_on", flat=True).first() or terms.first_of_september(year)


def remaining_parties(agreement: Agreement, after: dt.date | None = None) -> list[AgreementParty]:
    """Parties that have not left; with ``after`` those that are still there on the next day."""
    rows = agreement.parties.filter(status=AgreementParty.Status.SIGNED).select_related("organisation", "person")
    if after is not None:
        rows = rows.filter(Q(left_on__isnull=True) | Q(left_on__gt=after))
    return list(rows.order_by("position", "pk"))


def lives_without(agreement: Agreement, parties: Iterable[AgreementParty]) -> bool:
    """NR35: with these parties alone the agreement stays in force: at least two, for NET also the minimum of NR23."""
    left = list(parties)
    if len(left) < 2:
        return False
    if agreement.kind_id != "NET":
        return True
    kinds = {party.organisation.kind for party in left if party.organisation}
    return all(kinds & set(group) for group in agreement.kind.needs)


def last_day_known(agreement: Agreement) -> dt.date | None:
    """The day on which a delivered notice or an agreed act ends the whole agreement; None as long as nothing does."""
    standing = agreement.notices.filter(status__in=STANDING, effective_on__isnull=False)
    told = [(notice.kind, notice.effective_on) for notice in standing if notice.effective_on]
    days = [day for kind, day in told if kind == AgreementNotice.Kind.NON_RENEWAL]
    for day in sorted({day for kind, day in told if kind == AgreementNotice.Kind.EXIT}):
        if not lives_without(agreement, remaining_parties(agreement, after=day)):
            days.append(day)
            break
    acts = agreement.acts.filter(kind=MutualAct.Kind.TERMINATION, status__in=[MutualAct.Status.AGREED, MutualAct.Status.EFFECTIVE])
    days += [act.on_day for act in acts if act.on_day]
    return min(days, default=None)


def cut(agreement: Agreement, last_day: dt.date) -> None:
    """Let the agreement end on the day: later periods go, the one that holds the day is shortened. The history of periods keeps both."""
    agreement.periods.filter(valid_from__gt=last_day).delete()
    agreement.periods.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=last_day)).update(valid_until=last_day)
    set_end(agreement, last_day)
    foreseen(agreement, last_day)


def cut_if_shorter(agreement: Agreement, last_day: dt.date) -> bool:
    """Cut the periods when they reach further than the known last day: also those that a night added before a paper came in."""
    longer = agreement.periods.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=last_day)).exists()
    if longer:
        cut(agreement, last_day)
    return longer


def restore(agreement: Agreement, end: dt.date | None, today: dt.date) -> None:
    """Undo a cut after a recall: the last period reaches its former end again, and what became due meanwhile is added."""
    last = agreement.periods.order_by("-valid_from").first()
    if last is None:
        return
    last.valid_until = terms.year_end(last.valid_from) if agreement.term_kind == terms.CALENDAR else end
    last.save(update_fields=["valid_until"])
    set_end(agreement, last.valid_until)
    add_due_renewals(agreement, today)


def set_end(agreement: Agreement, end: dt.date | None) -> None:
    """Lists and searches read the end of the last period from the agreement itself."""
    if agreement.ends_on != end:
        agreement.ends_on = end
        agreement.save(update_fields=["ends_on"])


def add_due_renewals(agreement: Agreement, today: dt.date) -> list[AgreementPeriod]:
    """Add the calendar years that are due as of today (NR33). The caller holds the lock; the exclusion constraint is the last guard."""
    last = agreement.periods.order_by("-valid_from").first()
    if not renews(agreement) or last is None or last.valid_until is None:
        return []
    due = terms.renewals(last.valid_until, today, last_day_known(agreement), agreement.notice_months)
    added = [
        AgreementPeriod.objects.create(agreement=agreement, valid_from=start, valid_until=end, source=AgreementPeriod.Source.RENEWAL)
        for start, end in due
    ]
    if added:
        set_end(agreement, added[-1].valid_until)
    return added


def renews(agreement: Agreement) -> bool:
    """Does the agreement renew itself? A suspended one ends, and goes on, like one in force."""
    return agreement.auto_renew and agreement.term_kind == terms.CALENDAR and agreement.status in ALIVE


def due_for_renewal(today: dt.date) -> list[int]:
    """Ids of agreements whose deadline of notice has passed, the earliest end first."""
    deadline = Func(
        F("ends_on"),
        F("notice_months"),
        template="(%(expressions)s))::date",
        arg_joiner=" - make_interval(months => ",
        output_field=DateField(),
    )
    rows = Agreement.objects.filter(auto_renew=True, term_kind=terms.CALENDAR, status__in=ALIVE, ends_on__isnull=False)
    return list(rows.alias(deadline=deadline).filter(deadline__lt=today).order_by("ends_on", "pk").values_list("pk", flat=True))
