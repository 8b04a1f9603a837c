"""Programmes that several organisations keep together: list, programme, adoption, orders."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import alignment_queries as queries
from ..errors_alignment import NotADraft
from ..forms_recognition import AdoptForm, ConclusionForm, JointProgrammeForm, OrderForm
from ..models import JointProgramme, JointProgrammeParty
from ..services import joint_programmes as services
from .alignment_base import PER_PAGE, crumbs, demand, form_page, sections, step


def _visible(request: HttpRequest, pk: int) -> JointProgramme:
    return get_object_or_404(JointProgramme.objects.visible_to(request.user).select_related("keeper", "subject"), pk=pk)


def _own(request: HttpRequest, pk: int) -> JointProgramme:
    shown = _visible(request, pk)
    demand(request.user, "change_joint_programme", shown)
    return shown


def _address(programme: JointProgramme) -> str:
    return reverse("network:joint_programme", args=[programme.pk])


def _crumbs(programme: JointProgramme, last: str = "") -> list[tuple[Any, str]]:
    further = [(programme.title, _address(programme)), (last, "")] if last else [(programme.title, "")]
    return crumbs("joint_programmes", _("Joint programmes"), *further)


@login_required
@require_GET
def joint_programmes(request: HttpRequest) -> HttpResponse:
    """The list."""
    context = {
        "page": Paginator(queries.programmes_for(request.user), PER_PAGE).get_page(request.GET.get("page")),
        "tabs": sections(request.user, "joint_programmes"),
        "may_add": request.user.has_perm("network.add_joint_programme"),
    }
    return render(request, "network/alignment/joint_programmes.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_joint_programme(request: HttpRequest) -> HttpResponse:
    """Start a programme."""
    demand(request.user, "add_joint_programme")
    form = JointProgrammeForm(request.POST or None, user=request.user)
    return form_page(
        request,
        form,
        lambda data: services.create_joint_programme(by=request.user, **data),
        to=_address,
        done=_("The draft is saved."),
        title=_("New joint programme"),
        crumbs=crumbs("joint_programmes", _("Joint programmes"), (_("New joint programme"), "")),
        back=reverse("network:joint_programmes"),
    )


@login_required
@require_GET
def joint_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme with each organisation's order (NR32)."""
    shown, user = _visible(request, pk), request.user
    parties = list(shown.parties.select_related("organisation"))
    takes_orders = shown.status in ("approved", "in_force")
    context = {
        "programme": shown,
        "crumbs": _crumbs(shown),
        "tabs": sections(user, "joint_programmes"),
        "parties": [
            (
                party,
                takes_orders and not party.has_order and user.has_perm("network.register_programme_order", party),
                shown.status == "draft" and user.has_perm("network.register_programme_order", party),
            )
            for party in parties
        ],
        "agreed": sum(party.verdict == "agreed" for party in parties),
        "may_issue": user.has_perm("network.issue_joint_programme", shown),
        "given": sum(party.has_order for party in parties),
        "groups": shown.class_groups.select_related("organisation"),
        "may_change": user.has_perm("network.change_joint_programme", shown),
        "is_draft": shown.status == "draft",
        "is_approved": shown.status == "approved",
        "is_living": shown.status != "archived",
    }
    return render(request, "network/alignment/joint_programme.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a draft."""
    shown = _own(request, pk)
    if shown.status != JointProgramme.Status.DRAFT:
        messages.error(request, str(NotADraft()))
        return redirect(_address(shown))
    form = JointProgrammeForm(request.POST or None, user=request.user, instance=_visible(request, pk))
    return form_page(
        request,
        form,
        lambda data: services.change_joint_programme(programme=shown, by=request.user, **data),
        to=_address,
        done=_("Saved."),
        title=_("Correct the programme"),
        crumbs=_crumbs(shown, _("Correct the programme")),
        back=_address(shown),
    )


@login_required
@require_http_methods(["GET", "POST"])
def conclusion(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    """What an organisation's body concluded."""
    shown = _visible(request, pk)
    rows = JointProgrammeParty.objects.select_related("organisation", "programme")
    row = get_object_or_404(rows, pk=party, programme=shown)
    demand(request.user, "register_programme_order", row)
    return form_page(
        request,
        ConclusionForm(request.POST or None, instance=rows.get(pk=party)),
        lambda data: services.give_conclusion(party=row, by=request.user, **data),
        to=lambda made: _address(shown),
        done=_("The conclusion is kept."),
        title=_("Conclusion of %(organisation)s") % {"organisation": row.organisation},
        crumbs=_crumbs(shown, pgettext("joint programme", "Conclusion")),
        back=_address(shown),
    )


@login_required
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Adopted."""
    shown = _own(request, pk)
    return form_page(
        request,
        AdoptForm(request.POST or None),
        lambda data: services.approve_joint_programme(programme=shown, by=request.user, **data),
        to=_address,
        done=_("The programme is adopted. Each organisation registers its own order now."),
        title=_("Adopt the programme"),
        crumbs=_crumbs(shown, _("Adopt the programme")),
        back=_address(shown),
    )


@login_required
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    """An organisation's own order."""
    shown = _visible(request, pk)
    row = get_object_or_404(JointProgrammeParty.objects.select_related("organisation", "programme"), pk=party, programme=shown)
    demand(request.user, "register_programme_order", row)
    return form_page(
        request,
        OrderForm(request.POST or None),
        lambda data: services.register_order(party=row, by=request.user, **data),
        to=lambda made: _address(shown),
        done=_("The order is registered."),
        title=_("Order of %(organisation)s") % {"organisation": row.organisation},
        crumbs=_crumbs(shown, _("Order")),
        back=_address(shown),
    )


@login_required
@require_POST
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """In force."""
    shown = _own(request, pk)
    return step(
        request,
        lambda: services.enter_joint_programme(programme=shown, by=request.user),
        to=_address(shown),
        done=_("The programme is in force."),
    )


@login_required
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the draft."""
    shown = _own(request, pk)
    reason = request.POST.get("reason", "")
    return step(
        request,
        lambda: services.return_joint_programme(programme=shown, by=request.user, reason=reason),
        to=_address(shown),
        done=_("The programme is a draft again."),
    )


@login_required
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Close."""
    shown = _own(request, pk)
    reason = request.POST.get("reason", "")
    return step(
        request,
        lambda: services.archive_joint_programme(programme=shown, by=request.user, reason=reason),
        to=_address(shown),
        done=_("The programme is in the archive."),
    )
