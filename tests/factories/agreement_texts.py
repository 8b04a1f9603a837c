"""An agreement of any kind with its whole text, as a coordinator would have filled it.

filled_agreement("NET")                              signing, number and date given, text from the kind's clauses
filled_agreement("CG", status="draft", changed="4.1") a draft in which one clause differs from the template
sign(agreement)                                      every party by turns on paper and by CMS; the agreement in force
"""

import datetime as dt
import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from documents.models import CmsFile
from network.agreements.loading import load_texts
from network.agreements.reader import places, text_of
from network.models import (
    Agreement,
    AgreementClause,
    AgreementKind,
    AgreementParty,
    AgreementPeriod,
    AgreementVersion,
    ClauseTemplate,
    PartySignature,
)

from .agreements import kind_of
from .people import DistrictFactory, OrganisationFactory, RegionFactory, UserFactory

SIDES = {
    "NET": ["university", "college", "school", "school"],
    "CGN": ["school", "college", "enterprise"],
    "COOP": ["school", "enterprise"],
    "CG": ["school", "enterprise"],
    "TRIAL": ["school", "enterprise"],
    "PRAC": ["college", "school"],
    "MEMO": ["university", "school", "edu_department"],
    "TARGET": ["university", "school"],
    "PATRON": ["enterprise", "college"],
    "RECOG": ["college", "university"],
    "TTRAIN": ["enterprise", "college"],
    "FIN": ["college", "school"],
    "SERVICE": ["college", "person"],
    "OTHER": ["school", "college"],
}
NAMES = {
    "school": ("«Қостанай қаласы әкімдігінің №12 демо жалпы білім беретін мектебі» КММ", "КГУ «Демо-общеобразовательная школа №12 акимата города Костаная»"),
    "college": ("«Қостанай демо педагогикалық колледжі» КМҚК", "КГКП «Костанайский демо-педагогический колледж»"),
    "university": ("«Ахмет Байтұрсынұлы атындағы демо өңірлік университет» КЕАҚ", "НАО «Демо-региональный университет имени Ахмета Байтурсынулы»"),
    "enterprise": ("«Демо Авто» ЖШС", "ТОО «Демо Авто»"),
    "edu_department": ("Қостанай облысы әкімдігінің демо білім басқармасы", "Демо-управление образования акимата Костанайской области"),
}  # fmt: skip
SAMPLES = {
    "results": ("жылына тәлімгері бар 120 студент; 30 тәлімгер", "120 студентов в год с наставником; 30 наставников"),
    "directions": ("бірлескен бағдарламалар; ресурс алмасу; бірлескен зерттеулер", "совместные программы; обмен ресурсами; совместные исследования"),
    "programmes": ("01140100 Бастауыш білім беру педагогикасы, кәсіптік практика", "01140100 Педагогика начального обучения, профессиональная практика"),
    "courses": ("3, 4-курс", "3, 4 курс"),
    "subjects": ("бастауыш сынып пәндері, информатика", "предметы начальных классов, информатика"),
    "dates": ("2026 жылғы қазан – желтоқсан", "октябрь – декабрь 2026 года"),
    "channel": ("ЖОО (колледж) тікелей аударады", "прямой перевод вузом (колледжем)"),
    "professions": ("автослесарь, дәнекерлеуші", "автослесарь, сварщик"),
    "specialties": ("07161300 Автомобиль көлігіне техникалық қызмет көрсету", "07161300 Техническое обслуживание автомобильного транспорта"),
}  # fmt: skip
NUMBERS = {"places": 15, "mentor_load": 3, "pay_days": 15, "report_days": 10, "escort": 10, "coverage": 70, "days": 10}
STARTS, ENDS = dt.date(2026, 9, 1), dt.date(2029, 8, 31)


def load_clauses() -> None:
    """Kinds and clauses, for a test database that was emptied."""
    for kind in SIDES:
        row = kind_of(kind)
        kk, ru = text_of(kind).title
        if row.name_kk.startswith("Демо"):
            row.name_kk, row.name_ru = kk, ru
            row.save()
    load_texts(AgreementKind, ClauseTemplate)


def variables_of(kind: str) -> dict[str, Any]:
    """A value for every place of the kind's text that a person fills."""
    return {name: _sample(name) for clause in text_of(kind).clauses for name in clause.places if name in places()}


def _sample(name: str) -> Any:
    label = places()[name]
    if label.get("type") == "number":
        return NUMBERS.get(name, 5)
    if label.get("type") == "date":
        return "2026-09-01"
    kk, ru = SAMPLES.get(
        name, (f"тараптар келіскен демо деректер ({label['kk'].lower()})", f"согласованные сторонами демо-данные ({label['ru'].lower()})")
    )
    return {"kk": kk, "ru": ru}


def _organisation(kind: str, serial: int) -> Any:
    kk, ru = NAMES[kind]
    traits = {} if kind == "school" else {kind: True}
    more = f" (№{serial})" if serial else ""
    region = RegionFactory()
    return OrganisationFactory(
        full_name_kk=kk + more,
        full_name_ru=ru + more,
        region=region,
        district=DistrictFactory(region=region),
        head_name="Сынақов Ерлан Демоұлы",
        **traits,
    )


def filled_agreement(
    kind: str, *, status: str = "signing", changed: str = "", languages: str = "both", with_text: bool = True, **fields: Any
) -> Agreement:
    """The agreement with parties, one version and all its clauses; places filled by variables."""
    load_clauses()
    row = AgreementKind.objects.get(code=kind)
    sides: list[Any] = []
    for number, side in enumerate(SIDES[kind]):
        sides.append(
            UserFactory(last_name="Үлгібаева", first_name="Гүлнар")
            if side == "person"
            else _organisation(side, SIDES[kind][:number].count(side))
        )
    parent = fields.pop("parent", None)
    if kind == "FIN" and parent is None:
        parent = filled_agreement("PRAC")
    settled = status not in ("draft", "review")
    own = text_of(kind)
    calendar = row.term_kind == "calendar"
    values = {
        "kind": row,
        "parent": parent,
        "title_kk": own.title[0],
        "title_ru": own.title[1],
        "number": f"ДЕМО-{kind}-2026/{Agreement.objects.count() + 1:03d}" if settled else "",
        "number_year": 2026 if settled else None,
        "date": STARTS if settled else None,
        "place_kk": "Қостанай",
        "place_ru": "Костанай",
        "initiator": sides[0],
        "languages": languages,
        "purpose_kk": "педагогтердің клиникалық даярлығын мектеппен бірге ұйымдастыру",
        "purpose_ru": "клиническая подготовка педагогов совместно со школой",
        "term_kind": row.term_kind,
        "starts_on": STARTS,
        "ends_on": dt.date(2026, 12, 31) if calendar else ENDS,
        "auto_renew": calendar,
        "exit_rule": row.exit_rule,
        "hosts_per_year": 25,
        "amount": 810_000 if kind in ("FIN", "SERVICE") else None,
        "has_finance": kind in ("FIN", "SERVICE"),
        "variables": variables_of(kind),
        "status": status,
        "shared_at": timezone.now(),
        **fields,
    }
    agreement = Agreement.objects.create(**values)
    for position, side in enumerate(sides):
        person = getattr(side, "last_name", None) is not None
        role_kk, role_ru = row.role_of("person" if person else side.kind)
        AgreementParty.objects.create(
            agreement=agreement,
            organisation=None if person else side,
            person=side if person else None,
            position=position,
            role_kk=role_kk,
            role_ru=role_ru,
            signatory_name=side.full_name if person else side.head_name,
            signatory_position_kk="" if person else "Директор",
            signatory_position_ru="" if person else "Директор",
            basis_kk="жеке басын куәландыратын құжат" if person else "Жарғы",
            basis_ru="документ, удостоверяющий личность" if person else "Устав",
            responsible=UserFactory(),
            responsible_phone="+7 700 000 00 01",
            responsible_email="demo@demo.example",
            status="agreed" if settled else "invited",
        )
    if with_text:
        version = AgreementVersion.objects.create(agreement=agreement, number=1)
        for template in ClauseTemplate.objects.current(row):
            _clause(version, template, edited=template.code == changed)
        if settled:
            _fix(version)
    return agreement


def _clause(version: AgreementVersion, template: ClauseTemplate, *, edited: bool, **fields: Any) -> AgreementClause:
    return AgreementClause.objects.create(
        version=version,
        section=template.section,
        number=template.code,
        is_heading=template.is_heading,
        position=template.position,
        template=template,
        text_kk=template.text_kk + (" Тараптар өзгерткен сөйлем." if edited else ""),
        text_ru=template.text_ru + (" Предложение, изменённое сторонами." if edited else ""),
        changed=edited,
        **fields,
    )


def _fix(version: AgreementVersion) -> None:
    AgreementVersion.objects.filter(pk=version.pk).update(fixed_at=timezone.now(), pdf_sha256="a3" * 32)


def new_version(agreement: Agreement, changed: str) -> AgreementVersion:
    """The next version, with one clause changed, as an amendment brings it."""
    base = agreement.versions.get()
    version = AgreementVersion.objects.create(agreement=agreement, number=base.number + 1)
    for clause in base.clauses.select_related("template"):
        _clause(version, clause.template, edited=clause.number == changed, key=clause.key)
    _fix(version)
    return version


def sign(agreement: Agreement, *, void: bool = False) -> None:
    """Every party signs on paper; with ``void`` the first party's earlier signature stays visible as void."""
    version = agreement.versions.get()
    for number, party in enumerate(agreement.parties.all()):
        if void and number == 0:
            _signature(party, version, voided_at=timezone.now(), void_reason="Мәтін өзгертілді")
        _signature(party, version)
        party.status = "signed"
        party.save()
    AgreementPeriod.objects.create(agreement=agreement, valid_from=agreement.starts_on, valid_until=agreement.ends_on)
    Agreement.objects.filter(pk=agreement.pk).update(status="in_force")
    agreement.refresh_from_db()


def sign_every_way(agreement: Agreement) -> None:
    """On the signed agreement: the first party by a confirmed CMS file, the second by an accepted one that could not be verified after an invalid one."""
    version = agreement.versions.get()
    first, second = agreement.parties.all()[:2]
    PartySignature.objects.filter(party__in=[first, second], voided_at__isnull=True).delete()
    _signature(first, version, **_by_cms(first, number="6F0A17C2D4"))
    _signature(second, version, **_by_cms(second, number="1B2C3D"), verdict="invalid", problem="digest")
    _signature(second, version, **_by_cms(second, number="5E6F7081"), verdict="unverified", checked_at=timezone.now())


def _by_cms(party: AgreementParty, *, number: str) -> dict[str, Any]:
    file = CmsFile.objects.create(
        file=ContentFile(number.encode(), name="signature.cms"),
        original_name="signature.cms",
        size=len(number),
        sha256=hashlib.sha256(f"{party.pk}{number}".encode()).hexdigest(),
        document_sha256="a3" * 32,
        holder=party.signatory_name.upper(),
        certificate_number=number,
    )
    return {"method": "cms", "cms": file, "scan": ""}


def _signature(party: AgreementParty, version: AgreementVersion, **fields: Any) -> PartySignature:
    values = {
        "method": "scan",
        "signed_on": STARTS,
        "signer": party.signatory_name,
        "scan": "agreements/demo.pdf",
        "doc_sha256": "a3" * 32,
        "verdict": "valid",
    }
    return PartySignature.objects.create(party=party, version=version, **(values | fields))
