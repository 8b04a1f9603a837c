"""Two-step sign-in as a duty of roles (NR6)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from .access import holdings

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What stays open to a person who has yet to turn the second step on: turning it on, proving who they are, the language, the way out.
OPEN_NAMES = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_logout",
    "set_language",
    "set_theme",
    "link_door",
    "link_part",
}


def second_step_due_on(user: Any) -> dt.date | None:
    """The day on which a person without a second step may no longer work without it; None for roles that need none. Grace runs per role."""
    duties = [holding.since for holding in holdings(user) if holding.role in settings.MFA_REQUIRED_ROLES]
    return min(duties) + dt.timedelta(days=settings.MFA_GRACE_DAYS) if duties else None


class SecondStepMiddleware:
    """After the days of grace only the security page opens until the second step is on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MFA_REQUIRED_ROLES and request.user.is_authenticated and self._is_due(request):
            request.mfa_is_duty = True  # type: ignore[attr-defined]
            if not self._is_open(request):
                return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)

    def _is_due(self, request: HttpRequest) -> bool:
        due_on = second_step_due_on(request.user)
        if due_on is None or timezone.localdate() < due_on:
            return False
        return not Authenticator.objects.filter(user_id=request.user.pk, type__in=SECOND_STEPS).exists()

    def _is_open(self, request: HttpRequest) -> bool:
        if request.path.startswith(settings.STATIC_URL):
            return True
        try:
            return resolve(request.path_info).url_name in OPEN_NAMES
        except Resolver404:
            return False
