"""One event: its page, planning, moving, marking; attendance, minutes, materials (S19, NW-40)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...clashes import obstacles
from ...forms_plans.events import Actions, AttendanceForm, EventForm, FileForm, MinutesForm, MoveForm, Stages, TypedGuests
from ...models import CalendarEvent, EventAttendance, EventFile, EventMinutes
from ...queries_plans import composition_of, parties_missing, repeated_duties
from ...services import events as services
from ...services import minutes as minutes_services
from .base import require, run, run_form, visible_event


def _crumbs(event: CalendarEvent, last: str = "") -> list[tuple[str, str]]:
    way = [(_("Calendar"), reverse("network:calendar"))]
    if last:
        return [*way, (event.title, reverse("network:event", args=[event.pk])), (last, "")]
    return [*way, (event.title, "")]


@login_required
@require_GET
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """What, when, where, for whom; who came; minutes; materials; what was moved and why."""
    shown = visible_event(request, pk)
    attendance = list(shown.attendance.select_related("person", "organisation"))
    context = {
        "event": shown,
        "may_change": request.user.has_perm("network.change_event", shown),
        "attendance": attendance,
        "present": sum(1 for row in attendance if row.mark != EventAttendance.Mark.ABSENT),
        "composition": composition_of(shown),
        "missing_parties": parties_missing(shown) if shown.took_place else [],
        "repeated": repeated_duties(shown) if shown.took_place else [],
        "minutes": EventMinutes.objects.filter(event=shown).select_related("signed_by").first(),
        "stages": shown.stages.all(),
        "actions": shown.actions.all(),
        "files": shown.files.all(),
        "file_form": FileForm(),
        "changes": shown.changes.select_related("by")[:20],
        "reasons": shown.transitions.exclude(reason="").order_by("-at")[:1],
        "obstacles": obstacles(shown.starts, shown.ends),
        "organisations": shown.invited_organisations.all()[:30],
        "people": shown.invited_people.all()[:60],
        "roles": [label for value, label in minutes_services.roles_to_invite() if value in shown.invited_roles],
        "has_ended": shown.ends <= timezone.now(),
        "crumbs": _crumbs(shown),
    }
    return render(request, "network/calendar/event.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def event_new(request: HttpRequest) -> HttpResponse:
    """Put an event into the calendar."""
    require(request.user, "add_event", None)
    form = EventForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = run_form(form, services.add_event, by=request.user, **form.values())
        if made:
            _say_obstacles(request, made)
            messages.success(request, _("The event is in the calendar."))
            return redirect("network:event", made.pk)
    context = {"form": form, "title": _("New event"), "back": reverse("network:calendar"), "is_new": True}
    return render(request, "network/calendar/event_form.html", context, status=422 if form.errors else 200)


def _say_obstacles(request: HttpRequest, made: CalendarEvent) -> None:
    """A holiday or an exam period on the day is a warning with its name (§9.18)."""
    found = obstacles(made.starts, made.ends)
    if found:
        names = ", ".join(one.name for one in found)
        messages.warning(request, _("On this day: %(names)s.") % {"names": names})


@login_required
@require_http_methods(["GET", "POST"])
def event_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an event; its time is moved on another page, with a reason."""
    shown = visible_event(request, pk)
    require(request.user, "change_event", shown)
    form = EventForm(request.POST or None, user=request.user, instance=CalendarEvent.objects.get(pk=shown.pk))
    if (
        request.method == "POST"
        and form.is_valid()
        and run_form(form, services.change_event, event=shown, by=request.user, **form.values())
    ):
        messages.success(request, _("Saved."))
        return redirect("network:event", shown.pk)
    context = {"form": form, "title": shown.title, "back": reverse("network:event", args=[shown.pk]), "is_new": False}
    return render(request, "network/calendar/event_form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def event_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time, alone or with the later events of the series."""
    shown = visible_event(request, pk)
    require(request.user, "change_event", shown)
    form = MoveForm(request.POST or None, event=shown, initial={"starts": timezone.localtime(shown.starts)})
    if request.method == "POST" and form.is_valid():
        moved = run_form(form, services.move_event, event=shown, by=request.user, **form.cleaned_data)
        if moved:
            _say_obstacles(request, moved)
            messages.success(request, _("The event is moved. Those invited by name are told."))
            return redirect("network:event", shown.pk)
    context = {
        "form": form,
        "title": _("Move the event"),
        "lead": shown.title,
        "back": reverse("network:event", args=[shown.pk]),
        "submit": _("Move"),
    }
    return render(request, "network/plans/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def event_do(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Confirm, call off, say that it was not held, sign the minutes."""
    shown = visible_event(request, pk)
    reason = request.POST.get("reason", "")
    steps: dict[str, tuple[Any, dict[str, Any], Any]] = {
        "confirm": (services.confirm_event, {}, _("The event is confirmed.")),
        "cancel": (services.cancel_event, {"reason": reason}, _("The event is called off. Those invited by name are told.")),
        "fail": (services.fail_event, {"reason": reason}, _("Noted: the event was not held.")),
        "sign": (minutes_services.sign_minutes, {}, _("The minutes are signed.")),
    }
    if action not in steps:
        raise Http404
    require(request.user, "change_event", shown)
    service, extra, done = steps[action]
    run(request, service, event=shown, done=done, **extra)
    return redirect("network:event", shown.pk)


@login_required
@require_http_methods(["GET", "POST"])
def event_held(request: HttpRequest, pk: int) -> HttpResponse:
    """«Өтті / Состоялось»: the guests, everybody present unless changed, people without the portal typed in. The second of two taps saves it."""
    shown = visible_event(request, pk)
    require(request.user, "change_event", shown)
    if shown.status == CalendarEvent.Status.CLOSED:
        raise PermissionDenied
    guests = minutes_services.guests_of(shown)
    known = dict(shown.attendance.filter(person__isnull=False).values_list("person", "mark"))
    form = AttendanceForm(request.POST or None, guests=guests, known=known)
    typed = TypedGuests(request.POST or None, prefix="typed")
    if request.method == "POST" and form.is_valid() and typed.is_valid():
        rows = [guest for one in typed if (guest := one.guest())]
        service = minutes_services.change_attendance if shown.took_place else minutes_services.hold_event
        if run_form(form, service, event=shown, marks=form.marks(), typed=rows, by=request.user):
            messages.success(request, _("Held: the attendance is saved."))
            return redirect("network:event", shown.pk)
    context = {
        "event": shown,
        "form": form,
        "typed": typed,
        "crumbs": _crumbs(shown, _("Attendance")),
        "back": reverse("network:event", args=[shown.pk]),
        "not_begun": shown.starts > timezone.now() and not shown.took_place,
    }
    return render(request, "network/calendar/held.html", context, status=422 if form.errors or typed.total_error_count() else 200)


@login_required
@require_http_methods(["GET", "POST"])
def event_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes of a held event."""
    shown = visible_event(request, pk)
    require(request.user, "change_event", shown)
    if shown.status != CalendarEvent.Status.HELD:
        raise PermissionDenied
    row = EventMinutes.objects.filter(event=shown).first()
    initial: dict[str, Any] = {"edition": row.edition if row else 1}
    if row:
        initial |= {"questions": row.questions, "summary": row.summary}
    initial |= {duty: str(pk) for pk, duty in shown.attendance.exclude(duty="").values_list("pk", "duty")}
    form = MinutesForm(request.POST or None, event=shown, initial=initial)
    stages = Stages(request.POST or None, prefix="stages", initial=list(shown.stages.values("title", "minutes")))
    actions = Actions(request.POST or None, prefix="actions", initial=list(shown.actions.values("what", "responsible", "due_on")))
    if request.method == "POST" and form.is_valid() and stages.is_valid() and actions.is_valid():
        saved = run_form(
            form,
            minutes_services.write_minutes,
            event=shown,
            by=request.user,
            stages=[(one["title"], one["minutes"] or 10) for one in stages.cleaned_data if one.get("title")],
            actions=[(one["what"], one["responsible"], one["due_on"]) for one in actions.cleaned_data if one.get("what")],
            **form.values(),
        )
        if saved:
            messages.success(request, _("The minutes are saved."))
            return redirect("network:event", shown.pk)
    context = {
        "event": shown,
        "form": form,
        "duties": [form[duty] for duty in EventAttendance.Duty.values],
        "stages": stages,
        "actions": actions,
        "crumbs": _crumbs(shown, _("Minutes of the event")),
        "back": reverse("network:event", args=[shown.pk]),
    }
    wrong = form.errors or stages.total_error_count() or actions.total_error_count()
    return render(request, "network/calendar/minutes.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def event_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a material."""
    shown = visible_event(request, pk)
    require(request.user, "change_event", shown)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        if run_form(form, minutes_services.attach_file, event=shown, upload=data["upload"], title=data["title"], by=request.user):
            messages.success(request, _("The file is attached."))
            return redirect("network:event", shown.pk)
    context = {
        "form": form,
        "title": _("Attach a file"),
        "lead": shown.title,
        "back": reverse("network:event", args=[shown.pk]),
        "submit": _("Attach"),
        "action": reverse("network:event_attach", args=[shown.pk]),
    }
    return render(request, "network/plans/form.html", context, status=422)


def _file(request: HttpRequest, pk: int, public_id: Any) -> EventFile:
    return get_object_or_404(EventFile.objects.select_related("event"), event=visible_event(request, pk), public_id=public_id)


@login_required
@never_cache
@require_GET
def event_file(request: HttpRequest, pk: int, public_id: Any) -> FileResponse:
    """A material, for whoever sees the event."""
    row = _file(request, pk, public_id)
    answer = FileResponse(row.file.open("rb"), content_type=row.mime, as_attachment=True, filename=row.original_name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@login_required
@require_POST
def event_detach(request: HttpRequest, pk: int, public_id: Any) -> HttpResponse:
    """Take a material away."""
    row = _file(request, pk, public_id)
    require(request.user, "change_event", row.event)
    run(request, minutes_services.detach_file, row=row, done=_("The file is taken away."))
    return redirect("network:event", pk)
