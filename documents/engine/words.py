"""The engine's own words on paper, in the language of the paper (not of the screen)."""

from ..languages import BOTH, joined, parts

WORDS: dict[str, dict[str, str]] = {
    "kk": {
        "bin": "БСН",
        "page": "бет",
        "version": "{n}-нұсқа",
        "form": "{code} нысаны",
        "verify": "Құжатты тексеру",
        "code": "Тексеру коды",
        "signature": "қолы",
        "date": "күні",
        "name": "аты-жөні",
        "ticked": "белгіленген",
        "unticked": "белгіленбеген",
        "chosen": "таңдалған",
        "project": "ЖОБА",
        "for_print": "Басып шығаруға",
        "pictograph": "[смайл]",
        "tenge": "теңге",
        "empty_table": "Жазба жоқ",
        "contents": "Құжаттар тізімі",
        "no": "№",
        "whose": "Аты-жөні",
        "number": "Құжат нөмірі",
        "from_page": "Беті",
    },
    "ru": {
        "bin": "БИН",
        "page": "стр.",
        "version": "версия {n}",
        "form": "форма {code}",
        "verify": "Проверка документа",
        "code": "Код проверки",
        "signature": "подпись",
        "date": "дата",
        "name": "расшифровка подписи",
        "ticked": "отмечено",
        "unticked": "не отмечено",
        "chosen": "выбрано",
        "project": "ПРОЕКТ",
        "for_print": "Для печати",
        "pictograph": "[смайл]",
        "tenge": "тенге",
        "empty_table": "Записей нет",
        "contents": "Список документов",
        "no": "№",
        "whose": "ФИО",
        "number": "Номер документа",
        "from_page": "Стр.",
    },
}

NUMERALS = {
    "kk": ["нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз", "он"],
    "ru": ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"],
}


def words(language: str) -> dict[str, str]:
    """The engine's words in the language of a paper; both, «бет / стр.», on a bilingual one."""
    if language == BOTH:
        return {key: joined([WORDS[part][key] for part in parts(BOTH)]) for key in WORDS["kk"]}
    return WORDS[language]


def numeral(value: int, language: str) -> str:
    """A small number in words; figures from 11 on."""
    return joined([names[value] if 0 <= value < len(names) else str(value) for names in (NUMERALS[part] for part in parts(language))])
