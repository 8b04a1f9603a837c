"""The check sheet of a visit and the lessons that it moves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import DomainError

from ..forms.coord_checks import CheckSheetForm, LessonsForm
from ..models import SafetyMark
from ..rules import why_not
from ..services.check_sheet import check_rows, save_marks
from ..services.lessons import OPEN, save_lesson_time
from .coord_base import refuse_in, require
from .coord_frame import Page

LOOK = {
    "yes": ("leaf", "check"),
    "no": ("clay", "x"),
    "not_needed": ("neutral", "minus"),
    "": ("sun", "clock"),
}


def _language() -> str:
    return "ru" if get_language() == "ru" else "kk"


def _rows(page: Page) -> list[dict[str, Any]]:
    """The 18 lines with the look of their answers."""
    rows = []
    for row in check_rows(page.visit, _language()):
        tone, icon = LOOK[row.answer]
        label = SafetyMark.Answer(row.answer).label if row.answer else _("no answer yet")
        rows.append({"row": row, "tone": tone, "icon": icon, "label": label})
    return rows


def check_cards(page: Page) -> dict[str, Any]:
    """What the tab «Safety» tells about the sheet and the lessons."""
    if not page.visit:
        return {}
    answered = page.visit.safety_marks.count()
    plan = getattr(page.visit, "lesson_time", None)
    may = not why_not(page.request.user, "keep_check_sheet", page.trial)
    return {
        "marks_answered": answered,
        "lesson_time": plan,
        "moved_lessons": list(page.visit.moved_lessons.select_related("class_group", "subject")) if plan else [],
        "may_check": may,
        "may_lessons": may and page.visit.status in OPEN,
    }


@login_required
@require_http_methods(["GET", "POST"])
def check_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """PP-SAFE on the screen: twelve lines of records, six that the coordinator answers."""
    page = Page(request, pk, "safety")
    if not page.visit:
        raise Http404
    require(request.user, "keep_check_sheet", page.trial)
    form = CheckSheetForm(request.POST or None, session=page.visit, language=_language())
    if request.method == "POST" and form.is_valid():
        save_marks(session=page.visit, answers=form.answers(), by=request.user)
        messages.success(request, _("The check sheet is saved."))
        return redirect("profprobes:trial_check_sheet", pk)
    rows = [one for one in _rows(page) if not one["row"].asked]
    return render(
        request, "profprobes/coord/trial/check_sheet.html", page.context(form=form, rows=rows), status=422 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "POST"])
def lessons(request: HttpRequest, pk: int) -> HttpResponse:
    """Lessons moved by the visit, who agreed, who was told."""
    page = Page(request, pk, "safety")
    if not page.visit:
        raise Http404
    require(request.user, "keep_check_sheet", page.trial)
    form = LessonsForm(request.POST or None, session=page.visit)
    if request.method == "POST" and form.is_valid():
        try:
            save_lesson_time(session=page.visit, by=request.user, **form.arguments())
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("profprobes:trial_safety", pk)
    return render(request, "profprobes/coord/trial/lessons.html", page.context(form=form), status=422 if form.errors else 200)
