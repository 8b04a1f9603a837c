"""Series of slots for their host: opening one, changing one slot or all that follow, taking them off."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.dates import local_time
from core.errors import DomainError
from network.models import Site

from ..forms.market_series import ChangeSlotForm, SeriesForm
from ..models import SiteSlot, SlotBooking
from ..services import series as slot_series
from .coord_base import refuse_in, require


@login_required
@require_http_methods(["GET", "POST"])
def open_series(request: HttpRequest, pk: int) -> HttpResponse:
    """Weekdays, hours, first and last day; what was left out is listed."""
    site = get_object_or_404(Site.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    require(request.user, "open_slots", site)
    form = SeriesForm(request.POST or None, site=site, user=request.user)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = slot_series.open_series(site=site, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            opened = len(made.slots)
            messages.success(request, ngettext("%(n)s slot is opened.", "%(n)s slots are opened.", opened) % {"n": opened})
            if not (made.clashes or made.days_off or made.unchecked):
                return redirect(_month_of(made.slots[0]))
    context = {"site": site, "form": form, "made": made, "crumbs": _crumbs(site.name, _("Series of slots"))}
    if made:
        context["month_url"] = _month_of(made.slots[0])
    return render(request, "profprobes/market/series.html", context, status=422 if form.errors else 200)


def _month_of(slot: SiteSlot) -> str:
    return f"{reverse('profprobes:site_month', args=[slot.site_id])}?month={timezone.localtime(slot.starts):%Y-%m}"


def _crumbs(*labels: str) -> list[tuple[str, str]]:
    return [(_("My sites"), reverse("profprobes:my_sites")), *((label, "") for label in labels)]


def _own_slot(request: HttpRequest, pk: int) -> SiteSlot:
    slot = get_object_or_404(SiteSlot.objects.visible_to(request.user).select_related("site__organisation", "series"), pk=pk)
    require(request.user, "withdraw_siteslot", slot)
    return slot


@login_required
@require_http_methods(["GET", "POST"])
def change_slot(request: HttpRequest, pk: int) -> HttpResponse:
    """Other hours, seats, mentor; of one slot or of all that follow."""
    slot = _own_slot(request, pk)
    if slot.status not in slot_series.LIVE_SLOTS or slot.starts <= timezone.now():
        raise PermissionDenied
    form = ChangeSlotForm(request.POST or None, slot=slot, user=request.user, initial=_initial(slot))
    changed = None
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        all_following = data.pop("scope", "one") == "following"
        try:
            changed = slot_series.change_slots(slot=slot, all_following=all_following, by=request.user, **data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            if changed.slots:
                count = len(changed.slots)
                messages.success(request, ngettext("%(n)s slot is changed.", "%(n)s slots are changed.", count) % {"n": count})
            if not (changed.booked or changed.clashes):
                return redirect(_month_of(slot))
    rows = slot_series.following(slot) if slot.series_id else [slot]
    context = {
        "slot": slot,
        "form": form,
        "changed": changed,
        "count": len(rows),
        "booked": slot.bookings.filter(status__in=SlotBooking.LIVE).count(),
        "month_url": _month_of(slot),
        "crumbs": _crumbs(slot.site.name, _("Change the slot")),
    }
    return render(request, "profprobes/market/change_slot.html", context, status=422 if form.errors else 200)


def _initial(slot: SiteSlot) -> dict[str, Any]:
    return {
        "starts": local_time(slot.starts),
        "ends": local_time(slot.ends),
        "seats": slot.seats_total,
        "min_group": slot.min_group,
        "mentor": slot.mentor_id,
        "shared": slot.shared,
    }


@login_required
@require_POST
def withdraw_following(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off the slot and all of its series that follow, with a reason that the booked schools read."""
    slot = _own_slot(request, pk)
    try:
        rows = slot_series.withdraw_slots(slot=slot, all_following=True, reason=request.POST.get("reason", ""), by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, ngettext("%(n)s slot is taken off.", "%(n)s slots are taken off.", len(rows)) % {"n": len(rows)})
    return redirect(_month_of(slot))
