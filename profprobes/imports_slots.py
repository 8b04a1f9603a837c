"""Slots of a host from a file (§7, §9 case 21). Known by their site and beginning: the same file brought twice changes nothing."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg2.extras import DateTimeTZRange

from core.errors import DomainError
from network.imports.base import Column, Mistakes, Register, Row, key
from network.imports.plan_items import looked_up
from network.models import Organisation, Site

from . import errors
from .models import SiteSlot, SlotBooking, TrialMentor
from .services.booking import open_slots, require_check, require_mentor
from .services.series import LIVE_SLOTS, change_slots
from .words import When

NO_SITE = _("Your organisation has no such site that is described for career trials.")
NO_MENTOR = _("The organisation has no active mentor of this name.")
NOT_A_TIME = _("A time is needed, for example 10:00.")
OVERLAPS_SLOT = _("The slot %(own)s overlaps the slot %(other)s that is already open.")
OVERLAPS_ROW = _("The slot %(own)s overlaps the slot %(other)s of row %(row)s.")
BOOKED = _("Schools have asked for this slot: it keeps its hours, seats and mentor.")
TWICE = _("The same slot stands twice: in rows %(first)s and %(second)s.")
PLAIN = ("ends", "seats", "min_group", "shared", "mentor_id")


def time_of(text: str) -> dt.time | None:
    """A time as people and spreadsheets write it: 9:00, 09.00, 09:00:00; None where it is none."""
    parts = text.replace(".", ":").split(":")
    try:
        return dt.time(int(parts[0]), int(parts[1]))
    except (ValueError, IndexError):
        return None


class Slots(Register):
    """One row is one slot. Slots that the file does not name stay as they are; what a school has booked is not changed by a file (BR-3)."""

    code = "slots"
    needs_organisation = True
    narrows = True
    rows_limit = 1000
    loads_whole = True  # rows may stand in each other's way
    twice_column, twice_message = "starts", TWICE
    columns = (
        Column("site", "Алаң", "Площадка", required=True, limit=200, example="Ағаш өңдеу шеберханасы"),
        Column("day", "Күні", "Дата", required=True, kind="date", example="15.10.2026"),
        Column("starts", "Басталуы", "Начало", required=True, limit=8, example="10:00"),
        Column("ends", "Аяқталуы", "Окончание", required=True, limit=8, example="11:30"),
        Column("seats", "Орын саны", "Мест", required=True, kind="number", low=1, high=500, example="12"),
        Column("min_group", "Ең аз топ", "Минимальная группа", kind="number", low=1, high=500, example="5"),
        Column("shared", "Бірнеше мектеп бөлісе алады", "Можно делить между школами", kind="yes", example="жоқ"),
        Column("mentor", "Тәлімгер", "Наставник", limit=200),
    )

    @classmethod
    def organisations(cls, rows: QuerySet) -> QuerySet:
        """Hosts whose sites are described for trials."""
        return rows.filter(pk__in=Site.objects.filter(trial_site__isnull=False).values("organisation"))

    def prepare(self) -> None:
        host: Organisation = self.job.organisation
        rows = Site.objects.filter(organisation=host, trial_site__isnull=False).exclude(status=Site.Status.CLOSED)
        own = [site for site in rows.select_related("organisation", "trial_site") if self.by.has_perm("profprobes.open_slots", site)]
        self.sites = {site.pk: site for site in own}
        self.site_words = {word: site.pk for site in own for word in (key(site.name_kk), key(site.name_ru))}
        mentors = TrialMentor.objects.filter(membership__organisation=host, status=TrialMentor.Status.ACTIVE)
        self.mentors = {mentor.pk: mentor for mentor in mentors.select_related("membership__user")}
        self.mentor_words = {key(mentor.membership.user.full_name): mentor.pk for mentor in self.mentors.values()}
        taken = SiteSlot.objects.filter(site__in=own).exclude(status=SiteSlot.Status.WITHDRAWN).select_related("site").order_by("period")
        self.taken = list(taken)
        self.there = {(slot.site_id, slot.starts): slot for slot in self.taken}
        live = SlotBooking.objects.filter(slot__in=[slot.pk for slot in self.taken], status__in=SlotBooking.LIVE)
        self.booked = set(live.values_list("slot_id", flat=True))
        self.in_file: list[tuple[int, int, DateTimeTZRange]] = []

    def refine(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        for name in ("starts", "ends"):
            text = values[name]
            values[name] = time_of(text) if text else None
            if text and values[name] is None:
                mistakes.add(name, text, NOT_A_TIME)
        values["site_id"] = looked_up(values, "site", self.site_words, NO_SITE, mistakes)
        mentor = looked_up(values, "mentor", self.mentor_words, NO_MENTOR, mistakes)
        if mentor:
            values["mentor_id"] = mentor
        if values.get("min_group") is None:
            values.pop("min_group", None)
        day = values.pop("day")
        if mistakes or not (day and values["starts"] and values["ends"]):
            return
        zone = timezone.get_current_timezone()
        values["starts"], values["ends"] = (dt.datetime.combine(day, values[name], zone) for name in ("starts", "ends"))
        if values["ends"] <= values["starts"]:
            mistakes.add("ends", f"{values['ends']:%H:%M}", errors.WrongTimes.message)
            return
        values["min_group"] = min(values["min_group"], values["seats"]) if "min_group" in values else None
        if values["min_group"] is None:
            del values["min_group"]
        self._judge(values, mistakes)

    def _judge(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        """What the portal would refuse when the row is loaded."""
        slot, site = self.there.get(self.key_of(values)), self.sites[values["site_id"]]
        if slot and not self._differs(slot, values):
            return
        if values["starts"] <= timezone.now():
            mistakes.add("starts", f"{values['starts']:%d.%m.%Y %H:%M}", errors.SlotPast.message)
        if values["seats"] > site.max_people:
            mistakes.add("seats", values["seats"], errors.GroupTooLarge(seats=values["seats"], most=site.max_people))
        if slot and (slot.pk in self.booked or slot.status not in LIVE_SLOTS):
            mistakes.add("starts", f"{values['starts']:%d.%m.%Y %H:%M}", BOOKED)
        try:
            require_check(site, values["starts"])
            if mentor := self.mentors.get(values.get("mentor_id", 0)):
                require_mentor(mentor, site.organisation_id, timezone.localtime(values["starts"]).date())
        except DomainError as refusal:
            mistakes.add("mentor" if isinstance(refusal, errors.MentorNotReady) else "site", "", refusal)

    def check_chunk(self, rows: Sequence[Row]) -> dict[int, Mistakes]:
        """Rows that overlap an open slot or an earlier row of the file: both are named (§9 case 21)."""
        wrong: dict[int, Mistakes] = {}
        named = {self.key_of(row.values) for row in rows}
        for row in rows:
            site, own = row.values["site_id"], DateTimeTZRange(row.values["starts"], row.values["ends"])
            # A slot that another row of the file moves is judged as that row, not as it stands.
            others = [slot.period for slot in self.taken if slot.site_id == site and (site, slot.starts) not in named]
            other = next((period for period in others if _overlap(period, own)), None)
            earlier = next((line for line in self.in_file if line[1] == site and _overlap(line[2], own)), None)
            found = Mistakes()
            if other is not None:
                found.add("starts", f"{own.lower:%d.%m.%Y %H:%M}", OVERLAPS_SLOT, own=When(own), other=When(other))
            elif earlier is not None:
                found.add("starts", f"{own.lower:%d.%m.%Y %H:%M}", OVERLAPS_ROW, own=When(own), other=When(earlier[2]), row=earlier[0])
            if found:
                wrong[row.number] = found
            else:
                self.in_file.append((row.number, site, own))
        return wrong

    def key_of(self, values: dict[str, Any]) -> Any:
        return values["site_id"], values["starts"]

    def known(self, rows: Sequence[Row]) -> dict[Any, dict[str, Any]]:
        return {
            found: {"site_id": slot.site_id, "starts": slot.starts, **{name: _value(slot, name) for name in PLAIN}}
            for found, slot in self.there.items()
        }

    def _differs(self, slot: SiteSlot, values: dict[str, Any]) -> bool:
        return any(_value(slot, name) != values[name] for name in PLAIN if name in values)

    def load(self, cursor: Any, rows: Iterable[Row]) -> None:
        """Through the services, which hold the rules of slots (BR-2, BR-3)."""
        for row in sorted(rows, key=lambda row: row.values["starts"]):
            values = row.values
            slot = self.there.get(self.key_of(values))
            plain = {"seats": values["seats"], "by": self.by}
            if slot is None:
                mentor = self.mentors.get(values.get("mentor_id", 0))
                plain |= {"min_group": values.get("min_group"), "shared": values.get("shared", False), "mentor": mentor}
                open_slots(site=self.sites[values["site_id"]], starts=values["starts"], ends=values["ends"], **plain)
            elif self._differs(slot, values):
                mentor = self.mentors.get(values.get("mentor_id") or slot.mentor_id or 0)
                plain |= {
                    "min_group": values.get("min_group", slot.min_group),
                    "shared": values.get("shared", slot.shared),
                    "mentor": mentor,
                }
                starts, ends = (timezone.localtime(values[name]).time() for name in ("starts", "ends"))
                done = change_slots(slot=slot, all_following=False, starts=starts, ends=ends, **plain)
                if not done.slots:
                    raise errors.SlotOverlaps(other=When(slot.period))


def _value(slot: SiteSlot, name: str) -> Any:
    return slot.seats_total if name == "seats" else getattr(slot, name)


def _overlap(one: Any, other: Any) -> bool:
    return bool(one.lower < other.upper and other.lower < one.upper)


def register() -> None:
    """Make the file known to the network, which keeps all files."""
    from network.imports import REGISTERS

    REGISTERS[Slots.code] = Slots
