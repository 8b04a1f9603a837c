"""The official list of districts (KATO): adds, renames, closes with a successor."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..models import District, Region
from .base import Column, Mistakes, Register, Row, digits

KATO_SHAPE = _("A KATO code has 9 digits.")
NO_REGION = _("There is no region with this KATO code.")
NO_SUCCESSOR = _("There is no district with this KATO code, neither in the register nor in the file.")
OWN_SUCCESSOR = _("A district cannot follow itself.")
NOT_CLOSED = _("Write the day of closing: only a closed district has a successor.")


class Districts(Register):
    """Districts of all regions. Rows that the file does not name stay as they are."""

    code = "districts"
    columns = (
        Column("kato", "КАТО коды", "Код КАТО", required=True, example="395400000"),
        Column("region", "Өңір (КАТО)", "Регион (КАТО)", required=True, example="390000000"),
        Column("name_kk", "Атауы (қазақша)", "Название (казахский)", required=True, limit=200, example="Қостанай ауданы"),
        Column("name_ru", "Атауы (орысша)", "Название (русский)", required=True, limit=200, example="Костанайский район"),
        Column("valid_until", "Жабылған күні", "Дата закрытия", kind="date"),
        Column("successor", "Мирасқоры (КАТО)", "Преемник (КАТО)"),
    )

    def prepare(self) -> None:
        self.regions = dict(Region.objects.values_list("kato", "pk"))
        self.there = set(District.objects.values_list("kato", flat=True))

    def refine(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        for name in ("kato", "region", "successor"):
            if values.get(name):
                values[name] = digits(values[name], 9)
        code = values["kato"]
        if code and not (len(code) == 9 and code.isdigit()):
            mistakes.add("kato", code, KATO_SHAPE)
        region = values.pop("region")
        values["region_id"] = self.regions.get(region)
        if region and values["region_id"] is None:
            mistakes.add("region", region, NO_REGION)
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
        found = District.objects.filter(kato__in=[row.values["kato"] for row in rows]).select_related("successor")
        return {
            row.kato: {
                "kato": row.kato,
                "name_kk": row.name_kk,
                "name_ru": row.name_ru,
                "region_id": row.region_id,
                "valid_until": row.valid_until,
                "successor": row.successor.kato if row.successor else "",
            }
            for row in found
        }

    def load(self, cursor: Any, rows: Iterable[Row]) -> None:
        """A few hundred rows: written one by one through the services, so that organisations follow their district."""
        from ..services.districts import close_district, enter_district

        rows = list(rows)
        for row in rows:
            values = {name: row.values[name] for name in ("kato", "region_id", "name_kk", "name_ru")}
            enter_district(by=self.by, **values)
        by_code = {row.kato: row for row in District.objects.filter(kato__in=[row.values["kato"] for row in rows])}
        for row in rows:
            if day := row.values.get("valid_until"):
                successor = row.values.get("successor") or None
                after = District.objects.get(kato=successor) if successor else None
                close_district(district=by_code[row.values["kato"]], on=day, successor=after, by=self.by)
