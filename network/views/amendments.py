"""Supplementary agreements: drafting, signing, looking at the scans."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from ..access import COORDINATORS, organisations_as
from ..forms_life import AmendmentClauseForm, AmendmentTermsForm, NewClauseForm, NewPartyForm, ReasonForm
from ..models import Amendment, PartySignature
from ..queries_life import papers_known
from ..services import life
from ..services.life import amendment_signing, amendments
from .life_base import agreement_or_404, attempt, crumbs_of, demand, my_parties


def amendment_or_404(request: HttpRequest, pk: int) -> Amendment:
    """The amendment, if the person may open its agreement and read the text (that of FIN is the parties' own)."""
    rows = Amendment.objects.visible_to(request.user)
    rows = rows.select_related("agreement__kind", "agreement__initiator", "base", "version__document")
    shown = get_object_or_404(rows.prefetch_related("agreement__parties__organisation"), pk=pk)
    demand(request.user, "read_agreement_text", shown.agreement)
    return shown


def crumbs(agreement: Any, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Agreement › term and notices › what."""
    return crumbs_of(agreement, (_("Term and notices"), reverse("network:agreement_life", args=[agreement.pk])), *more)


@login_required
@require_http_methods(["GET", "POST"])
def amendment_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin: why the text must change."""
    agreement = agreement_or_404(request, pk)
    demand(request.user, "amend_agreement", agreement)
    parties = my_parties(request, agreement)
    if not parties:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(
            form, lambda: life.draft_amendment(agreement=agreement, party=parties[0], by=request.user, reason=form.cleaned_data["reason"])
        )
        if done:
            return redirect("network:amendment", made.pk)
    context = {"agreement": agreement, "form": form, "crumbs": crumbs(agreement, (_("New supplementary agreement"), ""))}
    return render(request, "network/life/amendment_new.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes, who has signed, what the reader may do."""
    return _page(request, amendment_or_404(request, pk))


def _page(request: HttpRequest, shown: Amendment, **forms: Any) -> HttpResponse:
    agreement = shown.agreement
    signing = amendment_signing.signing_parties(shown) if shown.status in {"draft", "signing"} else []
    rows = list(PartySignature.objects.filter(version=shown.version).select_related("party__organisation"))
    signatures = {row.party_id: row for row in rows if row.verdict != "invalid" and not row.is_void}
    mine = [party for party in my_own(request, signing) if party.pk not in signatures]
    is_draft = shown.status == Amendment.Status.DRAFT and request.user.has_perm("network.amend_agreement", agreement)
    context = {
        "amendment": shown,
        "agreement": agreement,
        "changed": amendments.differences(shown),
        "clauses": shown.version.clauses.order_by("position", "pk") if is_draft and shown.version else [],
        "seats": [(party, signatures.get(party.pk)) for party in signing] or [(row.party, row) for row in signatures.values()],
        "invalid": [row for row in rows if row.verdict == "invalid"],
        "joining": list(shown.new_parties.select_related("organisation")),
        "is_draft": is_draft,
        "mine": mine if shown.status == Amendment.Status.SIGNING else [],
        "may_withdraw": shown.may("withdraw") and request.user.has_perm("network.amend_agreement", agreement),
        "terms_form": AmendmentTermsForm(initial={"ends_on": shown.ends_on, "effective_on": shown.effective_on}),
        "party_form": NewPartyForm(),
        "papers": papers_known(),
        "crumbs": crumbs(agreement, (str(shown), "")),
    } | forms
    failed = any(form.errors for form in forms.values())
    return render(request, "network/life/amendment.html", context, status=422 if failed else 200)


def my_own(request: HttpRequest, parties: list[Any]) -> list[Any]:
    """Of these parties the ones for which the person speaks."""
    own = organisations_as(request.user, *COORDINATORS)
    return [party for party in parties if party.organisation_id in own]


@login_required
@require_http_methods(["GET", "POST"])
def amendment_clause(request: HttpRequest, pk: int, clause: int) -> HttpResponse:
    """Write one clause anew; the text in force stands beside."""
    shown = amendment_or_404(request, pk)
    demand(request.user, "amend_agreement", shown.agreement)
    row = get_object_or_404(shown.version.clauses, pk=clause)
    form = AmendmentClauseForm(request.POST or None, initial={"text_kk": row.text_kk, "text_ru": row.text_ru})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: life.change_clause(amendment=shown, key=row.key, by=request.user, **form.cleaned_data))[0]
    ):
        return redirect("network:amendment", shown.pk)
    old = shown.base.clauses.filter(key=row.key).first()
    return _clause_page(request, shown, form, number=row.number, old=old)


@login_required
@require_http_methods(["GET", "POST"])
def amendment_clause_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a clause."""
    shown = amendment_or_404(request, pk)
    demand(request.user, "amend_agreement", shown.agreement)
    form = NewClauseForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: life.add_clause(amendment=shown, by=request.user, **form.cleaned_data))[0]
    ):
        return redirect("network:amendment", shown.pk)
    return _clause_page(request, shown, form, number="", old=None)


def _clause_page(request: HttpRequest, shown: Amendment, form: Any, *, number: str, old: Any) -> HttpResponse:
    what = number or _("New clause")
    context = {
        "amendment": shown,
        "agreement": shown.agreement,
        "form": form,
        "old": old,
        "what": what,
        "crumbs": crumbs(shown.agreement, (str(shown), reverse("network:amendment", args=[shown.pk])), (what, "")),
    }
    return render(request, "network/life/amendment_clause.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def amendment_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """A new end, the day from which it holds."""
    form = AmendmentTermsForm(request.POST)
    return _edit(request, pk, "terms_form", form, lambda shown: life.set_amendment_terms(amendment=shown, **form.cleaned_data))


@login_required
@require_POST
def amendment_party(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation joins."""
    form = NewPartyForm(request.POST)
    return _edit(
        request,
        pk,
        "party_form",
        form,
        lambda shown: life.add_party(amendment=shown, organisation=form.cleaned_data["bin"], by=request.user),
    )


def _edit(request: HttpRequest, pk: int, name: str, form: Any, action: Callable[[Amendment], Any]) -> HttpResponse:
    shown = amendment_or_404(request, pk)
    demand(request.user, "amend_agreement", shown.agreement)
    if form.is_valid() and attempt(form, lambda: action(shown))[0]:
        messages.success(request, _("Saved."))
        return redirect("network:amendment", shown.pk)
    return _page(request, shown, **{name: form})


@login_required
@require_POST
def amendment_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Fix the text and ask everybody to sign."""
    shown = amendment_or_404(request, pk)
    demand(request.user, "amend_agreement", shown.agreement)
    return _do(
        request,
        shown,
        lambda: life.send_to_sign(amendment=shown, by=request.user),
        _("The text is fixed. Every party has been asked to sign."),
    )


@login_required
@require_POST
def amendment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    shown = amendment_or_404(request, pk)
    demand(request.user, "amend_agreement", shown.agreement)
    reason = request.POST.get("reason", "")[:500]
    return _do(request, shown, lambda: life.withdraw_amendment(amendment=shown, by=request.user, reason=reason), _("Withdrawn."))


def _do(request: HttpRequest, shown: Amendment, action: Callable[[], Any], said: str) -> HttpResponse:
    try:
        action()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("network:amendment", shown.pk)
