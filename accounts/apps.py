"""People: users, names, sign-in, guardians, consents, one-time links, sessions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from . import checks, consents, events, links, pupil_cards  # noqa: F401 - checks register themselves
        from .models import OneTimeLink
        from .views import invitation

        events.connect()
        consents.on_answered(pupil_cards.follow_account_consent)
        consents.on_ended(pupil_cards.follow_account_consent)
        links.register_door(OneTimeLink.Purpose.ACCESS, invitation.accept)
