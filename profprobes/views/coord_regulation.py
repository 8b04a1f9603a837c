"""The regulation on trials: versions, the text clause by clause, its blanks, the head's approval, the public text (PP-REG)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from core.http import public
from network.access import COORDINATORS, holdings, organisations_as, regions_as
from network.models import Organisation, Role

from ..forms.regulation import ApproveForm, ClauseForm, FinalEventForm
from ..models import RegulationClause, TrialRegulation
from ..queries.regulation import BLANK_LABELS, sections_of
from ..regulation_text import SECTIONS
from ..services import regulation as services
from .coord_base import allowed, refuse_in, require, run

FOLDER = "profprobes/coord/records"
SHOWN = 50


def _language() -> str:
    return "kk" if get_language() == "kk" else "ru"


def _regulation(request: HttpRequest, pk: int) -> TrialRegulation:
    rows = TrialRegulation.objects.visible_to(request.user).select_related("organisation", "approved_by", "local_act")
    return get_object_or_404(rows, pk=pk)


def _draft(request: HttpRequest, pk: int) -> TrialRegulation:
    shown = _regulation(request, pk)
    require(request.user, "change_regulation", shown)
    return shown


@login_required
@require_GET
def regulations(request: HttpRequest) -> HttpResponse:
    """Versions of the own organisations, and of the region for operator and department."""
    mine = organisations_as(request.user, *COORDINATORS)
    near = {held.organisation_id for held in holdings(request.user)}
    rows = TrialRegulation.objects.visible_to(request.user).select_related("organisation").order_by("organisation", "-version")
    regions = regions_as(request.user, Role.REGION_OPERATOR, Role.DEPARTMENT)
    shown = rows.filter(organisation__in=near | mine) | rows.filter(organisation__region__in=regions)
    versions = list(shown.distinct()[:SHOWN])
    drafted = {row.organisation_id for row in versions if row.is_draft}
    context = {
        "rows": versions,
        "to_start": Organisation.objects.filter(pk__in=mine - drafted).order_by("pk"),
        "begun": {row.organisation_id for row in versions},
    }
    return render(request, f"{FOLDER}/regulations.html", context)


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin a draft."""
    pk = request.POST.get("organisation", "")
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk if pk.isdigit() else 0)
    require(request.user, "change_regulation", organisation)
    draft = run(request, services.start_regulation, organisation=organisation)
    return redirect("profprobes:regulation", draft.pk) if draft else redirect("profprobes:regulations")


@login_required
@require_GET
def regulation(request: HttpRequest, pk: int) -> HttpResponse:
    """The text with what can be done to each clause."""
    return _page(request, _regulation(request, pk))


def _page(request: HttpRequest, shown: TrialRegulation, form: ApproveForm | None = None) -> HttpResponse:
    may_change = shown.is_draft and allowed(request.user, "change_regulation", shown)
    missing = services.empty_blanks(shown) if shown.is_draft else []
    context = {
        "regulation": shown,
        "sections": [(SECTIONS[section.number]["no"], section) for section in sections_of(shown, _language())],
        "may_change": may_change,
        "may_approve": shown.is_draft and allowed(request.user, "approve_trialregulation", shown),
        "keeps": allowed(request.user, "change_regulation", shown),
        "missing": [BLANK_LABELS[name] for name in missing],
        "form": form or ApproveForm(),
        "crumbs": [(_("Regulations on career trials"), reverse("profprobes:regulations")), (shown.organisation.short_name, "")],
    }
    return render(request, f"{FOLDER}/regulation.html", context, status=422 if form and form.errors else 200)


@public
@require_GET
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The approved text, open to everybody (§8): families and partners read it without an account."""
    rows = TrialRegulation.objects.filter(status=TrialRegulation.Status.APPROVED).select_related("organisation")
    shown = get_object_or_404(rows, pk=pk)
    sections = [(SECTIONS[section.number]["no"], section) for section in sections_of(shown, _language())]
    return render(request, f"{FOLDER}/regulation_text.html", {"regulation": shown, "sections": sections})


@login_required
@require_http_methods(["GET", "POST"])
def blanks(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the blanks of the text."""
    shown = _draft(request, pk)
    form = FinalEventForm(request.POST if request.method == "POST" else None, initial=shown.values)
    return _form(
        request,
        shown,
        form,
        lambda data: services.fill_blanks(regulation=shown, values=data, by=request.user),
        heading=_("Blanks of the regulation"),
        hint=_("What stands in braces in the text. Lists of legal acts and agreements fill themselves."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def clause(request: HttpRequest, pk: int) -> HttpResponse:
    """Word one clause."""
    row = _clause(request, pk)
    form = ClauseForm(request.POST if request.method == "POST" else None, initial={"text_kk": row.text_kk, "text_ru": row.text_ru})
    return _form(
        request,
        row.regulation,
        form,
        lambda data: services.word_clause(clause=row, by=request.user, **data),
        heading=_("Clause of section %(no)s") % {"no": SECTIONS[row.section]["no"]},
        hint=_(
            "Words in braces are blanks: they are filled when the text is printed. A line that begins with a dash is an item of a list."
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Add an own clause to a section."""
    shown = _draft(request, pk)
    if section not in SECTIONS:
        raise Http404
    form = ClauseForm(request.POST if request.method == "POST" else None)
    return _form(
        request,
        shown,
        form,
        lambda data: services.add_clause(regulation=shown, section=section, by=request.user, **data),
        heading=_("New clause of section %(no)s") % {"no": SECTIONS[section]["no"]},
        hint=_("The number is given by the portal."),
    )


def _clause(request: HttpRequest, pk: int) -> RegulationClause:
    seen = TrialRegulation.objects.visible_to(request.user)
    row = get_object_or_404(RegulationClause.objects.filter(regulation__in=seen).select_related("regulation__organisation"), pk=pk)
    require(request.user, "change_regulation", row.regulation)
    return row


def _form(
    request: HttpRequest, shown: TrialRegulation, form: Any, save: Callable[[dict[str, Any]], Any], *, heading: str, hint: str
) -> HttpResponse:
    """A form page that comes back to the text; a refusal stands beside its field and loses nothing."""
    back = reverse("profprobes:regulation", args=[shown.pk])
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    crumbs = [(_("Regulation on career trials"), back), (heading, "")]
    context = {"form": form, "heading": heading, "hint": hint, "back": back, "crumbs": crumbs, "regulation": shown}
    return render(request, f"{FOLDER}/regulation_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def take(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Leave a clause out, or take it in again."""
    row = _clause(request, pk)
    service = {"remove": services.remove_clause, "restore": services.restore_clause}.get(action)
    if service is None:
        raise Http404
    done = _("The clause is left out.") if action == "remove" else _("The clause is in the text again.")
    run(request, service, done=done, clause=row)
    return redirect("profprobes:regulation", row.regulation_id)


@login_required
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The head approves by an order."""
    shown = _regulation(request, pk)
    require(request.user, "approve_trialregulation", shown)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form)
    try:
        services.approve_regulation(regulation=shown, by=request.user, **form.cleaned_data)
    except DomainError as refusal:
        refuse_in(form, refusal)
        return _page(request, shown, form)
    messages.success(request, _("The regulation is approved and stands among the local acts. Its papers are being made."))
    return redirect("profprobes:regulation", pk)
