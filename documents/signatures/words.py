"""What was verified in a signature file and what was not, in sentences for the page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# code → (it holds, it does not, it cannot be told here)
SENTENCES: dict[str, tuple[Any, Any, Any]] = {
    "digest": (
        _("The signature was made over exactly this document."),
        _("The digest does not fit: another document was signed."),
        _("Whether exactly this document was signed was not verified: its digest algorithm is not computed here."),
    ),
    "certificate": (
        _("The file contains the signatory's certificate."),
        _("The file contains no certificate of the signatory."),
        _("The file contains no certificate of the signatory."),
    ),
    "owner": (
        _("The certificate belongs to this party: the number in it is the party's."),
        _("The certificate belongs to another organisation or person: the BIN or IIN in it is not the party's."),
        _("Whether the certificate belongs to this party was not verified."),
    ),
    "term": (
        _("The certificate was in its term at the moment of signing."),
        _("The certificate was not in its term at the moment of signing."),
        _("The term of the certificate was not verified."),
    ),
    "signature": (
        _("The signature fits the key of the certificate."),
        _("The signature does not fit the key of the certificate: the file is damaged or changed."),
        _("The arithmetic of the signature was not verified: its algorithm is not computed here."),
    ),
    "chain": (
        _("The certificate was issued by an authority that this portal trusts."),
        _("The certificate was not issued by an authority that this portal trusts."),
        _("Who issued the certificate was not verified: the portal has no root certificate for it or does not compute its algorithm."),
    ),
    "revocation": (
        _("The certificate was not revoked."),
        _("The certificate was revoked."),
        _("Whether the certificate has been revoked was not verified: that is asked at the certification authority."),
    ),
}
_LOOKS = {True: ("done", "leaf"), False: ("stop", "clay"), None: ("wait", "sun")}


@dataclass(frozen=True)
class Finding:
    """One line of the check: ``state`` done, stop or wait for the component «checks», its tone, and the sentence."""

    code: str
    state: str
    tone: str
    text: Any


def findings_in_words(findings: list[dict[str, Any]]) -> list[Finding]:
    """The findings of a CmsFile or a CmsReading, in the order in which they were made."""
    return [Finding(row["code"], *_LOOKS[row["ok"]], _sentence(row["code"], row["ok"])) for row in findings if row["code"] in SENTENCES]


def problem_in_words(code: str) -> Any:
    """The sentence of the check that failed; empty for none."""
    return SENTENCES[code][1] if code in SENTENCES else ""


def _sentence(code: str, ok: bool | None) -> Any:
    return SENTENCES[code][{True: 0, False: 1, None: 2}[ok]]
