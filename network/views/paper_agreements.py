"""Agreements concluded on paper: entering one, mending it, confirming it or objecting, its scan (network page 2.6, origin PAPER)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from ..errors_agreements import IinWrong, OtherPerson, PartyTwice
from ..forms_paper import PaperForm
from ..models import Agreement
from ..rules_agreements import own_parties
from ..services import agreements as services
from .agreements_base import Beginning, add_refusal, attempt, beginning, crumbs_of, demand, seen_agreement, seen_party
from .life_base import stored_file


def paper_of(request: HttpRequest, pk: int) -> Agreement:
    """An agreement on paper that the person may open; 404 otherwise."""
    shown = seen_agreement(request, pk)
    if shown.origin != Agreement.Origin.PAPER:
        raise Http404
    return shown


@login_required
@require_http_methods(["GET", "POST"])
def paper_new(request: HttpRequest) -> HttpResponse:
    """Partners found by name or BIN, then what stands on the paper, and the scan."""
    demand(request, "draft_agreement")
    start = beginning(request)
    sent = (request.POST, request.FILES) if start.is_sent else (None, None)
    form = PaperForm(*sent, initial=start.initial, organisations=start.own)
    if start.is_sent and form.is_valid() and (made := _enter(request, form, start)):
        messages.success(request, _("Entered. The other parties are asked to confirm it."))
        return redirect("network:agreement", made.pk)
    crumbs = [(_("Agreements"), reverse("network:agreements")), (_("Enter a paper agreement"), "")]
    context = start.context() | {"form": form, "crumbs": crumbs}
    return render(request, "network/agreements/paper_new.html", context, status=422 if form.errors else 200)


def _enter(request: HttpRequest, form: PaperForm, start: Beginning) -> Agreement | None:
    try:
        who = form.person()
        person = services.person_of(**who) if who else None
        sides = {"partners": start.partners, "person": person, "parent": start.parent, "network": start.network}
        return services.enter_paper(**sides, by=request.user, **form.values())
    except (IinWrong, OtherPerson) as refusal:
        form.add_error("person_iin", str(refusal))
    except PartyTwice as refusal:
        form.add_error(None, str(refusal))
    except DomainError as refusal:
        add_refusal(form, refusal)
    return None


@login_required
@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """What was entered beside its scan: the other parties confirm or object, each for itself."""
    shown = paper_of(request, pk)
    late = shown.unconfirmed and shown.status in Agreement.LIVING
    waiting = [party for party in own_parties(request.user, shown) if _may_answer(shown, party, late=late)]
    context = {
        "agreement": shown,
        "waiting": waiting[0] if waiting else None,
        "may_object": bool(waiting) and waiting[0].status == "invited",
        "objections": services.objections_to(shown) if shown.is_paper_waiting else [],
        "runs": request.user.has_perm("network.mend_paper_agreement", shown),
        "crumbs": crumbs_of(shown, (_("Confirmation of the parties"), "")),
    }
    return render(request, "network/agreements/paper.html", context)


def _may_answer(agreement: Agreement, party: Any, *, late: bool) -> bool:
    if agreement.is_paper_waiting:
        return party.status in {"invited", "refused"} and party.organisation_id != agreement.initiator_id
    return late and party.confirmed_at is None and party.status != "left"


@login_required
@require_http_methods(["GET", "POST"])
def paper_mend(request: HttpRequest, pk: int) -> HttpResponse:
    """The initiator corrects what was typed or puts another scan; the parties are asked anew."""
    shown = paper_of(request, pk)
    demand(request, "mend_paper_agreement", shown)
    form = PaperForm(request.POST or None, request.FILES or None, agreement=shown, initial=PaperForm.typed(shown))
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_paper(agreement=shown, by=request.user, **form.values())
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Corrected. The other parties are asked anew."))
            return redirect("network:agreement", pk)
    context = {"form": form, "agreement": shown, "crumbs": crumbs_of(shown, (_("Correct what was entered"), ""))}
    return render(request, "network/agreements/paper_mend.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def paper_answer(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """A party confirms the paper or objects."""
    shown, party = seen_party(request, pk)
    if shown.origin != Agreement.Origin.PAPER or answer not in {"confirm", "object"}:
        raise Http404
    demand(request, "answer_for_party", party)
    if answer == "confirm":
        attempt(request, lambda: services.confirm_paper(party=party, by=request.user), _("Confirmed."))
    else:
        reason = request.POST.get("reason", "")
        attempt(request, lambda: services.object_to_paper(party=party, by=request.user, reason=reason), _("The initiator is told."))
    return redirect("network:agreement", shown.pk)


@login_required
@require_GET
def paper_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of the signed paper; of a financial agreement only for those who read amounts."""
    shown = paper_of(request, pk)
    demand(request, "read_agreement_text", shown)
    return stored_file(shown.scan, shown.scan_name)
