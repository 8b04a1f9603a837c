"""Who asks: a signed-in session, or a key with scopes. A key opens at most what its owner may do."""

from typing import Any

import pghistory
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.api_tokens import find_token
from accounts.models import ApiToken

from ..middleware import SECOND_STEPS, second_step_due_on

KEYWORD = b"bearer"


class KeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer kopir_…``."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != KEYWORD:
            return None
        try:
            key = find_token(words[1].decode()) if len(words) == 2 else None
        except UnicodeError:
            key = None
        if key is None:
            raise AuthenticationFailed(_("The key is unknown, has ended or was revoked."))
        if _lacks_second_step(key.user):
            raise AuthenticationFailed(_("Turn two-step sign-in on first: your role asks for it."))
        translation.activate(key.user.language)
        pghistory.context(user=key.user.pk, api_key=key.pk)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _lacks_second_step(user: Any) -> bool:
    """A role that must have a second step opens nothing by a key either once the days of grace are over (NR6)."""
    if not settings.MFA_REQUIRED_ROLES:
        return False
    due_on = second_step_due_on(user)
    if due_on is None or timezone.localdate() < due_on:
        return False
    return not Authenticator.objects.filter(user=user, type__in=SECOND_STEPS).exists()


class HasScope(BasePermission):
    """A key needs the scope ``<view.scope>:read`` or ``:write``; a session has none and needs none."""

    message = _("The key does not have the scope for this.")

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, ApiToken):
            return True
        verb = "read" if request.method in SAFE_METHODS else "write"
        return f"{view.scope}:{verb}" in request.auth.scopes


class KeyScheme(OpenApiAuthenticationExtension):
    """The key in the OpenAPI document."""

    target_class = "network.api.auth.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


AUTHENTICATION = (KeyAuthentication, SessionAuthentication)
