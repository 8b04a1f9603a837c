"""Reading gettext catalogues and collecting messages from the source, for bin/messages and bin/check-messages."""

import ast
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
LANGUAGES = ("kk", "ru")
DOMAINS = ("django", "djangojs")
SKIPPED = (".venv", "node_modules", "var", "tests", "bench", "docs")
PACKAGE = "#. package"  # a text of a third-party package that we translate ourselves; the source does not hold it

Key = tuple[str, str]


@dataclass
class Message:
    """One entry: context and English text as key, translations, marks, and the lines it was written in."""

    context: str = ""
    text: str = ""
    plural: str = ""
    translations: list[str] = field(default_factory=list)
    fuzzy: bool = False
    package: bool = False
    lines: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """What makes an entry unique."""
        return self.context, self.text

    @property
    def complete(self) -> bool:
        """Every form is translated and none is a guess."""
        return bool(self.translations) and all(self.translations) and not self.fuzzy


def read(path: Path) -> list[Message]:
    """Every entry of a catalogue but its header and its obsolete ones."""
    blocks = re.split(r"\n\s*\n", path.read_text().strip()) if path.exists() else []
    messages = [_message(block.splitlines()) for block in blocks if not block.startswith("#~")]
    return [message for message in messages if message.text]


def sort(path: Path) -> None:
    """Put the entries into the order of their texts: makemessages follows the file system, which would make every change look like a new catalogue."""
    if not path.exists():
        return
    header, *blocks = re.split(r"\n\s*\n", path.read_text().strip())
    entries = sorted(blocks, key=lambda block: (block.startswith("#~"), _message(block.splitlines()).key, block))
    path.write_text("\n\n".join([header, *entries]) + "\n")


def _message(lines: list[str]) -> Message:
    message = Message(lines=lines, fuzzy=any(line.startswith("#,") and "fuzzy" in line for line in lines), package=PACKAGE in lines)
    values: dict[str, str] = {}
    keyword = ""
    for line in lines:
        if found := re.match(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+(\".*\")$", line):
            keyword = found.group(1)
            values[keyword] = ast.literal_eval(found.group(2))
        elif line.startswith('"'):
            values[keyword] += ast.literal_eval(line)
    message.context, message.text, message.plural = values.get("msgctxt", ""), values.get("msgid", ""), values.get("msgid_plural", "")
    message.translations = [value for name, value in values.items() if name.startswith("msgstr")]
    return message


def collect(folder: Path, domain: str) -> None:
    """Run Django's makemessages in `folder` for both languages. Exits with its words when it fails."""
    ignored = [word for name in SKIPPED for word in ("-i", name)]
    languages = [word for name in LANGUAGES for word in ("-l", name)]
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "-d",
        domain,
        *languages,
        "--no-wrap",
        "--no-location",
        "--no-obsolete",
        *ignored,
        "-v0",
    ]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(result.stdout + result.stderr)


def catalogue(folder: Path, language: str, domain: str) -> Path:
    """Where a catalogue lies below a project folder."""
    return folder / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
