"""Agreements as they stand after the engine has done its work.

AgreementFactory()                               a trial agreement in force between .school and .host since 120 days
AgreementFactory(kind="PRAC", school=…, host=…)  another kind; ``signed=False`` a draft shown to both, ``expired=True`` ended a month ago
set_end(day, renews=True)                        moves the end of all agreements
"""

import datetime as dt
import hashlib
from typing import Any

import factory
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from network.models import Agreement, AgreementKind, AgreementNotice, AgreementParty, AgreementPeriod, PartySignature


def kind_of(code: str) -> AgreementKind:
    """A kind by its code; the migrations bring them, a truncated test database has none."""
    names = {"name_kk": f"Демо келісім ({code})", "name_ru": f"Демо-соглашение ({code})"}
    return AgreementKind.objects.get_or_create(code=code, defaults=names)[0]


class AgreementFactory(factory.django.DjangoModelFactory):
    """An agreement between ``school`` and ``host``, in force from ``valid_from`` to ``valid_until`` unless told otherwise."""

    class Meta:
        model = Agreement

    class Params:
        expired = factory.Trait(valid_until=factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=30)))

    kind = "TRIAL"
    number = factory.Sequence(lambda n: f"ДЕМО-{n:04d}")
    title_kk = "Кәсіби сынақтар өткізу туралы келісім"
    title_ru = "Соглашение о проведении профессиональных проб"
    school = factory.SubFactory("tests.factories.people.OrganisationFactory")
    host = factory.SubFactory("tests.factories.people.OrganisationFactory", enterprise=True)
    signed = True
    valid_from = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=120))
    valid_until = None
    renews = False
    notice_on = None

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Agreement:
        sides = [kwargs.pop("school"), kwargs.pop("host")]
        signed, start, end, notice_on = (kwargs.pop(name) for name in ("signed", "valid_from", "valid_until", "notice_on"))
        kwargs["kind"] = kind_of(getattr(kwargs["kind"], "code", kwargs["kind"]))
        today = timezone.localdate()
        if not signed:
            status, kwargs["number"] = "draft", ""
        elif start > today:
            status = "signed"
        else:
            status = "in_force" if end is None or end >= today or kwargs["renews"] else "expired"
        values = {
            "initiator": sides[0],
            "starts_on": start,
            "ends_on": end,
            "date": start,
            "auto_renew": kwargs.pop("renews"),
            "number_year": start.year if signed else None,
            "status": status,
            "shared_at": timezone.now(),
            **kwargs,
        }
        made = super()._create(model_class, *args, **values)
        made.school, made.host = sides
        for position, side in enumerate(sides):
            role_kk, role_ru = made.kind.role_of(side.kind)
            AgreementParty.objects.create(
                agreement=made,
                organisation=side,
                position=position,
                role_kk=role_kk,
                role_ru=role_ru,
                signatory_name=side.head_name,
                signatory_position_kk="Директор",
                signatory_position_ru="Директор",
                basis_kk="Жарғы",
                basis_ru="Устав",
                status="signed" if signed else "invited",
            )
        if signed:
            AgreementPeriod.objects.create(agreement=made, valid_from=start, valid_until=end)
        if notice_on:
            _notice(made, notice_on)
        return made


def set_end(day: dt.date, *, renews: bool = False, notice_on: dt.date | None = None) -> None:
    """Let every agreement end on the day, renew itself or not, with a delivered notice of non-renewal or without."""
    AgreementPeriod.objects.update(valid_until=day)
    Agreement.objects.update(ends_on=day, auto_renew=renews)
    if notice_on:
        for agreement in Agreement.objects.all():
            _notice(agreement, notice_on)


def _notice(agreement: Agreement, delivered_on: dt.date) -> AgreementNotice:
    return AgreementNotice.objects.create(
        agreement=agreement,
        kind="non_renewal",
        from_party=agreement.parties.first(),
        delivered_on=delivered_on,
        effective_on=agreement.ends_on,
        status="delivered",
    )


def drafted(kind: str, *sides: Any, by: Any, **terms: Any) -> Agreement:
    """A draft of the kind with every place of its text filled and a term."""
    from network.agreements.filling import unfilled
    from network.agreements.reader import places
    from network.services import agreements as services

    code = AgreementKind.objects.get(code=kind)
    where = {"parent": terms.pop("parent", None), "network": terms.pop("network", None)}
    made = services.start_agreement(kind=code, initiator=sides[0], partners=list(sides[1:]), by=by, **where)
    today = timezone.localdate()
    own = {"starts_on": today, "ends_on": None if code.term_kind == "calendar" else today + dt.timedelta(days=300)}
    own |= {"purpose_kk": "Бірлескен жұмыс", "purpose_ru": "Совместная работа", "hosts_per_year": 10, "amount": None if kind == "CG" else 5}
    services.set_terms(agreement=made, by=by, **(own | terms))
    made.refresh_from_db()
    values: dict[str, Any] = {}
    for name in unfilled(made, services.head_version(made).clauses.all()):
        about = places().get(name, {}).get("type")
        values[name] = today.isoformat() if about == "date" else 5 if about == "number" else {"kk": "мысал", "ru": "пример"}
    services.set_variables(agreement=made, by=by, values=values)
    made.refresh_from_db()
    return made


def in_review(*sides: Any, by: Any, kind: str = "CG", **terms: Any) -> Agreement:
    """A draft that was sent to its parties."""
    from network.services import agreements as services

    made = drafted(kind, *sides, by=by, **terms)
    services.send_to_parties(agreement=made, by=by)
    made.refresh_from_db()
    return made


def being_signed(*sides: Any, by: Any, kind: str = "CG", pdf: bytes = b"%PDF-1.7 demo", **terms: Any) -> Agreement:
    """Agreed by everybody, with a finished PDF."""
    from network.services import agreements as services

    made = in_review(*sides, by=by, kind=kind, **terms)
    for party in made.parties.filter(status="invited"):
        services.agree(party=party, by=by)
    services.fix_for_signing(agreement=made, by=by)
    document = services.head_version(made).document
    document.file = default_storage.save("test/agreement.pdf", ContentFile(pdf))
    document.sha256, document.production = hashlib.sha256(pdf).hexdigest(), "ready"
    document.pages, document.issued_at = 1, timezone.now()
    document.save()
    made.refresh_from_db()
    return made


def signature_of(party: AgreementParty) -> PartySignature:
    """A scan that waits to be checked."""
    return PartySignature.objects.create(
        party=party,
        version=party.agreement.versions.order_by("-number").first(),
        method="scan",
        signed_on=timezone.localdate(),
        signer=party.signatory_name,
        scan=ContentFile(b"scan", "scan.pdf"),
        scan_name="scan.pdf",
        doc_sha256="0" * 64,
    )


def signer(number: str, *, days: int = 300) -> tuple[Any, Any]:
    """A key and a certificate of a demo authority for an organisation with this BIN."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    oids = x509.NameOID
    names = [(oids.COMMON_NAME, "СЫНАҚОВ ЕРЛАН"), (oids.ORGANIZATION_NAME, "Демо ұйым"), (oids.ORGANIZATIONAL_UNIT_NAME, f"BIN{number}")]
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in names])
    now = timezone.now()
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(4711)
    start = min(now, now + dt.timedelta(days=days)) - dt.timedelta(days=10)
    certificate = builder.not_valid_before(start).not_valid_after(now + dt.timedelta(days=days)).sign(key, hashes.SHA256())
    return key, certificate


def cms_over(document: bytes, number: str, *, days: int = 300) -> bytes:
    """A detached CMS signature over the bytes."""
    key, certificate = signer(number, days=days)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(document).add_signer(certificate, key, hashes.SHA256())
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    return builder.sign(serialization.Encoding.DER, options)
