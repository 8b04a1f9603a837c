"""The new-trial wizard: four addresses over one draft row."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.dates import day, times
from core.errors import DomainError

from ..models import SiteSlot, TrialDraft
from ..queries.bookings import number_on_list
from ..queries.people import coordinated_schools
from ..services.dividing import divide_draft
from ..wizards import NewTrialWizard, Step
from .coord_base import refuse_in, require
from .coord_wizard_pages import PAGES

FIRST = NewTrialWizard.steps[0]


@login_required
@require_http_methods(["GET", "POST"])
def new_trial(request: HttpRequest) -> HttpResponse:
    """Step 1 without a draft; choosing a programme makes the draft. ``?slot=`` comes from the page of a site."""
    school = _first_school(request)
    wizard = NewTrialWizard(TrialDraft(owner=request.user, school=school), request.user)
    slot = _slot_wanted(request)
    if slot:
        wizard.draft.answers = {"slot": {"slot": slot.pk}}
    form = wizard.form(FIRST, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wizard.save(FIRST, form)
        return redirect("profprobes:trial_new_step", wizard.draft.pk, wizard.first_open().code)
    return _page(request, wizard, FIRST, form)


def _first_school(request: HttpRequest) -> Any:
    schools = coordinated_schools(request.user)
    if not schools:
        raise PermissionDenied
    require(request.user, "create_trial", schools[0])
    return schools[0]


def _slot_wanted(request: HttpRequest) -> SiteSlot | None:
    wanted = request.POST.get("slot") or request.GET.get("slot") or ""
    rows = SiteSlot.objects.visible_to(request.user).select_related("site__organisation")
    return rows.filter(pk=wanted).first() if wanted.isdigit() else None


@login_required
@require_http_methods(["GET", "POST"])
def new_trial_step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One step of a kept draft. What is typed is kept even when it is not right yet."""
    draft = get_object_or_404(TrialDraft.objects.visible_to(request.user).select_related("school"), pk=pk)
    require(request.user, "create_trial", draft.school)
    wizard = NewTrialWizard(draft, request.user)
    step = _step(wizard, code)
    if not wizard.is_reachable(step):
        return redirect("profprobes:trial_new_step", draft.pk, wizard.first_open().code)
    if request.method == "GET":
        return _page(request, wizard, step, wizard.form(step))
    return _answer(request, wizard, step)


def _step(wizard: NewTrialWizard, code: str) -> Step:
    try:
        return wizard.step(code)
    except KeyError:
        raise Http404 from None


def _answer(request: HttpRequest, wizard: NewTrialWizard, step: Step) -> HttpResponse:
    form = wizard.form(step, request.POST)
    if "later" in request.POST:
        wizard.keep(step, request.POST)
        messages.success(request, _("The draft is saved. You will find it on the page of trials."))
        return redirect("profprobes:trial_list")
    if not form.is_valid():
        wizard.keep(step, request.POST)
        if request.POST.get("divide") and getattr(form, "division", ""):
            return _divide(request, wizard, form)
        return _page(request, wizard, step, form, status=422)
    wizard.save(step, form)
    if step is not wizard.steps[-1]:
        return redirect("profprobes:trial_new_step", wizard.draft.pk, wizard.steps[wizard.number(step)].code)
    return _create(request, wizard)


def _divide(request: HttpRequest, wizard: NewTrialWizard, form: Any) -> HttpResponse:
    """§9 case 2: this draft goes on with the first part, a draft of its own waits for each other one."""
    sizes = form.division
    others = divide_draft(wizard.draft, form.parts, name=form.group_name)
    text = ngettext(
        "The group is divided: %(parts)s. You go on with the first part; a draft of the other one waits on the page of trials.",
        "The group is divided: %(parts)s. You go on with the first part; drafts of the others wait on the page of trials.",
        len(others),
    )
    messages.success(request, text % {"parts": sizes})
    return redirect("profprobes:trial_new_step", wizard.draft.pk, "check")


def _create(request: HttpRequest, wizard: NewTrialWizard) -> HttpResponse:
    try:
        trial = wizard.create()
    except DomainError as refusal:
        return _show_refusal(request, wizard, refusal)
    messages.success(request, _("Trial %(number)s is created.") % {"number": trial.number})
    if number := number_on_list(trial):
        messages.warning(request, _("No places: you are № %(number)s on the waiting list.") % {"number": number})
    return redirect("profprobes:trial", trial.pk)


def _show_refusal(request: HttpRequest, wizard: NewTrialWizard, refusal: DomainError) -> HttpResponse:
    """The step where the refusal can be mended, with its sentence on top and everything that was typed."""
    step = wizard.step_of(refusal)
    form = wizard.form(step, wizard.typed(step))
    form.is_valid()
    if not form.errors:
        refuse_in(form, refusal)
    return _page(request, wizard, step, form, status=409)


@login_required
@require_POST
def delete_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    get_object_or_404(TrialDraft.objects.visible_to(request.user), pk=pk).delete()
    messages.success(request, _("The draft is thrown away."))
    return redirect("profprobes:trial_list")


def _page(request: HttpRequest, wizard: NewTrialWizard, step: Step, form: Any, status: int = 200) -> HttpResponse:
    context = {
        "wizard": wizard,
        "draft": wizard.draft,
        "step": step,
        "form": form,
        "steps": [_step_line(wizard, one, step) for one in wizard.steps],
        "crumbs": [(_("Career trials"), reverse("profprobes:trial_list")), (_("New trial"), "")],
        **PAGES[step.code](request, wizard, form),
    }
    return render(request, f"profprobes/coord/new/{step.code}.html", context, status=status)


def _step_line(wizard: NewTrialWizard, one: Step, present: Step) -> dict[str, Any]:
    state = "now" if one is present else "done" if wizard.is_done(one) else "ahead"
    address = reverse("profprobes:trial_new_step", args=[wizard.draft.pk, one.code]) if wizard.draft.pk and wizard.is_reachable(one) else ""
    return {"title": one.title, "state": state, "href": "" if one is present else address, "note": NOTES[one.code](wizard)}


def _slot_note(wizard: NewTrialWizard) -> str:
    return f"{day(wizard.slot.period.lower)}, {times(wizard.slot.period.lower, None)}" if wizard.slot else ""


NOTES: dict[str, Any] = {
    "programme": lambda wizard: wizard.programme.name if wizard.programme else "",
    "slot": _slot_note,
    "group": lambda wizard: str(len(wizard.pupils)) if wizard.pupils else "",
    "check": lambda wizard: "",
}
