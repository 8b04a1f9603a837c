"""Agreements: a new one, the page of one (S15), its steps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from .. import panels, queries_life
from .. import queries_agreements as queries
from ..agreements.filling import unfilled
from ..agreements.hosting import HOSTING
from ..documents.agreements.forms import form_of
from ..forms_agreements import PartyForm, PlacesForm, StartForm, TermsForm
from ..forms_paper import PersonForm
from ..models import Agreement, AgreementComment, Organisation, PartySignature
from ..next_steps import next_step
from ..rules_agreements import own_parties
from ..services import agreements as services
from .agreements_base import (
    add_refusal,
    attempt,
    beginning,
    crumbs_of,
    demand,
    demand_text,
    found_partners,
    seen_agreement,
    seen_party,
)

LIVED = (*Agreement.LIVING, Agreement.Status.EXPIRED, Agreement.Status.TERMINATED, Agreement.Status.REPLACED)


@login_required
@require_http_methods(["GET", "POST"])
def agreement_new(request: HttpRequest) -> HttpResponse:
    """Kind, initiator, partners found by name or BIN; FIN carries its main agreement, a network agreement its network."""
    demand(request, "draft_agreement")
    start = beginning(request)
    form = StartForm(request.POST if start.is_sent else None, initial=start.initial, organisations=start.own)
    if start.is_sent and form.is_valid():
        try:
            made = services.start_agreement(
                partners=start.partners, parent=start.parent, network=start.network, by=request.user, **form.cleaned_data
            )
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The draft is ready: check the parties, fill the places, read the clauses."))
            return redirect("network:agreement", made.pk)
    crumbs = [(_("Agreements"), reverse("network:agreements")), (_("New agreement"), "")]
    context = start.context() | {"form": form, "crumbs": crumbs}
    return render(request, "network/agreements/new.html", context, status=422 if form.errors else 200)


def tabs_of(request: HttpRequest, agreement: Agreement, current: str) -> list[tuple]:
    """Text, versions, and what other parts added."""
    tabs = [(_("Text and parties"), reverse("network:agreement", args=[agreement.pk]), current == "agreement")]
    tabs.append((_("Versions"), reverse("network:agreement_versions", args=[agreement.pk]), current == "agreement_versions"))
    return tabs + panels.tabs_of(request.user, agreement, current)


@login_required
@require_GET
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Clauses with remarks on the left; parties, signatures, periods, history on the right; the one allowed next step as the button."""
    shown = seen_agreement(request, pk)
    reads = request.user.has_perm("network.read_agreement_text", shown)
    version = shown.versions.exclude(amendment__status__in=["draft", "signing", "withdrawn"]).order_by("-number").first()
    lines = queries.clause_lines(shown, version) if version and reads else []
    mine = own_parties(request.user, shown)
    runs = request.user.has_perm("network.run_agreement", shown)
    signatures = PartySignature.objects.filter(party__agreement=shown).select_related(
        "party__organisation", "party__person", "version", "cms"
    )
    life = queries_life.life_of(shown, request.user) if shown.status in LIVED else {}
    context = {
        **life,
        "agreement": shown,
        "lived": bool(life),
        "version": version,
        "lines": lines,
        "reads": reads,
        "runs": runs,
        "mine": mine,
        "draft": shown.status == Agreement.Status.DRAFT and runs and not shown.is_paper_waiting,
        "objections": services.objections_to(shown) if shown.is_paper_waiting else [],
        "places": unfilled(shown, [line.clause for line in lines]) if lines else [],
        "signatures": list(signatures),
        "history": [_event(row) for row in shown.transitions.select_related("by").order_by("-at", "-id")[:20]],
        "open_remarks": shown.comments.filter(status=AgreementComment.Status.OPEN).count(),
        "duties_missing": len(services.places_without_a_person(shown)) if shown.kind_id == "NET" and shown.is_working else 0,
        "tabs": tabs_of(request, shown, "agreement"),
        "panels": panels.panels_of(request, shown),
        "form_code": form_of(shown) if version else "",
        "crumbs": crumbs_of(shown),
        **next_step(request.user, shown, mine, runs=runs, signatures=signatures, life=life),
    }
    return render(request, "network/agreements/agreement.html", context)


def _event(row: Any) -> dict[str, Any]:
    labels = dict(Agreement.Status.choices)
    return {"at": row.at, "title": labels.get(row.target, row.target), "text": row.reason, "by": str(row.by) if row.by else ""}


@login_required
@require_GET
def agreement_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The difference of two versions, word by word, in both languages."""
    shown = seen_agreement(request, pk)
    demand_text(request, shown)
    versions = list(shown.versions.select_related("made_by").order_by("-number"))
    numbers = {str(v.number): v for v in versions}
    after = numbers.get(request.GET.get("after", ""), versions[0] if versions else None)
    earlier = next((v for v in versions if after and v.number < after.number), None)
    before = numbers.get(request.GET.get("before", ""), earlier)
    context = {
        "agreement": shown,
        "versions": versions,
        "before": before,
        "after": after,
        "changes": queries.changes_between(before, after) if before and after else [],
        "tabs": tabs_of(request, shown, "agreement_versions"),
        "crumbs": crumbs_of(shown, (_("Versions"), "")),
    }
    return render(request, "network/agreements/versions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def agreement_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, place, languages, term of a draft."""
    shown = seen_agreement(request, pk)
    demand(request, "edit_agreement_text", shown)
    form = TermsForm(request.POST or None, instance=Agreement.objects.select_related("kind").get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_terms(agreement=shown, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("network:agreement", pk)
    context = {"form": form, "title": _("Title and term"), "agreement": shown, "crumbs": crumbs_of(shown, (_("Title and term"), ""))}
    return render(request, "network/agreements/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def agreement_places(request: HttpRequest, pk: int) -> HttpResponse:
    """Places of the text that a person fills."""
    shown = seen_agreement(request, pk)
    demand(request, "edit_agreement_text", shown)
    version = services.head_version(shown)
    names = list(dict.fromkeys(unfilled(shown, version.clauses.all()) + [name for name in shown.variables if name != HOSTING]))
    form = PlacesForm(request.POST or None, agreement=shown, names=names)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_variables(agreement=shown, by=request.user, values=form.values())
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("network:agreement", pk)
    context = {"form": form, "title": _("Places to fill"), "agreement": shown, "crumbs": crumbs_of(shown, (_("Places to fill"), ""))}
    return render(request, "network/agreements/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def agreement_party(request: HttpRequest, pk: int) -> HttpResponse:
    """Who signs for a party: written by the initiator or by the party itself."""
    shown, party = seen_party(request, pk)
    if not request.user.has_perm("network.answer_for_party", party):
        demand(request, "run_agreement", shown)
    form = PartyForm(request.POST or None, instance=type(party).objects.get(pk=party.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_party(party=party, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("network:agreement", shown.pk)
    context = {"form": form, "title": party.name, "agreement": shown, "crumbs": crumbs_of(shown, (party.name, ""))}
    return render(request, "network/agreements/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def agreement_party_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more party of a draft, found by name or BIN."""
    shown = seen_agreement(request, pk)
    demand(request, "edit_agreement_text", shown)
    if request.method == "POST":
        chosen = get_object_or_404(Organisation.objects.visible_to(request.user), pk=request.POST.get("organisation", "0"))
        attempt(request, lambda: services.add_party(agreement=shown, organisation=chosen, by=request.user))
        return redirect("network:agreement", pk)
    taken = {p.organisation_id for p in shown.parties.all() if p.organisation_id}
    context = {
        "agreement": shown,
        "person_form": PersonForm() if shown.kind.person_may_sign else None,
        "found": found_partners(request, request.GET.get("find", ""), taken),
        "find": request.GET.get("find", ""),
        "crumbs": crumbs_of(shown, (_("Add a party"), "")),
    }
    return render(request, "network/agreements/party_add.html", context)


@login_required
@require_POST
def agreement_person_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A natural person as a party of a SERVICE contract, known by the IIN."""
    shown = seen_agreement(request, pk)
    demand(request, "edit_agreement_text", shown)
    form = PersonForm(request.POST)
    if form.is_valid():
        try:
            services.add_person(agreement=shown, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("network:agreement", pk)
    context = {"agreement": shown, "person_form": form, "found": [], "find": "", "crumbs": crumbs_of(shown, (_("Add a party"), ""))}
    return render(request, "network/agreements/party_add.html", context, status=422)


@login_required
@require_POST
def agreement_party_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a party out of a draft."""
    shown, party = seen_party(request, pk)
    demand(request, "run_agreement", shown)
    attempt(request, lambda: services.remove_party(party=party, by=request.user))
    return redirect("network:agreement", shown.pk)


INITIATORS_STEPS = {
    "send": (services.send_to_parties, False),
    "return": (services.return_to_draft, True),
    "fix": (services.fix_for_signing, False),
    "reopen": (services.reopen, True),
    "withdraw": (services.withdraw_agreement, True),
}


@login_required
@require_POST
def agreement_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of the initiator."""
    shown = seen_agreement(request, pk)
    if step not in INITIATORS_STEPS:
        raise Http404
    demand(request, "run_agreement", shown)
    service, with_reason = INITIATORS_STEPS[step]
    values = {"reason": request.POST.get("reason", "")} if with_reason else {}
    attempt(request, lambda: service(agreement=shown, by=request.user, **values), _("Done."))  # type: ignore[operator]
    return redirect("network:agreement", pk)


@login_required
@require_POST
def agreement_answer(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """A party agrees or refuses."""
    shown, party = seen_party(request, pk)
    demand(request, "answer_for_party", party)
    if answer == "agree":
        attempt(request, lambda: services.agree(party=party, by=request.user), _("You have agreed to this text."))
    elif answer == "refuse":
        attempt(request, lambda: services.refuse(party=party, by=request.user, reason=request.POST.get("reason", "")), _("Done."))
    else:
        raise Http404
    return redirect("network:agreement", shown.pk)
