"""PP-SAFE, the check sheet of 18 items: what records answer by themselves, and what the coordinator answers (§5.8) [002a 11.4]."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import PhotoLevel
from core.text import official_date

from ..family import family_answer
from ..models import ASKED_ITEMS, Briefing, Participation, SafetyMark, TrialSession
from . import gate
from .locks import locked
from .medical import is_current

Answer = SafetyMark.Answer
YES, NO, NOT_NEEDED = Answer.YES, Answer.NO, Answer.NOT_NEEDED

# As the form prints them (§5.8).
ITEMS: dict[int, dict[str, str]] = {
    1: {"kk": "Нұсқама өткізілді (журнал)", "ru": "Инструктаж проведён (журнал)"},
    2: {"kk": "Ата-ана келісімі", "ru": "Согласие родителей"},
    3: {"kk": "Медициналық шектеулер тексерілді", "ru": "Медицинские ограничения проверены"},
    4: {"kk": "Фото/бейне түсіруге келісім", "ru": "Согласие на съёмку"},
    5: {"kk": "Дербес деректерді өңдеуге келісім", "ru": "Согласие на обработку персональных данных"},
    6: {"kk": "ЖҚҚ", "ru": "СИЗ"},
    7: {"kk": "Ілесіп жүретін ересектер", "ru": "Сопровождающие"},
    8: {"kk": "Тыйым салынған аймақ, жұмыс", "ru": "Запретные зоны, работы"},
    9: {"kk": "Сақтандыру (жол + болу)", "ru": "Страхование"},
    10: {"kk": "Көлік", "ru": "Транспорт"},
    11: {"kk": "Рұқсатнамалар", "ru": "Пропуска"},
    12: {"kk": "Байланыс тұлғалары", "ru": "Контакты"},
    13: {"kk": "Уақыт пен үзілістер", "ru": "Время и перерывы"},
    14: {"kk": "Тәуекелді бағалау", "ru": "Оценка рисков"},
    15: {"kk": "Дәрі қобдишасы", "ru": "Аптечка"},
    16: {"kk": "Эвакуация және жиналу нүктесі", "ru": "Эвакуация и точка сбора"},
    17: {"kk": "Әкімшілікпен байланыс", "ru": "Связь с администрацией"},
    18: {"kk": "Онлайн: модератор, қолжетімділік", "ru": "Онлайн: модератор, доступ"},
}
_WORDS = {
    "given": {"kk": "{n}/{all} келісім", "ru": "{n}/{all} согласий"},
    "briefed": {"kk": "{day}, {n} оқушы", "ru": "{day}, учеников: {n}"},
    "checked": {"kk": "{n}/{all} тексерілді, шартпен: {some}", "ru": "проверено {n}/{all}, с условиями: {some}"},
    "photo": {"kk": "жариялауға: {publish}; портфолиоға: {portfolio}; тыйым: {no}", "ru": "публиковать: {publish}; портфолио: {portfolio}; запрет: {no}"},
    "adults": {"kk": "{n}, кемі {least}", "ru": "{n}, не меньше {least}"},
    "breaks": {"kk": "{time}, үзіліс {n} мин", "ru": "{time}, перерывы {n} мин"},
    "risks": {"kk": "тәуекел: {n}, шаралары жазылған", "ru": "рисков: {n}, меры записаны"},
    "checked_until": {"kk": "алаң {day} дейін тексерілген", "ru": "площадка проверена до {day}"},
}  # fmt: skip


@dataclass(frozen=True)
class CheckRow:
    """One line of the sheet. ``answer`` is empty while nobody has answered; ``asked``: the coordinator answers it, else records do."""

    item: int
    title: str
    answer: str
    responsible: str = ""
    note: str = ""
    asked: bool = False


@dataclass(frozen=True)
class _Found:
    """What records say about an item."""

    answer: str
    responsible: str = ""
    note: str = ""


def check_rows(session: TrialSession, language: str) -> list[CheckRow]:
    """The 18 lines of a visit, fresh from the database, notes in the language."""
    fresh = gate.session_with_facts(session.pk)
    marks = {mark.item: mark for mark in SafetyMark.objects.filter(session=session)}
    found = []
    for item, titles in ITEMS.items():
        title = titles[language]
        if item in ASKED_ITEMS:
            mark = marks.get(item)
            found.append(
                CheckRow(item, title, mark.answer, mark.responsible, mark.note, True) if mark else CheckRow(item, title, "", asked=True)
            )
        else:
            known = _RECORDS[item](fresh, language)
            found.append(CheckRow(item, title, known.answer, known.responsible, known.note))
    return found


def suggestions(session: TrialSession, language: str) -> dict[int, tuple[str, str]]:
    """What the portal knows about the items that it asks: item → (answer, note), offered in the form and never saved by itself."""
    site, route = _site(session), getattr(session, "route", None)
    rules = getattr(site, "trial_site", None)
    away = gate.leaves_school(session)
    found = {18: (str(NOT_NEEDED), ""), 9: ("" if away else str(NOT_NEEDED), "")}
    if part := getattr(session, "online", None):
        who = part.moderator.user.signature_name if part.moderator else ""
        found[18] = ("" if part.missing else str(YES), ", ".join(word for word in (who, part.platform) if word))
    if site:
        found[8] = ("", site.text("forbidden_zones", language))
    if route and route.insurance:
        found[9] = (str(YES), ", ".join(part for part in (route.insurance, route.insurer) if part))
    if rules:
        found[16] = ("", "; ".join(part for part in (rules.text("exits", language), rules.text("assembly", language)) if part))
    return found


@transaction.atomic
def save_marks(*, session: TrialSession, answers: dict[int, tuple[str, str, str]], by: Any) -> list[SafetyMark]:
    """Write the coordinator's answers: item → (answer, responsible, note); an empty answer takes the mark away. Raises KeyError for an item that records answer."""
    session = locked(session)
    if unknown := set(answers) - set(ASKED_ITEMS):
        raise KeyError(sorted(unknown))
    for item, (answer, responsible, note) in answers.items():
        if not answer:
            SafetyMark.objects.filter(session=session, item=item).delete()
            continue
        values = {"answer": answer, "responsible": responsible.strip()[:160], "note": note.strip()[:300], "answered_by": by}
        SafetyMark.objects.update_or_create(session=session, item=item, defaults=values)
    return list(session.safety_marks.all())


def _said(condition: Any) -> str:
    return str(YES if condition else NO)


def _word(key: str, language: str, **values: Any) -> str:
    return _WORDS[key][language].format(**values)


def _site(session: TrialSession) -> Any:
    return session.booking.slot.site if session.booking else None


def _adult(session: TrialSession) -> str:
    return str(session.trial.responsible.user.signature_name)


def _names(people: Iterable[Any]) -> str:
    return ", ".join(dict.fromkeys(person.signature_name for person in people))


def _clock(moment: Any) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def _briefing(session: TrialSession, language: str) -> _Found:
    rows = list(session.briefings.filter(place=Briefing.Place.SCHOOL).select_related("conductor").prefetch_related("acks"))
    if not rows:
        return _Found(str(NO), _adult(session))
    notes = [
        _word("briefed", language, day=official_date(timezone.localtime(row.at).date(), language), n=len(row.acks.all())) for row in rows
    ]
    return _Found(str(YES), _names(row.conductor for row in rows), "; ".join(notes))


def _consents(session: TrialSession, language: str) -> _Found:
    group = gate.admitted(session)
    given = sum(family_answer(row).is_given for row in group)
    return _Found(_said(group and given == len(group)), _adult(session), _word("given", language, n=given, all=len(group)))


def _personal_data(session: TrialSession, language: str) -> _Found:
    group = gate.admitted(session)
    given = sum(any(row.personal_data for row in family_answer(one).counting) for one in group)
    return _Found(_said(group and given == len(group)), _adult(session), _word("given", language, n=given, all=len(group)))


def _photo(session: TrialSession, language: str) -> _Found:
    group = gate.admitted(session)
    levels = [family_answer(row).photo for row in group]
    counts = {str(level): levels.count(level) for level in PhotoLevel}
    asked = all(any(row.photo_permission for row in family_answer(one).counting) for one in group)
    return _Found(_said(group and asked), _adult(session), _word("photo", language, **counts))


def _medical(session: TrialSession, language: str) -> _Found:
    needed = gate.needs_medical(session)
    if not needed:
        return _Found(str(NOT_NEEDED))
    known = [row.medical for row in needed if is_current(row, session)]
    some = sum(one.result == "conditions" for one in known)
    who = _names(one.checked_by for one in known)
    return _Found(_said(len(known) == len(needed)), who, _word("checked", language, n=len(known), all=len(needed), some=some))


def _ppe(session: TrialSession, language: str) -> _Found:
    card = getattr(session, "card", None)
    rows = [row.get(language) or row.get("ru", "") for row in (card.ppe if card else [])]
    if rows:
        return _Found(str(YES), _mentor(session), ", ".join(rows))
    return _Found(str(NO if card and card.risks else NOT_NEEDED), _mentor(session))


def _mentor(session: TrialSession) -> str:
    return str(session.mentor.membership.user.signature_name) if session.mentor else ""


def _adults(session: TrialSession, language: str) -> _Found:
    going, needed = gate.adults_of(session)
    return _Found(_said(needed and going >= needed), _adult(session), _word("adults", language, n=going, least=needed))


def _transport(session: TrialSession, language: str) -> _Found:
    if not gate.leaves_school(session):
        return _Found(str(NOT_NEEDED))
    route = getattr(session, "route", None)
    return _Found(_said(route), _adult(session), ", ".join(part for part in (route.transport,) if part) if route else "")


def _passes(session: TrialSession, language: str) -> _Found:
    site = _site(session)
    return _Found(str(YES), _mentor(session), site.passes) if site and site.passes else _Found(str(NOT_NEEDED))


def _contacts(session: TrialSession, language: str) -> _Found:
    site, responsible = _site(session), session.trial.responsible.user
    phones = [responsible.phone, session.mentor.phone if session.mentor else "", site.emergency_contacts if site else ""]
    return _Found(_said(responsible.phone and session.mentor), _adult(session), "; ".join(part for part in phones if part))


def _time(session: TrialSession, language: str) -> _Found:
    span = f"{_clock(session.starts)}–{_clock(session.ends)}"
    return _Found(str(YES), _mentor(session), _word("breaks", language, time=span, n=session.break_minutes))


def _risks(session: TrialSession, language: str) -> _Found:
    card, site = getattr(session, "card", None), _site(session)
    notes = []
    if card and card.risks:
        notes.append(_word("risks", language, n=len(card.risks)))
    if site and site.check_valid_until:
        notes.append(_word("checked_until", language, day=f"{site.check_valid_until:%d.%m.%Y}"))
    return _Found(_said(card and card.risks and site), _mentor(session), "; ".join(notes))


_RECORDS: dict[int, Callable[[TrialSession, str], _Found]] = {
    1: _briefing,
    2: _consents,
    3: _medical,
    4: _photo,
    5: _personal_data,
    6: _ppe,
    7: _adults,
    10: _transport,
    11: _passes,
    12: _contacts,
    13: _time,
    14: _risks,
}


def going(session: TrialSession) -> list[Participation]:
    """The admitted group in alphabetical order, for the list of photo permissions."""
    return sorted(gate.admitted(gate.session_with_facts(session.pk)), key=lambda row: (row.pupil.last_name, row.pupil.first_name))
