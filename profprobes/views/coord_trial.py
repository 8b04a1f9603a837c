"""A trial's page: preparation, families, history, and the trial as a whole."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.dates import official, times
from core.errors import DomainError

from ..forms.coord_trial import DetailsForm, MentorForm, NoticeForm, staff_label
from ..models import TrialSession
from ..queries.trials import history
from ..rules import why_not
from ..services import gate, safety, trials
from ..services.feedback import feedback_of
from ..services.online import online_of
from .coord_base import allowed, refuse_in, require, run, visible_trial
from .coord_frame import HOST, SCHOOL, Page, pupil_participation
from .coord_slot import other_places


@login_required
@require_GET
def preparation(request: HttpRequest, pk: int) -> HttpResponse:
    """The gates of the visit, each with its one button. A pupil is led to the own page of the trial."""
    if own := pupil_participation(request.user, pk):
        return redirect("profprobes:my_trial", own.pk)
    page = Page(request, pk, "preparation")
    gates = gate.gate(page.visit, reader=request.user) if page.visit else []
    context = page.context(
        **_readiness(page, gates),
        **other_places(page),
        facts=trial_facts(page),
        feedback=feedback_of(page.trial) if HOST in page.audience else None,
        actions=_actions(page),
        may_close=allowed(request.user, "write_closing_note", page.trial),
    )
    return render(request, "profprobes/coord/trial/preparation.html", context)


def _readiness(page: Page, gates: list[Any]) -> dict[str, Any]:
    """The gates as lines, their share as a bar, the whole in one word."""
    blocking, warnings = len(gate.red(gates)), sum(not line.ok and not line.blocking for line in gates)
    green = sum(line.ok for line in gates)
    parts = [
        {"value": green, "tone": "leaf", "label": _("met")},
        {"value": blocking, "tone": "clay", "label": _("block the visit")},
        {"value": warnings, "tone": "sun", "label": _("to look at")},
    ]
    text = ngettext("%(n)s condition is not met yet.", "%(n)s conditions are not met yet.", blocking) % {"n": blocking}
    light = ("clay", _("Not ready")) if blocking else ("leaf", _("Ready"))
    return {
        "checks": [_check(page, line) for line in gates],
        "check_parts": [part for part in parts if part["value"]],
        "blocking": blocking,
        "blocking_text": text,
        "light": {"tone": light[0], "label": light[1]},
    }


# Gates that another page than the tab puts right.
DIRECT: dict[str, tuple[str, ...]] = {
    "G2": ("trial_mentor",),
    "G5": ("trial_briefing", "school"),
    "G8": ("trial_route",),
    "G8a": ("trial_details",),
    "G11": ("trial_details",),
}


def _check(page: Page, line: Any) -> dict[str, Any]:
    state = "done" if line.ok else "stop" if line.blocking else "wait"
    name, *more = DIRECT.get(line.code) or (line.url_name.split(":")[-1],)
    href = page.url(name, *more) if line.url_name and not line.ok and SCHOOL in page.audience else ""
    if line.code == "G1" and not line.ok and SCHOOL in page.audience:  # BR-1: a link to draft one
        return {
            "code": "G1",
            "title": line.title,
            "text": line.detail,
            "state": state,
            "href": reverse("network:agreement_new"),
            "action": _("New agreement"),
        }
    return {"code": line.code, "title": line.title, "text": line.detail, "state": state, "href": href, "action": line.label}


def trial_facts(page: Page) -> list[tuple[Any, Any]]:
    """What the trial is, for the side of the page."""
    trial, visit = page.trial, page.visit
    site, online = (visit.booking.slot.site if visit and visit.booking else None), online_of(visit)
    return [
        (gettext_lazy("Date and time"), f"{official(visit.starts)}, {times(visit.starts, visit.ends)}" if visit else ""),
        (gettext_lazy("Partner"), trial.host.full_name),
        (gettext_lazy("Site"), f"{site.name}, {site.address}" if site else ""),
        (gettext_lazy("Format"), online.get_mode_display() if online else ""),
        (gettext_lazy("Mentor"), staff_label(trial.mentor.membership) if trial.mentor else ""),
        (gettext_lazy("Responsible person of the school"), staff_label(trial.responsible)),
        (gettext_lazy("Accompanying adults"), "; ".join(row.user.short_name for row in trial.accompanying.all())),
        (gettext_lazy("Photo choice of the school"), trial.get_photo_choice_display()),
        (gettext_lazy("Card of the specialist"), trial.get_cards_display()),
        (gettext_lazy("Criteria of a trial (table 3)"), gettext_lazy("are scored") if trial.scores_table3 else ""),
        (gettext_lazy("Pupils and parents informed on"), official(trial.informing_date) if trial.informing_date else ""),
        (gettext_lazy("Diagnostics held on"), official(trial.diagnostics_date) if trial.diagnostics_date else ""),
        (gettext_lazy("Cycle of trials"), trial.cycle.name if trial.cycle else ""),
    ]


def _actions(page: Page) -> dict[str, str]:
    """Action → why it cannot be done now ("" when it can), for the buttons at the foot of the page."""
    trial, user = page.trial, page.request.user
    names = ("change_trial", "plan_trial", "postpone_trial", "cancel_trial")
    return {name: why_not(user, name, trial) for name in names}


@login_required
@require_POST
def make_ready(request: HttpRequest, pk: int) -> HttpResponse:
    """Planned → ready, when nothing blocks."""
    trial = visible_trial(request, pk)
    require(request.user, "make_ready_trialsession", trial)
    run(request, gate.make_ready, session=trial.visit, done=_("The visit is ready."))
    return redirect("profprobes:trial", pk)


@login_required
@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft → planned."""
    trial = visible_trial(request, pk)
    require(request.user, "plan_trial", trial)
    run(request, trials.plan_trial, trial=trial, done=_("The trial is planned."))
    return redirect("profprobes:trial", pk)


@login_required
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """Responsible person, adults, dates, photo choice."""
    page = Page(request, pk, "preparation")
    require(request.user, "change_trial", page.trial)
    form = DetailsForm(request.POST or None, trial=page.trial, user=request.user)
    if (
        request.method == "POST"
        and form.is_valid()
        and run(request, trials.save_trial, trial=page.trial, done=_("Saved."), **form.cleaned_data)
    ):
        return redirect("profprobes:trial", pk)
    needed = safety.adults_needed(pupils=page.trial.participations.count(), leaving_school=page.trial.host_id != page.trial.school_id)
    context = page.context(form=form, needed=needed)
    return render(request, "profprobes/coord/trial/details.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def mentor(request: HttpRequest, pk: int) -> HttpResponse:
    """Another mentor of the host."""
    page = Page(request, pk, "preparation")
    require(request.user, "change_trial", page.trial)
    form = MentorForm(request.POST or None, trial=page.trial, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            trials.change_mentor(trial=page.trial, by=request.user, **form.cleaned_data)
            return redirect("profprobes:trial", pk)
        except DomainError as refusal:
            refuse_in(form, refusal)
    return render(request, "profprobes/coord/trial/mentor.html", page.context(form=form), status=422 if form.errors else 200)


@login_required
@require_POST
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Families were told; late, with a reason (G9)."""
    trial = visible_trial(request, pk)
    require(request.user, "record_notice", trial)
    form = NoticeForm(request.POST)
    if form.is_valid():
        run(
            request,
            safety.record_notice,
            session=trial.visit,
            reason=form.cleaned_data["reason"],
            done=_("It is recorded that the families were told."),
        )
    return redirect("profprobes:trial_families", pk)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Any time before it is held, with a reason."""
    trial = visible_trial(request, pk)
    require(request.user, "cancel_trial", trial)
    run(
        request,
        trials.cancel_trial,
        trial=trial,
        reason=request.POST.get("reason", ""),
        done=_("The trial is cancelled, the seats are free again."),
    )
    return redirect("profprobes:trial", pk)


@login_required
@require_POST
def postpone(request: HttpRequest, pk: int) -> HttpResponse:
    """Planned → postponed: the booking is cancelled, another slot is chosen next."""
    trial = visible_trial(request, pk)
    require(request.user, "postpone_trial", trial)
    done = _("The trial is postponed. Choose a new slot.")
    moved = run(request, trials.postpone_trial, trial=trial, reason=request.POST.get("reason", ""), done=done)
    return redirect("profprobes:trial_slot" if moved else "profprobes:trial", pk)


@login_required
@require_GET
def families(request: HttpRequest, pk: int) -> HttpResponse:
    """Consents and parents' pages; the parts themselves belong to the family screens."""
    page = Page(request, pk, "families")
    visit = page.visit
    open_now = bool(visit) and visit.status in {TrialSession.Status.PLANNED, TrialSession.Status.READY} and visit.starts > timezone.now()
    context = page.context(
        notice_form=NoticeForm(),
        notice_why=why_not(request.user, "record_notice", page.trial) or ("" if open_now else _("The visit has begun.")),
        late=bool(visit) and safety.notice_is_late(visit, visit.families_informed_at),
    )
    return render(request, "profprobes/coord/trial/families.html", context)


@login_required
@require_GET
def trial_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what, when and why."""
    page = Page(request, pk, "history")
    return render(request, "profprobes/coord/trial/history.html", page.context(events=history(page.trial)))
