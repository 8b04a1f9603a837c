"""The catalogue of modules (S20): list, module, outcomes, versions."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.http import public

from .. import alignment_queries as queries
from ..alignment_index import recognised_share
from ..forms_alignment import ModuleFilter, ModuleForm, OutcomeForm, own_organisations
from ..models import LearningOutcome, Module, ModuleRecognition
from ..services import modules as services
from .alignment_base import PER_PAGE, crumbs, demand, form_page, sections, step


def visible_module(request: HttpRequest, pk: int) -> Module:
    """The module, if the person may see it; 404 otherwise."""
    return get_object_or_404(Module.objects.visible_to(request.user).select_related("organisation", "field"), pk=pk)


def _address(module: Module) -> str:
    return reverse("network:module", args=[module.pk])


def _crumbs(module: Module, last: str = "") -> list[tuple[Any, str]]:
    further = [(module.code, _address(module)), (last, "")] if last else [(module.code, "")]
    return crumbs("modules", _("Modules"), *further)


@public
@require_GET
def modules(request: HttpRequest) -> HttpResponse:
    """The catalogue; open modules are seen by everybody, also without signing in."""
    user = request.user
    form = ModuleFilter(request.GET, user=user)
    values = form.values()
    rows = queries.modules_for(user, **values, sort=request.GET.get("sort", "title"))
    own = list(own_organisations(user)[:5]) if user.is_authenticated else []
    context = {
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "is_filtered": any(values.values()),
        "tabs": sections(user, "modules"),
        "may_add": bool(own) and user.has_perm("network.add_module"),
        "own": own,
    }
    return render(request, "network/alignment/modules.html", context)


@public
@require_GET
def module(request: HttpRequest, pk: int) -> HttpResponse:
    """One module with its outcomes, versions and where it counts."""
    shown = visible_module(request, pk)
    user = request.user
    counts = ModuleRecognition.objects.visible_to(user)
    paths = ("from_module__organisation", "to_module__organisation")
    context = {
        "module": shown,
        "crumbs": _crumbs(shown),
        "tabs": sections(user, "modules"),
        "outcomes": shown.outcomes.select_related("function").order_by("code", "pk"),
        "versions": queries.versions_of(shown, user),
        "counts_for": counts.filter(from_module=shown).select_related(*paths),
        "counted": counts.filter(to_module=shown).select_related(*paths),
        "may_change": user.has_perm("network.change_module", shown),
        "is_draft": shown.status == Module.Status.DRAFT,
        "is_published": shown.status == Module.Status.PUBLISHED,
    }
    return render(request, "network/alignment/module.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_module(request: HttpRequest) -> HttpResponse:
    """Enter a module as a draft."""
    demand(request.user, "add_module")
    form = ModuleForm(request.POST or None, user=request.user)

    def act(data: dict[str, Any]) -> Module:
        new_field = data.pop("new_field", None)
        if new_field:
            data["field"] = services.study_field(*new_field)
        demand(request.user, "add_module", data["organisation"])
        return services.create_module(by=request.user, **data)

    return form_page(
        request,
        form,
        act,
        to=_address,
        done=_("The draft is saved. Add its learning outcomes, then publish it."),
        template="network/alignment/module_form.html",
        title=_("New module"),
        crumbs=crumbs("modules", _("Modules"), (_("New module"), "")),
        back=reverse("network:modules"),
    )


def _own_draft(request: HttpRequest, pk: int) -> Module:
    shown = visible_module(request, pk)
    demand(request.user, "change_module", shown)
    return shown


@login_required
@require_http_methods(["GET", "POST"])
def edit_module(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a draft."""
    shown = _own_draft(request, pk)
    form = ModuleForm(request.POST or None, instance=Module.objects.get(pk=shown.pk), user=request.user)

    def act(data: dict[str, Any]) -> Module:
        new_field = data.pop("new_field", None)
        if new_field:
            data["field"] = services.study_field(*new_field)
        return services.change_module(module=shown, by=request.user, **data)

    return form_page(
        request,
        form,
        act,
        to=_address,
        done=_("Saved."),
        template="network/alignment/module_form.html",
        title=shown.label,
        crumbs=_crumbs(shown, _("Edit")),
        back=_address(shown),
    )


@login_required
@require_http_methods(["GET", "POST"])
def new_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a learning outcome to a draft; the next one can be entered at once."""
    shown = _own_draft(request, pk)
    form = OutcomeForm(request.POST or None)
    again = reverse("network:outcome_new", args=[shown.pk])
    return form_page(
        request,
        form,
        lambda data: services.add_outcome(module=shown, by=request.user, **data),
        to=lambda made: again if "again" in request.POST else _address(shown),
        done=_("The outcome is added."),
        title=_("New learning outcome"),
        crumbs=_crumbs(shown, _("New learning outcome")),
        back=_address(shown),
        again=_("Save and add another"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit_outcome(request: HttpRequest, pk: int, outcome: int) -> HttpResponse:
    """Correct an outcome of a draft."""
    shown = _own_draft(request, pk)
    row = get_object_or_404(LearningOutcome, pk=outcome, module=shown)
    form = OutcomeForm(request.POST or None, instance=LearningOutcome.objects.get(pk=row.pk))
    return form_page(
        request,
        form,
        lambda data: services.change_outcome(outcome=row, by=request.user, **data),
        to=lambda made: _address(shown),
        done=_("Saved."),
        title=row.code,
        crumbs=_crumbs(shown, row.code),
        back=_address(shown),
    )


@login_required
@require_POST
def remove_outcome(request: HttpRequest, pk: int, outcome: int) -> HttpResponse:
    """Take an outcome out of a draft."""
    shown = _own_draft(request, pk)
    row = get_object_or_404(LearningOutcome, pk=outcome, module=shown)
    return step(
        request,
        lambda: services.remove_outcome(outcome=row, by=request.user),
        to=_address(shown),
        done=_("The outcome is taken out; the history keeps it."),
    )


@login_required
@require_POST
def publish_module(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft."""
    shown = _own_draft(request, pk)
    return step(
        request, lambda: services.publish_module(module=shown, by=request.user), to=_address(shown), done=_("The module is published.")
    )


@login_required
@require_POST
def archive_module(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a module, with the reason."""
    shown = _own_draft(request, pk)
    reason = request.POST.get("reason", "")
    return step(
        request,
        lambda: services.archive_module(module=shown, by=request.user, reason=reason),
        to=_address(shown),
        done=_("The module is in the archive."),
    )


@login_required
@require_POST
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the next version of a published module."""
    shown = _own_draft(request, pk)
    made: list[Module] = []
    answer = step(
        request,
        lambda: made.append(services.new_version(module=shown, by=request.user)),
        to=_address(shown),
        done=_("The draft of the next version is open; the present one stays published until then."),
    )
    if made:
        answer["Location"] = _address(made[0])
    return answer


@login_required
@require_GET
def catalogue(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers of one organisation's catalogue: NW-26a and NW-26b, and the share of its modules that count (NR48)."""
    from .organisations import visible_organisation

    organisation = visible_organisation(request, pk)
    demand(request.user, "issue_catalogue", organisation)
    context = {
        "organisation": organisation,
        "crumbs": crumbs("modules", _("Modules"), (organisation.short_name, "")),
        "tabs": sections(request.user, "modules"),
        "share": recognised_share([organisation.pk]),
    }
    return render(request, "network/alignment/catalogue.html", context)
