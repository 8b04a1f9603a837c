"""«Күнделік / Дневник»: the student writes, the mentor and the leader answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..forms.journal import AdviceForm, JournalFilter, JournalForm, OpinionForm
from ..models import JournalEntry, Placement
from ..services import journal as services
from .base import PER_PAGE, attempt, demand, tell

KEPT = (
    Placement.Status.ACTIVE,
    Placement.Status.SUSPENDED,
    Placement.Status.COMPLETED,
    Placement.Status.GRADED,
    Placement.Status.TRANSFERRED,
)


def _placements(user: Any) -> Any:
    """Placements whose journal the person reads: own ones and those that the person leads."""
    return Placement.objects.filter(Q(student=user) | Q(pk__in=Placement.objects.led_by(user).values("pk")))


def _placement_or_404(request: HttpRequest, pk: int) -> Placement:
    rows = Placement.objects.visible_to(request.user).select_related("student", "school", "round__programme__owner_org")
    return get_object_or_404(rows, pk=pk)


def _entry_or_404(request: HttpRequest, pk: int) -> JournalEntry:
    rows = JournalEntry.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("placement__student", "placement__school", "placement__round__programme", "subject"), pk=pk
    )


def _crumbs(placement: Placement, last: str = "") -> list[tuple[str, str]]:
    name = str(placement.student)
    first = (_("Diary"), reverse("practicum:journals"))
    return [first, (name, reverse("practicum:journal", args=[placement.pk])), (last, "")] if last else [first, (name, "")]


@login_required
@require_GET
def journals(request: HttpRequest) -> HttpResponse:
    """The journals that the person keeps or answers; whoever has a single one goes to it."""
    sent = Q(journal__status="submitted")
    rows = _placements(request.user).filter(status__in=KEPT).select_related("student", "school")
    rows = rows.annotate(entries=Count("journal", ~Q(journal__status="draft")), waiting=Count("journal", sent)).order_by(
        "-waiting", "-starts_on", "pk"
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    if page.paginator.count == 1 and page.object_list[0].student_id == request.user.pk:
        return redirect("practicum:journal", page.object_list[0].pk)
    return render(request, "practicum/journal/list.html", {"page": page})


@login_required
@require_GET
def journal(request: HttpRequest, pk: int) -> HttpResponse:
    """One journal: the hours so far (R10), the entries."""
    placement = _placement_or_404(request, pk)
    form = JournalFilter(request.GET)
    values = form.values()
    visible = JournalEntry.objects.visible_to(request.user).filter(placement=placement)
    sums = visible.aggregate(reviewed=Sum("hours", filter=Q(status__in=["reviewed", "locked"])), all=Sum("hours"))
    programme = placement.round.programme
    context = {
        "placement": placement,
        "form": form,
        "is_filtered": bool(values),
        "page": Paginator(visible.filter(**values).select_related("subject"), PER_PAGE).get_page(request.GET.get("page")),
        "reviewed": sums["reviewed"] or 0,
        "written": sums["all"] or 0,
        "required": programme.credits * programme.hours_per_credit,
        "may_write": request.user.has_perm("practicum.write_journal", placement)
        and placement.status == Placement.Status.ACTIVE
        and not services.is_shut(placement),
        "crumbs": _crumbs(placement),
    }
    return render(request, "practicum/journal/journal.html", context)


def _form_page(request: HttpRequest, placement: Placement, entry: JournalEntry | None) -> HttpResponse:
    """Write and edit are one form; a refusal of sending keeps the text as a draft (E-12)."""
    form = JournalForm(request.POST or None, instance=entry)
    context = {"form": form, "placement": placement, "entry": entry, "crumbs": _crumbs(placement, str(entry or _("New entry")))}
    if request.method != "POST":
        return render(request, "practicum/journal/form.html", context)
    if form.is_valid():
        data = form.cleaned_data

        def keep() -> JournalEntry:
            return services.write(
                placement=placement, by=request.user, values=form.values(), client_id=data["client_id"], base_version=data["base_version"]
            )

        done, kept = attempt(form, keep)
        if done and "send" not in request.POST:
            messages.success(request, _("The draft is kept."))
            return redirect("practicum:journal_entry", kept.pk)
        if done:
            sent, _entry = attempt(form, lambda: services.submit(entry=kept, by=request.user, initials=data["names"] == "initials"))
            if sent:
                messages.success(request, _("The entry is sent to the mentor."))
                return redirect("practicum:journal_entry", kept.pk)
            form.data = form.data.copy()
            form.data["base_version"] = kept.version
            context["entry"] = kept
    return render(request, "practicum/journal/form.html", context, status=422)


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """A new entry."""
    placement = _placement_or_404(request, pk)
    demand(request.user, "write_journal", placement)
    return _form_page(request, placement, None)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft or a returned entry."""
    entry = _entry_or_404(request, pk)
    demand(request.user, "write_journal", entry)
    if request.method == "GET" and entry.status not in JournalEntry.OPEN:
        return redirect("practicum:journal_entry", entry.pk)
    return _form_page(request, entry.placement, entry)


def _entry_context(request: HttpRequest, entry: JournalEntry) -> dict[str, Any]:
    user, shut = request.user, services.is_shut(entry.placement)
    returned = entry.transitions.filter(action="return").order_by("-pk").first() if entry.status == "returned" else None
    return {
        "entry": entry,
        "placement": entry.placement,
        "may_write": not shut and entry.status in JournalEntry.OPEN and user.has_perm("practicum.write_journal", entry),
        "may_review": not shut and entry.status == "submitted" and user.has_perm("practicum.review_journal", entry),
        "may_allow": not shut
        and entry.status in JournalEntry.OPEN
        and services.is_late(entry)
        and entry.late_allowed_by_id is None
        and user.has_perm("practicum.review_journal", entry),
        "may_advise": not shut and entry.status in ("submitted", "reviewed") and user.has_perm("practicum.advise_journal", entry),
        "returned": returned,
        "opinion": OpinionForm(initial={"opinion": entry.mentor_opinion}),
        "advice": AdviceForm(initial={"advice": entry.leader_advice}),
        "crumbs": _crumbs(entry.placement, str(entry)),
    }


@login_required
@require_GET
def entry_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with the answers of mentor and leader."""
    entry = _entry_or_404(request, pk)
    return render(request, "practicum/journal/entry.html", _entry_context(request, entry))


@login_required
@require_POST
def entry_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The mentor's and the leader's part."""
    entry = _entry_or_404(request, pk)
    user = request.user
    if step in ("review", "advise"):
        demand(user, f"{step}_journal", entry)
        name = "opinion" if step == "review" else "advice"
        form: Any = (OpinionForm if step == "review" else AdviceForm)(request.POST)
        service = services.review if step == "review" else services.advise
        if form.is_valid() and attempt(form, lambda: service(entry=entry, by=user, **form.cleaned_data))[0]:
            messages.success(request, _("Your part of the entry is kept."))
            return redirect("practicum:journal_entry", entry.pk)
        return render(request, "practicum/journal/entry.html", _entry_context(request, entry) | {name: form}, status=422)
    if step not in ("return", "late"):
        raise Http404
    demand(user, "review_journal", entry)
    if step == "return":
        tell(request, lambda: services.send_back(entry=entry, by=user, reason=request.POST.get("reason", "")), _("The entry is returned."))
    else:
        tell(request, lambda: services.allow_late(entry=entry, by=user), _("The student may send the late entry."))
    return redirect("practicum:journal_entry", entry.pk)
