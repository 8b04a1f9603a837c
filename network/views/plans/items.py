"""Items of a plan: writing, moving by a month, fact, making events."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ...errors_plans import ItemChangedMeanwhile
from ...forms_plans.plans import FactForm, ItemForm, ShiftForm
from ...models import PlanItem
from ...services import events as event_services
from ...services import plans as services
from .base import require, run, run_form, visible_item, visible_plan


@login_required
@require_http_methods(["GET", "POST"])
def item_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a line to a draft."""
    plan = visible_plan(request, pk)
    require(request.user, "change_plan", plan)
    form = ItemForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid() and run_form(form, services.add_item, plan=plan, by=request.user, **form.values()):
        messages.success(request, _("The item is added."))
        return redirect("network:plan", plan.pk)
    return _page(request, plan, form, _("New item"))


@login_required
@require_http_methods(["GET", "POST"])
def item_edit(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Correct a line of a draft; the second of two people sees both versions (NR59)."""
    row = visible_item(request, pk, item)
    require(request.user, "change_plan", row.plan)
    form = ItemForm(request.POST or None, plan=row.plan, instance=PlanItem.objects.get(pk=row.pk))
    theirs = None
    if request.method == "POST" and form.is_valid():
        edition = form.cleaned_data.get("edition") or 0
        try:
            services.change_item(item=row, edition=edition, by=request.user, **form.values())
        except ItemChangedMeanwhile as refusal:
            theirs = PlanItem.objects.get(pk=row.pk)
            form.add_error(None, str(refusal))
            form.data = form.data.copy()
            form.data["edition"] = theirs.edition
        except services.REFUSALS as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:plan", row.plan_id)
    return _page(request, row.plan, form, _("Plan item"), theirs=theirs)


def _page(request: HttpRequest, plan: Any, form: ItemForm, title: str, theirs: PlanItem | None = None) -> HttpResponse:
    pairs = [(form.fields[name].label, getattr(theirs, name)) for name in services.ITEM_FIELDS if name in form.fields] if theirs else []
    context = {
        "form": form,
        "title": title,
        "plan": plan,
        "theirs": [(label, value) for label, value in pairs if value not in (None, "")],
        "back": reverse("network:plan", args=[plan.pk]),
    }
    return render(request, "network/plans/item.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def item_remove(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take a line out of a draft."""
    row = visible_item(request, pk, item)
    require(request.user, "change_plan", row.plan)
    run(request, services.remove_item, item=row, done=_("The item is taken out."))
    return redirect("network:plan", pk)


@login_required
@require_http_methods(["GET", "POST"])
def item_shift(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Move an item of an approved plan by up to a month."""
    row = visible_item(request, pk, item)
    require(request.user, "change_item", row)
    form = ShiftForm(request.POST or None, initial={"starts_on": row.starts_on, "ends_on": row.ends_on})
    if request.method == "POST" and form.is_valid() and run_form(form, services.shift_item, item=row, by=request.user, **form.cleaned_data):
        messages.success(request, _("The item is moved. The change log says why."))
        return redirect("network:plan", pk)
    return _small(request, form, row, _("Move the item"), _("Move"))


@login_required
@require_http_methods(["GET", "POST"])
def item_fact(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Enter what was done besides the events."""
    row = visible_item(request, pk, item)
    require(request.user, "change_item", row)
    initial = {"manual_fact": row.manual_fact, "fact_proof": row.fact_proof, "shortfall": row.shortfall}
    form = FactForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and run_form(form, services.set_fact, item=row, by=request.user, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect("network:plan", pk)
    return _small(request, form, row, _("Fact"), _("Save"))


def _small(request: HttpRequest, form: Any, row: PlanItem, title: str, submit: str) -> HttpResponse:
    context = {"form": form, "title": title, "lead": row.text, "back": reverse("network:plan", args=[row.plan_id]), "submit": submit}
    return render(request, "network/plans/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def item_events(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Put the events of an item into the calendar."""
    row = visible_item(request, pk, item)
    require(request.user, "change_item", row)
    made = run(request, event_services.make_events, item=row)
    if made is not None:
        count = 0 if made is True else made
        messages.success(
            request, ngettext("%(count)s event is in the calendar.", "%(count)s events are in the calendar.", count) % {"count": count}
        )
    return redirect("network:plan", pk)
