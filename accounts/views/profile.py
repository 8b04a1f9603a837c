"""Profile and security (S3): contacts, language, password, two-step sign-in, sessions, what is held about me and who read it."""

import json
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from .. import addresses, consents, services
from ..devices import device_name
from ..forms import ContactsForm, PhoneCodeForm
from ..models import ApiToken, Consent, PhotoLevel, PupilPin, SensitiveRead
from ..own_file import own_file, paper_of

SECURITY_EVENTS = 8


def _tabs(current: str) -> list[tuple]:
    names = [("profile", _("Profile")), ("mfa_index", _("Sign-in and security")), ("my_data", _("My data"))]
    return [(label, reverse(name), name == current) for name, label in names]


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Names as the organisation entered them; contacts and language the person may change."""
    if request.method == "POST":
        return save_contacts(request)
    return _profile_page(request, ContactsForm(user=request.user))


def _profile_page(request: HttpRequest, form: ContactsForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "person": request.user, "tabs": _tabs("profile"), "pending_email": addresses.pending_email(request)}
    return render(request, "accounts/profile.html", context, status=status)


@reauthentication_required(enabled=lambda request: ContactsForm(request.POST, user=request.user).changes_an_address())
def save_contacts(request: HttpRequest) -> HttpResponse:
    """Save language at once; a new e-mail waits for the click in its message, a new phone for its code where a gateway exists."""
    form = ContactsForm(request.POST, user=request.user)
    if not form.is_valid():
        return _profile_page(request, form, status=422)
    try:
        next_page = form.save(request)
    except DomainError as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return _profile_page(request, form, status=422)
    return redirect(next_page)


@login_required
@require_http_methods(["GET", "POST"])
def confirm_phone(request: HttpRequest) -> HttpResponse:
    """Type the code that went to the new phone."""
    if not (phone := addresses.pending_phone(request)):
        return redirect("profile")
    form = PhoneCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            addresses.confirm_phone(request, form.cleaned_data["code"])
        except DomainError as refusal:
            if not addresses.pending_phone(request):
                messages.error(request, str(refusal))
                return redirect("profile")
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("The new phone is saved."))
            return redirect("profile")
    return render(request, "accounts/confirm_phone.html", {"form": form, "phone": phone}, status=422 if form.errors else 200)


@login_required
@require_GET
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the message to the new e-mail; works for the person who asked, while signed in."""
    try:
        addresses.confirm_email(request, token)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The new e-mail is saved."))
    return redirect("profile")


@login_required
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """Password, two-step sign-in, devices, latest events."""
    user: Any = request.user
    authenticators = {row.type: row.wrap() for row in Authenticator.objects.filter(user=user)}
    codes = authenticators.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "tabs": _tabs("mfa_index"),
        "mfa_on": is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]),
        "totp_on": Authenticator.Type.TOTP in authenticators,
        "passkeys": [row.wrap() for row in Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("pk")],
        "codes_left": len(codes.get_unused_codes()) if codes else 0,
        "mfa_is_duty": getattr(request, "mfa_is_duty", False),
        "sessions": _sessions(request),
        "keys": ApiToken.objects.visible_to(user).live(),
        "events": user.security_events.all()[:SECURITY_EVENTS],
        "has_password": user.has_usable_password(),
        "has_pin": PupilPin.objects.filter(user=user).exists(),
    }
    return render(request, "accounts/security.html", context)


def _sessions(request: HttpRequest) -> list[dict[str, Any]]:
    rows = UserSession.objects.purge_and_list(request.user)
    here = request.session.session_key
    rows.sort(key=lambda row: (row.session_key != here, -row.last_seen_at.timestamp()))
    return [
        {
            "pk": row.pk,
            "device": device_name(row.user_agent),
            "seen": row.last_seen_at,
            "since": row.created_at,
            "here": row.session_key == here,
        }
        for row in rows
    ]


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    count = services.end_sessions(user=request.user, keep=request.session.session_key or "")
    messages.success(request, _("Signed out on the other devices.") if count else _("There were no other devices."))
    return redirect("mfa_index")


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out on one other device."""
    session = get_object_or_404(UserSession.objects.filter(user=request.user), pk=pk)
    if session.session_key != request.session.session_key:
        session.end()
        messages.success(request, _("Signed out on that device."))
    return redirect("mfa_index")


@login_required
@require_GET
def set_password(request: HttpRequest) -> HttpResponse:
    """People who never had a password get their first one the way a forgotten one is replaced: by a message to their own address."""
    return redirect("account_change_password" if request.user.has_usable_password() else "account_reset_password")


@login_required
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """What I am asked to agree to, my consents, my own file, and who read what is sensitive about me or my children."""
    reads = SensitiveRead.objects.visible_to(request.user).select_related("reader", "subject").order_by("-at")
    rows = Consent.objects.filter(subject=request.user).select_related("content_type", "text", "guardian").order_by("-given_at", "-pk")
    waiting = [row for row in rows if row.status == Consent.Status.REQUESTED and row.ended_at is None and row.guardian_id is None]
    language = get_language() or "kk"
    for row in waiting:
        row.lines = row.text.text_in(language).split("\n") if row.text else []  # type: ignore[attr-defined]
    context = {
        "tabs": _tabs("my_data"),
        "page": Paginator(reads, 25).get_page(request.GET.get("page")),
        "waiting": waiting,
        "consents": [row for row in rows if row.status != Consent.Status.REQUESTED],
        "paper": paper_of(request),
        "levels": [(level.value, level.label) for level in (PhotoLevel.PUBLISH, PhotoLevel.PORTFOLIO, PhotoLevel.NO)],
    }
    return render(request, "accounts/my_data.html", context)


@login_required
@require_POST
def answer_own_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no to a question that was asked of me; an earlier answer of my guardians stays beside it (NR8)."""
    asked = get_object_or_404(Consent.objects.filter(subject=request.user, guardian__isnull=True, status=Consent.Status.REQUESTED), pk=pk)
    about: dict[str, Any] = {"subject": request.user, "purpose": asked.purpose, "channel": Consent.Channel.PORTAL, "scope": asked.scope}
    try:
        if request.POST.get("answer") == "yes":
            consents.grant_consent(**about, level=request.POST.get("level", ""), text=asked.text)
        else:
            consents.refuse_consent(**about, text=asked.text)
        messages.success(request, _("Your answer is saved."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("my_data")


@login_required
@require_GET
def my_file(request: HttpRequest) -> HttpResponse:
    """Everything that is held about me as one JSON file; nobody's permission is needed for it."""
    content = json.dumps(own_file(request.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    name = f"kopir-{request.user.public_id}.json"  # type: ignore[union-attr]
    return HttpResponse(content, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@login_required
@require_POST
def withdraw_own_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a consent that the person gave; no reason is asked."""
    consent = get_object_or_404(Consent.objects.filter(subject=request.user, given_by=Consent.Giver.SELF), pk=pk)
    try:
        consents.withdraw_consent(consent=consent)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The consent is withdrawn."))
    return redirect("my_data")
