"""Applications: the student's «Өтінім және қалаулар», the coordinator's list with bulk acts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.consents import log_read
from network.models import Organisation

from ..forms.applications import ApplicationForm, MinutesForm, RelativeForm
from ..forms.offers import ApplicationFilter
from ..models import AccessFeature, PlacementPreference, PracticumRound, RelativeDeclaration, StudentApplication, TravelTime
from ..queries.wishes import choices_of
from ..services import applications, travel
from .rounds_base import PER_PAGE, crumbs_of, events_of, form_page, require, run, saved, visible_round

Status = StudentApplication.Status
READING = gettext_noop("Application for a practicum")
RELATED = ("student", "round__programme__owner_org", "group", "subject", "together_with", "data_consent")


def _own(request: HttpRequest, row: PracticumRound) -> StudentApplication | None:
    return row.applications.filter(student=request.user).select_related(*RELATED).first()


def _application(request: HttpRequest, pk: int, permission: str) -> StudentApplication:
    row = get_object_or_404(StudentApplication.objects.visible_to(request.user).select_related(*RELATED), pk=pk)
    require(request.user, permission, row)
    return row


@login_required
@require_GET
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """The student's page of the round: facts, wishes, what is open and what is closed, sending; afterwards to read."""
    row = visible_round(request, pk)
    require(request.user, "create_studentapplication", row)
    own = _own(request, row)
    is_open = applications.window_is_open(row)
    if own is None:
        if is_open:
            return redirect("practicum:application_edit", pk)
        return render(
            request,
            "practicum/rounds/application.html",
            {"round": row, "application": None, "crumbs": crumbs_of(row, (_("Application"), ""))},
        )
    choices = choices_of(own)
    can_rank = is_open and own.status in applications.RANKABLE
    context = {
        "round": row,
        "application": own,
        "wishes": [line for line in choices if line.rank],
        "others": [line for line in choices if not line.rank],
        "can_rank": can_rank,
        "full": sum(line.rank is not None for line in choices) >= row.max_preferences,
        "can_edit": is_open and own.status in applications.EDITABLE,
        "can_reopen": is_open and own.status == Status.SUBMITTED,
        "can_withdraw": can_rank,
        "mutual": applications.joint_is_mutual(own),
        "relatives": own.relatives.select_related("school"),
        "facts": _facts(own),
        "reason": own.transitions.filter(target__in=["returned", "not_eligible"]).order_by("-at").values_list("reason", flat=True).first()
        if own.status in (Status.RETURNED, Status.NOT_ELIGIBLE) else "",
        "crumbs": crumbs_of(row, (_("Application and preferences"), "")),
    }  # fmt: skip
    return render(request, "practicum/rounds/application.html", context)


def _facts(row: StudentApplication) -> list[tuple[Any, Any]]:
    from ..models import GradeBand
    from ..models.programmes import TrainingLanguage

    return [
        (_("Subject"), str(row.subject)),
        (_("Languages of teaching"), ", ".join(str(TrainingLanguage(code).label) for code in row.languages)),
        (_("Classes wished"), ", ".join(str(GradeBand(code).label) for code in row.grade_bands) or "—"),
        (_("From where"), f"{row.get_origin_display()}{', ' + row.settlement if row.settlement else ''}"),
        (_("How you travel"), row.get_transport_display()),
        (_("Most minutes on the way"), row.max_minutes or "—"),
        (_("Ready to go to another settlement"), _("Yes") if row.relocate else _("No")),
        (_("Conditions needed"), ", ".join(str(AccessFeature(code).label) for code in row.needs) or "—"),
        (_("Place together with"), str(row.together_with.short_name) if row.together_with else "—"),
        (_("Consent"), _("Given") if row.data_consent_id else _("Not given")),
    ]


@login_required
@require_http_methods(["GET", "POST"])
def application_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts of the student and the consent."""
    row = visible_round(request, pk)
    require(request.user, "create_studentapplication", row)
    own = _own(request, row)
    enrolment = applications.enrolment_in(row, request.user)
    group = own.group if own else enrolment.group if enrolment else None
    form = ApplicationForm(request.POST or None, instance=own, row=row, student=request.user, group=group)
    if saved(
        request,
        form,
        _("Saved. Now put the schools in your order and send."),
        applications.save_application,
        round=row,
        student=request.user,
        application=own,
    ):
        return redirect("practicum:application", pk)
    context = {
        "form": form, "round": row, "back": reverse("practicum:application" if own else "practicum:round", args=[pk]),
        "crumbs": crumbs_of(row, (_("Application"), "")),
    }  # fmt: skip
    return render(request, "practicum/rounds/application_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def application_rank(request: HttpRequest, pk: int) -> HttpResponse:
    """One wish by a button (step, offer), or the whole order of a drag (offers=1,2,3)."""
    row = _application(request, pk, "change_studentapplication")
    if "offers" in request.POST:
        ids = [int(part) for part in request.POST["offers"].split(",") if part.isdigit()]
        repeated = run(request, applications.set_wishes, application=row, offers=ids)
        if isinstance(repeated, list) and repeated:
            messages.warning(request, _("A school was named twice; it is kept once, the application is a draft."))
    else:
        offer = request.POST.get("offer", "")
        run(request, applications.move_wish, application=row, offer=int(offer) if offer.isdigit() else 0, step=request.POST.get("step", ""))
    return redirect(f"{reverse('practicum:application', args=[row.round_id])}#wishes")


@login_required
@require_POST
def application_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """The student sends, takes back, gives up."""
    row = _application(request, pk, "change_studentapplication")
    services = {
        "submit": (applications.submit_application, _("The application is sent.")),
        "reopen": (applications.reopen_application, _("The application is a draft again.")),
        "withdraw": (applications.withdraw_application, _("The application is withdrawn.")),
    }
    service, said = services.get(move, (None, ""))
    if service is None:
        raise PermissionDenied
    run(request, service, done=said, application=row)
    return redirect("practicum:application", row.round_id)


@login_required
@require_http_methods(["GET", "POST"])
def relative_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a school with a relative."""
    row = _application(request, pk, "change_studentapplication")
    form = RelativeForm(request.POST or None, row=row.round)
    if saved(request, form, _("Saved. You will not be placed in this school."), applications.declare_relative, application=row):
        return redirect("practicum:application", row.round_id)
    back = reverse("practicum:application", args=[row.round_id])
    heading = _("A school with a relative")
    advice = _("Only the coordinator of your institution sees this; the school never does.")
    return form_page(request, form, heading, _("Save"), back, crumbs_of(row.round, (_("Application"), back), (heading, "")), advice=advice)


@login_required
@require_POST
def relative_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a declaration back."""
    relative = get_object_or_404(
        RelativeDeclaration.objects.visible_to(request.user).select_related("application__round__programme"), pk=pk
    )
    require(request.user, "change_studentapplication", relative.application)
    run(request, applications.remove_relative, done=_("Removed."), relative=relative)
    return redirect("practicum:application", relative.application.round_id)


@login_required
@require_http_methods(["GET", "POST"])
def journey_correct(request: HttpRequest, pk: int, school: int) -> HttpResponse:
    """The student's own figure for the way to a school; it counts once the coordinator takes it."""
    row = _application(request, pk, "change_studentapplication")
    place = get_object_or_404(Organisation, pk=school, practicum_offers__round=row.round, practicum_offers__status="accepted")
    form = MinutesForm(request.POST or None)
    if saved(request, form, _("Sent to the coordinator."), travel.propose_minutes, application=row, school=place):
        return redirect("practicum:application", row.round_id)
    back = reverse("practicum:application", args=[row.round_id])
    return form_page(
        request,
        form,
        _("Minutes to the school"),
        _("Send"),
        back,
        crumbs_of(row.round, (_("Application"), back), (place.short_name, "")),
        subtitle=place.short_name,
    )


@login_required
@require_http_methods(["GET", "POST"])
def application_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Applications of the round with filters; select or return the ticked ones."""
    row = visible_round(request, pk)
    require(request.user, "change_practicumround", row)
    rows = row.applications.visible_to(request.user)
    if request.method == "POST":
        ids = [value for value in request.POST.getlist("ids") if value.isdigit()]
        chosen = list(rows.filter(pk__in=ids))
        if request.POST.get("act") == "return":
            done = run(request, applications.return_applications, applications=chosen, reason=request.POST.get("reason", ""))
        else:
            done = run(request, applications.select_applications, applications=chosen)
        if done is not None:
            messages.success(request, _("Done for %(count)s.") % {"count": int(done)})
        return redirect(request.get_full_path())
    form = ApplicationFilter(request.GET, row=row)
    values = form.values()
    rows = rows.select_related("student", "group", "subject", "data_consent").annotate(wishes=Count("preferences"))
    for name, path in (("status", "status"), ("group", "group"), ("language", "languages__contains")):
        if name in values:
            rows = rows.filter(**{path: [values[name]] if name == "language" else values[name]})
    if "needs" in values:
        rows = rows.filter(needs__len__gt=0)
    if "no_ranks" in values:
        rows = rows.filter(~Exists(PlacementPreference.objects.filter(application=OuterRef("pk"))))
    page = Paginator(rows.order_by("student__last_name", "student__first_name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    enrolled = applications.enrolled_students(row, [one.student_id for one in page])
    for one in page:
        one.missing = applications.missing_of(one, one.student_id in enrolled)
    context = {"round": row, "page": page, "filter_form": form, "narrowed": bool(values), "can_decide": row.status == PracticumRound.Status.PREFERENCES,
               "crumbs": crumbs_of(row, (_("Applications"), ""))}  # fmt: skip
    return render(request, "practicum/rounds/applications.html", context)


@login_required
@require_GET
def application_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One application for the coordinator: facts, wishes, relatives, corrections of the way. Each reading is logged (R61)."""
    row = _application(request, pk, "select_studentapplication")
    log_read(reader=request.user, subject=row.student, what=READING)
    enrolled = row.student_id in applications.enrolled_students(row.round, [row.student_id])
    context = {
        "application": row,
        "round": row.round,
        "facts": _facts(row),
        "missing": applications.missing_of(row, enrolled),
        "choices": choices_of(row),
        "relatives": row.relatives.select_related("school"),
        "corrections": row.journeys.filter(proposed_minutes__isnull=False).select_related("school"),
        "mutual": applications.joint_is_mutual(row),
        "events": events_of(row),
        "can_decide": row.round.status == PracticumRound.Status.PREFERENCES,
        "crumbs": crumbs_of(
            row.round, (_("Applications"), reverse("practicum:applications", args=[row.round_id])), (row.student.short_name, "")
        ),
    }
    return render(request, "practicum/rounds/application_page.html", context)


@login_required
@require_POST
def application_decide(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Select, return, refuse one."""
    row = _application(request, pk, "select_studentapplication")
    reason = request.POST.get("reason", "")
    if move == "select":
        run(request, applications.select_applications, done=_("Selected."), applications=[row])
    elif move == "return":
        run(request, applications.return_applications, done=_("Returned."), applications=[row], reason=reason)
    elif move == "refuse":
        run(request, applications.refuse_application, done=_("Not selected."), application=row, reason=reason)
    else:
        raise PermissionDenied
    return redirect("practicum:application_page", pk)


@login_required
@require_POST
def journey_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The coordinator takes the student's figure."""
    journey = get_object_or_404(TravelTime.objects.visible_to(request.user).select_related("application__round__programme"), pk=pk)
    require(request.user, "select_studentapplication", journey.application)
    run(request, travel.accept_minutes, done=_("Saved."), journey=journey)
    return redirect("practicum:application_page", journey.application_id)
