"""A party's CMS file over a finished PDF: read, kept whatever it says, turned into a verdict (NR37). One way for agreements and all that follows them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from core.uploads import FileTooLarge
from documents.models import CmsFile, IssuedDocument
from documents.signatures import read_cms, store_cms

from ...errors_agreements import PowersEnded, SignedInFuture
from ...models import AgreementParty, PartySignature

MAX_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class TakenCms:
    """What a signature of a party keeps of the file."""

    row: CmsFile
    verdict: PartySignature.Verdict
    problem: str
    signed_on: dt.date
    signer: str


def take_cms(*, upload: Any, party: AgreementParty, document: IssuedDocument, sha256: str) -> TakenCms:
    """Compare the file with the PDF and with the party's BIN (an entrepreneur's or a person's IIN) and keep it. Raises NotCms, FileTooLarge."""
    check_size(upload)
    upload.seek(0)
    data, side = upload.read(), party.organisation
    with default_storage.open(document.file) as paper:
        content = paper.read()
    reading = read_cms(
        data,
        document_sha256=sha256,
        document=content,
        expected_bin=side.bin if side else "",
        expected_iin=side.iin if side else (party.person.iin if party.person else ""),
    )
    row = store_cms(data=data, name=str(upload.name), reading=reading, document_sha256=sha256)
    return TakenCms(
        row=row,
        verdict=PartySignature.Verdict(reading.verdict),
        problem=reading.problem,
        signed_on=timezone.localtime(row.signing_time).date() if row.signing_time else timezone.localdate(),
        signer=row.holder or party.signatory_name,
    )


def check_size(upload: Any) -> None:
    """Raises FileTooLarge above 20 MB."""
    if upload.size > MAX_BYTES:
        raise FileTooLarge(size=-(-upload.size // (1024 * 1024)), limit=MAX_BYTES // (1024 * 1024))


def check_signatory(party: AgreementParty, signed_on: dt.date) -> None:
    """Nobody signs in the future or after the end of their powers. Raises SignedInFuture, PowersEnded."""
    if signed_on > timezone.localdate():
        raise SignedInFuture
    if party.powers_until and party.powers_until < signed_on:
        raise PowersEnded(name=party.signatory_name, party=party.name, day=party.powers_until.strftime("%d.%m.%Y"))
