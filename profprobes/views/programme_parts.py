"""Writing a programme: one part at a time, and the rows of its thematic plan."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError

from ..errors_programmes import PartChangedMeanwhile
from ..forms.programmes import PartEditor, StageForm
from ..models import ProgrammeStage, TrialProgramme
from ..programme_words import PART_FIELDS, PARTS
from ..queries.programmes import Change, stored_beside
from ..services import programmes
from ..services.programme_rules import gaps
from .coord_base import refuse_in, require, run
from .programmes import crumbs_of, visible_programme


def _writable(request: HttpRequest, pk: int) -> TrialProgramme:
    row = visible_programme(request, pk)
    require(request.user, "change_programme", row)
    return row


@login_required
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One part with both languages side by side; what is not known yet stays empty."""
    if part not in PART_FIELDS:
        raise Http404
    row = _writable(request, pk)
    if not row.is_editable:
        messages.error(request, _("Only a draft or a returned programme is edited. Make a new version of a published one."))
        return redirect("profprobes:programme", pk)
    missing = [gap.title for gap in gaps(row) if gap.part == part]
    editor = PartEditor(request.POST or None, programme=copy(row), part=part)
    theirs: list[Change] = []
    # Who saves again after having been shown the other version has read that one; who mends another mistake has read what they read before.
    seen = request.POST.get("seen", "") or programmes.part_mark(row, part)
    if request.method == "POST" and editor.is_valid():
        try:
            programmes.save_part(programme=row, part=part, data=editor.data(), by=request.user, seen=seen)
        except PartChangedMeanwhile as refusal:
            refuse_in(editor.form, refusal)
            row = visible_programme(request, pk)
            theirs, seen = stored_beside(row, part, editor.data()), programmes.part_mark(row, part)
        except DomainError as refusal:
            refuse_in(editor.form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('profprobes:programme', args=[pk])}#part-{part}")
    title = PARTS[part]
    context = {
        "programme": row,
        "title": title,
        "editor": editor,
        "form": editor.form,
        "cards": editor.cards(),
        "missing": missing,
        "seen": seen,
        "theirs": theirs,
        "crumbs": crumbs_of(row, title),
        "back": reverse("profprobes:programme", args=[pk]),
    }
    return render(request, "profprobes/programmes/part.html", context, status=422 if editor.has_errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def stage_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a row of the thematic plan."""
    return _stage(request, _writable(request, pk), None)


@login_required
@require_http_methods(["GET", "POST"])
def stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a row of the thematic plan."""
    row = get_object_or_404(ProgrammeStage.objects.visible_to(request.user).select_related("programme"), pk=pk)
    return _stage(request, _writable(request, row.programme_id), row)


def _stage(request: HttpRequest, programme: TrialProgramme, row: ProgrammeStage | None) -> HttpResponse:
    first = programme.stages.count() + 1
    form = StageForm(
        request.POST or None, instance=row, initial=None if row else {"stage": request.GET.get("stage", ""), "lesson_no": first}
    )
    if request.method == "POST" and form.is_valid():
        try:
            programmes.save_stage(programme=programme, stage=row, data=form.cleaned_data, by=request.user)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('profprobes:programme', args=[programme.pk])}#part-plan")
    heading = _("Row of the thematic plan") if row else _("New row of the thematic plan")
    context: dict[str, Any] = {
        "programme": programme,
        "form": form,
        "row": row,
        "mini": programme.kind == TrialProgramme.Kind.MINI,
        "heading": heading,
        "crumbs": crumbs_of(programme, heading),
        "back": reverse("profprobes:programme", args=[programme.pk]),
    }
    return render(request, "profprobes/programmes/stage.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def stage_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a row out of the plan."""
    row = get_object_or_404(ProgrammeStage.objects.visible_to(request.user).select_related("programme"), pk=pk)
    _writable(request, row.programme_id)
    run(request, programmes.delete_stage, stage=row, done=_("The row is removed."))
    return redirect("profprobes:programme", row.programme_id)
