"""The consent page behind a one-time link: what will happen, the answer, later the saved answer with its withdrawal (BR-21 to BR-26).

The door of accounts has checked the link and the child's birth date; nobody is signed in here. Every address is /l/<token>/ with one of the parts
photo, withdraw, confirm, or none.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.links import token_of
from accounts.models import ConsentPurpose, ConsentText, GuardianLink, OneTimeLink
from core.errors import DomainError

from ..errors import TooLate
from ..errors_family import AlreadyAnswered
from ..forms.family_consent import AGREE, DECLINE, ConsentForm, PhotoForm, ReconfirmForm
from ..models import ParentConsent, Trial
from ..queries.families import contact_of
from ..services import consents
from ..services.terms import differences, leaves_school, terms_of
from .family_notice import for_family
from .family_terms import page_terms

Status = ParentConsent.Status
FOLDER = "profprobes/family"


def consent(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """Whatever the family needs now: the questions, the difference, or the saved answer. A closed standing or a cancelled trial says so."""
    rows = ParentConsent.objects.select_related(
        "guardian",
        "link",
        "participation__pupil",
        "participation__class_group",
        "participation__trial__school",
        "participation__trial__host",
    )
    row = rows.filter(pk=link.object_id).first()
    if row is None or row.guardian.status != GuardianLink.Status.ACTIVE:
        return _closed(request, row)
    if row.participation.trial.status == Trial.Status.CANCELLED:
        return render(request, f"{FOLDER}/consent_cancelled.html", _frame(row, link))
    if row.status == Status.RECONFIRM:
        return _reconfirm(request, row, link)
    if link.status == OneTimeLink.Status.USED:
        return _answered(request, row, link)
    return _ask(request, row, link)


def _frame(row: ParentConsent, link: OneTimeLink) -> dict[str, Any]:
    """What every state of the page shows: whose child, which trial, whom to call."""
    participation = row.participation
    token = token_of(link)
    return {
        "consent": row,
        "pupil": participation.pupil,
        "class_group": participation.class_group,
        "trial": participation.trial,
        "contact": contact_of(participation),
        "notice": for_family(participation.trial, get_language() or "kk"),
        "here": reverse("link_door", args=[token]),
        "photo_url": reverse("link_part", args=[token, "photo"]),
        "withdraw_url": reverse("link_part", args=[token, "withdraw"]),
        "confirm_url": reverse("link_part", args=[token, "confirm"]),
    }


def _closed(request: HttpRequest, row: ParentConsent | None) -> HttpResponse:
    contact = contact_of(row.participation) if row else None
    return render(request, f"{FOLDER}/closed.html", {"contact": contact}, status=410)


def _here(link: OneTimeLink) -> HttpResponse:
    return redirect("link_door", token=token_of(link))


def _ask(request: HttpRequest, row: ParentConsent, link: OneTimeLink) -> HttpResponse:
    """The questions. Errors stand beside the fields, nothing typed is lost; a second submit leads to the saved answer."""
    if request.method == "GET":
        consents.open_consent(consent=row)
        form = ConsentForm(participation=row.participation)
        return _questions(request, row, link, form)
    decision = DECLINE if request.POST.get("decision") == DECLINE else AGREE
    form = ConsentForm(request.POST, participation=row.participation, decision=decision)
    if not form.is_valid():
        return _questions(request, row, link, form)
    try:
        consents.answer_consent(consent=row, answer=form.answer, link=link)
    except AlreadyAnswered as already:
        messages.info(request, str(already))
    except TooLate:
        return _questions(
            request,
            row,
            link,
            form,
            refusal=_("The visit has already begun, so an answer can no longer be given here. Please call the class teacher."),
        )
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _questions(request, row, link, form)
    return _here(link)


def _questions(request: HttpRequest, row: ParentConsent, link: OneTimeLink, form: ConsentForm, refusal: str = "") -> HttpResponse:
    language = get_language() or "kk"
    texts = [ConsentText.objects.current(purpose) for purpose in (ConsentPurpose.TRIAL, ConsentPurpose.PHOTO)]
    context = {
        **_frame(row, link),
        **page_terms(terms_of(row.participation.trial), language),
        "form": form,
        "refusal": refusal,
        "texts": [text.text_in(language).split("\n") for text in texts if text],
    }
    return render(request, f"{FOLDER}/consent.html", context, status=422 if form.errors or refusal else 200)


def _reconfirm(request: HttpRequest, row: ParentConsent, link: OneTimeLink) -> HttpResponse:
    """Only the difference, and one tap (BR-24)."""
    trial = row.participation.trial
    form = ReconfirmForm(request.POST or None, ask_travel=leaves_school(trial) and row.travel is None)
    refusal = ""
    if request.method == "POST":
        try:
            if request.POST.get("decision") == DECLINE:
                consents.decline_again(consent=row)
                return _here(link)
            if form.is_valid():
                consents.confirm_consent(consent=row, travel=form.cleaned_data.get("travel"))
                return _here(link)
        except DomainError as problem:
            refusal = str(problem)
    terms = terms_of(trial)
    language = get_language() or "kk"
    context = {
        **_frame(row, link),
        **page_terms(terms, language),
        "form": form,
        "refusal": refusal,
        "changes": differences(row.terms, terms, language),
    }
    return render(request, f"{FOLDER}/consent_changed.html", context, status=422 if refusal or form.errors else 200)


def _answered(request: HttpRequest, row: ParentConsent, link: OneTimeLink) -> HttpResponse:
    """The saved answer; a given one can be withdrawn and its photo permission changed, both at once and for as long as it stands."""
    part = getattr(request, "link_part", "")
    form = PhotoForm(
        request.POST if part == "photo" and request.method == "POST" else None,
        participation=row.participation,
        initial={"photo": row.photo_permission},
    )
    if request.method == "POST":
        if part == "withdraw":
            return _withdraw(request, row, link)
        if part == "photo" and form.is_valid():
            return _change_photo(request, row, link, form.cleaned_data["photo"])
        if not part:
            messages.info(request, str(AlreadyAnswered()))
            return _here(link)
    context = {**_frame(row, link), **page_terms(row.terms or terms_of(row.participation.trial), get_language() or "kk"), "form": form}
    context["last_change"] = row.transitions.filter(action__in=["give", "decline", "withdraw"]).order_by("-at", "-pk").first()
    return render(request, f"{FOLDER}/consent_answered.html", context, status=422 if form.errors else 200)


def _withdraw(request: HttpRequest, row: ParentConsent, link: OneTimeLink) -> HttpResponse:
    try:
        consents.withdraw_consent(consent=row)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return _here(link)


def _change_photo(request: HttpRequest, row: ParentConsent, link: OneTimeLink, level: str) -> HttpResponse:
    try:
        consents.change_photo(consent=row, level=level)
        messages.success(request, _("The photo permission is changed. It holds from now on."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return _here(link)
