"""A month of a site for its host: the grid, publishing with quotas, copying; the operator's desk of the reserve."""

import calendar
import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.dates import clock, month
from core.errors import DomainError
from network.access import regions_as
from network.models import Role, Site

from ..forms.booking_month import GrantForm, PublishMonthForm
from ..models import SiteSlot
from ..services import ics
from ..services import month as months
from ..services.quotas import counts_of, is_popular
from .coord_base import require, run

PER_PAGE = 30
TONES = {"open": "leaf", "rural": "sun", "sen": "sky", "reserve": "neutral"}


def _first(text: str) -> dt.date:
    """First day of «2026-11»; of the present month where it cannot be read."""
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


def _own_site(request: HttpRequest, pk: int) -> Site:
    site = get_object_or_404(Site.objects.visible_to(request.user).select_related("organisation", "trial_site"), pk=pk)
    require(request.user, "open_slots", site)
    return site


@login_required
@require_http_methods(["GET", "POST"])
def site_month(request: HttpRequest, pk: int) -> HttpResponse:
    """Slots of one site in a month; POST publishes those that schools do not see yet (BR-5)."""
    site, first = _own_site(request, pk), _first(request.GET.get("month", ""))
    popular = is_popular(site)
    form = PublishMonthForm(request.POST or None) if popular else None
    if request.method == "POST" and (form is None or form.is_valid()):
        percent = form.cleaned_data["rural_percent"] if form else None
        try:
            new = months.publish_month(site=site, month=first, rural_percent=percent, by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, ngettext("%(n)s slot is published.", "%(n)s slots are published.", len(new)) % {"n": len(new)})
        return redirect(_address(site, first))
    return _page(request, site, first, form=form, popular=popular)


@login_required
@require_GET
def slots_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """Slots of the site from a month ago on, for the calendar of the host (§7)."""
    site = _own_site(request, pk)
    since = timezone.now() - dt.timedelta(days=31)
    rows = ics.for_file(SiteSlot.objects.filter(site=site, period__endswith__gte=since))
    answer = HttpResponse(ics.slots_file(rows, site.name), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="slots-{site.pk}.ics"'
    return answer


def _address(site: Site, first: dt.date) -> str:
    return f"{reverse('profprobes:site_month', args=[site.pk])}?month={first:%Y-%m}"


def _page(request: HttpRequest, site: Site, first: dt.date, *, form: Any, popular: bool, **more: Any) -> HttpResponse:
    slots = list(months.slots_of_month(site, first).select_related("mentor__membership__user", "granted_to"))
    ahead = [slot for slot in slots if not slot.published and slot.starts > timezone.now()]
    for slot in slots:
        slot.can_change = slot.may("withdraw") and slot.starts > timezone.now()  # type: ignore[attr-defined]
    planned = months.quotas_for(site, slots) if popular else {}
    following = months.month_after(first)
    context = {
        "site": site,
        "form": form,
        "popular": popular,
        "slots": slots,
        "unpublished": len(ahead),
        "facts": _quota_facts(counts_of(slots)) if popular else [],
        "planned": [(SiteSlot.Quota(code).label, number) for code, number in planned.items() if number],
        "weeks": _weeks(slots, first),
        "month_title": month(first),
        "month_code": f"{first:%Y-%m}",
        "next_title": month(following),
        "previous": f"?month={(first - dt.timedelta(days=1)):%Y-%m}",
        "following": f"?month={following:%Y-%m}",
        "crumbs": [(_("My sites"), reverse("profprobes:my_sites")), (site.name, "")],
    }
    return render(request, "profprobes/booking/month.html", context | more, status=422 if form and form.errors else 200)


def _quota_facts(counts: dict[str, int]) -> list[tuple[Any, str]]:
    return [(SiteSlot.Quota(code).label, str(number)) for code, number in counts.items()]


def _weeks(slots: list[SiteSlot], first: dt.date) -> list[list[dict[str, Any]]]:
    """Weeks for the component «month»; the quota stands in words on each slot."""
    by_day: dict[dt.date, list[dict[str, Any]]] = {}
    for slot in slots:
        note = "" if slot.quota_class == SiteSlot.Quota.OPEN else f" · {slot.get_quota_class_display()}"
        label = f"{clock(slot.starts)} · {slot.seats_taken}/{slot.seats_total}{note}" + (
            "" if slot.published else f" · {_('not published')}"
        )
        item = {"label": label, "tone": TONES[slot.quota_class] if slot.published else "neutral", "href": f"#slot-{slot.pk}"}
        by_day.setdefault(timezone.localtime(slot.starts).date(), []).append(item)
    today = timezone.localdate()
    return [
        [{"date": day, "other": day.month != first.month, "today": day == today, "items": by_day.get(day, [])} for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]


@login_required
@require_POST
def copy_month(request: HttpRequest, pk: int) -> HttpResponse:
    """The same weekdays and hours in the next month; what clashes is skipped and listed (BR-3)."""
    site, first = _own_site(request, pk), _first(request.POST.get("month", ""))
    following = months.month_after(first)
    try:
        made, clashes, without = months.copy_month(site=site, month=first, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(_address(site, first))
    messages.success(request, ngettext("%(n)s slot is copied.", "%(n)s slots are copied.", len(made)) % {"n": len(made)})
    if not clashes and not without:
        return redirect(_address(site, following))
    popular = is_popular(site)
    form = PublishMonthForm() if popular else None
    return _page(request, site, following, form=form, popular=popular, clashes=clashes, without=without)


@login_required
@require_GET
def reserve(request: HttpRequest) -> HttpResponse:
    """The operator's reserve: slots that only the operator gives away (BR-6)."""
    regions = regions_as(request.user, Role.REGION_OPERATOR)
    if not regions:
        raise PermissionDenied
    rows = SiteSlot.objects.filter(
        site__organisation__region__in=regions,
        quota_class=SiteSlot.Quota.RESERVE,
        released_at=None,
        published=True,
        status__in=[SiteSlot.Status.OPEN, SiteSlot.Status.FULL],
        period__startswith__gt=timezone.now(),
    )
    page = Paginator(
        rows.select_related("site__organisation", "granted_to").prefetch_related("reserve_requests__school").order_by("period"), PER_PAGE
    ).get_page(request.GET.get("page"))
    return render(request, "profprobes/booking/reserve.html", {"page": page, "slots": list(page.object_list)})


@login_required
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the school that gets the slot."""
    slot = get_object_or_404(SiteSlot.objects.visible_to(request.user).select_related("site__organisation", "granted_to"), pk=pk)
    require(request.user, "grant_siteslot", slot)
    asked = list(slot.reserve_requests.select_related("school"))
    first = asked[0].school_id if asked else None
    form = GrantForm(request.POST or None, region=slot.site.organisation.region_id, initial={"school": slot.granted_to_id or first})
    if request.method == "POST" and form.is_valid():
        done = _("The school is told and can book the slot.")
        run(request, months.grant_reserve, slot=slot, school=form.cleaned_data["school"], done=done)
        return redirect("profprobes:reserve")
    context = {
        "slot": slot,
        "form": form,
        "asked": asked,
        "crumbs": [(_("Reserve of the region"), reverse("profprobes:reserve")), (slot.site.name, "")],
    }
    return render(request, "profprobes/booking/grant.html", context, status=422 if form.errors else 200)
