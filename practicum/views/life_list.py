"""«Students»: today's risks, the table, mentors, briefings and orders for the ticked ones."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.errors import DomainError
from core.text import search
from mentoring.models import MentorAssignment, MentorProfile
from network.access import has_role, organisations_as

from ..access import OWNER, SCHOOL, SUPERVISORS, WATCHERS
from ..forms.life import GroupCheckForm, MentorForm, PlacementFilter
from ..models import Placement
from ..queries.risks import narrowed, risks_of
from ..services import admission, orders, placements
from .life_base import allowed, run

PER_PAGE = 30
READERS = (*OWNER, *SCHOOL, *SUPERVISORS, *WATCHERS, "mentor", "platform_admin")


def _leaders(rows: list[Placement]) -> None:
    """Names of mentor and leader for the rows of one page, in one query."""
    kind = ContentType.objects.get_for_model(Placement)
    found = MentorAssignment.objects.holding().filter(source_type=kind, source_id__in=[row.pk for row in rows]).select_related("mentor")
    names: dict[tuple[int | None, str], MentorAssignment] = {}
    for one in found.order_by("-status"):
        names[one.source_id, one.role] = one
    for row in rows:
        row.mentor_row, row.leader_row = names.get((row.pk, "mentor")), names.get((row.pk, "supervisor"))  # type: ignore[attr-defined]
        checks = [one for one in row.checks.all() if one.required]
        row.ticks = f"{sum(one.done_on is not None for one in checks)}/{len(checks)}" if checks else "—"  # type: ignore[attr-defined]


@login_required
@require_GET
def placement_list(request: HttpRequest) -> HttpResponse:
    """Students of the school, of the institution, of the leader."""
    if not has_role(request.user, *READERS):
        raise PermissionDenied
    form = PlacementFilter(request.GET, user=request.user)
    values = form.values()
    rows = Placement.objects.visible_to(request.user)
    if "round" in values:
        rows = rows.filter(round=values["round"])
    if "status" in values:
        rows = rows.filter(status=values["status"])
    rows = search(
        narrowed(rows, values.get("risk", "")), values.get("q", ""), "student__last_name", "student__first_name", "school__short_name_kk"
    )
    rows = rows.select_related("student", "school", "round", "order").prefetch_related("checks")
    page = Paginator(rows.order_by("school", "student__last_name", "student__first_name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    _leaders(list(page.object_list))
    keeps = bool(organisations_as(request.user, *SCHOOL)) and any(
        allowed(request.user, "keep_schoolorder", row) for row in page.object_list
    )
    school = next((row.school for row in page.object_list if row.school_id in organisations_as(request.user, *SCHOOL)), None)
    context = {
        "filter_form": form,
        "page": page,
        "narrowed": bool(values),
        "risks": risks_of(request.user) if allowed(request.user, "coordinate_placements") and not values else [],
        "keeps": keeps,
        "mentor_form": MentorForm(school=school) if keeps else None,
        "check_form": GroupCheckForm() if keeps else None,
        "today": timezone.localdate(),
    }
    return render(request, "practicum/life/list.html", context)


def _name_all(request: HttpRequest, rows: list[Placement]) -> None:
    form = MentorForm(request.POST, school=rows[0].school)
    if not form.is_valid():
        messages.error(request, _("Choose a mentor."))
        return
    profile: MentorProfile = form.cleaned_data["mentor"]
    named = 0
    for row in rows:
        try:
            placements.name_mentor(placement=row, profile=profile, by=request.user)
            named += 1
        except DomainError as refusal:
            messages.error(request, f"{row.student.short_name}: {refusal}")
    if named:
        text = ngettext("The mentor is proposed for %(n)s student.", "The mentor is proposed for %(n)s students.", named) % {"n": named}
        messages.success(request, text)


def _brief_all(request: HttpRequest, rows: list[Placement]) -> None:
    form = GroupCheckForm(request.POST)
    if form.is_valid():
        run(request, admission.record_for_group, placements=rows, done=_("The briefing is recorded."), **form.cleaned_data)
    else:
        messages.error(request, _("Choose the point and the date."))


@login_required
@require_POST
def placements_bulk(request: HttpRequest) -> HttpResponse:
    """One action for the ticked students of the own school: a mentor, a briefing, an order."""
    ids = [int(value) for value in request.POST.getlist("rows") if value.isdigit()]
    rows: list[Any] = list(
        Placement.objects.visible_to(request.user).filter(pk__in=ids).select_related("student", "school", "round__programme")
    )
    if not allowed(request.user, "keep_schoolorder") or not all(allowed(request.user, "keep_schoolorder", row) for row in rows):
        raise PermissionDenied
    if not rows:
        messages.error(request, _("Tick the students first."))
        return redirect("practicum:placements")
    first = rows[0]
    rows = [row for row in rows if row.school_id == first.school_id]
    action = request.POST.get("action", "")
    if action == "order":
        made = run(request, orders.build_order, school=first.school, round=first.round, placements=[r for r in rows if r.round_id == first.round_id],
                   done=_("The draft of the order is made. Check it, then sign."))  # fmt: skip
        if made:
            return redirect("practicum:order", made.pk)
    elif action == "mentor":
        _name_all(request, rows)
    elif action == "briefing":
        _brief_all(request, rows)
    return redirect("practicum:placements")
