"""PR-03 «Мектептердің тіркеу реестрі (квоталармен) / Реестр школ с квотами» (practicum page 5)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet, Sum

from core.dates import official
from documents.registry import DocumentType, register
from documents.sheet import Column, Pair, Seat, Sheet, Table
from network.services import issuer_of

from ..models import Placement, PracticumRound, SchoolOffer, SchoolQuota
from ..models.offers import LIVE

COLUMNS = {
    "kk": ("№", "Мектеп", "БСН", "Аудан, ауыл/қала", "Келісім №, мерзімі", "Квота", "Ұсынылды", "Орналасты", "Тәлімгер сағаты",
           "Бейнетүсірілім жабдығы", "Практика координаторы, телефон"),
    "ru": ("№", "Школа", "БИН", "Район, село/город", "Соглашение №, срок", "Квота", "Заявлено", "Размещено", "Час наставника",
           "Видеооборудование", "Координатор практики, телефон"),
}  # fmt: skip
WORDS = {
    "owner": ("Білім беру ұйымы", "Организация образования"), "year": ("Оқу жылы", "Учебный год"), "head": ("Басшы", "Руководитель"),
    "yes": ("бар", "есть"), "no": ("жоқ", "нет"), "village": ("ауыл", "село"), "city": ("қала", "город"), "draft": ("бекітілмеген", "не утверждена"),
}  # fmt: skip


def _word(name: str, language: str) -> str:
    return WORDS[name][language != "kk"]


def register_rows(quotas: Any, language: str) -> list[list[Any]]:
    """Rows of the register: of the sheet and of the paper."""
    rows = list(quotas.select_related("school__district", "school__practicum_coordinator", "agreement").order_by("school__short_name_ru"))
    if not rows:
        return []
    owner, year = rows[0].owner_org_id, rows[0].academic_year_id
    rounds = {"round__programme__owner_org": owner, "round__academic_year": year}
    offered = _sums(
        SchoolOffer.objects.filter(status__in=["accepted", "closed"], **rounds).values_list("school").annotate(Sum("capacity")).order_by()
    )
    placed: dict[int, int] = {}
    for school in Placement.objects.filter(status__in=LIVE, **rounds).values_list("school", flat=True):
        placed[school] = placed.get(school, 0) + 1
    return [_row(number, quota, language, offered, placed) for number, quota in enumerate(rows, 1)]


def _sums(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    return {school: count or 0 for school, count in pairs}


def _row(number: int, quota: SchoolQuota, language: str, offered: dict[int, int], placed: dict[int, int]) -> list[Any]:
    school = quota.school
    kk = language == "kk"
    person = school.practicum_coordinator
    district = school.district.name_kk if kk else school.district.name_ru
    place = _word("village" if school.locality_type == "rural" else "city", language)
    end = official(quota.agreement.ends_on, language) if quota.agreement.ends_on else "—"
    figure = str(quota.students_quota) + ("" if quota.approved_on else f" ({_word('draft', language)})")
    return [
        number, school.short_name_kk if kk else school.short_name_ru, school.bin or "—", f"{district}, {place}",
        f"№ {quota.agreement.number or '—'}, {end}", figure, offered.get(school.pk, 0), placed.get(school.pk, 0),
        _word("yes" if school.mentor_time else "no", language), _word("yes" if school.video_equipment else "no", language),
        ", ".join(filter(None, (person.signature_name if person else "—", school.phone))),
    ]  # fmt: skip


@register
class QuotaRegister(DocumentType):
    """PR-03, landscape: the register of the year in which the round is held."""

    code = "PR-03"
    titles = {"kk": "Мектептердің тіркеу реестрі (квоталармен)", "ru": "Реестр школ с квотами"}
    source_model = "practicum.PracticumRound"
    may_issue = "practicum.issue_practicumround"
    page, series, privacy = "A4L", "PR", "PD1"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("programme__owner_org", "academic_year")

    def issuer(self, source: PracticumRound) -> Any:
        return issuer_of(source.programme.owner_org)

    def sheet(self, source: PracticumRound, language: str) -> Sheet:
        owner = source.programme.owner_org
        quotas = SchoolQuota.objects.filter(owner_org=owner, academic_year=source.academic_year_id)
        widths = (4, 16, 10, 11, 14, 7, 7, 7, 7, 8, 9)
        columns = [Column(title, width) for title, width in zip(COLUMNS["kk" if language == "kk" else "ru"], widths, strict=True)]
        rows = [[str(value) for value in row] for row in register_rows(quotas, language)]
        return Sheet(
            head=[
                Pair(_word("owner", language), owner.full_name_kk if language == "kk" else owner.full_name_ru),
                Pair(_word("year", language), str(source.academic_year)),
            ],
            blocks=[Table(columns, rows, dense=True)],
            seats=[Seat(_word("head", language), owner.head_name)],
        )
