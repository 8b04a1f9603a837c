"""Two-step sign-in: secrets are encrypted at rest, the app shows whose account it is."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _

from core.crypto import decrypt, encrypt


class PortalMFAAdapter(DefaultMFAAdapter):
    """allauth's MFA adapter of the portal."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is not right. It changes every 30 seconds: type the newest one.")
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        """What the authenticator app shows under «Köpir»; people without an e-mail see their public code."""
        return user.email or user.public_id

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        """What a new passkey is called until its owner says otherwise."""
        return str(_("Passkey"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the device's own window calls the portal: the name people know, not the address of the server."""
        return super().get_public_key_credential_rp_entity() | {"name": "Köpir"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, str | bytes]:
        """What the device's own window calls the account."""
        return super().get_public_key_credential_user_entity(user) | {"name": user.email or user.public_id, "display_name": user.short_name}
