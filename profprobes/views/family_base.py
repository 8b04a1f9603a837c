"""What the pages of class teacher and coordinator about families share."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Participation, Trial
from ..services.consents import Sent

FOLDER = "profprobes/family"


def require(user: Any, permission: str, obj: Any = None) -> None:
    """Raise PermissionDenied (403) unless the person holds ``profprobes.<permission>`` on the object."""
    if not user.has_perm(f"profprobes.{permission}", obj):
        raise PermissionDenied


def trial_in_care(request: HttpRequest, pk: int) -> Trial:
    """A trial with pupils for whose families the person answers; a foreign one does not exist (404), one seen otherwise is forbidden (403)."""
    rows = Trial.objects.visible_to(request.user).select_related("programme", "school", "host", "responsible__user")
    trial = get_object_or_404(rows.prefetch_related("sessions"), pk=pk)
    require(request.user, "view_consents", trial)
    return trial


def participation_in_care(request: HttpRequest, pk: int) -> Participation:
    """A pupil of a trial for whose family the person answers; otherwise it does not exist (404)."""
    rows = Participation.objects.in_care_of(request.user).select_related(
        "pupil", "class_group", "trial__programme", "trial__school", "trial__host"
    )
    return get_object_or_404(rows, pk=pk)


def chosen(request: HttpRequest, trial: Trial) -> list[Participation]:
    """The ticked pupils of the trial, nobody ticked means all of the class; ids of other children are as good as unknown (404)."""
    own = Participation.objects.in_care_of(request.user).filter(trial=trial)
    if class_pk := request.POST.get("class", ""):
        own = own.filter(class_group=class_pk) if class_pk.isdigit() else own.none()
    ids = {value for value in request.POST.getlist("ids") if value.isdigit()}
    rows = list(own.filter(pk__in=ids) if ids else own)
    if ids and len(rows) != len(ids):
        raise Http404
    return rows


def back(request: HttpRequest, fallback: str, *args: Any) -> HttpResponse:
    """To the page that the form stood on."""
    address = request.POST.get("next", "")
    if address and url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return redirect(address)
    return redirect(fallback, *args)


def say_sent(request: HttpRequest, sent: Sent) -> None:
    """What came of a sending, in up to three lines."""
    if sent.letters:
        text = ngettext("Sent to %(n)s family member.", "Sent to %(n)s family members.", sent.letters) % {"n": sent.letters}
        messages.success(request, text)
    if sent.by_hand:
        names = ", ".join(consent.participation.pupil.short_name for consent in sent.by_hand)
        messages.warning(request, _("No e-mail or phone: print the slip for %(names)s.") % {"names": names})
    for participation, why in sent.skipped:
        messages.warning(request, f"{participation.pupil.short_name}: {why}.")
