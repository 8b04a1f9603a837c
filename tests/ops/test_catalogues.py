"""bin/catalogues.py reads gettext catalogues as gettext does."""

import importlib.util
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
CATALOGUE = """
msgid ""
msgstr ""
"Language: kk\\n"

#, python-format
msgctxt "trial"
msgid "%(count)s place"
msgid_plural "%(count)s places"
msgstr[0] "%(count)s орын"
msgstr[1] ""

#, fuzzy
msgid "Guess"
msgstr "Болжам"

#. package
msgid ""
"Two "
"lines"
msgstr "Екі \\"жол\\""

#~ msgid "Gone"
#~ msgstr "Жоқ"
"""


@pytest.fixture
def messages(tmp_path):
    """The entries of CATALOGUE by their English text."""
    spec = importlib.util.spec_from_file_location("catalogues", BASE / "bin" / "catalogues.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path = tmp_path / "django.po"
    path.write_text(CATALOGUE)
    return {message.text: message for message in module.read(path)}


def test_header_and_obsolete_entries_are_no_messages(messages):
    assert messages.keys() == {"%(count)s place", "Guess", "Two lines"}


def test_a_plural_with_an_empty_form_is_incomplete(messages):
    plural = messages["%(count)s place"]
    assert (plural.context, plural.plural, plural.translations) == ("trial", "%(count)s places", ["%(count)s орын", ""])
    assert not plural.complete


def test_a_fuzzy_message_is_incomplete(messages):
    assert not messages["Guess"].complete


def test_texts_over_several_lines_are_joined_and_unescaped(messages):
    assert messages["Two lines"].translations == ['Екі "жол"']
    assert messages["Two lines"].complete


def test_texts_of_packages_are_marked(messages):
    assert [text for text, message in messages.items() if message.package] == ["Two lines"]
