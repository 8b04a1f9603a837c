"""The market of slots: a list and a month of what partners offer, from which a school books."""

import calendar
import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from core.dates import clock, day, local_date, month, official, times
from core.sheets import table_answer
from network.access import classes_as, organisations_as, regions_as
from network.models import Organisation, Role

from ..forms.market_filters import MarketFilter
from ..models import SiteSlot, TrialSite
from ..queries.market import describe, market_slots
from ..queries.people import coordinated_schools
from ..services.waiting import window_of
from .coord_sites import quota_text

PER_PAGE, PER_DAY, MOST_EXPORTED = 30, 4, 2000
STAFF = (Role.CLASS_TEACHER, Role.TEACHER, Role.PSYCHOLOGIST)


def school_of(request: HttpRequest) -> Organisation | None:
    """For which school the person looks: the one in the address, else the first. None for an operator, who looks for nobody. 403 for everybody else (§8)."""
    schools = coordinated_schools(request.user)
    if not schools:
        ids = (
            organisations_as(request.user, *STAFF) if classes_as(request.user, *STAFF) or organisations_as(request.user, *STAFF) else set()
        )
        schools = list(Organisation.objects.filter(pk__in=ids, kind=Organisation.Kind.SCHOOL).select_related("region"))
    if not schools and not regions_as(request.user, Role.REGION_OPERATOR):
        raise PermissionDenied
    wanted = request.GET.get("school", "")
    return next((school for school in schools if str(school.pk) == wanted), schools[0] if schools else None)


@login_required
@require_GET
def slots(request: HttpRequest) -> HttpResponse:
    """List or month; filters, the view and the month live in the address."""
    school = school_of(request)
    form = MarketFilter(request.GET, user=request.user, school=school)
    values = form.values()
    rows = market_slots(request.user, school, **values)
    view = "month" if request.GET.get("view") == "month" else "list"
    context: dict[str, Any] = {
        "filter_form": form,
        "school": school,
        "schools": coordinated_schools(request.user),
        "books": school in coordinated_schools(request.user),
        "view": view,
        "narrowed": bool(values),
        "tabs": [(label, _address(request, view=name), view == name) for name, label in _views()],
        "reset": f"{reverse('profprobes:slots')}?view={view}",
        "export_url": f"{reverse('profprobes:slots_file', args=['xlsx'])}?{request.GET.urlencode()}",
    }
    context |= _month_page(request, rows) if view == "month" else _list_page(request, rows, school)
    return render(request, "profprobes/market/slots.html", context)


def _views() -> list[tuple[str, str]]:
    return [("list", pgettext("view", "List")), ("month", pgettext("view", "Month"))]


def _address(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query[name] = value
    return f"{reverse('profprobes:slots')}?{query.urlencode()}"


def _list_page(request: HttpRequest, rows: QuerySet, school: Organisation | None) -> dict[str, Any]:
    page = Paginator(rows.prefetch_related("site__trial_site__professions"), PER_PAGE).get_page(request.GET.get("page"))
    found = describe(list(page.object_list), school)
    days: dict[dt.date, list[Any]] = {}
    for slot in found:
        _add_words(slot)
        days.setdefault(local_date(slot.starts), []).append(slot)
    return {"page": page, "days": list(days.items())}


def _add_words(slot: Any) -> None:
    rules = slot.site.trial_site
    slot.professions = ", ".join(sorted(row.name for row in rules.professions.all()))
    slot.quota_words = quota_text(slot)
    slot.seats_text = _("Free: %(free)s of %(total)s") % {"free": slot.seats_free, "total": slot.seats_total}
    slot.seats_tone = "clay" if slot.seats_free <= 0 else "sun" if slot.seats_free <= 5 else "leaf"
    slot.waits = rules.booking == TrialSite.Booking.REQUEST
    slot.window = _window(slot) if rules.booking == TrialSite.Booking.WINDOW else ""
    slot.travel_text = _travel_words(slot)


def _window(slot: SiteSlot) -> str:
    """S13 in words: when requests are taken, or that they are ordered by priority now."""
    opens, closes = window_of(slot)
    first, last = official(local_date(opens)), official(local_date(closes) - dt.timedelta(days=1))
    return _("requests from %(first)s to %(last)s, then by priority") % {"first": first, "last": last}


def _travel_words(slot: Any) -> str:
    if slot.travel is None:
        return ""
    minutes = ngettext("%(n)s minute one way", "%(n)s minutes one way", slot.travel.minutes) % {"n": slot.travel.minutes}
    return minutes if slot.travel.known else _("about %(minutes)s, by distance") % {"minutes": minutes}


def _month_page(request: HttpRequest, rows: QuerySet) -> dict[str, Any]:
    first = _first(request, rows)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    by_day: dict[dt.date, list[dict[str, Any]]] = {}
    shown = rows.filter(period__startswith__date__range=(weeks[0][0], weeks[-1][-1]))
    count = 0
    for slot in shown:
        date = local_date(slot.starts)
        count += date.month == first.month
        full = slot.seats_free <= 0
        free = _("no places") if full else ngettext("%(n)s place", "%(n)s places", slot.seats_free) % {"n": slot.seats_free}
        label = f"{clock(slot.starts)} · {slot.site.name} · {free}"
        tone = "neutral" if full else "leaf" if slot.quota_now == SiteSlot.Quota.OPEN else "sun"
        by_day.setdefault(date, []).append({"label": label, "tone": tone, "href": f"{_day_address(request, date)}#slot-{slot.pk}"})
    today = timezone.localdate()
    cells = [
        [
            {
                "date": date,
                "other": date.month != first.month,
                "today": date == today,
                "items": _capped(request, date, by_day.get(date, [])),
            }
            for date in week
        ]
        for week in weeks
    ]
    before, after = first - dt.timedelta(days=1), (first + dt.timedelta(days=32)).replace(day=1)
    return {
        "weeks": cells,
        "month_title": month(first),
        "month_count": count,
        "prev": _address(request, view="month", month=f"{before:%Y-%m}") if first > today else "",
        "next": _address(request, view="month", month=f"{after:%Y-%m}"),
    }


def _first(request: HttpRequest, rows: QuerySet) -> dt.date:
    """First day of ``?month=2026-11``; else of the month of the soonest slot that was found."""
    try:
        return dt.date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        soonest = rows.first()
        return (local_date(soonest.starts) if soonest else timezone.localdate()).replace(day=1)


def _day_address(request: HttpRequest, date: dt.date) -> str:
    return _address(request, view="list", since=date.isoformat(), until=date.isoformat())


def _capped(request: HttpRequest, date: dt.date, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most four slots of a day, and how many more there are."""
    if len(items) <= PER_DAY:
        return items
    more = len(items) - PER_DAY
    label = ngettext("%(n)s more slot", "%(n)s more slots", more) % {"n": more}
    return [*items[:PER_DAY], {"label": label, "tone": "neutral", "href": _day_address(request, date)}]


@login_required
@require_GET
def slots_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The slots that were found, as XLSX or CSV."""
    school = school_of(request)
    form = MarketFilter(request.GET, user=request.user, school=school)
    rows = market_slots(request.user, school, **form.values()).prefetch_related("site__trial_site__professions")[:MOST_EXPORTED]
    header = [
        _("Day"),
        _("Time"),
        _("Site"),
        _("Partner"),
        _("Address"),
        _("Professions"),
        _("Seats"),
        _("Free places"),
        _("Smallest group"),
    ]
    header += [pgettext("slot", "Quota"), _("Travel"), _("Agreement in force")]
    return table_answer(f"slots-{timezone.localdate():%Y-%m-%d}", kind, header, [_row(slot) for slot in describe(list(rows), school)])


def _row(slot: Any) -> list[Any]:
    _add_words(slot)
    site, agreed = slot.site, "" if slot.agreed is None else _("yes") if slot.agreed else _("no")
    return [day(slot.starts), times(slot.starts, slot.ends), site.name, site.organisation.short_name, site.address, slot.professions,
            slot.seats_total, slot.seats_free, slot.min_group, slot.get_quota_class_display(), slot.travel_text, agreed]  # fmt: skip
