"""Matrices of learning outcomes (S20): list, matrix with its index and evidence, states, experts, protocols."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import alignment_queries as queries
from ..alignment_index import TARGET, dash, index_of, indexes_of
from ..forms_alignment import DecisionForm, ExpertForm, MatrixForm, ProtocolForm, ProtocolSignForm, ScoreForm
from ..matrix_screen import evidence_rows, matrix_steps, verdict_tabs
from ..models import AlignmentMatrix, ExpertScore, MatrixProtocol
from ..services import matrices as services
from ..services import modules as module_services
from .alignment_base import PER_PAGE, crumbs, demand, form_page, sections, step


def visible_matrix(request: HttpRequest, pk: int) -> AlignmentMatrix:
    """The matrix, if the person may see it; 404 otherwise."""
    rows = AlignmentMatrix.objects.visible_to(request.user).select_related("keeper__region", "field", "academic_year")
    return get_object_or_404(rows.prefetch_related("programmes__organisation"), pk=pk)


def address(matrix: AlignmentMatrix) -> str:
    """Its page."""
    return reverse("network:matrix", args=[matrix.pk])


def matrix_crumbs(matrix: AlignmentMatrix, last: str = "") -> list[tuple[Any, str]]:
    """The way back from the matrix or from a page inside it."""
    further = [(str(matrix), address(matrix)), (last, "")] if last else [(str(matrix), "")]
    return crumbs("matrices", _("Alignment matrices"), *further)


@login_required
@require_GET
def matrices(request: HttpRequest) -> HttpResponse:
    """The list, each with its index."""
    page = Paginator(queries.matrices_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    indexes = indexes_of(page.object_list)
    context = {
        "page": page,
        "lines": [(matrix, indexes[matrix.pk]) for matrix in page.object_list],
        "tabs": sections(request.user, "matrices"),
        "may_add": request.user.has_perm("network.add_matrix"),
    }
    return render(request, "network/alignment/matrices.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_matrix(request: HttpRequest) -> HttpResponse:
    """Start a matrix."""
    demand(request.user, "add_matrix")
    form = MatrixForm(request.POST or None, user=request.user)

    def act(data: dict[str, Any]) -> AlignmentMatrix:
        field = data["field"] or module_services.study_field(data["new_field_kk"], data["new_field_ru"])
        links = {name: data[name] for name in ("network",) if data.get(name)}
        return services.create_matrix(
            keeper=data["keeper"], field=field, academic_year=data["academic_year"], programmes=form.programmes(), by=request.user, **links
        )

    return form_page(
        request,
        form,
        act,
        to=lambda made: reverse("network:matrix_add_rows", args=[made.pk]),
        done=_("The matrix is started. Choose the key learning outcomes."),
        template="network/alignment/matrix_form.html",
        title=_("New matrix"),
        crumbs=crumbs("matrices", _("Alignment matrices"), (_("New matrix"), "")),
        back=reverse("network:matrices"),
    )


@login_required
@require_GET
def matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """The matrix: its index, the rows behind each figure, who agreed and who scored."""
    shown, user = visible_matrix(request, pk), request.user
    index = index_of(shown)
    show = request.GET.get("show", "")
    show = show if show in ("aligned", "partial", "not", "waiting", "na") else ""
    page = Paginator(queries.matrix_rows(shown, show=show), PER_PAGE).get_page(request.GET.get("page"))
    status = shown.status
    scores = list(shown.scores.select_related("expert"))
    mine = next((score for score in scores if score.expert_id == user.pk), None)
    context = {
        "matrix": shown,
        "crumbs": matrix_crumbs(shown),
        "tabs": sections(user, "matrices"),
        "index": index,
        "target": dash(TARGET),
        "show": show,
        "verdicts": verdict_tabs(shown, index, show),
        "page": page,
        "rows": evidence_rows(page.object_list),
        "steps": matrix_steps(shown, index),
        "scores": scores,
        "mine": mine,
        "protocols": shown.protocols.all(),
        "is_draft": status == "draft",
        "is_review": status == "review",
        "may_change": user.has_perm("network.change_matrix", shown),
        "may_manage": user.has_perm("network.manage_matrix", shown),
        "may_approve": user.has_perm("network.approve_matrix", shown),
        "may_score": mine is not None and status == "review",
    }
    return render(request, "network/alignment/matrix.html", context)


def managed(request: HttpRequest, pk: int, permission: str = "manage_matrix") -> AlignmentMatrix:
    """The matrix for somebody who may do this to it."""
    shown = visible_matrix(request, pk)
    demand(request.user, permission, shown)
    return shown


@login_required
@require_http_methods(["GET", "POST"])
def new_protocol(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a protocol of agreement."""
    shown = managed(request, pk, "change_matrix")
    return form_page(
        request,
        ProtocolForm(request.POST or None),
        lambda data: services.add_protocol(matrix=shown, by=request.user, **data),
        to=lambda made: address(shown),
        done=_("The protocol is entered. Choose it in the rows it agrees on."),
        title=_("New protocol"),
        crumbs=matrix_crumbs(shown, _("New protocol")),
        back=address(shown),
    )


@login_required
@require_http_methods(["GET", "POST"])
def sign_protocol(request: HttpRequest, pk: int, protocol: int) -> HttpResponse:
    """Record the signatures under a protocol."""
    shown = managed(request, pk, "change_matrix")
    row = get_object_or_404(MatrixProtocol, pk=protocol, matrix=shown)
    return form_page(
        request,
        ProtocolSignForm(request.POST or None),
        lambda data: services.sign_protocol(protocol=row, by=request.user, **data),
        to=lambda made: address(shown),
        done=_("The protocol is signed: its rows count now."),
        title=_("Signatures under protocol %(number)s") % {"number": row},
        crumbs=matrix_crumbs(shown, str(row)),
        back=address(shown),
    )


@login_required
@require_http_methods(["GET", "POST"])
def new_expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Name an expert."""
    shown = managed(request, pk)
    return form_page(
        request,
        ExpertForm(request.POST or None, matrix=shown),
        lambda data: services.name_expert(matrix=shown, by=request.user, **data),
        to=lambda made: address(shown),
        done=_("The expert is named."),
        title=_("Name an expert"),
        lead=_("The matrix needs at least two experts of different levels."),
        crumbs=matrix_crumbs(shown, _("Name an expert")),
        back=address(shown),
    )


@login_required
@require_POST
def release_expert(request: HttpRequest, pk: int, score: int) -> HttpResponse:
    """Take the request to an expert back."""
    shown = managed(request, pk)
    row = get_object_or_404(ExpertScore, pk=score, matrix=shown)
    return step(request, lambda: services.release_expert(score=row, by=request.user), to=address(shown), done=_("The expert is released."))


@login_required
@require_http_methods(["GET", "POST"])
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """A named expert gives the mark."""
    shown = managed(request, pk, "score_matrix")
    own = shown.scores.filter(expert=request.user).first()
    initial = {"score": own.score, "comment": own.comment} if own else {}
    return form_page(
        request,
        ScoreForm(request.POST or None, initial=initial),
        lambda data: services.give_score(matrix=shown, by=request.user, **data),
        to=lambda made: address(shown),
        done=_("Thank you, your score is saved."),
        title=_("How well are the outcomes aligned?"),
        crumbs=matrix_crumbs(shown, _("Score")),
        back=address(shown),
    )


@login_required
@require_POST
def send_matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """To the experts."""
    shown = managed(request, pk)
    return step(
        request, lambda: services.send_matrix(matrix=shown, by=request.user), to=address(shown), done=_("Sent; the experts are told.")
    )


@login_required
@require_POST
def return_matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the draft."""
    shown = visible_matrix(request, pk)
    if not request.user.has_perm("network.approve_matrix", shown):
        demand(request.user, "manage_matrix", shown)
    reason = request.POST.get("reason", "")
    return step(
        request,
        lambda: services.return_matrix(matrix=shown, by=request.user, reason=reason),
        to=address(shown),
        done=_("The matrix is a draft again; the experts score anew."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def approve_matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """The council's decision."""
    shown = managed(request, pk, "approve_matrix")
    index = index_of(shown)
    return form_page(
        request,
        DecisionForm(request.POST or None),
        lambda data: services.approve_matrix(matrix=shown, by=request.user, **data),
        to=address,
        done=_("The matrix is approved."),
        title=_("Approve the matrix"),
        lead=_("Index %(index)s, experts' mean %(mean)s, scores %(given)s of %(asked)s.")
        % {"index": index.text, "mean": index.expert_text, "given": index.experts, "asked": index.asked},
        crumbs=matrix_crumbs(shown, _("Approve the matrix")),
        back=address(shown),
    )


@login_required
@require_POST
def archive_matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a matrix, with the reason."""
    shown = managed(request, pk)
    reason = request.POST.get("reason", "")
    return step(
        request,
        lambda: services.archive_matrix(matrix=shown, by=request.user, reason=reason),
        to=address(shown),
        done=_("The matrix is in the archive."),
    )
