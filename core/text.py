"""Kazakh text: folding for search, the collation for sorting, dates and names as officials write them."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Func

KK_COLLATION = "kk-x-icu"

_FOLD = str.maketrans("әғқңөұүһіё", "агкноуухие")

MONTHS_KK = "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split()
MONTHS_RU = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
MONTHS_EN = "January February March April May June July August September October November December".split()


def fold(text: str) -> str:
    """Lower case with Kazakh letters folded to their Russian neighbours, so that «Әлия» is found by «алия»."""
    return text.lower().translate(_FOLD)


class Fold(Func):
    """The same folding in SQL: the immutable function kopir_fold(text), usable in an index."""

    function = "kopir_fold"
    output_field = models.TextField()


_BETWEEN = " -–—«»\"'№.,()/"


def squash(text: str) -> str:
    """Without spaces, hyphens and quotation marks, so that «мектеп-гимназия» is found by «мектеп гимназия» and «мектепгимназия» (NR57)."""
    return text.translate(str.maketrans("", "", _BETWEEN))


class Squash(Func):
    """The same in SQL: the immutable function kopir_squash(text), usable in an index."""

    function = "kopir_squash"
    output_field = models.TextField()


def official_date(day: dt.date, language: str) -> str:
    """«2026 жылғы 24 қараша», «24 ноября 2026 года», "24 November 2026"."""
    if language == "kk":
        return f"{day.year} жылғы {day.day} {MONTHS_KK[day.month - 1]}"
    if language == "ru":
        return f"{day.day} {MONTHS_RU[day.month - 1]} {day.year} года"
    return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"


def search(queryset: Any, text: str, *fields: str) -> Any:
    """Rows whose fields hold every word of the text, Kazakh letters folded on both sides. ``fields`` are ORM paths."""
    for word in fold(text).split()[:6]:
        condition = models.Q()
        for field in fields:
            alias = f"folded_{field}"
            if alias not in queryset.query.annotations:
                queryset = queryset.alias(**{alias: Fold(field)})
            condition |= models.Q(**{f"{alias}__contains": word})
        queryset = queryset.filter(condition)
    return queryset
