"""A password may not be built around words that everybody would try here first (OWASP ASVS 5.0, 6.1.2 and 6.2.11)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.text import fold

# The portal's name, kinds of organisations, roles, the year's and the country's words; folded, so that «мұғалім» and «мугалим» are one.
CONTEXT_WORDS = (
    "kopir", "көпір", "mektep", "мектеп", "school", "школа", "kolledzh", "колледж", "college", "universitet",
    "университет", "mugalim", "мұғалім", "учитель", "oqushy", "okushy", "оқушы", "ученик", "ustaz", "ұстаз",
    "talimger", "тәлімгер", "наставник", "direktor", "директор", "kazakhstan", "qazaqstan", "қазақстан", "казахстан",
    "astana", "астана", "almaty", "алматы", "qostanay", "kostanay", "қостанай", "костанай", "bilim", "білім",
    "образование", "parol", "пароль", "password", "qupia", "құпия",
)  # fmt: skip

_FOLDED = sorted({fold(word) for word in CONTEXT_WORDS}, key=len, reverse=True)
_REST = 6  # characters a password needs beside such a word


class ContextWordsValidator:
    """Refuses a password in which hardly anything is left once the words of CONTEXT_WORDS are taken out."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for «Мектеп2026!» and its kin."""
        rest = fold(password)
        for word in _FOLDED:
            rest = rest.replace(word, "")
        if rest != fold(password) and len(rest) < _REST:
            raise ValidationError(
                _("The password is built around a word that everybody tries first. Choose another one."), code="context_words"
            )

    def get_help_text(self) -> str:
        return _("Your password can’t be built around words like “mektep” or “Köpir”.")
