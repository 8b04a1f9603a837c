"""PR-02 «Практика кестесі / График практики», for the council (practicum page 5)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from core.dates import official
from documents.registry import DocumentType, register
from documents.sheet import Column, Pair, Seat, Sheet, Table
from mentoring.models import MentorAssignment
from network.models import BreakPeriod
from network.services import issuer_of

from ..models import Placement, PracticumRound, SchoolOffer
from ..models.offers import LIVE
from ..queries.rounds import stage_lines
from .programme import STAGE_NAMES

COLUMNS = {
    "kk": ("№", "Мектеп", "Мекенжайы", "Бағдарлама, курс, топ", "Пән", "Басталуы", "Аяқталуы", "Саты мерзімдері", "Студент саны",
           "Тәлімгер саны, жүктемесі", "Жетекші", "Күнтізбе шектеулері"),
    "ru": ("№", "Школа", "Адрес", "Программа, курс, группа", "Предмет", "Начало", "Окончание", "Сроки этапов", "Студентов",
           "Наставников, нагрузка", "Руководитель", "Ограничения календаря"),
}  # fmt: skip
SHORT = {"kk": "{course}-курс", "ru": "{course} курс"}
CHAIR = {"kk": "Кеңес төрағасы", "ru": "Председатель совета"}


def schedule_rows(source: PracticumRound, language: str) -> list[list[str]]:
    """One row for each accepted offer."""
    offers = source.offers.filter(status__in=[SchoolOffer.Status.ACCEPTED, SchoolOffer.Status.CLOSED])
    offers = offers.select_related("school", "subject").prefetch_related("mentors").order_by("school__short_name_ru", "pk")
    placements: dict[int, list[Placement]] = {}
    for placement in source.placements.filter(status__in=LIVE).select_related("application__group"):
        placements.setdefault(placement.offer_id, []).append(placement)
    leaders: dict[int, set[str]] = {}
    ids = [placement.pk for rows in placements.values() for placement in rows]
    held = MentorAssignment.objects.filter(
        source_type__model="placement", source_id__in=ids, role="supervisor", status__in=MentorAssignment.HOLDING
    )
    for row in held.select_related("mentor"):
        leaders.setdefault(row.source_id, set()).add(row.mentor.signature_name)
    stages = "; ".join(
        f"{STAGE_NAMES[line['stage'].stage][language != 'kk']}: {line['first']:%d.%m}–{line['last']:%d.%m}"
        for line in stage_lines(source)
        if line["first"]
    )
    limits = "; ".join(
        f"{row.name_kk if language == 'kk' else row.name_ru}: {row.starts_on:%d.%m}–{row.ends_on:%d.%m}"
        for row in BreakPeriod.objects.touching(source.starts_on, source.ends_on)
    )
    table = []
    for number, offer in enumerate(offers, 1):
        school, rows = offer.school, placements.get(offer.pk, [])
        kk = language == "kk"
        groups = sorted({row.application.group.name for row in rows if row.application.group})
        programme = ", ".join(
            [source.programme.education_code, SHORT["kk" if kk else "ru"].format(course=source.programme.study_year), *groups]
        )
        mentors = list(offer.mentors.all())
        load = f"{len(mentors)}; {sum(one.active_load for one in mentors)}/{sum(one.capacity_max for one in mentors)}"
        names = sorted(set().union(*(leaders.get(row.pk, set()) for row in rows)))
        table.append([
            str(number), school.short_name_kk if kk else school.short_name_ru, school.address_kk if kk else school.address_ru, programme,
            (offer.subject.name_kk if kk else offer.subject.name_ru) if offer.subject else "—", f"{source.starts_on:%d.%m.%Y}",
            f"{source.ends_on:%d.%m.%Y}", stages or "—", str(len(rows)), load, ", ".join(names) or "—", limits or "—",
        ])  # fmt: skip
    return table


@register
class ScheduleOfPracticum(DocumentType):
    """PR-02, landscape."""

    code = "PR-02"
    titles = {"kk": "Практика кестесі", "ru": "График практики"}
    source_model = "practicum.PracticumRound"
    may_issue = "practicum.issue_practicumround"
    page, series, privacy = "A4L", "PR", "PD1"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("programme__owner_org")

    def issuer(self, source: PracticumRound) -> Any:
        return issuer_of(source.programme.owner_org)

    def sheet(self, source: PracticumRound, language: str) -> Sheet:
        code = "kk" if language == "kk" else "ru"
        widths = (3, 9, 11, 10, 8, 8, 8, 14, 6, 8, 8, 7)
        columns = [Column(title, width) for title, width in zip(COLUMNS[code], widths, strict=True)]
        with override(code):
            rows = schedule_rows(source, code)
        words = {"kk": ("Лек", "Мерзімі"), "ru": ("Поток", "Сроки")}[code]
        dates = f"{official(source.starts_on, code)} – {official(source.ends_on, code)}"
        return Sheet(
            head=[Pair(words[0], source.title_in(code)), Pair(words[1], dates)],
            blocks=[Table(columns, rows, dense=True)],
            seats=[Seat(CHAIR[code])],
        )
