"""Pupils without an address (NR8): the door behind a printed card, signing in by code and PIN, another PIN."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from core.http import public

from .. import pins, pupil_cards
from ..forms_pupils import CardCodeForm, ChangePinForm, FirstPinForm, PinSignInForm
from ..middleware import PIN_UNTIL
from ..models import ConsentPurpose, ConsentText, PupilPin

FAILURES_OF_AN_ADDRESS = 100  # a whole class sits behind one address; each PIN has its own, much lower limit
WINDOW = 15 * 60


def _too_many(request: HttpRequest, *, failed: bool = False) -> bool:
    """Has this internet address failed too often in 15 minutes? ``failed`` counts one more."""
    place = f"pupil-door:{get_adapter().get_client_ip(request)}"
    cache.add(place, 0, WINDOW)
    return (cache.incr(place) if failed else cache.get(place, 0)) > FAILURES_OF_AN_ADDRESS


def _let_in(request: HttpRequest, person: Any) -> HttpResponse:
    """Sign the pupil in: until the browser closes, at most a few hours, because schools share computers."""
    answer = perform_login(request, Login(user=person))
    if request.user.is_authenticated:
        request.session.set_expiry(0)
        request.session[PIN_UNTIL] = time.time() + settings.PUPIL_SESSION_HOURS * 3600
    return answer


@public
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Code of the person and PIN; the refusal is the same whoever typed what (NR5)."""
    if request.user.is_authenticated:
        return redirect("home")
    form = PinSignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _too_many(request):
            form.add_error(None, _("Too many failed attempts. Try again in 15 minutes."))
        else:
            answer = pins.answer_pin(code=form.cleaned_data["code"], pin=form.cleaned_data["pin"])
            if answer.person is not None:
                return _let_in(request, answer.person)
            _too_many(request, failed=True)
            locked = _("Too many failed attempts. Try again in 15 minutes, or ask the class teacher for a new card.")
            form.add_error("pin", locked if answer.locked else _("The code or the PIN is not right. Check them and try again."))
    return render(request, "accounts/pupil/sign_in.html", {"form": form}, status=422 if form.errors else 200)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def card_code(request: HttpRequest) -> HttpResponse:
    """Type the code of the card where there is no camera."""
    form = CardCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _too_many(request):
            form.add_error("code", _("Too many failed attempts. Try again in 15 minutes."))
        elif (card := pupil_cards.find_card(form.cleaned_data["code"])) is None:
            _too_many(request, failed=True)
            form.add_error("code", _("No card has this code. Check it letter by letter."))
        else:
            return redirect("pupil_card", pupil_cards.code_of(card))
    return render(request, "accounts/pupil/code.html", {"form": form}, status=422 if form.errors else 200)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Behind the card: choose a PIN, from 16 on agree, come in. A used, replaced or old card answers 410."""
    row = None if _too_many(request) else pupil_cards.find_card(code)
    if row is None:
        _too_many(request, failed=True)
        raise Http404
    person = row.user
    refusal = pupil_cards.why_no_card(person) if row.is_live else pupil_cards.CardOver
    if refusal is not None:
        return _closed(request, refusal(), 410 if refusal is pupil_cards.CardOver else 403)
    if request.user.is_authenticated and request.user.pk != person.pk:
        return render(request, "accounts/pupil/other_person.html", {"name": person.shy_name}, status=403)
    asks = pupil_cards.asks_own_consent(person)
    form = FirstPinForm(request.POST or None, person=person, asks_consent=asks)
    if request.method == "POST" and form.is_valid():
        try:
            person = pupil_cards.use_card(card=row, pin=form.cleaned_data["pin"], agrees=form.cleaned_data.get("agrees", False))
        except DomainError as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            messages.success(
                request, _("Welcome to Köpir. Next time sign in with your code %(code)s and the PIN.") % {"code": person.public_id}
            )
            return _let_in(request, person)
    text = ConsentText.objects.current(ConsentPurpose.ACCOUNT) if asks else None
    context = {"form": form, "person": person, "text": text.text_in(get_language() or "kk").split("\n") if text else []}
    return render(request, "accounts/pupil/card.html", context, status=422 if form.errors else 200)


def _closed(request: HttpRequest, problem: Exception, status: int) -> HttpResponse:
    return render(request, "accounts/pupil/closed.html", {"problem": problem}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def change_pin(request: HttpRequest) -> HttpResponse:
    """Another PIN; the present one is asked, and wrong answers count like those at the door."""
    person: Any = request.user
    if not PupilPin.objects.filter(user=person).exists():
        return redirect("mfa_index")
    form = ChangePinForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        answer = pins.answer_pin(code=person.public_id, pin=form.cleaned_data["present"])
        if answer.person is None:
            locked = _("Too many failed attempts. Try again in 15 minutes, or ask the class teacher for a new card.")
            form.add_error("present", locked if answer.locked else _("This is not your present PIN."))
        else:
            pins.set_pin(user=person, pin=form.cleaned_data["pin"])
            messages.success(request, _("The new PIN is saved."))
            return redirect("mfa_index")
    return render(request, "accounts/pupil/change_pin.html", {"form": form}, status=422 if form.errors else 200)
