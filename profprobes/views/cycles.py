"""Cycles of a school: the list, the page that leads with the next step, texts, preparation, programmes, steps, closing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.dates import official
from core.errors import DomainError
from network.access import COORDINATORS, has_role
from network.models import Role

from ..forms.cycle import CloseCycleForm, CycleFilter, CycleForm, PrepareForm, ProgrammeAddForm, StepForm
from ..models import CycleProgramme, CycleStep, TrialCycle
from ..queries.cycle_steps import next_thing, step_lines
from ..queries.cycles import cycle_rows, own_invitations
from ..queries.people import coordinated_schools
from ..querysets_cycles import SCHOOL_READERS, WATCHERS
from ..services import cycles
from .coord_base import allowed, refuse_in, require, run
from .cycle_frame import cycle_tabs

PER_PAGE = 30
READERS = (*SCHOOL_READERS, *WATCHERS, Role.PLATFORM_ADMIN)
MOVES = {
    "agree": (cycles.agree_cycle, gettext_lazy("The cycle is agreed.")),
    "activate": (cycles.activate_cycle, gettext_lazy("The cycle has begun.")),
}


def _cycle(request: HttpRequest, pk: int, *, change: bool = False) -> TrialCycle:
    cycle = get_object_or_404(TrialCycle.objects.visible_to(request.user).select_related("school", "academic_year"), pk=pk)
    if change:
        require(request.user, "change_trialcycle", cycle)
    return cycle


def _crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("Cycles of trials"), reverse("profprobes:cycles")), *more]


def form_page(request: HttpRequest, cycle: TrialCycle | None, form: Any, heading: Any, button: Any, *, advice: str = "") -> HttpResponse:
    """One form of a cycle; 422 with what was typed when something is wrong."""
    back = reverse("profprobes:cycle", args=[cycle.pk]) if cycle else reverse("profprobes:cycles")
    crumbs = _crumbs(*([(cycle.name, back)] if cycle else []), (heading, ""))
    subtitle = f"{cycle.name} · {cycle.academic_year}" if cycle else ""
    context = {
        "form": form,
        "heading": heading,
        "subtitle": subtitle,
        "crumbs": crumbs,
        "button": button,
        "back": back,
        "advice": advice,
    }
    return render(request, "profprobes/cycles/form.html", context, status=422 if form.errors else 200)


def saved(request: HttpRequest, form: Any, said: str, service: Any, **fixed: Any) -> Any:
    """Run the service with what a sent and valid form holds; a refusal stands in the form. None when nothing was saved."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        result = service(by=request.user, **fixed, **form.cleaned_data)
    except DomainError as refusal:
        refuse_in(form, refusal)
        return None
    messages.success(request, said)
    return result or True


@login_required
@require_GET
def cycle_list(request: HttpRequest) -> HttpResponse:
    """Cycles of the school (of the region), and those to which the own organisation is invited."""
    if not has_role(request.user, *READERS):
        raise PermissionDenied
    form = CycleFilter(request.GET)
    invitations = list(own_invitations(request.user)[:PER_PAGE]) if has_role(request.user, *COORDINATORS) else []
    context = {
        "filter_form": form,
        "page": Paginator(cycle_rows(request.user, **form.values()), PER_PAGE).get_page(request.GET.get("page")),
        "narrowed": bool(form.values()),
        "invitations": invitations,
        "may_make": allowed(request.user, "create_trialcycle"),
        "tabs": cycle_tabs(request, "cycles"),
    }
    return render(request, "profprobes/cycles/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def cycle_new(request: HttpRequest) -> HttpResponse:
    """Begin a cycle."""
    require(request.user, "create_trialcycle")
    schools = coordinated_schools(request.user)
    if not schools:
        raise PermissionDenied
    form = CycleForm(request.POST or None, schools=schools)
    fixed = {} if "school" in form.fields else {"school": schools[0]}
    if made := saved(request, form, _("The draft of the cycle is made. Choose its programmes."), cycles.create_cycle, **fixed):
        return redirect("profprobes:cycle", made.pk)
    return form_page(request, None, form, _("A new cycle"), _("Make the draft"))


@login_required
@require_GET
def cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """The next thing first, then programmes, partners, the 16 steps."""
    row = _cycle(request, pk)
    may_change = allowed(request.user, "change_trialcycle", row) and row.status != TrialCycle.Status.CLOSED
    lines = step_lines(row)
    partners = list(row.partners.select_related("organisation"))
    context = {
        "cycle": row,
        "next": next_thing(row, lines, may_change),
        "lines": lines,
        "done": sum(not line.is_open for line in lines),
        "programmes": row.steps_of_programmes.select_related("programme__owner", "programme__profession", "programme__cycle_card"),
        "partners": partners,
        "facts": _facts(row),
        "prepared": _prepared(row),
        "may_change": may_change,
        "is_draft": may_change and row.status == TrialCycle.Status.DRAFT,
        "events": _events(row),
        "crumbs": _crumbs((row.name, "")),
    }
    return render(request, "profprobes/cycles/cycle.html", context)


def _facts(row: TrialCycle) -> list[tuple[Any, Any]]:
    return [
        (_("School"), row.school.short_name),
        (_("Academic year"), str(row.academic_year)),
        (_("Grades"), ", ".join(map(str, row.grades))),
        *([(_("Wave (grades 10–11)"), row.wave)] if row.wave else []),
        (_("Form of the programme"), row.get_programme_form_display()),
        (_("Goal of the cycle"), row.goal),
        (_("Expected results"), row.results),
    ]


def _day(value: Any, minutes: str = "") -> str:
    return f"{official(value)}{f', № {minutes}' if minutes else ''}" if value else ""


def _prepared(row: TrialCycle) -> list[tuple[Any, Any]]:
    diagnostics = [
        (_("entry"), row.diagnostics_entry),
        (_("preliminary"), row.diagnostics_preliminary),
        (_("intermediate"), row.diagnostics_interim),
        (_("final"), row.diagnostics_final),
    ]
    return [
        (_("Included in the school's programme"), _day(row.included_on, row.included_minutes)),
        (_("Set-up meeting"), _day(row.meeting_on, row.meeting_minutes)),
        (_("Qualities of choice to assess"), ", ".join(str(TrialCycle.Quality(code).label) for code in row.qualities)),
        (_("Tools of assessment"), ", ".join(str(TrialCycle.Tool(code).label) for code in row.tools)),
        (_("Diagnostics"), "; ".join(f"{name} – {official(day)}" for name, day in diagnostics if day)),
        (_("Final event"), ", ".join(filter(None, (row.final_event, _day(row.final_event_on))))),
    ]


def _events(row: TrialCycle) -> list[dict[str, Any]]:
    lines = [{"at": row.created_at, "title": _("Draft made"), "text": "", "by": str(row.created_by), "tone": "neutral", "icon": "pencil"}]
    for step in row.transitions.select_related("by"):
        tone, icon = TrialCycle.STATUS_LOOK[TrialCycle.Status(step.target)]
        title = str(TrialCycle.Status(step.target).label)
        lines.append({"at": step.at, "title": title, "text": "", "by": str(step.by or ""), "tone": tone, "icon": icon})
    return lines[::-1]


@login_required
@require_http_methods(["GET", "POST"])
def cycle_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the texts."""
    row = _cycle(request, pk, change=True)
    form = CycleForm(request.POST or None, instance=row, schools=[])
    if saved(request, form, _("Saved."), cycles.change_cycle, cycle=row):
        return redirect("profprobes:cycle", pk)
    return form_page(request, _cycle(request, pk), form, _("About the cycle"), _("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def cycle_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Inclusion, criteria, meeting."""
    row = _cycle(request, pk, change=True)
    form = PrepareForm(request.POST or None, instance=row)
    if saved(request, form, _("Saved."), cycles.prepare_cycle, cycle=row):
        return redirect("profprobes:cycle", pk)
    advice = _("The assessment is arranged before the trials: inclusion, criteria and the set-up meeting open the cycle.")
    return form_page(request, _cycle(request, pk), form, _("Preparation of the cycle"), _("Save"), advice=advice)


@login_required
@require_http_methods(["GET", "POST"])
def programme_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme more."""
    row = _cycle(request, pk, change=True)
    form = ProgrammeAddForm(request.POST or None, cycle=row, user=request.user)
    if saved(request, form, _("The programme is added."), cycles.add_programme, cycle=row):
        return redirect("profprobes:cycle", pk)
    advice = _("Published programmes for the grades of the cycle.")
    return form_page(request, row, form, _("Add a programme"), _("Add"), advice=advice)


@login_required
@require_POST
def programme_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Up, down, or out."""
    rows = CycleProgramme.objects.filter(cycle__in=TrialCycle.objects.visible_to(request.user)).select_related("cycle")
    row = get_object_or_404(rows, pk=pk)
    require(request.user, "change_trialcycle", row)
    if step == "remove":
        run(request, cycles.remove_programme, row=row, done=_("The programme is taken out."))
    else:
        run(request, cycles.move_programme, row=row, up=step == "up")
    return redirect("profprobes:cycle", row.cycle_id)


@login_required
@require_http_methods(["GET", "POST"])
def cycle_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Date, responsible, note and state of one of the 16 steps."""
    rows = CycleStep.objects.visible_to(request.user).select_related("cycle__academic_year", "cycle__school")
    step = get_object_or_404(rows, pk=pk)
    require(request.user, "change_trialcycle", step)
    form = StepForm(request.POST or None, instance=step)
    if saved(request, form, _("The step is saved."), cycles.save_step, step=step):
        return redirect("profprobes:cycle", step.cycle_id)
    advice = _("The records tick this step by themselves; it can only be marked as not needed.") if step.by_records else ""
    return form_page(request, step.cycle, form, f"{step.number}. {step.title}", _("Save"), advice=advice)


@login_required
@require_POST
def cycle_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Agreed, under way."""
    row = _cycle(request, pk)
    require(request.user, f"{move}_trialcycle", row)
    service, said = MOVES[move]
    run(request, service, cycle=row, done=str(said))
    return redirect("profprobes:cycle", pk)


@login_required
@require_http_methods(["GET", "POST"])
def cycle_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the review and close."""
    row = _cycle(request, pk)
    require(request.user, "close_trialcycle", row)
    form = CloseCycleForm(request.POST or None, initial={"review": row.review})
    if saved(request, form, _("The cycle is closed."), cycles.close_cycle, cycle=row):
        return redirect("profprobes:cycle", pk)
    open_steps = sum(line.is_open for line in step_lines(row))
    waiting = row.partners.filter(status="accepted").count()
    advice = _("Open steps: %(steps)s. Partners without a figure: %(partners)s.") % {"steps": open_steps, "partners": waiting}
    return form_page(request, row, form, _("Close the cycle"), _("Close the cycle"), advice=advice)
