"""System checks of sign-in: a gateway that is half configured says so at start, not when the first code is lost."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from .sms import KINDS


@register("accounts")
def gateway_is_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E001: an address nobody understands. W001: a gateway without a token. W002: messages that reach nobody in production."""
    if not settings.SMS_URL:
        return []
    kind = urlsplit(settings.SMS_URL).scheme
    if kind not in KINDS:
        return [
            Error(
                "SMS_URL names no gateway.",
                hint="Use https://… for a gateway, or leave it empty: phones then get no codes.",
                id="accounts.E001",
            )
        ]
    if kind in {"https", "http"} and not settings.SMS_TOKEN:
        return [Warning("SMS_URL is set without SMS_TOKEN.", hint="The gateway is called without a token.", id="accounts.W001")]
    if kind in {"file", "console"} and settings.PRODUCTION:
        return [
            Warning(
                "SMS messages are written to files or the log.", hint="Set SMS_URL to a gateway, or leave it empty.", id="accounts.W002"
            )
        ]
    return []


@register("accounts")
def roles_of_the_second_step_exist(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E002: a role misspelled in MFA_REQUIRED_ROLES would protect nobody."""
    from django.apps import apps

    if not apps.is_installed("network"):
        return []
    known = {value for value, _label in apps.get_model("network", "RoleAssignment")._meta.get_field("role").choices}
    unknown = sorted(set(settings.MFA_REQUIRED_ROLES) - known)
    return (
        [
            Error(
                f"MFA_REQUIRED_ROLES names unknown roles: {', '.join(unknown)}.",
                hint=f"Known: {', '.join(sorted(known))}.",
                id="accounts.E002",
            )
        ]
        if unknown
        else []
    )
