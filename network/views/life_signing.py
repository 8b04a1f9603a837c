"""Signing what follows an agreement: supplementary agreements (NW-11) and acts of termination (NW-13), on paper or by a CMS file (NR37)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from documents.signatures import findings_in_words

from ..access import COORDINATORS, organisations_as
from ..forms_agreements import CmsForm
from ..forms_life import AssentForm, SignAmendmentForm
from ..models import ActSignature, Amendment, MutualAct, PartySignature
from ..queries_life import act_answers
from ..services import life
from ..services.life import acts, amendment_signing
from .amendments import amendment_or_404, crumbs, my_own
from .life_acts import act_or_404
from .life_base import demand, stored_file


@login_required
@require_http_methods(["GET", "POST"])
def amendment_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """A party signs a supplementary agreement: a scan of the paper, or a CMS file over its PDF; each way with its own button."""
    shown = amendment_or_404(request, pk)
    mine = my_own(request, amendment_signing.signing_parties(shown))
    if not mine:
        raise PermissionDenied
    party = mine[0]
    initial = {"signer": party.signatory_name, "signed_on": timezone.localdate()}
    scan, cms, form = _forms(request, SignAmendmentForm, initial)

    def by_scan() -> PartySignature:
        return life.sign_amendment(amendment=shown, party=party, by=request.user, **form.cleaned_data)

    def by_cms() -> PartySignature:
        return life.sign_amendment_by_cms(amendment=shown, party=party, upload=form.cleaned_data["cms"], by=request.user)

    if request.method == "POST" and form.is_valid() and (made := _signed(request, form, by_cms if form is cms else by_scan)):
        return redirect("network:amendment_signature", made.pk) if made.cms_id else redirect("network:amendment", shown.pk)
    context = {
        "agreement": shown.agreement,
        "what": _("Supplementary agreement № %(number)s") % {"number": shown.number},
        "party": party,
        "scan": scan,
        "cms": cms,
        "sha256": amendment_signing.paper_hash(shown),
        "document": shown.version.document if shown.version else None,
        "crumbs": crumbs(shown.agreement, (str(shown), reverse("network:amendment", args=[shown.pk])), (_("Signing"), "")),
    }
    return render(request, "network/life/sign.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def act_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """A party signs the act of termination (NW-13): a scan of the paper, or a CMS file over its PDF."""
    shown = act_or_404(request, pk)
    demand(request.user, "answer_act", shown)
    mine = act_answers(shown, request.user)["mine"]
    if shown.kind != MutualAct.Kind.TERMINATION:
        raise Http404
    if not mine:
        messages.error(request, _("Your side has answered already."))
        return redirect("network:mutual_act", shown.pk)
    party = mine[0]
    scan, cms, form = _forms(request, AssentForm, {})

    def by_scan() -> MutualAct:
        return life.assent(act=shown, party=party, by=request.user, scan=form.cleaned_data["scan"])

    def by_cms() -> ActSignature:
        return life.sign_act_by_cms(act=shown, party=party, upload=form.cleaned_data["cms"], by=request.user)

    if request.method == "POST" and form.is_valid() and (made := _signed(request, form, by_cms if form is cms else by_scan)):
        return redirect("network:act_signature", made.pk) if form is cms else redirect("network:mutual_act", shown.pk)
    context = {
        "agreement": shown.agreement,
        "what": shown.get_kind_display(),
        "party": party,
        "scan": scan,
        "cms": cms,
        "sha256": acts.hash_of_act(shown),
        "document": shown.document,
        "crumbs": crumbs(
            shown.agreement, (str(shown.get_kind_display()), reverse("network:mutual_act", args=[shown.pk])), (_("Signing"), "")
        ),
    }
    return render(request, "network/life/sign.html", context, status=422 if form.errors else 200)


def _forms(request: HttpRequest, scan_form: Any, initial: dict[str, Any]) -> tuple[Any, Any, Any]:
    """(form of the scan, form of the CMS file, the one that was sent); only the one that was sent shows errors."""
    by_cms = "cms" in request.FILES or request.POST.get("method") == "cms"
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    scan = scan_form(*(sent if not by_cms else (None, None)), initial=initial)
    cms = CmsForm(*(sent if by_cms else (None, None)))
    return scan, cms, cms if by_cms else scan


def _signed(request: HttpRequest, form: Any, sign: Callable[[], Any]) -> Any:
    """What was made, with a sentence about it; None where it was refused, the reason stands in the form."""
    try:
        made = sign()
    except DomainError as refusal:
        form.add_error(_field_of(form, refusal), str(refusal))
        return None
    if getattr(made, "verdict", "") == PartySignature.Verdict.INVALID:
        messages.error(request, _("The signature is invalid, the party stays unsigned: %(why)s") % {"why": made.problem_text})
    else:
        messages.success(request, _("The signature is handed in."))
    return made


def _field_of(form: Any, refusal: DomainError) -> str | None:
    if "cms" in form.fields and refusal.field in {"upload", "file"}:
        return "cms"
    return refusal.field if refusal.field in form.fields else None


def _amendment_signature(request: HttpRequest, pk: int) -> tuple[PartySignature, Amendment]:
    rows = PartySignature.objects.visible_to(request.user).filter(version__amendment__isnull=False)
    rows = rows.select_related("party__organisation", "party__person", "cms", "checked_by", "version__amendment")
    signature = get_object_or_404(rows, pk=pk)
    return signature, amendment_or_404(request, signature.version.amendment.pk)


@login_required
@require_GET
def amendment_signature(request: HttpRequest, pk: int) -> HttpResponse:
    """One signature under a supplementary agreement: plainly what was verified and what was not."""
    signature, shown = _amendment_signature(request, pk)
    own = {party.organisation_id for party in my_own(request, amendment_signing.signing_parties(shown))}
    waits = signature.verdict == PartySignature.Verdict.UNVERIFIED and not signature.checked_at and not signature.is_void
    by_scan = signature.method == PartySignature.Method.SCAN
    decides = shown.agreement.initiator_id in own if by_scan else bool(own - {signature.party.organisation_id})
    return _signature_page(
        request,
        signature,
        shown.agreement,
        may_decide=waits and decides and shown.status == Amendment.Status.SIGNING,
        decide_url=reverse("network:amendment_check", args=[pk]),
        file_url=reverse("network:amendment_scan", args=[pk]),
        crumbs=crumbs(shown.agreement, (str(shown), reverse("network:amendment", args=[shown.pk])), (_("Signature"), "")),
    )


def _signature_page(request: HttpRequest, signature: Any, agreement: Any, **more: Any) -> HttpResponse:
    findings = findings_in_words(signature.cms.findings) if signature.cms else []
    checks = [{"title": finding.text, "state": finding.state} for finding in findings]
    context = {"agreement": agreement, "signature": signature, "checks": checks, **more}
    return render(request, "network/agreements/signature.html", context)


@login_required
@require_POST
def amendment_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The initiator has looked at a scan; another party's coordinator decides about a CMS file that could not be verified."""
    signature, shown = _amendment_signature(request, pk)
    own = {party.organisation_id for party in my_own(request, amendment_signing.signing_parties(shown))}
    if signature.method == PartySignature.Method.SCAN and shown.agreement.initiator_id not in own:
        demand(request.user, "amend_agreement", None)
    if not own:
        demand(request.user, "amend_agreement", None)
    is_right = "refuse" not in request.POST and request.POST.get("answer") != "wrong"
    reason = request.POST.get("reason", "")[:500]
    try:
        life.check_signature(signature=signature, is_right=is_right, by=request.user, reason=reason, as_organisations=own)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("network:amendment", shown.pk)


@login_required
@require_GET
def amendment_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a signature under a supplementary agreement, as it was handed in."""
    signature, _shown = _amendment_signature(request, pk)
    return _file_of(signature)


def _file_of(signature: Any) -> HttpResponse:
    if signature.cms:
        return stored_file(signature.cms.file, signature.cms.original_name, kind="application/pkcs7-signature")
    return stored_file(signature.scan, signature.scan_name)


def _act_signature(request: HttpRequest, pk: int) -> tuple[ActSignature, MutualAct]:
    rows = ActSignature.objects.visible_to(request.user).select_related("party__organisation", "party__person", "cms", "checked_by")
    signature = get_object_or_404(rows, pk=pk)
    return signature, act_or_404(request, signature.act_id)


@login_required
@require_GET
def act_signature(request: HttpRequest, pk: int) -> HttpResponse:
    """One CMS file under an act: plainly what was verified and what was not."""
    signature, shown = _act_signature(request, pk)
    own = _own_organisations(request, shown)
    return _signature_page(
        request,
        signature,
        shown.agreement,
        may_decide=signature.waits and shown.status == MutualAct.Status.PROPOSED and bool(own - {signature.party.organisation_id}),
        decide_url=reverse("network:act_signature_decide", args=[pk]),
        file_url=reverse("network:act_signature_file", args=[pk]),
        crumbs=crumbs(
            shown.agreement, (str(shown.get_kind_display()), reverse("network:mutual_act", args=[shown.pk])), (_("Signature"), "")
        ),
    )


def _own_organisations(request: HttpRequest, shown: MutualAct) -> set[int]:
    there = {party.organisation_id for party in shown.agreement.parties.all() if party.status != "left"}
    return organisations_as(request.user, *COORDINATORS) & there


@login_required
@require_POST
def act_signature_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Another party's coordinator accepts a file that could not be verified, or refuses it."""
    signature, shown = _act_signature(request, pk)
    demand(request.user, "answer_act", shown)
    try:
        life.decide_act_signature(
            signature=signature,
            accept="refuse" not in request.POST,
            by=request.user,
            as_organisations=_own_organisations(request, shown),
            reason=request.POST.get("reason", "")[:500],
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("network:mutual_act", shown.pk)


@login_required
@require_GET
def act_signature_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The CMS file as it was handed in."""
    return _file_of(_act_signature(request, pk)[0])
