"""Papers of plans and events: NW-19, NW-20, NW-21, NW-22, NW-40."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import clock, official
from documents.registry import DocumentType, register
from documents.sheet import Blank, Bullets, Column, Pair, Paragraph, Seat, Sheet, Table, Text

from ..models import CalendarEvent, EventAttendance, NetworkPlan, PlanItem
from ..plan_data import CAREER_HEADINGS
from ..queries_plans import FactLine, composition_of, fact_groups, fact_lines, mean_percent
from ..services import issuer_of
from ..services.plans import decision_on

Words = dict[str, str]
COLUMNS: list[tuple[Words, int]] = [
    ({"kk": "№", "ru": "№"}, 4),
    ({"kk": "Бағыт", "ru": "Направление"}, 11),
    ({"kk": "Іс-шара", "ru": "Мероприятие"}, 16),
    ({"kk": "Саны", "ru": "Кол-во"}, 5),
    ({"kk": "Мерзімі", "ru": "Срок"}, 9),
    ({"kk": "Орны, нысаны", "ru": "Место, форма"}, 10),
    ({"kk": "Жауаптылар", "ru": "Ответственные"}, 12),
    ({"kk": "Қатысушылар", "ru": "Участники"}, 12),
    ({"kk": "Ресурстар", "ru": "Ресурсы"}, 9),
    ({"kk": "Нәтиже", "ru": "Результат"}, 12),
]
FACT_COLUMNS: list[tuple[Words, int]] = [
    ({"kk": "№", "ru": "№"}, 5),
    ({"kk": "Іс-шара", "ru": "Мероприятие"}, 28),
    ({"kk": "Мерзімі", "ru": "Срок"}, 12),
    ({"kk": "Жауаптылар", "ru": "Ответственные"}, 16),
    ({"kk": "Жоспар", "ru": "План"}, 7),
    ({"kk": "Факт", "ru": "Факт"}, 6),
    ({"kk": "%", "ru": "%"}, 12),
    ({"kk": "Себебі", "ru": "Причина"}, 14),
]
CALENDAR_COLUMNS: list[tuple[Words, int]] = [
    ({"kk": "Кезең", "ru": "Период"}, 14),
    ({"kk": "Желілік іс-шара", "ru": "Сетевое мероприятие"}, 24),
    ({"kk": "Мақсат пен форматы", "ru": "Цель и формат"}, 34),
    ({"kk": "Қатысушылар", "ru": "Участники"}, 28),
]
APPROVED = {
    "kk": "Кеңестің {day} № {number} шешімімен БЕКІТІЛДІ",
    "ru": "УТВЕРЖДЁН решением совета № {number} от {day}",
}
HEAD_APPROVED = {
    "kk": "Басшының {day} № {number} бұйрығымен БЕКІТІЛДІ",
    "ru": "УТВЕРЖДЁН приказом руководителя № {number} от {day}",
}
STAMP = {"kk": "Бекіту", "ru": "Утверждение"}
NOT_APPROVED = {"kk": "Жоба: жоспар әлі бекітілген жоқ", "ru": "Проект: план ещё не утверждён"}
YEAR = {"kk": "Оқу жылы", "ru": "Учебный год"}
VERSION = {"kk": "Нұсқасы", "ru": "Версия"}
MEAN = {"kk": "Мерзімі келген тармақтар бойынша орташа орындалу", "ru": "Среднее исполнение пунктов, срок которых наступил"}
EVENTS = {"kk": "Күнтізбеге енгізілген іс-шаралар", "ru": "Мероприятия, внесённые в календарь"}
HEAD = {"kk": "Басшы", "ru": "Руководитель"}
COORDINATOR = {"kk": "Желі үйлестірушісі", "ru": "Координатор сети"}


def columns(titles: list[tuple[Words, int]], language: str) -> list[Column]:
    """Columns of a table in the language."""
    return [Column(title[language], width) for title, width in titles]


def approval(plan: NetworkPlan, language: str) -> str:
    """The stamp of approval above the plan."""
    lines = []
    if decision := decision_on(plan):
        lines.append(APPROVED[language].format(number=decision.number, day=official(decision.adopted_on, language)))
    if plan.head_order and plan.head_approved_on:
        lines.append(HEAD_APPROVED[language].format(number=plan.head_order, day=official(plan.head_approved_on, language)))
    if lines and plan.status not in {NetworkPlan.Status.DRAFT, NetworkPlan.Status.COUNCIL}:
        return "; ".join(lines)
    return NOT_APPROVED[language]


def responsible(item: PlanItem, language: str) -> list[str]:
    """The organisation and the person."""
    lines = [item.responsible_org.short_name_in(language)]
    return [*lines, item.responsible.signature_name] if item.responsible else lines


class PlanPaper(DocumentType):
    """What the papers of plans share."""

    source_model = "network.NetworkPlan"
    page = "A4L"
    may_issue = "network.issue_plan"
    series = "NW"
    privacy = "PD1"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("network__operator", "organisation", "year")

    def issuer(self, source: NetworkPlan) -> Any:
        return issuer_of(source.organisation or source.network.operator)

    def file_label(self, source: NetworkPlan) -> str:
        return f"{source.year} v{source.version}"

    def problems(self, source: NetworkPlan, language: str) -> list[str]:
        return [] if source.items.exists() else [_("The plan has no items yet")]

    def head(self, source: NetworkPlan, language: str) -> list[Pair]:
        """Year, version and stamp."""
        return [
            Pair(YEAR[language], str(source.year)),
            Pair(VERSION[language], source.version),
            Pair(STAMP[language], approval(source, language)),
        ]

    def seats(self, source: NetworkPlan, language: str) -> list[Seat]:
        """Who signs below."""
        if source.organisation:
            return [Seat(HEAD[language], source.organisation.head_name)]
        return [Seat(COORDINATOR[language], source.network.coordinator.signature_name)]


def plan_rows(plan: NetworkPlan, language: str, *, headings: bool = False) -> list[list[Any]]:
    """Rows of NW-19 and NW-22; the career plan names its two parts."""
    rows: list[list[Any]] = []
    shown = ""
    for item in plan.items.select_related("responsible_org", "responsible").order_by("order", "pk"):
        if headings and item.direction != shown and item.direction in CAREER_HEADINGS:
            shown = item.direction
            heading = CAREER_HEADINGS[shown].kk if language == "kk" else CAREER_HEADINGS[shown].ru
            rows.append(["", "", Text(heading, strong=True), "", "", "", "", "", "", ""])
        rows.append(
            [
                item.code or item.order,
                item.get_direction_display(),
                item.text_in(language),
                item.planned_count,
                item.when_in(language),
                item.place_in(language),
                responsible(item, language),
                item.participants_in(language),
                item.resources,
                item.result_in(language),
            ]
        )
    return rows


@register
class YearlyPlan(PlanPaper):
    """NW-19 «Желінің жылдық жоспары / Годовой план сети»."""

    code = "NW-19"
    titles = {"kk": "Желінің жылдық жоспары", "ru": "Годовой план сети"}

    def suits(self, source: NetworkPlan) -> bool:
        return source.kind == NetworkPlan.Kind.NETWORK

    def sheet(self, source: NetworkPlan, language: str) -> Sheet:
        return Sheet(
            subtitle=source.owner_name_in(language),
            head=self.head(source, language),
            blocks=[Table(columns(COLUMNS, language), plan_rows(source, language), dense=True)],
            seats=self.seats(source, language),
        )


@register
class CareerPlan(PlanPaper):
    """NW-22 «Кәсіптік бағдар беру іс-шараларының жоспары / План профориентационных мероприятий» [002a 2.2]."""

    code = "NW-22"
    titles = {"kk": "Кәсіптік бағдар беру іс-шараларының жоспары", "ru": "План профориентационных мероприятий"}

    def suits(self, source: NetworkPlan) -> bool:
        return source.kind == NetworkPlan.Kind.CAREER

    def sheet(self, source: NetworkPlan, language: str) -> Sheet:
        rows = plan_rows(source, language, headings=True)
        return Sheet(
            subtitle=source.owner_name_in(language),
            head=self.head(source, language),
            blocks=[Table(columns(COLUMNS, language), rows, dense=True)],
            seats=self.seats(source, language),
        )


@register
class PlanFact(PlanPaper):
    """NW-21 «Жоспардың орындалуы (жоспар–факт) / Исполнение плана (план–факт)» (NR46)."""

    code = "NW-21"
    titles = {"kk": "Жоспардың орындалуы (жоспар–факт)", "ru": "Исполнение плана (план–факт)"}

    def problems(self, source: NetworkPlan, language: str) -> list[str]:
        if source.status not in NetworkPlan.BINDING:
            return [_("The plan is not approved yet: there is no fact to print.")]
        return super().problems(source, language)

    def sheet(self, source: NetworkPlan, language: str) -> Sheet:
        lines = fact_lines(source)
        blocks: list[Any] = [
            Table(columns(FACT_COLUMNS, language), [fact_row(line, language) for line in group.lines], heading=str(group.label), dense=True)
            for group in fact_groups(lines)
        ]
        mean = mean_percent(lines)
        blocks.append(Paragraph(MEAN[language], f"{mean} %" if mean is not None else "—"))
        return Sheet(
            subtitle=source.owner_name_in(language), head=self.head(source, language), blocks=blocks, seats=self.seats(source, language)
        )


def fact_row(line: FactLine, language: str) -> list[Any]:
    """One row of NW-21; an item that is not due has no per cent but its word."""
    item = line.item
    percent = f"{line.percent} %" if line.percent is not None else str(line.look[2])
    return [
        item.code or item.order,
        item.text_in(language),
        item.when_in(language),
        responsible(item, language),
        item.planned_count,
        line.fact,
        percent,
        item.shortfall,
    ]


@register
class NetworkCalendar(PlanPaper):
    """NW-20 «Желілік іс-шаралар күнтізбесі / Календарь сетевых мероприятий» (Table 2.7): periods of the plan, then the dates that are set."""

    code = "NW-20"
    titles = {"kk": "Желілік іс-шаралар күнтізбесі", "ru": "Календарь сетевых мероприятий"}

    def suits(self, source: NetworkPlan) -> bool:
        return source.kind == NetworkPlan.Kind.NETWORK

    def sheet(self, source: NetworkPlan, language: str) -> Sheet:
        items = source.items.exclude(event_kind="").order_by("starts_on", "order")
        rows = [
            [item.when_in(language), item.text_in(language), item.result_in(language), item.participants_in(language)] for item in items
        ]
        blocks: list[Any] = [Table(columns(CALENDAR_COLUMNS, language), rows)]
        events = CalendarEvent.objects.filter(plan_item__plan=source).exclude(status=CalendarEvent.Status.CANCELLED)
        dated = [
            [
                f"{official(event.starts, language)}, {clock(event.starts)}",
                [event.title_in(language), str(event.get_status_display())],
                [event.goal_in(language), event.format or str(event.get_mode_display())],
                event.participants_in(language),
            ]
            for event in events.order_by("starts", "pk")
        ]
        if dated:
            blocks.append(Table(columns(CALENDAR_COLUMNS, language), dated, heading=EVENTS[language]))
        return Sheet(
            subtitle=source.owner_name_in(language), head=self.head(source, language), blocks=blocks, seats=self.seats(source, language)
        )


MINUTES: dict[str, Words] = {
    "kind": {"kk": "Түрі", "ru": "Вид"},
    "date": {"kk": "Күні, уақыты", "ru": "Дата, время"},
    "place": {"kk": "Орны", "ru": "Место"},
    "host": {"kk": "Өткізуші", "ru": "Проводит"},
    "goal": {"kk": "Мақсаты", "ru": "Цель"},
    "questions": {"kk": "Негізгі сұрақтар", "ru": "Ключевые вопросы"},
    "stages": {"kk": "Кезеңдер уақыты", "ru": "Время этапов"},
    "stage": {"kk": "Кезең", "ru": "Этап"},
    "minutes": {"kk": "Минут", "ru": "Минут"},
    "roles": {"kk": "Рөлдер", "ru": "Роли"},
    "summary": {"kk": "Талқыланғаны және келісілгені", "ru": "Обсудили и договорились"},
    "actions": {"kk": "Әрекеттер", "ru": "Действия"},
    "action": {"kk": "Әрекет", "ru": "Действие"},
    "who": {"kk": "Жауапты", "ru": "Ответственный"},
    "due": {"kk": "Мерзімі", "ru": "Срок"},
    "people": {"kk": "Қатысушылар", "ru": "Участники"},
    "name": {"kk": "Тегі, аты, әкесінің аты", "ru": "Фамилия, имя, отчество"},
    "organisation": {"kk": "Ұйым", "ru": "Организация"},
    "as": {"kk": "Кім ретінде", "ru": "В качестве"},
    "sign": {"kk": "Қолы", "ru": "Подпись"},
    "remote": {"kk": "қашықтан", "ru": "дистанционно"},
    "incomplete": {"kk": "Толық емес құрам", "ru": "Неполный состав"},
    "organiser": {"kk": "Ұйымдастырушы", "ru": "Организатор"},
    "secretary": {"kk": "Хатшы", "ru": "Секретарь"},
}


@register
class EventMinutesSheet(DocumentType):
    """NW-40 «Іс-шара хаттамасы және қатысу парағы / Протокол и лист участников» [003c F18–F20]."""

    code = "NW-40"
    titles = {"kk": "Іс-шара хаттамасы және қатысу парағы", "ru": "Протокол и лист участников мероприятия"}
    source_model = "network.CalendarEvent"
    may_issue = "network.issue_event"
    series = "NW"
    privacy = "PD1"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("host", "organiser", "network", "organisation")

    def issuer(self, source: CalendarEvent) -> Any:
        return issuer_of(source.host)

    def file_label(self, source: CalendarEvent) -> str:
        return source.title_kk[:60]

    def problems(self, source: CalendarEvent, language: str) -> list[str]:
        return [] if source.took_place else [_("The event is not marked as held.")]

    def sheet(self, source: CalendarEvent, language: str) -> Sheet:
        t = {key: words[language] for key, words in MINUTES.items()}
        people = list(source.attendance.exclude(mark=EventAttendance.Mark.ABSENT).select_related("person", "organisation"))
        minutes = getattr(source, "minutes", None)
        blocks: list[Any] = [Paragraph(t["goal"], source.goal_in(language))]
        if minutes and minutes.questions:
            blocks.append(Paragraph(t["questions"], minutes.questions))
        if stages := list(source.stages.all()):
            rows = [[stage.title, stage.minutes] for stage in stages]
            blocks.append(Table([Column(t["stage"], 80), Column(t["minutes"], 20)], rows, heading=t["stages"]))
        if duties := [row for row in people if row.duty]:
            blocks.append(Bullets(t["roles"], [f"{row.get_duty_display()}: {row.full_name}" for row in duties]))
        if minutes and minutes.summary:
            blocks.append(Paragraph(t["summary"], minutes.summary))
        if actions := list(source.actions.all()):
            rows = [[row.what, row.responsible, official(row.due_on, language)] for row in actions]
            blocks.append(Table([Column(t["action"], 50), Column(t["who"], 28), Column(t["due"], 22)], rows, heading=t["actions"]))
        roster = [
            [number, row.full_name, row.organisation_in(language), str(row.get_side_display()), self._sign(row, t)]
            for number, row in enumerate(people, 1)
        ]
        head = [Column("№", 6), Column(t["name"], 32), Column(t["organisation"], 24), Column(t["as"], 20), Column(t["sign"], 18)]
        blocks.append(Table(head, roster, heading=t["people"]))
        composition = composition_of(source)
        if not composition.complete:
            missing = ", ".join(str(words) for words in composition.missing)
            blocks.append(Paragraph(t["incomplete"], missing))
        return Sheet(
            subtitle=source.title_in(language),
            head=self._head(source, t, language),
            blocks=blocks,
            seats=self._seats(source, people, t, language),
        )

    @staticmethod
    def _sign(row: EventAttendance, t: Words) -> Any:
        return t["remote"] if row.mark == EventAttendance.Mark.REMOTE else Blank("{sign}")

    @staticmethod
    def _head(source: CalendarEvent, t: Words, language: str) -> list[Pair]:
        starts, ends = timezone.localtime(source.starts), timezone.localtime(source.ends)
        return [
            Pair(t["kind"], str(source.get_kind_display())),
            Pair(t["date"], f"{official(starts, language)}, {clock(starts)}–{clock(ends)}"),
            Pair(t["place"], source.place or source.url),
            Pair(t["host"], source.host.short_name_in(language)),
        ]

    @staticmethod
    def _seats(source: CalendarEvent, people: list[EventAttendance], t: Words, language: str) -> list[Seat]:
        minutes = getattr(source, "minutes", None)
        signed = official(minutes.signed_at, language) if minutes and minutes.signed_at else ""
        seats = [Seat(t["organiser"], source.organiser.signature_name, signed)]
        secretary = next((row for row in people if row.duty == EventAttendance.Duty.SECRETARY), None)
        return [*seats, Seat(t["secretary"], secretary.full_name)] if secretary else seats
