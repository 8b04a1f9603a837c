"""PP-ROUTE and PP-BRIEF: the route sheet and the briefing journal of a visit (§5.8) [002b F15, F18]."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Blank, Column, Items, Lines, Pair, Row, Rows, Seat, Sheet, Table
from network.access import holdings
from network.models import LEARNERS
from network.services import issuer_of

from ..models import Briefing, BriefingAck, Participation, RouteSheet, TrialSession
from ..services.terms import is_online
from .words import clock, day, joined, phone, span, word

GOING = (Participation.Status.ADMITTED, Participation.Status.ATTENDED, Participation.Status.ABSENT)
ROUTE = {
    "time": {"kk": "Уақыты (сабақ)", "ru": "Время (занятие)"},
    "address": {"kk": "Мекенжайы", "ru": "Адрес"},
    "way": {"kk": "Қозғалу тәсілі", "ru": "Способ передвижения"},
    "leg": {"kk": "Қайдан–қайда, шығу, келу", "ru": "Откуда–куда, выезд, прибытие"},
    "transport": {"kk": "Көлік, жүргізуші", "ru": "Транспорт, водитель"},
    "adults": {"kk": "Ілесіп жүретін адамдар құрамы", "ru": "Сопровождающие"},
    "phones": {"kk": "Жауапты тұлғалардың байланыс телефондары", "ru": "Телефоны ответственных"},
    "insurance": {"kk": "Сақтандыру №", "ru": "№ страховки"},
    "calls": {"kk": "Бақылау қоңыраулары", "ru": "Контрольные звонки"},
}
WORDS = {
    "trial": {"kk": "Сынақ", "ru": "Проба"},
    "school": {"kk": "Мектеп", "ru": "Школа"},
    "host": {"kk": "Серіктес ұйым", "ru": "Организация-партнёр"},
    "group": {"kk": "Топ", "ru": "Группа"},
    "pupils": {"kk": "Оқушылар тізімі", "ru": "Список учащихся"},
    "pupil": {"kk": "Оқушы", "ru": "Ученик"},
    "class": {"kk": "Сынып", "ru": "Класс"},
    "there": {"kk": "шығу {time}, жолда {minutes} мин", "ru": "выезд {time}, в пути {minutes} мин"},
    "back": {"kk": "қайту {time}", "ru": "возвращение {time}"},
    "mark": {"kk": "жүргізушінің белгісі", "ru": "отметка проводившего"},
    "signature": {"kk": "қолы {sign}", "ru": "подпись {sign}"},
    "responsible": {"kk": "Мектептің жауапты тұлғасы", "ru": "Ответственный от школы"},
}
JOURNAL = (
    ({"kk": "№", "ru": "№"}, 4),
    ({"kk": "Күні, уақыты", "ru": "Дата, время"}, 12),
    ({"kk": "Орны (мектеп/алаң)", "ru": "Место (школа/площадка)"}, 10),
    ({"kk": "Мазмұны", "ru": "Содержание"}, 22),
    ({"kk": "Сынып, топ", "ru": "Класс, группа"}, 9),
    ({"kk": "Оқушы", "ru": "Ученик"}, 16),
    ({"kk": "Танысқаны", "ru": "Ознакомлен"}, 11),
    ({"kk": "Нұсқама жүргізгеннің аты-жөні, қолы", "ru": "ФИО и подпись проводившего"}, 16),
)
TOPICS = {
    "conduct": {"kk": "мінез-құлық", "ru": "поведение"},
    "risks": {"kk": "тәуекел", "ru": "риски"},
    "clothes": {"kk": "киім мен ЖҚҚ", "ru": "одежда и СИЗ"},
    "emergencies": {"kk": "стандарттан тыс жағдай", "ru": "нештатные ситуации"},
    "whom_to_tell": {"kk": "кімге хабарлау", "ru": "кому сообщить"},
}
PLACES = {"school": {"kk": "мектеп", "ru": "школа"}, "site": {"kk": "алаң", "ru": "площадка"}, "online": {"kk": "онлайн", "ru": "онлайн"}}


def for_adults(rows: QuerySet, user: Any) -> QuerySet:
    """Lists of a whole group are not for a classmate who sees the visit."""
    return rows if any(held.role not in LEARNERS for held in holdings(user)) else rows.none()


def _words(language: str) -> dict[str, str]:
    return {key: value[language] for key, value in WORDS.items()}


def head_of(session: TrialSession, language: str) -> list[Pair]:
    """Trial, school, partner, group: the lines above every paper of a visit."""
    t, trial = _words(language), session.trial
    return [
        Pair(t["trial"], trial.programme.name_in(language)),
        Pair(t["school"], trial.school.short_name_in(language)),
        Pair(t["host"], trial.host.short_name_in(language)),
        Pair(t["group"], trial.group.name),
    ]


def _insured(route: RouteSheet) -> str:
    """«01.12.2026 – 05.12.2026»."""
    return " – ".join(f"{moment:%d.%m.%Y}" for moment in (route.insured_from, route.insured_until) if moment)


def _acknowledged(ack: BriefingAck, language: str) -> Any:
    """The pupil's own word, else the conductor's mark with a place for the signature (ADR 0077)."""
    if ack.own_at:
        return Lines([word("confirmed", language), f"{timezone.localtime(ack.own_at):%d.%m.%Y} {clock(ack.own_at)}"])
    return Lines([WORDS["mark"][language], Blank(WORDS["signature"][language])])


class OfVisit(DocumentType):
    """What the papers of a visit share."""

    def issuer(self, source: Any) -> Any:
        return issuer_of(source.trial.school if isinstance(source, TrialSession) else source.session.trial.school)

    def subjects(self, source: Any) -> list[User]:
        return []

    def readable(self, rows: QuerySet, user: Any) -> QuerySet:
        return for_adults(rows, user)


@register
class RouteSheetPaper(OfVisit):
    """PP-ROUTE «Бағдар парағы»: no telephone of a guardian, so that the sheet may be handed to the driver and the host."""

    code = "PP-ROUTE"
    titles = {"kk": "Бағдар парағы", "ru": "Маршрутный лист"}
    source_model = "profprobes.RouteSheet"
    may_issue = "profprobes.issue_routesheet"
    max_pages = 3

    def sort_name(self, source: RouteSheet) -> str:
        return source.session.trial.number

    def file_label(self, source: RouteSheet) -> str:
        return source.session.trial.number

    def sheet(self, source: RouteSheet, language: str) -> Sheet:
        session, t = source.session, _words(language)
        trial = session.trial
        site = session.booking.slot.site if session.booking else None
        going = [trial.responsible, *trial.accompanying.exclude(pk=trial.responsible_id).select_related("user")]
        phones = [joined([one.user.full_name, phone(one.user.phone)]) for one in going if one.user.phone]
        if trial.mentor:
            phones.append(joined([trial.mentor.membership.user.full_name, word("mentor", language).lower(), phone(trial.mentor.phone)]))
        with translation.override(language):
            way, place = source.get_way_display(), joined([site, site.address] if site else [])
        start = source.departs_from_kk if language == "kk" else source.departs_from_ru
        there = t["there"].format(time=f"{source.departs_at:%H:%M}", minutes=source.travel_minutes)
        values = {
            "time": span(session.starts, session.ends, language),
            "address": place,
            "way": way,
            "leg": Items([joined([f"{start} – {site or ''}", there], "; "), t["back"].format(time=f"{source.returns_at:%H:%M}")]),
            "transport": source.transport,
            "adults": Items([joined([one.user.full_name, one.position_in(language)]) for one in going]),
            "phones": Items(phones) if phones else "",
            "insurance": joined([source.insurance, source.insurer, _insured(source)]),
            "calls": "",
        }
        pupils = trial.participations.filter(status__in=GOING).select_related("pupil", "class_group")
        rows = [
            [n, p.pupil.full_name, p.class_group.name] for n, p in enumerate(pupils.order_by("pupil__last_name", "pupil__first_name"), 1)
        ]
        columns = [Column("№", 8), Column(t["pupil"], 70), Column(t["class"], 22)]
        return Sheet(
            subtitle=trial.number,
            head=head_of(session, language),
            blocks=[
                Rows(rows=[Row(n, ROUTE[key][language], value) for n, (key, value) in enumerate(values.items(), 1)]),
                Table(columns, rows, heading=t["pupils"]),
            ],
            seats=[Seat(t["responsible"], trial.responsible.user.signature_name)],
        )


@register
class BriefingJournal(OfVisit):
    """PP-BRIEF «Нұсқамалар журналы»: one line per pupil and briefing, landscape; a correction is a new row."""

    code = "PP-BRIEF"
    titles = {"kk": "Нұсқамалар журналы", "ru": "Журнал инструктажей"}
    source_model = "profprobes.TrialSession"
    may_issue = "profprobes.issue_briefings"
    template_version = 2
    page = "A4L"
    max_pages = 9

    def sort_name(self, source: TrialSession) -> str:
        return source.trial.number

    def file_label(self, source: TrialSession) -> str:
        return source.trial.number

    def problems(self, source: TrialSession, language: str) -> list[str]:
        return [] if source.briefings.exists() else [_("No briefing is recorded yet.")]

    def sheet(self, source: TrialSession, language: str) -> Sheet:
        rows: list[list[Any]] = []
        online = is_online(source)
        found = Briefing.objects.filter(session=source).select_related("conductor").order_by("at", "pk")
        for held in found:
            about = joined(words[language] for name, words in TOPICS.items() if getattr(held, name))
            acks = held.acks.select_related("participation__pupil", "participation__class_group").order_by(
                "participation__pupil__last_name", "pk"
            )
            for ack in acks:
                when = f"{timezone.localtime(held.at):%d.%m.%Y} {clock(held.at)}"
                person = ack.participation
                place = "online" if held.place == Briefing.Place.SITE and online else held.place
                cells = [when, PLACES[place][language], about, person.class_group.name, person.pupil.full_name]
                rows.append([len(rows) + 1, *cells, _acknowledged(ack, language), held.conductor.signature_name])
        return Sheet(
            subtitle=joined([source.trial.number, day(source.starts, language)], " · "),
            head=head_of(source, language),
            blocks=[Table([Column(title[language], width) for title, width in JOURNAL], rows, dense=True)],
            seats=[Seat(_words(language)["responsible"], source.trial.responsible.user.signature_name)],
        )
