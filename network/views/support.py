"""Support needs of a learner: rows for those who work with them, every reading logged; others get yes or no by the gate."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import support
from accounts.models import User
from core.errors import DomainError

from ..forms_consents import NeedForm


def _person(request: HttpRequest, pk: int, permission: str) -> User:
    person: Any = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm(f"network.{permission}", person):
        raise PermissionDenied
    return person


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def needs(request: HttpRequest, pk: int) -> HttpResponse:
    """What a learner needs, since when and until when; psychologist, medical worker and class teacher enter it."""
    person = _person(request, pk, "change_support_needs" if request.method == "POST" else "view_support_needs")
    may_change = request.user.has_perm("network.change_support_needs", person)
    form = NeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            support.enter_need(user=person, by=request.user, **form.cleaned_data)
            messages.success(request, _("The need is entered."))
            return redirect("network:support_needs", pk)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {
        "person": person,
        "needs": support.needs_read_by(request.user, person),
        "form": form if may_change else None,
        "may_change": may_change,
    }
    return render(request, "network/people/support.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: HttpRequest, pk: int, need: int) -> HttpResponse:
    """The need no longer holds."""
    person = _person(request, pk, "change_support_needs")
    support.end_need(need=get_object_or_404(person.support_needs, pk=need))
    messages.success(request, _("Saved."))
    return redirect("network:support_needs", pk)
