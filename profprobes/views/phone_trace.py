"""«What stayed»: the pupil's trace reflection, a day or two after the trial."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import DomainError

from ..form_rules import is_empty_reflection, trace_rules
from ..forms.phone_trace import TraceForm
from ..models import Participation, TraceReflection
from ..services.trace import check_trace_open, submit_trace
from .phone_base import own_page, phone_login_required, posted, require
from .phone_pupil import own_trial


@phone_login_required
@require_http_methods(["GET", "POST"])
def trace(request: HttpRequest, pk: int) -> HttpResponse:
    """Five questions; an empty reflection is shown a friendly example once and may then be sent as it is (§9.17)."""
    participation = own_trial(request, pk)
    require(request.user, "submit_tracereflection", participation)
    form, example = TraceForm(posted(request)), False
    if request.method == "POST" and form.is_valid():
        example = "example_seen" not in request.POST and is_empty_reflection(trace_rules(), form.content)
        if not example and _keep(request, participation, form):
            messages.success(request, _("Thank you. Your answers are kept."))
            return redirect("profprobes:my_trace", pk=pk)
    kept = TraceReflection.objects.filter(participation=participation).first()
    closed, due = _times(participation)
    context = {
        "participation": participation,
        "trial": participation.trial,
        "form": form,
        "example": example,
        "kept": kept if kept and kept.answered_at else None,
        "answers": told(kept),
        "closed": closed,
        "due": due,
    }
    return own_page(request, "profprobes/phone/trace.html", context, status=422 if form.errors or example else 200)


def told(row: TraceReflection | None) -> list[tuple[Any, str]]:
    """Question and answer, those that were given."""
    names = (*TraceReflection.QUESTIONS, *TraceReflection.EXTRA) if row else ()
    labels = TraceReflection.labels()
    return [(labels[name], getattr(row, name)) for name in names if getattr(row, name)]


def _times(participation: Participation) -> tuple[str, Any]:
    """Why the questions are not open ("" when they are), and until when they are due."""
    try:
        times = check_trace_open(participation)
    except DomainError as error:
        return str(error), None
    return "", times.due if times.due > timezone.now() else times.closes


def _keep(request: HttpRequest, participation: Participation, form: TraceForm) -> bool:
    try:
        submit_trace(
            participation=participation,
            answers=form.content,
            client_uuid=form.cleaned_data.get("number") or uuid.uuid4(),
            device_time=timezone.now(),
            by=request.user,
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True
