"""Official forms of a trial: of the visit one by one, of the pupils in batches."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import DomainError
from documents.queries import batches_of
from documents.services import request_batch

from ..models import ObservationCard, ParticipantForm, TraceReflection
from ..papers_of_class import PAPERS
from .coord_base import allowed, require
from .coord_frame import CLASS, SCHOOL, Page

LANGUAGES = ("kk", "ru")
BATCHES = {
    "PP-B": "issue_observationcard",
    "PP-V": "issue_participantform",
    "PP-TR": "issue_tracereflection",
    **{code: paper.permission for code, paper in PAPERS.items()},
}


@login_required
@require_GET
def documents(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be made and what is there already."""
    page = Page(request, pk, "documents")
    recent = batches_of(request.user).filter(scope_type__app_label="profprobes", scope_type__model="trial", scope_id=pk)
    context = page.context(
        card=getattr(page.visit, "card", None),
        batches=[_batch(page, code) for code in BATCHES if _sources(page, code) is not None],
        shows_families=bool({SCHOOL, CLASS} & page.audience),
        recent=recent[:5],
        confirms=page.trial.status in ("held", "closed") and allowed(request.user, "view_confirmations", page.trial),
        may_attendance=page.trial.status in ("held", "closed") and allowed(request.user, "issue_attendance", page.trial),
    )
    return render(request, "profprobes/coord/trial/documents.html", context)


def _sources(page: Page, code: str) -> list[Any] | None:
    """Papers of the trial that the person may print; None for a form that is not the person's."""
    user, trial = page.request.user, page.trial
    if paper := PAPERS.get(code):
        found = list(paper.sources(user, trial)) if paper.audience & page.audience else None
        return found if not found or user.has_perm(f"profprobes.{paper.permission}", found[0]) else []
    if code in ("PP-V", "PP-TR") and not {SCHOOL, CLASS} & page.audience:
        return None
    rows: Any
    if code == "PP-B":
        rows = ObservationCard.objects.visible_to(user).filter(participation__trial=trial, status=ObservationCard.Status.SUBMITTED)
    elif code == "PP-TR":
        rows = TraceReflection.objects.visible_to(user).filter(participation__trial=trial, answered_at__isnull=False)
    else:
        rows = ParticipantForm.objects.visible_to(user).filter(participation__trial=trial, after_at__isnull=False)
    rows = list(rows.select_related("participation__trial", "participation__pupil"))
    return rows if rows and user.has_perm(f"profprobes.{BATCHES[code]}", rows[0]) else []


def _batch(page: Page, code: str) -> dict[str, Any]:
    sources = _sources(page, code) or []
    more = {key: (paper.title, paper.text, paper.action, paper.empty) for key, paper in PAPERS.items()}
    words = more | {
        "PP-B": (
            _("Forms Б of the mentor"),
            _("One sheet per pupil whose card the mentor has sent."),
            _("Make all forms Б"),
            _("No card is sent yet."),
        ),
        "PP-V": (
            _("Forms В of the pupils"),
            _("One sheet per pupil who answered after the trial."),
            _("Make all forms В"),
            _("No pupil has answered yet."),
        ),
        "PP-TR": (
            _("Trace reflections of the pupils"),
            _("One sheet per pupil who answered a day or two after the trial."),
            _("Make all trace reflections"),
            _("No pupil has answered yet."),
        ),
    }
    title, text, action, empty = words[code]
    language = "" if code in PAPERS and PAPERS[code].language else "kk" if get_language() == "kk" else "ru"
    return {"code": code, "title": title, "text": text, "action": action, "empty": empty, "count": len(sources), "language": language}


@login_required
@require_POST
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Order the forms of all pupils in one batch."""
    page = Page(request, pk, "documents")
    code, language = request.POST.get("type", ""), request.POST.get("language", "")
    of_family = PAPERS[code].language if code in PAPERS else None
    if code not in BATCHES or (language not in LANGUAGES and not of_family):
        raise Http404
    sources = _sources(page, code)
    if not sources:
        require(request.user, BATCHES[code], page.trial)
        messages.warning(request, _("There is nothing to print yet."))
        return redirect("profprobes:trial_documents", pk)
    try:
        ordered = request_batch(
            type_code=code,
            sources=sources,
            language=of_family or language,
            by=request.user,
            title=f"{code} · {page.trial.number}",
            scope=page.trial,
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("profprobes:trial_documents", pk)
    return redirect(ordered)
