"""The question of a class behind a family's link: one child, one purpose, yes or no; later the saved answer with its withdrawal (S4, NR11)."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from accounts import consents
from accounts.links import contact_for, token_of
from accounts.models import Consent, OneTimeLink
from core.crypto import keyed_hash
from core.errors import DomainError

from ..forms_consents import QuestionForm
from ..models import ConsentRequest
from ..services import class_consents as service


def question(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """The door has checked the link and the child's birth date; nobody is signed in here."""
    asked: Any = link.object
    guardian: Any = link.guardian
    said = service.standing_answer(guardian, asked.purpose)
    part = getattr(request, "link_part", "")
    if link.status == OneTimeLink.Status.USED and said is not None:
        return _answered(request, link, asked, said, part)
    if request.method != "POST":
        return _ask(request, link, asked, QuestionForm(purpose=asked.purpose))
    agrees = request.POST.get("decision") == "agree"
    form = QuestionForm(request.POST, purpose=asked.purpose, agrees=agrees)
    if request.POST.get("decision") not in ("agree", "decline") or not form.is_valid():
        return _ask(request, link, asked, form, 422)
    try:
        service.answer_by_link(
            request=asked,
            link=link,
            agrees=agrees,
            level=form.cleaned_data.get("level", ""),
            ip_hash=keyed_hash(get_adapter().get_client_ip(request))[:16],
        )
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _ask(request, link, asked, form, 422)
    return redirect("link_door", token=token_of(link))


def _frame(link: OneTimeLink, asked: ConsentRequest) -> dict[str, Any]:
    guardian: Any = link.guardian
    return {
        "asked": asked,
        "child": guardian.child,
        "group": asked.class_group,
        "school": asked.class_group.organisation,
        "text": asked.text.text_in(get_language() or "kk").split("\n"),
        "contact": contact_for(link),
        "is_photo": service.is_photo(asked.purpose),
        "here": reverse("link_door", args=[token_of(link)]),
    }


def _ask(request: HttpRequest, link: OneTimeLink, asked: ConsentRequest, form: QuestionForm, status: int = 200) -> HttpResponse:
    return render(request, "network/consents/question.html", {**_frame(link, asked), "form": form}, status=status)


def _answered(request: HttpRequest, link: OneTimeLink, asked: ConsentRequest, said: Consent, part: str) -> HttpResponse:
    if request.method == "POST" and part == "withdraw":
        try:
            consents.withdraw_consent(consent=said)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("link_door", token=token_of(link))
    context = {
        **_frame(link, asked),
        "said": said,
        "given": said.status == Consent.Status.GRANTED and said.ended_at is None,
        "withdrawn": said.status == Consent.Status.WITHDRAWN,
        "withdraw_url": reverse("link_part", args=[token_of(link), "withdraw"]),
    }
    return render(request, "network/consents/answered.html", context)
