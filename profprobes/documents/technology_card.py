"""PP-A, form А in full (23 rows), and PP-AS, its one-page short form (8 rows) [002b F1, F2]."""

from collections import Counter
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.models import PhotoLevel, User
from documents.registry import DocumentType, register
from documents.sheet import Blank, Items, Lines, Pair, Pairs, Row, Rows, Sheet, Ticks, Underline
from network.services import issuer_of

from ..models import ArtefactKind, Briefing, CardSubject, MedicalClearance, Participation, TechnologyCard, TrialSession
from .words import PHOTO, PROVIDERS, day, day_and_time, joined, phone, quoted, signed, span, word

LABELS: dict[int, dict[str, str]] = {
    1: {"kk": "Сынақтың атауы", "ru": "Название пробы"},
    2: {"kk": "Сынып / топ", "ru": "Класс / группа"},
    3: {"kk": "Күні және уақыты", "ru": "Дата и время"},
    4: {"kk": "Әріптес (ұйым)", "ru": "Партнёр (организация)"},
    5: {"kk": "Алаң (мекенжайы, цех/орны)", "ru": "Площадка (адрес, цех/место)"},
    6: {"kk": "Жауапты тұлғалар", "ru": "Ответственные лица"},
    7: {"kk": "Оқушыға арналған мақсат (1–2 сөйлем, түсінікті тілмен)", "ru": "Цель для ученика (1–2 предложения, понятно)"},
    8: {"kk": "Мектептің мақсаты (педагогикалық нәтиже)", "ru": "Цель школы (педагогический результат)"},
    9: {"kk": "Еңбек функциясы (нені имитациялаймыз)", "ru": "Трудовая функция (что имитируем)"},
    10: {"kk": "Оқушының шағын міндеті (нақты әрекеттер)", "ru": "Микрозадача ученика (конкретные действия)"},
    11: {"kk": "Пәндермен байланысы", "ru": "Связь с предметами"},
    12: {"kk": "Жабдық және материалдар", "ru": "Оборудование и материалы"},
    13: {"kk": "ЖҚҚ және киімге талаптар", "ru": "СИЗ и требования к одежде"},
    14: {"kk": "Тәуекелдер және азайту шаралары", "ru": "Риски и меры снижения"},
    15: {"kk": "Сынақ барысы (тайминг)", "ru": "Ход пробы (тайминг)"},
    16: {"kk": "Бағалау критерийлері (рубрика)", "ru": "Критерии оценивания (рубрика)"},
    17: {"kk": "Күтілетін артефакт", "ru": "Ожидаемый артефакт"},
    18: {"kk": "Еңбек қауіпсіздігін тіркеу (ЕҚБ)", "ru": "Отметка об инструктаже по охране труда (ОТ)"},
    19: {"kk": "Фото/видео түсіруге рұқсат", "ru": "Разрешение на фото/видео"},
    20: {"kk": "Ерекше шарттар (ДМШ/медициналық шектеулер)", "ru": "Особые условия (ОВЗ, медицинские ограничения)"},
    21: {"kk": "Байланыс және эвакуация", "ru": "Связь и эвакуация"},
    22: {"kk": "Тәлімгердің қорытындылары мен ұсынымдары", "ru": "Выводы и рекомендации наставника"},
    23: {"kk": "Қолдар", "ru": "Подписи"},
}
SHORT_LABELS: dict[int, dict[str, str]] = {
    1: {"kk": "Сынақ", "ru": "Проба"},
    2: {"kk": "Қайда және қашан", "ru": "Где и когда"},
    3: {"kk": "Тәлімгер / мектептен жауапты", "ru": "Наставник, ответственный от школы"},
    4: {"kk": "Шағын міндет", "ru": "Микрозадача"},
    5: {"kk": "ЖҚҚ / ЕҚБ", "ru": "СИЗ / ОТ"},
    6: {"kk": "Артефакт", "ru": "Артефакт"},
    7: {"kk": "Критерийлер", "ru": "Критерии"},
    8: {"kk": "Байланыс", "ru": "Контакты"},
}
PATTERNS = {
    "group": {"kk": "{group} сынып, {count} адам", "ru": "{group} класс, {count} чел."},
    "partner": {"kk": "{name}, БСН {bin}, байланыс {contact}", "ru": "{name}, БИН {bin}, контакт {contact}"},
    "goal": {
        "kk": "Бүгін мен {profession} мамандықта {operation} қалай орындалатынын түсіну үшін {action} сынап көремін",
        "ru": "Сегодня я попробую {action}, чтобы понять, как выполняется {operation} в профессии {profession}",
    },
    "school_goal": {
        "kk": "Оқушыларда {understanding} туралы түсінік қалыптастыру, {skill} дағдысын пысықтау",
        "ru": "Сформировать представление о {understanding}, отработать навык {skill}",
    },
    "step": {"kk": "{n}-қадам: {text}", "ru": "Шаг {n}: {text}"},
}
WORDS = {
    "from_school": {"kk": "мектептен", "ru": "от школы"},
    "from_partner": {"kk": "әріптестен, тәлімгер", "ru": "от партнёра, наставник"},
    "school_briefing": {"kk": "Мектептегі нұсқаманың күні, уақыты", "ru": "Дата, время инструктажа в школе"},
    "site_briefing": {"kk": "Алаңдағы нұсқаманың күні, уақыты", "ru": "Дата, время инструктажа на площадке"},
    "signatures": {"kk": "Жауаптылардың қолдары", "ru": "Подписи ответственных"},
    "exits": {"kk": "Эвакуациялық шығулар", "ru": "Эвакуационные выходы"},
    "assembly": {"kk": "Жиналу нүктесі", "ru": "Точка сбора"},
    "emergency": {"kk": "Төтенше жағдайдағы байланыстар", "ru": "Экстренные контакты"},
    "went_well": {"kk": "Не сәтті шықты", "ru": "Что удалось"},
    "improve": {"kk": "Нені жақсарту керек", "ru": "Что улучшить"},
    "next_step": {"kk": "Келесі қадам", "ru": "Следующий шаг"},
    "date": {"kk": "Күні", "ru": "Дата"},
    "names": {"kk": "Тізім", "ru": "Список"},
}
TIMING = (
    ("minutes_intro", {"kk": "Тәлімгердің кіріспесі", "ru": "Вступление наставника"}),
    ("minutes_demo", {"kk": "Демонстрация", "ru": "Демонстрация"}),
    ("minutes_action", {"kk": "Оқушының әрекеті", "ru": "Действие ученика"}),
    ("minutes_feedback", {"kk": "Шағын кері байланыс", "ru": "Мини-обратная связь"}),
    ("minutes_reflection", {"kk": "Рефлексия", "ru": "Рефлексия"}),
)
SUBJECTS = {
    CardSubject.TECHNOLOGY: {"kk": "Технология және өнер", "ru": "Технология и искусство"},
    CardSubject.PHYSICS: {"kk": "Физика", "ru": "Физика"},
    CardSubject.CHEMISTRY: {"kk": "Химия", "ru": "Химия"},
    CardSubject.INFORMATICS: {"kk": "Информатика", "ru": "Информатика"},
    CardSubject.SAFETY: {"kk": "Өмір қауіпсіздігінің негіздері (ӨҚН)", "ru": "ОБЖ"},
}
ARTEFACTS = {
    ArtefactKind.SCAN: {"kk": "фото/чек-парақ сканы", "ru": "фото, скан чек-листа"},
    ArtefactKind.REPORT: {"kk": "шағын есеп (1 бетке дейін)", "ru": "мини-отчёт (до 1 страницы)"},
    ArtefactKind.PHOTO: {"kk": "өнім/процесс фотосы", "ru": "фото продукта, процесса"},
    ArtefactKind.BADGE: {"kk": "бейдж", "ru": "бейдж"},
}
CRITERIA = {
    "kk": "Міндетті түсіну; рәсімді сақтау; дәлдік және ұқыптылық; коммуникация және сұрақтар; қауіпсіздікке назар аудару",
    "ru": "Понимание задания; соблюдение процедуры; точность и аккуратность; коммуникация и вопросы; внимание к безопасности",
}
SHORT_CRITERIA = {
    "kk": "Түсіну; Рәсім; Дәлдік; Коммуникация; Қауіпсіздік",
    "ru": "Понимание; Процедура; Точность; Коммуникация; Безопасность",
}
KINDS = {
    "equipment": {"kk": "жабдық", "ru": "оборудование"},
    "tool": {"kk": "құрал", "ru": "инструмент"},
    "consumable": {"kk": "шығыс материалы", "ru": "расходный материал"},
}
CONDITIONS = {
    "kk": "Ерекше шарттары бар оқушылар: {count}. Шарттарды тәлімгер портал арқылы көреді.",
    "ru": "Учеников с особыми условиями: {count}. Сами условия наставник видит в портале.",
}
_GOES = (Participation.Status.ADMITTED, Participation.Status.ATTENDED, Participation.Status.ABSENT)


def going(session: TrialSession) -> list[Participation]:
    """Pupils whom the visit counts: admitted, and after it those who came or did not."""
    return [p for p in session.trial.participations.all() if p.status in _GOES]


def rows_7_to_10(card: TechnologyCard, language: str) -> list[Row]:
    """Goals, labour function and steps: what pupil and school want of the visit."""
    goal = {"profession": quoted(card.text("goal_profession", language)), "operation": card.text("goal_operation", language)}
    steps = [Blank(PATTERNS["step"][language], {"n": n, "text": card.text(f"step{n}", language)}) for n in (1, 2, 3)]
    return [
        _row(7, language, Blank(PATTERNS["goal"][language], goal | {"action": card.text("goal_action", language)}), 2),
        _row(8, language, Blank(PATTERNS["school_goal"][language], {k: card.text(k, language) for k in ("understanding", "skill")}), 2),
        _row(9, language, card.text("labour_function", language)),
        _row(10, language, Lines(steps), 3),
    ]


def supplies(items: list[dict], language: str) -> list[str]:
    """Rows 12 and 13: «қол ара (құрал) – серіктес»."""
    return [
        joined(
            [
                joined([item[language], f"({KINDS[item['kind']][language]})" if item.get("kind") else ""], " "),
                PROVIDERS[item["by"]][language],
            ],
            " – ",
        )
        for item in items
        if item.get(language)
    ]


def risks(card: TechnologyCard, language: str) -> list[str]:
    """Row 14: «өткір жиектер – қолғап»."""
    return [f"{item[f'risk_{language}']} – {item[f'measure_{language}']}" for item in card.risks if item.get(f"risk_{language}")]


def contacts(card: TechnologyCard, language: str) -> dict[str, str]:
    """Row 6: name, position and telephone of the responsible person of the school and of the mentor, each in one line."""
    trial = card.session.trial
    school, mentor = trial.responsible, trial.mentor
    return {
        "school": joined([school.user.full_name, school.position_in(language), phone(school.user.phone)]),
        "host": joined([mentor.membership.user.full_name, mentor.membership.position_in(language), phone(mentor.phone)]) if mentor else "",
    }


def photo_levels(participations: list[Participation]) -> PhotoLevel:
    """The minimum over those who go (BR-25); nobody admitted means nobody allowed."""
    return PhotoLevel.lowest(*(p.photo_effective for p in participations)) if participations else PhotoLevel.NO


def _row(no: int, language: str, value: Any, lines: int = 1) -> Row:
    return Row(no, LABELS[no][language], value, lines)


def _briefing(session: TrialSession, place: str) -> Briefing | None:
    return next((b for b in session.briefings.all() if b.place == place), None)


def _briefings_row(session: TrialSession, language: str) -> Row:
    found = {place: _briefing(session, place) for place in Briefing.Place}
    by = Lines([signed(b.conductor, b.at, language) for b in found.values() if b]) if any(found.values()) else ""
    return _row(
        18,
        language,
        Pairs(
            [
                *(Pair(WORDS[f"{place}_briefing"][language], day_and_time(b.at if b else None, language)) for place, b in found.items()),
                Pair(WORDS["signatures"][language], by),
            ]
        ),
        3,
    )


def _photo_row(pupils: list[Participation], language: str) -> Row:
    lowest = photo_levels(pupils)
    ticks = Ticks([(text[language], level == lowest) for level, text in PHOTO.items()], inline=False)
    careful = [
        f"{PHOTO[PhotoLevel(level)][language]}: " + ", ".join(sorted(p.pupil.short_name for p in pupils if p.photo_effective == level))
        for level, count in Counter(p.photo_effective for p in pupils).items()
        if level != PhotoLevel.PUBLISH and count
    ]
    return _row(19, language, Lines([ticks, *([Pairs([Pair(WORDS["names"][language], Items(sorted(careful)))])] if careful else [])]))


def _conditions_row(pupils: list[Participation], language: str) -> Row:
    count = sum(1 for p in pupils if hasattr(p, "medical") and p.medical.result == MedicalClearance.Result.CONDITIONS)
    return _row(20, language, CONDITIONS[language].format(count=count) if count else word("none", language))


class CardDocument(DocumentType):
    """What both papers of a technology card have in common."""

    source_model = "profprobes.TechnologyCard"
    may_issue = "profprobes.issue_technologycard"
    privacy = "PD2"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related(
            "session__trial__programme",
            "session__trial__group",
            "session__trial__host__employer_profile",
            "session__trial__school",
            "session__trial__responsible__user",
            "session__trial__mentor__membership__user",
            "session__booking__slot__site__trial_site",
            "school_signed_by",
            "host_signed_by",
        ).prefetch_related(
            Prefetch("session__trial__participations", Participation.objects.select_related("pupil", "medical")),
            "session__briefings__conductor",
        )

    def issuer(self, source: TechnologyCard) -> Any:
        return issuer_of(source.session.trial.school)

    def sort_name(self, source: TechnologyCard) -> str:
        return source.session.trial.number

    def file_label(self, source: TechnologyCard) -> str:
        return f"{source.session.trial.group.name} {source.session.trial.number}"

    def problems(self, source: TechnologyCard, language: str) -> list[str]:
        """Both sign first; every text that the paper prints exists in its language (R-D2)."""
        found = []
        if source.status not in {TechnologyCard.Status.AGREED, TechnologyCard.Status.COMPLETED}:
            found.append(_("The technology card is not signed by both sides yet."))
        wanted = {
            7: ("goal_action", "goal_operation", "goal_profession"),
            8: ("understanding", "skill"),
            9: ("labour_function",),
            10: ("step1", "step2"),
        }
        for row, names in wanted.items():
            if not all(source.text(name, language) for name in names):
                found.append(
                    _("Row %(row)s “%(label)s” has no text in the language of the document.") % {"row": row, "label": LABELS[row][language]}
                )
        return found


@register
class TechnologyCardSheet(CardDocument):
    """PP-A, «Кәсіби сынақтың технологиялық картасы (толық)»: 23 rows, two or three pages, signed by mentor and school coordinator."""

    code = "PP-A"
    titles = {"kk": "Кәсіби сынақтың технологиялық картасы (толық)", "ru": "Технологическая карта профессиональной пробы (полная)"}
    max_pages = 3

    def sheet(self, source: TechnologyCard, language: str) -> Sheet:
        trial = source.session.trial
        columns = {"kk": ("Бөлім", "Мазмұны"), "ru": ("Раздел", "Содержание")}[language]
        return Sheet(
            subtitle=joined([trial.number, f"{source.revision}-нұсқа" if language == "kk" else f"редакция {source.revision}"], " · "),
            blocks=[
                Rows(columns=columns, rows=[*self._facts(source, language), *rows_7_to_10(source, language), *self._rest(source, language)])
            ],
        )

    def _facts(self, card: TechnologyCard, language: str) -> list[Row]:
        """Rows 1–6, from the trial and the site."""
        session, trial = card.session, card.session.trial
        site, host = session.booking.slot.site, trial.host
        contact = phone(host.employer_profile.contact_phone if hasattr(host, "employer_profile") else host.phone)
        partner = {"name": quoted(host.full_name_in(language)), "bin": host.bin, "contact": contact}
        who = contacts(card, language)
        return [
            _row(1, language, trial.programme.name_in(language)),
            _row(2, language, Blank(PATTERNS["group"][language], {"group": trial.group.name, "count": len(going(session)) or ""})),
            _row(3, language, span(session.starts, session.ends, language)),
            _row(4, language, Blank(PATTERNS["partner"][language], partner)),
            _row(5, language, joined([site.text("address", language), site.text("workshop", language) or site.text("name", language)])),
            _row(
                6,
                language,
                Pairs([Pair(WORDS["from_school"][language], who["school"]), Pair(WORDS["from_partner"][language], who["host"])]),
                2,
            ),
        ]

    def _rest(self, card: TechnologyCard, language: str) -> list[Row]:
        """Rows 11–23."""
        session = card.session
        pupils = going(session)
        chosen = [SUBJECTS[CardSubject(code)][language] for code in card.subjects]
        other = card.text("subject_other", language)
        options = [label[language] for label in SUBJECTS.values()] + ([other] if other else [])
        timing = Pairs([Pair(label[language], f"{getattr(card, name)} {word('minutes', language)}") for name, label in TIMING])
        artefacts = Ticks([(label[language], kind in card.artefacts) for kind, label in ARTEFACTS.items()], inline=False)
        site = session.booking.slot.site
        rules = getattr(site, "trial_site", None)
        evacuation = [Pair(WORDS[key][language], rules.text(key, language) if rules else "") for key in ("exits", "assembly")]
        return [
            _row(11, language, Underline(options, chosen + ([other] if other else []))),
            _row(12, language, Items(supplies(card.equipment, language)) if card.equipment else "", 2),
            _row(13, language, Items(supplies(card.ppe, language)) if card.ppe else "", 2),
            _row(14, language, Items(risks(card, language)) if card.risks else "", 2),
            _row(15, language, timing, 5),
            _row(16, language, CRITERIA[language]),
            _row(17, language, artefacts),
            _briefings_row(session, language),
            _photo_row(pupils, language),
            _conditions_row(pupils, language),
            _row(21, language, Pairs([*evacuation, Pair(WORDS["emergency"][language], site.emergency_contacts)]), 3),
            _row(
                22, language, Pairs([Pair(WORDS[name][language], getattr(card, name)) for name in ("went_well", "improve", "next_step")]), 3
            ),
            _row(23, language, self._signatures(card, language), 3),
        ]

    def _signatures(self, card: TechnologyCard, language: str) -> Pairs:
        last = max((moment for moment in (card.school_signed_at, card.host_signed_at) if moment), default=None)
        return Pairs(
            [
                Pair(word("mentor", language), signed(card.host_signed_by, card.host_signed_at, language)),
                Pair(word("coordinator", language), signed(card.school_signed_by, card.school_signed_at, language)),
                Pair(WORDS["date"][language], day(last, language)),
            ]
        )


@register
class ShortTechnologyCardSheet(CardDocument):
    """PP-AS, the short form that fits a pocket: eight rows, all derived from form А, one page."""

    code = "PP-AS"
    batchable = True
    titles = {"kk": "Кәсіби сынақтың технологиялық картасы (қысқа)", "ru": "Технологическая карта профессиональной пробы (краткая)"}
    max_pages = 1

    def sheet(self, source: TechnologyCard, language: str) -> Sheet:
        columns = {"kk": ("Атауы", "Мағынасы"), "ru": ("Наименование", "Значение")}[language]
        values = self._values(source, language)
        return Sheet(
            subtitle=source.session.trial.number,
            blocks=[Rows(columns=columns, rows=[Row(no, SHORT_LABELS[no][language], values[no]) for no in SHORT_LABELS])],
        )

    def _values(self, card: TechnologyCard, language: str) -> dict[int, Any]:
        session, trial = card.session, card.session.trial
        site, who = session.booking.slot.site, contacts(card, language)
        place = joined([trial.host.short_name_in(language), site.text("workshop", language), site.text("address", language)])
        briefings = [
            Pair(WORDS[f"{b.place}_briefing"][language], day_and_time(b.at, language))
            for b in (_briefing(session, place) for place in Briefing.Place)
            if b
        ]
        return {
            1: trial.programme.name_in(language),
            2: Lines([place, span(session.starts, session.ends, language)]),
            3: Lines([who["host"], who["school"]]),
            4: Items(card.steps(language), numbered=True),
            5: Lines([Items(supplies(card.ppe, language)), Pairs(briefings)] if briefings else [Items(supplies(card.ppe, language))]),
            6: "; ".join(label[language] for kind, label in ARTEFACTS.items() if kind in card.artefacts),
            7: SHORT_CRITERIA[language],
            8: Lines(
                [
                    _reach(trial.responsible.user),
                    _reach(trial.mentor.membership.user, trial.mentor.phone) if trial.mentor else "",
                    site.emergency_contacts,
                ]
            ),
        }


def _reach(person: User, number: str = "") -> str:
    return joined([person.signature_name, phone(number or person.phone)])
