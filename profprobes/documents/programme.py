"""PP-PROG, the trial programme of annex 2 in six parts (§5.2) [002b F8], and its blank. Titles and rows as the source prints them."""

from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Column, Lines, Pair, Pairs, Row, Rows, Seat, Sheet, Table, Text, Ticks
from network.models import NeedGroup
from network.services import issuer_of

from ..models import ProgrammeReview, ProgrammeStage, TrialProgramme
from ..services.programme_rules import number, total_hours
from .blanks import register_blank
from .words import PROVIDERS, day, joined, word

Words = dict[str, str]
PARTS: list[Words] = [
    {"kk": "1. Титул парағы", "ru": "1. Титульный лист"},
    {"kk": "2. Ақпараттық карта", "ru": "2. Информационная карта"},
    {"kk": "3. Түсіндірме жазба", "ru": "3. Пояснительная записка"},
    {"kk": "4. Тақырыптық жоспар", "ru": "4. Тематический план"},
    {"kk": "5. Кәсіби сынақтың мазмұны", "ru": "5. Содержание пробы"},
    {"kk": "6. Материалдық-техникалық қамтамасыз ету", "ru": "6. Материально-техническое обеспечение"},
]
ORGANISER: Words = {"kk": "Кәсіби сынақты ұйымдастырушы туралы ақпарат", "ru": "Сведения об организаторе"}
ABOUT: Words = {"kk": "Кәсіби сынақ туралы ақпарат", "ru": "Сведения о пробе"}
TITLE_ROWS: dict[str, Words] = {
    "owner": {"kk": "Ұйымның атауы", "ru": "Название организации"},
    "address": {"kk": "Сынақ өткізілетін мекенжай", "ru": "Адрес"},
    "contact": {"kk": "Байланысатын тұлға", "ru": "Контактное лицо"},
    "sphere": {"kk": "Кәсіби қызмет саласы", "ru": "Сфера"},
    "profession": {"kk": "Мамандық немесе құзырет атауы", "ru": "Профессия или компетенция"},
}
ORGANISER_ROWS: dict[str, Words] = {
    "owner": {"kk": "Ұйымның атауы", "ru": "Название"},
    "address": {"kk": "Кәсіби сынақтың мекенжайы", "ru": "Адрес пробы"},
    "contact": {"kk": "Байланыс жасайтын тұлға", "ru": "Контактное лицо"},
}
CONTACT_ROWS: dict[str, Words] = {
    "name": {"kk": "Толық аты-жөні", "ru": "ФИО"},
    "position": {"kk": "Лауазымы", "ru": "Должность"},
    "phone": {"kk": "Телефон", "ru": "Телефон"},
    "email": {"kk": "Электрондық пошта", "ru": "Эл. почта"},
}
CARD_ROWS: list[Words] = [
    {"kk": "Кәсіби қызмет саласы", "ru": "Сфера профессиональной деятельности"},
    {"kk": "Сынақ өткізілетін мамандықтың немесе құзыреттің атауы", "ru": "Название профессии или компетенции"},
    {"kk": "Мамандық санаты", "ru": "Категория"},
    {"kk": "Оқушылардың жасы", "ru": "Возраст"},
    {"kk": "Ұзақтығы", "ru": "Продолжительность"},
    {"kk": "Кәсіби сынақтың мақсаты", "ru": "Цель пробы"},
    {"kk": "Топтағы оқушылар саны", "ru": "Число учащихся в группе"},
    {"kk": "Ықтимал мерзімдер (күні, өткізу уақыты)", "ru": "Возможные сроки (дата, время)"},
    {"kk": "ЕБҚ бар білім алушылардың сынақтан өту мүмкіндігі", "ru": "Возможность для учащихся с ООП"},
    {"kk": "Арнайы шарттар (бар болса)", "ru": "Особые условия (при наличии)"},
    {"kk": "Арнайы талаптар (бар болса)", "ru": "Особые требования (при наличии)"},
    {"kk": "Кәсіби сынақты өткізу нысаны", "ru": "Форма проведения"},
    {"kk": "Кәсіби сынақ өнімі", "ru": "Продукт пробы"},
]
AGES: list[tuple[range, Words]] = [
    (range(5, 8), {"kk": "кіші жасөспірімдік шақ (5–7-сынып)", "ru": "младший подростковый (5–7 классы)"}),
    (range(8, 10), {"kk": "аға жасөспірімдік шақ (8–9-сынып)", "ru": "старший подростковый (8–9 классы)"}),
    (range(10, 12), {"kk": "жоғары мектеп (10–11-сынып)", "ru": "старшая школа (10–11 классы)"}),
]
CATEGORIES: dict[str, Words] = {
    "traditional": {"kk": "дәстүрлі", "ru": "традиционная"},
    "new": {
        "kk": "жаңа (жаңа технология, өндіріс пен бизнес-процестен туған)",
        "ru": "новая (появилась с новой технологией, производством, бизнес-процессом)",
    },
    "promising": {
        "kk": "келешегі бар (орта мерзімде мазмұны өзгеретін)",
        "ru": "перспективная (содержание изменится в среднесрочной перспективе)",
    },
}
NOTE_ROWS: dict[str, Words] = {
    "related": {"kk": "Сабақтас кәсіптер мен қызмет түрлері", "ru": "Смежные профессии и виды деятельности"},
    "outlook": {"kk": "10–15 жылдық болашағы", "ru": "Перспективы на 10–15 лет"},
    "aims": {"kk": "Мақсаты", "ru": "Цель"},
    "tasks": {"kk": "Міндеттері", "ru": "Задачи"},
    "results": {"kk": "Күтілетін нәтижелер", "ru": "Ожидаемые результаты"},
    "control": {"kk": "Бақылау нысандары", "ru": "Формы контроля"},
}
RESULTS: dict[str, Words] = {
    "results_personal": {"kk": "Жеке", "ru": "Личностные"},
    "results_meta": {"kk": "Метапәндік", "ru": "Метапредметные"},
    "results_know": {"kk": "Біледі", "ru": "Знает"},
    "results_able": {"kk": "Істей алады", "ru": "Умеет"},
}
PLAN: list[tuple[Words, int]] = [
    ({"kk": "№", "ru": "№"}, 6),
    ({"kk": "Кезең", "ru": "Этап"}, 26),
    ({"kk": "Сабақ", "ru": "Занятие"}, 11),
    ({"kk": "Тақырып", "ru": "Тема"}, 0),
    ({"kk": "Сағаты", "ru": "Часы"}, 11),
]
CONTENT: list[tuple[Words, int]] = [
    ({"kk": "Кезең", "ru": "Этап"}, 20),
    ({"kk": "Әрекет элементтері", "ru": "Элементы деятельности"}, 0),
    ({"kk": "Тапсырма – шарт – нәтиже", "ru": "Задание – условие – результат"}, 36),
    ({"kk": "Күрделілік деңгейі", "ru": "Уровень сложности"}, 14),
]
PROVISION: list[tuple[Words, int]] = [
    ({"kk": "Түрі", "ru": "Вид"}, 19),
    ({"kk": "Атауы", "ru": "Наименование"}, 0),
    ({"kk": "Саны", "ru": "Количество"}, 14),
    ({"kk": "Кімге", "ru": "Кому"}, 20),
    ({"kk": "Кім береді", "ru": "Кто предоставляет"}, 18),
]
WHOM: dict[str, Words] = {"individual": {"kk": "жеке", "ru": "индивидуально"}, "group": {"kk": "топқа", "ru": "на группу"}}
TOTAL: Words = {"kk": "Барлығы", "ru": "Итого"}
BRIEFING: Words = {"kk": "еңбек қауіпсіздігі бойынша нұсқама", "ru": "инструктаж по охране труда"}
REVIEW: dict[str, Words] = {
    "heading": {"kk": "Жұмыс берушінің сараптамасы", "ru": "Экспертиза работодателя"},
    "expert": {"kk": "Сарапшы", "ru": "Эксперт"},
    "date": {"kk": "Күні", "ru": "Дата"},
    "decision": {"kk": "Шешімі", "ru": "Решение"},
}
MARKS: dict[str, Words] = {
    "real_function": {"kk": "мазмұны нақты еңбек функциясына сай", "ru": "содержание отвечает реальной трудовой функции"},
    "fits_age": {"kk": "тапсырма оқушының жасына лайық", "ru": "задание посильно по возрасту"},
    "safe": {"kk": "қауіпсіз", "ru": "безопасно"},
    "equipped": {"kk": "жабдық бар", "ru": "оборудование есть"},
    "real_product": {"kk": "өнімі нақты", "ru": "продукт реальный"},
    "clear_criteria": {"kk": "критерийлері түсінікті", "ru": "критерии понятны"},
}
DECISIONS: dict[str, Words] = {"approve": {"kk": "мақұлдау", "ru": "одобрить"}, "return": {"kk": "қайтару", "ru": "вернуть"}}
SEATS: dict[str, Words] = {
    "head": {"kk": "Ұйым басшысы", "ru": "Руководитель организации"},
    "expert": {"kk": "Жұмыс берушінің сарапшысы", "ru": "Эксперт работодателя"},
}
VERSION: Words = {"kk": "{number}-нұсқа", "ru": "версия {number}"}


def _ticked(choices: Any, chosen: Any) -> Ticks:
    """Every printed option with the chosen ones ticked; the labels are in the language of the paper."""
    return Ticks([(str(label), value in chosen) for value, label in choices], inline=False)


def _columns(titles: list[tuple[Words, int]], language: str) -> list[Column]:
    return [Column(title[language], width) for title, width in titles]


def _card_rows(values: list[Any], language: str) -> list[Row]:
    return [Row(no, label[language], value) for no, (label, value) in enumerate(zip(CARD_ROWS, values, strict=True), 1)]


def _contact(values: dict[str, str], language: str) -> Pairs:
    return Pairs([Pair(label[language], values.get(key, "")) for key, label in CONTACT_ROWS.items()])


def _categories(chosen: str, language: str) -> Ticks:
    return Ticks([(label[language], code == chosen) for code, label in CATEGORIES.items()], inline=False)


def _ages(grades: range, language: str) -> Ticks:
    return Ticks([(label[language], not set(band).isdisjoint(grades)) for band, label in AGES], inline=False)


@register
class ProgrammePaper(DocumentType):
    """PP-PROG «Кәсіби сынақ бағдарламасы»: six parts and the review by the employer, made once the programme is published."""

    code = "PP-PROG"
    titles = {"kk": "Кәсіби сынақ бағдарламасы", "ru": "Программа профессиональной пробы"}
    privacy = "PD1"
    source_model = "profprobes.TrialProgramme"
    may_issue = "profprobes.issue_programme"
    max_pages = None

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("owner", "profession__sphere").prefetch_related(
            "stages", "reviews__reviewer", "reviews__organisation"
        )

    def issuer(self, source: TrialProgramme) -> Any:
        return issuer_of(source.owner)

    def subjects(self, source: TrialProgramme) -> list[User]:
        return []

    def sort_name(self, source: TrialProgramme) -> str:
        return source.name_kk

    def file_label(self, source: TrialProgramme) -> str:
        return f"{source.name_kk} v{source.version}"

    def problems(self, source: TrialProgramme, language: str) -> list[str]:
        if source.status not in (TrialProgramme.Status.PUBLISHED, TrialProgramme.Status.ARCHIVED):
            return [_("The programme is not published.")]
        return []

    def sheet(self, source: TrialProgramme, language: str) -> Sheet:
        with translation.override(language):
            return self._sheet(source, language)

    def _sheet(self, source: TrialProgramme, language: str) -> Sheet:
        stages = list(source.stages.all())
        review = next((one for one in source.reviews.all() if one.decision == ProgrammeReview.Decision.APPROVE), None)
        blocks: list[Any] = [] if source.without_title_page else [_title_page(source, language)]
        blocks += [
            *_information(source, language),
            _note(source, language),
            _plan(stages, language),
            _content(source, stages, language),
            _provision(source, language),
            *([_review(review, language)] if review else []),
        ]
        return Sheet(
            subtitle=joined([source.name_in(language), VERSION[language].format(number=source.version)], " · "),
            blocks=blocks,
            seats=_seats(review, language),
        )


def _title_page(source: TrialProgramme, language: str) -> Rows:
    contact = joined([source.contact_name, source.part_text("contact_position", language), source.contact_phone, source.contact_email])
    values = {
        "owner": source.owner.full_name_in(language),
        "address": source.part_text("address", language),
        "contact": contact,
        "sphere": source.profession.sphere.name_in(language),
        "profession": source.profession.name_in(language),
    }
    return Rows(PARTS[0][language], rows=[Row("", label[language], values[key]) for key, label in TITLE_ROWS.items()])


def _information(source: TrialProgramme, language: str) -> list[Rows]:
    contact = {
        "name": source.contact_name,
        "position": source.part_text("contact_position", language),
        "phone": source.contact_phone,
        "email": source.contact_email,
    }
    organiser = {
        "owner": source.owner.full_name_in(language),
        "address": source.part_text("address", language),
        "contact": _contact(contact, language),
    }
    rows = [Row("", label[language], organiser[key]) for key, label in ORGANISER_ROWS.items()]
    return [
        Rows(f"{PARTS[1][language]}. {ORGANISER[language]}", rows=rows),
        Rows(ABOUT[language], rows=_card_rows(_card_values(source, language), language)),
    ]


def _card_values(source: TrialProgramme, language: str) -> list[Any]:
    dates = [joined([row[language], row.get("time", "")]) for row in source.possible_dates]
    return [
        source.profession.sphere.name_in(language),
        source.profession.name_in(language),
        _categories(source.category, language),
        _ages(range(source.grade_from, source.grade_to + 1), language),
        _ticked(TrialProgramme.Duration.choices, [source.duration_band]),
        _ticked(TrialProgramme.Purpose.choices, [source.purpose]),
        joined([source.group_min, source.group_max], "–"),
        Lines(dates) if dates else "",
        _needs(source, language),
        source.part_text("special_conditions", language),
        source.part_text("special_requirements", language),
        _methods(source, language),
        _product(source, language),
    ]


def _needs(source: TrialProgramme, language: str) -> Any:
    answer = Ticks([(word("yes", language), source.sen_possible is True), (word("no", language), source.sen_possible is False)])
    groups = joined(str(NeedGroup(code).label) for code in source.sen_groups)
    return Lines([answer, groups]) if groups else answer


def _methods(source: TrialProgramme, language: str) -> Any:
    ticks, other = _ticked(TrialProgramme.Method.choices, source.methods), source.part_text("method_other", language)
    return Lines([ticks, other]) if other else ticks


def _product(source: TrialProgramme, language: str) -> Any:
    text = source.part_text("product", language) or source.part_text("typical_task", language)
    kinds = joined(str(TrialProgramme.ProductType(code).label) for code in source.product_types)
    return Lines([Text(text, strong=True), kinds]) if kinds else text


def _note(source: TrialProgramme, language: str) -> Rows:
    results = [Pair(label[language], source.part_text(key, language)) for key, label in RESULTS.items() if source.part_text(key, language)]
    rows = [
        Row("", label[language], (Pairs(results) if results else "") if key == "results" else _lines(source.part_text(key, language)))
        for key, label in NOTE_ROWS.items()
    ]
    return Rows(PARTS[2][language], rows=rows)


def _lines(text: str) -> Any:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return Lines(lines) if len(lines) > 1 else text


def _stage(row: ProgrammeStage) -> str:
    return str(ProgrammeStage.Stage(row.stage).label)


def _plan(stages: list[ProgrammeStage], language: str) -> Table:
    rows: list[list[Any]] = [
        [no, _stage(row), row.lesson_no, row.text("topic", language), number(row.hours)] for no, row in enumerate(stages, 1)
    ]
    rows.append(["", Text(TOTAL[language], strong=True), "", "", Text(number(total_hours(stages)), strong=True)])
    return Table(_columns(PLAN, language), rows, heading=PARTS[3][language])


def _content(source: TrialProgramme, stages: list[ProgrammeStage], language: str) -> Table:
    rows = []
    for row in stages:
        elements = [row.text("activity", language), *([BRIEFING[language]] if row.briefing else [])]
        if row.stage == ProgrammeStage.Stage.PRACTICAL:
            elements += [f"{no}) {step}" for no, step in enumerate(source.steps(language), 1)]
        work = joined([row.text(name, language) for name in ("task", "condition", "result")], " – ")
        rows.append([_stage(row), Lines([line for line in elements if line]), work, row.difficulty or ""])
    return Table(_columns(CONTENT, language), rows, heading=PARTS[4][language])


def _provision(source: TrialProgramme, language: str) -> Table:
    rows = [
        [
            str(TrialProgramme.Provision(row["kind"]).label),
            row[language],
            row.get("quantity", ""),
            WHOM.get(row.get("whom", ""), {language: ""})[language],
            PROVIDERS.get(row.get("by", ""), {language: ""})[language],
        ]
        for row in source.provision
    ]
    return Table(_columns(PROVISION, language), rows, heading=PARTS[5][language])


def _review(review: ProgrammeReview, language: str) -> Rows:
    values: list[tuple[str, Any]] = [
        (REVIEW["expert"][language], joined([review.reviewer.full_name, review.organisation.short_name_in(language)])),
        (REVIEW["date"][language], day(review.at, language)),
        (REVIEW["decision"][language], DECISIONS[review.decision][language]),
        *((label[language].capitalize(), _yes_no(getattr(review, code), language)) for code, label in MARKS.items()),
    ]
    return Rows(REVIEW["heading"][language], rows=[Row("", label, value) for label, value in values])


def _yes_no(yes: bool | None, language: str) -> Ticks:
    return Ticks([(word("yes", language), yes is True), (word("no", language), yes is False)])


def _seats(review: ProgrammeReview | None, language: str) -> list[Seat]:
    expert = (
        Seat(SEATS["expert"][language], review.reviewer.signature_name, day(review.at, language), word("confirmed", language))
        if review
        else Seat(SEATS["expert"][language])
    )
    return [Seat(SEATS["head"][language]), expert]


# ---- the blank -------------------------------------------------------------------------------------------------------------

EMPTY_ROWS = {"plan": 8, "content": 4, "provision": 8}


def blank_programme(language: str) -> Sheet:
    """All six parts with lines to write on."""
    with translation.override(language):
        return _blank(language)


def _blank(language: str) -> Sheet:
    empty = [_ticked(TrialProgramme.Duration.choices, []), _ticked(TrialProgramme.Purpose.choices, [])]
    card: list[Any] = ["", "", _categories("", language), _ages(range(0), language), *empty, "", "", _yes_no(None, language), "", ""]
    card += [_ticked(TrialProgramme.Method.choices, []), _ticked(TrialProgramme.ProductType.choices, [])]
    organiser = [Row("", label[language], _contact({}, language) if key == "contact" else "") for key, label in ORGANISER_ROWS.items()]
    stages = [str(label) for label in ProgrammeStage.Stage.labels]
    return Sheet(
        blocks=[
            Rows(PARTS[0][language], rows=[Row("", label[language]) for label in TITLE_ROWS.values()]),
            Rows(f"{PARTS[1][language]}. {ORGANISER[language]}", rows=organiser),
            Rows(ABOUT[language], rows=_card_rows(card, language)),
            Rows(PARTS[2][language], rows=[Row("", label[language], "", 3) for label in NOTE_ROWS.values()]),
            Table(_columns(PLAN, language), [[no, "", "", "", ""] for no in range(1, EMPTY_ROWS["plan"] + 1)], heading=PARTS[3][language]),
            Table(_columns(CONTENT, language), [[stage, "", "", ""] for stage in stages], heading=PARTS[4][language]),
            Table(_columns(PROVISION, language), [[""] * 5] * EMPTY_ROWS["provision"], heading=PARTS[5][language]),
            Rows(
                REVIEW["heading"][language],
                rows=[
                    Row("", REVIEW["expert"][language]),
                    *(Row("", label[language].capitalize(), _yes_no(None, language)) for label in MARKS.values()),
                    Row("", REVIEW["decision"][language], Ticks([(label[language], False) for label in DECISIONS.values()])),
                ],
            ),
        ],
        seats=_seats(None, language),
        blank=True,
    )


register_blank("PP-PROG", ProgrammePaper.titles, blank_programme, max_pages=4)
