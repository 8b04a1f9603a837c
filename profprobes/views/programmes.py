"""Programmes: the register, one programme with its six parts, its versions, and the buttons of its states."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from network.access import has_role, organisations_as
from network.models import LEARNERS, Organisation

from ..forms.programmes import AdoptForm, ProgrammeListFilter, ReviewForm, SendForm, StartForm
from ..models import ProgrammeStage, TrialProgramme
from ..programme_words import PARTS
from ..queries import programmes as queries
from ..queries.people import coordinated_schools
from ..querysets_programmes import EDITORS
from ..rules import why_not
from ..services import programmes
from ..services.programme_rules import gaps, hints, number, total_hours
from .coord_base import allowed, refuse_in, require, run
from .programme_facts import part_facts

PER_PAGE = 30
PRINTED = (TrialProgramme.Status.PUBLISHED, TrialProgramme.Status.ARCHIVED)


def visible_programme(request: HttpRequest, pk: int) -> TrialProgramme:
    """A programme of the person; a foreign draft does not exist (404)."""
    rows = TrialProgramme.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("owner", "host", "profession__sphere", "previous"), pk=pk)


def crumbs_of(programme: TrialProgramme, last: Any = "") -> list[tuple[Any, str]]:
    """The way back."""
    here = reverse("profprobes:programme", args=[programme.pk])
    found: list[tuple[Any, str]] = [(_("Programmes"), reverse("profprobes:programmes")), (programme.name, here if last else "")]
    return [*found, (last, "")] if last else found


@login_required
@require_GET
def programme_list(request: HttpRequest) -> HttpResponse:
    """The register with its filters."""
    if has_role(request.user, *LEARNERS) and not has_role(request.user, *EDITORS):
        raise PermissionDenied
    form = ProgrammeListFilter(request.GET, user=request.user, has_school=bool(coordinated_schools(request.user)))
    page = Paginator(queries.programme_rows(request.user, **form.values()), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter_form": form,
        "page": page,
        "narrowed": bool(form.values()),
        "may_create": allowed(request.user, "create_programme"),
    }
    return render(request, "profprobes/programmes/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def programme_new(request: HttpRequest) -> HttpResponse:
    """Begin a programme: owner, kind, profession, name."""
    require(request.user, "create_programme")
    owners = list(Organisation.objects.filter(pk__in=organisations_as(request.user, *EDITORS)).order_by("short_name_ru"))
    form = StartForm(request.POST or None, owners=owners)
    if request.method == "POST" and form.is_valid():
        made = programmes.start_programme(by=request.user, **form.cleaned_data)
        messages.success(request, _("The draft is begun. Fill its parts in any order."))
        return redirect("profprobes:programme", made.pk)
    context = {
        "form": form,
        "heading": _("New programme"),
        "crumbs": [(_("Programmes"), reverse("profprobes:programmes")), (_("New programme"), "")],
        "button": _("Begin the draft"),
        "back": reverse("profprobes:programmes"),
    }
    return render(request, "profprobes/programmes/form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """The six parts as they stand, what is missing, what may be done next."""
    row, user = visible_programme(request, pk), request.user
    stages, language = queries.stages_of(row), get_language() or "kk"
    may_edit = row.is_editable and allowed(user, "change_programme", row)
    missing = gaps(row, stages)
    reviews = queries.reviews_of(row)
    later = TrialProgramme.objects.filter(previous=row).first()
    context = {
        "programme": row,
        "crumbs": crumbs_of(row),
        "parts": [
            {
                "slug": slug,
                "title": f"{no}. {title}",
                "anchor": f"part-{slug}",
                "edit": _part_url(row, slug),
                "facts": part_facts(row, slug, language),
            }
            for no, (slug, title) in enumerate(PARTS.items(), 1)
        ],
        "stages": [_stage_row(stage, language) for stage in stages],
        "total": number(total_hours(stages)),
        "may_edit": may_edit,
        "missing": _missing(row, missing) if row.is_editable else [],
        "hints": hints(row, stages) if may_edit else [],
        "returned": reviews[0] if row.status == TrialProgramme.Status.RETURNED and reviews else None,
        "reviews": reviews,
        "versions": queries.versions_of(user, row) if row.previous_id or later else [],
        "sites": [side.site for side in row.trial_sites.select_related("site__organisation").order_by("site__name_ru")],
        "adoptable": row.status == TrialProgramme.Status.PUBLISHED and queries.sites_to_adopt(user, row).exists(),
        "may_print": row.status in PRINTED and allowed(user, "issue_programme", row),
        "actions": _actions(user, row, later),
    }
    return render(request, "profprobes/programmes/programme.html", context)


def _stage_row(stage: ProgrammeStage, language: str) -> ProgrammeStage:
    """A row with its texts in the person's language."""
    stage.topic, stage.activity = stage.text("topic", language), stage.text("activity", language)  # type: ignore[attr-defined]
    stage.work = " – ".join(text for text in (stage.text(name, language) for name in ("task", "condition", "result")) if text)  # type: ignore[attr-defined]
    stage.hours_text = number(stage.hours)  # type: ignore[attr-defined]
    return stage


def _missing(row: TrialProgramme, found: list[Any]) -> list[dict[str, Any]]:
    """What is missing as checks with links to the part."""
    return [
        {"title": gap.title, "state": "stop", "text": str(PARTS[gap.part]), "href": _part_url(row, gap.part), "action": _("Fill")}
        for gap in found
    ]


def _part_url(row: TrialProgramme, part: str) -> str:
    if part == "plan":
        return reverse("profprobes:programme_stage_new", args=[row.pk])
    return reverse("profprobes:programme_part", args=[row.pk, part])


def _actions(user: Any, row: TrialProgramme, later: TrialProgramme | None) -> dict[str, Any]:
    """Which buttons the person has; the sentence says why one cannot be pressed yet."""
    may = {name: allowed(user, f"{name}_trialprogramme", row) for name in ("submit", "approve", "publish", "archive")}
    return {
        "submit": row.is_editable and may["submit"],
        "submit_why": why_not(user, "submit_trialprogramme", row) if row.is_editable and may["submit"] else "",
        "review": row.status == TrialProgramme.Status.IN_REVIEW and may["approve"],
        "publish": row.status == TrialProgramme.Status.APPROVED and may["publish"],
        "archive": row.status == TrialProgramme.Status.PUBLISHED and may["archive"],
        "coming": programmes.coming_trials(row).count() if row.status == TrialProgramme.Status.PUBLISHED and may["archive"] else 0,
        "new_version": row.status == TrialProgramme.Status.PUBLISHED and later is None and allowed(user, "change_programme", row),
        "discard": row.status == TrialProgramme.Status.DRAFT and may["submit"],
    }


@login_required
@require_GET
def programme_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed since the version before."""
    row = visible_programme(request, pk)
    if row.previous is None:
        raise Http404
    context = {
        "programme": row,
        "changes": queries.changes(row),
        "crumbs": crumbs_of(row, _("What changed")),
        "before": row.previous,
    }
    return render(request, "profprobes/programmes/changes.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def programme_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose whose expert reviews it, and send."""
    row = visible_programme(request, pk)
    require(request.user, "submit_trialprogramme", row)
    form = SendForm(request.POST or None, hosts=_hosts(row), initial={"host": row.host_id})
    if request.method == "POST" and form.is_valid():
        try:
            programmes.submit_programme(programme=row, host=form.cleaned_data["host"], by=request.user)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("The programme is sent for review."))
            return redirect("profprobes:programme", pk)
    return _form(request, row, form, _("Send for review"), _("Send"))


def _hosts(row: TrialProgramme) -> Any:
    return queries.hosts_to_ask() | Organisation.objects.filter(pk=row.host_id).distinct().order_by("short_name_ru")


@login_required
@require_http_methods(["GET", "POST"])
def programme_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Six answers and a decision of an expert who is no author."""
    row = visible_programme(request, pk)
    require(request.user, "approve_trialprogramme", row)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            programmes.review_programme(programme=row, by=request.user, **form.values())
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("Your review is recorded."))
            return redirect("profprobes:programme", pk)
    return _form(request, row, form, pgettext("programme", "Review by the employer"), _("Record the review"))


@login_required
@require_http_methods(["GET", "POST"])
def programme_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """«Осы алаңға қабылдау»: an own site runs the programme."""
    row = visible_programme(request, pk)
    sites = queries.sites_to_adopt(request.user, row)
    if not sites.exists():
        raise PermissionDenied
    form = AdoptForm(request.POST or None, sites=sites)
    if request.method == "POST" and form.is_valid():
        site = form.cleaned_data["site"]
        require(request.user, "adopt_at_site", site)
        try:
            programmes.adopt_programme(programme=row, site=site, by=request.user)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("The site runs the programme from now on."))
            return redirect("profprobes:programme", pk)
    return _form(request, row, form, _("Adopt for a site"), _("Adopt for this site"))


def _form(request: HttpRequest, row: TrialProgramme, form: Any, heading: Any, button: Any) -> HttpResponse:
    back = reverse("profprobes:programme", args=[row.pk])
    context = {"form": form, "heading": heading, "crumbs": crumbs_of(row, heading), "button": button, "back": back, "programme": row}
    return render(request, "profprobes/programmes/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def programme_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it to schools."""
    row = visible_programme(request, pk)
    require(request.user, "publish_trialprogramme", row)
    run(request, programmes.publish_programme, programme=row, done=_("The programme is published."))
    return redirect("profprobes:programme", pk)


@login_required
@require_POST
def programme_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version."""
    row = visible_programme(request, pk)
    require(request.user, "change_programme", row)
    made = run(
        request, programmes.new_version, programme=row, done=_("This is the draft of the next version. Schools go on with the present one.")
    )
    return redirect("profprobes:programme", made.pk if made else pk)


@login_required
@require_POST
def programme_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it no longer."""
    row = visible_programme(request, pk)
    require(request.user, "archive_trialprogramme", row)
    run(
        request,
        programmes.archive_programme,
        programme=row,
        reason=request.POST.get("reason", ""),
        done=_("The programme is in the archive."),
    )
    return redirect("profprobes:programme", pk)


@login_required
@require_POST
def programme_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    row = visible_programme(request, pk)
    require(request.user, "change_programme", row)
    done = run(request, programmes.discard_programme, programme=row, done=_("The draft is deleted."))
    return redirect("profprobes:programmes") if done else redirect("profprobes:programme", pk)
