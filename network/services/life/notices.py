"""Notices between parties: not to renew, to leave, to end early, changed details (NR33–NR35, §9.12)."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.uploads import CheckedFile

from ... import terms
from ...errors_life import (
    DayNeeded,
    DayOutside,
    DeliveryDay,
    EndsByItself,
    NotAParty,
    NothingChanges,
    NoticeInEffect,
    NoticeStands,
    NotInForce,
    OnlyTogether,
    OwnNotice,
    ReasonNeeded,
)
from ...models import Agreement, AgreementNotice, AgreementParty, MutualAct
from . import acts, files
from .ending import foreseen
from .periods import ALIVE, ENDING, cut_if_shorter, last_day_known, lives_without, remaining_parties, renews, school_year_start
from .running import Running, running_of
from .telling import tell_parties
from .words import Day, figures

Kind = AgreementNotice.Kind
Status = AgreementNotice.Status

DETAILS = (
    "signatory_name",
    "signatory_position_kk",
    "signatory_position_ru",
    "basis_kk",
    "basis_ru",
    "responsible_phone",
    "responsible_email",
)

DELIVERED = {
    Kind.NON_RENEWAL: _("%(party)s does not renew %(agreement)s: it ends on %(day)s."),
    Kind.EXIT: _("%(party)s leaves %(agreement)s: its last day is %(day)s."),
    Kind.TERMINATION: _("%(party)s proposes to end %(agreement)s early, on %(day)s. Your answer is awaited."),
    Kind.CHANGE: _("%(party)s has new details in %(agreement)s."),
}


@dataclass(frozen=True)
class Preview:
    """What a notice would do, shown before it is sent: the day, both days of a late one, who stays, what still runs."""

    kind: str
    delivered_on: dt.date
    way: terms.WayOut
    ends_agreement: bool = False
    remaining: list[AgreementParty] = field(default_factory=list)
    running: list[Running] = field(default_factory=list)
    earlier: terms.WayOut | None = None


def preview(
    *, agreement: Agreement, party: AgreementParty, kind: str, day: dt.date | None = None, on_day: dt.date | None = None
) -> Preview:
    """What the notice of this party, delivered on the day (today by default), leads to. Raises the refusals of ``give_notice``."""
    day = day or timezone.localdate()
    if agreement.status not in ALIVE:
        raise NotInForce(status=agreement.get_status_display())
    if party.status != AgreementParty.Status.SIGNED or party.agreement_id != agreement.pk:
        raise NotAParty(organisation=party.name)
    way = _way(agreement, kind, day, on_day)
    if kind == Kind.CHANGE:
        return Preview(kind, day, way)
    others = [other for other in remaining_parties(agreement, after=way.effective_on) if other.pk != party.pk]
    ends = kind != Kind.EXIT or not lives_without(agreement, others)
    running = running_of(agreement, party.organisation) if party.organisation else []
    return Preview(kind, day, way, ends, others, running)


def _way(agreement: Agreement, kind: str, day: dt.date, on_day: dt.date | None) -> terms.WayOut:
    known = last_day_known(agreement)
    if kind == Kind.NON_RENEWAL:
        if not renews(agreement):
            raise EndsByItself(day=Day(agreement.ends_on))
        return terms.non_renewal(day, agreement.notice_months)
    if kind == Kind.EXIT:
        end = known if renews(agreement) else agreement.ends_on
        way = terms.unilateral_exit(
            day,
            term_kind=agreement.term_kind,
            exit_rule=agreement.exit_rule,
            ends_on=end,
            notice_months=agreement.notice_months,
            starts=school_year_start,
        )
        if way is None:
            raise OnlyTogether
        return way
    if kind == Kind.TERMINATION:
        if on_day is None:
            raise DayNeeded
        if on_day < day or (agreement.ends_on and on_day > agreement.ends_on):
            raise DayOutside(first=Day(day), last=Day(agreement.ends_on or terms.add_months(day, 120)))
        return terms.WayOut(on_day)
    return terms.WayOut(day)


@transaction.atomic
def give_notice(
    *,
    agreement: Agreement,
    party: AgreementParty,
    kind: str,
    by: Any,
    reason: str = "",
    on_day: dt.date | None = None,
    on_paper: bool = False,
    scan: CheckedFile | None = None,
    changes: dict[str, str] | None = None,
    settlement: str = "",
) -> AgreementNotice:
    """Send a notice to the other parties. In the portal it is delivered at this moment; one handed over on paper waits for the receiver to enter the day.

    Raises NotInForce, NotAParty, EndsByItself, OnlyTogether, NoticeStands, DayNeeded, DayOutside, ReasonNeeded, NothingChanges.
    """
    agreement = acts.locked(agreement.pk)
    party = agreement.parties.select_related("organisation").get(pk=party.pk)
    seen = preview(agreement=agreement, party=party, kind=kind, on_day=on_day)
    if kind in {Kind.EXIT, Kind.TERMINATION} and not reason.strip():
        raise ReasonNeeded
    if kind != Kind.CHANGE and _open_notices(party, kind).exists():
        raise NoticeStands
    new = {name: value for name, value in (changes or {}).items() if name in DETAILS and value != getattr(party, name)}
    if kind == Kind.CHANGE and not new:
        raise NothingChanges
    if kind == Kind.TERMINATION and settlement.strip():
        new = {"settlement": settlement.strip()}
    notice = AgreementNotice(
        agreement=agreement,
        kind=kind,
        from_party=party,
        reason=reason.strip(),
        sent_by=by,
        on_paper=on_paper,
        changes=new,
        asked_for=on_day,
    )
    files.keep(notice, scan, "file")
    notice.save()
    if not on_paper:
        _deliver(notice, seen.delivered_on, by)
    else:
        message = _("%(party)s handed over a notice about %(agreement)s on paper. Enter the day on which you received it.")
        tell_parties(agreement, message, but=by, only=_others(agreement, party), party=party.name)
    return notice


@transaction.atomic
def confirm_delivery(*, notice: AgreementNotice, party: AgreementParty, delivered_on: dt.date, by: Any) -> AgreementNotice:
    """The receiver enters the date on the received paper: that day counts (NR33). Raises OwnNotice, DeliveryDay, WrongState."""
    agreement = acts.locked(notice.agreement_id)
    notice = AgreementNotice.objects.select_for_update(of=("self",)).select_related("from_party__organisation").get(pk=notice.pk)
    notice.agreement = agreement
    if party.pk == notice.from_party_id or party.agreement_id != agreement.pk:
        raise OwnNotice
    if delivered_on > timezone.localdate() or (agreement.starts_on and delivered_on < agreement.starts_on):
        raise DeliveryDay(first=Day(agreement.starts_on))
    _deliver(notice, delivered_on, by)
    return notice


def _deliver(notice: AgreementNotice, day: dt.date, by: Any) -> None:
    agreement, party = notice.agreement, notice.from_party
    way = _way(agreement, notice.kind, day, notice.asked_for)
    notice.delivered_on, notice.effective_on = day, way.effective_on
    notice.missed_on, notice.ends_before = way.missed, agreement.ends_on
    notice.move("deliver_late" if way.late else "deliver", by=by, save_also=("delivered_on", "effective_on", "missed_on", "ends_before"))
    if notice.kind in ENDING:
        if notice.kind == Kind.EXIT:
            party.left_on = way.effective_on
            party.save(update_fields=["left_on"])
        last = last_day_known(agreement)
        notice.was_cut = last is not None and cut_if_shorter(agreement, last)
        notice.save(update_fields=["was_cut"])
        if last is not None and not notice.was_cut:
            foreseen(agreement, last)
    elif notice.kind == Kind.TERMINATION:
        acts.propose_termination(
            agreement=agreement,
            party=party,
            by=by,
            on_day=way.effective_on,
            reason=notice.reason,
            settlement=notice.changes.get("settlement", ""),
            notice=notice,
        )
    else:
        for name, value in notice.changes.items():
            setattr(party, name, value)
        party.save(update_fields=[*notice.changes])
        notice.move("take_effect", by=by)
    tell_parties(
        agreement,
        DELIVERED[Kind(notice.kind)],
        but=by,
        only=_others(agreement, party),
        party=party.name,
        day=figures(way.effective_on),
    )


@transaction.atomic
def recall_notice(*, notice: AgreementNotice, by: Any, reason: str = "") -> MutualAct | None:
    """Take a notice back: alone as long as it is not delivered; afterwards every other party must agree (§9.12), answers what asks them.

    Raises NoticeInEffect, WrongState, AlreadyAsked.
    """
    agreement = acts.locked(notice.agreement_id)
    notice = AgreementNotice.objects.select_for_update(of=("self",)).select_related("from_party__organisation").get(pk=notice.pk)
    if notice.status == Status.EFFECTIVE:
        raise NoticeInEffect
    if notice.status == Status.SENT:
        notice.move("recall", by=by, reason=reason)
        return None
    act = acts.propose_act(
        agreement=agreement, kind=MutualAct.Kind.RECALL, party=notice.from_party, by=by, reason=reason or str(_("Recall")), notice=notice
    )
    notice.recall_asked_at = timezone.now()
    notice.save(update_fields=["recall_asked_at"])
    return act


def _open_notices(party: AgreementParty, kind: str) -> Any:
    return party.notices_sent.filter(kind=kind, status__in=[Status.SENT, Status.DELIVERED, Status.LATE])


def _others(agreement: Agreement, party: AgreementParty) -> list[Any]:
    return [other.organisation_id for other in remaining_parties(agreement) if other.pk != party.pk]
