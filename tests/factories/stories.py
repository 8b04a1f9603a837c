"""What the stories of the network page begin with.

authority = Authority(folder)                  a demo certification authority whose root lies in the folder (SIGNATURE_ROOTS)
authority.cms(pdf, organisation.bin)           a detached CMS signature of the organisation over the bytes
network_agreement(pdf)                         NET of 1 university, 2 colleges, 10 schools, being signed, with 79 named functions
"""

import datetime as dt
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from django.utils import timezone

from network.models import Agreement, AgreementNumbering, NetworkDuty, NetworkFunction
from network.services import agreements as services
from network.services.agreements.duties import GROUPS

from .agreements import being_signed
from .governance import coordinator_of, network_of


class Authority:
    """A root and the certificates it issues, with the subject fields of Kazakhstan's authority."""

    def __init__(self, folder: Path) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ДЕМО куәландырушы орталық")])
        root = self._certificate(self.name, self.key, years=8, is_authority=True)
        (folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))

    def _certificate(self, subject: x509.Name, key: Any, *, years: int, is_authority: bool = False) -> x509.Certificate:
        now = timezone.now()
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=30))
        builder = builder.not_valid_after(now + dt.timedelta(days=365 * years))
        return builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True).sign(
            self.key, hashes.SHA256()
        )

    def cms(self, document: bytes, number: str) -> bytes:
        """A detached signature over the bytes by somebody of the organisation with this BIN; valid for years, as the signing time is the real clock's."""
        key, oids = ec.generate_private_key(ec.SECP256R1()), x509.NameOID
        names = [
            (oids.COMMON_NAME, "ҮЛГІБАЕВ МЫСАЛ"),
            (oids.ORGANIZATION_NAME, "Демо ұйым"),
            (oids.ORGANIZATIONAL_UNIT_NAME, f"BIN{number}"),
        ]
        certificate = self._certificate(x509.Name([x509.NameAttribute(oid, value) for oid, value in names]), key, years=4)
        builder = pkcs7.PKCS7SignatureBuilder().set_data(document).add_signer(certificate, key, hashes.SHA256())
        return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary])


def network_agreement(pdf: bytes, *, short: str = "ҚӨУ", **terms: Any) -> Agreement:
    """The example of NR31: 10·6 + 2·7 + 1·5 = 79 names; the number is made of ``short``."""
    network = network_of(universities=1, colleges=2, schools=10, title_kk="Қостанай педагогикалық желісі")
    sides = [row.organisation for row in network.memberships.order_by("pk").select_related("organisation")]
    name_functions(network, sides)
    AgreementNumbering.objects.create(organisation=sides[0], short=short)
    return being_signed(*sides, by=coordinator_of(sides[0]), kind="NET", pdf=pdf, network=network, **terms)


def name_functions(network: Any, sides: list[Any]) -> int:
    """One person for every mandatory function of every organisation; how many."""
    functions = list(NetworkFunction.objects.filter(mandatory=True, active=True))
    since = timezone.localdate() - dt.timedelta(days=30)
    rows = [
        NetworkDuty(
            network=network,
            organisation=side,
            function=function,
            person=coordinator_of(side),
            phone="+7 700 000 00 01",
            email="duty@demo.example",
            valid_from=since,
        )
        for side in sides
        for function in functions
        if function.group == GROUPS[side.kind]
    ]
    return len(NetworkDuty.objects.bulk_create(rows))


def signed_by_scan(agreement: Agreement, organisation: Any, upload: Any) -> None:
    """The party's scan, checked by the initiator, through the services."""
    by = coordinator_of(agreement.initiator)
    made = services.sign_by_scan(
        party=agreement.parties.get(organisation=organisation), upload=upload, signer="", signed_on=timezone.localdate(), by=by
    )
    services.decide_signature(signature=made, accept=True, by=by, as_organisations={agreement.initiator_id})
