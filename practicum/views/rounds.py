"""Rounds: the list, the panel that leads with the next step, the form, the steps."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.dates import official
from core.sheets import table_answer
from network.access import has_role
from network.models import Role

from ..access import WATCHERS
from ..documents.schedule import COLUMNS, schedule_rows
from ..forms.rounds import RoundFilter, RoundForm
from ..models import PracticumRound
from ..queries import rounds as queries
from ..services import rounds
from .rounds_base import PER_PAGE, allowed, crumbs_of, events_of, form_page, require, run, saved, visible_round

MOVES: dict[str, tuple[Any, Any]] = {
    "open_offers": (rounds.open_offers, gettext_lazy("Schools are asked for places.")),
    "open_preferences": (rounds.open_preferences, gettext_lazy("Students state their preferences now.")),
    "close_preferences": (rounds.close_preferences, gettext_lazy("Preferences are closed.")),
    "grade": (rounds.begin_grading, gettext_lazy("The final grading has begun.")),
    "close": (rounds.close_round, gettext_lazy("The round is closed.")),
}
READERS = (Role.ORG_HEAD, Role.ORG_COORDINATOR, Role.PRACTICUM_COORDINATOR, Role.METHODIST, Role.SUPERVISOR, Role.TUTOR, Role.MENTOR,
           Role.STUDENT, Role.REGION_OPERATOR, Role.DEPARTMENT, Role.PLATFORM_ADMIN)  # fmt: skip


@login_required
@require_GET
def round_list(request: HttpRequest) -> HttpResponse:
    """Rounds that concern the person."""
    if not (has_role(request.user, *READERS) or request.user.is_superuser):
        raise PermissionDenied
    form = RoundFilter(request.GET)
    values = form.values()
    context = {
        "filter_form": form,
        "page": Paginator(queries.round_rows(request.user, **values), PER_PAGE).get_page(request.GET.get("page")),
        "narrowed": bool(values),
        "may_make": allowed(request.user, "create_practicumround"),
        "sees_quotas": allowed(request.user, "create_schoolquota") or has_role(request.user, *WATCHERS),
    }
    return render(request, "practicum/rounds/list.html", context)


def _url_of_allocation(row: PracticumRound) -> str:
    try:
        return reverse("practicum:allocation", args=[row.pk])
    except NoReverseMatch:
        return ""


@login_required
@require_GET
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """«Лек панелі / Панель потока»: the next step, the funnel, deadlines, schools with problems; others see dates and the way to their part."""
    row = visible_round(request, pk)
    owns = allowed(request.user, "change_practicumround", row)
    step = queries.next_step(row) if owns else None
    off, total = queries.no_school_share(row) if owns and row.status == PracticumRound.Status.DRAFT else (0, 0)
    context = {
        "round": row,
        "owns": owns,
        "step": step,
        "step_url": _url_of_allocation(row) if step and step.action == "allocate" else "",
        "late": row.status == PracticumRound.Status.ALLOCATION and queries.publish_is_late(row),
        "off": off if total and off * 5 > total else 0,
        "total": total,
        "deadlines": queries.deadline_lines(row),
        "stages": queries.stage_lines(row),
        "facts": _facts(row),
        "own_schools": queries.own_schools(request.user).exists(),
        "is_student": allowed(request.user, "create_studentapplication", row),
        "may_change": owns and row.status == PracticumRound.Status.DRAFT,
        "may_cancel": owns and row.status in PracticumRound.BEFORE_START,
        "crumbs": crumbs_of(None, (str(row), "")),
    }
    if owns:
        context |= {"funnel": queries.funnel(row), "problems": queries.schools_with_problems(row), "events": events_of(row)}
    return render(request, "practicum/rounds/round.html", context)


def _facts(row: PracticumRound) -> list[tuple[Any, Any]]:
    return [
        (_("Programme"), str(row.programme)),
        (_("Educational organisation"), row.programme.owner_org.short_name),
        (_("Academic year"), _("%(year)s, semester %(number)s") % {"year": row.academic_year, "number": row.term}),
        (_("Dates"), f"{official(row.starts_on)} – {official(row.ends_on)}"),
        (_("Days a week"), row.days_per_week),
        (_("Number of preferences"), row.max_preferences),
        (_("Package of templates"), str(row.package or "—")),
    ]


@login_required
@require_http_methods(["GET", "POST"])
def round_new(request: HttpRequest) -> HttpResponse:
    """A draft; windows are counted back from the first day."""
    require(request.user, "create_practicumround")
    form = RoundForm(request.POST or None, owners=queries.owned_organisations(request.user))
    if (
        form.is_bound
        and form.is_valid()
        and (made := saved(request, form, _("The draft of the round is made."), rounds.create_round, form.arguments()))
    ):
        return redirect("practicum:round", made.pk)
    return form_page(
        request, form, _("A new round"), _("Make the draft"), reverse("practicum:rounds"), crumbs_of(None, (_("A new round"), ""))
    )


@login_required
@require_http_methods(["GET", "POST"])
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    row = visible_round(request, pk)
    require(request.user, "change_practicumround", row)
    form = RoundForm(request.POST or None, instance=row, owners=[row.programme.owner_org])
    if form.is_bound and form.is_valid() and saved(request, form, _("Saved."), rounds.change_round, form.arguments(), round=row):
        return redirect("practicum:round", pk)
    back = reverse("practicum:round", args=[pk])
    return form_page(
        request, form, _("Dates, norms, stages"), _("Save"), back, crumbs_of(visible_round(request, pk), (_("Dates, norms, stages"), ""))
    )


@login_required
@require_POST
def round_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """One step of the table of transitions."""
    row = visible_round(request, pk)
    require(request.user, "move_practicumround", row)
    if move == "cancel":
        run(request, rounds.cancel_round, done=_("The round is cancelled."), round=row, reason=request.POST.get("reason", ""))
    elif move in MOVES:
        service, said = MOVES[move]
        run(request, service, done=str(said), round=row)
    else:
        raise Http404
    return redirect("practicum:round", pk)


@login_required
@require_GET
def round_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """PR-02 as XLSX."""
    row = visible_round(request, pk)
    require(request.user, "issue_practicumround", row)
    language = "kk" if request.LANGUAGE_CODE == "kk" else "ru"
    return table_answer(f"PR-02 {row.pk}", "xlsx", COLUMNS[language], schedule_rows(row, language), taken_by=request.user)
