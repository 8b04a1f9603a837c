"""Whose certificate it is, and whether its chain ends at a root that this installation trusts."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

_BIN, _IIN = re.compile(r"BIN(\d{12})"), re.compile(r"IIN(\d{12})")
_LONGEST_CHAIN = 8


@dataclass(frozen=True)
class Holder:
    """What a certificate says about its owner; empty where it says nothing. BIN and IIN as the National Certification Authority writes them."""

    name: str = ""
    organisation: str = ""
    bin: str = ""
    iin: str = ""
    issuer: str = ""
    number: str = ""
    valid_from: dt.datetime | None = None
    valid_until: dt.datetime | None = None


def holder_of(certificate: asn1.Certificate) -> Holder:
    """Read the owner, the number and the term of a certificate."""
    subject = _values(certificate.subject)
    text = " ".join(value for values in subject.values() for value in values)
    found_bin, found_iin = _BIN.search(text), _IIN.search(text)
    term = certificate["tbs_certificate"]["validity"]
    return Holder(
        name=_first(subject, "common_name")[:300],
        organisation=_first(subject, "organization_name")[:300],
        bin=found_bin.group(1) if found_bin else "",
        iin=found_iin.group(1) if found_iin else "",
        issuer=_first(_values(certificate.issuer), "common_name", "organization_name")[:300],
        number=f"{certificate.serial_number:x}".upper()[:80],
        valid_from=term["not_before"].native,
        valid_until=term["not_after"].native,
    )


def _values(name: asn1.Name) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for part in name.chosen:
        for pair in part:
            values.setdefault(pair["type"].native, []).append(str(pair["value"].native))
    return values


def _first(values: dict[str, list[str]], *names: str) -> str:
    return next((values[name][0] for name in names if values.get(name)), "")


def trusted_roots() -> list[x509.Certificate]:
    """Root certificates of the installation: files .pem, .cer, .crt, .der in the folder settings.SIGNATURE_ROOTS; an empty list without one."""
    folder = getattr(settings, "SIGNATURE_ROOTS", "")
    return _read_folder(str(folder)) if folder else []


@lru_cache(maxsize=4)
def _read_folder(folder: str) -> list[x509.Certificate]:
    files = sorted(path for path in Path(folder).glob("*") if path.suffix.lower() in {".pem", ".cer", ".crt", ".der"})
    return [certificate for path in files for certificate in _read(path.read_bytes())]


def _read(data: bytes) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(data) if b"-----BEGIN" in data else [x509.load_der_x509_certificate(data)]


def chain_holds(own: asn1.Certificate, others: Iterable[asn1.Certificate], moment: dt.datetime) -> bool | None:
    """Does the chain end at a trusted root, every link signed and in its term at the moment? None where that cannot be told: no root, unknown algorithm."""
    roots = trusted_roots()
    if not roots:
        return None
    try:
        link = modern(own)
        known = [modern(one) for one in others]
        for _step in range(_LONGEST_CHAIN):
            if root := _issuer_among(roots, link, moment):
                return _covers(root, moment)
            above = _issuer_among([one for one in known if one != link and _is_authority(one)], link, moment)
            if above is None:
                return False
            link = above
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return None
    return False


def modern(certificate: Any) -> x509.Certificate:
    """The same certificate for the library that computes. Raises ValueError, UnsupportedAlgorithm for what it cannot read."""
    return x509.load_der_x509_certificate(certificate.dump())


def _issuer_among(candidates: Iterable[x509.Certificate], link: x509.Certificate, moment: dt.datetime) -> x509.Certificate | None:
    for candidate in candidates:
        if candidate.public_bytes(Encoding.DER) == link.public_bytes(Encoding.DER):
            return candidate
        if candidate.subject != link.issuer or not _covers(candidate, moment):
            continue
        try:
            link.verify_directly_issued_by(candidate)
        except InvalidSignature:
            continue
        return candidate
    return None


def _covers(certificate: x509.Certificate, moment: dt.datetime) -> bool:
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
