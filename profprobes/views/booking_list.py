"""A school's bookings: what waits, with its number; what is offered, until when; what is booked."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from network.access import regions_as
from network.models import Role

from ..models import SlotBooking
from ..queries.bookings import add_numbers, bookings_of
from ..queries.lost_visits import lost_visits
from ..queries.people import coordinated_schools
from ..services import booking as bookings
from ..services import waiting
from ..services.no_show import record_no_show
from .coord_base import require, run

PER_PAGE, REGISTER = 10, 30


@login_required
@require_GET
def booking_list(request: HttpRequest) -> HttpResponse:
    """Bookings of the person's schools."""
    if not coordinated_schools(request.user):
        raise PermissionDenied
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
