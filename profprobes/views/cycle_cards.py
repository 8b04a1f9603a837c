"""The hour-by-hour card of a programme (annex 7): the list, the card, its head, its rows."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from ..forms.cycle_card import CycleCardForm, CycleCardRowForm
from ..models import CycleCard, CycleCardRow, TrialProgramme
from ..queries.cycles import programmes_with_cards
from ..services import cycle_cards
from .coord_base import allowed, refuse_in, require, run
from .cycle_frame import cycle_tabs

PER_PAGE = 30


def _crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("Hour-by-hour cards"), reverse("profprobes:cycle_cards")), *more]


@login_required
@require_GET
def card_list(request: HttpRequest) -> HttpResponse:
    """Cards of the programmes that the person sees; own programmes without one ask for it."""
    page = Paginator(programmes_with_cards(request.user), PER_PAGE).get_page(request.GET.get("page"))
    for programme in page.object_list:
        programme.may_make = programme.rows == 0 and allowed(request.user, "change_cyclecard", programme)
    return render(request, "profprobes/cycles/cards.html", {"page": page, "tabs": cycle_tabs(request, "cards")})


@login_required
@require_GET
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One card: head, rows, the sum against the programme."""
    rows = CycleCard.objects.visible_to(request.user).select_related("programme__owner", "programme__profession")
    found = get_object_or_404(rows, pk=pk)
    language = "kk" if get_language() == "kk" else "ru"
    total = cycle_cards.total_hours(found)
    context = {
        "card": found,
        "goal": found.text("goal", language),
        "tasks": found.lines("tasks", language),
        "results": found.lines("results", language),
        "rows": [_row(row, language) for row in found.rows.all()],
        "total": total,
        "adds_up": total == found.planned_hours,
        "may_change": allowed(request.user, "change_cyclecard", found),
        "crumbs": _crumbs((found.programme.name, "")),
    }
    return render(request, "profprobes/cycles/card.html", context)


def _row(row: CycleCardRow, language: str) -> dict[str, Any]:
    texts = {name: row.text(name, language) for name in ("content", "place", "tools", "activity")}
    forms = ", ".join(str(CycleCardRow.Form(form).label) for form in row.forms)
    return {
        "pk": row.pk,
        "confirm": f"remove-{row.pk}",
        "order": row.order,
        "stage": row.get_stage_display(),
        "hours": row.hours,
        "forms": forms,
        **texts,
    }


@login_required
@require_http_methods(["GET", "POST"])
def card_head(request: HttpRequest, programme: int) -> HttpResponse:
    """Make the card of a programme, or change its head."""
    owner = get_object_or_404(TrialProgramme.objects.visible_to(request.user), pk=programme)
    require(request.user, "change_cyclecard", owner)
    known = CycleCard.objects.filter(programme=owner).first()
    form = CycleCardForm(request.POST or None, instance=known, programme=owner)
    if request.method == "POST" and form.is_valid():
        made = cycle_cards.save_card(programme=owner, by=request.user, **form.cleaned_data)
        messages.success(request, _("The head of the card is saved.") if known else _("The card is begun. Add its rows hour by hour."))
        return redirect("profprobes:cycle_card", made.pk)
    back = reverse("profprobes:cycle_card", args=[known.pk]) if known else reverse("profprobes:cycle_cards")
    crumbs = _crumbs((owner.name, back if known else ""), (_("Head of the card"), ""))
    context = {"form": form, "heading": _("Head of the card"), "subtitle": owner.name, "crumbs": crumbs, "button": _("Save"), "back": back}
    return render(request, "profprobes/cycles/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def row_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more row; place and forms of the row before are proposed."""
    found = get_object_or_404(CycleCard.objects.visible_to(request.user).select_related("programme"), pk=pk)
    require(request.user, "change_cyclecard", found)
    last = found.rows.order_by("order").last()
    before = {name: getattr(last, name) for name in ("stage", "place_kk", "place_ru", "forms")} if last else {}
    form = CycleCardRowForm(request.POST or None, initial=before)
    return _row_page(request, found, form, None)


@login_required
@require_http_methods(["GET", "POST"])
def row_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a row."""
    row = get_object_or_404(CycleCardRow.objects.visible_to(request.user).select_related("card__programme"), pk=pk)
    require(request.user, "change_cyclecard", row)
    return _row_page(request, row.card, CycleCardRowForm(request.POST or None, instance=row), row)


def _row_page(request: HttpRequest, found: CycleCard, form: Any, row: CycleCardRow | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            cycle_cards.save_row(card=found, row=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("The row is saved."))
            return redirect("profprobes:cycle_row_add" if "more" in request.POST else "profprobes:cycle_card", found.pk)
    back = reverse("profprobes:cycle_card", args=[found.pk])
    heading = _("Row %(order)s") % {"order": row.order} if row else _("A new row")
    context = {
        "form": form,
        "heading": heading,
        "subtitle": found.programme.name,
        "crumbs": _crumbs((found.programme.name, back), (heading, "")),
        "button": _("Save the row"),
        "more": "" if row else _("Save and add the next one"),
        "back": back,
    }
    return render(request, "profprobes/cycles/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def row_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Up, down, or out of the card."""
    row = get_object_or_404(CycleCardRow.objects.visible_to(request.user).select_related("card__programme"), pk=pk)
    require(request.user, "change_cyclecard", row)
    if step == "remove":
        run(request, cycle_cards.remove_row, row=row, done=_("The row is taken out."))
    else:
        run(request, cycle_cards.move_row, row=row, up=step == "up")
    return redirect(f"{reverse('profprobes:cycle_card', args=[row.card_id])}#rows")
