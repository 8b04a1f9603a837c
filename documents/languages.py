"""Languages of papers: Kazakh, Russian, and both side by side – one paper, one number, the Kazakh column first."""

BOTH = "kk-ru"
NAMES = {"kk": "Қазақша", "ru": "Русский", BOTH: "Қазақша | Русский"}


def parts(language: str) -> tuple[str, ...]:
    """The languages that stand on the paper: ("kk", "ru") for the bilingual one."""
    return ("kk", "ru") if language == BOTH else (language,)


def main(language: str) -> str:
    """The language that gettext, screen readers and the Kazakh-first order take: Kazakh on the bilingual paper."""
    return parts(language)[0]


def joined(texts: list[str]) -> str:
    """«бет / стр.»; a text that is the same in both languages, or that only one of them has, once."""
    return " / ".join(dict.fromkeys(text for text in texts if text))
