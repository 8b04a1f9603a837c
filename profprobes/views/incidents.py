"""Incidents: report one, the register (the operator's desk), one incident with its steps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.dates import clock, day_month, official
from core.errors import DomainError
from core.sheets import table_answer
from network.access import COORDINATORS, has_role
from network.models import Role, Site

from ..forms.incidents import CloseForm, FamilyMessageForm, IncidentFilter, MeasureForm, ReportForm, SeverityForm, ToldForm
from ..models import Incident, IncidentMeasure
from ..queries.incidents import code_of, incident_rows, register_rows
from ..rules import why_not
from ..services import incidents
from ..services.family_message import send_family_message
from .coord_base import allowed, refuse_in, require, run, visible_trial
from .phone_base import BadRequest, Sent, own_page, phone_login_required, refusal, wants_json

PER_PAGE = 30
PHOTO_STEPS = {"photo_added": gettext_lazy("A photo is added"), "photo_removed": gettext_lazy("A photo is taken away")}
KEEPERS = (*COORDINATORS, Role.CLASS_TEACHER, Role.TEACHER, Role.MENTOR, Role.REGION_OPERATOR, Role.DEPARTMENT, Role.PLATFORM_ADMIN)
# slug → (form, permission, service, heading, button, said afterwards)
STEPS: dict[str, tuple[Any, str, Any, Any, Any, Any]] = {
    "told": (ToldForm, "told_incident", incidents.record_told, gettext_lazy("Who was told"), gettext_lazy("Record"), gettext_lazy("Recorded.")),
    "severity": (
        SeverityForm, "severity_incident", incidents.change_severity, gettext_lazy("Change the severity"), gettext_lazy("Change"),
        gettext_lazy("The severity is changed; the first value stays in the history."),
    ),
    "measure": (
        MeasureForm, "measure_incident", incidents.add_measure, pgettext_lazy("incident", "Measure"), gettext_lazy("Add the measure"),
        gettext_lazy("The measure is added and its owner is told."),
    ),
    "families": (
        FamilyMessageForm, "tell_families_incident", send_family_message, gettext_lazy("Message to families"), gettext_lazy("Send to families"),
        gettext_lazy("The message is sent. Families without e-mail and telephone get it on paper."),
    ),
    "close": (
        CloseForm, "close_incident", incidents.close_incident, gettext_lazy("Close the incident"), gettext_lazy("Close the incident"),
        gettext_lazy("The incident is closed."),
    ),
}  # fmt: skip


def _incident(request: HttpRequest, pk: int) -> Incident:
    rows = Incident.objects.visible_to(request.user).select_related(
        "trial__programme", "trial__school", "trial__host", "trial__group", "trial__mentor__membership", "site", "reported_by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_GET
def incident_list(request: HttpRequest) -> HttpResponse:
    """The register; for the operator it is the desk: open and serious ones first."""
    if not has_role(request.user, *KEEPERS):
        raise PermissionDenied
    form = IncidentFilter(request.GET)
    page = Paginator(incident_rows(request.user, **form.values()), PER_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.look = _severity(row.severity)
    context = {
        "filter_form": form,
        "page": page,
        "narrowed": bool(form.values()),
        "files": [
            (label, f"{reverse('profprobes:incidents_file')}?{_with(request, code)}")
            for code, label in (("kk", "Қазақша"), ("ru", "Русский"))
        ],
    }
    return render(request, "profprobes/incidents/list.html", context)


def _with(request: HttpRequest, language: str) -> str:
    values = request.GET.copy()
    values["language"] = language
    return values.urlencode()


@login_required
@require_GET
def incident_file(request: HttpRequest) -> HttpResponse:
    """«Оқиғалар тізілімі» / «Реестр инцидентов» in XLSX, in Kazakh or Russian: no name of a child, whatever the reader may see."""
    if not has_role(request.user, *KEEPERS):
        raise PermissionDenied
    language = request.GET.get("language", "")
    with translation.override(language if language in {"kk", "ru"} else translation.get_language()):
        header, lines = register_rows(incident_rows(request.user, **IncidentFilter(request.GET).values())[:5000])
        return table_answer(f"incidents-{timezone.localdate():%Y-%m-%d}", "xlsx", header, lines)


def _from_queue(request: HttpRequest, trial: Any) -> HttpResponse:
    """The report that a phone kept while it had no connection; the same number twice is one report."""
    try:
        sent = Sent(request)
        pupils = sent.data.get("pupils", [])
        if not isinstance(pupils, list):
            raise BadRequest
        names = ("severity", "kind", "at", "description", "first_actions")
        form = ReportForm(
            {**{name: sent.data.get(name, "") for name in names}, "pupils": pupils, "client_uuid": sent.client_uuid},
            trial=trial,
            user=request.user,
        )
        if not form.is_valid():
            errors = [str(error) for found in form.errors.values() for error in found]
            return JsonResponse({"status": "refused", "code": "form", "message": " ".join(errors)}, status=422)
        row = incidents.report_incident(trial=trial, by=request.user, **form.cleaned_data)
    except DomainError as error:
        return refusal(error)
    return JsonResponse({"status": "saved", "url": reverse("profprobes:incident", args=[row.pk])})


@phone_login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report an incident of the trial: one page that fits a phone."""
    trial = visible_trial(request, pk)
    require(request.user, "report_incident", trial)
    if request.method == "POST" and wants_json(request):
        return _from_queue(request, trial)
    form = ReportForm(request.POST or None, trial=trial, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            incident = incidents.report_incident(trial=trial, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("The incident is reported. Record who was told by telephone."))
            return redirect("profprobes:incident", incident.pk)
    crumbs = [(_("Incidents"), reverse("profprobes:incidents")), (trial.number, "")]
    context = {"form": form, "heading": _("Report an incident"), "subtitle": f"{trial.title} · {trial.host.short_name}", "crumbs": crumbs,
               "button": _("Report it now"), "report": True, "back": reverse("profprobes:incidents"), "trial": trial,
               "data": {"url": request.path, "trial": trial.pk, "list": reverse("profprobes:incidents")}, "keep": [request.path]}  # fmt: skip
    return own_page(request, "profprobes/incidents/report.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """One incident: what happened, who was told, measures, what may be done next."""
    row, user = _incident(request, pk), request.user
    names = allowed(user, "name_pupils_incident", row)
    pupils = [one.pupil.full_name if names else code_of(one) for one in row.pupils.select_related("pupil").order_by("pk")]
    measures = list(row.measures.select_related("owner", "done_by"))
    for one in measures:
        one.incident = row
        one.mine = one.done_at is None and allowed(user, "finish_incidentmeasure", one)  # type: ignore[attr-defined]
        one.late = one.done_at is None and one.due < timezone.localdate()  # type: ignore[attr-defined]
    photos, is_open = list(row.photos.select_related("added_by")), row.status != Incident.Status.CLOSED
    for photo in photos:
        photo.incident = row
        photo.removable = is_open and allowed(user, "remove_incidentphoto", photo)  # type: ignore[attr-defined]
    context = {
        "incident": row,
        "photos": photos,
        "photo_add": reverse("profprobes:incident_photo_add", args=[pk]) if is_open and allowed(user, "photo_incident", row) else "",
        "look": _severity(row.severity),
        "changed": row.severity != row.reported_severity,
        "facts": _facts(row, pupils),
        "told": [(one.get_whom_display(), f"{day_month(one.at)}, {clock(one.at)}") for one in row.notices.all()],
        "measures": measures,
        "names": names,
        "messages_sent": list(row.family_messages.select_related("sent_by")),
        "steps": _steps(user, row),
        "review": not why_not(user, "review_incident", row),
        "may_print": allowed(user, "issue_incident", row),
        "suspended": bool(row.site and row.site.status == Site.Status.SUSPENDED),
        "flagged": incidents.future_visits(row)
        if row.severity == Incident.Severity.SERIOUS and allowed(user, "close_incident", row)
        else [],
        "may_check": bool(row.site) and allowed(user, "check_site", row.site),
        "events": _events(row),
        "crumbs": [(_("Incidents"), reverse("profprobes:incidents")), (row.number, "")],
    }
    return render(request, "profprobes/incidents/incident.html", context)


def _severity(value: str) -> dict[str, Any]:
    tone, icon = Incident.SEVERITY_LOOK[Incident.Severity(value)]
    return {"label": Incident.Severity(value).label, "tone": tone, "icon": icon}


def _facts(row: Incident, pupils: list[str]) -> list[tuple[Any, Any]]:
    return [
        (_("Date and time"), f"{official(row.at)}, {clock(row.at)}"),
        (_("Site"), str(row.site or "")),
        (_("Trial"), f"{row.trial.title} · {row.trial.number}"),
        (_("School"), row.trial.school.short_name),
        (_("Kind"), row.get_kind_display()),
        (_("Pupils concerned"), ", ".join(pupils)),
        (_("What happened"), row.description),
        (_("First actions"), row.first_actions),
        (_("Cause"), row.cause),
        (_("Reported by"), row.reported_by.full_name),
    ]


def _steps(user: Any, row: Incident) -> dict[str, str]:
    """Addresses of the steps that the person may take now."""
    if row.status == Incident.Status.CLOSED:
        return {}
    found = {slug: reverse("profprobes:incident_step", args=[row.pk, slug]) for slug, step in STEPS.items() if allowed(user, step[1], row)}
    if not row.may("close"):
        found.pop("close", None)
    return found


def _events(row: Incident) -> list[dict[str, Any]]:
    first = {"at": row.reported_at, "title": _("Reported"), "text": row.get_reported_severity_display(), "by": str(row.reported_by)}
    lines = [first | {"tone": "clay", "icon": "bell-ring"}]
    for step in row.transitions.select_related("by"):
        if step.action == "severity":
            title = _("Severity: %(old)s → %(new)s") % {
                "old": Incident.Severity(step.source).label, "new": Incident.Severity(step.target).label,
            }  # fmt: skip
            look = Incident.SEVERITY_LOOK[Incident.Severity(step.target)]
        elif step.action in PHOTO_STEPS:
            title, look = str(PHOTO_STEPS[step.action]), ("neutral", "camera")
        else:
            title, look = str(Incident.Status(step.target).label), Incident.STATUS_LOOK[Incident.Status(step.target)]
        lines.append({"at": step.at, "title": title, "text": step.reason, "by": str(step.by or ""), "tone": look[0], "icon": look[1]})
    return sorted(lines, key=lambda line: line["at"], reverse=True)


@login_required
@require_http_methods(["GET", "POST"])
def incident_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Who was told, another severity, a measure, the end."""
    row = _incident(request, pk)
    if step not in STEPS:
        raise Http404
    form_class, permission, service, heading, button, said = STEPS[step]
    require(request.user, permission, row)
    form = form_class(request.POST or None, incident=row)
    if request.method == "POST" and form.is_valid():
        try:
            service(incident=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, str(said))
            return redirect("profprobes:incident", pk)
    back = reverse("profprobes:incident", args=[pk])
    crumbs = [(_("Incidents"), reverse("profprobes:incidents")), (row.number, back), (heading, "")]
    context = {"form": form, "heading": heading, "subtitle": row.number, "crumbs": crumbs, "button": button, "report": False, "back": back}
    return render(request, "profprobes/incidents/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def incident_review(request: HttpRequest, pk: int) -> HttpResponse:
    """The operator takes it up."""
    row = _incident(request, pk)
    require(request.user, "review_incident", row)
    run(request, incidents.take_up, incident=row, done=_("You review the incident."))
    return redirect("profprobes:incident", pk)


@login_required
@require_POST
def measure_done(request: HttpRequest, pk: int) -> HttpResponse:
    """The measure is carried out."""
    rows = IncidentMeasure.objects.visible_to(request.user).select_related("incident__trial__school", "incident__trial__host")
    measure = get_object_or_404(rows, pk=pk)
    require(request.user, "finish_incidentmeasure", measure)
    run(request, incidents.finish_measure, measure=measure, done=_("The measure is carried out."))
    return redirect("profprobes:incident", measure.incident_id)
