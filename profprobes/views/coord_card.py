"""The technology card of a visit: read, filled, signed by both sides, completed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from ..forms.coord_card import CardEditor, ConclusionsForm
from ..models import TechnologyCard, TrialSession
from ..rules import why_not
from ..services import cards
from .coord_base import allowed, refuse_in, require, run
from .coord_card_rows import card_rows, row_title
from .coord_frame import Page

SIDES = {"school": "sign_school_technologycard", "host": "sign_host_technologycard"}


def _card(page: Page) -> TechnologyCard:
    card = getattr(page.visit, "card", None)
    if card is None:
        raise Http404
    return card


@login_required
@require_GET
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The 23 rows as they stand, what is missing, who has signed."""
    page = Page(request, pk, "card")
    paper, user = _card(page), request.user
    context = page.context(
        card=paper,
        rows=card_rows(paper),
        missing=cards.missing_rows(paper),
        unplanned=cards.unplanned_minutes(paper),
        may_edit=allowed(user, "change_technologycard", paper),
        sides=[_side(page, paper, side) for side in SIDES],
        complete_why=why_not(user, "complete_technologycard", paper),
        may_complete=allowed(user, "complete_technologycard", paper),
        tone=TechnologyCard.STATUS_LOOK[TechnologyCard.Status(paper.status)][0],
        edit_locked=not _is_open(page, paper),
        **_timing_words(paper),
    )
    return render(request, "profprobes/coord/trial/card.html", context)


def _is_open(page: Page, paper: TechnologyCard) -> bool:
    """Rows 1–21 are history once the visit has begun."""
    return (
        page.visit.status in {TrialSession.Status.PLANNED, TrialSession.Status.READY, TrialSession.Status.MOVED} and paper.may("revise")
    ) or (paper.status == TechnologyCard.Status.DRAFT and page.visit.status != TrialSession.Status.CANCELLED)


def _timing_words(paper: TechnologyCard) -> dict[str, str]:
    left = cards.unplanned_minutes(paper)
    over = ngettext("The time is exceeded by %(minutes)s minute.", "The time is exceeded by %(minutes)s minutes.", -left)
    free = ngettext("%(minutes)s minute of the visit is not planned.", "%(minutes)s minutes of the visit are not planned.", left)
    return {"over_text": over % {"minutes": -left}, "free_text": free % {"minutes": left}}


def _side(page: Page, paper: TechnologyCard, side: str) -> dict:
    mine = allowed(page.request.user, SIDES[side], paper)
    return {
        "side": side,
        "organisation": page.trial.school if side == "school" else page.trial.host,
        "by": getattr(paper, f"{side}_signed_by"),
        "at": getattr(paper, f"{side}_signed_at"),
        "mine": mine,
        "why": why_not(page.request.user, SIDES[side], paper) if mine else "",
    }


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows 7–17. Saving after a signature makes a new revision, which the page says beforehand."""
    page = Page(request, pk, "card")
    paper = _card(page)
    require(request.user, "change_technologycard", paper)
    editor = CardEditor(request.POST or None, card=paper)
    if request.method == "POST" and editor.is_valid():
        try:
            saved = cards.save_card(card=paper, data=editor.data(), by=request.user)
            return _after_save(request, page, paper, saved)
        except DomainError as refusal:
            refuse_in(editor.form, refusal)
    context = page.context(
        card=paper, editor=editor, form=editor.form, signed=paper.status != TechnologyCard.Status.DRAFT, **_parts(editor)
    )
    return render(request, "profprobes/coord/trial/card_edit.html", context, status=422 if editor.has_errors else 200)


PARTS = (
    ("goal", 7, ("goal_action", "goal_operation", "goal_profession")),
    ("school", 8, ("understanding", "skill")),
    ("function", 9, ("labour_function",)),
    ("steps", 10, ("step1", "step2", "step3")),
    ("subjects", 11, ("subject_other",)),
)
LIST_PARTS = (("equipment", 12, "list-row-4"), ("ppe", 13, "list-row-3"), ("risks", 14, "list-row-risk"))


def _parts(editor: CardEditor) -> dict[str, Any]:
    """The form in the order of the rows of form А."""
    form = editor.form
    return {
        "parts": [
            {
                "id": f"part-{code}",
                "title": row_title(no),
                "pairs": form.pairs(*names),
                "extra": form["subjects"] if code == "subjects" else None,
            }
            for code, no, names in PARTS
        ],
        "lists": [
            {"id": f"part-{name}", "title": row_title(no), "formset": editor.lists[name], "css": css} for name, no, css in LIST_PARTS
        ],
        "timing": form.timing,
        "timing_title": row_title(15),
        "artefacts_title": row_title(17),
    }


def _after_save(request: HttpRequest, page: Page, before: TechnologyCard, after: TechnologyCard) -> HttpResponse:
    if after.revision > before.revision:
        messages.warning(request, _("Revision %(number)s: both sides sign the card again.") % {"number": after.revision})
    else:
        messages.success(request, _("Saved."))
    return redirect("profprobes:trial_card", page.trial.pk)


@login_required
@require_POST
def sign(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Sign for the school or for the host."""
    page = Page(request, pk, "card")
    if side not in SIDES:
        raise Http404
    paper = _card(page)
    require(request.user, SIDES[side], paper)
    run(request, cards.sign_card, card=paper, side=side, done=_("The card is signed."))
    return redirect("profprobes:trial_card", pk)


@login_required
@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Row 22: the mentor's conclusions."""
    page = Page(request, pk, "card")
    paper = _card(page)
    require(request.user, "complete_technologycard", paper)
    form = ConclusionsForm(request.POST or None, initial={name: getattr(paper, name) for name in ConclusionsForm.base_fields})
    sent = request.method == "POST" and form.is_valid()
    if sent and run(request, cards.complete_card, card=paper, done=_("The conclusions are saved."), **form.cleaned_data):
        return redirect("profprobes:trial_card", pk)
    return render(
        request, "profprobes/coord/trial/card_complete.html", page.context(card=paper, form=form), status=422 if form.errors else 200
    )
