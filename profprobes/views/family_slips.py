"""Paper for families: a slip with a QR code per guardian, and the consent sheet to sign by hand (§4, CT)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.links import link_url
from accounts.models import PhotoLevel
from core.errors import DomainError
from documents.engine.qr import qr_picture

from ..forms.family_consent import PHOTO_ORDER
from ..models import ParentConsent
from ..queries.desk import DeskRow, desk_of
from ..queries.families import contact_of
from ..services import consents
from ..services.consents import link_lives
from ..services.terms import missing_terms, photo_limit, terms_of
from .family_base import FOLDER, require, trial_in_care
from .family_terms import page_terms


@login_required
@never_cache
@require_GET
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Slips of those who have not answered: name, QR code, the address in letters, until when it is open."""
    trial = trial_in_care(request, pk)
    desk = desk_of(request.user, trial)
    made = [_slip(row, consent) for row in desk.rows for consent in row.participation.consents.all() if _waits(consent)]
    without = [
        row for row in desk.rows if row.guardians and row.answer.is_waiting and not any(_waits(c) for c in row.participation.consents.all())
    ]
    context = {"trial": trial, "slips": made, "without": without, "lonely": [row for row in desk.rows if not row.guardians]}
    return render(request, f"{FOLDER}/slips.html", context)


def _waits(consent: ParentConsent) -> bool:
    return consent.status in (ParentConsent.Status.SENT, ParentConsent.Status.OPENED) and link_lives(consent.link)


def _slip(row: DeskRow, consent: ParentConsent) -> dict[str, Any]:
    assert consent.link is not None
    url = link_url(consent.link)
    return {
        "participation": row.participation,
        "guardian": consent.guardian,
        "url": url,
        "qr": qr_picture(url),
        "until": consent.link.expires_at,
    }


@login_required
@require_GET
def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """The consent as a sheet to sign by hand, one page per pupil who has not answered, in the language of the family."""
    trial = trial_in_care(request, pk)
    if missing := missing_terms(trial):
        messages.error(
            request, _("Families cannot be asked yet. Missing: %(missing)s.") % {"missing": "; ".join(str(item) for item in missing)}
        )
        return redirect("profprobes:trial", pk)
    terms = terms_of(trial)
    rows = [row for row in desk_of(request.user, trial).rows if row.answer.is_waiting]
    levels = [level for level in PHOTO_ORDER if level.rank <= photo_limit(trial).rank]
    pages = [_sheet(row, terms, levels) for row in rows]
    return render(request, f"{FOLDER}/sheets.html", {"trial": trial, "pages": pages})


def _sheet(row: DeskRow, terms: dict[str, Any], levels: list[PhotoLevel]) -> dict[str, Any]:
    language = row.guardians[0].language if row.guardians else row.participation.class_group.language
    with override(language):
        page = page_terms(terms, get_language() or "kk")
        page |= {
            "language": language,
            "participation": row.participation,
            "levels": [str(level.label) for level in levels],
            "contact": contact_of(row.participation),
        }
        return page


@login_required
@require_POST
def handed_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers were handed out: the families are informed (G9)."""
    trial = trial_in_care(request, pk)
    require(request.user, "record_notice", trial)
    try:
        consents.record_paper_notice(trial=trial, by=request.user)
        messages.success(request, _("Recorded: the families were informed."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("profprobes:consent_slips", pk)
