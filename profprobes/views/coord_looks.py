"""How states of a trial look: tone, icon and word together, for badges, bars and matrices."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import PhotoLevel
from network.models import Site

from ..models import MedicalClearance
from ..queries.trials import ConsentCounts, TrialRow

CONSENT = {
    "none": ("neutral", "mail", _("not asked")),
    "sent": ("sun", "send", pgettext_lazy("consent", "sent")),
    "opened": ("sun", "eye", _("opened")),
    "given": ("leaf", "check", _("given")),
    "declined": ("clay", "x", _("not given")),
    "withdrawn": ("clay", "undo-2", _("withdrawn")),
    "expired": ("clay", "clock", _("expired")),
    "reconfirm": ("sun", "refresh-cw", _("to be confirmed again")),
    "disagree": ("clay", "users", _("guardians differ")),
}
PHOTO = {
    PhotoLevel.PUBLISH: ("neutral", "globe", _("to publish")),
    PhotoLevel.PORTFOLIO: ("neutral", "folder", _("portfolio only")),
    PhotoLevel.NO: ("sun", "camera-off", _("no pictures")),
}
MEDICAL = {
    MedicalClearance.Result.FIT: ("leaf", "check"),
    MedicalClearance.Result.CONDITIONS: ("sun", "info"),
    MedicalClearance.Result.UNFIT: ("clay", "ban"),
    MedicalClearance.Result.NOT_REQUIRED: ("neutral", "minus"),
}


SITE_LOOKS = {
    Site.Status.DRAFT: ("neutral", "pencil"),
    Site.Status.UNDER_CHECK: ("sun", "hourglass"),
    Site.Status.VERIFIED: ("leaf", "badge-check"),
    Site.Status.SUSPENDED: ("clay", "ban"),
    Site.Status.CLOSED: ("neutral", "lock"),
}


NOT_YET = ("neutral", "circle-dashed", _("not yet"))


def badge(look: tuple[Any, ...], label: Any = "", href: str = "") -> dict[str, Any]:
    """A cell or chip: {"label", "tone", "icon", "href", "quiet"}; quiet ones print as a dash where many stand together."""
    return {"label": label or look[2], "tone": look[0], "icon": look[1], "href": href, "quiet": look is NOT_YET}


def readiness_badge(row: TrialRow) -> dict[str, Any]:
    """The light of a line in the list."""
    looks = {
        "ready": ("leaf", "circle-check", _("Ready")),
        "red": ("clay", "octagon-alert", _("Not ready")),
        "warn": ("sun", "triangle-alert", _("Almost ready")),
    }
    return badge(looks.get(row.readiness, ("neutral", "minus", _("Nothing to prepare"))))


def consent_parts(counts: ConsentCounts) -> list[dict[str, Any]]:
    """Parts of the bar of consents."""
    parts = [
        {"value": counts.given, "tone": "leaf", "label": _("given")},
        {"value": counts.declined, "tone": "clay", "label": _("not given")},
        {"value": counts.waiting, "tone": "sun", "label": _("waiting")},
        {"value": counts.unasked, "tone": "neutral", "label": _("not asked")},
    ]
    return [part for part in parts if part["value"]]
