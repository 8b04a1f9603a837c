"""Places that receive groups; known by the organisation's BIN and the Kazakh name."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..access import COORDINATORS, organisations_as, regions_as
from ..models import District, Organisation, Role, Site
from .base import Column, Mistakes, Register, Row, digits, rest_of_row, stage

NO_ORGANISATION = _("No organisation with this BIN is in the register.")
FOREIGN = _("You may not keep the sites of this organisation.")
NO_DISTRICT = _("There is no district with this KATO code or name in the region.")
PEOPLE_RANGE = _("The most must not be less than the fewest.")


class Sites(Register):
    """Sites of an operator's region or of the organisations one coordinates; new ones wait as drafts for their check."""

    code = "sites"
    columns = (
        Column("bin", "Ұйымның БСН-і", "БИН организации", required=True, limit=20, example="000040001017"),
        Column("name_kk", "Атауы (қазақша)", "Название (казахский)", required=True, limit=200, example="Ағаш өңдеу шеберханасы"),
        Column("name_ru", "Атауы (орысша)", "Название (русский)", required=True, limit=200, example="Столярная мастерская"),
        Column("workshop_kk", "Цех, шеберхана (қазақша)", "Цех, мастерская (казахский)", limit=200),
        Column("workshop_ru", "Цех, шеберхана (орысша)", "Цех, мастерская (русский)", limit=200),
        Column("district", "Аудан (КАТО)", "Район (КАТО)", required=True, example="391000000"),
        Column("address_kk", "Мекенжайы (қазақша)", "Адрес (казахский)", required=True, example="Демо көшесі, 1"),
        Column("address_ru", "Мекенжайы (орысша)", "Адрес (русский)", required=True, example="ул. Демонстрационная, 1"),
        Column("min_people", "Ең аз адам", "Минимум человек", required=True, kind="number", low=1, high=500, example="5"),
        Column("max_people", "Ең көп адам", "Максимум человек", required=True, kind="number", low=1, high=500, example="15"),
        Column("risk_level", "Қауіп деңгейі", "Уровень риска", kind="choice", choices=Site.Risk),
        Column("allowed_zones_kk", "Рұқсат етілген аймақтар (қазақша)", "Разрешённые зоны (казахский)", limit=1000),
        Column("allowed_zones_ru", "Рұқсат етілген аймақтар (орысша)", "Разрешённые зоны (русский)", limit=1000),
        Column("forbidden_zones_kk", "Тыйым салынған аймақтар (қазақша)", "Запретные зоны (казахский)", limit=1000),
        Column("forbidden_zones_ru", "Тыйым салынған аймақтар (орысша)", "Запретные зоны (русский)", limit=1000),
        Column("ppe", "Жеке қорғаныш құралдары", "Средства индивидуальной защиты", limit=1000),
        Column("emergency_contacts", "Төтенше жағдай байланысы", "Экстренные контакты"),
    )

    def prepare(self) -> None:
        from ..rules import runs_the_platform

        rows = Organisation.objects.exclude(status__in=Organisation.OVER).exclude(bin="")
        self.organisations = {number: (pk, region) for number, pk, region in rows.values_list("bin", "pk", "region_id")}
        self.districts = {
            (row.region_id, word.lower()): row.pk
            for row in District.objects.filter(active=True)
            for word in (row.kato, row.name_kk, row.name_ru)
        }
        self.everywhere = runs_the_platform(self.by)
        self.own, self.regions = organisations_as(self.by, *COORDINATORS), regions_as(self.by, Role.REGION_OPERATOR)

    def refine(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        number = digits(values.pop("bin"), 12)
        pk, region = self.organisations.get(number, (None, None))
        values["organisation_id"] = pk
        if number and pk is None:
            mistakes.add("bin", number, NO_ORGANISATION)
        elif number and not (self.everywhere or pk in self.own or region in self.regions):
            mistakes.add("bin", number, FOREIGN)
        district = values.pop("district")
        values["district_id"] = self.districts.get((region, (digits(district, 9) if district[:1].isdigit() else district).lower()))
        if district and pk and values["district_id"] is None:
            mistakes.add("district", district, NO_DISTRICT)
        fewest, most = values["min_people"], values["max_people"]
        if fewest and most and most < fewest:
            mistakes.add("max_people", most, PEOPLE_RANGE)
        if values.get("risk_level") == "":
            values.pop("risk_level")

    def key_of(self, values: dict[str, Any]) -> Any:
        return values["organisation_id"], values["name_kk"]

    def known(self, rows: Sequence[Row]) -> dict[Any, dict[str, Any]]:
        names = sorted({name for row in rows for name in row.values})
        found = Site.objects.filter(organisation__in={row.values["organisation_id"] for row in rows}).exclude(status="closed")
        return {(values["organisation_id"], values["name_kk"]): values for values in found.values(*names)}

    def load(self, cursor: Any, rows: Iterable[Row]) -> None:
        rows = list(rows)
        if not rows:
            return
        names = sorted({name for row in rows for name in row.values})
        kinds = {name: "bigint" if name.endswith("_id") else "smallint" if name.endswith("_people") else "text" for name in names}
        lines = ([row.values.get(name, Site.Risk.LOW if name == "risk_level" else "") for name in names] for row in rows)
        stage(cursor, "staged", kinds, lines)
        table, written = Site._meta.db_table, [name for name in names if name not in {"organisation_id", "name_kk"}]
        same = "o.organisation_id = s.organisation_id AND o.name_kk = s.name_kk AND o.status <> 'closed'"
        cursor.execute(
            f"UPDATE {table} o SET {', '.join(f'{name} = s.{name}' for name in written)} FROM staged s WHERE {same} "
            f"AND ({', '.join(f'o.{name}' for name in written)}) IS DISTINCT FROM ({', '.join(f's.{name}' for name in written)})"
        )
        rest = rest_of_row(Site, set(names))
        cursor.execute(
            f"INSERT INTO {table} ({', '.join([*names, *rest])}) SELECT {', '.join([*(f's.{name}' for name in names), *['%s'] * len(rest)])} "
            f"FROM staged s WHERE NOT EXISTS (SELECT 1 FROM {table} o WHERE {same})",
            list(rest.values()),
        )
