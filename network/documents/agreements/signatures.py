"""The signature sheet: who signed which text, how, when, what was checked; void signatures stay visible (spec 5, NR37)."""

from django.utils import translation

from documents.languages import joined, parts
from documents.sheet import Column, Lines, Pair, Table, Text

from ...models import Agreement, AgreementParty, AgreementVersion, PartySignature
from .content import OPEN_AMENDMENTS, remaining, short_name, signed_by
from .words import word

COLUMNS = [("no", 4), ("party", 19), ("signer", 17), ("method", 9), ("date", 12), ("check", 23), ("certificate", 16)]


def sheet_of(
    agreement: Agreement, version: AgreementVersion, language: str, *, signing: bool = False, amendment: bool = False
) -> dict | None:
    """The table with its notes; None while nobody has signed, and on the very text that is being signed.

    An agreement's sheet shows every signature since the first version, void ones too; an amendment's only those of its own version.
    """
    if signing:
        return None
    signatures = PartySignature.objects.filter(party__agreement=agreement).select_related("party", "cms", "version").order_by("pk")
    signatures = signatures.filter(version=version) if amendment else signatures.exclude(version__amendment__status__in=OPEN_AMENDMENTS)
    by_party: dict[int, list[PartySignature]] = {}
    for signature in signatures:
        by_party.setdefault(signature.party_id, []).append(signature)
    if not by_party:
        return None
    rows = []
    for number, party in enumerate(_of_the_sheet(agreement, by_party) if amendment else signed_by(agreement), 1):
        name = short_name(party, language)
        own = by_party.get(party.pk, [])
        rows += [_row(number, name, signature, language) for signature in own]
        if not any(signature.counts for signature in own):
            rows.append([number, name, party.signatory_name, "", "", word("unsigned", language), ""])
    columns = [Column(_short(key, language), width, "center" if key in ("no", "method", "date") else "start") for key, width in COLUMNS]
    fixed = [Pair(word("fixed", language, n=version.number), version.pdf_sha256)] if version.pdf_sha256 else []
    return {"table": Table(columns, rows, dense=True), "fixed": fixed, "note": [word("sheet_note", part) for part in parts(language)]}


def _of_the_sheet(agreement: Agreement, by_party: dict[int, list[PartySignature]]) -> list[AgreementParty]:
    """Who signed a supplementary agreement, and of the present parties those whose signature is missing."""
    gone = AgreementParty.Status.LEFT
    return [
        party
        for party in remaining(agreement)
        if party.pk in by_party or (party.status != gone and (party.predecessor_id is None or party.predecessor_id not in by_party))
    ]


def _short(key: str, language: str) -> str:
    """Both words of a column under each other fit where «Қол қоюшы / Подписант» in one line does not."""
    return joined([word(key, part) for part in parts(language)])


def _row(number: int, name: str, signature: PartySignature, language: str) -> list:
    return [
        number,
        name,
        signature.signer,
        word(signature.method, language),
        f"{signature.signed_on:%d.%m.%Y}",
        _check(signature, language),
        signature.cms.certificate_number if signature.cms else "",
    ]


def _check(signature: PartySignature, language: str) -> Lines | str:
    if signature.is_void:
        return Lines([Text(word("void", language), strong=True), signature.void_reason])
    verdict = word(signature.verdict, language)
    if signature.verdict == PartySignature.Verdict.INVALID:
        return Lines([Text(verdict, strong=True), _problem(signature, language)])
    if signature.verdict == PartySignature.Verdict.UNVERIFIED and signature.checked_at:
        return Lines([verdict, word("accepted", language)])
    return verdict


def _problem(signature: PartySignature, language: str) -> str:
    """Why it is invalid, in the languages of the paper: what the portal found is kept as a code, what a person wrote are their words."""
    said = []
    for part in parts(language):
        with translation.override(part):
            said.append(str(signature.problem_text))
    return joined(said)
