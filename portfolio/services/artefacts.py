"""Files behind the evidence: adding, blocking when a consent ends, removing."""

from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum

from accounts.models import PhotoLevel, User
from core.uploads import DOCUMENTS, PICTURES, CheckedFile, check_upload

from ..errors import NotTheOwner, PeopleNotNamed, PhotoForbidden, QuotaFull
from ..models import Artefact
from .entries import open_portfolio

Kind, People, Status = Artefact.Kind, Artefact.People, Artefact.Status
QUOTA_MB = 1024  # of a pupil, R-P8
_ACCEPT = {Kind.PHOTO: PICTURES, Kind.BADGE: PICTURES}
_PAGES = {Kind.REPORT: 1, Kind.SCAN: 20}  # a mini-report has one page (form А, row 17)


def add_artefact(*, owner: User, upload: Any, kind: str, caption: str = "", people: str | None = None, by: User) -> Artefact:
    """Check and keep a file of the owner; the same file again answers the artefact that is already there, so a repeated sending adds nothing.

    ``people`` says who is in a picture and is needed for one. Raises the refusals of core.uploads, PeopleNotNamed, QuotaFull.
    """
    return keep_artefact(owner=owner, checked=check_artefact(upload=upload, kind=kind), kind=kind, caption=caption, people=people, by=by)


def check_artefact(*, upload: Any, kind: str) -> CheckedFile:
    """Judge and rebuild a file before anything is locked or written. Raises the refusals of core.uploads."""
    return check_upload(upload, accept=_ACCEPT.get(Kind(kind), DOCUMENTS), max_pages=_PAGES.get(Kind(kind)))


@transaction.atomic
def keep_artefact(
    *, owner: User, checked: CheckedFile, kind: str, caption: str = "", people: str | None = None, level: PhotoLevel | None = None, by: User
) -> Artefact:
    """Keep a checked file. ``level`` is the photo permission where the caller knows it: at NO a picture with people is not even stored (R-P15).

    Raises PeopleNotNamed, PhotoForbidden, QuotaFull.
    """
    owner = User.objects.select_for_update(of=("self",)).get(pk=owner.pk)  # two sendings of one file queue here
    is_picture = checked.mime.startswith("image/")
    if is_picture and people not in People.values:
        raise PeopleNotNamed
    if is_picture and people != People.NONE and level == PhotoLevel.NO:
        raise PhotoForbidden
    if same := Artefact.objects.filter(owner=owner, sha256=checked.sha256, status=Status.READY).first():
        return same
    _check_quota(owner, checked.size)
    open_portfolio(owner=owner)
    artefact = Artefact(
        owner=owner, kind=kind, original_name=checked.original_name, mime=checked.mime, size=checked.size, sha256=checked.sha256,
        width=checked.width, height=checked.height, pages=checked.pages, caption=caption.strip()[:300], people=(people or People.NONE) if is_picture else People.NONE,
    )  # fmt: skip
    artefact.file.save(f"file{checked.extension}", ContentFile(checked.content), save=False)
    if checked.thumbnail:
        artefact.thumbnail.save("thumbnail.jpg", ContentFile(checked.thumbnail), save=False)
    artefact.save()
    return artefact


def _check_quota(owner: User, size: int) -> None:
    used = Artefact.objects.filter(owner=owner).exclude(status=Status.DELETED).aggregate(bytes=Sum("size"))["bytes"] or 0
    if used + size > QUOTA_MB * 1024 * 1024:
        raise QuotaFull(limit=QUOTA_MB)


@transaction.atomic
def block_artefacts(*, artefacts: Iterable[Artefact]) -> int:
    """A photo permission ended: pictures with people open to nobody from this moment (R-P15, R-P18). Answers how many were blocked."""
    rows = [artefact.pk for artefact in artefacts if artefact.shows_people]
    return Artefact.objects.filter(pk__in=rows, status=Status.READY).update(status=Status.BLOCKED)


@transaction.atomic
def unblock_artefacts(*, artefacts: Iterable[Artefact]) -> int:
    """A photo permission was given anew: blocked pictures open again. Answers how many."""
    return Artefact.objects.filter(pk__in=[artefact.pk for artefact in artefacts], status=Status.BLOCKED).update(status=Status.READY)


@transaction.atomic
def remove_artefact(*, artefact: Artefact, by: User) -> Artefact:
    """The owner takes a file away; it is deleted from the storage after commit, the row stays as a trace. Raises NotTheOwner."""
    artefact = Artefact.objects.select_for_update(of=("self",)).get(pk=artefact.pk)
    if artefact.owner_id != by.pk:
        raise NotTheOwner
    if artefact.status != Status.DELETED:
        artefact.status = Status.DELETED
        artefact.save(update_fields=["status"])
        transaction.on_commit(lambda: _erase(artefact))
    return artefact


def _erase(artefact: Artefact) -> None:
    for file in (artefact.file, artefact.thumbnail):
        if file:
            file.delete(save=False)
