"""A new slot for a trial that was postponed, or whose booking the partner declined."""

import datetime as dt
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..forms.coord_wizard import WEEKS_AHEAD
from ..models import SiteSlot
from ..queries.slots import fitting_slots
from ..services import trials
from .coord_base import require, run
from .coord_frame import Page
from .coord_wizard_pages import slot_line


@login_required
@require_http_methods(["GET", "POST"])
def new_slot(request: HttpRequest, pk: int) -> HttpResponse:
    """Slots of the same partner that fit; choosing one plans the trial again."""
    page = Page(request, pk, "preparation")
    require(request.user, "plan_trial", page.trial)
    rows = _slots(page)
    if request.method == "POST":
        slot = next((row.slot for row in rows if str(row.slot.pk) == request.POST.get("slot")), None)
        if slot and _replan(request, page, slot):
            return redirect("profprobes:trial", pk)
    days = [
        (date, [slot_line(row) for row in same])
        for date, same in groupby(rows, key=lambda row: timezone.localtime(row.slot.period.lower).date())
    ]
    return render(request, "profprobes/coord/trial/slot.html", page.context(days=days, weeks=WEEKS_AHEAD))


def _slots(page: Page) -> list[Any]:
    trial, today = page.trial, timezone.localdate()
    seats = sum(row.status in row.IN_GROUP for row in trial.participations.all())
    rows = fitting_slots(
        page.request.user,
        programme=trial.programme,
        school=trial.school,
        seats=seats,
        starts=today,
        ends=today + dt.timedelta(weeks=WEEKS_AHEAD),
    )
    return [row for row in rows if row.slot.site.organisation_id == trial.host_id and row.slot.period.lower > timezone.now()]


def _replan(request: HttpRequest, page: Page, slot: SiteSlot) -> Any:
    done = _("The trial has a new time. Families are asked to confirm again.")
    return run(request, trials.replan_trial, trial=page.trial, slot=slot, done=done)
