"""The one step that the page of an agreement offers as its button (S15): what waits for the reader's side first, then what they may begin."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import terms
from .models import Agreement, PartySignature
from .queries_life import act_answers
from .queries_obligations import rows_of
from .services.agreements.obligations import COUNTS_FACTS

Status = Agreement.Status


def next_step(
    user: Any, shown: Agreement, mine: list[Any], *, runs: bool, signatures: Any = (), life: dict[str, Any] | None = None
) -> dict[str, Any]:
    """``step`` is a form the page knows (send, agree, fix, sign); ``link`` a button {label, href, icon} to where the step is taken."""
    waiting = next((p for p in mine if p.status in {"invited", "refused"}), None) if shown.status == Status.REVIEW else None
    to_sign = next((p for p in mine if p.status == "agreed"), None) if shown.status == Status.SIGNING else None
    step, link = "", None
    if shown.is_paper_waiting:
        link = _paper_step(shown, mine, runs)
    elif shown.status == Status.DRAFT and runs:
        step = "send"
    elif waiting:
        step = "agree"
    elif shown.status == Status.REVIEW and runs:
        step = "fix"
    elif to_sign:
        step = "sign"
    elif shown.status == Status.SIGNING:
        link = _signature_step(shown, mine, runs, signatures)
    elif life:
        link = _life_step(user, shown, life)
    return {"step": step, "link": link, "waiting": waiting, "to_sign": to_sign}


def _link(label: Any, icon: str, name: str, *args: Any) -> dict[str, Any]:
    return {"label": label, "icon": icon, "href": reverse(f"network:{name}", args=args)}


def _paper_step(shown: Agreement, mine: list[Any], runs: bool) -> dict[str, Any] | None:
    if any(p.status in {"invited", "refused"} and p.organisation_id != shown.initiator_id for p in mine):
        return _link(_("Confirm or object"), "check", "paper_agreement", shown.pk)
    if runs and any(p.status == "refused" for p in shown.parties.all()):
        return _link(_("Correct what was entered"), "pencil", "paper_mend", shown.pk)
    return None


def _signature_step(shown: Agreement, mine: list[Any], runs: bool, signatures: Any) -> dict[str, Any] | None:
    """A scan that the initiator checks, a CMS file that another party accepts (NR37)."""
    own = {p.pk for p in mine}
    for row in signatures:
        if row.is_void or row.verdict != PartySignature.Verdict.UNVERIFIED or row.checked_at:
            continue
        if (runs and row.method == PartySignature.Method.SCAN) or (
            row.method == PartySignature.Method.CMS and own and row.party_id not in own
        ):
            return _link(_("Check the signature"), "scan-line", "agreement_signature", row.pk)
    return None


def _life_step(user: Any, shown: Agreement, life: dict[str, Any]) -> dict[str, Any] | None:
    """For whoever speaks for a party of an agreement that lives: what others wait for, what is overdue, what is to be decided."""
    mine = life["mine"]
    if not mine:
        return None
    if shown.unconfirmed and any(p.confirmed_at is None for p in mine):
        return _link(_("Confirm or object"), "check", "paper_agreement", shown.pk)
    for act in life["acts"]:
        if act.status == "proposed" and act_answers(act, user)["mine"]:
            return _link(_("Answer the proposal"), "message-square", "mutual_act", act.pk)
    for line in life["notices"]:
        if line.may_confirm:
            return _link(_("Enter the day"), "calendar-check", "notice_delivered", line.notice.pk)
    if life["checks"]:
        return _link(_("Confirm the details"), "check", "agreement_life", shown.pk)
    own = {p.pk for p in mine}
    if shown.status in COUNTS_FACTS:
        for row in rows_of(shown):
            if row.is_overdue and row.party_id in own:
                return _link(_("Enter the fact"), "list-checks", "obligation_fact", row.pk)
    return _renewal_step(shown, life) if life["may_act"] else None


def _renewal_step(shown: Agreement, life: dict[str, Any]) -> dict[str, Any]:
    today = timezone.localdate()
    soon = today + dt.timedelta(days=terms.CALENDAR_REMINDERS[0])
    if life["deadline"] and today <= life["deadline"] <= soon and not life["last_day"]:
        return _link(_("Decide about renewal"), "refresh-cw", "notice_kinds", shown.pk)
    return _link(_("New notice"), "send", "notice_kinds", shown.pk)
