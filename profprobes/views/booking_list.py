"""A school's bookings: what waits, with its number; what is offered, until when; what is booked."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.errors import DomainError
from core.sheets import table_answer
from network.access import regions_as
from network.models import Role

from ..models import SlotBooking
from ..queries.booking_tables import booking_table, bookings_at, use_table
from ..queries.bookings import add_numbers, bookings_of
from ..queries.lost_visits import lost_visits
from ..queries.people import coordinated_hosts, coordinated_schools
from ..queries.slot_use import TARGET, slot_use
from ..services import booking as bookings
from ..services import waiting
from ..services.no_show import record_no_show
from ..services.unanswered import unanswered as late_answers
from ..services.waiting import rank
from ..words import When
from .coord_base import require, run

PER_PAGE, REGISTER, MOST_CHOSEN = 10, 30, 100


@login_required
@require_GET
def booking_list(request: HttpRequest) -> HttpResponse:
    """Bookings of the person's schools."""
    if not coordinated_schools(request.user):
        raise PermissionDenied
    if request.GET.get("format") == "xlsx":
        return table_answer(f"bookings-{timezone.localdate():%Y-%m-%d}", "xlsx", *booking_table(bookings_of(request.user)))
    page = Paginator(bookings_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    add_numbers(rows)
    for row in rows:
        row.dialog = f"withdraw-{row.pk}"  # type: ignore[attr-defined]
        row.can_leave = row.may("cancel_school") and row.slot.starts > timezone.now()  # type: ignore[attr-defined]
    return render(request, "profprobes/booking/bookings.html", {"page": page, "bookings": rows})


@login_required
@require_POST
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """The school takes the offered place, or lets it go to the next one."""
    booking = get_object_or_404(SlotBooking.objects.visible_to(request.user), pk=pk)
    accept = request.POST.get("answer") == "yes"
    require(request.user, "accept_slotbooking" if accept else "let_go_slotbooking", booking)
    if accept:
        run(request, waiting.accept_offer, booking=booking, done=_("The place is yours."))
    else:
        run(request, waiting.let_offer_go, booking=booking, done=_("The place goes to the next school; you stay on the list."))
    return redirect("profprobes:bookings")


@login_required
@require_POST
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """The host confirms a request although another one stands above; the reason is kept (BR-7)."""
    booking = get_object_or_404(SlotBooking.objects.visible_to(request.user), pk=pk)
    require(request.user, "confirm_slotbooking", booking)
    done = _("The booking is confirmed; the school is told.")
    run(request, bookings.answer_booking, booking=booking, accept=True, reason=request.POST.get("reason", ""), done=done)
    return redirect("profprobes:my_sites")


@login_required
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The school takes its booking or its place on the list back, with a reason."""
    booking = get_object_or_404(SlotBooking.objects.visible_to(request.user), pk=pk)
    require(request.user, "cancel_school_slotbooking", booking)
    run(request, bookings.cancel_booking, booking=booking, reason=request.POST.get("reason", ""), done=_("The booking is taken back."))
    return redirect("profprobes:bookings")


def _chosen(request: HttpRequest) -> list[SlotBooking]:
    """The ticked bookings that the person may see, in the order in which they are served: by slot, then by rank (BR-7)."""
    ids = [int(pk) for pk in request.POST.getlist("ids") if pk.isdigit()][:MOST_CHOSEN]
    rows = SlotBooking.objects.visible_to(request.user).filter(pk__in=ids).select_related("slot", "school")
    return sorted(rows, key=lambda row: (row.slot.starts, row.slot_id, rank(row)))


def _each(request: HttpRequest, rows: list[SlotBooking], step: Callable[[SlotBooking], Any]) -> int:
    """Take the step for every booking; a refusal names its school and stops no other. Answers how many succeeded."""
    done = 0
    for row in rows:
        try:
            step(row)
        except DomainError as refusal:
            messages.error(request, f"{row.school.short_name}, {When(row.slot.period)}: {refusal}")
        else:
            done += 1
    if not rows:
        messages.warning(request, _("Nothing is ticked."))
    return done


@login_required
@require_POST
def answer_chosen(request: HttpRequest) -> HttpResponse:
    """The host confirms or declines the ticked requests; a no says why, in one reason for all (§4 HC)."""
    accept, reason = request.POST.get("answer") == "yes", request.POST.get("reason", "")
    rows = _chosen(request)
    for row in rows:
        require(request.user, "confirm_slotbooking" if accept else "decline_slotbooking", row)
    done = _each(request, rows, lambda row: bookings.answer_booking(booking=row, accept=accept, reason=reason, by=request.user))
    if done and accept:
        messages.success(request, ngettext("%(n)s booking is confirmed.", "%(n)s bookings are confirmed.", done) % {"n": done})
    elif done:
        messages.success(request, ngettext("%(n)s request is declined.", "%(n)s requests are declined.", done) % {"n": done})
    return redirect("profprobes:my_sites")


@login_required
@require_POST
def leave_chosen(request: HttpRequest) -> HttpResponse:
    """The school takes the ticked bookings back, with one reason for all."""
    rows = _chosen(request)
    for row in rows:
        require(request.user, "cancel_school_slotbooking", row)
    done = _each(request, rows, lambda row: bookings.cancel_booking(booking=row, reason=request.POST.get("reason", ""), by=request.user))
    if done:
        messages.success(request, ngettext("%(n)s booking is taken back.", "%(n)s bookings are taken back.", done) % {"n": done})
    return redirect("profprobes:bookings")


@login_required
@require_POST
def no_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The host records that the group did not come."""
    booking = get_object_or_404(SlotBooking.objects.visible_to(request.user), pk=pk)
    require(request.user, "miss_slotbooking", booking)
    run(
        request,
        record_no_show,
        booking=booking,
        reason=request.POST.get("reason", ""),
        done=_("The no-show is recorded; the school is told."),
    )
    return redirect("profprobes:my_sites")


@login_required
@require_GET
def lost(request: HttpRequest) -> HttpResponse:
    """The operator's list of late cancellations and no-shows."""
    if not regions_as(request.user, Role.REGION_OPERATOR):
        raise PermissionDenied
    page = Paginator(lost_visits(request.user), REGISTER).get_page(request.GET.get("page"))
    return render(request, "profprobes/booking/lost.html", {"page": page, "bookings": list(page.object_list)})


@login_required
@require_GET
def use(request: HttpRequest) -> HttpResponse:
    """TK-20: how many of the published places groups took; of the own hosts, for an operator of the region."""
    hosts, regions = coordinated_hosts(request.user), regions_as(request.user, Role.REGION_OPERATOR)
    if not hosts and not regions:
        raise PermissionDenied
    where = Q(site__organisation__in=hosts) | Q(site__organisation__region__in=regions)
    rows = slot_use(where)
    if request.GET.get("format") == "xlsx":
        return table_answer(f"slot-use-{timezone.localdate():%Y-%m-%d}", "xlsx", *use_table(rows))
    if hosts and request.GET.get("format") == "bookings":
        own = bookings_at(hosts)
        return table_answer(f"bookings-{timezone.localdate():%Y-%m-%d}", "xlsx", *booking_table(own))
    return render(request, "profprobes/market/use.html", {"use": rows, "use_target": TARGET, "is_host": bool(hosts)})


@login_required
@require_GET
def unanswered(request: HttpRequest) -> HttpResponse:
    """The operator's list of requests that no host has answered in time, with whom to call (S8)."""
    if not regions_as(request.user, Role.REGION_OPERATOR):
        raise PermissionDenied
    page = Paginator(late_answers(request.user), REGISTER).get_page(request.GET.get("page"))
    return render(request, "profprobes/market/unanswered.html", {"page": page, "bookings": list(page.object_list)})
