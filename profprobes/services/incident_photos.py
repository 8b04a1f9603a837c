"""Photos of incidents: added through the checks of every upload, taken away while the incident is open, erased after their term (S31)."""

import datetime as dt
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.retention import register_term
from core.uploads import PICTURES, check_upload

from .. import errors_incidents as errors
from ..models import Incident, IncidentPhoto
from .locks import locked

MOST = 10
TERM = ("incident_photos", 120)  # S31: 10 years


def add_photo(*, incident: Incident, upload: Any, no_faces: bool, by: Any, caption: str = "") -> IncidentPhoto:
    """Check, rebuild and keep a picture. Raises FacesInPhoto, PhotoTwice, TooManyPhotos, IncidentOver and the refusals of core.uploads."""
    if not no_faces:
        raise errors.FacesInPhoto
    checked = check_upload(upload, accept=PICTURES)  # before anything is locked
    with transaction.atomic():
        incident = _open(incident)
        if incident.photos.filter(sha256=checked.sha256).exists():
            raise errors.PhotoTwice
        if incident.photos.count() >= MOST:
            raise errors.TooManyPhotos(limit=MOST)
        photo = IncidentPhoto(
            incident=incident,
            caption=caption.strip()[:200],
            mime=checked.mime,
            sha256=checked.sha256,
            width=checked.width or 0,
            height=checked.height or 0,
            added_by=by,
        )
        photo.file.save(f"photo{checked.extension}", ContentFile(checked.content), save=False)
        photo.thumbnail.save("thumbnail.jpg", ContentFile(checked.thumbnail or checked.content), save=False)
        photo.save()
        incident.transitions.create(action="photo_added", source=incident.status, target=incident.status, by=by, reason=photo.caption)
    return photo


@transaction.atomic
def remove_photo(*, photo: IncidentPhoto, by: Any) -> None:
    """Take a picture away while the incident is open; the history keeps that it was there. Raises IncidentOver."""
    incident = _open(photo.incident)
    incident.transitions.create(action="photo_removed", source=incident.status, target=incident.status, by=by, reason=photo.caption)
    _erase(photo)


def _open(incident: Incident) -> Incident:
    incident = locked(incident)
    if incident.status == Incident.Status.CLOSED:
        raise errors.IncidentOver
    return incident


def _erase(photo: IncidentPhoto) -> None:
    """Row now, files once the row is surely gone."""
    files = [(file.storage, str(file.name)) for file in (photo.file, photo.thumbnail)]
    photo.delete()
    for store, name in files:
        transaction.on_commit(partial(store.delete, name))


@transaction.atomic
def erase_old(before: dt.datetime) -> int:
    """Once a night: pictures past their term, with their files."""
    rows = list(IncidentPhoto.objects.select_for_update(of=("self",)).filter(added_at__lt=before)[:500])
    for photo in rows:
        _erase(photo)
    return len(rows)


def register() -> None:
    """Tell the nightly clearing about the term."""
    register_term(*TERM, erase_old)
