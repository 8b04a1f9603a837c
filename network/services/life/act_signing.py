"""Signing the act of termination (NW-13) by a CMS file over its PDF; a scan goes through ``acts.assent`` (NR37)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import WrongState

from ...errors_agreements import OwnSignature, PaperNotReady
from ...errors_life import AlreadyAnswered, ReasonNeeded
from ...models import ActSignature, AgreementParty, MutualAct, PartySignature
from ..agreements.cms import check_signatory, check_size, take_cms
from .acts import hash_of_act, locked, ready_to_answer, tell_others, write_assent

ACCEPT = _("%(party)s signed the act about %(agreement)s by a file that could not be verified: look at it and decide.")


@transaction.atomic
def sign_act_by_cms(*, act: MutualAct, party: AgreementParty, upload: Any, by: Any) -> ActSignature:
    """VALID is the party's assent, UNVERIFIED becomes it when another party's coordinator accepts the file, INVALID is kept as proof (§9.11).

    Raises NotCms, FileTooLarge, PaperNotReady, SignedInFuture, PowersEnded, WrongState, NotAParty, AlreadyAnswered.
    """
    check_size(upload)
    act = ready_to_answer(act, party)
    if act.kind != MutualAct.Kind.TERMINATION:
        raise WrongState(status=act.get_kind_display())
    check_signatory(party, timezone.localdate())
    if act.signatures.filter(party=party).exclude(verdict=PartySignature.Verdict.INVALID).exists():
        raise AlreadyAnswered
    digest = hash_of_act(act)
    if not digest or act.document is None:
        raise PaperNotReady
    taken = take_cms(upload=upload, party=party, document=act.document, sha256=digest)
    signature = ActSignature.objects.create(
        act=act,
        party=party,
        cms=taken.row,
        signed_on=taken.signed_on,
        signer=taken.signer,
        verdict=taken.verdict,
        problem=taken.problem,
        added_by=by,
    )
    if taken.verdict == PartySignature.Verdict.VALID:
        write_assent(act, party, by, signature=signature)
    elif taken.verdict == PartySignature.Verdict.UNVERIFIED:
        tell_others(act, ACCEPT, party=party, by=by)
    return signature


@transaction.atomic
def decide_act_signature(*, signature: ActSignature, accept: bool, by: Any, as_organisations: set[int], reason: str = "") -> ActSignature:
    """Another party's coordinator accepts a file that could not be verified, or refuses it with the reason. Raises OwnSignature, ReasonNeeded, WrongState."""
    if not as_organisations - {signature.party.organisation_id}:
        raise OwnSignature
    if not accept and not reason.strip():
        raise ReasonNeeded
    locked(signature.act.agreement_id)
    signature = ActSignature.objects.select_for_update(of=("self",)).select_related("party", "act").get(pk=signature.pk)
    if signature.checked_at:
        return signature
    act = ready_to_answer(signature.act, signature.party)
    if signature.verdict != PartySignature.Verdict.UNVERIFIED:
        raise WrongState(status=signature.get_verdict_display())
    signature.checked_by, signature.checked_at = by, timezone.now()
    if not accept:
        signature.verdict, signature.problem = PartySignature.Verdict.INVALID, reason.strip()[:500]
    signature.save(update_fields=["checked_by", "checked_at", "verdict", "problem"])
    if accept:
        write_assent(act, signature.party, signature.added_by or by, signature=signature)
    return signature
