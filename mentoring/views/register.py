"""The register of mentors: list, file, card, joint approval, exception, trainings."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.dates import official
from core.errors import DomainError
from core.sheets import table_answer
from core.text import search
from network.access import has_role, organisations_as
from network.models import Organisation

from ..access import COORDINATORS, LEADERS, WATCHERS
from ..forms.register import ApproveForm, NominateForm, ReasonForm, RegisterFilter, TrainingForm, WaiverForm
from ..models import MentorProfile, MentorTraining
from ..queries.register import HEAD, line_of, register_rows
from ..services import register
from ..services.eligibility import missing_of

PER_PAGE = 30
READERS = (*COORDINATORS, *LEADERS, *WATCHERS, "platform_admin")


def _may(user: Any, permission: str, obj: Any = None) -> bool:
    return bool(user.has_perm(f"mentoring.{permission}", obj))


def _profile(request: HttpRequest, pk: int) -> MentorProfile:
    rows = MentorProfile.objects.visible_to(request.user).select_related("person", "organisation", "agreed_by")
    return get_object_or_404(rows.prefetch_related("trainings", "subjects"), pk=pk)


@login_required
@require_GET
def mentor_list(request: HttpRequest) -> HttpResponse:
    """Mentors that the person sees, with load and fitness; ?format=xlsx gives ME-01 as a table."""
    if not has_role(request.user, *READERS):
        raise PermissionDenied
    form = RegisterFilter(request.GET)
    values = form.values()
    rows = register_rows(request.user)
    if "status" in values:
        rows = rows.filter(status=values["status"])
    if "free" in values:
        rows = rows.filter(active_load__lt=F("capacity_max"))
    rows = search(rows, values.get("q", ""), "person__last_name", "person__first_name", "organisation__short_name_kk")
    if request.GET.get("format") == "xlsx":
        if not _may(request.user, "see_register"):
            raise PermissionDenied
        lines = (line_of(number, row) for number, row in enumerate(rows, 1))
        return table_answer("ME-01", "xlsx", [str(title) for title in HEAD], lines, taken_by=request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.lacks = missing_of(row)
        row.by_waiver = bool(row.lacks) and row.has_waiver()
    context = {
        "filter_form": form,
        "page": page,
        "narrowed": bool(values),
        "may_add": _may(request.user, "keep_mentorprofile"),
        "own": Organisation.objects.filter(pk__in=organisations_as(request.user, *COORDINATORS)).first(),
    }
    return render(request, "mentoring/register.html", context)


def _form_page(request: HttpRequest, form: Any, heading: Any, back: str, subtitle: str = "") -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "back": back,
        "subtitle": subtitle,
        "crumbs": [(_("Mentor register"), reverse("mentoring:mentors"))],
    }
    return render(request, "mentoring/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def mentor_new(request: HttpRequest) -> HttpResponse:
    """Nominate a mentor of the own organisation."""
    if not _may(request.user, "keep_mentorprofile"):
        raise PermissionDenied
    own = Organisation.objects.filter(pk__in=organisations_as(request.user, *COORDINATORS)).order_by("pk").first()
    if own is None:
        raise PermissionDenied
    form = NominateForm(request.POST or None, organisation=own)
    if request.method == "POST" and form.is_valid():
        try:
            made = register.nominate(organisation=own, by=request.user, **form.cleaned_data)
            messages.success(request, _("The draft of the entry is made. Add the course, then send it for review."))
            return redirect("mentoring:mentor", made.pk)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _form_page(request, form, _("Add a mentor"), reverse("mentoring:mentors"), own.short_name)


@login_required
@require_GET
def mentor(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of a mentor."""
    row = _profile(request, pk)
    keeps = _may(request.user, "keep_mentorprofile", row)
    lacks = missing_of(row)
    context = {
        "profile": row,
        "lacks": lacks,
        "waiver": row.has_waiver(),
        "keeps": keeps,
        "may_agree": row.status == "submitted" and row.agreed_by_id is None and _may(request.user, "agree_mentorprofile", row),
        "may_train": _may(request.user, "add_mentortraining", row),
        "actions": [
            (label, reverse("mentoring:mentor_act", args=[row.pk, name]), ACTIONS[name][1] is None) for name, label in _actions(row)
        ]
        if keeps
        else [],
        "facts": _facts(row, keeps),
        "trainings": list(row.trainings.all()),
        "crumbs": [(_("Mentor register"), reverse("mentoring:mentors")), (row.person.short_name, "")],
    }
    return render(request, "mentoring/mentor.html", context)


def _facts(row: MentorProfile, keeps: bool) -> list[tuple[Any, Any]]:
    months = row.experience_months()
    facts = [
        (_("Organisation"), row.organisation.short_name),
        (_("Kind"), row.get_kind_display()),
        (_("Position"), row.position_in(get_language() or "kk")),
        (_("Subject or field"), ", ".join(str(one) for one in row.subjects.all())),
        (_("Qualification category"), row.get_category_display() if row.category else ""),
        (_("Category valid until"), official(row.category_valid_until) if row.category_valid_until else ""),
        (_("Service, years"), months // 12),
        (_("Present load"), f"{row.active_load} / {row.capacity_max}"),
        (_("Mentor's hour (a week)"), row.protected_hours),
        (_("Order"), f"№ {row.order_number}, {official(row.order_date)}" if row.order_date else ""),
        (_("Agreed by the college or university"), row.agreed_by.short_name if row.agreed_by else ""),
    ]
    if keeps and row.waiver_decision and row.waiver_until:
        facts += [(_("Exception: council's decision"), row.waiver_decision), (_("Exception holds until"), official(row.waiver_until))]
    return facts


ACTIONS: dict[str, tuple[Any, Any, Any, str, Any]] = {
    "submit": (gettext_lazy("Send for review"), None, register.submit, "submit", gettext_lazy("Sent for review.")),
    "approve": (gettext_lazy("Approve"), ApproveForm, register.approve, "approve", gettext_lazy("The mentor is in the register.")),
    "return": (gettext_lazy("Send back"), ReasonForm, register.send_back, "return", gettext_lazy("Sent back.")),
    "suspend": (gettext_lazy("Suspend"), ReasonForm, register.suspend, "suspend", gettext_lazy("The entry is suspended.")),
    "resume": (gettext_lazy("Resume"), None, register.resume, "resume", gettext_lazy("The mentor is in the register.")),
    "close": (gettext_lazy("Remove from the register"), ReasonForm, register.close, "close", gettext_lazy("The entry is closed.")),
    "waiver": (gettext_lazy("Exception of the council"), WaiverForm, register.set_waiver, "", gettext_lazy("The exception is recorded.")),
}


def _actions(row: MentorProfile) -> list[tuple[str, Any]]:
    return [
        (name, label)
        for name, (label, _form, _service, move, _done) in ACTIONS.items()
        if (row.may(move) if move else row.status != "closed")
    ]


@login_required
@require_http_methods(["GET", "POST"])
def mentor_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One step of an entry; «agree» is the other side's."""
    row = _profile(request, pk)
    if name == "agree":
        if not _may(request.user, "agree_mentorprofile", row):
            raise PermissionDenied
        return _run(request, row, register.agree, _("Agreed."))
    if name not in ACTIONS:
        raise Http404
    if not _may(request.user, "keep_mentorprofile", row):
        raise PermissionDenied
    label, form_class, service, _move, done = ACTIONS[name]
    if form_class is None:
        return _run(request, row, service, done)
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service(profile=row, by=request.user, **form.cleaned_data)
            messages.success(request, str(done))
            return redirect("mentoring:mentor", row.pk)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _form_page(request, form, label, reverse("mentoring:mentor", args=[row.pk]), row.person.short_name)


def _run(request: HttpRequest, row: MentorProfile, service: Any, done: Any) -> HttpResponse:
    if request.method == "POST":
        try:
            service(profile=row, by=request.user)
            messages.success(request, str(done))
        except DomainError as refusal:
            messages.error(request, str(refusal))
    return redirect("mentoring:mentor", row.pk)


@login_required
@require_http_methods(["GET", "POST"])
def training_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A training of the mentor with its certificate."""
    row = _profile(request, pk)
    if not _may(request.user, "add_mentortraining", row):
        raise PermissionDenied
    form = TrainingForm(request.POST or None, initial={"title": "Тәлімгер", "hours": 24})
    if request.method == "POST" and form.is_valid():
        try:
            register.add_training(profile=row, by=request.user, **form.cleaned_data)
            messages.success(request, _("The training is added. The coordinator checks the certificate."))
            return redirect("mentoring:mentor", row.pk)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _form_page(request, form, _("Add a training"), reverse("mentoring:mentor", args=[row.pk]), row.person.short_name)


@login_required
@require_POST
def training_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate is confirmed or rejected."""
    row = get_object_or_404(MentorTraining.objects.visible_to(request.user).select_related("profile"), pk=pk)
    if not _may(request.user, "check_mentortraining", row):
        raise PermissionDenied
    try:
        register.check_training(training=row, accept=request.POST.get("accept") == "1", by=request.user)
        messages.success(request, _("The certificate is checked."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("mentoring:mentor", row.profile_id)
