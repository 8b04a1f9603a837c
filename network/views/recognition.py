"""The transfer table (S20): which module counts for which, on what grounds, agreed by whom."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import alignment_queries as queries
from ..access import COORDINATORS, organisations_as
from ..alignment_index import RECOGNISED_TARGET, recognised_share
from ..alignment_querysets import WRITERS
from ..forms_recognition import CoverForm, RecognitionFilter, RecognitionForm, TermsForm
from ..models import ModuleRecognition, Organisation
from ..recognition_basis import agreement_between, legal_basis_of
from ..services import recognition as services
from .alignment_base import PER_PAGE, crumbs, demand, form_page, sections, step


def visible_recognition(request: HttpRequest, pk: int) -> ModuleRecognition:
    """The row, if the person may see it; 404 otherwise."""
    rows = ModuleRecognition.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("from_module__organisation", "to_module__organisation", "legal_basis"), pk=pk)


def _address(recognition: ModuleRecognition) -> str:
    return reverse("network:recognition", args=[recognition.pk])


def _crumbs(recognition: ModuleRecognition, last: str = "") -> list[tuple[Any, str]]:
    name = f"{recognition.from_module.code} → {recognition.to_module.code}"
    further = [(name, _address(recognition)), (last, "")] if last else [(name, "")]
    return crumbs("recognitions", _("Recognition"), *further)


def changeable(request: HttpRequest, pk: int, permission: str = "change_recognition") -> ModuleRecognition:
    """The row for somebody who may do this to it."""
    shown = visible_recognition(request, pk)
    demand(request.user, permission, shown)
    return shown


@login_required
@require_GET
def recognitions(request: HttpRequest) -> HttpResponse:
    """The table with search, and the share of college modules that count (NR48)."""
    user = request.user
    form = RecognitionFilter(request.GET)
    values = form.values()
    rows = queries.recognitions_for(user, **values)
    colleges = Organisation.objects.filter(pk__in=organisations_as(user, *WRITERS), kind="college").values_list("pk", flat=True)
    own = list(colleges)
    context = {
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "is_filtered": any(values.values()),
        "tabs": sections(user, "recognitions"),
        "share": recognised_share(own or None),
        "share_is_own": bool(own),
        "target": RECOGNISED_TARGET,
        "may_add": user.has_perm("network.add_recognition"),
    }
    return render(request, "network/alignment/recognitions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_recognition(request: HttpRequest) -> HttpResponse:
    """Propose that a module counts for another."""
    demand(request.user, "add_recognition")
    form = RecognitionForm(request.POST or None, user=request.user)

    def act(data: dict[str, Any]) -> ModuleRecognition:
        owners = {data["from_module"].organisation_id, data["to_module"].organisation_id}
        if not owners & organisations_as(request.user, *WRITERS):
            demand(request.user, "change_recognition")
        return services.propose_recognition(by=request.user, **data)

    return form_page(
        request,
        form,
        act,
        to=lambda made: reverse("network:recognition_cover", args=[made.pk]),
        done=_("The row is proposed. Say now which outcomes are covered."),
        title=_("New row of the transfer table"),
        crumbs=crumbs("recognitions", _("Recognition"), (_("New row of the transfer table"), "")),
        back=reverse("network:recognitions"),
    )


@login_required
@require_GET
def recognition(request: HttpRequest, pk: int) -> HttpResponse:
    """One row: coverage with its evidence, terms, grounds, who agreed, what is missing."""
    shown, user = visible_recognition(request, pk), request.user
    one, other = shown.from_module.organisation, shown.to_module.organisation
    covers = {cover.target_id: cover.source for cover in shown.covers.select_related("source")}
    agreement = agreement_between(one, other, timezone.localdate())
    signs = organisations_as(user, *COORDINATORS)
    legal = legal_basis_of(shown)
    checks = [
        (_("Outcomes covered: %(pct)s %%") % {"pct": f"{shown.lo_coverage_pct:.0f}"}, _enough(shown)),
        (_("Legal basis"), bool(legal)),
        (_("Academic basis (protocol)"), bool(shown.academic_basis)),
        (_("%(name)s agrees") % {"name": one}, bool(shown.from_agreed_at)),
        (_("%(name)s agrees") % {"name": other}, bool(shown.to_agreed_at)),
        (_("Agreement on mutual recognition in force"), agreement is not None),
    ]
    own_side = [
        organisation
        for organisation, agreed in ((one, shown.from_agreed_at), (other, shown.to_agreed_at))
        if organisation.pk in signs and not agreed
    ]
    context = {
        "recognition": shown,
        "crumbs": _crumbs(shown),
        "tabs": sections(user, "recognitions"),
        "targets": [(target, covers.get(target.pk)) for target in shown.to_module.outcomes.order_by("code", "pk")],
        "checks": [{"title": title, "state": "done" if held else "wait"} for title, held in checks],
        "recognition_id": str(shown.pk),
        "legal": legal,
        "is_act_stale": legal is not None and not legal.is_printable(timezone.localdate()),
        "agreement": agreement,
        "own_side": own_side,
        "is_proposed": shown.status == "proposed",
        "is_expertise": shown.status == "expertise",
        "is_agreed": shown.status == "agreed",
        "is_open": shown.may("reject"),
        "may_change": user.has_perm("network.change_recognition", shown),
        "may_enter": user.has_perm("network.enter_recognition", shown),
        "may_apply": shown.status == "in_force" and user.has_perm("network.apply_for_credits", shown),
    }
    return render(request, "network/alignment/recognition.html", context)


def _enough(recognition: ModuleRecognition) -> bool:
    return recognition.lo_coverage_pct >= recognition.coverage_at_least or bool(recognition.council_reason)


@login_required
@require_http_methods(["GET", "POST"])
def edit_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Terms and grounds."""
    shown = changeable(request, pk)
    form = TermsForm(request.POST or None, recognition=shown)
    return form_page(
        request,
        form,
        lambda data: services.change_terms(recognition=shown, by=request.user, **data),
        to=_address,
        done=_("Saved."),
        title=_("Terms and grounds"),
        lead=str(shown),
        crumbs=_crumbs(shown, _("Terms and grounds")),
        back=_address(shown),
    )


@login_required
@require_http_methods(["GET", "POST"])
def cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Which outcomes of the target are covered; the per cent is counted from here."""
    shown = changeable(request, pk)
    form = CoverForm(request.POST or None, recognition=shown)
    return form_page(
        request,
        form,
        lambda data: services.map_outcomes(recognition=shown, pairs=form.pairs(), by=request.user),
        to=_address,
        done=_("Saved; the coverage is counted anew."),
        title=_("Coverage of outcomes"),
        lead=str(shown),
        crumbs=_crumbs(shown, _("Coverage of outcomes")),
        back=_address(shown),
    )


@login_required
@require_POST
def send_recognition(request: HttpRequest, pk: int) -> HttpResponse:
    """To expertise."""
    shown = changeable(request, pk)
    return step(
        request,
        lambda: services.send_recognition(recognition=shown, by=request.user),
        to=_address(shown),
        done=_("The row is in expertise: both organisations look at it."),
    )


@login_required
@require_POST
def agree_recognition(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's organisation agrees."""
    shown = changeable(request, pk, "agree_recognition")
    signs = organisations_as(request.user, *COORDINATORS)
    owners = (shown.from_module.organisation, shown.to_module.organisation)
    wanted = request.POST.get("organisation", "")
    mine = [organisation for organisation in owners if organisation.pk in signs]
    if not mine:
        raise PermissionDenied  # nobody agrees for an organisation that is not theirs, whatever their rights
    own = next((organisation for organisation in mine if str(organisation.pk) == wanted), mine[0])
    return step(
        request,
        lambda: services.agree_recognition(recognition=shown, organisation=own, by=request.user),
        to=_address(shown),
        done=_("Your organisation agrees."),
    )


@login_required
@require_POST
def enter_recognition(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on it counts."""
    shown = changeable(request, pk, "enter_recognition")
    return step(
        request,
        lambda: services.enter_recognition(recognition=shown, by=request.user),
        to=_address(shown),
        done=_("The module counts from now on."),
    )


@login_required
@require_POST
def reject_recognition(request: HttpRequest, pk: int) -> HttpResponse:
    """Not accepted."""
    shown = changeable(request, pk)
    reason = request.POST.get("reason", "")
    return step(
        request,
        lambda: services.reject_recognition(recognition=shown, by=request.user, reason=reason),
        to=_address(shown),
        done=_("The row is rejected."),
    )
