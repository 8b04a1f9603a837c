"""What time alone does to agreements, every night in Almaty. Each step follows from dates, takes one agreement at a time under its lock, and run again
changes nothing: a week without the machine ends in the same rows (NR33, §9.14).
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ... import terms
from ...models import Agreement, AgreementNotice, AgreementPeriod, MutualAct, PartyCheck
from ..agreements import lapse_papers, start_due_agreements
from ..contract_registry import submit_started
from ..patronage import sign_pairs_with_memoranda
from .acts import carry_out, locked
from .ending import end as end_agreement
from .periods import ALIVE, add_due_renewals, cut_if_shorter, due_for_renewal, last_day_known, lives_without, remaining_parties, renews
from .reminders import remind
from .telling import tell_parties
from .words import figures

log = logging.getLogger(__name__)

RENEWED = _("%(agreement)s is renewed: it holds until %(day)s.")
CONFIRM = _("%(agreement)s was renewed %(times)s times in a row. Confirm the head, the basis of powers and the details of your side.")
EXPIRED = _("The term of %(agreement)s ended on %(day)s.")
LEFT = _("%(party)s left %(agreement)s on %(day)s. The agreement holds for the others.")
REPLACED = _("%(agreement)s is replaced by %(successor)s.")
TERMINATED = _("%(agreement)s ended on %(day)s. What still runs under it finishes on the old terms: see the list on its page.")

Step = Callable[[int, dt.date], bool]


def run_night(today: dt.date | None = None) -> dict[str, int]:
    """All steps in the order in which they depend on each other; answers how many agreements each one touched."""
    today = today or timezone.localdate()
    return {
        "confirmed": lapse_papers(today),
        "started": start_due_agreements(today),
        "left": take_effect(today),
        "acts": carry_out_acts(today),
        "replaced": replace_agreements(today),
        "renewed": renew_agreements(today),
        "expired": expire_agreements(today),
        "resumed": resume_agreements(today),
        "reminded": remind(today),
        "submitted": submit_started(),
        "patronage": sign_pairs_with_memoranda(),
    }


def renew_agreements(today: dt.date | None = None) -> int:
    """NR33: on the day after the deadline add the next calendar year, unless a notice is in time; answers how many agreements."""
    today = today or timezone.localdate()
    return _each(due_for_renewal(today), renew, today)


def renew(pk: int, today: dt.date) -> bool:
    """Add what is due to one agreement and tell its parties; after every third renewal in a row ask them to confirm their details (NR36)."""
    agreement = locked(pk)
    added = add_due_renewals(agreement, today)
    if not added:
        return False
    tell_parties(agreement, RENEWED, day=figures(added[-1].valid_until))
    for period in added:
        _ask_to_confirm(agreement, period)
    return True


def _ask_to_confirm(agreement: Agreement, period: AgreementPeriod) -> None:
    earlier = agreement.periods.filter(valid_from__lte=period.valid_from).order_by("-valid_from").values_list("source", flat=True)
    in_a_row = next((n for n, source in enumerate(earlier) if source != AgreementPeriod.Source.RENEWAL), len(earlier))
    if in_a_row and in_a_row % terms.RENEWALS_BEFORE_REVIEW == 0:
        parties = remaining_parties(agreement)
        PartyCheck.objects.bulk_create([PartyCheck(party=party, period=period) for party in parties], ignore_conflicts=True)
        tell_parties(agreement, CONFIRM, times=in_a_row)


def take_effect(today: dt.date | None = None) -> int:
    """Notices whose last day is over: the party has left, the agreement goes on or ends with it (NR35)."""
    today = today or timezone.localdate()
    due = AgreementNotice.objects.filter(
        status__in=[AgreementNotice.Status.DELIVERED, AgreementNotice.Status.LATE],
        kind__in=[AgreementNotice.Kind.NON_RENEWAL, AgreementNotice.Kind.EXIT],
        effective_on__lt=today,
    )
    return _each(due.order_by("effective_on", "pk").values_list("pk", flat=True), _take_effect, today)


def _take_effect(pk: int, today: dt.date) -> bool:
    agreement = locked(AgreementNotice.objects.values_list("agreement", flat=True).get(pk=pk))
    notice = AgreementNotice.objects.select_for_update(of=("self",)).select_related("from_party__organisation").get(pk=pk)
    if not notice.may("take_effect") or notice.effective_on is None or notice.effective_on >= today:
        return False
    party = notice.from_party
    notice.move("take_effect", by=None)
    if notice.kind == AgreementNotice.Kind.NON_RENEWAL:
        return True
    if party.may("leave"):
        party.left_on = notice.effective_on
        party.move("leave", by=None, save_also=("left_on",))
    if agreement.status not in ALIVE:
        return True
    if lives_without(agreement, remaining_parties(agreement)):
        tell_parties(agreement, LEFT, party=party.name, day=figures(notice.effective_on))
    else:
        reason = f"{notice.get_kind_display()}: {party.name}, {figures(notice.effective_on)}"
        end_agreement(agreement, "terminate", by=None, reason=reason, last_day=notice.effective_on)
        tell_parties(
            agreement, TERMINATED, only=agreement.parties.values_list("organisation_id", flat=True), day=figures(notice.effective_on)
        )
    return True


def carry_out_acts(today: dt.date | None = None) -> int:
    """Agreed acts whose day has come: suspensions begin, agreements end by mutual consent."""
    today = today or timezone.localdate()
    return _each(
        MutualAct.objects.filter(status=MutualAct.Status.AGREED).order_by("on_day", "pk").values_list("pk", flat=True), _carry_out, today
    )


def _carry_out(pk: int, today: dt.date) -> bool:
    agreement = locked(MutualAct.objects.values_list("agreement", flat=True).get(pk=pk))
    act = MutualAct.objects.select_for_update(of=("self",)).select_related("notice").get(pk=pk)
    act.agreement = agreement
    if act.status != MutualAct.Status.AGREED or agreement.status not in ALIVE:
        return False
    done = carry_out(act, by=None, today=today)
    if done and act.kind == MutualAct.Kind.TERMINATION:
        tell_parties(agreement, TERMINATED, day=figures(act.on_day))
    return done


def replace_agreements(today: dt.date | None = None) -> int:
    """An agreement whose successor of the group came into force is REPLACED on the day before; both point at each other."""
    today = today or timezone.localdate()
    rows = Agreement.objects.filter(status__in=ALIVE, replaced_by__status__in=ALIVE, replaced_by__starts_on__lte=today)
    return _each(rows.order_by("pk").values_list("pk", flat=True), _replace, today)


def _replace(pk: int, today: dt.date) -> bool:
    agreement = locked(pk)
    successor = agreement.replaced_by
    if agreement.status not in ALIVE or successor.starts_on is None:
        return False
    last_day = successor.starts_on - dt.timedelta(days=1)
    if agreement.periods.filter(valid_from__lte=last_day).exists():
        cut_if_shorter(agreement, last_day)
    end_agreement(agreement, "replace", by=None, reason=str(successor), last_day=last_day)
    tell_parties(agreement, REPLACED, successor=successor.number)
    return True


def expire_agreements(today: dt.date | None = None) -> int:
    """The last period is over and nothing renews it: EXPIRED, a suspended one too; one that a termination ends is left to it."""
    today = today or timezone.localdate()
    over = Agreement.objects.filter(status__in=ALIVE, ends_on__lt=today)
    return _each(over.order_by("ends_on", "pk").values_list("pk", flat=True), _expire, today)


def _expire(pk: int, today: dt.date) -> bool:
    agreement = locked(pk)
    last = agreement.periods.order_by("-valid_from").first()
    end = last.valid_until if last else agreement.ends_on
    if agreement.status not in ALIVE or end is None or end >= today:
        return False
    if renews(agreement) and terms.renewals(end, today, last_day_known(agreement), agreement.notice_months):
        return False  # a renewal is due: the night that adds it comes first
    end_agreement(agreement, "expire", by=None, reason=figures(end), last_day=end)
    tell_parties(agreement, EXPIRED, day=figures(end))
    return True


def resume_agreements(today: dt.date | None = None) -> int:
    """Suspensions whose last day is over."""
    today = today or timezone.localdate()
    over = Agreement.objects.filter(status=Agreement.Status.SUSPENDED, suspended_until__lt=today)
    return _each(over.values_list("pk", flat=True), _resume, today)


def _resume(pk: int, today: dt.date) -> bool:
    agreement = locked(pk)
    if agreement.status != Agreement.Status.SUSPENDED or agreement.suspended_until is None or agreement.suspended_until >= today:
        return False
    agreement.move("resume", by=None, reason=figures(agreement.suspended_until))
    return True


def _each(pks: Iterable[int], step: Step, today: dt.date) -> int:
    """One transaction per row, so that one that fails stops no other."""
    done = 0
    for pk in list(pks):
        try:
            with transaction.atomic():
                done += step(pk, today)
        except Exception:
            log.exception("A nightly step failed: %s %s", step.__name__, pk)
    return done
