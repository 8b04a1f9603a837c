"""Events of the calendar of one network or organisation. Known by kind, Kazakh title and day; an event that is there moves by hand, with a reason (NR49)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dates import local_date

from ..clashes import is_blocked, obstacles
from ..errors_plans import DayBlocked, PlaceNeeded, RoomNeeded
from ..models import CalendarEvent, EventKind, NetworkPlan, Organisation, PlanItem
from ..services import events
from .base import Column, Mistakes, Register, Row, key
from .plan_items import NOT_A_PARTY, looked_up, organisations_by_word

Mode = CalendarEvent.Mode
NOT_A_TIME = _("A time is needed, for example 15:00.")
END_FIRST = _("The end lies before the beginning.")
NO_ITEM = _("The approved plan of the year has no item with this code.")
AT_ANOTHER_TIME = _("The event is in the calendar at %(time)s: move it on its page, with the reason.")
TWICE = _("The event %(value)s stands twice on this day: in rows %(first)s and %(second)s.")


def time_of(text: str) -> dt.time | None:
    """«15:00», «9.30», a spreadsheet's «15:00:00»; None where it is none."""
    parts = text.replace(".", ":").split(":")
    try:
        return dt.time(int(parts[0]), int(parts[1]) if len(parts) > 1 else 0)
    except ValueError:
        return None


class CalendarEvents(Register):
    """Events from a file: new ones are planned, texts of those that are ahead corrected."""

    code = "calendar"
    target = "calendar"
    rows_limit = 1000
    twice_column, twice_message = "title_kk", TWICE
    columns = (
        Column("kind", "Түрі", "Вид", kind="choice", choices=EventKind, required=True, example="plc"),
        Column("title_kk", "Атауы (қазақша)", "Название (на казахском)", required=True, limit=200, example="PLC-сессия"),
        Column("title_ru", "Атауы (орысша)", "Название (на русском)", required=True, limit=200, example="PLC-сессия"),
        Column("day", "Күні", "Дата", kind="date", required=True, example="06.10.2026"),
        Column("starts", "Басталуы (уақыты)", "Начало (время)", required=True, limit=8, example="15:00"),
        Column("ends", "Аяқталуы (уақыты)", "Окончание (время)", required=True, limit=8, example="16:30"),
        Column("mode", "Өту түрі", "Форма проведения", kind="choice", choices=Mode, example="onsite"),
        Column("place", "Орны", "Место", limit=300, example="24-кабинет"),
        Column("url", "Онлайн мекенжайы", "Адрес онлайн-встречи", limit=200),
        Column("goal_kk", "Мақсаты (қазақша)", "Цель (на казахском)", required=True, limit=2000, example="Сабақтарды талдау"),
        Column("goal_ru", "Мақсаты (орысша)", "Цель (на русском)", required=True, limit=2000, example="Анализ уроков"),
        Column("format", "Форматы", "Формат", limit=200),
        Column("participants_kk", "Қатысушылар (қазақша)", "Участники (на казахском)", limit=2000),
        Column("participants_ru", "Қатысушылар (орысша)", "Участники (на русском)", limit=2000),
        Column("host", "Өткізуші ұйым", "Проводит", limit=300, required=True, example="000040001018"),
        Column("item", "Жоспар тармағының коды", "Код пункта плана", limit=12),
        Column("override_reason", "Неге сол күні", "Почему в этот день", limit=300),
    )

    def prepare(self) -> None:
        from ..forms_plans.plans import parties_of

        owner = self.job.network or self.job.organisation
        self.owner = {"network": self.job.network} if self.job.network else {"organisation": self.job.organisation}
        self.hosts = organisations_by_word(parties_of(owner))
        items = PlanItem.objects.filter(plan__in=NetworkPlan.objects.in_force().filter(**self.owner)).exclude(code="")
        self.items = {key(item.code): item.pk for item in items.order_by("plan__year__starts_on")}
        rows = CalendarEvent.objects.filter(**self.owner).exclude(status__in=["cancelled", "not_held"])
        self.there = {_key(row.kind, row.title_kk, local_date(row.starts)): row for row in rows}

    def refine(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        values["mode"] = values.get("mode") or Mode.ONSITE.value
        times = {}
        for name in ("starts", "ends"):
            times[name] = time_of(values[name]) if values[name] else None
            if values[name] and times[name] is None:
                mistakes.add(name, values[name], NOT_A_TIME)
        values["host_id"] = looked_up(values, "host", self.hosts, NOT_A_PARTY, mistakes)
        values["plan_item_id"] = looked_up(values, "item", self.items, NO_ITEM, mistakes)
        if values["mode"] != Mode.ONLINE and not values.get("place"):
            mistakes.add("place", "", PlaceNeeded.message)
        if values["mode"] != Mode.ONSITE and not values.get("url"):
            mistakes.add("url", "", RoomNeeded.message)
        if not values["day"] or None in times.values():
            return
        for name, time in times.items():
            assert time is not None
            values[name] = timezone.make_aware(dt.datetime.combine(values["day"], time))
        self._check_times(values, mistakes)

    def _check_times(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        if values["ends"] <= values["starts"]:
            mistakes.add("ends", f"{values['ends']:%H:%M}", END_FIRST)
        known = self.there.get(self.key_of(values))
        if known and known.starts != values["starts"]:
            mistakes.add("starts", f"{values['starts']:%H:%M}", AT_ANOTHER_TIME, time=f"{timezone.localtime(known.starts):%H:%M}")
        found = obstacles(values["starts"], values["ends"])
        if is_blocked(values["kind"], found) and not values.get("override_reason"):
            names = ", ".join(one.name for one in found)
            mistakes.add("day", f"{values['day']:%d.%m.%Y}", DayBlocked.message, day=f"{values['day']:%d.%m.%Y}", names=names)

    def key_of(self, values: dict[str, Any]) -> Any:
        return _key(values["kind"], values["title_kk"], values["day"])

    def known(self, rows: Sequence[Row]) -> dict[Any, dict[str, Any]]:
        names = {name for row in rows for name in row.values} - {"day"}
        return {
            found: {name: getattr(event, name) for name in names} | {"day": local_date(event.starts)} for found, event in self.there.items()
        }

    def load(self, cursor: Any, rows: Iterable[Row]) -> None:
        """Some hundred events: through the services, which hold NR49 and write the change log."""
        for row in rows:
            values = {name: value for name, value in row.values.items() if name in events.FIELDS}
            values["host"] = Organisation.objects.get(pk=row.values["host_id"])
            values["plan_item"] = PlanItem.objects.filter(pk=row.values["plan_item_id"]).first()
            event = self.there.get(self.key_of(row.values))
            if event is None:
                events.add_event(by=self.by, **self.owner, **values)
            elif event.is_ahead and any(getattr(event, name) != value for name, value in values.items()):
                events.change_event(event=event, by=self.by, **values)


def _key(kind: str, title_kk: str, day: dt.date) -> tuple[str, str, dt.date]:
    return kind, key(title_kk), day
