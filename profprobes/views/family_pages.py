"""Parents' pages on the class teacher's side: look through, add a sentence, sign all, hand over (BR-39)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError

from ..documents.parents_page import ParentsPage
from ..forms.family_summary import StepsForm, SummaryForm
from ..models import ParentSummary, Participation, Trial
from ..queries.desk import DeskRow, desk_of
from ..queries.parents_page import as_it_would_be, sheet_rows
from ..services import summaries
from .family_base import FOLDER, back, require, trial_in_care

Status = ParentSummary.Status


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The pages of the class one after another: what the family will read, one sentence more, next steps; «Save» goes on to the next child."""
    trial = trial_in_care(request, pk)
    require(request.user, "prepare_parentsummary", trial)
    rows = [row for row in desk_of(request.user, trial).rows if row.participation.status == Participation.Status.ATTENDED and row.summary]
    number = _number(request, len(rows))
    if not rows:
        return render(request, f"{FOLDER}/look_empty.html", {"trial": trial})
    summary = _whole(rows[number - 1])
    form = SummaryForm(request.POST if request.method == "POST" else None, summary=summary)
    if request.method == "POST" and form.is_valid() and _saved(request, summary, form):
        return redirect(f"{reverse('profprobes:summary_look', args=[pk])}?n={min(number + 1, len(rows))}")
    context = {**_deck(request, trial, rows, number), **_page(request, summary, rows[number - 1]), "form": form}
    return render(request, f"{FOLDER}/look.html", context, status=422 if form.errors else 200)


def _number(request: HttpRequest, count: int) -> int:
    value = request.GET.get("n", "1")
    if not value.isdigit() or not 1 <= int(value) <= max(count, 1):
        raise Http404
    return int(value)


def _whole(row: DeskRow) -> ParentSummary:
    """The page with all that form Г prints."""
    rows = ParentsPage().prefetch(ParentSummary.objects.filter(pk=row.summary.pk)).select_related("participation__form")  # type: ignore[union-attr]
    return rows.prefetch_related("participation__observations").get()


def _saved(request: HttpRequest, summary: ParentSummary, form: SummaryForm) -> bool:
    data = form.cleaned_data
    try:
        summaries.edit_summary(
            summary=summary, extra_kk=data["extra_kk"], extra_ru=data["extra_ru"], next_steps=data["next_steps"], by=request.user
        )
    except DomainError as refusal:
        field = next((name for name in ("extra_kk", "extra_ru") if data[name]), None)
        form.add_error(field, str(refusal))
        return False
    return True


def _deck(request: HttpRequest, trial: Trial, rows: list[DeskRow], number: int) -> dict[str, Any]:
    ready = sum(row.summary is not None and row.summary.status == Status.READY for row in rows)
    here = reverse("profprobes:summary_look", args=[trial.pk])
    return {
        "trial": trial,
        "number": number,
        "count": len(rows),
        "cards": [(index, row, f"{here}?n={index}") for index, row in enumerate(rows, 1)],
        "previous": f"{here}?n={number - 1}" if number > 1 else "",
        "following": f"{here}?n={number + 1}" if number < len(rows) else "",
        "ready": ready,
        "may_sign": request.user.has_perm("profprobes.sign_parentsummary", trial),
        "steps_form": StepsForm(),
    }


def _page(request: HttpRequest, summary: ParentSummary, row: DeskRow) -> dict[str, Any]:
    language = summaries.family_language(summary)
    signed = summary.status in (Status.SIGNED, Status.DELIVERED)
    seen = summary if signed else as_it_would_be(summary, request.user)
    return {"summary": summary, "row": row, "page_language": language, "rows": sheet_rows(seen, language), "signed": signed}


@login_required
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """«Sign all»: one press, one batch, letters to the families."""
    trial = trial_in_care(request, pk)
    require(request.user, "sign_parentsummary", trial)
    try:
        batch = summaries.sign_summaries(trial=trial, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return back(request, "profprobes:summary_look", pk)
    text = ngettext("%(n)s page is signed. The family gets its link, the paper is being made.",
                    "%(n)s pages are signed. The families get their links, the papers are being made.", batch.total)  # fmt: skip
    messages.success(request, text % {"n": batch.total})
    return redirect(batch.get_absolute_url())


@login_required
@require_POST
def steps(request: HttpRequest, pk: int) -> HttpResponse:
    """The same next steps for every family whose page is not signed yet."""
    trial = trial_in_care(request, pk)
    require(request.user, "prepare_parentsummary", trial)
    form = StepsForm(request.POST)
    if form.is_valid():
        mine = ParentSummary.objects.visible_to(request.user).filter(participation__trial=trial)
        count = summaries.set_next_steps(summaries=mine, next_steps=form.cleaned_data["next_steps"], by=request.user)
        messages.success(request, ngettext("Next steps are set on %(n)s page.", "Next steps are set on %(n)s pages.", count) % {"n": count})
    return back(request, "profprobes:summary_look", pk)


@login_required
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Signed pages of the ticked pupils (or of all) were handed over on paper."""
    trial = trial_in_care(request, pk)
    require(request.user, "deliver_parentsummary", trial)
    mine = ParentSummary.objects.visible_to(request.user).filter(participation__trial=trial)
    if ids := [value for value in request.POST.getlist("ids") if value.isdigit()]:
        mine = mine.filter(participation__in=ids)
    try:
        count = summaries.hand_over(summaries=mine, by=request.user)
        messages.success(
            request, ngettext("%(n)s page is marked as handed over.", "%(n)s pages are marked as handed over.", count) % {"n": count}
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return back(request, "profprobes:trial_families", pk)


@login_required
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to one family again."""
    summary = get_object_or_404(ParentSummary.objects.visible_to(request.user).select_related("participation__trial"), pk=pk)
    require(request.user, "deliver_parentsummary", summary)
    try:
        count = summaries.send_summary_again(summary=summary, by=request.user)
        if count:
            messages.success(request, ngettext("Sent to %(n)s family member.", "Sent to %(n)s family members.", count) % {"n": count})
        else:
            messages.warning(request, _("This family has no e-mail or phone: hand the page over on paper."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return back(request, "profprobes:trial_families", summary.participation.trial_id)
