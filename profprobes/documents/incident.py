"""PP-INC, the act about an incident (§5.8): pupils stand in it by code, since it leaves the school."""

from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Items, Pair, Row, Rows, Seat, Sheet
from network.services import issuer_of

from ..models import Incident
from ..queries.incidents import code_of
from .words import day, day_and_time, joined, word

LABELS = {
    "at": {"kk": "Күні, уақыты", "ru": "Дата, время"},
    "site": {"kk": "Алаң", "ru": "Площадка"},
    "trial": {"kk": "Сынақ", "ru": "Проба"},
    "kind": {"kk": "Түрі", "ru": "Вид"},
    "severity": {"kk": "Ауырлығы", "ru": "Тяжесть"},
    "pupils": {"kk": "Қатысы бар оқушылар (коды)", "ru": "Затронутые учащиеся (код)"},
    "description": {"kk": "Не болды", "ru": "Что произошло"},
    "first_actions": {"kk": "Алғашқы әрекет", "ru": "Первые действия"},
    "told": {"kk": "Кімге, қашан хабарланды", "ru": "Кого и когда уведомили"},
    "cause": {"kk": "Себебі", "ru": "Причина"},
    "measures": {"kk": "Шаралар (жауапты, мерзімі)", "ru": "Меры (ответственный, срок)"},
    "first": {"kk": "бастапқы бағасы: {value}; өзгерту себебі: {reason}", "ru": "первоначально: {value}; причина изменения: {reason}"},
    "done": {"kk": "орындалды", "ru": "выполнено"},
    "reporter": {"kk": "Хабарлаған адам", "ru": "Сообщил(а)"},
    "head": {"kk": "Мектеп басшысы", "ru": "Руководитель школы"},
    "host": {"kk": "Серіктес ұйымның өкілі", "ru": "Представитель организации-партнёра"},
    "operator": {"kk": "Өңірлік оператор", "ru": "Региональный оператор"},
    "number": {"kk": "Оқиға №", "ru": "Инцидент №"},
    "school": {"kk": "Мектеп", "ru": "Школа"},
    "partner": {"kk": "Серіктес ұйым", "ru": "Организация-партнёр"},
}
ROWS = ("at", "site", "trial", "kind", "severity", "pupils", "description", "first_actions", "told", "cause", "measures")
BLANK_LINES = {"description": 4, "first_actions": 2, "told": 2, "cause": 2, "measures": 3}


@register
class IncidentAct(DocumentType):
    """PP-INC «Оқиға туралы акт»: rows of §5.8, signed by hand by school, host and operator."""

    code = "PP-INC"
    titles = {"kk": "Оқиға туралы акт", "ru": "Акт об инциденте"}
    source_model = "profprobes.Incident"
    may_issue = "profprobes.issue_incident"
    max_pages = 2

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("trial__programme", "trial__school", "trial__host", "site", "reported_by")

    def issuer(self, source: Incident) -> Any:
        return issuer_of(source.trial.school)

    def subjects(self, source: Incident) -> list[User]:
        return []

    def sort_name(self, source: Incident) -> str:
        return source.number

    def file_label(self, source: Incident) -> str:
        return source.number

    def problems(self, source: Incident, language: str) -> list[str]:
        if source.status == Incident.Status.REPORTED:
            return [_("The operator has not taken up the review yet.")]
        return []

    def pupils_label(self, language: str) -> str:
        """How the row of the pupils is called."""
        return LABELS["pupils"][language]

    def pupils_of(self, source: Incident) -> str:
        """The pupils concerned, by code: this copy leaves the school."""
        return joined(code_of(one) for one in source.pupils.order_by("pk"))

    def sheet(self, source: Incident, language: str) -> Sheet:
        t = {key: value[language] for key, value in LABELS.items()} | {"pupils": self.pupils_label(language)}
        with translation.override(language):
            severity = source.get_severity_display()
            if source.severity != source.reported_severity:
                more = t["first"].format(value=source.get_reported_severity_display(), reason=source.severity_reason)
                severity = f"{severity} ({more})"
            told = [joined([one.get_whom_display(), day_and_time(one.at, language)], ": ") for one in source.notices.all()]
            kind, site = source.get_kind_display(), str(source.site or "")
        measures = [
            joined([one.text, one.owner.signature_name, day(one.due, language), t["done"] if one.done_at else ""])
            for one in source.measures.select_related("owner")
        ]
        values = {
            "at": day_and_time(source.at, language),
            "site": site,
            "trial": joined([source.trial.programme.name_in(language), source.trial.number], " · "),
            "kind": kind,
            "severity": severity,
            "pupils": self.pupils_of(source),
            "description": source.description,
            "first_actions": source.first_actions,
            "told": Items(told) if told else "",
            "cause": source.cause,
            "measures": Items(measures) if measures else "",
        }
        return Sheet(
            subtitle=source.number,
            head=[
                Pair(t["school"], source.trial.school.short_name_in(language)),
                Pair(t["partner"], source.trial.host.short_name_in(language)),
            ],
            blocks=[Rows(rows=[Row(number, t[key], value) for number, (key, value) in enumerate(values.items(), 1)])],
            seats=[
                Seat(t["reporter"], source.reported_by.signature_name, day(source.reported_at, language), word("confirmed", language)),
                Seat(t["head"]),
                Seat(t["host"]),
                Seat(t["operator"]),
            ],
        )
