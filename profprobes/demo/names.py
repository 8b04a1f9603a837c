"""Synthetic names and numbers."""

import itertools
from collections.abc import Iterator

from core.numbers import check_digit

GIRLS_KK = [
    "Алуа",
    "Әлия",
    "Аружан",
    "Айзере",
    "Іңкәр",
    "Жанель",
    "Мөлдір",
    "Нұрай",
    "Үміт",
    "Қарлығаш",
    "Гүлім",
    "Томирис",
    "Сәуле",
    "Еңлік",
    "Дәрия",
]
BOYS_KK = [
    "Ерлан",
    "Нұрғиса",
    "Әлихан",
    "Бекзат",
    "Ғалым",
    "Дәурен",
    "Санжар",
    "Мирас",
    "Өмірбек",
    "Қуаныш",
    "Темірлан",
    "Жәнібек",
    "Ұлан",
    "Арсен",
    "Хамит",
]
GIRLS_RU = ["Анна", "Мария", "Дарья", "Полина", "Ксения", "Вера", "Софья"]
BOYS_RU = ["Иван", "Артём", "Никита", "Максим", "Егор", "Тимур", "Павел"]
SURNAMES_KK = [
    "Демеу",
    "Сейітов",
    "Үмбет",
    "Қасымов",
    "Ахметов",
    "Сәрсен",
    "Әбдірахман",
    "Ғабит",
    "Өтеген",
    "Ұзақ",
    "Жүсіп",
    "Мұқан",
    "Һамит",
    "Іскендір",
    "Тоқтар",
    "Бөкей",
    "Нұрпейіс",
    "Қайрат",
    "Оспан",
    "Ерғали",
    "Жақсылық",
    "Тұрсын",
    "Байжан",
    "Мәуленов",
    "Кенжеғара",
    "Рахым",
    "Сүлеймен",
    "Әмір",
    "Дүйсен",
    "Құрман",
]
SURNAMES_RU = ["Ковалёв", "Петров", "Соколов", "Мельник", "Белов", "Орлов", "Зайцев", "Крылов", "Титов"]
_SHARED_ENDINGS = ("ев", "ов", "ёв", "ин")


def female(surname: str) -> str:
    """The surname as a woman bears it."""
    return f"{surname}а" if surname.endswith(_SHARED_ENDINGS) else surname


def patronymic(father: str, woman: bool) -> str:
    """Kazakh patronymic with қызы or ұлы."""
    return f"{father}{'қызы' if woman else 'ұлы'}"


def pupils() -> Iterator[dict[str, str]]:
    """Endless different pupils: last_name, first_name, middle_name. Three of four have Kazakh names."""
    kk = itertools.product(BOYS_KK, SURNAMES_KK)
    fathers = itertools.cycle(BOYS_KK[3:] + BOYS_KK[:3])
    seen: set[tuple[str, str]] = set()
    for number in itertools.count():
        woman = number % 2 == 0
        if number % 4 == 3:
            name = (GIRLS_RU if woman else BOYS_RU)[(number // 4) % 7]
            surname, middle = SURNAMES_RU[(number // 4 + number // 28) % len(SURNAMES_RU)], ""
        else:
            name = (GIRLS_KK if woman else BOYS_KK)[(number * 7) % 15]
            surname, middle = SURNAMES_KK[(number * 11 + number // 30) % len(SURNAMES_KK)], patronymic(next(fathers), woman)
        last = f"Демо-{female(surname) if woman else surname}"
        if (last, name) in seen:
            name = next(kk)[0] if not woman else GIRLS_KK[(number * 3 + 1) % 15]
        if (last, name) in seen:
            continue
        seen.add((last, name))
        yield {"last_name": last, "first_name": name, "middle_name": middle}


def _numbers(stem: str, width: int) -> Iterator[str]:
    for number in itertools.count(1):
        eleven = f"{stem}{number:0{width}d}"
        if (digit := check_digit(eleven)) is not None:
            yield f"{eleven}{digit}"


def demo_bins() -> Iterator[str]:
    """BINs of month 00, which cannot exist in life (NR2)."""
    return _numbers("990040", 5)


def season_bins() -> Iterator[str]:
    """BINs of the schools and partners of a seeded season: of month 00 as well, another series."""
    return _numbers("990041", 5)


def demo_iins() -> Iterator[str]:
    """IINs of people born in 2099 (NR2)."""
    return _numbers("9901015", 4)


def demo_phones() -> Iterator[str]:
    """Numbers in the range +7 700 000 …, which no operator gives out."""
    return (f"+7700000{number:04d}" for number in itertools.count(1))
