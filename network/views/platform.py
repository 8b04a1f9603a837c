"""S26 «Платформа баптаулары», the part about people: permissions to export, terms of keeping, texts of consents."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import consent_texts, exports, retention
from accounts.models import ConsentPurpose, ConsentText, ExportGrant, RetentionRule, SecurityEvent
from core.errors import DomainError

from ..forms_platform import ConsentTextForm, GrantFilter, GrantForm, TermForm

TERM_WORDS = {
    "consents_of_guardians": gettext_lazy("Consents given by guardians, after the child leaves school"),
    "consents_of_persons": gettext_lazy("Other consents, after their end"),
    "consent_scans": gettext_lazy("Scans of paper consents, after the child leaves school"),
    "security_events": gettext_lazy("Sign-in journal"),
    "incident_photos": gettext_lazy("Photos of incidents of career trials"),
    "access_log": gettext_lazy("Access log"),
    "agreements": gettext_lazy("Agreements and minutes, after their end"),
    "staff_records": gettext_lazy("Staff records, after leaving"),
    "invitations": gettext_lazy("Invitations, after their end"),
    "closed_accounts": gettext_lazy("Closed accounts"),
    "support_needs": gettext_lazy("Support needs, after the end of studies"),
    "read_notices": gettext_lazy("Notices, after reading"),
    "messages_sent": gettext_lazy("Messages sent"),
}


def _tabs(user: Any, current: str) -> list[tuple]:
    names = [
        ("platform_exports", _("Permissions to export")),
        ("platform_terms", _("Terms of keeping")),
        ("platform_texts", _("Texts of consents")),
    ]
    shown = names if user.has_perm("network.run_platform") else names[2:]
    return [(label, reverse(f"network:{name}"), name == current) for name, label in shown]


def _demand(request: HttpRequest, permission: str = "run_platform") -> None:
    if not request.user.has_perm(f"network.{permission}"):
        raise PermissionDenied


@login_required
@require_http_methods(["GET", "POST"])
def export_grants(request: HttpRequest) -> HttpResponse:
    """Who may take which personal data out until when; giving and what was taken lately."""
    _demand(request)
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            exports.grant_export(user=data["who"], kind=data["kind"], until=data["until"], purpose=data["purpose"], by=request.user)  # type: ignore[arg-type]
        except DomainError as refusal:
            form.add_error({"user": "who"}.get(refusal.field, refusal.field) if refusal.field else None, str(refusal))
        else:
            messages.success(request, _("The permission is given."))
            return redirect("network:platform_exports")
    filters = GrantFilter(request.GET)
    rows = exports.grants(**filters.values()).select_related("user", "granted_by", "withdrawn_by")
    taken = SecurityEvent.objects.filter(kind=SecurityEvent.Kind.EXPORTED).select_related("user")[:15]
    kinds = dict(ExportGrant.Kind.choices)
    context = {
        "tabs": _tabs(request.user, "platform_exports"),
        "form": form,
        "filters": filters,
        "page": Paginator(rows, 30).get_page(request.GET.get("page")),
        "taken": [
            {"event": event, "kind": kinds.get(event.details.get("kind"), ""), "rows": event.details.get("rows", "")} for event in taken
        ],
    }
    return render(request, "network/platform/exports.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_grant(request: HttpRequest, grant: int) -> HttpResponse:
    """Take a permission back: from this second nothing leaves by it."""
    _demand(request)
    exports.withdraw_export(grant=get_object_or_404(ExportGrant, pk=grant), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The permission is taken back."))
    return redirect("network:platform_exports")


@login_required
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """How long what is held about people is kept (NR12); one term is changed at a time."""
    _demand(request)
    rules = list(RetentionRule.objects.order_by("pk"))
    changed = get_object_or_404(RetentionRule, code=request.POST.get("code", "")) if request.method == "POST" else None
    lines = []
    for rule in rules:
        form = TermForm(
            request.POST if changed and rule.pk == changed.pk else None, initial={"months": rule.months}, auto_id=f"{rule.code}-%s"
        )
        if form.is_bound and form.is_valid():
            retention.change_term(rule=rule, months=form.cleaned_data["months"], by=request.user)  # type: ignore[arg-type]
            messages.success(request, _("Saved."))
            return redirect("network:platform_terms")
        lines.append({"rule": rule, "words": TERM_WORDS.get(rule.code, rule.code), "form": form})
    context = {"tabs": _tabs(request.user, "platform_terms"), "lines": lines}
    return render(request, "network/platform/terms.html", context, status=422 if changed else 200)


@login_required
@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """The newest text of every purpose with its versions; everybody who works here may read them."""
    _demand(request, "view_consent_texts")
    rows = list(ConsentText.objects.order_by("purpose", "-version"))
    purposes = [
        {"label": purpose.label, "code": purpose.value, "texts": [row for row in rows if row.purpose == purpose]}
        for purpose in ConsentPurpose
    ]
    context = {
        "tabs": _tabs(request.user, "platform_texts"),
        "purposes": purposes,
        "may_write": request.user.has_perm("network.write_consent_texts"),
    }
    return render(request, "network/platform/texts.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_text(request: HttpRequest, purpose: str) -> HttpResponse:
    """The next version of a text; answers to the earlier ones keep their own."""
    _demand(request, "write_consent_texts")
    if purpose not in ConsentPurpose.values:
        raise Http404
    latest = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
    form = ConsentTextForm(request.POST or None, initial=consent_texts.as_start(latest))
    if request.method == "POST" and form.is_valid():
        try:
            consent_texts.add_version(purpose=purpose, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The new text is saved."))
            return redirect("network:platform_texts")
    context = {
        "form": form,
        "purpose": ConsentPurpose(purpose).label,
        "latest": latest,
        "crumbs": [(_("Texts of consents"), reverse("network:platform_texts")), (ConsentPurpose(purpose).label, "")],
    }
    return render(request, "network/platform/text_form.html", context, status=422 if form.errors else 200)
