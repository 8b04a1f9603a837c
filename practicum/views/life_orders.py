"""The school's order: its rows, signing, giving up."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.dates import official

from ..forms.life import SignOrderForm
from ..models import SchoolOrder
from ..services import orders
from .life_base import allowed, require, run, saved
from .life_list import _leaders


def _order(request: HttpRequest, pk: int) -> SchoolOrder:
    rows = SchoolOrder.objects.visible_to(request.user).select_related("school", "round__programme__owner_org", "replaces")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows of the order; the form of the signature while it is a draft."""
    row = _order(request, pk)
    may_sign = allowed(request.user, "keep_schoolorder", row) and row.status == SchoolOrder.Status.DRAFT
    if request.method == "POST":
        require(request.user, "keep_schoolorder", row)
    form = SignOrderForm(request.POST or None, instance=row) if may_sign else None
    if form and saved(request, form, orders.sign_order, order=row, done=_("The order is signed. The leaders and the students know.")):
        return redirect("practicum:order", row.pk)
    rows = list(row.placements.select_related("student", "subject", "round").prefetch_related("checks"))
    if not (allowed(request.user, "keep_schoolorder", row) or allowed(request.user, "coordinate_placements", row)):
        rows = [one for one in rows if one.student_id == request.user.pk]  # a trainee reads the own line
    _leaders(rows)
    fresh = _order(request, pk)
    context = {
        "order": fresh,
        "rows": rows,
        "form": form,
        "facts": [
            (_("Kind"), fresh.get_kind_display()),
            (_("Round"), fresh.round),
            (_("Replaces"), f"№ {fresh.replaces.number}" if fresh.replaces else ""),
            (_("Date"), official(fresh.date) if fresh.date else ""),
            (_("Signed by"), fresh.signatory),
            (_("Responsible for labour protection"), fresh.safety_person),
            (_("Control of the order"), fresh.control_person),
        ],
        "crumbs": [(_("Students"), reverse("practicum:placements")), (_("Order"), "")],
    }
    return render(request, "practicum/life/order.html", context, status=422 if form and form.errors else 200)


@login_required
@require_POST
def order_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a draft."""
    row = _order(request, pk)
    require(request.user, "keep_schoolorder", row)
    run(request, orders.drop_order, order=row, done=_("The draft is given up."))
    return redirect("practicum:placements")
