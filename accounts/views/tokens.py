"""Keys of the API on the person's own security page."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError

from .. import api_tokens
from ..models import ApiToken


class TokenForm(forms.Form):
    """What the key is for, what it may do, how long."""

    name = forms.CharField(
        label=gettext_lazy("Name of the key"), max_length=80, help_text=gettext_lazy("For example the program that uses it.")
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What the key may do"),
        choices=ApiToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Never more than you may do yourself."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Works for"),
        coerce=int,
        choices=[(30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("One year"))],
    )


@login_required
@never_cache
@reauthentication_required
@require_http_methods(["GET", "POST"])
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a key; its text is on the answer to this one request and nowhere else."""
    user: Any = request.user
    form = TokenForm(request.POST or None, initial={"days": 90})
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            made, text = api_tokens.make_token(user=user, request=request, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            context |= {"token": made, "text": text}
    return render(request, "accounts/token_new.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    api_tokens.revoke_token(token=token, request=request)
    messages.success(request, _("The key no longer opens anything."))
    return redirect("mfa_index")
