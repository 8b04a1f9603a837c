"""Signature files: real CMS made by a small authority of the test, and what the portal says of each."""

import base64
import datetime as dt
import hashlib

import pytest
from asn1crypto import cms as asn1cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from documents.errors import CmsTooLarge, NotCms
from documents.models import CmsFile
from documents.signatures import findings_in_words, problem_in_words, read_cms, store_cms

PDF = b"%PDF-1.7 the exact bytes"
SHA = hashlib.sha256(PDF).hexdigest()
BIN, OTHER_BIN, IIN = "000040001017", "000040001803", "990101500016"
DETACHED = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]


class Authority:
    """A root and the certificates it issues, with the subject fields of Kazakhstan's authority."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ДЕМО куәландырушы орталық")])
        self.certificate = self.build(self.name, self.key, days=(-3000, 3000), is_authority=True)

    def build(self, subject, key, *, days=(-100, 100), is_authority=False):
        now = timezone.now()
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + dt.timedelta(days=days[0]))
            .not_valid_after(now + dt.timedelta(days=days[1]))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def person(self, *, bin=BIN, iin=IIN, key=None, days=(-100, 100)):
        key = key or ec.generate_private_key(ec.SECP256R1())
        parts = [
            x509.NameAttribute(NameOID.COMMON_NAME, "ҮЛГІБАЕВ МЫСАЛ"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, f"IIN{iin}"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "ТОО «ДЕМО АВТО»"),
        ]
        if bin:
            parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, f"BIN{bin}"))
        return self.build(x509.Name(parts), key, days=days), key


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture
def roots(authority, settings, tmp_path):
    """The installation trusts the test's authority."""
    (tmp_path / "root.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    settings.SIGNATURE_ROOTS = str(tmp_path)


def sign(certificate, key, data=PDF, *, attached=False, encoding=Encoding.DER, digest=None):
    options = [pkcs7.PKCS7Options.Binary] if attached else DETACHED
    builder = pkcs7.PKCS7SignatureBuilder().set_data(data).add_signer(certificate, key, digest or hashes.SHA256())
    return builder.sign(encoding, options)


def read(data, **more):
    return read_cms(data, **({"document_sha256": SHA, "document": PDF, "expected_bin": BIN} | more))


def said(reading):
    return {finding["code"]: finding["ok"] for finding in reading.findings}


def rebuilt(data, **fields):
    """The same file with other values in its one signer, the signature left as it was."""
    info = asn1cms.ContentInfo.load(data)
    signer = info["content"]["signer_infos"][0]
    for name, value in fields.items():
        signer[name] = value
    return info.dump(force=True)


@pytest.mark.parametrize("attached", [False, True], ids=["detached", "attached"])
@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM], ids=["der", "pem"])
def test_a_file_over_this_very_pdf_by_the_right_party_is_valid(authority, roots, attached, encoding):
    reading = read(sign(*authority.person(), attached=attached, encoding=encoding))
    assert reading.verdict == "valid" and reading.problem == "" and reading.is_detached != attached
    assert (reading.holder.name, reading.holder.bin, reading.holder.iin) == ("ҮЛГІБАЕВ МЫСАЛ", BIN, IIN)
    assert reading.holder.issuer == "ДЕМО куәландырушы орталық" and reading.holder.number and reading.algorithm == "ECDSA, SHA-256"
    assert abs(reading.signing_time - timezone.now()) < dt.timedelta(minutes=5)


@pytest.mark.parametrize("digest", [hashes.SHA256(), hashes.SHA384(), hashes.SHA512()], ids=lambda one: one.name)
def test_an_rsa_key_of_any_usual_digest_is_verified(authority, roots, digest):
    person = authority.person(key=rsa.generate_private_key(65537, 2048))
    assert read(sign(*person, digest=digest)).verdict == "valid"


def test_bare_base64_is_read_too(authority, roots):
    assert read(base64.encodebytes(sign(*authority.person()))).verdict == "valid"


def test_without_a_trusted_root_the_file_is_not_verified(authority, settings):
    settings.SIGNATURE_ROOTS = ""
    reading = read(sign(*authority.person()))
    assert reading.verdict == "unverified" and said(reading)["chain"] is None and said(reading)["signature"] is True


def test_a_certificate_of_another_authority_is_invalid(roots):
    reading = read(sign(*Authority().person()))
    assert (reading.verdict, reading.problem) == ("invalid", "chain")


@pytest.mark.parametrize("attached", [False, True], ids=["detached", "attached"])
def test_a_file_over_another_pdf_is_invalid_and_says_so(authority, roots, attached):
    reading = read(sign(*authority.person(), data=PDF + b" changed", attached=attached))
    assert (reading.verdict, reading.problem) == ("invalid", "digest")
    with translation.override("kk"):
        assert "басқа құжат" in str(problem_in_words("digest"))


def test_the_bin_of_another_organisation_is_invalid(authority, roots):
    reading = read(sign(*authority.person(bin=OTHER_BIN)))
    assert (reading.verdict, reading.problem, reading.holder.bin) == ("invalid", "owner", OTHER_BIN)


def test_a_certificate_without_a_bin_does_not_sign_for_an_organisation(authority, roots):
    assert read(sign(*authority.person(bin=""))).problem == "owner"


def test_an_entrepreneur_signs_with_the_own_number(authority, roots):
    file = sign(*authority.person(bin=""))
    assert read(file, expected_bin="", expected_iin=IIN).verdict == "valid"
    assert read(file, expected_bin="", expected_iin="990202500019").problem == "owner"


def test_a_certificate_that_had_ended_at_signing_is_invalid(authority, roots):
    reading = read(sign(*authority.person(days=(-400, -30))))
    assert (reading.verdict, reading.problem) == ("invalid", "term")


def test_a_damaged_signature_is_invalid(authority, roots):
    person = authority.person(key=rsa.generate_private_key(65537, 2048))
    broken = rebuilt(sign(*person), signature=b"\x01" * 256)
    assert read(broken).problem == "signature"


def test_a_file_without_the_certificate_is_invalid(authority, roots):
    certificate, key = authority.person()
    file = pkcs7.PKCS7SignatureBuilder().set_data(PDF).add_signer(certificate, key, hashes.SHA256())
    reading = read(file.sign(Encoding.DER, [*DETACHED, pkcs7.PKCS7Options.NoCerts]))
    assert reading.problem == "certificate"


def gost(data):
    """As the national algorithms write it: their numbers stand where ECDSA's stood."""
    return rebuilt(
        data,
        digest_algorithm={"algorithm": "1.2.398.3.10.1.3.3"},
        signature_algorithm={"algorithm": "1.2.398.3.10.1.1.2.3.2"},
    )


def test_the_national_algorithms_are_named_and_left_unverified(authority, roots):
    reading = read(gost(sign(*authority.person())))
    assert reading.verdict == "unverified" and reading.problem == ""
    assert said(reading) | {"digest": None, "signature": None} == said(reading)
    assert reading.algorithm == "GOST 34.310-2015 (512), GOST 34.11-2015 (512)"


def test_an_attached_file_of_national_algorithms_still_proves_the_document(authority, roots):
    assert said(read(gost(sign(*authority.person(), attached=True))))["digest"] is True
    assert read(gost(sign(*authority.person(), data=b"other", attached=True))).problem == "digest"


def test_of_several_signers_the_partys_own_counts(authority, roots):
    first, second = authority.person(bin=OTHER_BIN), authority.person()
    builder = pkcs7.PKCS7SignatureBuilder().set_data(PDF).add_signer(*first, hashes.SHA256()).add_signer(*second, hashes.SHA256())
    reading = read(builder.sign(Encoding.DER, DETACHED))
    assert (reading.verdict, reading.signers, reading.holder.bin) == ("valid", 2, BIN)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 not a signature",
        b"\x30\x03\x02\x01\x05",
        b"-----BEGIN CMS-----\nAAAA\n-----END CMS-----\n",
        b"\x30" * 500,
        b"\xff\xfe" * 40,
    ],
    ids=["empty", "pdf", "number", "pem of nothing", "nested", "noise"],
)
def test_what_is_no_signature_is_refused_in_a_sentence(data):
    with pytest.raises(NotCms) as refusal:
        read(data)
    with translation.override("ru"):
        assert ".cms" in str(refusal.value)


def test_a_cut_file_is_refused(authority):
    whole = sign(*authority.person())
    for length in range(1, len(whole), 97):
        with pytest.raises(NotCms):
            read(whole[:length])


def test_a_document_instead_of_a_signature_is_refused_by_its_size(authority, monkeypatch):
    monkeypatch.setattr("documents.signatures.reading.LARGEST", 100)
    with pytest.raises(CmsTooLarge):
        read(sign(*authority.person()))


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_page_says_of_every_check_what_was_and_what_was_not_verified(authority, roots, language):
    with translation.override(language):
        lines = findings_in_words(read(gost(sign(*authority.person()))).findings)
        states = {line.code: line.state for line in lines}
        texts = [str(line.text) for line in lines]
    assert states == {
        "digest": "wait",
        "certificate": "done",
        "owner": "done",
        "term": "done",
        "signature": "wait",
        "chain": "done",
        "revocation": "wait",
    }
    assert len(set(texts)) == 7 and not any(text.isascii() for text in texts)


@pytest.mark.django_db
def test_the_file_is_kept_as_it_came_and_cannot_be_changed(authority, roots):
    data = sign(*authority.person())
    row = store_cms(data=data, name="қол.cms", reading=read(data), document_sha256=SHA)
    assert default_storage.open(row.file.name).read() == data and row.sha256 == hashlib.sha256(data).hexdigest()
    assert (row.bin, row.certificate_number != "", row.findings[0]) == (BIN, True, {"code": "digest", "ok": True})
    with pytest.raises(DatabaseError), transaction.atomic():
        CmsFile.objects.update(holder="Басқа")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
