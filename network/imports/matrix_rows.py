"""Rows of one matrix in the making: which outcome, where it is carried, how the levels fit, by which protocol. Known by the outcome."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.text import fold

from ..models import AlignmentMatrix, Fit, LearningOutcome
from ..services import matrices
from ..services.matrix_cells import Typed, save_cells
from .base import Column, Mistakes, Register, Row

FITS = (("С", "aligned"), ("І", "partial"), ("Ч", "partial"), ("СЕ", "not"), ("Н", "not"), ("–", "na"))
CELLS = ("school_tve", "tve_hei", "remark")
PLACES = ("school", "tve", "hei")

NO_OUTCOME = _("There is no such outcome in the modules of the matrix.")
SEVERAL = _("Several modules have an outcome with this code: write the code of the module too.")
NOT_THIS_LEVEL = _("There is no such outcome in the modules of this level.")
NO_PROTOCOL = _("The matrix has no protocol with this number.")
CLOSED = _("Rows change in a draft of the matrix only.")
OUTCOME_TWICE = _("The outcome %(value)s stands twice: in rows %(first)s and %(second)s.")


class MatrixRows(Register):
    """NW-25 from a file: rows that the file does not name stay as they are."""

    code = "matrix"
    target = "matrix"
    rows_limit = 2000
    twice_column, twice_message = "lo_code", OUTCOME_TWICE
    columns = (
        Column("module_code", "Модуль коды", "Код модуля", limit=30, example="БОП 01"),
        Column("lo_code", "ОН коды", "Код РО", limit=30, required=True, example="БОП 01 ОН1"),
        Column("school", "Мектептегі ОН коды", "Код РО в школе", limit=30),
        Column("tve", "Колледждегі ОН коды", "Код РО в колледже", limit=30, example="БОП 01 ОН1"),
        Column("hei", "ЖОО-дағы ОН коды", "Код РО в вузе", limit=30, example="PNO 01 ОН1"),
        Column("school_tve", "Мектеп–колледж", "Школа–колледж", kind="choice", choices=Fit, aliases=FITS, example="–"),
        Column("tve_hei", "Колледж–ЖОО", "Колледж–вуз", kind="choice", choices=Fit, aliases=FITS, example="С"),
        Column("protocol", "Хаттама №", "Протокол №", limit=40, example="3"),
        Column("remark", "Ескертпе", "Замечание", limit=500),
    )

    def prepare(self) -> None:
        matrix = self.job.matrix
        self.closed = matrix.status != AlignmentMatrix.Status.DRAFT
        self.outcomes: dict[str, dict[str, list[LearningOutcome]]] = {}
        for level in ("", *PLACES):
            found = self.outcomes[level] = {}
            for outcome in matrices.outcomes_for(matrix, level):
                for word in (outcome.code, f"{_module_code(outcome)} {outcome.code}"):
                    found.setdefault(fold(word), []).append(outcome)
        self.protocols = {fold(row.number): row.pk for row in matrix.protocols.all()}
        places = [f"{level}_outcome" for level in PLACES]
        self.there = {row.outcome_id: row for row in matrix.rows.select_related("outcome__module", *places)}

    def refine(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        if self.closed:
            mistakes.add("", "", CLOSED)
        values["outcome"] = self._outcome("", values, "lo_code", mistakes, values.pop("module_code", "") or "")
        for level in PLACES:
            if level in values:
                values[level] = self._outcome(level, values, level, mistakes)
        if word := values.get("protocol"):
            values["protocol"] = self.protocols.get(fold(word))
            if values["protocol"] is None:
                mistakes.add("protocol", word, NO_PROTOCOL)
        elif "protocol" in values:
            values["protocol"] = None

    def _outcome(self, level: str, values: dict[str, Any], column: str, mistakes: Mistakes, module: str = "") -> int | None:
        if not (code := values[column]):
            return None
        found = self.outcomes[level].get(fold(f"{module} {code}" if module else code), [])
        if len(found) != 1:
            mistakes.add(column, code, SEVERAL if found else NOT_THIS_LEVEL if level else NO_OUTCOME)
            return None
        return found[0].pk

    def key_of(self, values: dict[str, Any]) -> Any:
        return values["outcome"]

    def known(self, rows: Sequence[Row]) -> dict[Any, dict[str, Any]]:
        return {
            pk: {
                "lo_code": row.outcome.code,
                "outcome": pk,
                "protocol": row.protocol_id,
                **{name: getattr(row, name) for name in CELLS},
                **{level: getattr(row, f"{level}_outcome_id") for level in PLACES},
            }
            for pk, row in self.there.items()
        }

    def load(self, cursor: Any, rows: Iterable[Row]) -> None:
        """Some hundred rows: through the services, so that versions of rows count on (NR59)."""
        rows, matrix = list(rows), self.job.matrix
        new = [row.values["outcome"] for row in rows if row.values["outcome"] not in self.there]
        by_pk = LearningOutcome.objects.in_bulk([pk for row in rows for pk in _mentioned(row)])
        matrices.add_rows(matrix=matrix, outcomes=[by_pk[pk] for pk in new], by=self.by)
        there = {row.outcome_id: row for row in matrix.rows.all()}
        places = [
            (there[row.values["outcome"]], level, by_pk.get(row.values[level]))
            for row in rows
            for level in PLACES
            if level in row.values and getattr(there[row.values["outcome"]], f"{level}_outcome_id") != row.values[level]
        ]
        matrices.place_outcomes(matrix=matrix, places=places, by=self.by)
        fresh = {row.outcome_id: row for row in matrix.rows.all()}
        typed = []
        for row in rows:
            cells = {name: row.values[name] for name in CELLS if name in row.values}
            if "protocol" in row.values:
                cells["protocol_id"] = row.values["protocol"]
            own = fresh[row.values["outcome"]]
            typed.append(Typed(own.pk, own.version, cells))
        save_cells(matrix=matrix, typed=typed, by=self.by)


def _mentioned(row: Row) -> list[int]:
    return [pk for pk in (row.values["outcome"], *(row.values.get(level) for level in PLACES)) if pk]


def _module_code(outcome: LearningOutcome) -> str:
    return outcome.module.code if outcome.module else ""
