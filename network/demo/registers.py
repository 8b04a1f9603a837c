"""Registers of the demo region: organisations of the other kinds, passports filled in, statuses, a second employer, a check."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ..models import District, LegalAct, Organisation, OrganisationKind, Sector, StatusType
from ..services import change_organisation, create_organisation
from ..services.employers import check_employer
from ..services.statuses import grant_status, propose_status

# code, kind, serial of the BIN, name kk, name ru
MORE = [
    (
        "OBB",
        OrganisationKind.EDU_DEPARTMENT,
        41,
        "Қостанай облысының білім басқармасы (демо)",
        "Управление образования Костанайской области (демо)",
    ),
    (
        "OKP",
        OrganisationKind.CHAMBER,
        43,
        "Қостанай облысының кәсіпкерлер палатасы (демо)",
        "Палата предпринимателей Костанайской области (демо)",
    ),
    ("OAO", OrganisationKind.METHOD_CENTRE, 45, "Өңірлік әдістемелік орталық (демо)", "Региональный методический центр (демо)"),
    ("BAO", OrganisationKind.PD_CENTRE, 47, "Біліктілікті арттыру орталығы (демо)", "Центр повышения квалификации (демо)"),
    ("CIO", OrganisationKind.DIGITAL_CENTRE, 49, "Цифрлық және инновациялық орталық (демо)", "Цифровой и инновационный центр (демо)"),
    ("OUT", OrganisationKind.ADDITIONAL, 51, "Оқушылар үйі (демо)", "Дом школьников (демо)"),
    ("PPK", OrganisationKind.COLLEGE, 53, "Қостанай педагогикалық колледжі (демо)", "Костанайский педагогический колледж (демо)"),
]


def demo_bin(serial: int) -> str:
    """A BIN with month 00, which no real organisation can have; even serials belong to other demo data."""
    from core.numbers import check_digit

    eleven = f"0000400{serial:04d}"
    while (digit := check_digit(eleven)) is None:
        eleven = f"{int(eleven) + 1:011d}"
    return f"{eleven}{digit}"


def build(region: Any) -> None:
    """Fill the registers around the schools that the trials have made."""
    city = District.objects.get(kato="391000000")
    for code, kind, serial, name_kk, name_ru in MORE:
        if Organisation.objects.filter(code=code.lower()).exists() or Organisation.objects.filter(code=code).exists():
            continue
        region.organisations[code] = create_organisation(
            by=None,
            code=code,
            bin=demo_bin(9000 + serial),
            kind=kind,
            full_name_kk=name_kk,
            full_name_ru=name_ru,
            short_name_kk=name_kk,
            short_name_ru=name_ru,
            region=city.region,
            district=city,
            locality_type="urban",
            address_kk="Қостанай қаласы, Демо алаңы, 3",
            address_ru="г. Костанай, Демонстрационная площадь, 3",
            pedagogical=code == "PPK",
        )
    LegalAct.objects.filter(checked_on__isnull=True).update(checked_on=timezone.localdate())
    _passports(region)
    _places(region)
    _statuses(region)


def _passports(region: Any) -> None:
    school = region.organisations["MK12"]
    coordinator = region.people["coordinator"]
    change_organisation(
        organisation=school,
        by=coordinator,
        subkind="general",
        ownership="state",
        legal_form="КММ",
        grades_from=0,
        grades_to=11,
        languages=["kk", "ru"],
        shifts=2,
        learners=860,
        internet_mbps=100,
        mentor_time=True,
        video_equipment=True,
        practicum_coordinator=coordinator,
        head_position_kk="Директор",
        head_position_ru="Директор",
    )
    change_organisation(
        organisation=region.organisations["AM7"], by=None, small_class=True, learners=64, grades_from=1, grades_to=9, languages=["kk"]
    )
    for code, sector, size in (("DAVTO", "machinery", "large"), ("DNAN", "services", "small"), ("DTIG", "light-industry", "medium")):
        change_organisation(organisation=region.organisations[code], by=None, sector=Sector.objects.get(code=sector), size=size)
    for organisation in (region.organisations["DAVTO"], region.organisations["DNAN"]):
        if profile := getattr(organisation, "employer_profile", None):
            check_employer(profile=profile, by=None, passed=True)


def _places(region: Any) -> None:
    """Invented places around Қостанай, so that the map of the region has something to show."""
    for number, organisation in enumerate(region.organisations.values()):
        north, east = Decimal(number * 7 % 11 - 5) / 40, Decimal(number * 5 % 13 - 6) / 30
        place = {"latitude": Decimal("53.21440") + north, "longitude": (Decimal("63.62460") + east).quantize(Decimal("0.00001"))}
        change_organisation(organisation=organisation, by=None, **place)


def _statuses(region: Any) -> None:
    start = timezone.localdate() - dt.timedelta(days=60)
    for code, kind, grant in (("MK12", "PIVOT", True), ("MK12", "EXPERIMENT", True), ("AM7", "RESEARCH", True), ("MK3", "PIVOT", False)):
        made = propose_status(
            organisation=region.organisations[code],
            type=StatusType.objects.get(code=kind),
            valid_from=start,
            valid_until=start + dt.timedelta(days=3 * 365),
            basis_kind="decision",
            basis_number="3",
            basis_date=start,
            by=None,
        )
        if grant:
            grant_status(status=made, by=None)
