"""PP-B, form Б: the mentor's observation card, one sheet for one pupil [002b F3]."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Column, Pair, Paragraph, Row, Rows, Seat, Sheet, Table
from network.services import issuer_of

from ..models import CRITERIA, ObservationCard
from .words import day, joined, word

HEAD = {
    "title": {"kk": "Сынақтың атауы", "ru": "Название пробы"},
    "date": {"kk": "Күні", "ru": "Дата"},
    "class": {"kk": "Сынып", "ru": "Класс"},
    "host": {"kk": "Серіктес ұйым", "ru": "Организация-партнёр"},
    "mentor": {"kk": "Тәлімгер", "ru": "Наставник"},
}
INSTRUCTION = {
    "kk": "Нұсқаулық: Әр критерий бойынша деңгейді белгілеңіз және қысқаша түсініктеме қосыңыз. Шкала: 1 – көмек қажет; 2 – нұсқаумен орындайды; "
    "3 – өз бетінше және саналы түрде орындайды.",
    "ru": "Инструкция: Отметьте уровень по каждому критерию и добавьте краткий комментарий. Шкала: 1 – нужна помощь; 2 – выполняет по инструкции; "
    "3 – выполняет самостоятельно и осознанно.",
}
COLUMNS: list[tuple[dict[str, str], int, bool]] = [
    ({"kk": "Оқушының аты-жөні", "ru": "ФИО ученика"}, 14, False),
    ({"kk": "Міндетті түсіну (1–3)", "ru": "Понимание задания (1–3)"}, 9, True),
    ({"kk": "Рәсімді сақтау (1–3)", "ru": "Соблюдение процедуры (1–3)"}, 9, True),
    ({"kk": "Дәлдік және ұқыптылық (1–3)", "ru": "Точность и аккуратность (1–3)"}, 10, True),
    ({"kk": "Коммуникация және сұрақтар (1–3)", "ru": "Коммуникация и вопросы (1–3)"}, 11, True),
    ({"kk": "Қауіпсіздікке назар аудару (1–3)", "ru": "Внимание к безопасности (1–3)"}, 10, True),
    ({"kk": "Шағын міндеттің нәтижесі (иә/жоқ/ішінара)", "ru": "Результат микрозадачи (да/нет/частично)"}, 10, False),
    ({"kk": "Тәлімгердің түсініктемесі (1–2 сөйлем)", "ru": "Комментарий наставника (1–2 предложения)"}, 15, False),
    ({"kk": "Келесі қадам бойынша ұсыным", "ru": "Рекомендация по следующему шагу"}, 12, False),
]
PLUS_DELTA = {"kk": "Плюс–дельта (қысқа кері байланыс)", "ru": "Плюс–дельта (краткая обратная связь)"}
PARTS = {
    "plus": {"kk": "Плюс: оқушының күшті жағы", "ru": "Плюс: сильная сторона ученика"},
    "delta": {"kk": "Дельта: нені жақсарту керек", "ru": "Дельта: что улучшить"},
    "next": {
        "kk": "Келесі қадам (мысалы, сынақта басқа операцияда қайталау, күрделендіруге көшу)",
        "ru": "Следующий шаг (например, повторить на другой операции, усложнить)",
    },
}


def level_word(value: int | None, language: str) -> str:
    """A level as printed in a cell: the numeral of the scale, the words for "not observed", nothing where it was not rated."""
    if value is None:
        return ""
    return str(value) if value else word("not_seen", language)


@register
class ObservationSheet(DocumentType):
    """PP-B, «Тәлімгердің бақылау картасы»: landscape, one page, signed by the mentor."""

    code = "PP-B"
    titles = {"kk": "Тәлімгердің бақылау картасы", "ru": "Карта наблюдения наставника"}
    source_model = "profprobes.ObservationCard"
    page = "A4L"
    may_issue = "profprobes.issue_observationcard"
    batchable = True
    max_pages = 1

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related(
            "participation__pupil",
            "participation__class_group",
            "session__trial__programme",
            "session__trial__school",
            "session__trial__host",
            "mentor",
        )

    def issuer(self, source: ObservationCard) -> Any:
        return issuer_of(source.session.trial.school)

    def subjects(self, source: ObservationCard) -> list[User]:
        return [source.participation.pupil]

    def sort_name(self, source: ObservationCard) -> str:
        return source.participation.pupil.full_name

    def file_label(self, source: ObservationCard) -> str:
        return f"{source.participation.class_group.name} {source.participation.pupil.short_name}"

    def problems(self, source: ObservationCard, language: str) -> list[str]:
        if source.status != ObservationCard.Status.SUBMITTED:
            return [_("The mentor has not sent this observation card yet.")]
        return []

    def sheet(self, source: ObservationCard, language: str) -> Sheet:
        trial, pupil = source.session.trial, source.participation.pupil
        head = {
            "title": trial.programme.name_in(language),
            "date": day(source.session.starts, language),
            "class": source.participation.class_group.name,
            "host": trial.host.short_name_in(language),
            "mentor": source.mentor.full_name,
        }
        cells = [pupil.full_name, *(level_word(source.levels[code], language) for code in CRITERIA)]
        cells += [word(source.result, language) if source.result else "", source.comment, source.next_step]
        return Sheet(
            subtitle=joined([trial.number, pupil.full_name], " · "),
            head=[Pair(HEAD[key][language], value) for key, value in head.items()],
            blocks=[
                Paragraph(text=INSTRUCTION[language]),
                Table(
                    [Column(title[language], width, "center" if scale else "start", scale) for title, width, scale in COLUMNS],
                    [cells],
                    dense=True,
                ),
                Rows(PLUS_DELTA[language], rows=[Row("", label[language], getattr(source, name)) for name, label in PARTS.items()]),
            ],
            seats=[
                Seat(
                    word("mentor", language), source.mentor.signature_name, day(source.submitted_at, language), word("confirmed", language)
                )
            ],
        )
