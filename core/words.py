"""Counted nouns, money and initials in the person's language."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import ngettext


def _nouns(n: int) -> dict[str, str]:
    # Written out one by one: the message extractor reads calls, not tables.
    return {
        "pupil": ngettext("%(n)s pupil", "%(n)s pupils", n),
        "adult": ngettext("%(n)s adult", "%(n)s adults", n),
        "person": ngettext("%(n)s person", "%(n)s people", n),
        "place": ngettext("%(n)s place", "%(n)s places", n),
        "day": ngettext("%(n)s day", "%(n)s days", n),
        "hour": ngettext("%(n)s hour", "%(n)s hours", n),
        "minute": ngettext("%(n)s minute", "%(n)s minutes", n),
        "document": ngettext("%(n)s document", "%(n)s documents", n),
        "trial": ngettext("%(n)s career trial", "%(n)s career trials", n),
        "consent": ngettext("%(n)s consent", "%(n)s consents", n),
        "card": ngettext("%(n)s card", "%(n)s cards", n),
        "file": ngettext("%(n)s file", "%(n)s files", n),
        "organisation": ngettext("%(n)s organisation", "%(n)s organisations", n),
        "locality": ngettext("%(n)s town or village", "%(n)s towns and villages", n),
        "school": ngettext("%(n)s school", "%(n)s schools", n),
        "answer": ngettext("%(n)s answer", "%(n)s answers", n),
        "row": ngettext("%(n)s row", "%(n)s rows", n),
    }


def counted_noun(number: int, noun: str) -> str:
    """«25 оқушы», «25 учеников», "25 pupils". Raises KeyError for a noun that is not in the list."""
    return _nouns(int(number))[noun] % {"n": number_format(number, use_l10n=True, force_grouping=True)}


def tenge(value: Any) -> str:
    """Whole tenge with thin groups and the sign: «1 200 000 ₸»; empty for None."""
    if value is None or value == "":
        return ""
    return f"{number_format(value, 0, use_l10n=True, force_grouping=True)}\N{NO-BREAK SPACE}₸"


def initials_of(name: str) -> str:
    """Up to two capital letters of the first two words; hyphenated demo prefixes count as one word."""
    words = [word for word in str(name).split() if word[:1].isalpha()]
    return "".join(word[0].upper() for word in words[:2])
