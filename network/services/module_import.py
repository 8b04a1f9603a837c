"""Modules with their learning outcomes from a file (XLSX, CSV): read, checked row by row, loaded only when confirmed.

One row is one learning outcome; the columns of the module stand in its first row and may be left empty below. Rows are known by the module's code and the
outcome's code, so a file loaded twice changes nothing.
"""

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import openpyxl
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.text import fold

from ..models import LearningOutcome, Level, Module, ModuleLanguage, Organisation, OutcomeFunction, StudyField
from . import modules

# column → the headings under which it is known, besides its own name
COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("модуль коды", "код модуля"),
    "title_kk": ("атауы (қазақша)", "название (на казахском)"),
    "title_ru": ("атауы (орысша)", "название (на русском)"),
    "level": ("деңгейі", "уровень"),
    "credits": ("кредит", "кредиты"),
    "hours": ("сағат", "часы"),
    "language": ("тілі", "язык"),
    "bridging": ("көпірші", "модуль-мост"),
    "control_form": ("бақылау нысаны", "форма контроля"),
    "open": ("ашық каталогта", "в открытом каталоге"),
    "field": ("бағыты", "направление"),
    "lo_code": ("он коды", "код ро"),
    "lo_text_kk": ("он (қазақша)", "ро (на казахском)"),
    "lo_text_ru": ("он (орысша)", "ро (на русском)"),
    "lo_key": ("негізгі", "ключевой"),
    "lo_function": ("функциясы", "функция"),
    "lo_weeks": ("апталары", "недели"),
}
OF_MODULE = tuple(name for name in COLUMNS if not name.startswith("lo_"))
MODULE_NEEDS = ("title_kk", "title_ru", "level", "credits", "hours")
OUTCOME_NEEDS = ("lo_code", "lo_text_kk", "lo_text_ru")
_KNOWN = {fold(heading): name for name, headings in COLUMNS.items() for heading in (name, *headings)}
_YES = {"1", "yes", "true", "иә", "иа", "да", "+"}
_LEVELS = {
    "мектеп": "school",
    "школа": "school",
    "тжкб": "tve",
    "типо": "tve",
    "колледж": "tve",
    "жоо": "hei",
    "вуз": "hei",
    "ба": "pd",
    "пк": "pd",
}
_LANGUAGES = {
    "қазақ": "kk",
    "каз": "kk",
    "қазақша": "kk",
    "казахский": "kk",
    "орыс": "ru",
    "рус": "ru",
    "русский": "ru",
    "ағылшын": "en",
    "английский": "en",
}
MAX_ROWS = 5000


class FileUnreadable(DomainError):
    """The file is not a table that can be read."""

    field = "file"
    status = 422

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class RowError:
    """What is wrong in one row of the file, numbered as a spreadsheet numbers it."""

    row: int
    column: str
    text: str


@dataclass
class Report:
    """What a file would do. ``modules`` maps a code to its values and outcomes; codes with an error are not loaded."""

    rows: int = 0
    modules: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    @property
    def outcomes(self) -> int:
        """Learning outcomes of the modules that would be written."""
        return sum(len(self.modules[code]["outcomes"]) for code in (*self.new, *self.changed))


def read_table(name: str, data: bytes) -> list[dict[str, str]]:
    """Rows of an XLSX or CSV file as texts under the names of COLUMNS, with ``row`` the number in the spreadsheet. Raises FileUnreadable."""
    try:
        lines = list(_xlsx(data)) if data[:4] == b"PK\x03\x04" else list(_csv(data))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, csv.Error) as error:
        raise FileUnreadable(_("The file cannot be read as a table. Save it as XLSX or CSV (UTF-8).")) from error
    if not lines:
        raise FileUnreadable(_("The file is empty."))
    names = [_KNOWN.get(fold(" ".join(str(cell or "").split())).strip("* "), "") for cell in lines[0]]
    if missing := [name for name in ("code", *MODULE_NEEDS, *OUTCOME_NEEDS) if name not in names]:
        raise FileUnreadable(_("Columns are missing: %(columns)s. Take the template.") % {"columns": ", ".join(missing)})
    if len(lines) > MAX_ROWS + 1:
        raise FileUnreadable(_("The file has more than %(limit)s rows. Split it.") % {"limit": MAX_ROWS})
    found = []
    for number, line in enumerate(lines[1:], 2):
        values = {name: " ".join(str(cell if cell is not None else "").split()) for name, cell in zip(names, line, strict=False) if name}
        if any(values.values()):
            found.append(values | {"row": str(number)})
    return found


def _xlsx(data: bytes) -> Iterable[tuple]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return book.worksheets[0].iter_rows(values_only=True)


def _csv(data: bytes) -> Iterable[list[str]]:
    text = data.decode("utf-8-sig")
    dialect = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    return csv.reader(io.StringIO(text), delimiter=dialect)


def check_rows(rows: list[dict[str, str]], organisation: Organisation) -> Report:
    """What the rows would do in the organisation's catalogue; every mistake with its row and column (network page §9.19). Writes nothing."""
    report = Report(rows=len(rows))
    functions = {fold(name): row for row in OutcomeFunction.objects.all() for name in (row.code, row.name_kk, row.name_ru)}
    fields = {fold(name): row.pk for row in StudyField.objects.all() for name in (row.name_kk, row.name_ru)}
    seen: dict[tuple[str, str], int] = {}
    code = ""
    for row in rows:
        number = int(row["row"])
        code = row.get("code") or code
        if not code:
            report.errors.append(RowError(number, "code", _("Write the code of the module.")))
            continue
        before = len(report.errors)
        if code not in report.modules:
            report.modules[code] = {"values": _module_values(row, number, fields, report), "outcomes": [], "row": number}
        _outcome(report, code, row, number, functions, seen)
        if len(report.errors) > before:
            report.broken.add(code)
    _compare(report, organisation)
    return report


def _module_values(row: dict[str, str], number: int, fields: dict[str, int], report: Report) -> dict[str, Any]:
    def wrong(column: str, text: str) -> None:
        report.errors.append(RowError(number, column, text))

    for name in MODULE_NEEDS:
        if not row.get(name):
            wrong(name, _("This must be filled in the module's first row."))
    level = fold(row.get("level", ""))
    level = next((code for word, code in _LEVELS.items() if fold(word) == level), level)
    if level and level not in Level.values:
        wrong("level", _("Unknown level: %(value)s.") % {"value": row["level"]})
    language = fold(row.get("language", "")) or "kk"
    language = next((code for word, code in _LANGUAGES.items() if fold(word) == language), language)
    if language not in ModuleLanguage.values:
        wrong("language", _("Unknown language: %(value)s.") % {"value": row["language"]})
    field_id = fields.get(fold(row.get("field", ""))) if row.get("field") else None
    if row.get("field") and not field_id:
        wrong("field", _("This field of study is not in the list: %(value)s.") % {"value": row["field"]})
    return {
        "title_kk": row.get("title_kk", ""),
        "title_ru": row.get("title_ru", ""),
        "level": level,
        "language": language,
        "credits": _number(row, "credits", number, report),
        "hours": _number(row, "hours", number, report),
        "control_form": row.get("control_form", ""),
        "bridging": fold(row.get("bridging", "")) in _YES,
        "open": fold(row.get("open", "")) in _YES,
        "field_id": field_id,
    }


def _number(row: dict[str, str], name: str, number: int, report: Report) -> str:
    text = row.get(name, "").replace(",", ".")
    if not text:
        return ""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    limit = Decimal("999.9") if name == "credits" else Decimal(5000)
    if not 0 < value <= limit or (name == "hours" and value != int(value)):
        report.errors.append(RowError(number, name, _("A number above zero is expected, not “%(value)s”.") % {"value": row[name]}))
        return ""
    return str(value.quantize(Decimal("0.1")) if name == "credits" else int(value))


def _outcome(
    report: Report, code: str, row: dict[str, str], number: int, functions: dict[str, Any], seen: dict[tuple[str, str], int]
) -> None:
    for name in OUTCOME_NEEDS:
        if not row.get(name):
            report.errors.append(RowError(number, name, _("This must be filled in.")))
    key = (code, row.get("lo_code", ""))
    if key[1] and key in seen:
        text = _("The outcome code %(code)s stands twice: in rows %(first)s and %(second)s.")
        report.errors.append(RowError(number, "lo_code", text % {"code": key[1], "first": seen[key], "second": number}))
        return
    seen[key] = number
    function = functions.get(fold(row.get("lo_function", ""))) if row.get("lo_function") else None
    if row.get("lo_function") and function is None:
        report.errors.append(RowError(number, "lo_function", _("Unknown function: %(value)s.") % {"value": row["lo_function"]}))
    report.modules[code]["outcomes"].append(
        {
            "code": row.get("lo_code", ""),
            "text_kk": row.get("lo_text_kk", ""),
            "text_ru": row.get("lo_text_ru", ""),
            "key": fold(row.get("lo_key", "")) in _YES,
            "function_id": function.pk if function else None,
            "weeks": row.get("lo_weeks", ""),
        }
    )


def _compare(report: Report, organisation: Organisation) -> None:
    there: dict[str, Module] = {}
    for module in (
        Module.objects.filter(organisation=organisation, code__in=report.modules).order_by("version").prefetch_related("outcomes")
    ):
        there[module.code] = module
    for code, item in report.modules.items():
        if code in report.broken:
            continue
        known = there.get(code)
        if known is None:
            report.new.append(code)
        elif _is_same(known, item):
            report.same.append(code)
        elif known.status == Module.Status.DRAFT and not (lost := _lost(known, item)):
            report.changed.append(code)
        elif known.status == Module.Status.DRAFT:
            text = _("Outcomes that stand in a matrix are not in the file: %(codes)s.") % {"codes": ", ".join(lost)}
            report.errors.append(RowError(item["row"], "lo_code", text))
            report.broken.add(code)
        else:
            text = _("The module %(code)s is published: it changes by a new version only.") % {"code": code}
            report.errors.append(RowError(item["row"], "code", text))
            report.broken.add(code)


def _lost(module: Module, item: dict[str, Any]) -> list[str]:
    """Codes of outcomes that the file leaves out and a matrix holds."""
    there = {outcome["code"] for outcome in item["outcomes"]}
    left_out = [outcome for outcome in module.outcomes.all() if outcome.code not in there]
    return [outcome.code for outcome in left_out if modules.in_matrices([outcome])]


def _is_same(module: Module, item: dict[str, Any]) -> bool:
    values = {name: getattr(module, name) for name in item["values"]}
    written = {**item["values"], "credits": Decimal(item["values"]["credits"] or 0), "hours": int(item["values"]["hours"] or 0)}
    outcomes = {outcome.code: outcome for outcome in module.outcomes.all()}
    if values != written or set(outcomes) != {outcome["code"] for outcome in item["outcomes"]}:
        return False
    return all(getattr(outcomes[one["code"]], name) == value for one in item["outcomes"] for name, value in one.items())


@transaction.atomic
def load_modules(*, rows: list[dict[str, str]], organisation: Organisation, by: Any, without_errors: bool = False) -> Report:
    """Write new modules and changed drafts. With mistakes in the file nothing is written unless ``without_errors`` asks for the good ones alone."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    report = check_rows(rows, organisation)
    if report.errors and not without_errors:
        return report
    for code in report.new:
        made = modules.create_module(organisation=organisation, by=by, code=code, **_fields(report.modules[code]))
        _write_outcomes(made, report.modules[code]["outcomes"], by)
    for code in report.changed:
        module = Module.objects.filter(organisation=organisation, code=code).order_by("-version")[0]
        modules.change_module(module=module, by=by, **_fields(report.modules[code]))
        _write_outcomes(module, report.modules[code]["outcomes"], by)
    return report


def _fields(item: dict[str, Any]) -> dict[str, Any]:
    values = dict(item["values"])
    field_id = values.pop("field_id")
    study_field = StudyField.objects.get(pk=field_id) if field_id else None
    return {**values, "field": study_field, "credits": Decimal(values["credits"]), "hours": int(values["hours"])}


def _write_outcomes(module: Module, wanted: list[dict[str, Any]], by: Any) -> None:
    there = {outcome.code: outcome for outcome in module.outcomes.all()}
    for values in wanted:
        known = there.pop(values["code"], None)
        if known is None:
            LearningOutcome.objects.create(module=module, **values)
        elif any(getattr(known, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(known, name, value)
            known.save(update_fields=[name.removesuffix("_id") for name in values])
    for outcome in there.values():
        modules.remove_outcome(outcome=outcome, by=by)
