"""The page of one placement: the next thing, admission, leaders, papers, history; and its forms."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.dates import official
from network.access import organisations_as

from ..access import SCHOOL
from ..forms import life as forms
from ..models import AdmissionItem, Placement, Removal
from ..queries.placement_page import checks_of, events_of, facts_of, next_thing
from ..services import admission, ending, placements
from .life_base import allowed, form_page, require, run, saved, visible_placement


@login_required
@require_GET
def placement(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one placement."""
    row = visible_placement(request, pk)
    user = request.user
    leaders = placements.leaders_of(row)
    sees_dates = row.student_id == user.pk or allowed(user, "coordinate_placements", row)
    removal = Removal.objects.visible_to(user).filter(placement=row).first()
    side = ending.side_of(user, row)
    context = {
        "placement": row,
        "next": next_thing(user, row, leaders),
        "facts": facts_of(row, leaders),
        "leaders": leaders,
        "checks": checks_of(user, row, dates=sees_dates),
        "may_acknowledge": allowed(user, "acknowledge_placement", row)
        and row.checks.filter(done_on__isnull=False, student_ack=None).exists(),
        "removal": removal,
        "may_sign": removal and removal.status == "open" and side and not getattr(removal, f"{side}_at"),
        "may_drop": removal and removal.status == "open" and allowed(user, "drop_removal", removal),
        "actions": _actions(user, row),
        "events": events_of(row),
        "forms": _papers(user, row),
        "crumbs": [(_("Students"), reverse("practicum:placements")), (row.student.short_name, "")] if row.student_id != user.pk else [],
    }
    return render(request, "practicum/life/placement.html", context)


def _papers(user: Any, row: Placement) -> str:
    codes = []
    if row.status in Placement.FIXED:
        codes.append("PR-05")
    if row.admitted_on:
        codes.append("PR-07")
    return ",".join(codes)


ACTIONS = (
    ("name_mentor_placement", "mentor", gettext_lazy("Name the mentor"), "user-plus", ()),
    ("name_leader_placement", "leader", gettext_lazy("Name the practicum leader"), "user-plus", ()),
    ("suspend_placement", "suspend", gettext_lazy("Suspend"), "pause", ("suspend",)),
    ("suspend_placement", "resume", gettext_lazy("Resume"), "play", ("resume",)),
    ("end_placement", "transfer", gettext_lazy("Transfer"), "refresh-cw", ("transfer",)),
    ("end_placement", "leave", gettext_lazy("The student leaves"), "log-out", ("leave",)),
    ("end_placement", "cancel", gettext_lazy("Cancel the place"), "ban", ("cancel",)),
    ("remove_placement", "remove", gettext_lazy("Ask for removal"), "ban", ("remove",)),
    ("decline_placement", "decline", gettext_lazy("Decline"), "x", ("decline",)),
)


def _actions(user: Any, row: Placement) -> list[tuple[Any, str, str]]:
    found = []
    for permission, name, label, icon, needs in ACTIONS:
        open_now = row.may(needs[0]) if needs else row.status in Placement.LIVE and row.status not in ("completed", "graded")
        if name == "decline" and row.status == "confirmed" and row.student_id != user.pk:
            open_now = False
        if open_now and allowed(user, permission, row):
            found.append((label, reverse("practicum:placement_act", args=[row.pk, name]), icon))
    return found


@login_required
@require_POST
def placement_yes(request: HttpRequest, pk: int) -> HttpResponse:
    """The own side says yes."""
    row = visible_placement(request, pk)
    side = "school" if row.school_id in organisations_as(request.user, *SCHOOL) else "owner"
    require(request.user, f"confirm_{side}_placement", row)
    run(request, placements.say_yes, placement=row, side=side, done=_("Your yes is recorded."))
    return redirect("practicum:placement", row.pk)


def _decline(*, placement: Placement, by: Any, reason: str) -> Any:
    service = placements.decline_by_student if placement.student_id == by.pk else placements.decline_by_school
    return service(placement=placement, by=by, reason=reason)


def _name_mentor(*, placement: Placement, by: Any, mentor: Any) -> Any:
    return placements.name_mentor(placement=placement, profile=mentor, by=by)


def _name_leader(*, placement: Placement, by: Any, leader: Any) -> Any:
    return placements.name_leader(placement=placement, person=leader, by=by)


# name → permission, heading and button, form, service, what was done
FORMS: dict[str, tuple[str, Any, Any, Any, Any]] = {
    "decline": ("decline_placement", gettext_lazy("Decline"), forms.ReasonForm, _decline, gettext_lazy("The place is declined.")),
    "mentor": ("name_mentor_placement", gettext_lazy("Name the mentor"), forms.MentorForm, _name_mentor, gettext_lazy("The mentor is asked.")),
    "leader": (
        "name_leader_placement", gettext_lazy("Name the practicum leader"), forms.LeaderForm, _name_leader, gettext_lazy("The leader is asked."),
    ),
    "suspend": ("suspend_placement", gettext_lazy("Suspend"), forms.ReasonForm, ending.suspend, gettext_lazy("The practicum is suspended.")),
    "resume": ("suspend_placement", gettext_lazy("Resume"), forms.ReasonForm, ending.resume, gettext_lazy("The practicum goes on.")),
    "transfer": ("end_placement", gettext_lazy("Transfer"), forms.TransferForm, ending.transfer, gettext_lazy("The new place is proposed.")),
    "leave": ("end_placement", gettext_lazy("The student leaves"), forms.LeaveForm, ending.leave, gettext_lazy("The practicum has ended.")),
    "cancel": ("end_placement", gettext_lazy("Cancel the place"), forms.ReasonForm, ending.cancel, gettext_lazy("The place is cancelled.")),
    "remove": (
        "remove_placement", gettext_lazy("Ask for removal"), forms.RemovalForm, ending.ask_removal,
        gettext_lazy("Your side has signed. The practicum ends when the other side signs too."),
    ),
}  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def placement_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One form of a placement."""
    row = visible_placement(request, pk)
    if name not in FORMS:
        raise Http404
    permission, heading, form_class, service, done = FORMS[name]
    require(request.user, permission, row)
    extra: dict[str, Any] = {}
    if name == "mentor":
        extra = {"school": row.school}
    elif name == "leader":
        extra = {"organisation": row.round.programme.owner_org}
    elif name == "transfer":
        extra = {"placement": row}
    form = form_class(request.POST or None, **extra)
    if request.method == "POST" and (result := saved(request, form, service, placement=row, done=done)):
        return redirect("practicum:placement", result.pk if name == "transfer" else row.pk)
    return form_page(
        request, form, heading=heading, button=heading, back=reverse("practicum:placement", args=[row.pk]), subtitle=row.student.short_name
    )


@login_required
@require_http_methods(["GET", "POST"])
def placement_check(request: HttpRequest, pk: int, item: str) -> HttpResponse:
    """One point of the admission."""
    row = visible_placement(request, pk)
    if item not in AdmissionItem.values:
        raise Http404
    if not admission.may_record(request.user, row, item):
        raise PermissionDenied
    known = row.checks.filter(item=item).first()
    initial = {"done_on": known.done_on, "number": known.number, "valid_until": known.valid_until} if known and known.done_on else {}
    form = forms.CheckForm(request.POST or None, item=item, initial=initial)
    if saved(request, form, admission.record_check, placement=row, item=item, done=_("The point of the admission is recorded.")):
        return redirect("practicum:placement", row.pk)
    label = AdmissionItem(item).label
    return form_page(
        request, form, heading=label, button=_("Save"), back=reverse("practicum:placement", args=[row.pk]), subtitle=row.student.short_name
    )


@login_required
@require_POST
def placement_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """The student confirms the briefings."""
    row = visible_placement(request, pk)
    require(request.user, "acknowledge_placement", row)
    run(request, admission.acknowledge, placement=row, done=_("You have confirmed the briefings."))
    return redirect("practicum:placement", row.pk)


@login_required
@require_POST
def removal_mark(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """The second signature, or the request is taken back."""
    removal = get_object_or_404(Removal.objects.visible_to(request.user).select_related("placement__round__programme"), pk=pk)
    if move == "sign":
        require(request.user, "remove_placement", removal.placement)
        run(request, ending.sign_removal, removal=removal, done=_("Signed."))
    elif move == "drop":
        require(request.user, "drop_removal", removal)
        run(request, ending.drop_removal, removal=removal, done=_("The request is taken back."))
    else:
        raise Http404
    return redirect("practicum:placement", removal.placement_id)


@login_required
@require_GET
def my_practicum(request: HttpRequest) -> HttpResponse:
    """«My practicum»: the live placement of the student; where there is none, what to do."""
    rows = Placement.objects.filter(student=request.user).select_related("school", "subject", "round__programme__owner_org", "order")
    live = rows.filter(status__in=Placement.LIVE).order_by("-starts_on").first()
    leaders = placements.leaders_of(live) if live else {}
    days = (live.ends_on - timezone.localdate()).days if live else 0
    context = {
        "placement": live,
        "leaders": leaders,
        "next": next_thing(request.user, live, leaders) if live else None,
        "earlier": rows.exclude(pk=live.pk if live else 0).order_by("-starts_on")[:10],
        "days_left": max(0, days),
        "period": f"{official(live.starts_on)} – {official(live.ends_on)}" if live else "",
        "waits": admission.missing(live) if live and live.status == "ordered" else [],
        "may_acknowledge": bool(live) and live.checks.filter(done_on__isnull=False, student_ack=None).exists(),
        "may_decline": bool(live) and live.may("decline"),
    }
    return render(request, "practicum/life/mine.html", context)
