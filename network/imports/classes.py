"""Classes and groups of one organisation in the present academic year; known by name."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..models import AcademicYear, ClassGroup, InstructionLanguage
from .base import Column, Mistakes, Register, Row, rest_of_row, stage

NO_YEAR = _("The present academic year is not opened yet.")
GRADE_OR_COURSE = _("Write the grade of a class or the course of a group, one of them.")


class Classes(Register):
    """Classes of the organisation for which the file was brought."""

    code = "classes"
    needs_organisation = True
    columns = (
        Column("name", "Сынып, топ", "Класс, группа", required=True, limit=20, example="8 «А»"),
        Column("grade", "Параллель (сынып)", "Параллель (класс)", kind="number", high=12, example="8"),
        Column("course", "Курс", "Курс", kind="number", low=1, high=6),
        Column("language", "Оқыту тілі", "Язык обучения", required=True, kind="choice", choices=InstructionLanguage, example="kk"),
        Column("shift", "Ауысым", "Смена", kind="number", low=1, high=3),
        Column("programme", "Бағдарлама", "Программа", limit=200),
    )

    def prepare(self) -> None:
        self.year = AcademicYear.objects.on()

    def refine(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        if self.year is None:
            mistakes.add("", "", NO_YEAR)
        if (values.get("grade") is None) == (values.get("course") is None):
            mistakes.add("grade", values.get("grade") or "", GRADE_OR_COURSE)
        values.setdefault("grade", None)
        values.setdefault("course", None)

    def key_of(self, values: dict[str, Any]) -> Any:
        return values["name"]

    def known(self, rows: Sequence[Row]) -> dict[Any, dict[str, Any]]:
        names = sorted({name for row in rows for name in row.values})
        found = ClassGroup.objects.filter(organisation=self.job.organisation_id, academic_year=self.year).values(*names)
        return {values["name"]: values for values in found}

    def load(self, cursor: Any, rows: Iterable[Row]) -> None:
        rows = list(rows)
        if not rows or self.year is None:
            return
        names = sorted({name for row in rows for name in row.values})
        kinds = {name: "smallint" if name in {"grade", "course", "shift"} else "text" for name in names}
        stage(cursor, "staged", kinds, ([row.values.get(name) for name in names] for row in rows))
        given = {*names, "organisation_id", "academic_year_id"}
        rest = rest_of_row(ClassGroup, given)
        written = [name for name in names if name != "name"]
        table = ClassGroup._meta.db_table
        cursor.execute(
            f"INSERT INTO {table} AS o ({', '.join([*names, 'organisation_id', 'academic_year_id', *rest])}) "
            f"SELECT {', '.join([*(f's.{name}' for name in names), *['%s'] * (2 + len(rest))])} FROM staged s "
            f"ON CONFLICT (organisation_id, academic_year_id, name) DO UPDATE SET {', '.join(f'{name} = EXCLUDED.{name}' for name in written)} "
            f"WHERE ({', '.join(f'o.{name}' for name in written)}) IS DISTINCT FROM ({', '.join(f'EXCLUDED.{name}' for name in written)})",
            [self.job.organisation_id, self.year.pk, *rest.values()],
        )
