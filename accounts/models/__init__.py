"""Who people are, who speaks for a child, what they agreed to, the links by which a family answers, and what the portal told them."""

from .consents import Consent, ConsentPurpose, ConsentText, NeedGroup, PhotoLevel, SensitiveRead, SupportNeed
from .grants import ExportGrant, RetentionRule
from .guardians import GuardianLink
from .links import OneTimeLink
from .notices import Delivery, Notice, SecurityEvent
from .pupils import PupilCard, PupilPin
from .tokens import ApiToken
from .users import User, new_public_id, normal_phone

__all__ = [
    "ApiToken",
    "Consent",
    "ConsentPurpose",
    "ConsentText",
    "Delivery",
    "ExportGrant",
    "GuardianLink",
    "NeedGroup",
    "Notice",
    "OneTimeLink",
    "PhotoLevel",
    "PupilCard",
    "PupilPin",
    "RetentionRule",
    "SecurityEvent",
    "SensitiveRead",
    "SupportNeed",
    "User",
    "new_public_id",
    "normal_phone",
]
