"""allauth's forms in our words: one field for e-mail or phone, labels instead of placeholders, errors beside the field."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.account.app_settings import LoginMethod
from allauth.account.internal.flows.login import derive_login_method
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import sms
from .models import normal_phone

CODE_ATTRS = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false"}


class Plain:
    """A form whose labels say what a field is; a placeholder that vanishes on typing does not."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    attrs: dict[str, dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.update(self.attrs.get(name, {}))
            if name in self.hints:
                field.help_text = self.hints[name]
            elif name == "password":
                field.help_text = ""


class LoginForm(Plain, account_forms.LoginForm):
    """E-mail or phone in one field, password in the other; a failure stands beside the password and keeps what was typed."""

    labels = {"login": _("E-mail or phone"), "password": _("Password")}
    attrs = {"login": {"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false", "autofocus": True}}

    def clean_login(self) -> str:
        typed = super().clean_login()
        return typed if "@" in typed else normal_phone(typed)

    def _clean_with_password(self, credentials: dict) -> Any:
        try:
            return super()._clean_with_password(credentials)
        except ValidationError as refusal:
            self.add_error("password", refusal)
            return self.cleaned_data


class RequestLoginCodeForm(Plain, account_forms.RequestLoginCodeForm):
    """Where to send a sign-in code: one field. A phone counts only where a gateway is configured and the number was confirmed."""

    login = forms.CharField(
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false", "autofocus": True}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("email", "phone"):
            self.fields.pop(name, None)
        self.fields["login"].label = _("E-mail or phone") if sms.available() else _("E-mail")
        self._user = None

    def clean(self) -> dict:
        data = super().clean() or {}
        typed = (data.get("login") or "").strip()
        if not typed:
            return data
        method = derive_login_method(typed)
        if method == LoginMethod.EMAIL:
            data["email"] = typed.lower()
            self._find(filter_users_by_email(typed, is_active=True, for_login=True), typed)
        elif method == LoginMethod.PHONE and sms.available():
            data["phone"] = normal_phone(typed)
            owner = get_adapter().get_user_by_phone(typed)
            self._find([owner] if owner and owner.is_active and owner.phone_verified else [], data["phone"])
        else:
            self.add_error("login", _("Type your e-mail in full.") if not sms.available() else _("Type your e-mail or phone in full."))
        return data

    def _find(self, owners: list, typed: str) -> None:
        if not ratelimit.consume(context.request, action="request_login_code", key=typed.lower()):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = owners[0] if owners else None


class ConfirmLoginCodeForm(Plain, account_forms.ConfirmLoginCodeForm):
    labels = {"code": _("Code from the message")}
    attrs = {"code": CODE_ATTRS | {"autofocus": True}}


class ResetPasswordForm(Plain, account_forms.ResetPasswordForm):
    labels = {"email": _("E-mail")}


class ResetPasswordKeyForm(Plain, account_forms.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password once more")}


class ChangePasswordForm(Plain, account_forms.ChangePasswordForm):
    labels = {"oldpassword": _("Present password"), "password1": _("New password"), "password2": _("New password once more")}


class SetPasswordForm(Plain, account_forms.SetPasswordForm):
    labels = {"password1": _("New password"), "password2": _("New password once more")}


class ReauthenticateForm(Plain, account_forms.ReauthenticateForm):
    labels = {"password": _("Password")}
    attrs = {"password": {"autofocus": True}}


class AuthenticateForm(Plain, mfa_forms.AuthenticateForm):
    labels = {"code": _("Code from the app, or a recovery code")}
    attrs = {"code": CODE_ATTRS | {"inputmode": "text", "autofocus": True}}


class MfaReauthenticateForm(Plain, mfa_forms.ReauthenticateForm):
    labels = {"code": _("Code from the app, or a recovery code")}
    attrs = {"code": CODE_ATTRS | {"inputmode": "text", "autofocus": True}}


class AddPasskeyForm(Plain, webauthn_forms.AddWebAuthnForm):
    labels = {"name": _("How you call this device")}


class ActivateTOTPForm(Plain, totp_forms.ActivateTOTPForm):
    labels = {"code": _("Six digits from the app")}
    attrs = {"code": CODE_ATTRS}
