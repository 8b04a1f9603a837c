"""Inviting: one person, a file of many, sending again, taking back, the slip of paper; and the page on which the person answers (NR9)."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.messages import channel_for
from accounts.models import User
from core.errors import DomainError
from core.http import public
from documents.engine.qr import qr_picture

from .. import queries_people, services
from ..errors import InvitationOver, SignInFirst
from ..forms_people import AnswerForm, CodeForm, FileForm, InviteForm, OffersFormSet
from ..models import Invitation, Organisation
from ..services import accepting, invitations, letters, people_file
from ..tables import table_answer
from .members import member_of
from .organisations import demand, visible_organisation
from .people import crumbs

CODE_TRIES = 20


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite a person with one or several roles."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "invite_people", organisation)
    post = request.POST if request.method == "POST" else None
    form = InviteForm(post)
    offers = OffersFormSet(post, prefix="roles", form_kwargs={"organisation": organisation, "user": request.user})
    if post is not None and form.is_valid() & offers.is_valid():
        try:
            invitation = services.invite(organisation=organisation, roles=offers.offers, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            if letters.is_reachable(invitation):
                messages.success(request, _("The invitation is sent. The roles begin when the person agrees."))
                return redirect("network:invite", pk)
            return redirect("network:invitation_slip", pk, invitation.pk)
    bad = bool(form.errors) or bool(post is not None and not offers.is_valid())
    return render(request, "network/people/invite.html", _invite_context(request, organisation, form, offers), status=422 if bad else 200)


def _invite_context(request: HttpRequest, organisation: Organisation, form: Any, offers: Any) -> dict[str, Any]:
    sees_list = request.user.has_perm("network.view_people", organisation)
    steps = [(_("Staff and roles"), reverse("network:people", args=[organisation.pk]))] if sees_list else []
    seen = set(Invitation.objects.visible_to(request.user).filter(organisation=organisation).values_list("pk", flat=True)[:500])
    return {
        "organisation": organisation,
        "crumbs": crumbs(organisation, *steps, (_("Invite"), "")),
        "form": form,
        "offers": offers,
        "waiting": [line for line in queries_people.waiting_invitations(organisation) if line.invitation.pk in seen],
        "may_change": True,
    }


def _invitation(request: HttpRequest, pk: int, invitation: int) -> Invitation:
    organisation = visible_organisation(request, pk)
    demand(request.user, "invite_people", organisation)
    rows = Invitation.objects.visible_to(request.user).select_related("organisation", "user").prefetch_related("roles__class_group")
    return get_object_or_404(rows, pk=invitation, organisation=organisation)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("network:people" if request.POST.get("from") == "list" else "network:invite", pk)


@login_required
@require_POST
def invite_again(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """The same link once more, at most three times a day."""
    row = _invitation(request, pk, invitation)
    try:
        invitations.send_again(invitation=row, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Sent again to %(address)s. The link works for 14 days.") % {"address": letters.address_of(row)})
    return _back(request, pk)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """Take an invitation back."""
    row = _invitation(request, pk, invitation)
    try:
        invitations.revoke(invitation=row, by=request.user, reason=request.POST.get("reason", ""))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation is taken back; its link no longer works."))
    return _back(request, pk)


@login_required
@never_cache
@require_GET
def slip(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """The invitation on paper: QR code, address, code, until when."""
    row = _invitation(request, pk, invitation)
    url = invitations.invitation_url(row)
    door = request.build_absolute_uri(reverse("network:invitation_code"))
    context = {"invitation": row, "organisation": row.organisation, "url": url, "door": door, "qr": qr_picture(url)}
    return render(request, "network/people/slip.html", context)


@login_required
@require_POST
def invite_member(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """The way in for somebody who was entered without sign-in: an invitation with the roles held already."""
    membership = member_of(request, pk, member, "invite_people")
    try:
        row = people_file.invite_member(membership=membership, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("network:member", pk, member)
    if channel_for(membership.user):
        messages.success(request, _("The invitation is sent. The roles begin when the person agrees."))
        return redirect("network:member", pk, member)
    return redirect("network:invitation_slip", pk, row.pk)


@login_required
@require_http_methods(["GET", "POST"])
def from_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Many people from a table: first what would happen row by row, then, if it is right, the sending."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "invite_people", organisation)
    form = FileForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        try:
            report = people_file.check(organisation=organisation, file=form.cleaned_data["table"], by=request.user)
        except DomainError as refusal:
            form.add_error("table", str(refusal))
        else:
            if not report.bad:
                return _sent(request, organisation, report)
    context = {
        "organisation": organisation,
        "crumbs": crumbs(organisation, (_("Staff and roles"), reverse("network:people", args=[pk])), (_("Invite from a file"), "")),
        "form": form,
        "report": report,
        "columns": people_file.columns(),
    }
    return render(request, "network/people/file.html", context, status=422 if form.errors or (report and report.bad) else 200)


def _sent(request: HttpRequest, organisation: Organisation, report: Any) -> HttpResponse:
    sent, passed = people_file.send(organisation=organisation, report=report, by=request.user)
    for row, why in passed[:10]:
        messages.warning(request, f"{row.number}. {row.name}: {why}")
    if sent:
        text = ngettext("%(n)s invitation is sent.", "%(n)s invitations are sent.", sent)
        messages.success(request, text % {"n": sent})
    return redirect("network:invite", organisation.pk)


@login_required
@require_GET
def file_sample(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty table with the right headings and one made-up row."""
    organisation = visible_organisation(request, pk)
    demand(request.user, "invite_people", organisation)
    return table_answer(
        "people-sample", [label for _code, label in people_file.columns()], [people_file.sample_row(request.user, organisation)]
    )


@public
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The door of printed invitations: the code from the paper."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = f"invitation-code:{get_adapter().get_client_ip(request)}"
        cache.add(place, 0, 15 * 60)
        if cache.incr(place) > CODE_TRIES:
            form.add_error("code", _("Too many failed attempts. Try again in 15 minutes."))
        elif (row := invitations.find_by_code(form.cleaned_data["code"])) is None:
            form.add_error("code", _("No open invitation has this code. Check it letter by letter."))
        else:
            return redirect("network:invitation", invitations.token_of(row))
    return render(request, "network/invitation/code.html", {"form": form}, status=422 if form.errors else 200)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the invited person: who asks, which roles, what is still missing, yes or no."""
    row = invitations.find(token)
    if row is None:
        raise Http404
    if not request.user.is_authenticated:
        translation.activate(row.language)
        request.LANGUAGE_CODE = translation.get_language()
    if not row.is_live:
        return _over(request, row)
    account = row.user or invitations.find_account(row)
    me: Any = request.user if request.user.is_authenticated else None
    if me is not None and (account is None or account.pk != me.pk):
        return render(request, "network/invitation/other_person.html", {"address": letters.masked_address(row)}, status=403)
    row = invitations.mark_opened(invitation=row)
    if request.method == "POST" and request.POST.get("answer") == "no":
        return _decline(request, row)
    if account is not None and account.is_active and me is None:
        return redirect_to_login(request.get_full_path()) if request.method == "POST" else _ask(request, row, account, None)
    return _yes(request, row, account)


def _yes(request: HttpRequest, row: Invitation, account: User | None) -> HttpResponse:
    missing = accepting.missing_fields(row, account)
    who = account or User(last_name=row.last_name, first_name=row.first_name, email=row.email or None)
    form = AnswerForm(who, request.POST if request.method == "POST" else None, missing=missing, initial=invitations.kept_for(row))
    if request.method != "POST":
        return _ask(request, row, account, form)
    if not form.is_valid():
        invitations.keep_typed(invitation=row, typed=form.typed)
        return _ask(request, row, account, form, 422)
    typed = {**form.cleaned_data, "password": form.cleaned_data.get("new_password1", "")}
    try:
        person = accepting.accept(invitation=row, signed_in=account if request.user.is_authenticated else None, typed=typed)
    except InvitationOver:
        return _over(request, row)
    except SignInFirst:
        return redirect_to_login(request.get_full_path())
    except DomainError as refusal:
        invitations.keep_typed(invitation=row, typed=form.typed)
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _ask(request, row, account, form, 422)
    if not request.user.is_authenticated:
        get_adapter().login(request, person)
    messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": row.organisation.short_name})
    return redirect("home")


def _ask(request: HttpRequest, row: Invitation, account: User | None, form: AnswerForm | None, status: int = 200) -> HttpResponse:
    context = {
        "invitation": row,
        "organisation": row.organisation,
        "roles": row.roles.select_related("class_group"),
        "account": account,
        "form": form,
        "must_sign_in": form is None,
        "login_url": f"{reverse('account_login')}?next={request.path}",
        "decline_id": "decline",
    }
    return render(request, "network/invitation/answer.html", context, status=status)


def _decline(request: HttpRequest, row: Invitation) -> HttpResponse:
    try:
        invitations.decline(invitation=row)
    except DomainError:
        return _over(request, row)
    return render(request, "network/invitation/declined.html", {"organisation": row.organisation})


def _over(request: HttpRequest, row: Invitation) -> HttpResponse:
    """Expired, taken back or answered. What was typed into an expired one is kept, so that the new one brings it back (bad input 6)."""
    kept = False
    expired = row.status == Invitation.Status.EXPIRED or row.status in Invitation.LIVE
    if expired and request.method == "POST":
        typed = {name: request.POST.get(name, "")[:200] for name in AnswerForm.KEPT if request.POST.get(name)}
        if typed:
            invitations.keep_typed(invitation=row, typed=typed)
            kept = True
    context = {"invitation": row, "organisation": row.organisation, "expired": expired, "kept": kept}
    context["accepted"] = row.status == Invitation.Status.ACCEPTED
    return render(request, "network/invitation/over.html", context, status=410)
