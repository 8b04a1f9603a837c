"""Words of the forms: official labels stand in both languages as the page prints them; gettext is not asked."""

from decimal import Decimal

Pair2 = tuple[str, str]


def in_(language: str, pair: Pair2) -> str:
    """The Kazakh or the Russian word of a pair."""
    return pair[0] if language == "kk" else pair[1]


def money(value: int) -> str:
    """Whole tenge with thin groups: 810 000."""
    return f"{value:,}".replace(",", " ")


def number(value: Decimal) -> str:
    """A decimal without idle zeros, with a comma: 24,4."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


SCHOOL: Pair2 = ("Мектеп", "Школа")
STUDENT: Pair2 = ("Студент", "Студент")
MENTOR: Pair2 = ("Тәлімгер", "Наставник")
LEADER: Pair2 = ("Жетекші", "Руководитель")
PERIOD: Pair2 = ("Кезеңі", "Период")
PROGRAMME: Pair2 = ("Бағдарлама", "Программа")
ROUND: Pair2 = ("Лек", "Поток")
TOTAL: Pair2 = ("Барлығы", "Итого")
SIGN: Pair2 = ("Қолы", "Подпись")
HEAD_OF_SCHOOL: Pair2 = ("Мектеп директоры", "Директор школы")
ACCOUNTANT: Pair2 = ("Бухгалтер", "Бухгалтер")
