"""Pupils and students of one organisation with their classes; known by IIN."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import AcademicYear, ClassGroup, Enrolment, InstructionLanguage, OrganisationKind, Role, RoleAssignment
from .base import Column, Mistakes, Row, rest_of_row
from .classes import NO_YEAR
from .persons import PERSON, Persons

NO_GRADE = _("The class is not entered yet: write its grade (or course) so that it can be.")
ELSEWHERE = _("This learner is enrolled in another organisation. Ask it to end the enrolment first.")


class Pupils(Persons):
    """Learners of the organisation for which the file was brought; classes that are not there yet come in with them."""

    code = "pupils"
    columns = (
        *PERSON,
        Column("class_name", "Сынып, топ", "Класс, группа", required=True, limit=20, example="8 «А»"),
        Column("grade", "Параллель (сынып)", "Параллель (класс)", kind="number", high=12, example="8"),
        Column("course", "Курс", "Курс", kind="number", low=1, high=6),
        Column("language", "Оқыту тілі", "Язык обучения", kind="choice", choices=InstructionLanguage, example="kk"),
    )

    def prepare(self) -> None:
        super().prepare()
        self.year = AcademicYear.objects.on()
        self.is_school = self.job.organisation.kind not in {OrganisationKind.COLLEGE, OrganisationKind.UNIVERSITY}
        groups = ClassGroup.objects.filter(organisation=self.job.organisation_id, academic_year=self.year)
        self.groups = {group.name: group.pk for group in groups}
        self.new_groups: dict[str, dict[str, Any]] = {}

    def refine(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        if self.year is None:
            mistakes.add("", "", NO_YEAR)
        self.person(values, mistakes)
        name, grade, course = values.get("class_name", ""), values.pop("grade", None), values.pop("course", None)
        language = values.pop("language", "") or "kk"
        if name and name not in self.groups and name not in self.new_groups:
            if grade is None and course is None and (start := re.match(r"\d{1,2}", name)):
                number = int(start.group())
                grade, course = (number, None) if self.is_school and number <= 12 else (None, number if 1 <= number <= 6 else None)
            if (grade is None) == (course is None):
                mistakes.add("grade", "", NO_GRADE)
            else:
                self.new_groups[name] = {"grade": grade, "course": course, "language": language}

    def known(self, rows: Sequence[Row]) -> dict[Any, dict[str, Any]]:
        people = self.fetch(rows)
        enrolled = dict(self._enrolments(people).values_list("user_id", "group__name"))
        for row in people.values():
            row["class_name"] = enrolled.get(row["pk"], "")
            row["birth_date"] = row["birth_date"]
        return {hashed: row for hashed, row in people.items() if row["here"] or row["class_name"]}

    def _enrolments(self, people: dict[str, dict[str, Any]]) -> Any:
        return Enrolment.objects.filter(
            user__in=[row["pk"] for row in people.values()], valid_until__isnull=True, group__organisation=self.job.organisation_id
        )

    def check_chunk(self, rows: Sequence[Row]) -> dict[int, Mistakes]:
        """Mistakes that only the register knows: another person's IIN, a learner of another organisation."""
        people = self.fetch(rows)
        ids = [row["pk"] for row in people.values()]
        elsewhere = set(
            Enrolment.objects.filter(~Q(group__organisation=self.job.organisation_id), user__in=ids, valid_until__isnull=True).values_list(
                "user", flat=True
            )
        )
        found: dict[int, Mistakes] = {}
        for row in rows:
            if (there := people.get(row.values["iin_hash"])) is None:
                continue
            mistakes = Mistakes()
            self.same_person(row.values, there, mistakes)
            if not mistakes and there["pk"] in elsewhere:
                mistakes.add("class_name", row.values["class_name"], ELSEWHERE)
            if mistakes:
                found[row.number] = mistakes
        return found

    def staged_columns(self) -> dict[str, str]:
        return {"group_id": "bigint"}

    def _cell(self, row: Row, name: str) -> Any:
        return self.groups[row.values["class_name"]] if name == "group_id" else super()._cell(row, name)

    def load(self, cursor: Any, rows: Iterable[Row]) -> None:
        rows = list(rows)
        if not rows or self.year is None:
            return
        for name in {row.values["class_name"] for row in rows} - set(self.groups):
            made, _made = ClassGroup.objects.get_or_create(
                organisation_id=self.job.organisation_id, academic_year=self.year, name=name, defaults=self.new_groups[name]
            )
            self.groups[name] = made.pk
        self.write_people(cursor, rows)
        day = max(self.year.starts_on, min(timezone.localdate(), self.year.ends_on))
        start = self.year.starts_on
        self.join(cursor, start)
        self._roles(cursor)
        table, group = Enrolment._meta.db_table, ClassGroup._meta.db_table
        open_here = f"SELECT e.id FROM {table} e JOIN {group} g ON g.id = e.group_id JOIN staged s ON s.user_id = e.user_id WHERE e.valid_until IS NULL"
        cursor.execute(
            f"UPDATE {table} SET valid_until = GREATEST(valid_from, %s::date - 1) WHERE id IN ({open_here} AND e.group_id <> s.group_id AND g.organisation_id = %s)",
            [day, self.job.organisation_id],
        )
        cursor.execute(
            f"INSERT INTO {table} (user_id, group_id, valid_from) SELECT s.user_id, s.group_id, "
            f"CASE WHEN EXISTS (SELECT 1 FROM {table} e WHERE e.user_id = s.user_id AND e.valid_until >= %s) THEN %s ELSE %s END "
            f"FROM staged s WHERE NOT EXISTS (SELECT 1 FROM {table} e WHERE e.user_id = s.user_id AND e.valid_until IS NULL)",
            [start, day, start],
        )

    def _roles(self, cursor: Any) -> None:
        from ..models import Membership

        role = Role.PUPIL if self.is_school else Role.STUDENT
        table, member = RoleAssignment._meta.db_table, Membership._meta.db_table
        rest = rest_of_row(RoleAssignment, {"membership_id", "role", "valid_from", "granted_by_id"})
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(['membership_id', 'role', 'valid_from', 'granted_by_id', *rest])}) "
            f"SELECT m.id, %s, m.valid_from, %s, {', '.join(['%s'] * len(rest))} FROM staged s JOIN {member} m ON m.user_id = s.user_id "
            "WHERE m.organisation_id = %s AND m.kind = %s AND m.valid_until IS NULL "
            f"AND NOT EXISTS (SELECT 1 FROM {table} r WHERE r.membership_id = m.id AND r.role = %s AND r.ended_at IS NULL)",
            [role, self.by.pk, *rest.values(), self.job.organisation_id, self.membership_kind, role],
        )
