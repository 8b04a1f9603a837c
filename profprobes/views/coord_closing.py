"""The end of a trial: closing note, six marks of meaningfulness, closing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError

from ..forms.coord_trial import ClosingNoteForm
from ..rules import why_not
from ..services import closing
from .coord_base import refuse_in, require, run, visible_trial
from .coord_frame import Page


@login_required
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """The note for the journal, the six marks, what is still missing, the closing itself."""
    page = Page(request, pk, "preparation")
    require(request.user, "write_closing_note", page.trial)
    note = getattr(page.trial, "closing_note", None)
    kept = {"teacher_view": note.teacher_view, "pupil_view": note.pupil_view} if note else {}
    form = ClosingNoteForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            closing.write_closing_note(trial=page.trial, by=request.user, **form.cleaned_data)
            messages.success(request, _("The closing note is saved."))
            return redirect("profprobes:trial_closing", pk)
        except DomainError as refusal:
            refuse_in(form, refusal)
    marks = closing.meaningfulness(page.trial)
    gaps = closing.closing_gaps(page.trial)
    context = page.context(
        form=form,
        checks=[{"title": mark.title, "text": _said(mark), "state": "done" if mark.ok else "wait"} for mark in marks],
        trial_marks=[
            {"title": mark.title, "text": _source(mark.code), "state": "done" if mark.ok else "wait"}
            for mark in closing.trial_marks(page.trial)
        ],
        marks_why=why_not(request.user, "confirm_marks", page.trial),
        good_text=_("%(good)s of %(all)s") % {"good": sum(mark.ok for mark in marks), "all": len(marks)},
        good_tone="leaf" if all(mark.ok for mark in marks) else "neutral",
        gaps=gaps,
        with_gaps=bool(gaps) and closing.may_close_with_gaps(page.trial),
        counts=closing.counts_as_trial(page.trial),
        close_why=why_not(request.user, "close_trial", page.trial),
    )
    return render(request, "profprobes/coord/trial/closing.html", context, status=422 if form.errors else 200)


def _source(code: str) -> str:
    """Where a mark of BR-33 comes from: 1 and 4 from the records, 2 and 3 from the mentor."""
    return _("confirmed by the mentor") if code in ("tools", "chain") else _("from the records")


def _said(mark: closing.Mark) -> str:
    """Automatic or confirmed, by whom, with which note."""
    how = _("confirmed: %(who)s") % {"who": mark.confirmed.confirmed_by.short_name} if mark.confirmed else _("automatic")
    return " · ".join(str(part) for part in (mark.detail, how, mark.confirmed.note if mark.confirmed else "") if part)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Held → closed; with gaps only after the waiting time and with a reason."""
    trial = visible_trial(request, pk)
    require(request.user, "close_trial", trial)
    closed = run(
        request,
        closing.close_trial,
        trial=trial,
        reason=request.POST.get("reason", ""),
        done=_("The trial is closed. Its line stands in the journal."),
    )
    return redirect("profprobes:trial" if closed else "profprobes:trial_closing", pk)
