"""How allauth meets our people: phone numbers, one message for every failed sign-in, no self-registration."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.crypto import keyed_hash

from . import messages, sms
from .models import User, normal_phone

WRONG_CREDENTIALS = _("The e-mail, phone or password is not right. Check them and try again.")


class PortalAdapter(DefaultAccountAdapter):
    """allauth's adapter of the portal."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG_CREDENTIALS,
        "phone_password_mismatch": WRONG_CREDENTIALS,
        "username_password_mismatch": WRONG_CREDENTIALS,
        "too_many_login_attempts": _("Too many failed attempts. Try again in 15 minutes, or ask for a new password."),
        "incorrect_code": _("The code is not right. Check the newest message."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers alone: people come by invitation."""
        return False

    # A failed attempt counts against what was typed, however it was spelled, whether or not such an account exists (NR5).
    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        typed = credentials.get("email") or credentials.get("phone") or credentials.get("username") or ""
        return keyed_hash(normal_phone(typed).lower())

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address the web server saw; behind proxies the one before the number of trusted ones."""
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        trusted = settings.TRUSTED_PROXIES
        if trusted and len(hops) >= trusted:
            return hops[-trusted]
        return request.META.get("REMOTE_ADDR") or "127.0.0.1"

    def format_email_subject(self, subject: str) -> str:
        """«Көпір: …»."""
        return f"Көпір: {subject}"

    def render_mail(self, template_prefix: str, email: Any, context: dict[str, Any], headers: dict[str, str] | None = None) -> EmailMessage:
        """Messages speak the language of the account they are about, whatever language the page had."""
        user = context.get("user") or User.objects.filter(email=email).first()
        with translation.override(user.language if user else translation.get_language()):
            return super().render_mail(template_prefix, email, context, headers)

    def clean_phone(self, phone: str) -> str:
        """One spelling for every number."""
        return normal_phone(phone)

    def phone_form_field(self, **kwargs: Any) -> Any:
        """A field that takes every spelling of a number."""
        from .forms import PhoneField

        return PhoneField(**kwargs)

    def set_phone(self, user: Any, phone: str, verified: bool) -> None:
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone_verified(self, user: Any, phone: str) -> None:
        if user.phone == normal_phone(phone):
            user.phone_verified = True
            user.save(update_fields=["phone_verified"])

    def get_user_by_phone(self, phone: str) -> User | None:
        """The owner of the number in whatever spelling. The number is held encrypted and found by its keyed hash."""
        return User.objects.filter(phone_hash=keyed_hash(normal_phone(phone))).first()

    def send_verification_code_sms(self, user: Any, phone: str, code: str, **kwargs: Any) -> None:
        """Send a sign-in code; only reached where a gateway is configured."""
        messages.send_code(user=user, phone=phone, code=code)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Nothing is sent to strangers' numbers: messages cost money and the page says the same in both cases."""

    def get_login_stages(self) -> list[str]:
        """allauth's own stages without verification of the phone: whoever knows the password may sign in where no gateway exists."""
        return [stage for stage in super().get_login_stages() if not stage.endswith("PhoneVerificationStage")]


def phone_codes_available() -> bool:
    """May a sign-in code go to a phone?"""
    return sms.available()
