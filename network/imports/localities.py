"""Towns and villages from the official list (KATO): adds, renames, moves to another district, closes with or without a successor."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..models import District, Locality
from .base import Column, Mistakes, Register, Row, digits, stage
from .districts import KATO_SHAPE, NOT_CLOSED, OWN_SUCCESSOR

NO_DISTRICT = _("There is no district in force with this KATO code.")
NO_SUCCESSOR = _("There is no locality with this KATO code, neither in the register nor above this row of the file.")
KINDS = {"kato": "text", "district_id": "bigint", "name_kk": "text", "name_ru": "text", "valid_until": "date", "successor": "text"}


class Localities(Register):
    """Localities of all districts. Rows that the file does not name stay as they are."""

    code = "localities"
    columns = (
        Column("kato", "КАТО коды", "Код КАТО", required=True, example="395430100"),
        Column("district", "Аудан (КАТО)", "Район (КАТО)", required=True, example="395400000"),
        Column("name_kk", "Атауы (қазақша)", "Название (казахский)", required=True, limit=200, example="Мысал ауылы"),
        Column("name_ru", "Атауы (орысша)", "Название (русский)", required=True, limit=200, example="село Мысал"),
        Column("valid_until", "Жабылған күні", "Дата закрытия", kind="date"),
        Column("successor", "Мирасқоры (КАТО)", "Преемник (КАТО)"),
    )

    def prepare(self) -> None:
        self.districts = dict(District.objects.values_list("kato", "pk"))
        self.closed = set(District.objects.filter(active=False).values_list("kato", flat=True))
        self.there = set(Locality.objects.values_list("kato", flat=True))

    def refine(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        for name in ("kato", "district", "successor"):
            if values.get(name):
                values[name] = digits(values[name], 9)
        code = values["kato"]
        if code and not (len(code) == 9 and code.isascii() and code.isdigit()):
            mistakes.add("kato", code, KATO_SHAPE)
        district = values.pop("district")
        values["district_id"] = self.districts.get(district)
        # What is closed together with its district keeps the old one: old records keep the old row.
        if district and (values["district_id"] is None or (district in self.closed and not values.get("valid_until"))):
            mistakes.add("district", district, NO_DISTRICT)
        self.there.add(code)
        if successor := values.get("successor"):
            if successor == code:
                mistakes.add("successor", successor, OWN_SUCCESSOR)
            elif successor not in self.there:
                mistakes.add("successor", successor, NO_SUCCESSOR)
            elif not values.get("valid_until"):
                mistakes.add("valid_until", "", NOT_CLOSED)

    def key_of(self, values: dict[str, Any]) -> Any:
        return values["kato"]

    def known(self, rows: Sequence[Row]) -> dict[Any, dict[str, Any]]:
        found = Locality.objects.filter(kato__in=[row.values["kato"] for row in rows]).select_related("successor")
        return {
            row.kato: {name: getattr(row, name) for name in ("kato", "district_id", "name_kk", "name_ru", "valid_until")}
            | {"successor": row.successor.kato if row.successor else ""}
            for row in found
        }

    def load(self, cursor: Any, rows: Iterable[Row]) -> None:
        """Twenty thousand rows: staged by COPY, written by three statements; organisations of a closed locality follow its successor."""
        names = list(KINDS)
        stage(cursor, "staged", KINDS, ([row.values.get(name) or None for name in names] for row in rows))
        table = Locality._meta.db_table
        cursor.execute(
            f"INSERT INTO {table} AS o (kato, district_id, name_kk, name_ru, active) "
            "SELECT kato, district_id, name_kk, name_ru, true FROM staged "
            "ON CONFLICT (kato) DO UPDATE SET district_id = EXCLUDED.district_id, name_kk = EXCLUDED.name_kk, name_ru = EXCLUDED.name_ru "
            "WHERE (o.district_id, o.name_kk, o.name_ru) IS DISTINCT FROM (EXCLUDED.district_id, EXCLUDED.name_kk, EXCLUDED.name_ru)"
        )
        cursor.execute(
            f"UPDATE {table} o SET active = false, valid_until = s.valid_until, successor_id = n.id "
            f"FROM staged s LEFT JOIN {table} n ON n.kato = s.successor WHERE o.kato = s.kato AND s.valid_until IS NOT NULL "
            "AND (o.active, o.valid_until, o.successor_id) IS DISTINCT FROM (false, s.valid_until, n.id)"
        )
        cursor.execute(
            f"UPDATE network_organisation g SET locality_id = o.successor_id FROM {table} o JOIN staged s ON s.kato = o.kato "
            "WHERE g.locality_id = o.id AND o.successor_id IS NOT NULL"
        )
