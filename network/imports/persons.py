"""People in files: pupils and staff come with an IIN, by whose keyed hash they are known; the IIN itself is written encrypted."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.users import new_public_id
from core.crypto import encrypt, keyed_hash
from core.numbers import check_iin
from core.text import fold

from ..models import Membership
from .base import Column, Mistakes, Register, Row, digits, rest_of_row, stage

OTHER_NAME = _("Somebody with another name has this IIN. Check both.")
OTHER_BIRTH = _("The IIN and the birth date do not agree.")
OTHER_BIRTH_KNOWN = _("The portal knows another birth date of this person. Check both.")

PERSON = (
    Column("iin", "ЖСН", "ИИН", required=True, limit=20, example="990101500016"),
    Column("last_name", "Тегі", "Фамилия", required=True, limit=120, example="Үлгібаев"),
    Column("first_name", "Аты", "Имя", required=True, limit=120, example="Дәулет"),
    Column("middle_name", "Әкесінің аты (бар болса)", "Отчество (при наличии)", limit=120),
    Column("birth_date", "Туған күні", "Дата рождения", kind="date", example="17.05.2012"),
)


class Persons(Register):
    """Base of registers whose rows are people."""

    needs_organisation = True
    membership_kind: str = Membership.Kind.LEARNER

    def prepare(self) -> None:
        self.people: dict[str, dict[str, Any]] = {}

    def person(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        """The IIN is right and agrees with the birth date (9.2: both columns are marked); only its hash goes on."""
        number = digits(values.pop("iin"), 12)
        values["iin_hash"] = keyed_hash(number) if number else ""
        self._numbers = getattr(self, "_numbers", {})
        self._numbers[values["iin_hash"]] = number
        if not number:
            return
        born = values.get("birth_date")
        if problem := check_iin(number):
            mistakes.add("iin", _masked(number), problem)
        elif born and (problem := check_iin(number, born)):
            mistakes.add("iin", _masked(number), problem)
            mistakes.add("birth_date", born.isoformat(), problem)

    def key_of(self, values: dict[str, Any]) -> Any:
        return values["iin_hash"]

    def fetch(self, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        """People known by IIN: hash → id, names, birth date, whether they belong here today."""
        hashes = [row.values["iin_hash"] for row in rows]
        columns = ("iin_hash", "pk", "last_name", "first_name", "middle_name", "birth_date")
        found = {row["iin_hash"]: row for row in User.objects.filter(iin_hash__in=hashes).values(*columns)}
        here = set(
            Membership.objects.current()
            .filter(organisation=self.job.organisation_id, user__in=[row["pk"] for row in found.values()])
            .values_list("user", flat=True)
        )
        for row in found.values():
            row["here"] = row["pk"] in here
        return found

    def same_person(self, values: dict[str, Any], there: dict[str, Any], mistakes: Mistakes) -> None:
        """A name that differs is somebody else's IIN, except for own people, whose names may be corrected."""
        if there["here"]:
            return
        if any(fold(values[name]) != fold(there[name]) for name in ("last_name", "first_name")):
            mistakes.add("last_name", values["last_name"], OTHER_NAME)
        born = values.get("birth_date")
        if born and there["birth_date"] and born != there["birth_date"]:
            mistakes.add("birth_date", born.isoformat(), OTHER_BIRTH_KNOWN)

    def write_people(self, cursor: Any, rows: list[Row]) -> None:
        """Stage the rows with their people as ``staged`` (iin_hash, user_id and the register's own columns); new people come without a way in."""
        unusable = make_password(None)
        extra = self.staged_columns()
        columns = {"iin_hash": "text", "iin": "text", "public_id": "text", "last_name": "text", "first_name": "text", "middle_name": "text"}
        columns |= {"birth_date": "date"} | extra
        names = list(columns)
        lines = ([self._cell(row, name) for name in names] for row in rows)
        stage(cursor, "staged", columns, lines)
        table = User._meta.db_table
        given = {"iin_hash", "iin", "public_id", "last_name", "first_name", "middle_name", "birth_date"}
        rest = rest_of_row(User, given) | {
            "password": unusable,
            "date_joined": timezone.now(),
            "sign_in": User.SignIn.NONE,
            "language": self.language(),
        }
        shared = sorted(given)
        cursor.execute(
            f"INSERT INTO {table} ({', '.join([*shared, *rest])}) SELECT {', '.join([*(f's.{name}' for name in shared), *['%s'] * len(rest)])} "
            "FROM staged s ON CONFLICT (iin_hash) DO NOTHING",
            list(rest.values()),
        )
        cursor.execute(
            f"ALTER TABLE staged ADD COLUMN user_id bigint; UPDATE staged s SET user_id = u.id FROM {table} u WHERE u.iin_hash = s.iin_hash"
        )
        member = Membership._meta.db_table
        today = timezone.localdate()
        has_middle, has_birth = "middle_name" in self.present, "birth_date" in self.present
        change = ["last_name = s.last_name", "first_name = s.first_name"]
        change += ["middle_name = s.middle_name"] * has_middle + ["birth_date = COALESCE(s.birth_date, u.birth_date)"] * has_birth
        cursor.execute(
            f"UPDATE {table} u SET {', '.join(change)} FROM staged s WHERE u.id = s.user_id "
            f"AND (u.last_name, u.first_name, {'u.middle_name' if has_middle else '1'}, u.birth_date) IS DISTINCT FROM "
            f"(s.last_name, s.first_name, {'s.middle_name' if has_middle else '1'}, {'COALESCE(s.birth_date, u.birth_date)' if has_birth else 'u.birth_date'}) "
            f"AND EXISTS (SELECT 1 FROM {member} m WHERE m.user_id = u.id AND m.organisation_id = %s AND m.valid_from <= %s "
            "AND (m.valid_until IS NULL OR m.valid_until >= %s))",
            [self.job.organisation_id, today, today],
        )

    def staged_columns(self) -> dict[str, str]:
        """Columns of the register's own in the staging table, with their types."""
        return {}

    def language(self) -> str:
        """Language in which new people of the file are written to."""
        return str(self.by.language if self.by.language in {"kk", "ru"} else "kk")

    def _cell(self, row: Row, name: str) -> Any:
        if name == "iin":
            return encrypt(self._numbers[row.values["iin_hash"]])
        if name == "public_id":
            return new_public_id()
        if name == "middle_name":
            return row.values.get(name, "")
        return row.values.get(name)

    def join(self, cursor: Any, day: Any, extra: dict[str, str] | None = None) -> None:
        """Memberships of the staged people who have none here on the day; ``extra`` are further columns and the SQL of their values."""
        table = Membership._meta.db_table
        extra = extra or {}
        given = {"user_id", "organisation_id", "kind", "valid_from", *extra}
        rest = rest_of_row(Membership, given)
        names = ["user_id", "organisation_id", "kind", "valid_from", *extra, *rest]
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT s.user_id, %s, %s, %s, {''.join(f'{sql}, ' for sql in extra.values())}"
            f"{', '.join(['%s'] * len(rest))} FROM staged s WHERE NOT EXISTS (SELECT 1 FROM {table} m WHERE m.user_id = s.user_id "
            "AND m.organisation_id = %s AND m.kind = %s AND (m.valid_until IS NULL OR m.valid_until >= %s))",
            [self.job.organisation_id, self.membership_kind, day, *rest.values(), self.job.organisation_id, self.membership_kind, day],
        )


def _masked(number: str) -> str:
    """An IIN in a report keeps its last four digits."""
    return f"********{number[-4:]}"
