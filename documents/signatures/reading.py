"""Reading a CMS (PKCS #7) signature file made over a PDF: who signed, and what of it can be proved here (network page, NR37).

Five things are looked at: the digest of exactly this PDF, the term of the certificate at signing, whose certificate it is, the arithmetic of the
signature, the chain to a trusted root. One that fails makes the file invalid; one that cannot be told here leaves it unverified.
Revocation is not asked for: that needs the authority's own service.
"""

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any

from asn1crypto import cms, pem
from asn1crypto import x509 as asn1
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.utils import timezone

from ..errors import CmsTooLarge, NotCms
from .algorithms import digest_name, name_of
from .certificates import Holder, chain_holds, holder_of, modern

LARGEST = 25 * 1024 * 1024
LARGEST_DETACHED = 1024 * 1024
COUNTED = ("digest", "certificate", "owner", "term", "signature", "chain")
_HASHES = {"sha1": hashes.SHA1, "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}


@dataclass(frozen=True)
class CmsReading:
    """What a signature file says. ``findings``: ``{"code", "ok"}`` with True, False, or None where it cannot be told here."""

    holder: Holder
    algorithm: str
    is_detached: bool
    signing_time: dt.datetime | None
    signers: int
    findings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def problem(self) -> str:
        """Code of the first check that failed; empty when none did."""
        return next((finding["code"] for finding in self.findings if finding["ok"] is False), "")

    @property
    def verdict(self) -> str:
        """valid, invalid or unverified, the values of PartySignature.verdict."""
        if self.problem:
            return "invalid"
        return "valid" if all(finding["ok"] for finding in self.findings if finding["code"] in COUNTED) else "unverified"


def read_cms(
    data: bytes,
    *,
    document_sha256: str,
    document: bytes | None = None,
    expected_bin: str = "",
    expected_iin: str = "",
    at: dt.datetime | None = None,
) -> CmsReading:
    """Read a signature file, attached or detached, DER, PEM or base64.

    ``document`` are the bytes of the PDF that had to be signed and ``document_sha256`` its digest in hex; of the party either the BIN or, for an
    individual entrepreneur, the IIN is expected; ``at`` stands for the signing time where the file has none (now). Raises NotCms, CmsTooLarge.
    """
    if len(data) > LARGEST:
        raise CmsTooLarge(limit=LARGEST // 1024 // 1024)
    try:
        return _read(data, document_sha256, document, expected_bin, expected_iin, at)
    except (ValueError, TypeError, KeyError, binascii.Error) as problem:  # the parser reads lazily: damage shows anywhere
        raise NotCms from problem


def _read(
    data: bytes, document_sha256: str, document: bytes | None, expected_bin: str, expected_iin: str, at: dt.datetime | None
) -> CmsReading:
    signed = _signed_data(data)
    certificates = [one.chosen for one in signed["certificates"] or () if isinstance(one.chosen, asn1.Certificate)]
    signer, certificate = _signer(signed, certificates, expected_bin, expected_iin)
    content = signed["encap_content_info"]["content"].native
    if content is None and len(data) > LARGEST_DETACHED:
        raise CmsTooLarge(limit=LARGEST_DETACHED // 1024 // 1024)
    attributes = _attributes(signer)
    signing_time = _moment(attributes.get("signing_time"))
    moment = signing_time or at or timezone.now()
    holder = holder_of(certificate) if certificate else Holder()
    findings = [
        {"code": "digest", "ok": _digest_fits(signer, attributes, content, document, document_sha256)},
        {"code": "certificate", "ok": certificate is not None},
    ]
    if certificate:
        findings += [
            {"code": "owner", "ok": _owner_fits(holder, expected_bin, expected_iin)},
            {"code": "term", "ok": _in_term(holder, moment)},
            {"code": "signature", "ok": _arithmetic_holds(signer, certificate, content if content is not None else document)},
            {"code": "chain", "ok": chain_holds(certificate, certificates, moment)},
            {"code": "revocation", "ok": None},
        ]
    return CmsReading(
        holder=holder,
        algorithm=_algorithm(signer),
        is_detached=content is None,
        signing_time=signing_time,
        signers=len(signed["signer_infos"]),
        findings=findings,
    )


def _signed_data(data: bytes) -> Any:
    info = cms.ContentInfo.load(_der(data), strict=True)
    if info["content_type"].native != "signed_data":
        raise NotCms
    signed = info["content"]
    if not len(signed["signer_infos"]):
        raise NotCms
    return signed


def _der(data: bytes) -> bytes:
    """The file without its wrapping: programs write DER, PEM or bare base64."""
    text = data.lstrip(b"\xef\xbb\xbf \r\n\t")
    if text.startswith(b"-----BEGIN"):
        return pem.unarmor(text)[2]
    if text[:1] == b"\x30":
        return data
    return base64.b64decode(b"".join(text.split()), validate=True)


def _signer(signed: Any, certificates: list, expected_bin: str, expected_iin: str) -> tuple[Any, Any]:
    """The signer whose certificate is the party's; the first where none is."""
    pairs = [(signer, _certificate_of(signer, certificates)) for signer in signed["signer_infos"]]
    fitting = (pair for pair in pairs if pair[1] is not None and _owner_fits(holder_of(pair[1]), expected_bin, expected_iin))
    return next(fitting, pairs[0])


def _certificate_of(signer: Any, certificates: list) -> Any:
    sid = signer["sid"]
    for one in certificates:
        if sid.name == "issuer_and_serial_number":
            if one.issuer == sid.chosen["issuer"] and one.serial_number == sid.chosen["serial_number"].native:
                return one
        elif one.key_identifier == sid.chosen.native:
            return one
    return None


def _attributes(signer: Any) -> dict[str, Any]:
    """Signed attributes by name; the first value of each."""
    attributes = signer["signed_attrs"]
    if attributes.native is None:
        return {}
    return {one["type"].native: one["values"][0].native for one in attributes if len(one["values"])}


def _moment(value: Any) -> dt.datetime | None:
    if not isinstance(value, dt.datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)


def _digest_fits(signer: Any, attributes: dict, content: bytes | None, document: bytes | None, document_sha256: str) -> bool | None:
    """Was exactly this PDF signed?"""
    if content is not None and hashlib.sha256(content).hexdigest() != document_sha256:
        return False
    stated = attributes.get("message_digest")
    if stated is None:
        return True if content is not None else None  # without attributes the arithmetic itself covers the document
    name = digest_name(signer["digest_algorithm"]["algorithm"].dotted)
    if not name:
        return True if content is not None else None  # a digest that cannot be computed here
    if name == "sha256":
        return hmac.compare_digest(stated, bytes.fromhex(document_sha256))
    body = content if content is not None else document
    return None if body is None else hmac.compare_digest(stated, hashlib.new(name, body, usedforsecurity=False).digest())


def _owner_fits(holder: Holder, expected_bin: str, expected_iin: str) -> bool | None:
    if expected_bin:
        return holder.bin == expected_bin
    if expected_iin:
        return holder.iin == expected_iin
    return None


def _in_term(holder: Holder, moment: dt.datetime) -> bool:
    assert holder.valid_from and holder.valid_until
    return holder.valid_from <= moment <= holder.valid_until


def _algorithm(signer: Any) -> str:
    own, digest = (signer[name]["algorithm"].dotted for name in ("signature_algorithm", "digest_algorithm"))
    names = dict.fromkeys([name_of(own), name_of(digest)])
    return ", ".join(name for name in names if not any(name != other and name in other for other in names))[:80]


def _arithmetic_holds(signer: Any, certificate: Any, body: bytes | None) -> bool | None:
    """Does the signature fit the key of the certificate? None for algorithms that nobody here computes."""
    attributes = signer["signed_attrs"]
    data = b"\x31" + attributes.dump()[1:] if attributes.native is not None else body  # signed as a SET, stored under a tag of its own
    if data is None:
        return None
    try:
        key = modern(certificate).public_key()
        how = signer["signature_algorithm"]
        kind = how.signature_algo
        name = (
            digest_name(signer["digest_algorithm"]["algorithm"].dotted)
            if kind == "rsassa_pkcs1v15" and how["algorithm"].native in _BARE
            else how.hash_algo
        )
        digest = _HASHES[name]()
        signature = signer["signature"].native
        if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pkcs1v15":
            key.verify(signature, data, padding.PKCS1v15(), digest)
        elif isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pss":
            key.verify(signature, data, padding.PSS(padding.MGF1(digest), padding.PSS.AUTO), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
            key.verify(signature, data, ec.ECDSA(digest))
        else:
            return None
    except InvalidSignature:
        return False
    except (UnsupportedAlgorithm, ValueError, KeyError, TypeError):
        return None
    return True


_BARE = {"rsassa_pkcs1v15", "1.2.840.113549.1.1.1"}  # «RSA» without a digest of its own: the signer's digest algorithm counts
