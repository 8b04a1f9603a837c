"""PP-NOT: the notice to a family before the trial, one page in the family's language [002b F17]."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Items, Lines, Pair, Row, Rows, Seat, Sheet
from network.services import issuer_of

from ..models import ArtefactKind, Briefing, ParentNotice, Participation, TechnologyCard, Trial
from ..services.terms import terms_of
from .technology_card import ARTEFACTS, risks
from .words import day, joined, phone, span, word

TITLES = {"kk": "Сынақ алдындағы хабарлама", "ru": "Уведомление перед пробой"}
HEAD = {
    "name": {"kk": "Оқушы", "ru": "Ученик"},
    "class": {"kk": "Сынып", "ru": "Класс"},
    "trial": {"kk": "Сынақ", "ru": "Проба"},
    "when": {"kk": "Күні, уақыты", "ru": "Дата, время"},
}
ABOUT = {
    "task": {"kk": "Қандай міндет орындалады", "ru": "Какую задачу попробуют"},
    "risks": {"kk": "Қандай тәуекелдер бар және олар қалай азайтылады", "ru": "Риски и меры"},
    "responsible": {"kk": "Мектеп және серіктес тарапынан кім жауапты", "ru": "Ответственные от школы и партнёра"},
    "papers": {"kk": "Қандай құжаттар дайындалды", "ru": "Какие документы готовы"},
    "portfolio": {"kk": "Портфолиоға не кіреді", "ru": "Что войдёт в портфолио"},
}
REGIME = {"kk": "Күн тәртібі", "ru": "Режим дня"}
DAY = {
    "leave": {"kk": "Қай уақытта және қайдан шығу", "ru": "Время и место выезда"},
    "take": {"kk": "Не ала бару", "ru": "Что взять"},
    "wear": {"kk": "Қалай киіну", "ru": "Как одеться"},
    "contact": {"kk": "Ілесіп жүрушілермен байланыс", "ru": "Связь с сопровождающими"},
    "force": {"kk": "Форс-мажорда не істеу", "ru": "Действия при форс-мажоре"},
}
PAPERS = {
    "card": {"kk": "технологиялық карта (екі тарап қол қойған)", "ru": "технологическая карта (подписана обеими сторонами)"},
    "route": {"kk": "бағдар парағы", "ru": "маршрутный лист"},
    "briefing": {"kk": "мектептегі нұсқама", "ru": "инструктаж в школе"},
    "consent": {"kk": "ата-ананың келісімі (порталда немесе қағазда)", "ru": "согласие родителей (на портале или на бумаге)"},
}
PORTFOLIO = {"kk": "тәлімгердің пікірі және баланың өз жауаптары", "ru": "отзыв наставника и ответы самого ребёнка"}


def papers_ready(trial: Trial, language: str) -> list[str]:
    """The papers that exist by now; the consent is what the family gives."""
    visit = trial.visit
    card = getattr(visit, "card", None)
    ready = {
        "card": card is not None and card.status in (TechnologyCard.Status.AGREED, TechnologyCard.Status.COMPLETED),
        "route": visit is not None and hasattr(visit, "route"),
        "briefing": visit is not None and any(row.place == Briefing.Place.SCHOOL for row in visit.briefings.all()),
        "consent": True,
    }
    return [label[language] for code, label in PAPERS.items() if ready[code]]


def portfolio(card: TechnologyCard | None, language: str) -> list[str]:
    """What the child keeps: artefacts of form А and the words about them."""
    kinds = [ARTEFACTS[ArtefactKind(kind)][language] for kind in (card.artefacts if card else [])]
    return [*kinds, PORTFOLIO[language]]


def about_rows(trial: Trial, language: str) -> list[tuple[str, list[str]]]:
    """Label and lines of the part that form А and the records fill."""
    card = getattr(trial.visit, "card", None)
    adults = [joined([row["name"], row["position"][language], phone(row["phone"])]) for row in terms_of(trial)["adults"]]
    found = {
        "task": card.steps(language) if card else [],
        "risks": risks(card, language) if card else [],
        "responsible": adults,
        "papers": papers_ready(trial, language),
        "portfolio": portfolio(card, language),
    }
    return [(ABOUT[key][language], lines) for key, lines in found.items()]


def day_rows(notice: ParentNotice, language: str) -> list[tuple[str, list[str]]]:
    """Label and lines of the regime block."""
    trial = notice.trial
    along = [row for row in terms_of(trial)["adults"] if row["role"] != "mentor"]
    contact = [joined([row["name"], phone(row["phone"])]) for row in along]
    return [(label[language], contact if key == "contact" else [notice.text(key, language)]) for key, label in DAY.items()]


def _rows(pairs: list[tuple[str, list[str]]]) -> list[Row]:
    return [Row("", label, (Items(lines) if len(lines) > 1 else Lines(lines)) if lines else "", 2) for label, lines in pairs]


@register
class NoticeToFamily(DocumentType):
    """PP-NOT for the family of one pupil; signed by the class teacher who wrote it."""

    code = "PP-NOT"
    titles = TITLES
    source_model = "profprobes.Participation"
    may_issue = "profprobes.issue_parentnotice"
    batchable = True
    max_pages = 1

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related(
            "pupil", "class_group", "trial__school", "trial__host", "trial__programme__profession", "trial__responsible__user",
            "trial__mentor__membership__user", "trial__parent_notice__written_by",
        ).prefetch_related(
            "trial__sessions__booking__slot__site__trial_site", "trial__sessions__card", "trial__sessions__route", "trial__sessions__briefings",
            "trial__accompanying__user",
        )  # fmt: skip

    def readable(self, rows: QuerySet, user: User) -> QuerySet:
        return rows.filter(pk__in=Participation.objects.in_care_of(user).values("pk"))

    def issuer(self, source: Participation) -> Any:
        return issuer_of(source.trial.school)

    def subjects(self, source: Participation) -> list[User]:
        return [source.pupil]

    def sort_name(self, source: Participation) -> str:
        return source.pupil.full_name

    def file_label(self, source: Participation) -> str:
        return f"{source.class_group.name} {source.pupil.short_name}"

    def problems(self, source: Participation, language: str) -> list[str]:
        return [] if hasattr(source.trial, "parent_notice") else [_("The notice to families is not written yet.")]

    def sheet(self, source: Participation, language: str) -> Sheet:
        trial, notice = source.trial, source.trial.parent_notice
        visit = trial.visit
        head = {
            "name": source.pupil.full_name,
            "class": source.class_group.name,
            "trial": trial.programme.name_in(language),
            "when": span(visit.starts, visit.ends, language) if visit else "",
        }
        signed_by = notice.written_by
        return Sheet(
            head=[Pair(label[language], head[key]) for key, label in HEAD.items()],
            blocks=[Rows(rows=_rows(about_rows(trial, language))), Rows(REGIME[language], rows=_rows(day_rows(notice, language)))],
            seats=[
                Seat(
                    word("class_teacher", language), signed_by.signature_name, day(notice.written_at, language), word("confirmed", language)
                )
            ],
        )


def blank(language: str) -> Sheet:
    """The form with lines to write on."""
    return Sheet(
        head=[Pair(label[language]) for label in HEAD.values()],
        blocks=[
            Rows(rows=[Row("", label[language], "", 2) for label in ABOUT.values()]),
            Rows(REGIME[language], rows=[Row("", label[language], "", 2) for label in DAY.values()]),
        ],
        seats=[Seat(word("class_teacher", language))],
        blank=True,
    )
