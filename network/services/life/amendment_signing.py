"""Signing a supplementary agreement: a scan of the paper or a CMS file over its PDF; everybody signed → it is in force (2.6 Amendment, NR37)."""

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import WrongState
from core.uploads import CheckedFile

from ...errors_agreements import OwnSignature, PaperNotReady
from ...errors_life import AlreadyAnswered, NotAParty, ReasonNeeded, ScanNeeded
from ...models import Agreement, AgreementParty, AgreementPeriod, Amendment, PartySignature
from ..agreements.cms import check_signatory, check_size, take_cms
from ..agreements.consequences import activate_members
from ..agreements.paper import hash_of_paper
from . import files
from .amendments import differences, locked_amendment
from .periods import cut, remaining_parties, set_end
from .telling import tell_parties
from .words import figures

Status = Amendment.Status

SIGNED = _("The supplementary agreement to %(agreement)s is in force from %(day)s: all parties signed it.")
ACCEPT = _("%(party)s signed the supplementary agreement to %(agreement)s by a file that could not be verified: look at it and decide.")
LOOK = _("%(party)s added a scan of the supplementary agreement to %(agreement)s: check it.")


def _ready(amendment: Amendment, party: AgreementParty, signed_on: dt.date) -> Amendment:
    """Locks, and what both ways of signing demand. Raises WrongState, NotAParty, AlreadyAnswered, SignedInFuture, PowersEnded."""
    amendment = locked_amendment(amendment)
    if amendment.status != Status.SIGNING:
        raise WrongState(status=amendment.get_status_display())
    if party.pk not in {one.pk for one in signing_parties(amendment)}:
        raise NotAParty(organisation=party.organisation)
    check_signatory(party, signed_on)
    if _standing(amendment).filter(party=party).exists():
        raise AlreadyAnswered
    return amendment


@transaction.atomic
def sign_amendment(
    *, amendment: Amendment, party: AgreementParty, signer: str, signed_on: dt.date, scan: CheckedFile | None, by: Any
) -> PartySignature:
    """One party hands in the scan of the signed NW-11. The initiator's own counts at once, the others' after the initiator has looked (NR37).

    Raises ScanNeeded and what _ready raises.
    """
    amendment = _ready(amendment, party, signed_on)
    if scan is None:
        raise ScanNeeded
    own = party.organisation_id == amendment.agreement.initiator_id
    signature = PartySignature(
        party=party,
        version=amendment.version,
        method=PartySignature.Method.SCAN,
        signed_on=signed_on,
        signer=signer,
        doc_sha256=paper_hash(amendment) or text_hash(amendment),
        added_by=by,
        verdict=PartySignature.Verdict.VALID if own else PartySignature.Verdict.UNVERIFIED,
        checked_by=by if own else None,
        checked_at=timezone.now() if own else None,
    )
    files.keep(signature, scan, "scan")
    signature.save()
    if not own:
        tell_parties(amendment.agreement, LOOK, but=by, only=[amendment.agreement.initiator_id], party=party.organisation)
    _finish(amendment, by)
    return signature


@transaction.atomic
def sign_amendment_by_cms(*, amendment: Amendment, party: AgreementParty, upload: Any, by: Any) -> PartySignature:
    """A CMS file over the PDF of NW-11: VALID counts at once, UNVERIFIED when another party's coordinator accepts it, INVALID is kept as proof and the
    party stays unsigned (NR37, §9.11). Raises NotCms, FileTooLarge, PaperNotReady and what _ready raises.
    """
    check_size(upload)
    amendment = _ready(amendment, party, timezone.localdate())
    version = amendment.version
    if version is None or not hash_of_paper(version) or version.document is None:
        raise PaperNotReady
    taken = take_cms(upload=upload, party=party, document=version.document, sha256=version.pdf_sha256)
    signature = PartySignature.objects.create(
        party=party,
        version=version,
        method=PartySignature.Method.CMS,
        signed_on=taken.signed_on,
        signer=taken.signer,
        cms=taken.row,
        doc_sha256=version.pdf_sha256,
        verdict=taken.verdict,
        problem=taken.problem,
        added_by=by,
    )
    if taken.verdict == PartySignature.Verdict.UNVERIFIED:
        others = [one.organisation_id for one in signing_parties(amendment) if one.pk != party.pk]
        tell_parties(amendment.agreement, ACCEPT, but=by, only=others, party=party.organisation)
    _finish(amendment, by)
    return signature


@transaction.atomic
def check_signature(
    *, signature: PartySignature, is_right: bool, by: Any, reason: str = "", as_organisations: set[int] | None = None
) -> PartySignature:
    """The initiator has looked at a scan; another party's coordinator (of one of ``as_organisations``) accepts a CMS file that could not be verified.
    It counts, or it does not and the party signs again. Raises ReasonNeeded, OwnSignature, WrongState.
    """
    amendment = locked_amendment(signature.version.amendment)
    signature = PartySignature.objects.select_for_update(of=("self",)).select_related("party").get(pk=signature.pk)
    if signature.checked_at:
        return signature
    if amendment.status != Status.SIGNING or signature.is_void or signature.verdict != PartySignature.Verdict.UNVERIFIED:
        raise WrongState(status=amendment.get_status_display())
    by_cms = signature.method == PartySignature.Method.CMS
    if by_cms and as_organisations is not None and not as_organisations - {signature.party.organisation_id}:
        raise OwnSignature
    if not is_right and not reason.strip():
        raise ReasonNeeded
    if not is_right:
        signature.verdict = PartySignature.Verdict.INVALID
    elif not by_cms:
        signature.verdict = PartySignature.Verdict.VALID
    signature.problem, signature.checked_by, signature.checked_at = reason.strip()[:500], by, timezone.now()
    signature.save(update_fields=["verdict", "problem", "checked_by", "checked_at"])
    _finish(amendment, by)
    return signature


def signing_parties(amendment: Amendment) -> list[AgreementParty]:
    """Everybody who signs: the remaining parties and those who join."""
    return [*remaining_parties(amendment.agreement), *amendment.new_parties.select_related("organisation").order_by("position")]


def _standing(amendment: Amendment) -> Any:
    invalid = PartySignature.Verdict.INVALID
    return PartySignature.objects.filter(version=amendment.version, voided_at__isnull=True).exclude(verdict=invalid)


def _finish(amendment: Amendment, by: Any) -> None:
    counted = {signature.party_id for signature in _standing(amendment) if signature.counts}
    if amendment.status != Status.SIGNING or {party.pk for party in signing_parties(amendment)} - counted:
        return
    agreement, today = amendment.agreement, timezone.localdate()
    amendment.date = today
    amendment.effective_on = max(amendment.effective_on or today, today)
    amendment.move("start", by=by, save_also=("date", "effective_on"))
    for party in amendment.new_parties.all():
        party.move("agree", by=by)
        party.move("sign", by=by)
    if amendment.new_parties.exists():
        activate_members(agreement)
    if amendment.ends_on is not None:
        _new_end(agreement, amendment.ends_on)
    tell_parties(agreement, SIGNED, day=figures(amendment.effective_on))


def _new_end(agreement: Agreement, end: dt.date) -> None:
    last = agreement.periods.order_by("-valid_from").first()
    if last is None or last.valid_until is None or end < last.valid_until:
        cut(agreement, end)
    elif end > last.valid_until:
        start = last.valid_until + dt.timedelta(days=1)
        AgreementPeriod.objects.create(agreement=agreement, valid_from=start, valid_until=end, source=AgreementPeriod.Source.AMENDMENT)
        set_end(agreement, end)


def paper_hash(amendment: Amendment) -> str:
    """SHA-256 of the finished PDF of NW-11; empty while it is being made."""
    return hash_of_paper(amendment.version) if amendment.version else ""


def text_hash(amendment: Amendment) -> str:
    """SHA-256 of everything that the parties sign: number, clauses, end, new parties."""
    content = {
        "agreement": amendment.agreement.number,
        "number": amendment.number,
        "clauses": [[c.number, c.new_kk, c.new_ru] for c in differences(amendment)],
        "ends_on": str(amendment.ends_on or ""),
        "parties": sorted(party.organisation.bin for party in amendment.new_parties.select_related("organisation") if party.organisation),
    }
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
