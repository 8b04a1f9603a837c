"""Papers of the registers: NW-32 certificate of a status, NW-35 passport of an organisation."""

import datetime as dt
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.text import official_date
from documents.models import Issuer
from documents.registry import DocumentType, register
from documents.sheet import Column, Pair, Paragraph, Row, Rows, Seat, Sheet, Table

from ..models import Agreement, Organisation, OrganisationKind, OrganisationStatus, Role, RoleAssignment

CERTIFICATE = {
    "kk": {
        "organisation": "Ұйым",
        "bin": "БСН",
        "place": "Орналасқан жері",
        "status": "Мәртебе",
        "granted": "Берген",
        "basis": "Негізі",
        "period": "Мерзімі",
        "operator": "Өңірлік оператор",
        "chair": "Кеңес төрағасы",
        "no_end": "мерзімсіз",
        "council": "Үйлестіру кеңесі",
        "lead": "Осы куәлік ұйымға көрсетілген мәртебенің берілгенін растайды.",
    },
    "ru": {
        "organisation": "Организация",
        "bin": "БИН",
        "place": "Место нахождения",
        "status": "Статус",
        "granted": "Присвоил",
        "basis": "Основание",
        "period": "Период",
        "operator": "Региональный оператор",
        "chair": "Председатель совета",
        "no_end": "бессрочно",
        "council": "Координационный совет",
        "lead": "Настоящее свидетельство подтверждает, что организации присвоен указанный статус.",
    },
}


def operator_of(organisation: Organisation) -> Organisation | None:
    """The career centre that runs the organisation's region, where the register has one."""
    centres = Organisation.objects.filter(
        kind=OrganisationKind.CAREER_CENTRE, region=organisation.region_id, status=Organisation.Status.ACTIVE
    )
    return centres.order_by("pk").first()


@register
class StatusCertificate(DocumentType):
    """NW-32 «Мәртебе туралы куәлік»: A4 landscape; only a granted status has one."""

    code = "NW-32"
    titles = {"kk": "Мәртебе туралы куәлік", "ru": "Свидетельство о статусе"}
    source_model = "network.OrganisationStatus"
    may_issue = "network.issue_status_certificate"
    series, page, max_pages = "NW32", "A4L", 1

    def issuer(self, source: OrganisationStatus) -> Issuer:
        from ..services import issuer_of

        return issuer_of(source.granting_org or operator_of(source.organisation) or source.organisation)

    def sort_name(self, source: OrganisationStatus) -> str:
        return source.organisation.short_name_kk

    def file_label(self, source: OrganisationStatus) -> str:
        return f"{source.organisation.code} {source.type.code}"

    def valid_until(self, source: OrganisationStatus) -> dt.date | None:
        return source.valid_until

    def problems(self, source: OrganisationStatus, language: str) -> list[str]:
        return [] if source.status == OrganisationStatus.Status.GRANTED else [_("The status is not granted.")]

    def sheet(self, source: OrganisationStatus, language: str) -> Sheet:
        with override(language):
            return self._sheet(source, language)

    def _sheet(self, source: OrganisationStatus, language: str) -> Sheet:
        t = CERTIFICATE[language]
        organisation, by_operator = source.organisation, source.type.granted_by == "operator"
        centre = operator_of(organisation)
        if source.granting_org:
            granted = source.granting_org.full_name_in(language)
        else:
            granted = centre.full_name_in(language) if by_operator and centre else t["operator"] if by_operator else t["council"]
        end = official_date(source.valid_until, language) if source.valid_until else t["no_end"]
        rows = [
            Row("", t["organisation"], organisation.full_name_in(language)),
            Row("", t["bin"], organisation.shown_number),
            Row("", t["place"], f"{organisation.region.name_in(language)}, {organisation.district.name_in(language)}"),
            Row("", t["status"], source.type.name_in(language)),
            Row("", t["granted"], granted),
            Row("", t["basis"], f"{source.get_basis_kind_display()} № {source.basis_number}, {official_date(source.basis_date, language)}"),
            Row("", t["period"], f"{official_date(source.valid_from, language)} – {end}"),
        ]
        return Sheet(
            subtitle=source.type.name_in(language),
            blocks=[Paragraph("", t["lead"]), Rows("", (), rows)],
            seats=[Seat(t["operator"] if by_operator else t["chair"])],
        )


PASSPORT = {
    "kk": {
        "names": "Атаулары",
        "full": "Толық атауы",
        "short": "Қысқаша атауы",
        "kind": "Түрі",
        "number": "БСН / ЖСН",
        "form": "Ұйымдық-құқықтық нысаны, меншік нысаны",
        "place": "Орналасуы",
        "region": "Өңір, аудан",
        "address": "Мекенжайы",
        "contacts": "Телефон, электрондық пошта, сайты",
        "head": "Басшысы, лауазымы",
        "basis": "Өкілеттік негізі",
        "teaching": "Оқыту",
        "grades": "Сыныптары",
        "languages": "Оқыту тілдері",
        "shifts": "Ауысымдар саны",
        "learners": "Білім алушылар саны",
        "small": "Шағын жинақты мектеп",
        "keleshek": "Келешек мектебі",
        "risk": "Әлеуметтік тәуекел аймағында",
        "low": "Ресурстары шектеулі",
        "internet": "Интернет, Мбит/с",
        "video": "Бейнетүсірілім жабдығы",
        "mentor": "Тәлімгер сағаты",
        "coordinator": "Практика координаторы",
        "pedagogical": "Педагог кадрларын даярлайды",
        "enterprise": "Кәсіпорын",
        "size": "Көлемі",
        "sector": "Сала",
        "agro": "Агроөнеркәсіп",
        "statuses": "Мәртебелері",
        "status_columns": ("Мәртебе", "Мерзімі", "Негізі"),
        "people": "Адамдар",
        "people_columns": ("Рөл", "Адам саны"),
        "agreements": "Қолданыстағы келісімдер саны",
        "signer": "Ұйым басшысы",
        "yes": "иә",
        "no": "жоқ",
    },
    "ru": {
        "names": "Наименования",
        "full": "Полное наименование",
        "short": "Краткое наименование",
        "kind": "Вид",
        "number": "БИН / ИИН",
        "form": "Организационно-правовая форма, форма собственности",
        "place": "Расположение",
        "region": "Регион, район",
        "address": "Адрес",
        "contacts": "Телефон, электронная почта, сайт",
        "head": "Руководитель, должность",
        "basis": "Основание полномочий",
        "teaching": "Обучение",
        "grades": "Классы",
        "languages": "Языки обучения",
        "shifts": "Число смен",
        "learners": "Число обучающихся",
        "small": "Малокомплектная школа",
        "keleshek": "Комфортная школа",
        "risk": "В зоне социального риска",
        "low": "С ограниченными ресурсами",
        "internet": "Интернет, Мбит/с",
        "video": "Видеооборудование",
        "mentor": "Час наставника",
        "coordinator": "Координатор практики",
        "pedagogical": "Готовит педагогов",
        "enterprise": "Предприятие",
        "size": "Размер",
        "sector": "Отрасль",
        "agro": "Агропром",
        "statuses": "Статусы",
        "status_columns": ("Статус", "Период", "Основание"),
        "people": "Люди",
        "people_columns": ("Роль", "Число людей"),
        "agreements": "Число действующих соглашений",
        "signer": "Руководитель организации",
        "yes": "да",
        "no": "нет",
    },
}


@register
class OrganisationPassport(DocumentType):
    """NW-35 «Ұйым паспорты»: fields of the register, statuses, counts of people, number of agreements. Bank details are not printed: everybody who is
    signed in may read the paper.
    """

    code = "NW-35"
    titles = {"kk": "Ұйым паспорты", "ru": "Паспорт организации"}
    source_model = "network.Organisation"
    may_issue = "network.issue_passport"
    series, batchable = "NW35", True

    def issuer(self, source: Organisation) -> Issuer:
        from ..services import issuer_of

        return issuer_of(source)

    def sort_name(self, source: Organisation) -> str:
        return source.short_name_kk

    def file_label(self, source: Organisation) -> str:
        return source.code

    def sheet(self, source: Organisation, language: str) -> Sheet:
        with override(language):
            return self._sheet(source, language)

    def _sheet(self, source: Organisation, language: str) -> Sheet:
        t: dict[str, Any] = PASSPORT[language]
        blocks: list[Any] = [
            Rows(t["names"], (), _numbered(_names(source, t, language))),
            Rows(t["place"], (), _numbered(_place(source, t, language))),
        ]
        if source.kind in {OrganisationKind.SCHOOL, OrganisationKind.PRESCHOOL, OrganisationKind.COLLEGE, OrganisationKind.UNIVERSITY}:
            blocks.append(Rows(t["teaching"], (), _numbered(_teaching(source, t))))
        if source.kind == OrganisationKind.ENTERPRISE:
            sector = source.sector.name_in(language) if source.sector else ""
            rows = [(t["size"], source.get_size_display()), (t["sector"], sector), (t["agro"], _said(source.agro, t))]
            blocks.append(Rows(t["enterprise"], (), _numbered(rows)))
        if statuses := _statuses(source, language):
            blocks.append(Table([Column(name) for name in t["status_columns"]], statuses, heading=t["statuses"]))
        if people := _people(source):
            blocks.append(Table([Column(name) for name in t["people_columns"]], people, heading=t["people"]))
        agreements = Agreement.objects.covering(timezone.localdate()).filter(parties__organisation=source).distinct().count()
        return Sheet(
            subtitle=source.short_name_in(language),
            head=[Pair(t["agreements"], agreements)],
            blocks=blocks,
            seats=[Seat(t["signer"], source.head_name)],
        )


def _numbered(rows: list[tuple[str, Any]]) -> list[Row]:
    return [Row(number, label, value) for number, (label, value) in enumerate(rows, 1)]


def _said(value: bool, t: dict[str, Any]) -> str:
    return str(t["yes"] if value else t["no"])


def _joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def _names(source: Organisation, t: dict[str, Any], language: str) -> list[tuple[str, Any]]:
    kind = _joined(source.get_kind_display(), source.get_subkind_display() if source.subkind else "")
    form = _joined(source.legal_form, source.get_ownership_display() if source.ownership else "")
    return [
        (t["full"], source.full_name_in(language)),
        (t["short"], source.short_name_in(language)),
        (t["kind"], kind),
        (t["number"], source.shown_number),
        (t["form"], form),
    ]


def _place(source: Organisation, t: dict[str, Any], language: str) -> list[tuple[str, Any]]:
    position = source.head_position_kk if language == "kk" else source.head_position_ru
    return [
        (t["region"], _joined(source.region.name_in(language), source.district.name_in(language), source.get_locality_type_display())),
        (t["address"], source.address_in(language)),
        (t["contacts"], _joined(source.phone, source.email, source.website)),
        (t["head"], _joined(source.head_name, position)),
        (t["basis"], source.basis_kk if language == "kk" else source.basis_ru),
    ]


def _teaching(source: Organisation, t: dict[str, Any]) -> list[tuple[str, Any]]:
    from ..models import InstructionLanguage

    languages = _joined(*(str(InstructionLanguage(code).label) for code in source.languages))
    rows: list[tuple[str, Any]] = [(t["languages"], languages), (t["learners"], source.learners), (t["internet"], source.internet_mbps)]
    if source.kind in {OrganisationKind.COLLEGE, OrganisationKind.UNIVERSITY}:
        return [*rows, (t["pedagogical"], _said(source.pedagogical, t))]
    grades = f"{source.grades_from or 0}–{source.grades_to}" if source.grades_to is not None else ""
    coordinator = source.practicum_coordinator.full_name if source.practicum_coordinator else ""
    return [
        (t["grades"], grades),
        (t["shifts"], source.shifts),
        *rows,
        (t["small"], _said(source.small_class, t)),
        (t["keleshek"], _said(source.keleshek, t)),
        (t["risk"], _said(source.social_risk, t)),
        (t["low"], _said(source.low_resource, t)),
        (t["video"], _said(source.video_equipment, t)),
        (t["mentor"], _said(source.mentor_time, t)),
        (t["coordinator"], coordinator),
    ]


def _statuses(source: Organisation, language: str) -> list[list[str]]:
    lines = []
    for row in OrganisationStatus.objects.on().filter(organisation=source).select_related("type"):
        end = official_date(row.valid_until, language) if row.valid_until else "…"
        basis = f"{row.get_basis_kind_display()} № {row.basis_number}, {official_date(row.basis_date, language)}"
        lines.append([row.type.name_in(language), f"{official_date(row.valid_from, language)} – {end}", basis])
    return lines


def _people(source: Organisation) -> list[list[Any]]:
    """People by role today; a count, no names."""
    rows = RoleAssignment.objects.current().filter(membership__organisation=source).values_list("role")
    counted = dict(rows.annotate(people=Count("membership__user", distinct=True)))
    return [[str(role.label), counted[role]] for role in Role if role in counted]
