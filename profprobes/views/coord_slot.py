"""A new slot for a trial that was postponed, whose booking the partner declined, or whose site is suspended; asking for the reserve (§9 case 5)."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ..models import SiteSlot
from ..queries.alternatives import WEEKS_AHEAD, fitting, needs_another_slot, reserve_of, slots_for
from ..services import moving
from .coord_base import require, run, visible_trial
from .coord_frame import Page
from .coord_wizard_pages import slot_line


@login_required
@require_http_methods(["GET", "POST"])
def new_slot(request: HttpRequest, pk: int) -> HttpResponse:
    """Slots of every partner that runs the programme, the own one first; choosing one plans the trial again."""
    page = Page(request, pk, "preparation")
    require(request.user, "plan_trial", page.trial)
    rows = slots_for(request.user, page.trial)
    if request.method == "POST":
        slot = next((row.slot for row in rows if str(row.slot.pk) == request.POST.get("slot")), None)
        if slot is None:
            messages.error(request, _("This slot is no longer on offer. Choose another one."))
        elif _replan(request, page, slot):
            return redirect("profprobes:trial", pk)
    ordered = sorted(rows, key=lambda row: row.slot.period.lower)
    days = [
        (date, [slot_line(row) for row in same])
        for date, same in groupby(ordered, key=lambda row: timezone.localtime(row.slot.period.lower).date())
    ]
    return render(request, "profprobes/coord/trial/slot.html", page.context(days=days, weeks=WEEKS_AHEAD, **_short_list(rows, page)))


def other_places(page: Page) -> dict[str, Any]:
    """For the page of a trial that has lost its place: three fitting slots and what the operator holds in reserve; nothing for any other."""
    if not page.request.user.has_perm("profprobes.plan_trial", page.trial) or not needs_another_slot(page.trial):
        return {}
    return _short_list(slots_for(page.request.user, page.trial), page) | {"needs_slot": True}


def _short_list(rows: list[Any], page: Page) -> dict[str, Any]:
    reserve = reserve_of(rows, page.trial)
    return {
        "fitting": [slot_line(row) for row in fitting(rows)],
        "reserve": [slot_line(row) | {"why_not": "", "asked": asked} for row, asked in reserve],
    }


def _replan(request: HttpRequest, page: Page, slot: SiteSlot) -> Any:
    done = _("The trial has a new time. Families are asked to confirm again.")
    return run(request, moving.change_slot, trial=page.trial, slot=slot, done=done)


@login_required
@require_POST
def ask_reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the operator of the region for a slot of the reserve."""
    trial = visible_trial(request, pk)
    require(request.user, "plan_trial", trial)
    wanted = request.POST.get("slot", "")
    slot = get_object_or_404(SiteSlot.objects.visible_to(request.user), pk=int(wanted) if wanted.isdigit() else 0)
    run(
        request,
        moving.ask_for_reserve,
        trial=trial,
        slot=slot,
        done=_("The operator of the region is asked. You hear when the slot is yours."),
    )
    return redirect("profprobes:trial", pk)
