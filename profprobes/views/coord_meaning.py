"""The six marks of a meaningful trial, confirmed by the school (§5.9)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import DomainError

from ..forms.coord_meaning import MarksForm
from ..services import closing
from .coord_base import refuse_in, require
from .coord_frame import Page


@login_required
@require_http_methods(["GET", "POST"])
def marks(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the marks as the portal found them, or overrule with a note."""
    page = Page(request, pk, "preparation")
    require(request.user, "confirm_marks", page.trial)
    form = MarksForm(request.POST or None, marks=closing.meaningfulness(page.trial))
    if request.method == "POST" and form.is_valid():
        try:
            closing.confirm_marks(trial=page.trial, answers=form.answers(), by=request.user)
            messages.success(request, _("The marks are confirmed."))
            return redirect("profprobes:trial_closing", pk)
        except DomainError as refusal:
            refuse_in(form, refusal)
    return render(request, "profprobes/coord/trial/marks.html", page.context(form=form), status=422 if form.errors else 200)
