"""Programmes: list, page, form, the council's decision, versions; the public page with the requirements for a trainee."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.dates import official
from core.http import public

from ..forms.programmes import DecisionForm, ProgrammeForm
from ..models import GradeBand, PracticumProgramme
from ..queries.rounds import owned_organisations, programme_rows
from ..services import programmes
from .rounds_base import PER_PAGE, allowed, crumbs_of, events_of, form_page, require, run, saved

S = PracticumProgramme.Status
TITLES = {
    "goals": gettext_lazy("Goals"), "competences": gettext_lazy("Competences"), "work_forms": gettext_lazy("Forms of work"),
    "assessment": gettext_lazy("System of assessment"), "trainee_requirements": gettext_lazy("Requirements for the trainee"),
}  # fmt: skip


def _programme(request: HttpRequest, pk: int) -> PracticumProgramme:
    return get_object_or_404(PracticumProgramme.objects.visible_to(request.user).select_related("owner_org", "previous"), pk=pk)


def _crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    return crumbs_of(None, (_("Programmes"), reverse("practicum:programmes")), *more)


@login_required
@require_GET
def programme_list(request: HttpRequest) -> HttpResponse:
    """Approved programmes of all, drafts of the own institution."""
    context = {
        "page": Paginator(programme_rows(request.user), PER_PAGE).get_page(request.GET.get("page")),
        "may_make": allowed(request.user, "create_practicumprogramme"),
        "crumbs": crumbs_of(None, (_("Programmes"), "")),
    }
    return render(request, "practicum/rounds/programmes.html", context)


def _texts(row: PracticumProgramme, names: Any = PracticumProgramme.TEXTS) -> list[tuple[Any, str]]:
    language = get_language() or "kk"
    return [(TITLES[name], row.text_in(name, language)) for name in names]


def _facts(row: PracticumProgramme) -> list[tuple[Any, Any]]:
    language = get_language() or "kk"
    return [
        (_("Kind of practicum"), row.get_kind_display()),
        (_("Educational organisation"), row.owner_org.short_name),
        (_("Educational programme"), row.education_in(language)),
        (_("Course"), row.study_year),
        (_("Subjects"), ", ".join(map(str, row.subjects.all())) or "—"),
        (_("Classes allowed"), ", ".join(str(GradeBand(code).label) for code in row.grade_bands)),
        (_("Language of instruction"), row.get_group_language_display()),
        (_("Number of credits (K)"), row.credits.normalize().to_eng_string()),
        (_("Academic hours"), row.required_hours),
        (_("Duration, weeks"), row.weeks),
        (_("Version"), row.version),
        (_("Council's decision"), f"№ {row.decision_number}, {official(row.decision_date)}" if row.decision_date else "—"),
    ]


@login_required
@require_http_methods(["GET", "POST"])
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """The programme with its texts; a member of the council decides here."""
    row = _programme(request, pk)
    owns, decides = allowed(request.user, "change_practicumprogramme", row), allowed(request.user, "approve_practicumprogramme", row)
    form = None
    if decides and row.status == S.REVIEW:
        form = DecisionForm(request.POST or None)
        if saved(request, form, _("The programme is approved."), programmes.approve_programme, programme=row):
            return redirect("practicum:programme", pk)
    context = {
        "programme": row,
        "facts": _facts(row),
        "texts": _texts(row),
        "form": form,
        "gaps": programmes.gaps_of(row) if owns and row.status == S.DRAFT else [],
        "owns": owns,
        "events": events_of(row) if owns or decides else [],
        "is_public": row.status == S.APPROVED,
        "crumbs": _crumbs((str(row), "")),
    }
    return render(request, "practicum/rounds/programme.html", context, status=422 if form is not None and form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def programme_new(request: HttpRequest) -> HttpResponse:
    """A draft."""
    require(request.user, "create_practicumprogramme")
    owners = owned_organisations(request.user)
    form = ProgrammeForm(request.POST or None, owners=owners)
    fixed = {} if "owner_org" in form.fields else {"owner_org": owners.first()}
    if made := saved(request, form, _("The draft of the programme is made."), programmes.create_programme, **fixed):
        return redirect("practicum:programme", made.pk)
    heading = _("A new programme of the practicum")
    return form_page(request, form, heading, _("Make the draft"), reverse("practicum:programmes"), _crumbs((heading, "")))


@login_required
@require_http_methods(["GET", "POST"])
def programme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    row = _programme(request, pk)
    require(request.user, "change_practicumprogramme", row)
    form = ProgrammeForm(request.POST or None, instance=row, owners=owned_organisations(request.user))
    if saved(request, form, _("Saved."), programmes.change_programme, programme=row):
        return redirect("practicum:programme", pk)
    back = reverse("practicum:programme", args=[pk])
    return form_page(
        request, form, _("Programme of the practicum"), _("Save"), back, _crumbs((str(_programme(request, pk)), back), (_("Change"), ""))
    )


@login_required
@require_POST
def programme_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Send, return, archive, a new version."""
    row = _programme(request, pk)
    if move == "return":
        require(request.user, "approve_practicumprogramme", row)
        run(request, programmes.return_programme, done=_("Returned."), programme=row, reason=request.POST.get("reason", ""))
        still = PracticumProgramme.objects.visible_to(request.user).filter(pk=pk).exists()
        return redirect("practicum:programme", pk) if still else redirect("practicum:programmes")
    services = {
        "send": (programmes.send_programme, _("Sent to the council.")),
        "archive": (programmes.archive_programme, _("In the archive.")),
        "version": (programmes.new_version, _("A draft of the new version.")),
    }
    if move not in services:
        raise Http404
    require(request.user, "change_practicumprogramme", row)
    service, said = services[move]
    made = run(request, service, done=said, programme=row)
    return redirect("practicum:programme", made.pk if move == "version" and made else pk)


@public
@require_GET
def programme_about(request: HttpRequest, pk: int) -> HttpResponse:
    """What a trainee needs, for everybody: an approved programme without any person in it."""
    row = get_object_or_404(PracticumProgramme.objects.filter(status=S.APPROVED).select_related("owner_org"), pk=pk)
    context = {"programme": row, "facts": _facts(row), "texts": _texts(row, ("trainee_requirements", "goals", "competences", "assessment"))}
    return render(request, "practicum/rounds/programme_public.html", context)
