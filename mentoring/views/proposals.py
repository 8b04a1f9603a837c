"""«Whom I lead»: proposals to answer on the phone, then the people led."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from ..forms.proposals import DeclineForm
from ..models import MentorAssignment
from ..services import assignments


def _assignment(request: HttpRequest, pk: int) -> MentorAssignment:
    rows = MentorAssignment.objects.visible_to(request.user).select_related("mentor", "mentee", "organisation")
    row = get_object_or_404(rows, pk=pk)
    if not request.user.has_perm("mentoring.answer_mentorassignment", row):
        raise PermissionDenied
    return row


@login_required
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for an answer first, then who is led now."""
    rows = MentorAssignment.objects.filter(mentor=request.user).select_related(
        "mentee", "organisation", "proposed_by_organisation", "profile"
    )
    context = {
        "waiting": rows.filter(status="proposed").order_by("answer_due_on", "pk"),
        "running": rows.filter(status__in=["accepted", "active"]).order_by("mentee__last_name", "mentee__first_name"),
        "profile": next((row.profile for row in rows if row.profile), None),
    }
    return render(request, "mentoring/proposals.html", context)


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: yes."""
    row = _assignment(request, pk)
    try:
        assignments.accept(assignment=row, by=request.user)
        messages.success(request, _("You have accepted: %(mentee)s.") % {"mentee": row.mentee.short_name})
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("mentoring:proposals")


@login_required
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """No, with a reason from the list."""
    row = _assignment(request, pk)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            assignments.decline(assignment=row, by=request.user, **form.cleaned_data)
            messages.success(request, _("You have declined: %(mentee)s.") % {"mentee": row.mentee.short_name})
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("mentoring:proposals")
    return render(request, "mentoring/decline.html", {"form": form, "row": row}, status=422 if form.errors else 200)
