"""The HR list of one organisation; known by IIN and the day of hiring."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..models import Membership, StaffRecord
from .base import Column, Mistakes, Row
from .persons import PERSON, Persons

LEFT_NEEDS_BOTH = _("Write both the day and the reason of leaving.")
LEFT_TOO_EARLY = _("The day of leaving lies before the day of hiring.")
OVERLAPS = _("The person has another record in this period.")


class Staff(Persons):
    """Staff records of the organisation for which the file was brought; people who are not here yet come in without a way to sign in."""

    code = "staff"
    membership_kind = Membership.Kind.STAFF
    columns = (
        *PERSON,
        Column("position_kk", "Лауазымы (қазақша)", "Должность (казахский)", limit=200, example="Мұғалім"),
        Column("position_ru", "Лауазымы (орысша)", "Должность (русский)", limit=200, example="Учитель"),
        Column("hired_on", "Қабылданған күні", "Дата приёма", required=True, kind="date", example="01.09.2025"),
        Column("left_on", "Шыққан күні", "Дата ухода", kind="date"),
        Column("left_reason", "Шығу себебі", "Причина ухода", kind="choice", choices=StaffRecord.LeftReason),
        Column("first_job", "Жас маман", "Молодой специалист", kind="yes"),
        Column("category", "Біліктілік санаты", "Квалификационная категория", kind="choice", choices=StaffRecord.Category),
        Column("teaching_since", "Педагогикалық өтілі (басталған күні)", "Педагогический стаж (с какого дня)", kind="date"),
    )
    RECORD = ("left_on", "left_reason", "first_job", "category", "teaching_since")

    def refine(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        self.person(values, mistakes)
        left, reason, hired = values.get("left_on"), values.get("left_reason", ""), values.get("hired_on")
        if bool(left) != bool(reason):
            mistakes.add("left_reason" if left else "left_on", "", LEFT_NEEDS_BOTH)
        if left and hired and left < hired:
            mistakes.add("left_on", left.isoformat(), LEFT_TOO_EARLY)

    def key_of(self, values: dict[str, Any]) -> Any:
        return values["iin_hash"], values["hired_on"]

    def _records(self, people: dict[str, dict[str, Any]]) -> list[StaffRecord]:
        ids = [row["pk"] for row in people.values()]
        return list(StaffRecord.objects.filter(organisation=self.job.organisation_id, user__in=ids))

    def known(self, rows: Sequence[Row]) -> dict[Any, dict[str, Any]]:
        people = self.fetch(rows)
        by_id = {row["pk"]: (hashed, row) for hashed, row in people.items()}
        found = {}
        for record in self._records(people):
            hashed, person = by_id[record.user_id]
            found[(hashed, record.hired_on)] = (
                person | {name: getattr(record, name) for name in self.RECORD} | {"hired_on": record.hired_on}
            )
        return found

    def check_chunk(self, rows: Sequence[Row]) -> dict[int, Mistakes]:
        """Mistakes that only the register knows: another person's IIN, a period that overlaps another record."""
        people = self.fetch(rows)
        records = self._records(people)
        found: dict[int, Mistakes] = {}
        for row in rows:
            if (there := people.get(row.values["iin_hash"])) is None:
                continue
            mistakes = Mistakes()
            self.same_person(row.values, there, mistakes)
            hired, left = row.values["hired_on"], row.values.get("left_on")
            for record in records:
                if record.user_id == there["pk"] and record.hired_on != hired:
                    apart = (left is not None and left < record.hired_on) or (record.left_on is not None and record.left_on < hired)
                    if not apart:
                        mistakes.add("hired_on", hired.isoformat(), OVERLAPS)
                        break
            if mistakes:
                found[row.number] = mistakes
        return found

    def staged_columns(self) -> dict[str, str]:
        return {
            "position_kk": "text",
            "position_ru": "text",
            "hired_on": "date",
            "left_on": "date",
            "left_reason": "text",
            "first_job": "boolean",
            "category": "text",
            "teaching_since": "date",
        }

    def _cell(self, row: Row, name: str) -> Any:
        if name in {"position_kk", "position_ru", "left_reason", "category"}:
            return row.values.get(name, "")
        return bool(row.values.get(name)) if name == "first_job" else super()._cell(row, name)

    def load(self, cursor: Any, rows: Iterable[Row]) -> None:
        rows = list(rows)
        if not rows:
            return
        self.write_people(cursor, rows)
        table, member = StaffRecord._meta.db_table, Membership._meta.db_table
        written = [name for name in self.RECORD if name in self.present]
        if written:
            cursor.execute(
                f"UPDATE {table} r SET {', '.join(f'{name} = s.{name}' for name in written)} FROM staged s WHERE r.user_id = s.user_id "
                f"AND r.organisation_id = %s AND r.hired_on = s.hired_on AND "
                f"({', '.join(f'r.{name}' for name in written)}, 1) IS DISTINCT FROM ({', '.join(f's.{name}' for name in written)}, 1)",
                [self.job.organisation_id],
            )
        cursor.execute(
            f"INSERT INTO {table} (user_id, organisation_id, hired_on, left_on, left_reason, first_job, category, teaching_since, entered_by_id) "
            "SELECT s.user_id, %s, s.hired_on, s.left_on, s.left_reason, s.first_job, s.category, s.teaching_since, %s FROM staged s "
            f"WHERE NOT EXISTS (SELECT 1 FROM {table} r WHERE r.user_id = s.user_id AND r.organisation_id = %s AND r.hired_on = s.hired_on)",
            [self.job.organisation_id, self.by.pk, self.job.organisation_id],
        )
        # Whoever works here now belongs here from the day of hiring; whoever has left gets no membership.
        cursor.execute(
            f"INSERT INTO {member} (user_id, organisation_id, kind, position_kk, position_ru, unit, valid_from) "
            "SELECT DISTINCT ON (s.user_id) s.user_id, %s, 'staff', s.position_kk, s.position_ru, '', s.hired_on FROM staged s "
            f"WHERE s.left_on IS NULL AND NOT EXISTS (SELECT 1 FROM {member} m WHERE m.user_id = s.user_id AND m.organisation_id = %s "
            "AND m.kind = 'staff' AND (m.valid_until IS NULL OR m.valid_until >= s.hired_on)) ORDER BY s.user_id, s.hired_on DESC",
            [self.job.organisation_id, self.job.organisation_id],
        )
