"""Names of algorithms in certificates of Kazakhstan and elsewhere, and which digests can be computed here."""

DIGESTS = {
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
# The names under which people know them. GOST digests and signatures are named, not computed: no library of the field does it yet.
NAMES = {
    "1.3.14.3.2.26": "SHA-1",
    "2.16.840.1.101.3.4.2.1": "SHA-256",
    "2.16.840.1.101.3.4.2.2": "SHA-384",
    "2.16.840.1.101.3.4.2.3": "SHA-512",
    "1.2.840.113549.1.1.1": "RSA",
    "1.2.840.113549.1.1.5": "RSA, SHA-1",
    "1.2.840.113549.1.1.10": "RSA-PSS",
    "1.2.840.113549.1.1.11": "RSA, SHA-256",
    "1.2.840.113549.1.1.12": "RSA, SHA-384",
    "1.2.840.113549.1.1.13": "RSA, SHA-512",
    "1.2.840.10045.4.3.2": "ECDSA, SHA-256",
    "1.2.840.10045.4.3.3": "ECDSA, SHA-384",
    "1.2.840.10045.4.3.4": "ECDSA, SHA-512",
    "1.2.398.3.10.1.1.1.1": "GOST 34.310-2004",
    "1.2.398.3.10.1.1.1.2": "GOST 34.310-2004",
    "1.2.398.3.10.1.1.2.2": "GOST 34.310-2015 (256)",
    "1.2.398.3.10.1.1.2.3.1": "GOST 34.310-2015 (256)",
    "1.2.398.3.10.1.1.2.3.2": "GOST 34.310-2015 (512)",
    "1.2.398.3.10.1.3.1": "GOST 34.311-95",
    "1.2.398.3.10.1.3.2": "GOST 34.11-2015 (256)",
    "1.2.398.3.10.1.3.3": "GOST 34.11-2015 (512)",
    "1.2.643.2.2.9": "GOST R 34.11-94",
    "1.2.643.2.2.19": "GOST R 34.10-2001",
    "1.2.643.7.1.1.1.1": "GOST R 34.10-2012 (256)",
    "1.2.643.7.1.1.1.2": "GOST R 34.10-2012 (512)",
    "1.2.643.7.1.1.2.2": "GOST R 34.11-2012 (256)",
    "1.2.643.7.1.1.2.3": "GOST R 34.11-2012 (512)",
}
_FAMILIES = {"1.2.398.3.10.1.1": "GOST 34.310", "1.2.398.3.10.1.3": "GOST 34.311", "1.2.643": "GOST R"}


def name_of(oid: str) -> str:
    """The usual name of an algorithm; its family, or the bare number, where it is not on the list."""
    if oid in NAMES:
        return NAMES[oid]
    return next((f"{name} ({oid})" for start, name in _FAMILIES.items() if oid.startswith(f"{start}.")), oid)


def digest_name(oid: str) -> str:
    """hashlib's name of a digest that can be computed here; empty for others."""
    return DIGESTS.get(oid, "")
