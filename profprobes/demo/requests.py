"""Schools that ask and wait in the demo: a waiting list at the bakery, requests with their priority at a workshop in window mode (stories 1 and 2)."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User
from network.models import Site

from ..models import SiteSlot, TrialSite
from ..services import booking, series, trials, waiting
from .clock import at, local, working_day
from .people import DemoRegion

# the class that asks, its coordinator, the teacher who goes along, how many pupils
ASK = [
    (("AM7", "8"), "rural", "rural_teacher", 8),
    (("MK3", "7 «Б»"), "third", "third", 10),
    (("MK12", "9 «А»"), "coordinator", "teacher", 10),
]
SEATS, WEEKS = 12, 6


def build_requests(region: DemoRegion, sites: dict[str, Site]) -> None:
    """After the market is open."""
    _waiting_list(region, sites["baker"])
    _window(region, sites["carpenter"])


def _waiting_list(region: DemoRegion, site: Site) -> None:
    """Two afternoons a week for six weeks; the first one is full, two schools stand on its list."""
    today = timezone.localdate()
    first = today + dt.timedelta(days=14 - today.weekday())
    made = series.open_series(
        site=site,
        weekdays=[2, 4],
        first_day=first,
        last_day=first + dt.timedelta(weeks=WEEKS, days=-1),
        starts=dt.time(15),
        ends=dt.time(16, 35),
        seats=SEATS,
        min_group=5,
        by=region.people["partner"],
    )
    for group, coordinator, teacher, count in ASK:
        _ask(region, made.slots[0], site, group, coordinator, teacher, count)


def _window(region: DemoRegion, like: Site) -> None:
    """One slot of the next month at a second workshop of the college; three schools asked on the first days of this month."""
    site = Site.objects.get(pk=like.pk)
    site.pk, site._state.adding = None, True
    site.name_kk, site.name_ru, site.workshop_kk, site.workshop_ru = (
        "Әрлеу шеберханасы",
        "Мастерская отделки",
        "2-корпус, 6-шеберхана",
        "корпус 2, мастерская 6",
    )
    site.max_people, site.adapted_for = SEATS, ["hearing"]
    site.save()
    old = like.trial_site
    side = TrialSite.objects.create(
        site=site, grades=old.grades, formats=old.formats, booking=TrialSite.Booking.WINDOW, photo_rule=old.photo_rule
    )
    side.programmes.set(old.programmes.all())
    side.professions.set(old.professions.all())
    month = (timezone.localdate().replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    start = local(working_day(month + dt.timedelta(days=20)), 11)
    site = Site.objects.select_related("organisation", "trial_site").get(pk=site.pk)
    slots, _clashes = booking.open_slots(
        site=site, starts=start, ends=start + dt.timedelta(minutes=95), seats=SEATS, by=region.people["partner"]
    )
    opens = waiting.window_of(slots[0])[0]
    for number, ask in enumerate(reversed(ASK)):
        with at(min(opens + dt.timedelta(hours=30 + number), timezone.now())):
            _ask(region, slots[0], site, *ask)


def _ask(region: DemoRegion, slot: SiteSlot, site: Site, group: tuple[str, str], coordinator: str, teacher: str, count: int) -> None:
    class_group = region.classes[group]
    responsible, escort = (region.memberships[key] for key in (coordinator, teacher))
    trials.create_trial(
        slot=SiteSlot.objects.select_related("site__organisation", "site__trial_site").get(pk=slot.pk),
        programme=site.trial_site.programmes.get(),
        school=class_group.organisation,
        class_groups=[class_group],
        pupils=_pupils(class_group, count),
        responsible=responsible,
        accompanying=[escort],
        by=region.people[coordinator],
        wait=True,
    )


def _pupils(class_group: Any, count: int) -> list[User]:
    return list(User.objects.filter(enrolments__group=class_group).order_by("pk")[:count])
