"""The calendar in three views, and the address by which a phone follows it (S19)."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core import dates
from core.http import public
from core.sheets import table_answer

from ...access import COORDINATORS, organisations_as
from ...exports_plans import calendar_table
from ...forms_plans.events import CalendarFilter
from ...models import CalendarFeed
from ...queries_calendar import between, by_month, events_for, month_weeks, term_of, year_of
from ...services import feeds
from .base import PER_PAGE

MOST_EXPORTED = 5000
VIEWS = ("month", "term", "table")


@login_required
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Month, term or table; the view, the month and the filters live in the address."""
    form = CalendarFilter(request.GET, user=request.user)
    values, month = form.values(), form.month_shown()
    view = request.GET.get("view") if request.GET.get("view") in VIEWS else "month"
    rows = events_for(request.user, **values)
    context: dict[str, Any] = {
        "form": form,
        "view": view,
        "tabs": [(label, _address(request, view=name), name == view) for name, label in _labels()],
        "is_filtered": any(values.values()),
        "may_add": request.user.has_perm("network.add_event", None),
        "may_load": bool(organisations_as(request.user, *COORDINATORS)),
        "reset": f"{reverse('network:calendar')}?view={view}",
    }
    if view == "month":
        before, after = month - dt.timedelta(days=1), (month + dt.timedelta(days=32)).replace(day=1)
        context |= {
            "weeks": month_weeks(rows, month),
            "month_title": dates.month(month),
            "prev": _address(request, month=f"{before:%Y-%m}"),
            "next": _address(request, month=f"{after:%Y-%m}"),
        }
    elif view == "term":
        first, last = term_of(_day_in(month))
        context |= {
            "months": by_month(between(rows, first, last)),
            "first": first,
            "last": last,
            "prev": _address(request, month=f"{first - dt.timedelta(days=1):%Y-%m}"),
            "next": _address(request, month=f"{(last + dt.timedelta(days=32)).replace(day=1):%Y-%m}"),
        }
    else:
        context["page"] = Paginator(rows.order_by("-starts", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "network/calendar/calendar.html", context)


@login_required
@require_GET
def calendar_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The calendar as it is filtered, of the academic year of the month shown, as XLSX or CSV."""
    form = CalendarFilter(request.GET, user=request.user)
    rows, year = events_for(request.user, **form.values()), year_of(form.month_shown())
    if year is not None:
        rows = between(rows, year.starts_on, year.ends_on)
    return table_answer(f"calendar-{timezone.localdate():%Y-%m-%d}", kind, *calendar_table(rows[:MOST_EXPORTED]))


def _day_in(month: dt.date) -> dt.date:
    """Today in the present month, else the first school day that the month can hold: a term begins after its breaks."""
    today = timezone.localdate()
    return today if (today.year, today.month) == (month.year, month.month) else month.replace(day=15)


def _labels() -> list[tuple[str, str]]:
    return [("month", pgettext("calendar view", "Month")), ("term", _("School term")), ("table", pgettext("calendar view", "Table"))]


def _address(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query[name] = value
    return f"{reverse('network:calendar')}?{query.urlencode()}"


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def feed(request: HttpRequest) -> HttpResponse:
    """The person's own secret address: make it, renew it, close it."""
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "close":
            feeds.revoke_feed(by=request.user)
            messages.success(request, _("The address is closed. Phones that follow it get nothing from now on."))
        elif action == "renew":
            feeds.renew_feed(by=request.user)
            messages.success(request, _("There is a new address. The old one no longer answers."))
        else:
            feeds.open_feed(by=request.user)
        return redirect("network:feed")
    row = CalendarFeed.objects.visible_to(request.user).live().first()
    context = {
        "feed": row,
        "address": feeds.address_of(row) if row else "",
        "renew": {"action": "renew"},
        "close": {"action": "close"},
        "crumbs": [(_("Calendar"), reverse("network:calendar")), (_("Calendar on the phone"), "")],
    }
    return render(request, "network/calendar/feed.html", context)


@public
@never_cache
@require_GET
def feed_file(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar file behind a secret address. Nobody signs in: whoever knows the address reads it, so a closed one answers 410 for ever."""
    row = feeds.feed_by_token(token)
    if row is None:
        raise Http404
    if row.revoked_at is not None:
        return HttpResponse(status=410, content_type="text/plain")
    answer = HttpResponse(feeds.write_feed(row), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="kopir.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer
