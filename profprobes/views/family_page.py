"""The parents' page behind a SUMMARY link: form Г on the screen, its PDF, the child's artefact, whom to call (BR-26, BR-39)."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from accounts.links import mark_used, token_of
from accounts.models import GuardianLink, OneTimeLink
from documents.filenames import download_name
from documents.models import IssuedDocument

from ..documents.parents_page import ParentsPage
from ..models import ParentSummary
from ..queries.confirmations import ready_papers
from ..queries.families import contact_of
from ..queries.parents_page import sheet_rows, shown_files
from ..queries.path import path_of_family
from ..services import summaries

FOLDER = "profprobes/family"
PDF, PATH = "pdf", "path"
CONFIRMING = "paper-"
OWN_ROWS = (5, 6, 7)


def page(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """The page of one family. The first opening delivers it; the photo permission is asked anew at every opening."""
    summary = _summary(link)
    if summary is None or summary.signed_at is None or link.guardian is None or link.guardian.status != GuardianLink.Status.ACTIVE:
        contact = contact_of(summary.participation) if summary else None
        return render(request, f"{FOLDER}/closed.html", {"contact": contact}, status=410)
    part = getattr(request, "link_part", "")
    if part == PDF:
        return _paper(request, summary, link)
    if part.startswith(CONFIRMING):
        return _confirming(request, summary, link, part.removeprefix(CONFIRMING))
    if part == PATH:
        return render(request, f"{FOLDER}/path.html", _path(summary, link))
    summaries.open_summary(summary=summary)
    mark_used(link=link)  # the QR stands on paper: once opened by the family it stays open to it
    return render(request, f"{FOLDER}/page.html", _context(summary, link))


def _summary(link: OneTimeLink) -> ParentSummary | None:
    return ParentsPage().prefetch(ParentSummary.objects.filter(pk=link.object_id)).select_related("participation__form").first()


def _context(summary: ParentSummary, link: OneTimeLink) -> dict[str, Any]:
    language = get_language() or "kk"
    artefacts = summaries.shown_artefacts(summary.participation)
    rows = sheet_rows(summary, language)
    return {
        "summary": summary,
        "pupil": summary.participation.pupil,
        "class_group": summary.participation.class_group,
        "trial": summary.participation.trial,
        "own_rows": [row for row in rows if row.number in OWN_ROWS],  # on a phone the child comes first; the paper keeps the form's order
        "rows": [row for row in rows if row.number not in OWN_ROWS],
        "files": shown_files(artefacts, link),
        "withheld": _withheld(summary, artefacts),
        "paper": _ready_paper(summary, link),
        "papers": ready_papers(summary.participation),
        "link_base": reverse("link_door", args=[token_of(link)]),
        "pdf_url": reverse("link_part", args=[token_of(link), PDF]),
        "path_url": reverse("link_part", args=[token_of(link), PATH]),
        "contact": contact_of(summary.participation),
        "waits": summary.status in (ParentSummary.Status.READY, ParentSummary.Status.COLLECTING),
    }


def _path(summary: ParentSummary, link: OneTimeLink) -> dict[str, Any]:
    return {
        "pupil": summary.participation.pupil,
        "grades": path_of_family(summary.participation.pupil_id, get_language() or "kk"),
        "page_url": reverse("link_door", args=[token_of(link)]),
    }


def _withheld(summary: ParentSummary, shown: list[Any]) -> bool:
    """Is there something of the child that the photo permission does not let show?"""
    form = getattr(summary.participation, "form", None)
    own = [
        row for row in summary.participation.artefacts.all() if row.owner_id == summary.participation.pupil_id and row.status != "deleted"
    ]
    return bool(form and form.artefact_consent and len(own) > len(shown))


def _ready_paper(summary: ParentSummary, link: OneTimeLink) -> IssuedDocument | None:
    assert link.guardian is not None
    language = "kk" if link.guardian.language == "kk" else "ru"
    papers = [summaries.latest_paper(summary, language), summaries.latest_paper(summary)]
    return next((paper for paper in papers if paper and paper.is_ready and paper.status != IssuedDocument.Status.WITHDRAWN), None)


def _paper(request: HttpRequest, summary: ParentSummary, link: OneTimeLink) -> HttpResponse:
    """The PDF of this child; a page that says so while it is being made or the store does not answer."""
    paper = _ready_paper(summary, link)
    if paper is None:
        return redirect("link_door", token=token_of(link))
    return _file(request, summary, paper)


def _confirming(request: HttpRequest, summary: ParentSummary, link: OneTimeLink, pk: str) -> HttpResponse:
    """A certificate, reference or sheet of this child; one that is withdrawn or another's does not exist."""
    paper = next((one for one in ready_papers(summary.participation) if str(one.pk) == pk), None)
    return _file(request, summary, paper) if paper else redirect("link_door", token=token_of(link))


def _file(request: HttpRequest, summary: ParentSummary, paper: IssuedDocument) -> HttpResponse:
    try:
        file = default_storage.open(paper.file)
    except OSError:
        return render(request, f"{FOLDER}/closed.html", {"contact": contact_of(summary.participation), "later": True}, status=503)
    return FileResponse(file, as_attachment=True, filename=download_name(paper), content_type="application/pdf")
