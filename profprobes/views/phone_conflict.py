"""Two versions of one paper: pick one or mix them field by field (BR-48)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import DomainError

from ..form_rules import AnswersRefused
from ..forms.phone_card import CardForm
from ..forms.phone_pupil import AfterForm, BeforeForm
from ..models import CardConflict, FormConflict
from ..services.forms import form_content, resolve_form_conflict
from ..services.observation import card_content, resolve_conflict
from .phone_base import phone_login_required, require, visible_visit

FIRST, SECOND = "first", "second"


@phone_login_required
@require_http_methods(["GET", "POST"])
def card_conflict(request: HttpRequest, pk: int, conflict: int) -> HttpResponse:
    """The mentor's choice for one observation card."""
    session = visible_visit(request, pk, "submit_observationcard")
    rows = CardConflict.objects.visible_to(request.user).select_related("card__participation__pupil", "card__session__trial")
    row = get_object_or_404(rows, pk=conflict, card__session=session)
    content = card_content(row.card) | {"confirmed_words": True}  # whatever is chosen was confirmed when it was sent
    return _choose(
        request, form=CardForm(), first=content, second={**row.content, "confirmed_words": True}, first_at=row.card.submitted_at, row=row,
        title=row.card.participation.pupil.short_name, back=("profprobes:visit", pk),
        resolve=lambda chosen: resolve_conflict(conflict=row, content=chosen, by=request.user),
    )  # fmt: skip


@phone_login_required
@require_http_methods(["GET", "POST"])
def form_conflict(request: HttpRequest, pk: int, conflict: int) -> HttpResponse:
    """The pupil's choice for one half of the questionnaire."""
    rows = FormConflict.objects.visible_to(request.user).select_related(
        "form__participation__class_group", "form__participation__trial__programme"
    )
    row = get_object_or_404(rows, pk=conflict, form__participation=pk, form__participation__pupil=request.user)
    participation = row.form.participation
    require(request.user, "submit_participantform", participation)
    before = row.moment == FormConflict.Moment.BEFORE
    form = BeforeForm() if before else AfterForm(grade=participation.class_group.grade)
    return _choose(
        request, form=form, first=form_content(row.form, row.moment), second=row.content, row=row, title=participation.trial.title,
        first_at=row.form.before_at if before else row.form.after_at, back=("profprobes:my_trial", pk),
        resolve=lambda chosen: resolve_form_conflict(conflict=row, content=chosen, by=request.user),
    )  # fmt: skip


def _choose(
    request: HttpRequest, *, form: Any, first: dict[str, Any], second: dict[str, Any], first_at: Any, row: Any, title: str, back: tuple[str, int],
    resolve: Callable[[dict[str, Any]], Any],
) -> HttpResponse:  # fmt: skip
    if row.resolved_at:
        messages.info(request, _("The choice between the two versions has already been made."))
        return redirect(back[0], pk=back[1])
    differing = [
        _difference(form[name], first.get(name), second.get(name))
        for name in form.fields
        if name != "confirmed_words" and first.get(name) != second.get(name)
    ]
    if request.method == "POST":
        chosen = {**first, **{line["name"]: second.get(line["name"]) for line in differing if request.POST.get(line["name"]) == SECOND}}
        try:
            resolve(chosen)
        except AnswersRefused as error:
            messages.error(
                request, " ".join(f"{form[one.field].label}: {one.sentence}" for one in error.checked.errors if one.field in form.fields)
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Your choice is kept. The other version stays in the history."))
            return redirect(back[0], pk=back[1])
    context = {"title": title, "lines": differing, "first_at": first_at, "second_at": row.device_time or row.received_at, "back": back}
    return render(request, "profprobes/phone/conflict.html", context)


def _difference(bound: Any, first: Any, second: Any) -> dict[str, Any]:
    return {"name": bound.name, "label": bound.label, "first": _shown(bound.field, first), "second": _shown(bound.field, second)}


def _shown(field: Any, value: Any) -> str:
    """An answer in words: the label of a choice, a text as typed."""
    if hasattr(field, "choices"):
        return str(dict(field.choices).get(value, "")) if value not in (None, "") else ""
    return str(value or "")
