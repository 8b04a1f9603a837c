"""Behind the link of an invitation: choose a password, come in."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.errors import DomainError

from .. import services
from ..forms import FirstPasswordForm
from ..messages import masked
from ..models import OneTimeLink


def accept(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """The invited person sets a password and is signed in. Somebody else who is signed in gets no role (bad input 6)."""
    person: Any = link.user
    if request.user.is_authenticated and request.user.pk != person.pk:
        return render(request, "accounts/door/other_person.html", {"address": masked(person.email or person.phone)}, status=403)
    if link.status == OneTimeLink.Status.USED or person.is_active:
        return redirect("account_login")
    form = FirstPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.accept_invitation(link=link, password=form.cleaned_data["new_password1"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            person.refresh_from_db()
            get_adapter().login(request, person)
            messages.success(request, _("Welcome to Köpir."))
            return redirect("home")
    return render(request, "accounts/door/welcome.html", {"form": form, "person": person}, status=422 if form.errors else 200)
