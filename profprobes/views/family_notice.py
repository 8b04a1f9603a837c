"""The notice before a trial: the class teacher writes it once, every family reads it behind its link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import DomainError

from ..documents.parent_notice import about_rows, day_rows
from ..forms.forms_of_visit import NoticeForm
from ..models import ParentNotice, Trial
from ..services.parent_notice import save_notice, suggested
from ..services.terms import missing_terms
from .coord_base import refuse_in
from .family_base import FOLDER, require, trial_in_care
from .phone_base import posted


@login_required
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """What the records say already, and the regime of the day to write."""
    trial = trial_in_care(request, pk)
    require(request.user, "write_parentnotice", trial)
    row = ParentNotice.objects.filter(trial=trial).select_related("written_by").first()
    missing = missing_terms(trial)
    form = NoticeForm(posted(request), instance=row, initial=None if row or missing else suggested(trial))
    if request.method == "POST" and form.is_valid():
        try:
            save_notice(trial=trial, texts=form.cleaned_data, by=request.user)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("The notice stands on the page of every family."))
            return redirect("profprobes:families_notice", pk)
    at = request.LANGUAGE_CODE if request.LANGUAGE_CODE == "kk" else "ru"  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "trial": trial,
        "row": row,
        "form": form,
        "missing": missing,
        "known": [] if missing else about_rows(trial, at),
    }
    return render(request, f"{FOLDER}/notice.html", context, status=422 if form.errors else 200)


def for_family(trial: Trial, language: str) -> list[tuple[str, list[str]]]:
    """What the consent page adds to the terms: the papers, the portfolio, the regime of the day; nothing until the notice is sent."""
    row = ParentNotice.objects.filter(trial=trial).select_related("trial").first()
    if row is None or row.sent_at is None or missing_terms(trial):
        return []
    row.trial = trial
    at = "kk" if language == "kk" else "ru"
    return [*day_rows(row, at), *about_rows(trial, at)[3:]]
