"""The second step of signing in: code or passkey."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator


class PasskeyAware(AuthenticateView):
    """The second step; offers the passkey only to those who have one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        owner = self.stage.login.user
        has = Authenticator.objects.filter(user=owner, type=Authenticator.Type.WEBAUTHN).exists()
        return super().get_context_data(**kwargs) | {"has_passkey": has}
