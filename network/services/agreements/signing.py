"""Signing per party: a scan of the paper or a CMS file beside the PDF (NR37); everybody signed → SIGNED → IN_FORCE on its day."""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.errors import WrongState
from core.uploads import JPEG, PDF, check_upload

from ...errors_agreements import OwnSignature, PaperNotReady, ReasonNeeded, SignedAlready
from ...models import Agreement, AgreementParty, AgreementVersion, PartySignature
from ...terms import first_period
from .clauses import head_version
from .cms import check_signatory, check_size, take_cms
from .drafting import locked
from .force import add_period
from .paper import hash_of_paper
from .signals import agreement_in_force
from .telling import tell_parties


def _ready(party: AgreementParty, signed_on: dt.date) -> tuple[Agreement, AgreementParty, AgreementVersion]:
    """Locks, and what both ways of signing demand. Raises WrongState, SignedInFuture, PowersEnded, SignedAlready, PaperNotReady."""
    agreement = locked(party.agreement)
    if agreement.status != Agreement.Status.SIGNING:
        raise WrongState(status=agreement.get_status_display())
    party = AgreementParty.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=party.pk)
    check_signatory(party, signed_on)
    version = head_version(agreement)
    if party.signatures.filter(version=version, voided_at__isnull=True).exclude(verdict=PartySignature.Verdict.INVALID).exists():
        raise SignedAlready
    if not hash_of_paper(version):
        raise PaperNotReady
    return agreement, party, version


def _add(**values: Any) -> PartySignature:
    try:
        with transaction.atomic():
            return PartySignature.objects.create(**values)
    except IntegrityError as error:
        raise SignedAlready from error


@transaction.atomic
def sign_by_scan(*, party: AgreementParty, upload: Any, signer: str, signed_on: dt.date, by: Any) -> PartySignature:
    """A scan of the signed paper, PDF or JPG up to 20 MB; counts when the initiator has checked it. Raises UploadRefused and what _ready raises."""
    check_size(upload)
    checked = check_upload(upload, accept=frozenset({PDF, JPEG}))
    agreement, party, version = _ready(party, signed_on)
    made = _add(
        party=party,
        version=version,
        method=PartySignature.Method.SCAN,
        signed_on=signed_on,
        signer=signer or party.signatory_name,
        scan=ContentFile(checked.content, f"scan{checked.extension}"),
        scan_name=checked.original_name,
        doc_sha256=version.pdf_sha256,
        added_by=by,
    )
    tell_parties(
        agreement,
        gettext_noop("%(party)s added a scan to %(agreement)s: check it."),
        by=by,
        only=[agreement.initiator_id],
        party=party.name,
    )
    return made


@transaction.atomic
def sign_by_cms(*, party: AgreementParty, upload: Any, by: Any) -> PartySignature:
    """A CMS file over the exact PDF: VALID, UNVERIFIED or INVALID with the reason; an invalid one is kept and the party stays unsigned. Raises NotACmsFile."""
    check_size(upload)
    agreement, party, version = _ready(party, timezone.localdate())
    document = version.document
    assert document is not None
    taken = take_cms(upload=upload, party=party, document=document, sha256=version.pdf_sha256)
    made = _add(
        party=party,
        version=version,
        method=PartySignature.Method.CMS,
        signed_on=taken.signed_on,
        signer=taken.signer,
        cms=taken.row,
        doc_sha256=taken.row.document_sha256,
        verdict=taken.verdict,
        problem=taken.problem,
        added_by=by,
    )
    if taken.verdict == PartySignature.Verdict.VALID:
        _count(agreement, party, made, by)
    return made


@transaction.atomic
def decide_signature(*, signature: PartySignature, accept: bool, by: Any, as_organisations: set[int], reason: str = "") -> PartySignature:
    """The initiator checks a scan; another party's coordinator accepts a CMS file that could not be verified. Raises OwnSignature, ReasonNeeded, WrongState."""
    agreement = locked(signature.party.agreement)
    signature = PartySignature.objects.select_for_update(of=("self",)).select_related("party").get(pk=signature.pk)
    if agreement.status != Agreement.Status.SIGNING or signature.is_void or signature.verdict != PartySignature.Verdict.UNVERIFIED:
        raise WrongState(status=agreement.get_status_display())
    if signature.checked_at:
        return signature
    own_scan = signature.method == PartySignature.Method.SCAN and signature.party.organisation_id == agreement.initiator_id
    others = as_organisations - {signature.party.organisation_id}
    if not others and not own_scan:
        raise OwnSignature
    if not accept and not reason.strip():
        raise ReasonNeeded
    signature.checked_by, signature.checked_at = by, timezone.now()
    if not accept:
        signature.verdict, signature.problem = PartySignature.Verdict.INVALID, reason.strip()[:500]
    elif signature.method == PartySignature.Method.SCAN:
        signature.verdict = PartySignature.Verdict.VALID
    signature.save(update_fields=["checked_by", "checked_at", "verdict", "problem"])
    if accept:
        _count(agreement, signature.party, signature, by)
    return signature


def _count(agreement: Agreement, party: AgreementParty, signature: PartySignature, by: Any) -> None:
    """The party is signed; the last one moves the agreement. The lock of the agreement makes two at once queue here."""
    party.requisites = requisites_of(party)
    party.move("sign", by=by, save_also=("requisites",))
    waiting = agreement.parties.exclude(status__in=[AgreementParty.Status.SIGNED, AgreementParty.Status.LEFT])
    settled = Q(status=AgreementParty.Status.REFUSED, agreed_version=None)  # out of it before signing began
    if waiting.exclude(settled).exists():
        return
    agreement.signed_at = timezone.now()
    last_day = max(s.signed_on for s in PartySignature.objects.filter(version=signature.version, voided_at__isnull=True) if s.counts)
    agreement.date = agreement.date or last_day
    if agreement.kind.starts_when_signed or agreement.starts_on is None:
        agreement.starts_on = last_day
    agreement.move("sign", by=None, save_also=("signed_at", "date", "starts_on"))
    tell_parties(agreement, gettext_noop("%(agreement)s is signed by every party."))
    start_if_due(agreement=agreement)


def requisites_of(party: AgreementParty) -> dict[str, str]:
    """Names, BIN, address and contacts of a party as they stand now."""
    side = party.organisation
    if side is None:
        return {"name": str(party.person)}
    return {
        "full_name_kk": side.full_name_kk,
        "full_name_ru": side.full_name_ru,
        "bin": side.bin or "",
        "address_kk": side.address_kk,
        "address_ru": side.address_ru,
        "phone": side.phone,
        "email": side.email,
    }


@transaction.atomic
def start_if_due(*, agreement: Agreement, day: dt.date | None = None) -> bool:
    """SIGNED → IN_FORCE on the day it starts, with its first period; running again changes nothing. The period stands since signing (days ahead count)."""
    agreement = locked(agreement)
    if agreement.status != Agreement.Status.SIGNED or agreement.starts_on is None:
        return False
    if not agreement.periods.exists():
        start, end = first_period(agreement.term_kind, agreement.starts_on, agreement.ends_on)
        add_period(agreement=agreement, valid_from=start, valid_until=end)
        agreement.refresh_from_db()
    if agreement.starts_on > (day or timezone.localdate()):
        return False
    agreement.move("start", by=None)
    agreement_in_force.send(Agreement, agreement=agreement)
    tell_parties(agreement, gettext_noop("%(agreement)s is in force."))
    return True


def start_due_agreements(day: dt.date | None = None) -> int:
    """Every signed agreement whose day has come; how many were started. Idempotent."""
    due = Agreement.objects.filter(status=Agreement.Status.SIGNED, starts_on__lte=day or timezone.localdate())
    return sum(start_if_due(agreement=agreement, day=day) for agreement in due)


@transaction.atomic
def reopen(*, agreement: Agreement, by: Any, reason: str) -> Agreement:
    """SIGNING → REVIEW: the number stays, all signatures under the text are void and shown as void. Raises ReasonNeeded, WrongState."""
    agreement = locked(agreement)
    if not reason.strip():
        raise ReasonNeeded
    agreement.move("reopen", by=by, reason=reason.strip())
    PartySignature.objects.filter(party__agreement=agreement, voided_at__isnull=True).update(
        voided_at=timezone.now(), void_reason=reason.strip()
    )
    for party in agreement.parties.select_for_update().filter(status__in=["agreed", "signed"]):
        party.move("ask_again", by=by, reason=reason.strip()[:200])
    tell_parties(
        agreement, gettext_noop("Signing of %(agreement)s stopped, signatures are void: %(reason)s"), by=by, reason=reason.strip()[:120]
    )
    return agreement
