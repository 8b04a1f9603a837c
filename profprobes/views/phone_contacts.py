"""«Tap to call» at a visit, with or without a connection; the numbers go when the visit is over."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from ..queries import emergency
from .phone_base import own_page, phone_login_required, visible_visit


@phone_login_required
@require_GET
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """112, the school, the partner; for the school's adults the families too. Outside the day of the visit no number stands here."""
    session = visible_visit(request, pk, "view_emergency_contacts")
    shown = emergency.are_open(session)
    with_families = shown and request.user.has_perm("profprobes.call_families", session)
    may_report = request.user.has_perm("profprobes.report_incident", session)
    context = {
        "visit": session,
        "trial": session.trial,
        "shown": shown,
        "until": emergency.until(session),
        "adults": emergency.adults(session) if shown else [],
        "families": emergency.families(session, reader=request.user) if with_families else [],
        "with_families": with_families,
        "back_to": reverse("profprobes:visit" if request.user.has_perm("profprobes.submit_observationcard", session) else "home",
                           args=[pk] if request.user.has_perm("profprobes.submit_observationcard", session) else None),
        "may_report": may_report,
        "keep": [reverse("profprobes:incident_report", args=[session.trial_id])] if shown and may_report else [],
    }  # fmt: skip
    return own_page(request, "profprobes/phone/contacts.html", context)
