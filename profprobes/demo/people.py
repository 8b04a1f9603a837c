"""Organisations and people of the demo region."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils import timezone

from accounts.models import GuardianLink, User
from network.models import (
    AcademicYear,
    Agreement,
    AgreementKind,
    AgreementParty,
    AgreementPeriod,
    ClassGroup,
    District,
    EmployerProfile,
    Enrolment,
    KindCode,
    Membership,
    Organisation,
    Region,
    Role,
    RoleAssignment,
    Term,
)
from network.services import issuer_of
from network.services.agreements import add_period

from .names import GIRLS_KK, demo_bins, demo_iins, demo_phones, pupils

PASSWORD = "Kopir-demo-2026"  # noqa: S105  the demo's one password, printed at every start
SCHOOL, COLLEGE, UNIVERSITY, ENTERPRISE = (Organisation.Kind(kind) for kind in ("school", "college", "university", "enterprise"))

# code, kind, full kk, full ru, short kk, short ru, address kk, address ru, rural, low resource
ORGANISATIONS = [
    (
        "MK12",
        SCHOOL,
        "«Қостанай қаласының № 12 жалпы білім беретін мектебі (демо)» КММ",
        "КГУ «Общеобразовательная школа № 12 города Костаная (демо)»",
        "№ 12 мектеп (демо)",
        "Школа № 12 (демо)",
        "Қостанай қаласы, Демо көшесі, 12",
        "г. Костанай, ул. Демонстрационная, 12",
        False,
        False,
    ),
    (
        "AM7",
        SCHOOL,
        "«Ауыл мектебі-7 (демо)» КММ",
        "КГУ «Сельская школа-7 (демо)»",
        "Ауыл мектебі-7 (демо)",
        "Сельская школа-7 (демо)",
        "Қостанай ауданы, Демоауыл, Мектеп көшесі, 7",
        "Костанайский район, с. Демоаул, ул. Школьная, 7",
        True,
        False,
    ),
    (
        "MK3",
        SCHOOL,
        "«Қостанай қаласының № 3 негізгі мектебі (демо)» КММ",
        "КГУ «Основная школа № 3 города Костаная (демо)»",
        "№ 3 мектеп (демо)",
        "Школа № 3 (демо)",
        "Қостанай қаласы, Үлгі көшесі, 3",
        "г. Костанай, ул. Образцовая, 3",
        False,
        True,
    ),
    (
        "KPK",
        COLLEGE,
        "«Қостанай политехникалық колледжі (демо)» КМҚК",
        "КГКП «Костанайский политехнический колледж (демо)»",
        "Қостанай политехникалық колледжі (демо)",
        "Костанайский политехнический колледж (демо)",
        "Қостанай қаласы, Демо даңғылы, 20",
        "г. Костанай, Демонстрационный проспект, 20",
        False,
        False,
    ),
    (
        "KOU",
        UNIVERSITY,
        "«Қостанай өңірлік үлгі университеті (демо)» КеАҚ",
        "НАО «Костанайский региональный образцовый университет (демо)»",
        "Қостанай үлгі университеті (демо)",
        "Костанайский образцовый университет (демо)",
        "Қостанай қаласы, Университет көшесі, 1",
        "г. Костанай, ул. Университетская, 1",
        False,
        False,
    ),
    (
        "DAVTO",
        ENTERPRISE,
        "«Демо Автоқұрастыру» ЖШС",
        "ТОО «Демо Автосборка»",
        "Демо Автоқұрастыру",
        "Демо Автосборка",
        "Қостанай қаласы, Өнеркәсіп көшесі, 5",
        "г. Костанай, ул. Промышленная, 5",
        False,
        False,
    ),
    (
        "DNAN",
        ENTERPRISE,
        "«Демо Наубайхана» ЖШС",
        "ТОО «Демо Пекарня»",
        "Демо Наубайхана",
        "Демо Пекарня",
        "Қостанай қаласы, Нан көшесі, 8",
        "г. Костанай, ул. Хлебная, 8",
        False,
        False,
    ),
    (
        "DDAN",
        ENTERPRISE,
        "«Демо Дән зертханасы» ЖШС",
        "ТОО «Демо Лаборатория зерна»",
        "Демо Дән зертханасы",
        "Демо Лаборатория зерна",
        "Қостанай ауданы, Демоауыл, Элеватор көшесі, 2",
        "Костанайский район, с. Демоаул, ул. Элеваторная, 2",
        True,
        False,
    ),
    (
        "DTIG",
        ENTERPRISE,
        "«Демо Тігін цехы» ЖШС",
        "ТОО «Демо Швейный цех»",
        "Демо Тігін цехы",
        "Демо Швейный цех",
        "Қостанай қаласы, Кесте көшесі, 4",
        "г. Костанай, ул. Вышивальная, 4",
        False,
        False,
    ),
    (
        "OMO",
        Organisation.Kind.CAREER_CENTRE,
        "«Қостанай облысының өңірлік мансап орталығы (демо)» КММ",
        "КГУ «Региональный карьерный центр Костанайской области (демо)»",
        "Өңірлік мансап орталығы (демо)",
        "Региональный карьерный центр (демо)",
        "Қостанай қаласы, Демо алаңы, 1",
        "г. Костанай, Демонстрационная площадь, 1",
        False,
        False,
    ),
]

# key, organisation, last, first, middle, roles, position kk, position ru, login, language
STAFF: list[tuple[str, str, str, str, str, tuple[Role, ...], str, str, str, str]] = [
    (
        "coordinator",
        "MK12",
        "Демо-Сейтқали",
        "Гүлнар",
        "Маратқызы",
        (Role.CAREER_COORDINATOR,),
        "Кәсіптік бағдар беру үйлестірушісі",
        "Координатор профориентации",
        "school@kopir.test",
        "kk",
    ),
    (
        "teacher",
        "MK12",
        "Демо-Мұқанов",
        "Ерлан",
        "Серікұлы",
        (Role.CLASS_TEACHER,),
        "Сынып жетекшісі",
        "Классный руководитель",
        "teacher@kopir.test",
        "kk",
    ),
    (
        "teacher_b",
        "MK12",
        "Демо-Ковалёва",
        "Ольга",
        "Ивановна",
        (Role.CLASS_TEACHER,),
        "Сынып жетекшісі",
        "Классный руководитель",
        "teacher.ru@kopir.test",
        "ru",
    ),
    (
        "medical",
        "MK12",
        "Демо-Оспанова",
        "Раушан",
        "Әбілқызы",
        (Role.MEDICAL_WORKER,),
        "Мектеп мейіргері",
        "Школьная медсестра",
        "medical@kopir.test",
        "kk",
    ),
    (
        "rural",
        "AM7",
        "Демо-Ахметова",
        "Әсел",
        "Қуанышқызы",
        (Role.CAREER_COORDINATOR, Role.CLASS_TEACHER),
        "Директордың орынбасары",
        "Заместитель директора",
        "rural@kopir.test",
        "kk",
    ),
    (
        "rural_teacher",
        "AM7",
        "Демо-Іскендірова",
        "Жанар",
        "Бекзатқызы",
        (Role.CLASS_TEACHER,),
        "Сынып жетекшісі",
        "Классный руководитель",
        "rural.teacher@kopir.test",
        "kk",
    ),
    (
        "third",
        "MK3",
        "Демо-Белова",
        "Наталья",
        "Петровна",
        (Role.CAREER_COORDINATOR, Role.CLASS_TEACHER),
        "Координатор",
        "Координатор профориентации",
        "school3@kopir.test",
        "ru",
    ),
    (
        "partner",
        "KPK",
        "Демо-Тұрсынова",
        "Мөлдір",
        "Ғалымқызы",
        (Role.ORG_COORDINATOR,),
        "Колледж үйлестірушісі",
        "Координатор колледжа",
        "partner@kopir.test",
        "kk",
    ),
    (
        "mentor",
        "KPK",
        "Демо-Жүсіп",
        "Қайрат",
        "Бекұлы",
        (Role.MENTOR,),
        "Өндірістік оқыту шебері",
        "Мастер производственного обучения",
        "mentor@kopir.test",
        "kk",
    ),
    (
        "university",
        "KOU",
        "Демо-Нұрпейісов",
        "Дархан",
        "Олжасұлы",
        (Role.ORG_COORDINATOR,),
        "Мансап орталығының басшысы",
        "Руководитель центра карьеры",
        "university@kopir.test",
        "kk",
    ),
    (
        "auto",
        "DAVTO",
        "Демо-Петров",
        "Сергей",
        "Николаевич",
        (Role.ORG_COORDINATOR,),
        "HR маманы",
        "Специалист HR",
        "auto@kopir.test",
        "ru",
    ),
    ("auto_mentor", "DAVTO", "Демо-Ким", "Виктор", "", (Role.MENTOR,), "Учаске шебері", "Мастер участка", "auto.mentor@kopir.test", "ru"),
    (
        "bakery",
        "DNAN",
        "Демо-Ұзақова",
        "Сәуле",
        "Дәуренқызы",
        (Role.ORG_COORDINATOR, Role.MENTOR),
        "Цех бастығы",
        "Начальник цеха",
        "bakery@kopir.test",
        "kk",
    ),
    (
        "grain",
        "DDAN",
        "Демо-Өтегенов",
        "Бауыржан",
        "Ілиясұлы",
        (Role.ORG_COORDINATOR, Role.MENTOR),
        "Зертхана меңгерушісі",
        "Заведующий лабораторией",
        "grain@kopir.test",
        "kk",
    ),
    ("sewing", "DTIG", "Демо-Соколова", "Ирина", "Викторовна", (Role.ORG_COORDINATOR,), "Технолог", "Технолог", "sewing@kopir.test", "ru"),
    (
        "operator",
        "OMO",
        "Демо-Байжанова",
        "Айгүл",
        "Төлегенқызы",
        (Role.REGION_OPERATOR,),
        "Өңірлік оператор",
        "Региональный оператор",
        "operator@kopir.test",
        "kk",
    ),
    (
        "expert",
        "OMO",
        "Демо-Қасымова",
        "Ләйла",
        "Ержанқызы",
        (Role.EXPERT,),
        "Жұмыс берушілер қауымдастығының сарапшысы",
        "Эксперт объединения работодателей",
        "expert@kopir.test",
        "kk",
    ),
]
# organisation, class, grade, size, language, key of the class teacher
CLASSES = [
    ("MK12", "8 «А»", 8, 25, "kk", "teacher"),
    ("MK12", "8 «Ә»", 8, 24, "ru", "teacher_b"),
    ("MK12", "9 «А»", 9, 22, "kk", "teacher"),
    ("AM7", "8", 8, 11, "kk", "rural_teacher"),
    ("AM7", "10", 10, 3, "kk", "rural"),
    ("MK3", "7 «Б»", 7, 20, "ru", "third"),
]


@dataclass
class DemoRegion:
    """Everybody and everything the demo needs to find again, by key."""

    year: AcademicYear
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    memberships: dict[str, Membership] = field(default_factory=dict)
    classes: dict[tuple[str, str], ClassGroup] = field(default_factory=dict)


def academic_year(today: dt.date) -> AcademicYear:
    """The school year around a day, with its four terms."""
    first = today.year if today.month >= 9 else today.year - 1
    year, _ = AcademicYear.objects.get_or_create(starts_on=dt.date(first, 9, 1), ends_on=dt.date(first + 1, 8, 31))
    spans = [((9, 1), (10, 25)), ((11, 3), (12, 28)), ((1, 8), (3, 18)), ((3, 30), (5, 25))]
    for number, (start, end) in enumerate(spans, 1):
        calendar = first if number < 3 else first + 1
        Term.objects.get_or_create(
            year=year, number=number, defaults={"starts_on": dt.date(calendar, *start), "ends_on": dt.date(calendar, *end)}
        )
    return year


def build_people() -> DemoRegion:
    """Create organisations, staff, classes, pupils with guardians, and the agreements between them."""
    today = timezone.localdate()
    region = DemoRegion(year=academic_year(today))
    phones, iins = demo_phones(), demo_iins()
    _organisations(region, phones)
    _staff(region, phones, iins)
    names = pupils()
    for code, name, grade, size, language, teacher in CLASSES:
        group = ClassGroup.objects.create(
            organisation=region.organisations[code], academic_year=region.year, name=name, grade=grade, language=language
        )
        region.classes[code, name] = group
        RoleAssignment.objects.create(
            membership=region.memberships[teacher], role=Role.CLASS_TEACHER, class_group=group, valid_from=region.year.starts_on
        )
        for number, person in enumerate(islice(names, size)):
            _pupil(region, group, person, number, phones, iins)
    _agreements(region)
    return region


def _organisations(region: DemoRegion, phones: Iterator[str]) -> None:
    oblast = Region.objects.get(name_ru="Костанайская область")
    districts = {
        rural: District.objects.get_or_create(kato=kato, defaults={"region": oblast, "name_kk": kk, "name_ru": ru})[0]
        for rural, kato, kk, ru in (
            (False, "391010000", "Қостанай қаласы", "г. Костанай"),
            (True, "395400000", "Қостанай ауданы", "Костанайский район"),
        )
    }
    bins = demo_bins()
    for code, kind, full_kk, full_ru, short_kk, short_ru, address_kk, address_ru, rural, low in ORGANISATIONS:
        organisation = Organisation.objects.create(
            code=code,
            kind=kind,
            full_name_kk=full_kk,
            full_name_ru=full_ru,
            short_name_kk=short_kk,
            short_name_ru=short_ru,
            bin=next(bins),
            region=oblast,
            district=districts[rural],
            locality_type="rural" if rural else "urban",
            address_kk=address_kk,
            address_ru=address_ru,
            phone=next(phones),
            email=f"{code.lower()}@kopir.test",
            low_resource=low,
        )
        region.organisations[code] = organisation
        issuer_of(organisation)


def _person(phones: Iterator[str], iins: Iterator[str], *, login: str = "", **fields: Any) -> User:
    signs_in = {"sign_in": User.SignIn.ACTIVE, "password": PASSWORD, "email": login} if login else {}
    return User.objects.create_user(iin=next(iins), phone=next(phones), phone_verified=bool(login), **signs_in, **fields)


def _staff(region: DemoRegion, phones: Iterator[str], iins: Iterator[str]) -> None:
    for key, code, last, first, middle, roles, position_kk, position_ru, login, language in STAFF:
        user = _person(phones, iins, login=login, last_name=last, first_name=first, middle_name=middle, language=language)
        membership = Membership.objects.create(
            user=user,
            organisation=region.organisations[code],
            position_kk=position_kk,
            position_ru=position_ru,
            valid_from=region.year.starts_on,
        )
        for role in roles:
            if role != Role.CLASS_TEACHER:  # given with the class
                RoleAssignment.objects.create(membership=membership, role=role, valid_from=region.year.starts_on)
        region.people[key], region.memberships[key] = user, membership
    for code, key in (
        ("DAVTO", "auto"),
        ("DNAN", "bakery"),
        ("DDAN", "grain"),
        ("DTIG", "sewing"),
        ("KPK", "partner"),
        ("KOU", "university"),
    ):
        person = region.people[key]
        EmployerProfile.objects.create(
            organisation=region.organisations[code],
            contact_name=person.full_name,
            contact_position=region.memberships[key].position_ru,
            contact_phone=person.phone,
        )
    admin = User.objects.create_superuser(
        PASSWORD, email="admin@kopir.test", last_name="Демо-Әкімші", first_name="Платформа", phone=next(phones), language="ru"
    )
    region.people["admin"] = admin


def _pupil(region: DemoRegion, group: ClassGroup, person: dict[str, str], number: int, phones: Iterator[str], iins: Iterator[str]) -> None:
    first_of_8a = (group.organisation.code, group.name, number) == ("MK12", "8 «А»", 0)
    if first_of_8a:
        person = {"last_name": "Демо-Демеу", "first_name": "Алуа", "middle_name": "Ерланқызы"}
    born = dt.date(timezone.localdate().year - group.grade - 6, 1 + number % 12, 1 + (number * 5) % 28)
    user = _person(phones, iins, login="pupil@kopir.test" if first_of_8a else "", birth_date=born, language=group.language, **person)
    membership = Membership.objects.create(
        user=user, organisation=group.organisation, kind=Membership.Kind.LEARNER, valid_from=region.year.starts_on
    )
    RoleAssignment.objects.create(membership=membership, role=Role.PUPIL, valid_from=region.year.starts_on)
    Enrolment.objects.create(user=user, group=group, valid_from=region.year.starts_on)
    GuardianLink.objects.create(
        child=user,
        name=f"{person['last_name']} {GIRLS_KK[number % 15]}",
        relation=GuardianLink.Relation.MOTHER,
        phone=next(phones),
        language=group.language,
        confirmed_by=region.people["teacher"],
    )
    if first_of_8a:
        region.people["pupil"] = user


def _agreements(region: DemoRegion) -> None:
    pairs = [(school, host) for school in ("MK12", "AM7", "MK3") for host in ("KPK", "KOU", "DAVTO", "DNAN", "DDAN")]
    for number, (school, host) in enumerate(pairs, 1):
        if (school, host) == ("MK3", "DAVTO"):  # left open on purpose: the gate shows what is missing
            continue
        _agreement(region, f"ДЕМО-{region.year.starts_on.year}/{number:03d}", region.organisations[school], region.organisations[host])


def _agreement(region: DemoRegion, number: str, school: Organisation, host: Organisation) -> None:
    """An agreement on trials as concluded on paper before the school came to the portal; it renews itself."""
    kind, start = AgreementKind.objects.get(code=KindCode.TRIAL), region.year.starts_on
    made = Agreement.objects.create(
        kind=kind,
        title_kk=kind.name_kk,
        title_ru=kind.name_ru,
        number=number,
        number_year=start.year,
        date=start,
        initiator=school,
        origin=Agreement.Origin.PAPER,
        term_kind=kind.term_kind,
        starts_on=start,
        auto_renew=True,
        exit_rule=kind.exit_rule,
        status=Agreement.Status.IN_FORCE,
        shared_at=timezone.now(),
        signed_at=timezone.now(),
    )
    for position, side in enumerate((school, host)):
        role_kk, role_ru = kind.role_of(side.kind)
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
            status=AgreementParty.Status.SIGNED,
        )
    for year in range(start.year, timezone.localdate().year + 1):
        first = start if year == start.year else dt.date(year, 1, 1)
        source = AgreementPeriod.Source.INITIAL if year == start.year else AgreementPeriod.Source.RENEWAL
        add_period(agreement=made, valid_from=first, valid_until=dt.date(year, 12, 31), source=source)
