"""The register of organisations from a file; known by BIN."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.numbers import check_bin

from ..access import regions_as
from ..models import District, Organisation, OrganisationKind, Ownership, Region, Role, Sector, Size, Subkind
from .base import REQUIRED, Column, Mistakes, Register, Row, digits, rest_of_row, stage

NO_REGION = _("There is no region with this KATO code or name.")
NO_DISTRICT = _("There is no district with this KATO code or name in the region.")
FOREIGN_REGION = _("You operate another region.")
CODE_TAKEN = _("Another organisation has this short code.")
CODE_SHAPE = _("2–12 Latin letters or digits.")
KIND_CHANGES = _("The organisation is registered as another kind; change it in the passport.")
NO_SECTOR = _("There is no sector with this name.")

COLUMNS = (
    Column("bin", "БСН", "БИН", required=True, limit=20, example="000040001017"),
    Column("kind", "Түрі", "Вид", required=True, kind="choice", choices=OrganisationKind, example="school"),
    Column("subkind", "Кіші түрі", "Подвид", kind="choice", choices=Subkind),
    Column("full_name_kk", "Толық атауы (қазақша)", "Полное наименование (казахский)", required=True, example="«№ 1 демо мектебі» КММ"),
    Column("full_name_ru", "Толық атауы (орысша)", "Полное наименование (русский)", required=True, example="КГУ «Демо-школа № 1»"),
    Column(
        "short_name_kk", "Қысқаша атауы (қазақша)", "Краткое наименование (казахский)", required=True, limit=120, example="№ 1 демо мектеп"
    ),
    Column("short_name_ru", "Қысқаша атауы (орысша)", "Краткое наименование (русский)", required=True, limit=120, example="Демо-школа № 1"),
    Column("region", "Өңір (КАТО)", "Регион (КАТО)", required=True, example="390000000"),
    Column("district", "Аудан (КАТО)", "Район (КАТО)", required=True, example="391000000"),
    Column("locality_type", "Орналасуы", "Местность", required=True, kind="choice", choices=Organisation.Locality, example="urban"),
    Column("address_kk", "Мекенжайы (қазақша)", "Адрес (казахский)", required=True, example="Демо көшесі, 1"),
    Column("address_ru", "Мекенжайы (орысша)", "Адрес (русский)", required=True, example="ул. Демонстрационная, 1"),
    Column("code", "Қысқа коды", "Краткий код", limit=12),
    Column("phone", "Телефон", "Телефон", limit=40),
    Column("email", "Электрондық пошта", "Электронная почта", limit=254),
    Column("head_name", "Басшысы", "Руководитель", limit=200),
    Column("ownership", "Меншік нысаны", "Форма собственности", kind="choice", choices=Ownership),
    Column("learners", "Білім алушылар саны", "Число обучающихся", kind="number"),
    Column("small_class", "Шағын жинақты мектеп", "Малокомплектная школа", kind="yes"),
    Column("video_equipment", "Бейнетүсірілім жабдығы", "Видеооборудование", kind="yes"),
    Column("mentor_time", "Тәлімгер сағаты", "Час наставника", kind="yes"),
    Column("internet_mbps", "Интернет, Мбит/с", "Интернет, Мбит/c", kind="number"),
    Column("size", "Көлемі", "Размер", kind="choice", choices=Size),
    Column("sector", "Сала", "Отрасль"),
)
# Types of the columns as they wait in the staging table.
_KINDS = {"region_id": "bigint", "district_id": "bigint", "sector_id": "bigint", "learners": "integer", "internet_mbps": "integer"}
_FLAGS = {"small_class", "video_equipment", "mentor_time"}


class Organisations(Register):
    """Organisations of a region: new ones are entered, known ones corrected."""

    code = "organisations"
    columns = COLUMNS

    def prepare(self) -> None:
        from ..rules import runs_the_platform

        self.regions: dict[str, int] = {}
        for region in Region.objects.all():
            for word in (region.kato, region.name_kk, region.name_ru):
                self.regions[word.lower()] = region.pk
        self.districts: dict[tuple[int, str], int] = {}
        for district in District.objects.filter(active=True):
            for word in (district.kato, district.name_kk, district.name_ru):
                self.districts[(district.region_id, word.lower())] = district.pk
        self.sectors = {word.lower(): row.pk for row in Sector.objects.all() for word in (row.code, row.name_kk, row.name_ru)}
        self.allowed = None if runs_the_platform(self.by) else regions_as(self.by, Role.REGION_OPERATOR)
        self.codes = {code.lower(): number for code, number in Organisation.objects.values_list("code", "bin")}
        self.kinds = dict(Organisation.objects.exclude(status__in=Organisation.OVER).exclude(bin="").values_list("bin", "kind"))

    def refine(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        number = values["bin"] = digits(values["bin"], 12)
        if number and (problem := check_bin(number)):
            mistakes.add("bin", number, problem)
        region = values.pop("region", "")
        values["region_id"] = self.regions.get((digits(region, 9) if region[:1].isdigit() else region).lower())
        district = values.pop("district", "")
        values["district_id"] = None
        if region and values["region_id"] is None:
            mistakes.add("region", region, NO_REGION)
        elif region:
            if self.allowed is not None and values["region_id"] not in self.allowed:
                mistakes.add("region", region, FOREIGN_REGION)
            word = (digits(district, 9) if district[:1].isdigit() else district).lower()
            values["district_id"] = self.districts.get((values["region_id"], word))
            if district and values["district_id"] is None:
                mistakes.add("district", district, NO_DISTRICT)
        if "sector" in values:
            sector = values.pop("sector")
            values["sector_id"] = self.sectors.get(sector.lower())
            if sector and values["sector_id"] is None:
                mistakes.add("sector", sector, NO_SECTOR)
        self._code(values, mistakes)
        if self.kinds.get(number, values["kind"]) != values["kind"] and values["kind"]:
            mistakes.add("kind", values["kind"], KIND_CHANGES)

    def _code(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        code = values.get("code", "").lower()
        if not code:
            values.pop("code", None)
            if values["bin"] in self.codes and values["bin"] not in self.kinds:  # a closed organisation with this BIN keeps its code
                mistakes.add("code", code, REQUIRED)
            return
        values["code"] = code
        if not (code.isascii() and code.isalnum() and 2 <= len(code) <= 12):
            mistakes.add("code", code, CODE_SHAPE)
        elif self.codes.get(code, values["bin"]) != values["bin"]:
            mistakes.add("code", code, CODE_TAKEN)
        else:
            self.codes[code] = values["bin"]

    def key_of(self, values: dict[str, Any]) -> Any:
        return values["bin"]

    def known(self, rows: Sequence[Row]) -> dict[Any, dict[str, Any]]:
        names = sorted({name for row in rows for name in row.values})
        found = Organisation.objects.exclude(status__in=Organisation.OVER).filter(bin__in=[row.values["bin"] for row in rows])
        return {values["bin"]: values for values in found.values(*names)}

    def load(self, cursor: Any, rows: Iterable[Row]) -> None:
        """Write the file: known BINs are updated where something differs, the rest comes in; names reach the letterheads."""
        rows = list(rows)
        if not rows:
            return
        with_code = any("code" in row.values for row in rows)
        names = sorted({name for row in rows for name in row.values} | {"code"})
        lines = ([self._cell(row, name) for name in names] for row in rows)
        stage(cursor, "staged", {name: _KINDS.get(name, "boolean" if name in _FLAGS else "text") for name in names}, lines)
        table = Organisation._meta.db_table
        written = [name for name in names if name != "bin" and (name != "code" or with_code)]
        change = ", ".join(
            f"{name} = s.{name}" if name != "code" else "code = CASE WHEN s.code = s.bin THEN o.code ELSE s.code END" for name in written
        )
        old = ", ".join(f"o.{name}" for name in written if name != "code")
        new = ", ".join(f"s.{name}" for name in written if name != "code")
        over = "('" + "','".join(Organisation.OVER) + "')"
        cursor.execute(
            f"UPDATE {table} o SET {change} FROM staged s WHERE o.bin = s.bin AND o.status NOT IN {over} "
            f"AND (({old}) IS DISTINCT FROM ({new}) OR (s.code <> s.bin AND o.code <> s.code)) RETURNING o.id"
        )
        self.changed_ids = [row[0] for row in cursor.fetchall()]
        rest = rest_of_row(Organisation, set(names))
        cursor.execute(
            f"INSERT INTO {table} ({', '.join([*names, *rest])}) SELECT {', '.join([*(f's.{name}' for name in names), *['%s'] * len(rest)])} "
            f"FROM staged s WHERE NOT EXISTS (SELECT 1 FROM {table} o WHERE o.bin = s.bin AND o.status NOT IN {over}) ON CONFLICT DO NOTHING",
            list(rest.values()),
        )
        self._letterheads()

    @staticmethod
    def _cell(row: Row, name: str) -> Any:
        if name == "code":
            return row.values.get("code") or row.values["bin"]
        return row.values.get(name, "")

    def _letterheads(self) -> None:
        """Organisations that issue papers already print the new names; others become issuers with their first paper."""
        from documents.models import Issuer

        from ..services.organisations import register_organisation

        for organisation in Organisation.objects.filter(pk__in=self.changed_ids):
            if Issuer.objects.of(organisation).exists():
                register_organisation(organisation)
