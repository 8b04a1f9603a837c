"""The quarterly review: list of terms, the page with figures → cases → discussion → proposals, its forms (§4)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from network.models import Term

from ..forms.coord_filters import present_terms
from ..forms.reviews import CaseForm, DiscussionForm, ProposalForm, ProposalsFilter, TeamForm
from ..models import QuarterlyReview, ReviewCase, ReviewProposal, TrialProgramme
from ..queries.people import coordinated_schools
from ..queries.reviews import checklist_lines, due_of, figures_of, flagged, shown_indicators, terms_with_trials
from ..services import reviews
from .coord_base import allowed, refuse_in, require, run
from .operator_desk import look as look_of

PER_PAGE = 30
Status = QuarterlyReview.Status


@login_required
@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """The terms of the year in which the school held trials, its reviews; for a region those that were discussed."""
    require(request.user, "view_reviews")
    mine = coordinated_schools(request.user)
    rows = QuarterlyReview.objects.visible_to(request.user).select_related("school", "term__year").order_by("-term__starts_on", "school")
    known = set(rows.filter(school__in=[school.pk for school in mine]).values_list("school", "term")) if mine else set()
    today = timezone.localdate()
    held = terms_with_trials([school.pk for school in mine], present_terms()) if mine else set()
    to_open = [
        {"school": school, "term": term, "due": due_of(term), "late": due_of(term) < today}
        for school in mine
        for term in present_terms().filter(starts_on__lte=today).order_by("-starts_on")
        if (school.pk, term.pk) not in known and (school.pk, term.pk) in held
    ]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    waiting = ReviewProposal.objects.visible_to(request.user).filter(done_at__isnull=True).count()
    context = {"page": page, "to_open": to_open, "several": len(mine) > 1, "waiting": waiting}
    return render(request, "profprobes/reviews/list.html", context)


@login_required
@require_POST
def review_open(request: HttpRequest) -> HttpResponse:
    """Open the review of a term for a school of the person."""
    school = next((one for one in coordinated_schools(request.user) if str(one.pk) == request.POST.get("school", "")), None)
    if school is None:
        raise PermissionDenied
    require(request.user, "open_quarterlyreview", school)
    code = request.POST.get("term", "")
    term = get_object_or_404(Term, pk=int(code) if code.isdigit() else 0)
    return redirect("profprobes:review", reviews.open_review(school=school, term=term, by=request.user).pk)


def _review(request: HttpRequest, pk: int) -> QuarterlyReview:
    rows = QuarterlyReview.objects.visible_to(request.user).select_related("school", "term__year")
    return get_object_or_404(rows, pk=pk)


def title_of(review: QuarterlyReview) -> str:
    """«Quarterly review of term 1»."""
    return _("Quarterly review of term %(term)s") % {"term": review.term.number}


@login_required
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The page that leads from the figures to the proposals; it names the next step."""
    row = _review(request, pk)
    figures = figures_of(row)
    may = {name: allowed(request.user, f"{name}_quarterlyreview", row) for name in ("change", "discuss", "close", "issue")}
    cases, proposals = list(row.cases.select_related("trial__programme")), list(row.proposals.select_related("programme", "owner__user"))
    kinds = dict(TrialProgramme.Kind.choices)
    named = [line | {"name": line["kk" if get_language() == "kk" else "ru"]} for line in figures["programmes"]]
    covered = {proposal.programme_id for proposal in proposals}
    context = {
        "review": row,
        "title": title_of(row),
        "steps": _steps(row, cases, proposals),
        "figures": figures,
        "facts": _facts(figures),
        "indicators": [(value, look_of(value)) for value in shown_indicators(figures)],
        "empty": [{"name": kinds.get(line["kind"], line["kind"]), **line} for line in figures["formats"]] + named,
        "missing": [
            line | {"href": f"{reverse('profprobes:review_proposal_new', args=[row.pk])}?programme={line['pk']}"}
            for line in named
            if line["flagged"] and line["pk"] not in covered
        ],
        "outcomes": _outcomes(figures["outcomes"]),
        "deviations": _seen(figures["deviations"], own=may["change"] or may["discuss"]),
        "checklist": checklist_lines(figures),
        "cases": cases,
        "least": reviews.least_cases(row) if row.status == Status.OPEN else 0,
        "proposals": [(one, allowed(request.user, "mark_reviewproposal", one)) for one in proposals],
        "team": [member.user.short_name for member in row.team.select_related("user")],
        "may_change": may["change"] and row.status == Status.OPEN,
        "may_propose": may["discuss"] and row.status != Status.CLOSED,
        "may_discuss": may["discuss"] and row.status == Status.OPEN and row.term.ends_on < timezone.localdate(),
        "term_runs": row.status == Status.OPEN and row.term.ends_on >= timezone.localdate(),
        "may_close": may["close"] and row.status == Status.DISCUSSED,
        "may_print": may["issue"] and row.status != Status.OPEN,
        "crumbs": [(_("Quarterly reviews"), reverse("profprobes:reviews")), (title_of(row), "")],
    }
    return render(request, "profprobes/reviews/review.html", context)


def _steps(row: QuarterlyReview, cases: list[Any], proposals: list[Any]) -> list[dict[str, Any]]:
    done = [True, row.status != Status.OPEN or len(cases) >= 3, row.status != Status.OPEN, row.status == Status.CLOSED]
    titles = [pgettext("review", "Figures"), pgettext("review", "Cases"), pgettext("review", "Discussion"), pgettext("review", "Proposals")]
    notes = ["", str(len(cases)), row.minutes_number, str(len(proposals))]
    now = done.index(False) if False in done else -1
    return [
        {"title": title, "note": note, "state": "done" if ok else "now" if number == now else "ahead"}
        for number, (title, note, ok) in enumerate(zip(titles, notes, done, strict=True))
    ]


def _facts(figures: dict[str, Any]) -> list[tuple[Any, Any]]:
    trials, told = figures["trials"], figures["outcomes"]
    return [
        (_("Trials planned"), trials["planned"]),
        (_("Trials held"), trials["held"]),
        (_("Trials closed"), trials["closed"]),
        (_("Counted as trials"), trials["counted"]),
        (_("Pupils took part"), told["attended"]),
        (_("Trace reflections on time"), told["traces"]),
        (_("Incidents"), figures["incidents"]),
    ]


def _outcomes(told: dict[str, int]) -> dict[str, Any]:
    """Three shares in neutral tones: «it does not suit me» is a result like the others."""
    labels = (("go_on", _("I want to continue")), ("unsure", _("I do not know yet")), ("not_for_me", _("It does not suit me")))
    parts = [
        {"value": told[name], "label": label, "tone": tone} for (name, label), tone in zip(labels, ("sky", "neutral", "dusk"), strict=True)
    ]
    return {"parts": [part for part in parts if part["value"]], "total": sum(told[name] for name, _label in labels)}


def _seen(rows: list[dict[str, Any]], *, own: bool) -> list[dict[str, Any]]:
    """Parallels and classes under each other; classes and parallels under five are not told outside the school (S28)."""
    lines = []
    for row in rows:
        for one, is_class in [(row, False), *((line, True) for line in row["classes"])]:
            if own or one["pupils"] >= 5:
                lines.append(one | {"is_class": is_class})
    return lines


def _form_page(
    request: HttpRequest, row: QuarterlyReview, form: Any, service: Callable[..., Any], *, title: str, button: str, done: str, **more: Any
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            service(by=request.user, **more, **form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, done)
            return redirect("profprobes:review", row.pk)
    crumbs = [
        (_("Quarterly reviews"), reverse("profprobes:reviews")),
        (title_of(row), reverse("profprobes:review", args=[row.pk])),
        (title, ""),
    ]
    context = {
        "form": form,
        "title": title,
        "button": button,
        "review": row,
        "back": reverse("profprobes:review", args=[row.pk]),
        "crumbs": crumbs,
    }
    return render(request, "profprobes/reviews/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Team, false hopes and labels."""
    row = _review(request, pk)
    require(request.user, "change_quarterlyreview", row)
    form = TeamForm(request.POST or None, review=row)
    return _form_page(request, row, form, reviews.save_team, title=_("Team and labels"), button=_("Save"), done=_("Saved."), review=row)


@login_required
@require_http_methods(["GET", "POST"])
def case_new(request: HttpRequest, pk: int) -> HttpResponse:
    """One more case."""
    row = _review(request, pk)
    require(request.user, "change_quarterlyreview", row)
    form = CaseForm(request.POST or None, review=row)
    return _form_page(
        request, row, form, reviews.save_case, title=_("New case"), button=_("Save the case"), done=_("The case is saved."), review=row
    )


@login_required
@require_http_methods(["GET", "POST"])
def case_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a case."""
    case = get_object_or_404(ReviewCase.objects.visible_to(request.user).select_related("review"), pk=pk)
    row = _review(request, case.review_id)
    require(request.user, "change_quarterlyreview", row)
    form = CaseForm(
        request.POST or None, review=row, initial={name: getattr(case, name) for name in ("trial", "did", "changed", "conclusion")}
    )
    more = {"review": row, "case": case}
    return _form_page(
        request, row, form, reviews.save_case, title=_("Case"), button=_("Save the case"), done=_("The case is saved."), **more
    )


@login_required
@require_POST
def case_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a case away."""
    case = get_object_or_404(ReviewCase.objects.visible_to(request.user).select_related("review"), pk=pk)
    require(request.user, "change_quarterlyreview", case)
    run(request, reviews.remove_case, case=case, done=_("The case is taken away."))
    return redirect("profprobes:review", case.review_id)


@login_required
@require_http_methods(["GET", "POST"])
def discussion(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the discussion; with it the figures are frozen."""
    row = _review(request, pk)
    require(request.user, "discuss_quarterlyreview", row)
    form = DiscussionForm(request.POST or None)
    return _form_page(
        request, row, form, reviews.discuss_review, title=_("Discussion in the methodical association"), button=_("Record the discussion"),
        done=_("The discussion is recorded; the figures stay as they were discussed."), review=row,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def proposal_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal with a responsible person and a date."""
    row = _review(request, pk)
    require(request.user, "discuss_quarterlyreview", row)
    wanted = next((line["pk"] for line in flagged(figures_of(row)) if str(line["pk"]) == request.GET.get("programme")), None)
    form = ProposalForm(request.POST or None, review=row, initial={"programme": wanted})
    return _form_page(
        request,
        row,
        form,
        reviews.add_proposal,
        title=_("New proposal"),
        button=_("Add the proposal"),
        done=_("The proposal is added."),
        review=row,
    )


@login_required
@require_POST
def proposal_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal away."""
    proposal = get_object_or_404(ReviewProposal.objects.visible_to(request.user).select_related("review"), pk=pk)
    require(request.user, "discuss_quarterlyreview", proposal)
    run(request, reviews.remove_proposal, proposal=proposal, done=_("The proposal is taken away."))
    return redirect("profprobes:review", proposal.review_id)


@login_required
@require_POST
def review_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Discussed → closed."""
    row = _review(request, pk)
    require(request.user, "close_quarterlyreview", row)
    run(request, reviews.close_review, review=row, done=_("The review is closed."))
    return redirect("profprobes:review", pk)


@login_required
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """What the reviews asked to be changed: by whom, by when, and whether it is done."""
    require(request.user, "view_reviews")
    form = ProposalsFilter(request.GET)
    rows = ReviewProposal.objects.visible_to(request.user).select_related("review__school", "review__term", "programme", "owner__user")
    page = Paginator(form.narrow(rows), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter_form": form,
        "page": page,
        "rows": [(row, allowed(request.user, "mark_reviewproposal", row)) for row in page.object_list],
        "narrowed": bool(form.values()),
        "crumbs": [(_("Quarterly reviews"), reverse("profprobes:reviews")), (_("Proposals"), "")],
    }
    return render(request, "profprobes/reviews/proposals.html", context)


@login_required
@require_POST
def proposal_mark(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """The one responsible, or the coordinator, says that the change is made; or takes the word back."""
    proposal = get_object_or_404(ReviewProposal.objects.visible_to(request.user).select_related("review", "owner"), pk=pk)
    require(request.user, "mark_reviewproposal", proposal)
    said = _("The proposal is marked as done.") if move == "done" else _("The proposal is open again.")
    run(request, reviews.mark_proposal, proposal=proposal, finished=move == "done", done=said)
    if request.POST.get("next") == "list":
        return redirect("profprobes:review_proposals")
    return redirect("profprobes:review", proposal.review_id)
