"""Notices of the parties of an agreement, its periods and reminders, the board of what ends soon (S14, S15)."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from .. import queries_life as queries
from ..forms_life import DeliveredForm, EndingFilter, NoticeForm
from ..models import Agreement, AgreementNotice
from ..services import life
from ..services.life import details
from .life_base import PER_PAGE, agreement_or_404, attempt, crumbs_of, demand, my_parties, stored_file

KINDS = {kind.value: kind for kind in AgreementNotice.Kind}


def notice_or_404(request: HttpRequest, pk: int) -> AgreementNotice:
    """The notice, if the person may open its agreement."""
    rows = AgreementNotice.objects.visible_to(request.user).select_related("agreement__kind", "from_party__organisation")
    return get_object_or_404(rows.prefetch_related("agreement__parties__organisation"), pk=pk)


@login_required
@require_GET
def agreement_life(request: HttpRequest, pk: int) -> HttpResponse:
    """Term and notices of one agreement: periods, notices, acts, amendments, the line of the register."""
    agreement = agreement_or_404(request, pk)
    context = queries.life_of(agreement, request.user) | {
        "agreement": agreement,
        "crumbs": crumbs_of(agreement, (_("Term and notices"), "")),
    }
    return render(request, "network/life/agreement.html", context)


@login_required
@require_GET
def notice_kinds(request: HttpRequest, pk: int) -> HttpResponse:
    """Which notice? Each kind says to which day it would lead if it were sent today."""
    agreement = agreement_or_404(request, pk)
    demand(request.user, "give_notice", agreement)
    parties = my_parties(request, agreement)
    if not parties:
        raise Http404
    context = {
        "agreement": agreement,
        "kinds": queries.ways(agreement, parties[0]),
        "crumbs": crumbs_of(agreement, (_("Term and notices"), reverse("network:agreement_life", args=[pk])), (_("New notice"), "")),
    }
    return render(request, "network/life/notice_kinds.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def notice_new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A notice of one kind: first what it leads to, both days of a late one; then it is sent."""
    agreement = agreement_or_404(request, pk)
    demand(request.user, "give_notice", agreement)
    parties = my_parties(request, agreement)
    if kind not in KINDS or not parties:
        raise Http404
    form = NoticeForm(request.POST or None, request.FILES or None, kind=kind, parties=parties)
    seen, refusal = _preview(agreement, parties[0], kind)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if seen and data.get("seen") and data["seen"] != seen.way.effective_on and not data["on_paper"]:
            form.add_error(None, _("Meanwhile a deadline has passed and the day is another one. Look at it and send again."))
        else:
            done, notice = attempt(
                form,
                lambda: life.give_notice(
                    agreement=agreement,
                    party=data["party"],
                    kind=kind,
                    by=request.user,
                    reason=data.get("reason", ""),
                    on_day=data.get("on_day"),
                    on_paper=data["on_paper"],
                    scan=data.get("scan") or None,
                    settlement=data.get("settlement", ""),
                    changes=form.changes(),
                ),
            )
            if done:
                messages.success(request, _sent(notice))
                return redirect("network:agreement_life", agreement.pk)
    context = {
        "agreement": agreement,
        "kind": KINDS[kind],
        "form": form,
        "seen": seen,
        "refusal": refusal,
        "crumbs": crumbs_of(
            agreement,
            (_("Term and notices"), reverse("network:agreement_life", args=[pk])),
            (_("New notice"), reverse("network:notice_kinds", args=[pk])),
            (str(KINDS[kind].label), ""),
        ),
    }
    return render(request, "network/life/notice_new.html", context, status=422 if form.errors else 200)


def _preview(agreement: Agreement, party: Any, kind: str) -> tuple[Any, str]:
    """What the notice would lead to today, or why it cannot be given; an early end has no day before it is chosen."""
    if kind == AgreementNotice.Kind.TERMINATION:
        return None, ""
    try:
        return life.preview(agreement=agreement, party=party, kind=kind), ""
    except DomainError as error:
        return None, str(error)


def _sent(notice: AgreementNotice) -> str:
    if notice.status == AgreementNotice.Status.SENT:
        return _("Entered. The other party has been asked for the day on which it received the paper.")
    if notice.status == AgreementNotice.Status.LATE:
        return _("Delivered after the deadline: it counts for the next date.")
    return _("Delivered to the other parties.")


@login_required
@require_http_methods(["GET", "POST"])
def notice_delivered(request: HttpRequest, pk: int) -> HttpResponse:
    """The receiver enters the day on the received paper."""
    notice = notice_or_404(request, pk)
    agreement = notice.agreement
    demand(request.user, "confirm_delivery", notice)
    form = DeliveredForm(request.POST or None)
    parties = [party for party in my_parties(request, agreement) if party.pk != notice.from_party_id]
    if request.method == "POST" and form.is_valid() and parties:
        done, saved = attempt(
            form,
            lambda: life.confirm_delivery(notice=notice, party=parties[0], delivered_on=form.cleaned_data["delivered_on"], by=request.user),
        )
        if done:
            messages.success(request, _sent(saved))
            return redirect("network:agreement_life", agreement.pk)
    context = {
        "agreement": agreement,
        "notice": notice,
        "form": form,
        "crumbs": crumbs_of(agreement, (_("Term and notices"), reverse("network:agreement_life", args=[agreement.pk])), (str(notice), "")),
    }
    return render(request, "network/life/notice_delivered.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def notice_recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a notice back, or ask the others to agree that it is taken back."""
    notice = notice_or_404(request, pk)
    demand(request.user, "recall_notice", notice)
    try:
        act = life.recall_notice(notice=notice, by=request.user, reason=request.POST.get("reason", "")[:500])
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Recalled.") if act is None else _("The other parties have been asked to agree."))
    return redirect("network:agreement_life", notice.agreement_id)


@login_required
@require_GET
def notice_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of a notice on paper."""
    notice = notice_or_404(request, pk)
    return stored_file(notice.file, notice.file_name)


@login_required
@require_POST
def confirm_details(request: HttpRequest, pk: int) -> HttpResponse:
    """After three renewals: head, basis and details of the own side are right."""
    agreement = agreement_or_404(request, pk)
    demand(request.user, "confirm_details", agreement)
    for party in my_parties(request, agreement):
        details.confirm(party=party, by=request.user)
    messages.success(request, _("Thank you: the details are confirmed."))
    return redirect("network:agreement_life", agreement.pk)


@login_required
@require_GET
def agreements_ending(request: HttpRequest) -> HttpResponse:
    """«Мерзімі жақындаған / Скоро истекают»: agreements by the day that asks for a decision."""
    form = EndingFilter(request.GET)
    today = timezone.localdate()
    rows = queries.ending(request.user, today, today + dt.timedelta(days=form.days()))
    counts = queries.ending_counts(request.user, today)
    pages = Paginator(rows, PER_PAGE)
    pages.count = dict(counts)[form.days()]  # counted with the tiles
    page = pages.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": queries.ending_lines(page.object_list, today),
        "counts": counts,
        "days": form.days(),
    }
    return render(request, "network/life/ending.html", context)
