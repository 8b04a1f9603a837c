"""Labels of the papers of a placement in both languages, as the requirements page prints them."""

import datetime as dt
from typing import Any

from core.text import official_date

KK_RU = dict[str, str]


def pair(kk: str, ru: str) -> KK_RU:
    """A label in both languages."""
    return {"kk": kk, "ru": ru}


STUDENT = pair("Студент", "Студент")
GROUP = pair("Топ", "Группа")
PROGRAMME = pair("Бағдарлама", "Программа")
SCHOOL = pair("Мектеп", "Школа")
SCHOOL_ADDRESS = pair("Мектеп, мекенжайы", "Школа, адрес")
PERIOD = pair("Кезеңі", "Период")
SUBJECT = pair("Пән", "Предмет")
CLASS = pair("Сынып", "Класс")
MENTOR = pair("Тәлімгер", "Наставник")
SCHOOL_MENTOR = pair("Мектеп тәлімгері", "Школьный наставник")
LEADER = pair("Жетекші", "Руководитель")
LEADER_PHONE = pair("Жетекші, телефоны", "Руководитель, телефон")
CREDITS = pair("K, сағат", "K, часов")
ROUTE = pair("Жол және тұру", "Проезд и проживание")
NOTE = pair("Ескертпе", "Примечание")
DATE = pair("Күні", "Дата")
INSTITUTION = pair("Оқу орны", "Учебное заведение")
HEAD = pair("Мектеп басшысы", "Руководитель школы")
OWNER_HEAD = pair("Білім беру ұйымының басшысы", "Руководитель организации образования")
COORDINATOR = pair("Практика үйлестірушісі", "Координатор практики")
POINT = pair("Тармақ", "Пункт")
NUMBER = pair("Құжат №", "Документ №")
VALID = pair("Жарамдылық мерзімі", "Действительно до")
DONE_BY = pair("Өткізген", "Провёл")
STUDENT_SIGN = pair("Студент қолы", "Подпись студента")
ACK = pair("расталды", "подтверждено")


def day(value: dt.date | None, language: str) -> str:
    """The day as officials write it; empty for None."""
    return official_date(value, language) if value else ""


def short_day(value: dt.date | None) -> str:
    """24.11.2026."""
    return f"{value:%d.%m.%Y}" if value else ""


def period(row: Any) -> str:
    """From – until."""
    return f"{short_day(row.starts_on)} – {short_day(row.ends_on)}"


def head_of(organisation: Any, language: str) -> tuple[str, str]:
    """Position and name of the head."""
    position = organisation.head_position_kk if language == "kk" else organisation.head_position_ru
    return position, organisation.head_name


def leaders(placement: Any) -> dict[str, Any]:
    """Role → who holds it or shall hold it, also after the end."""
    from mentoring.models import MentorAssignment

    rows = MentorAssignment.objects.of(placement).exclude(status__in=["declined", "cancelled"]).select_related("mentor")
    return {row.role: row.mentor for row in rows.order_by("starts_on", "pk")}
