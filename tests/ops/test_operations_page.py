"""docs/operations.md names every setting that the code reads."""

import re
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
PAGE = (BASE / "docs" / "operations.md").read_text()
READS = re.compile(r"(?:environ(?:\.get|\.setdefault)?[\[(]|env_bool\(|env_list\(|_kept_secret\()\s*\"([A-Z][A-Z_]+)\"")
SOURCES = [*(BASE / "config").glob("*.py"), *(BASE / "config" / "settings").glob("*.py"), *(BASE / "config" / "management").rglob("*.py")]
OWN = {"DJANGO_SETTINGS_MODULE"}  # Django's, set by manage.py itself
VARIABLES = sorted({name for path in SOURCES for name in READS.findall(path.read_text())} - OWN)


def test_the_search_finds_the_settings():
    assert {"DATABASE_URL", "KOPIR_PRODUCTION", "FIELD_KEYS", "SECRET_KEY", "EMAIL_URL"} <= set(VARIABLES)


@pytest.mark.parametrize("variable", VARIABLES)
def test_the_setting_is_documented(variable):
    assert re.search(rf"^\|[^|]*`{variable}`", PAGE, re.M), f"{variable} has no row in docs/operations.md"


def test_the_page_documents_no_setting_that_nobody_reads():
    documented = set(re.findall(r"`([A-Z][A-Z_]+)`", "\n".join(line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `"))))
    assert documented <= set(VARIABLES)
