"""What parties do together: recall a delivered notice, suspend, resume, end by mutual consent (NW-13). One proposes, all others agree."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import WrongState
from core.uploads import CheckedFile
from documents.models import IssuedDocument
from documents.services import request_document

from ...errors_life import AlreadyAnswered, AlreadyAsked, DayNeeded, DayOutside, NotAParty, NotInForce, ReasonNeeded, ScanNeeded
from ...models import ActAssent, ActSignature, Agreement, AgreementNotice, AgreementParty, MutualAct
from ..agreements.paper import language_of
from . import files
from .ending import end
from .periods import ALIVE, cut_if_shorter, last_day_known, remaining_parties, restore
from .telling import tell_parties
from .words import Day, figures

Kind = MutualAct.Kind
Status = MutualAct.Status

PROPOSED = {
    Kind.RECALL: _("%(party)s asks to recall its notice about %(agreement)s. Your answer is awaited."),
    Kind.SUSPENSION: _("%(party)s proposes to suspend %(agreement)s from %(day)s. Your answer is awaited."),
    Kind.RESUMPTION: _("%(party)s proposes to resume %(agreement)s. Your answer is awaited."),
    Kind.TERMINATION: _("%(party)s proposes to end %(agreement)s early, on %(day)s. Your answer is awaited."),
}
AGREED = {
    Kind.RECALL: _("The notice about %(agreement)s is recalled: all parties agreed."),
    Kind.SUSPENSION: _("All parties agreed to suspend %(agreement)s from %(day)s."),
    Kind.RESUMPTION: _("%(agreement)s is in force again: all parties agreed."),
    Kind.TERMINATION: _("All parties signed the act: %(agreement)s ends on %(day)s."),
}
DECLINED = _("%(party)s does not agree: what was proposed about %(agreement)s does not happen.")


@transaction.atomic
def propose_act(
    *,
    agreement: Agreement,
    kind: str,
    party: AgreementParty,
    by: Any,
    reason: str,
    on_day: dt.date | None = None,
    until: dt.date | None = None,
    settlement: str = "",
    notice: AgreementNotice | None = None,
) -> MutualAct:
    """Propose something that needs every party. The proposer's side agrees by proposing; for an end it signs the act like the others.

    Raises NotInForce, NotAParty, ReasonNeeded, DayNeeded, DayOutside, AlreadyAsked.
    """
    agreement = locked(agreement.pk)
    needed = (
        (Agreement.Status.SUSPENDED,) if kind == Kind.RESUMPTION else (Agreement.Status.IN_FORCE,) if kind == Kind.SUSPENSION else ALIVE
    )
    if agreement.status not in needed:
        raise NotInForce(status=agreement.get_status_display())
    if party.agreement_id != agreement.pk or party.status != AgreementParty.Status.SIGNED:
        raise NotAParty(organisation=party.name)
    if not reason.strip():
        raise ReasonNeeded
    if kind in {Kind.SUSPENSION, Kind.TERMINATION}:
        _check_day(agreement, on_day)
    open_acts = agreement.acts.filter(status=Status.PROPOSED, kind=kind)
    if (open_acts.filter(notice=notice) if kind == Kind.RECALL else open_acts).exists():
        raise AlreadyAsked
    act = MutualAct.objects.create(
        agreement=agreement,
        kind=kind,
        notice=notice,
        proposed_by=party,
        by=by,
        reason=reason.strip(),
        settlement=settlement.strip(),
        on_day=on_day,
        until=until,
    )
    tell_others(act, PROPOSED[Kind(kind)], party=party, by=by)
    if kind == Kind.TERMINATION:
        order_paper(act, by)
    else:
        ActAssent.objects.create(act=act, party=party, by=by)
        _settle(act, by)
    return act


def propose_termination(
    *, agreement: Agreement, party: AgreementParty, by: Any, on_day: dt.date, reason: str, settlement: str = "", notice: Any = None
) -> MutualAct:
    """Propose an early end: every party signs NW-13."""
    return propose_act(
        agreement=agreement,
        kind=Kind.TERMINATION,
        party=party,
        by=by,
        reason=reason,
        on_day=on_day,
        settlement=settlement,
        notice=notice,
    )


@transaction.atomic
def assent(*, act: MutualAct, party: AgreementParty, by: Any, scan: CheckedFile | None = None) -> MutualAct:
    """One party agrees; the last one makes it happen. An end needs the scan of the signed act. Raises WrongState, NotAParty, AlreadyAnswered, ScanNeeded."""
    act = ready_to_answer(act, party)
    if act.kind == Kind.TERMINATION and scan is None:
        raise ScanNeeded
    write_assent(act, party, by, scan=scan)
    return act


def ready_to_answer(act: MutualAct, party: AgreementParty) -> MutualAct:
    """Locks, and what every answer demands. Raises WrongState, NotAParty, AlreadyAnswered."""
    agreement = locked(act.agreement_id)
    act = MutualAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    act.agreement = agreement
    if act.status != Status.PROPOSED:
        raise WrongState(status=act.get_status_display())
    if party.pk not in {one.pk for one in remaining_parties(agreement)}:
        raise NotAParty(organisation=party.name)
    if act.assents.filter(party=party).exists():
        raise AlreadyAnswered
    return act


def write_assent(
    act: MutualAct, party: AgreementParty, by: Any, *, scan: CheckedFile | None = None, signature: ActSignature | None = None
) -> None:
    """The party has agreed, by a scan or by a signature that counts; the last party makes it happen."""
    answer = ActAssent(act=act, party=party, by=by, signature=signature)
    files.keep(answer, scan, "scan")
    answer.save()
    _settle(act, by)


def order_paper(act: MutualAct, by: Any) -> None:
    """Order NW-13 as it is proposed: the PDF that the parties sign."""
    act.document = request_document(type_code="NW-13", source=act, language=language_of(act.agreement), by=by)
    act.save(update_fields=["document"])


def hash_of_act(act: MutualAct) -> str:
    """SHA-256 of the finished NW-13; empty while it is being made. Once known it stays beside the act."""
    if not act.pdf_sha256 and act.document_id:
        document = IssuedDocument.objects.get(pk=act.document_id)
        if document.production == IssuedDocument.Production.READY:
            act.pdf_sha256 = document.sha256
            act.save(update_fields=["pdf_sha256"])
    return act.pdf_sha256


@transaction.atomic
def decline_act(*, act: MutualAct, party: AgreementParty, by: Any, reason: str) -> None:
    """One party does not agree: nothing happens, the notice that was to be recalled stands. Raises WrongState, ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    locked(act.agreement_id)
    act = MutualAct.objects.select_for_update(of=("self",)).select_related("agreement", "notice", "proposed_by").get(pk=act.pk)
    act.move("decline", by=by, reason=reason.strip())
    _release(act, by)
    tell_parties(act.agreement, DECLINED, but=by, party=party.name)


@transaction.atomic
def withdraw_act(*, act: MutualAct, by: Any, reason: str = "") -> None:
    """The proposer takes it back before everybody has agreed. Raises WrongState."""
    locked(act.agreement_id)
    act = MutualAct.objects.select_for_update(of=("self",)).select_related("agreement", "notice").get(pk=act.pk)
    act.move("withdraw", by=by, reason=reason)
    _release(act, by)


def _release(act: MutualAct, by: Any) -> None:
    """A notice that asked for this act no longer waits: a recall leaves it standing, a proposal to end falls with the act."""
    notice = act.notice
    if notice is None:
        return
    if act.kind == Kind.RECALL:
        notice.recall_asked_at = None
        notice.save(update_fields=["recall_asked_at"])
    elif notice.may("recall"):
        notice.move("recall", by=by, reason=str(act.pk))


def _settle(act: MutualAct, by: Any) -> None:
    """When every remaining party has agreed, the act is agreed and does what can be done today."""
    waiting = {party.pk for party in remaining_parties(act.agreement)} - set(act.assents.values_list("party_id", flat=True))
    if waiting:
        return
    act.move("agree", by=by)
    tell_parties(act.agreement, AGREED[Kind(act.kind)], day=figures(act.on_day))
    carry_out(act, by=by, today=timezone.localdate())


def carry_out(act: MutualAct, *, by: Any, today: dt.date) -> bool:
    """Do what an agreed act says as of the day; True when it took effect. The night comes back for what lies ahead."""
    agreement = act.agreement
    if act.kind == Kind.RECALL and act.notice is not None:
        _recall(act.notice, by)
    elif act.kind == Kind.SUSPENSION and act.on_day is not None:
        agreement.suspended_from, agreement.suspended_until = act.on_day, act.until
        agreement.save(update_fields=["suspended_from", "suspended_until"])
        if act.on_day > today:
            return False
        agreement.move("suspend", by=by, reason=act.reason)
    elif act.kind == Kind.RESUMPTION:
        agreement.suspended_until = today - dt.timedelta(days=1)
        if agreement.suspended_from is not None and agreement.suspended_until < agreement.suspended_from:
            agreement.suspended_from = agreement.suspended_until = None
        agreement.move("resume", by=by, reason=act.reason, save_also=("suspended_from", "suspended_until"))
    elif act.kind == Kind.TERMINATION and act.on_day is not None:
        cut_if_shorter(agreement, act.on_day)
        if act.on_day >= today:
            return False
        end(agreement, "terminate", by=by, reason=act.reason, last_day=act.on_day)
        if act.notice is not None and act.notice.may("take_effect"):
            act.notice.move("take_effect", by=by)
    act.move("take_effect", by=by)
    return True


def _recall(notice: AgreementNotice, by: Any) -> None:
    agreement, party = notice.agreement, notice.from_party
    notice.recall_agreed_by = by
    notice.move("recall", by=by, save_also=("recall_agreed_by",))
    if notice.kind == AgreementNotice.Kind.EXIT:
        party.left_on = None
        party.save(update_fields=["left_on"])
    if notice.was_cut and last_day_known(agreement) is None:
        restore(agreement, notice.ends_before, timezone.localdate())


def _check_day(agreement: Agreement, day: dt.date | None) -> None:
    if day is None:
        raise DayNeeded
    today = timezone.localdate()
    if day < today or (agreement.ends_on and day > agreement.ends_on):
        raise DayOutside(first=Day(today), last=Day(agreement.ends_on))


def tell_others(act: MutualAct, message: Any, *, party: AgreementParty, by: Any) -> None:
    """Tell the coordinators of the parties that must answer."""
    others = [one.organisation_id for one in remaining_parties(act.agreement) if one.pk != party.pk]
    tell_parties(act.agreement, message, but=by, only=others, party=party.name, day=figures(act.on_day))


def locked(pk: int) -> Agreement:
    """The agreement under a row lock, which every change of what it lives through takes first."""
    return Agreement.objects.select_for_update(of=("self",)).select_related("kind").get(pk=pk)
