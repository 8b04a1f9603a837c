"""Modules with their learning outcomes of one organisation. One row is one outcome; what is said of the module stands in its first row and may be left
empty below. Rows are known by the codes of module and outcome; a module is loaded whole or not at all.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.text import fold

from ..models import LearningOutcome, Level, Module, ModuleLanguage, OutcomeFunction, StudyField
from ..services import modules
from .base import REQUIRED, Column, Mistakes, Register, Row

LEVELS = (
    ("мектеп", "school"),
    ("школа", "school"),
    ("ТжКБ", "tve"),
    ("ТиПО", "tve"),
    ("колледж", "tve"),
    ("ЖОО", "hei"),
    ("вуз", "hei"),
    ("БА", "pd"),
    ("ПК", "pd"),
)
LANGUAGES = (("қазақ", "kk"), ("каз", "kk"), ("қазақша", "kk"), ("орыс", "ru"), ("рус", "ru"), ("ағылшын", "en"), ("англ", "en"))
OF_MODULE = ("title_kk", "title_ru", "level", "credits", "hours", "language", "bridging", "control_form", "open", "field")
NEEDED = ("title_kk", "title_ru", "level", "credits", "hours")
OF_OUTCOME = {
    "lo_code": "code",
    "lo_text_kk": "text_kk",
    "lo_text_ru": "text_ru",
    "lo_key": "key",
    "lo_function": "function_id",
    "lo_weeks": "weeks",
}

FIRST_ROW = _("This must be filled in the module's first row.")
NO_FIELD = _("This field of study is not in the list: %(value)s.")
NO_FUNCTION = _("Unknown function: %(value)s.")
OUTCOME_TWICE = _("The outcome code %(value)s stands twice: in rows %(first)s and %(second)s.")
PUBLISHED = _("The module %(code)s is published: it changes by a new version only.")
LOST = _("Outcomes that stand in a matrix are not in the file: %(codes)s.")
BROKEN = _("Another row of this module has a mistake.")


class Modules(Register):
    """Drafts of the catalogue (NW-26a): new ones are entered, present drafts changed, published ones refused."""

    code = "modules"
    needs_organisation = True
    loads_whole = True
    rows_limit = 5000
    twice_column, twice_message = "lo_code", OUTCOME_TWICE
    columns = (
        Column("code", "Модуль коды", "Код модуля", limit=30, required=True, example="ПБО 2104"),
        Column("title_kk", "Атауы (қазақша)", "Название (на казахском)", limit=300, example="Математика әдістемесі"),
        Column("title_ru", "Атауы (орысша)", "Название (на русском)", limit=300, example="Методика математики"),
        Column("level", "Деңгейі", "Уровень", kind="choice", choices=Level, aliases=LEVELS, example="ТжКБ"),
        Column("credits", "Кредит", "Кредиты", kind="decimal", high=999, example="5"),
        Column("hours", "Сағат", "Часы", kind="number", low=1, high=5000, example="150"),
        Column("language", "Тілі", "Язык", kind="choice", choices=ModuleLanguage, aliases=LANGUAGES, example="kk"),
        Column("bridging", "Көпірші", "Модуль-мост", kind="yes", example="жоқ"),
        Column("control_form", "Бақылау нысаны", "Форма контроля", limit=200, example="емтихан"),
        Column("open", "Ашық каталогта", "В открытом каталоге", kind="yes", example="иә"),
        Column("field", "Бағыты", "Направление", limit=200),
        Column("lo_code", "ОН коды", "Код РО", limit=30, required=True, example="ОН1"),
        Column("lo_text_kk", "ОН (қазақша)", "РО (на казахском)", limit=1000, required=True, example="Сабақ мақсатын нақты қояды"),
        Column("lo_text_ru", "ОН (орысша)", "РО (на русском)", limit=1000, required=True, example="Точно ставит цель урока"),
        Column("lo_key", "Негізгі", "Ключевой", kind="yes", example="иә"),
        Column("lo_function", "Функциясы", "Функция", limit=200, example="оқыту"),
        Column("lo_weeks", "Апталары", "Недели", limit=40, example="3–5"),
    )

    def prepare(self) -> None:
        rows = OutcomeFunction.objects.all()
        self.functions = {fold(word): row.pk for row in rows for word in (row.code, row.name_kk, row.name_ru)}
        self.fields = {fold(word): row.pk for row in StudyField.objects.all() for word in (row.name_kk, row.name_ru)}
        self.there: dict[str, Module] = {}
        mine = Module.objects.filter(organisation=self.job.organisation_id).order_by("version").prefetch_related("outcomes")
        for module in mine:  # the newest version of each code remains
            self.there[module.code] = module
        self._first: dict[str, list[str]] = {}
        self._code = ""
        self._broken: set[str] = set()

    def clean(self, number: int, cells: Sequence[str], order: Sequence[Column | None]) -> tuple[Row | None, Mistakes]:
        """A row below the first of its module takes from it what it leaves empty."""
        place = {column.name: n for n, column in enumerate(order) if column}
        filled = [*cells, *[""] * (len(order) - len(cells))]
        self._code = code = filled[place["code"]] or self._code
        filled[place["code"]] = code
        first = self._first.setdefault(code, filled)
        for name in OF_MODULE:
            if name in place and first is not filled and not filled[place[name]]:
                filled[place[name]] = first[place[name]]
        row, mistakes = super().clean(number, filled, order)
        if row is None:
            self._broken.add(code)
        return row, mistakes

    def refine(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        for name in NEEDED:
            if values.get(name) in (None, "") and not any(column == name for column, _value, _reason in mistakes.found):
                mistakes.add(name, "", FIRST_ROW if name in self.present else REQUIRED)
        values["language"] = values.get("language") or ModuleLanguage.KK.value
        for name, known, reason in (("field", self.fields, NO_FIELD), ("lo_function", self.functions, NO_FUNCTION)):
            word = values.get(name) or ""
            values[name] = known.get(fold(word)) if word else None
            if word and values[name] is None:
                mistakes.add(name, word, reason, value=word)
        for name in ("bridging", "open", "lo_key"):
            values.setdefault(name, False)
        for name in ("control_form", "lo_weeks"):
            values.setdefault(name, "")

    def key_of(self, values: dict[str, Any]) -> Any:
        return values["code"], values["lo_code"]

    def check_chunk(self, rows: Sequence[Row]) -> dict[int, Mistakes]:
        """A published module does not change; an outcome of a matrix does not vanish; one wrong row keeps its whole module out."""
        found: dict[int, Mistakes] = {}
        known = self.known(rows)
        for code, group in self._groups(rows).items():
            wrong = self._wrong_with(code, group, known)
            if wrong or code in self._broken:
                for row in group:
                    found[row.number] = mistakes = Mistakes()
                    mistakes.add(*wrong[:3], **wrong[3]) if wrong else mistakes.add("code", code, BROKEN)
        return found

    def _wrong_with(self, code: str, group: list[Row], known: dict[Any, dict[str, Any]]) -> Any:
        module = self.there.get(code)
        if module is None:
            return None
        gone = [outcome for outcome in module.outcomes.all() if outcome.code not in {row.values["lo_code"] for row in group}]
        same = not gone and all(known.get(self.key_of(row.values)) == row.values for row in group)
        if same:
            return None
        if module.status != Module.Status.DRAFT:
            return "code", code, PUBLISHED, {"code": code}
        lost = [outcome.code for outcome in gone if modules.in_matrices([outcome])]
        return ("lo_code", ", ".join(lost), LOST, {"codes": ", ".join(lost)}) if lost else None

    @staticmethod
    def _groups(rows: Iterable[Row]) -> dict[str, list[Row]]:
        groups: dict[str, list[Row]] = {}
        for row in rows:
            groups.setdefault(row.values["code"], []).append(row)
        return groups

    def known(self, rows: Sequence[Row]) -> dict[Any, dict[str, Any]]:
        found = {}
        for code in {row.values["code"] for row in rows} & set(self.there):
            module = self.there[code]
            own = {name: getattr(module, name) for name in OF_MODULE if name != "field"} | {"field": module.field_id}
            for outcome in module.outcomes.all():
                lines = {name: getattr(outcome, attribute) for name, attribute in OF_OUTCOME.items()}
                found[code, outcome.code] = {"code": code, **own, **lines}
        return found

    def load(self, cursor: Any, rows: Iterable[Row]) -> None:
        """A few hundred modules: written through the services, whole."""
        for code, group in self._groups(rows).items():
            values = {name: group[0].values[name] for name in OF_MODULE if name != "field"}
            values["field"] = StudyField.objects.filter(pk=group[0].values["field"]).first()
            known = self.there.get(code)
            if known is None:
                module = modules.create_module(organisation=self.job.organisation, by=self.by, code=code, **values)
            elif known.status == Module.Status.DRAFT:
                module = modules.change_module(module=known, by=self.by, **values)
            else:
                continue  # published and the same
            _write_outcomes(module, group, self.by)


def _write_outcomes(module: Module, group: list[Row], by: Any) -> None:
    there = {outcome.code: outcome for outcome in module.outcomes.all()}
    for row in group:
        values = {attribute: row.values[name] for name, attribute in OF_OUTCOME.items()}
        known = there.pop(values["code"], None)
        if known is None:
            LearningOutcome.objects.create(module=module, **values)
        elif any(getattr(known, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(known, name, value)
            known.save(update_fields=[name.removesuffix("_id") for name in values])
    for outcome in there.values():
        modules.remove_outcome(outcome=outcome, by=by)
