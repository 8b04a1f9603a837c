"""Every text of a package that a person can meet has a Kazakh and a Russian translation: the package's own, or ours in locale/packages."""

import gettext
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation
from django.utils.translation.trans_real import DjangoTranslation
from django.utils.translation.trans_real import translation as catalogue_of

_PACKAGES = {
    "django": (
        "django/conf",
        "django/contrib/auth",
        "django/contrib/admin",
        "django/contrib/humanize",
        "django/contrib/contenttypes",
        "django/contrib/sessions",
        "django/contrib/postgres",
    ),
    "allauth": ("allauth",),
    "import_export": ("import_export",),
    "rest_framework": ("rest_framework",),
}
_FOLDERS = [(name, folder) for name, folders in _PACKAGES.items() for folder in folders]
# Parts of allauth that the portal does not have: other people's accounts, being an identity provider, the headless API.
_UNUSED = ("socialaccount", "templates/socialaccount", "idp", "templates/idp", "templates/openid", "headless")
_COMPLETE = ("ru", "de", "fr", "es")  # together they hold every text of a package


def site_packages() -> Path:
    import django

    return Path(django.__file__).parents[1]


def _reader() -> Any:
    spec = importlib.util.spec_from_file_location("catalogues", Path(settings.BASE_DIR) / "bin" / "catalogues.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["catalogues"] = module
    spec.loader.exec_module(module)
    return module.read


def _keys_of_po(path: Path) -> Iterator[str]:
    for message in _reader()(path):
        places = [place.removeprefix("allauth/") for line in message.lines if line.startswith("#:") for place in line[2:].split()]
        if places and all(place.startswith(_UNUSED) for place in places):
            continue
        yield f"{message.context}\x04{message.text}" if message.context else message.text


def _keys_of_mo(path: Path) -> Iterator[str]:
    with path.open("rb") as stream:
        for key in gettext.GNUTranslations(stream)._catalog:  # type: ignore[attr-defined]
            yield key[0] if isinstance(key, tuple) else key


def texts_of(folder: str) -> set[str]:
    """Keys of every text of a package."""
    keys: set[str] = set()
    for language in _COMPLETE:
        place = site_packages() / folder / "locale" / language / "LC_MESSAGES"
        if (place / "django.po").exists():
            keys |= set(_keys_of_po(place / "django.po"))
        elif (place / "django.mo").exists():
            keys |= set(_keys_of_mo(place / "django.mo"))
    return keys - {""}


def knows(translations: Any, text: str) -> bool:
    """Is the text in the language itself? Django answers in the portal's first language where Russian has nothing: that does not count."""
    language = translations.language()
    while translations is not None and (not isinstance(translations, DjangoTranslation) or translations.language() == language):
        catalogue = translations._catalog
        if any(catalogue.get(key) is not None for key in (text, (text, 0), (text, 1))):
            return True
        translations = translations._fallback
    return False


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize(("package", "folder"), _FOLDERS, ids=[folder for _name, folder in _FOLDERS])
def test_no_text_of_a_package_is_left_in_english(package, folder, language):
    texts = texts_of(folder)
    assert len(texts) > 5, "the package keeps its catalogues elsewhere: look again"
    missing = [text for text in sorted(texts) if not knows(catalogue_of(language), text)]
    assert missing == []


@pytest.mark.parametrize(
    ("number", "kk", "ru"),
    [(1, "1 таңба", "1 символ"), (2, "2 таңба", "2 символа"), (5, "5 таңба", "5 символов"), (21, "21 таңба", "21 символ")],
)
def test_numbers_agree_in_both_languages(number, kk, ru):
    from django.utils.translation import ngettext

    text = (
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    )
    for language, expected in (("kk", kk), ("ru", ru)):
        with translation.override(language):
            assert expected in ngettext(*text, number) % {"min_length": number}


@pytest.mark.parametrize(
    ("seconds", "kk"),
    [
        (-7200, "2\N{NO-BREAK SPACE}сағат бұрын"),
        (-3600, "бір сағат бұрын"),
        (3700, "бір сағаттан кейін"),
        (90000, "1\N{NO-BREAK SPACE}күннен, 1\N{NO-BREAK SPACE}сағаттан кейін"),
    ],
)
def test_spoken_times_are_kazakh(seconds, kk):
    import datetime as dt

    from django.contrib.humanize.templatetags.humanize import naturaltime
    from django.utils import timezone

    with translation.override("kk"):
        assert naturaltime(timezone.now() + dt.timedelta(seconds=seconds + (1 if seconds > 0 else 0))) == kk


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_our_words_win_over_those_of_packages(language):
    with translation.override(language):
        assert Template("{% load i18n %}{% translate 'Sign in' %}").render(Context()) == {"kk": "Кіру", "ru": "Войти"}[language]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_package_texts_of_ours_keep_their_placeholders(language):
    import re

    holder = re.compile(r"%\(\w+\)[sdr]|(?<!%)%[sdr]|\{\w*\}")
    for domain in ("django", "djangojs"):
        for message in _reader()(Path(settings.BASE_DIR) / "locale" / "packages" / language / "LC_MESSAGES" / f"{domain}.po"):
            assert message.complete, message.text
            allowed = set(holder.findall(message.text)) | set(holder.findall(message.plural))
            for text in message.translations:
                assert set(holder.findall(text)) <= allowed, message.text
                if not message.plural:
                    assert set(holder.findall(text)) == allowed, message.text
