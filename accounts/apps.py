"""People: users, names, sign-in, guardians, consents, one-time links, sessions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from . import checks, events, links  # noqa: F401 - checks register themselves
        from .models import OneTimeLink
        from .views import invitation

        events.connect()
        links.register_door(OneTimeLink.Purpose.ACCESS, invitation.accept)
