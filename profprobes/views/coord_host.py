"""A host's own sites: today's visits, requests to answer, slots of the month, mentors."""

import calendar
import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.dates import clock, month
from core.errors import DomainError
from network.models import Site

from ..forms.coord_slots import OpenSlotsForm
from ..models import MentorReplacement, SiteSlot, SlotBooking, TrialMentor
from ..queries.bookings import parts_of, top_requests
from ..queries.people import coordinated_hosts
from ..queries.slots import my_slots, requests_to_answer
from ..rules import why_not
from ..services import booking as bookings
from ..services import sites
from .coord_base import refuse_in, require, run
from .coord_looks import SITE_LOOKS
from .coord_sites import mentor_note
from .home import marked_visits

TONES = {"open": "leaf", "full": "sky", "withdrawn": "clay", "past": "neutral"}


@login_required
@require_GET
def my_sites(request: HttpRequest) -> HttpResponse:
    """Everything a host's coordinator needs in the morning."""
    hosts = coordinated_hosts(request.user)
    if not hosts:
        raise PermissionDenied
    first = _month(request)
    weeks, slots = _grid(request, first)
    own = Site.objects.visible_to(request.user).filter(organisation__in=hosts).exclude(status=Site.Status.CLOSED)
    sites_of_host = _sites(own)
    context = {
        "visits": [visit for visit in marked_visits(request.user, days=1) if visit.trial.host_id in {host.pk for host in hosts}],
        "requests": _requests(request),
        "sites": sites_of_host,
        "hosts": hosts,
        "first_open": next((site for site in sites_of_host if site.status == Site.Status.VERIFIED and hasattr(site, "trial_site")), None),
        "mentors": _mentors(request, hosts),
        "gaps": sum({site.organisation_id: site.gaps or 0 for site in sites_of_host}.values()),
        "weeks": weeks,
        "slots": slots,
        "month_title": month(first),
        "previous": f"?month={(first - dt.timedelta(days=1)):%Y-%m}#slots",
        "following": f"?month={_next_month(first):%Y-%m}#slots",
    }
    return render(request, "profprobes/coord/host/my_sites.html", context)


def _month(request: HttpRequest) -> dt.date:
    """First day of ``?month=2026-11``, of the present month otherwise."""
    try:
        return dt.date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


def _next_month(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=32)).replace(day=1)


def _grid(request: HttpRequest, first: dt.date) -> tuple[list[list[dict[str, Any]]], list[SiteSlot]]:
    """Weeks for the component «month», and the slots of the month itself."""
    days = calendar.Calendar().monthdatescalendar(first.year, first.month)
    slots = list(my_slots(request.user, starts=days[0][0], ends=days[-1][-1]))
    several = len({slot.site_id for slot in slots}) > 1
    by_day: dict[dt.date, list[dict[str, Any]]] = {}
    for slot in slots:
        label = f"{clock(slot.period.lower)} · {slot.seats_taken}/{slot.seats_total}" + (f" · {slot.site.name}" if several else "")
        item = {"label": label, "tone": TONES.get(slot.status, "sky"), "href": f"#slot-{slot.pk}"}
        by_day.setdefault(timezone.localtime(slot.period.lower).date(), []).append(item)
    today = timezone.localdate()
    weeks = [
        [
            {"date": d, "other": d.month != first.month, "today": d == today, "items": by_day.get(d, []) if d.month == first.month else []}
            for d in week
        ]
        for week in days
    ]
    return weeks, _prepare([slot for slot in slots if timezone.localtime(slot.period.lower).month == first.month])


def _requests(request: HttpRequest) -> list[Any]:
    rows = list(requests_to_answer(request.user))
    request.user.waiting_requests = len(rows)  # the menu shows the number too
    tops = top_requests(rows)
    for row in rows:
        row.dialog, row.skip_dialog = f"decline-{row.pk}", f"skip-{row.pk}"
        row.parts, row.skips = parts_of(row), tops.get(row.slot_id, row.pk) != row.pk
    return rows


def _sites(own: Any) -> list[Any]:
    open_gaps = MentorReplacement.objects.open().filter(session__trial__host=OuterRef("organisation")).order_by()
    counted = open_gaps.values("session__trial__host").annotate(n=Count("pk")).values("n")
    rows = list(own.select_related("organisation", "trial_site").annotate(gaps=Subquery(counted)))
    for row in rows:
        row.tone, row.icon = SITE_LOOKS[Site.Status(row.status)]
    return rows


def _mentors(request: HttpRequest, hosts: list[Any]) -> list[Any]:
    found = TrialMentor.objects.visible_to(request.user).filter(membership__organisation__in=hosts).exclude(status=TrialMentor.Status.ENDED)
    rows = list(found.select_related("membership__user").prefetch_related("professions"))
    for row in rows:
        row.dialog = f"end-mentor-{row.pk}"  # type: ignore[attr-defined]
        row.note, row.tone = mentor_note(row), "leaf" if row.status == TrialMentor.Status.ACTIVE else "clay"  # type: ignore[attr-defined]
    return rows


def _prepare(slots: list[SiteSlot]) -> list[SiteSlot]:
    """What the buttons of a slot say."""
    now = timezone.now()
    for slot in slots:
        over = slot.ends <= now <= slot.ends + dt.timedelta(days=settings.TRIALS["NO_SHOW_DAYS"])
        for booking in slot.live_bookings:  # type: ignore[attr-defined]
            booking.can_miss, booking.dialog = over and booking.may("miss"), f"no-show-{booking.pk}"
        slot.can_withdraw = slot.may("withdraw") and slot.period.lower > now  # type: ignore[attr-defined]
        slot.dialog = f"withdraw-{slot.pk}"  # type: ignore[attr-defined]
        booked = bool(slot.live_bookings)  # type: ignore[attr-defined]
        slot.withdraw_text = (  # type: ignore[attr-defined]
            _("The booked school is told and looks for another slot.") if booked else _("Schools will not see it any more.")
        )
    return slots


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no to a school's request; a no says why."""
    booking = get_object_or_404(SlotBooking.objects.visible_to(request.user), pk=pk)
    accept = request.POST.get("answer") == "yes"
    require(request.user, "confirm_slotbooking" if accept else "decline_slotbooking", booking)
    done = _("The booking is confirmed; the school is told.") if accept else _("The request is declined; the school is told.")
    run(request, bookings.answer_booking, booking=booking, accept=accept, reason=request.POST.get("reason", ""), done=done)
    return redirect("profprobes:my_sites")


@login_required
@require_POST
def cancel_booking(request: HttpRequest, pk: int) -> HttpResponse:
    """The host cannot receive the group: seats are freed, the trial waits for another slot."""
    booking = get_object_or_404(SlotBooking.objects.visible_to(request.user), pk=pk)
    require(request.user, "cancel_host_slotbooking", booking)
    run(
        request,
        bookings.cancel_booking,
        booking=booking,
        reason=request.POST.get("reason", ""),
        done=_("The booking is cancelled; the school is told."),
    )
    return redirect("profprobes:my_sites")


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a slot off, with a reason that the booked schools read."""
    slot = get_object_or_404(SiteSlot.objects.visible_to(request.user), pk=pk)
    require(request.user, "withdraw_siteslot", slot)
    run(request, bookings.withdraw_slot, slot=slot, reason=request.POST.get("reason", ""), done=_("The slot is taken off."))
    return redirect("profprobes:my_sites")


@login_required
@require_http_methods(["GET", "POST"])
def open_slots(request: HttpRequest, pk: int) -> HttpResponse:
    """One slot or a weekly series; weeks that clash are skipped and listed."""
    site = get_object_or_404(Site.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    require(request.user, "open_slots", site)
    form = OpenSlotsForm(request.POST or None, site=site, user=request.user)
    clashes: list[SiteSlot] = []
    if request.method == "POST" and form.is_valid():
        opened, clashes = _open(request, form, site)
        if opened and not clashes:
            return redirect("profprobes:my_sites")
    context = {
        "site": site,
        "form": form,
        "clashes": clashes,
        "why": why_not(request.user, "open_slots", site),
        "crumbs": [(_("My sites"), reverse("profprobes:my_sites")), (site.name, "")],
    }
    return render(request, "profprobes/coord/host/open_slots.html", context, status=422 if form.errors else 200)


def _open(request: HttpRequest, form: OpenSlotsForm, site: Site) -> tuple[list[SiteSlot], list[SiteSlot]]:
    data = form.cleaned_data
    starts, ends = data["period"]
    plain = {name: data[name] for name in ("seats", "weeks", "min_group", "shared", "mentor")}
    try:
        opened, clashes = bookings.open_slots(site=site, starts=starts, ends=ends, by=request.user, **plain)
    except DomainError as refusal:
        refuse_in(form, refusal)
        return [], []
    messages.success(request, ngettext("%(n)s slot is opened.", "%(n)s slots are opened.", len(opened)) % {"n": len(opened)})
    return opened, clashes


@login_required
@require_POST
def submit_site(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the operator of the region for a check."""
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    require(request.user, "open_slots", site)
    run(request, sites.submit_site, site=site, done=_("The operator of the region is asked to check the site."))
    return redirect("profprobes:my_sites")
