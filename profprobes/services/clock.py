"""What time alone does to trials. Every step is idempotent and takes one row at a time, so a step that fails stops no other (architecture §5)."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Site

from ..models import MentorReplacement, Participation, SiteSlot, SlotBooking, TrialMentor, TrialSession
from ..words import Day
from . import booking, gate, month, moving, notices, replacements, trace, unanswered, waiting
from .consents import expire_consents, remind_due

log = logging.getLogger(__name__)

WARN_DAYS = 3  # BR-52: a gate that is not green three days before
NOT_READY = _("Trial %(trial)s is in %(days)s days and not ready. See what is missing.")


def pass_slots() -> int:
    """Slots whose time is over; requests that nobody answered are declined (§2.1). Answers how many slots."""
    over = SiteSlot.objects.filter(status__in=[SiteSlot.Status.OPEN, SiteSlot.Status.FULL], period__endswith__lte=timezone.now())
    return _each(over.values_list("pk", flat=True), _pass_slot)


def _pass_slot(pk: int) -> None:
    slot = SiteSlot.objects.select_for_update(of=("self",)).get(pk=pk)
    if slot.may("pass"):
        slot.move("pass", by=None)


def decline_unanswered() -> int:
    """Requests of slots that have begun; answers how many."""
    late = SlotBooking.objects.filter(status__in=SlotBooking.WAITING, slot__period__startswith__lte=timezone.now())
    return _each(late.values_list("pk", flat=True), _decline)


def _decline(pk: int) -> None:
    booking.decline_by_time(SlotBooking.objects.select_related("slot").get(pk=pk))


def lapse_offers() -> int:
    """S7: offers that nobody accepted go to the next school on the list. Answers how many."""
    over = SlotBooking.objects.filter(status=SlotBooking.Status.OFFERED, offered_until__lte=timezone.now())
    return _each(over.values_list("pk", flat=True), lambda pk: waiting.lapse(SlotBooking.objects.get(pk=pk)))


def release_quotas() -> int:
    """S6: quota slots that nobody took open to everybody. Answers how many slots."""
    due = SiteSlot.objects.filter(published=True, released_at=None, release_at__lte=timezone.now(), period__endswith__gt=timezone.now())
    return _each(due.values_list("pk", flat=True), lambda pk: month.release(SiteSlot.objects.get(pk=pk)))


def suspend_lapsed_sites() -> int:
    """BR-2: on expiry of its check a site takes no new bookings; bookings stay, gate G2 fails until a new check. Answers how many sites."""
    lapsed = Site.objects.filter(status=Site.Status.VERIFIED, check_valid_until__lt=timezone.localdate())
    return _each(lapsed.values_list("pk", flat=True), _suspend)


def _suspend(pk: int) -> None:
    site = Site.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=pk)
    last_day = site.check_valid_until
    if site.status != Site.Status.VERIFIED or last_day is None or last_day >= timezone.localdate():
        return
    site.move("suspend", by=None, reason="check_expired")
    people = [*notices.coordinators_of(site.organisation), *moving.operators_of(site)]
    message = _("The check of “%(site)s” was valid until %(day)s. The site takes no bookings until a new check.")
    notices.tell(people, message, url_name="profprobes:site_checks", site=site.name_kk, day=str(Day(last_day)))
    moving.site_suspended(site)


def lapse_mentors() -> int:
    """Active ⇄ untrained by the date of the training. Answers how many changed."""
    today, status = timezone.localdate(), TrialMentor.Status
    lapsed = TrialMentor.objects.filter(status=status.ACTIVE, valid_until__lt=today).update(status=status.UNTRAINED)
    renewed = TrialMentor.objects.filter(status=status.UNTRAINED, valid_until__gte=today).update(status=status.ACTIVE)
    return lapsed + renewed


def ask_for_mentors() -> int:
    """BR-53: hosts are asked for another mentor of visits that have lost theirs. Answers how many visits."""
    return _each(
        replacements.without_mentor().values_list("pk", flat=True), lambda pk: replacements.ask_for_mentor(TrialSession.objects.get(pk=pk))
    )


def chase_replacements() -> int:
    """BR-53: who was asked in vain is told to the operator, at last to the school. Answers how many were looked at."""
    return _each(
        MentorReplacement.objects.open().values_list("pk", flat=True), lambda pk: replacements.chase(MentorReplacement.objects.get(pk=pk))
    )


def escalate_requests() -> int:
    """S8: requests that no host has answered in time go to the operator. Answers how many were looked at."""
    return _each(unanswered.waiting_long().values_list("pk", flat=True), lambda pk: unanswered.escalate(SlotBooking.objects.get(pk=pk)))


def recheck_ready() -> int:
    """Ready visits ahead whose gate has turned red go back to planned. Answers how many."""
    ahead = TrialSession.objects.filter(status=TrialSession.Status.READY, period__startswith__gt=timezone.now())
    sessions = gate.load_needs(list(gate.with_gate_facts(ahead)))
    suspects = [session.pk for session in sessions if gate.red(gate.evaluate(session))]
    return _each(suspects, lambda pk: gate.recheck(TrialSession.objects.get(pk=pk)))


def warn_not_ready() -> int:
    """Three days before a visit that is not green the school is told, once (BR-52). Answers how many visits."""
    day = timezone.localdate() + dt.timedelta(days=WARN_DAYS)
    rows = TrialSession.objects.filter(status=TrialSession.Status.PLANNED, trial__status="planned", period__startswith__date__lte=day,
                                       period__startswith__gt=timezone.now(), warned_at__isnull=True)  # fmt: skip
    return _each(rows.values_list("pk", flat=True), _warn)


def _warn(pk: int) -> None:
    session = TrialSession.objects.select_for_update(of=("self",)).get(pk=pk)
    if session.warned_at or not gate.red(gate.gate(session)):
        return
    session.warned_at = timezone.now()
    session.save(update_fields=["warned_at"])
    days = (timezone.localtime(session.starts).date() - timezone.localdate()).days
    notices.tell_school(gate.session_trial(session), NOT_READY, days=days)


def ask_for_traces() -> int:
    """A day after the trial pupils are asked what stayed (S20). Answers how many were asked."""
    return _each(trace.to_ask().values_list("pk", flat=True), lambda pk: trace.ask_for_trace(Participation.objects.get(pk=pk)))


def remind_of_traces() -> int:
    """After the due date one reminder. Answers how many."""
    return _each(trace.to_remind().values_list("pk", flat=True), trace.remind_of_trace)


def _each(ids: Any, step: Callable[[int], Any]) -> int:
    """Take the step for every id in a transaction of its own; a failure is logged and the rest goes on. Answers how many succeeded."""
    done = 0
    for pk in list(ids):
        try:
            with transaction.atomic():
                step(pk)
            done += 1
        except Exception:
            log.exception("%s failed for %s", getattr(step, "__name__", step), pk)
    return done


STEPS: tuple[Callable[[], int], ...] = (
    expire_consents,
    remind_due,
    pass_slots,
    lapse_offers,
    release_quotas,
    decline_unanswered,
    suspend_lapsed_sites,
    lapse_mentors,
    escalate_requests,
    ask_for_mentors,
    chase_replacements,
    recheck_ready,
    warn_not_ready,
    ask_for_traces,
    remind_of_traces,
)


def follow_the_clock() -> dict[str, int]:
    """Take all steps; answers how many rows each has changed."""
    counts: dict[str, int] = {}
    for step in STEPS:
        try:
            counts[step.__name__] = step()
        except Exception:
            log.exception("%s failed", step.__name__)
            counts[step.__name__] = -1
    return counts
