"""One clause: its words, the remarks of the parties, the answers; signatures and their files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from documents.signatures import findings_in_words

from ..access import COORDINATORS, organisations_as
from ..agreements.filling import filled, values_of
from ..errors_agreements import MoneyElsewhere, SavedMeanwhile
from ..forms_agreements import ClauseForm, CmsForm, RemarkForm, ScanForm
from ..models import Agreement, AgreementComment, Amendment, PartySignature
from ..rules_agreements import own_parties
from ..services import agreements as services
from .agreements_base import add_refusal, attempt, crumbs_of, demand, demand_text, seen_agreement, seen_clause, seen_party


@login_required
@require_http_methods(["GET", "POST"])
def agreement_clause(request: HttpRequest, pk: int) -> HttpResponse:
    """The clause as it stands now; the initiator edits it in a draft, parties remark on it in review."""
    agreement, opened = seen_clause(request, pk)
    demand_text(request, agreement)
    head = services.head_version(agreement)
    clause = get_object_or_404(head.clauses.select_related("version", "template"), key=opened.key)
    runs = request.user.has_perm("network.run_agreement", agreement)
    edits = runs and agreement.status == Agreement.Status.DRAFT
    party = next(iter(own_parties(request.user, agreement)), None)
    context: dict[str, Any] = {"agreement": agreement, "clause": clause, "runs": runs, "edits": edits}
    form: Any = None
    if edits:
        initial = {"text_kk": clause.text_kk, "text_ru": clause.text_ru, "revision": clause.revision}
        form = ClauseForm(request.POST or None, initial=initial, agreement=agreement)
        if request.method == "POST" and form.is_valid() and (done := _save(request, agreement, clause, form, context)):
            return done
    elif party and agreement.status == Agreement.Status.REVIEW:
        form = RemarkForm(request.POST or None, initial={"proposed_kk": "", "proposed_ru": ""})
        if request.method == "POST" and form.is_valid() and (done := _remark(request, agreement, clause, party, form)):
            return done
    elif request.method == "POST":
        demand(request, "run_agreement", agreement)
        raise Http404
    known = {language: values_of(agreement, language) for language in ("kk", "ru")}
    remarks = agreement.comments.filter(clause_key=clause.key).select_related(
        "party__organisation", "party__person", "author", "answered_by"
    )
    context |= {
        "form": form,
        "kk": filled(clause.text_kk, known["kk"]),
        "ru": filled(clause.text_ru, known["ru"]),
        "remarks": remarks,
        "crumbs": crumbs_of(agreement, (clause.number, "")),
    }
    return render(request, "network/agreements/clause.html", context, status=422 if form is not None and form.errors else 200)


def _save(request: HttpRequest, agreement: Agreement, clause: Any, form: ClauseForm, context: dict) -> HttpResponse | None:
    data = form.cleaned_data
    words = {"text_kk": data.get("text_kk", clause.text_kk), "text_ru": data.get("text_ru", clause.text_ru)}
    try:
        services.save_clause(
            clause=clause,
            revision=data["revision"],
            confirmed=data.get("confirmed", False),
            by=request.user,
            agreement=agreement,
            **words,
        )
    except SavedMeanwhile as refusal:
        # Both texts stand side by side; the hidden revision moves on, so that the next save is a decision.
        clause.refresh_from_db()
        context["conflict"] = {
            "theirs": {"kk": clause.text_kk, "ru": clause.text_ru},
            "mine": {"kk": words["text_kk"], "ru": words["text_ru"]},
        }
        form.data = form.data.copy()
        form.data["revision"] = str(clause.revision)
        form.add_error(None, str(refusal))
    except MoneyElsewhere as refusal:
        context["offer_fin"] = f"{reverse('network:agreement_new')}?kind=FIN&parent={agreement.pk}"
        form.add_error(None, str(refusal))
    except DomainError as refusal:
        add_refusal(form, refusal)
    else:
        messages.success(request, _("Saved."))
        return redirect("network:agreement", agreement.pk)
    return None


def _remark(request: HttpRequest, agreement: Agreement, clause: Any, party: Any, form: RemarkForm) -> HttpResponse | None:
    try:
        services.remark(agreement=agreement, clause=clause, party=party, by=request.user, **form.cleaned_data)
    except DomainError as refusal:
        form.add_error("text" if refusal.field == "reason" else None, str(refusal))
        return None
    messages.success(request, _("The remark is sent to the initiator."))
    return redirect("network:agreement", agreement.pk)


@login_required
@require_http_methods(["GET", "POST"])
def agreement_clause_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more clause of a draft, at the end of a section."""
    agreement = seen_agreement(request, pk)
    demand(request, "edit_agreement_text", agreement)
    section = request.GET.get("section", "")
    if not section.isdigit():
        return HttpResponseBadRequest()
    form = ClauseForm(request.POST or None, initial={"revision": 1}, agreement=agreement)
    form.fields.pop("confirmed", None)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data.get(name, "") for name in ("text_kk", "text_ru")}
        try:
            services.add_clause(agreement=agreement, section=int(section), by=request.user, **words)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("network:agreement", pk)
    context = {"form": form, "title": _("New clause"), "agreement": agreement, "crumbs": crumbs_of(agreement, (_("New clause"), ""))}
    return render(request, "network/agreements/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def agreement_clause_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a clause out of a draft."""
    agreement, clause = seen_clause(request, pk)
    demand(request, "run_agreement", agreement)
    attempt(request, lambda: services.remove_clause(clause=clause, agreement=agreement, by=request.user), _("The clause is taken out."))
    return redirect("network:agreement", agreement.pk)


@login_required
@require_POST
def agreement_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The language that has not followed a change is written or confirmed (NR39)."""
    agreement, clause = seen_clause(request, pk)
    demand(request, "run_agreement", agreement)
    head = services.head_version(agreement)
    row = get_object_or_404(head.clauses, key=clause.key)
    text = request.POST.get("text", "")
    attempt(request, lambda: services.confirm_language(clause=row, agreement=agreement, text=text, by=request.user), _("Confirmed."))
    return redirect("network:agreement", agreement.pk)


@login_required
@require_POST
def remark_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The initiator accepts or declines a remark."""
    comment = get_object_or_404(AgreementComment.objects.visible_to(request.user).select_related("agreement", "clause"), pk=pk)
    demand(request, "run_agreement", comment.agreement)
    accept, answer = "accept" in request.POST, request.POST.get("answer", "")
    attempt(request, lambda: services.answer_remark(comment=comment, accept=accept, answer=answer, by=request.user), _("Answered."))
    return redirect("network:agreement_clause", comment.clause_id)


@login_required
@require_http_methods(["GET", "POST"])
def agreement_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """A party signs: a scan of the paper, or a CMS file over the PDF. Both forms stand on one page, each with its own button."""
    agreement, party = seen_party(request, pk)
    demand(request, "answer_for_party", party)
    by_cms = "cms" in request.FILES or request.POST.get("method") == "cms"
    initial = {"signer": party.signatory_name, "signed_on": timezone.localdate()}
    posted = request.method == "POST"
    scan = ScanForm(request.POST if posted and not by_cms else None, request.FILES if posted and not by_cms else None, initial=initial)
    cms = CmsForm(request.POST if posted and by_cms else None, request.FILES if posted and by_cms else None)
    form: Any = cms if by_cms else scan
    if posted and form.is_valid():
        try:
            if by_cms:
                made = services.sign_by_cms(party=party, upload=form.cleaned_data["cms"], by=request.user)
            else:
                made = services.sign_by_scan(party=party, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(
                "cms" if by_cms and refusal.field in {"upload", "file"} else refusal.field if refusal.field in form.fields else None,
                str(refusal),
            )
        else:
            if made.verdict == PartySignature.Verdict.INVALID:
                messages.error(request, _("The signature is invalid, the party stays unsigned: %(why)s") % {"why": made.problem_text})
            return redirect("network:agreement_signature", made.pk)
    version = services.head_version(agreement)
    context = {
        "agreement": agreement,
        "party": party,
        "scan": scan,
        "cms": cms,
        "version": version,
        "ready": bool(services.hash_of_paper(version)),
        "crumbs": crumbs_of(agreement, (_("Signing"), "")),
    }
    return render(request, "network/agreements/sign.html", context, status=422 if posted and form.errors else 200)


def _signature(request: HttpRequest, pk: int) -> PartySignature:
    rows = PartySignature.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("party__organisation", "party__person", "party__agreement", "cms", "checked_by", "version"), pk=pk
    )


@login_required
@require_GET
def agreement_signature(request: HttpRequest, pk: int) -> HttpResponse:
    """One signature: who, when, how, and plainly what was verified and what was not."""
    signature = _signature(request, pk)
    agreement = seen_agreement(request, signature.party.agreement_id)
    demand_text(request, agreement)
    if Amendment.objects.filter(version=signature.version_id).exists():
        return redirect("network:amendment_signature", pk)
    findings = findings_in_words(signature.cms.findings) if signature.cms else []
    own = organisations_as(request.user, *COORDINATORS)
    parties = {p.organisation_id for p in agreement.parties.all()} & own
    context = {
        "agreement": agreement,
        "signature": signature,
        "checks": [{"title": finding.text, "state": finding.state} for finding in findings],
        "may_decide": _may_decide(signature, agreement, parties),
        "decide_url": reverse("network:signature_decide", args=[pk]),
        "file_url": reverse("network:signature_file", args=[pk]),
        "crumbs": crumbs_of(agreement, (_("Signature"), "")),
    }
    return render(request, "network/agreements/signature.html", context)


def _may_decide(signature: PartySignature, agreement: Agreement, parties: set) -> bool:
    waits = signature.verdict == PartySignature.Verdict.UNVERIFIED and not signature.checked_at and not signature.is_void
    if not waits or agreement.status != Agreement.Status.SIGNING:
        return False
    if signature.method == PartySignature.Method.SCAN:
        return agreement.initiator_id in parties
    return bool(parties - {signature.party.organisation_id})


@login_required
@require_POST
def signature_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The initiator checks a scan; another party's coordinator accepts a CMS file that could not be verified."""
    signature = _signature(request, pk)
    agreement = seen_agreement(request, signature.party.agreement_id)
    own = organisations_as(request.user, *COORDINATORS) & {p.organisation_id for p in agreement.parties.all()}
    if signature.method == PartySignature.Method.SCAN or not own:
        demand(request, "run_agreement", agreement)
    accept, reason = "accept" in request.POST, request.POST.get("reason", "")
    attempt(
        request,
        lambda: services.decide_signature(signature=signature, accept=accept, by=request.user, as_organisations=own, reason=reason),
        _("Done."),
    )
    return redirect("network:agreement", agreement.pk)


@login_required
@require_GET
def signature_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file of a signature as it was handed in."""
    signature = _signature(request, pk)
    demand_text(request, seen_agreement(request, signature.party.agreement_id))
    if signature.cms:
        return FileResponse(signature.cms.file.open(), as_attachment=True, filename=signature.cms.original_name)
    return FileResponse(signature.scan.open(), as_attachment=True, filename=signature.scan_name)
