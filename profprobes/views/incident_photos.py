"""Photos of an incident: add, look at, take away. Each door asks again whether the person sees the incident; nothing is cached or public."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from ..forms.incident_photos import PhotoForm
from ..models import Incident, IncidentPhoto
from ..services.incident_photos import add_photo, remove_photo
from .coord_base import refuse_in, require, run


def _photo(request: HttpRequest, public_id: Any) -> IncidentPhoto:
    rows = IncidentPhoto.objects.visible_to(request.user).select_related("incident__trial__school", "incident__trial__host")
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more photo."""
    row = get_object_or_404(Incident.objects.visible_to(request.user).select_related("trial__school", "trial__host"), pk=pk)
    require(request.user, "photo_incident", row)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_photo(incident=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("The photo is kept with the incident."))
            return redirect("profprobes:incident", pk)
    back, heading = reverse("profprobes:incident", args=[pk]), _("Photo of the incident")
    crumbs = [(_("Incidents"), reverse("profprobes:incidents")), (row.number, back), (heading, "")]
    context = {"form": form, "heading": heading, "subtitle": row.number, "crumbs": crumbs, "button": _("Attach the photo"), "back": back,
               "report": False, "files": True}  # fmt: skip
    return render(request, "profprobes/incidents/form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def show(request: HttpRequest, public_id: Any, size: str) -> FileResponse:
    """The picture itself, or small."""
    photo = _photo(request, public_id)
    file = photo.file if size == "full" else photo.thumbnail
    answer = FileResponse(file.open("rb"), content_type=photo.mime if size == "full" else "image/jpeg")
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def remove(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Take a photo away."""
    photo = _photo(request, public_id)
    require(request.user, "remove_incidentphoto", photo)
    run(request, remove_photo, photo=photo, done=_("The photo is taken away."))
    return redirect("profprobes:incident", photo.incident_id)
