"""What the portfolio's pages show; reads start from visible_to."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import PhotoLevel
from documents.models import IssuedDocument

from .models import Artefact, Portfolio, PortfolioEntry
from .visibility import Sight, may_be_shown, photo_levels

# Who sees an entry, by its access, in the owner's words.
AUDIENCE = {
    PortfolioEntry.Access.PRIVATE: _("Only you and your family see it."),
    PortfolioEntry.Access.GROUP: _("You, your family, your class teacher and the school's coordinator see it."),
    PortfolioEntry.Access.ORG: _("You, your family and the staff of your school who lead you see it."),
}
HIDDEN = _("You have hidden it: only you and your family see it.")


@dataclass(frozen=True)
class ShownFile:
    """A file of an entry and whether it may be opened today, with the reason."""

    artefact: Artefact
    sight: Sight
    level: PhotoLevel | None = None


@dataclass(frozen=True)
class ShownEntry:
    """An entry with its files; ``audience`` says who sees it and why."""

    entry: PortfolioEntry
    files: list[ShownFile]
    audience: Any

    @property
    def cover(self) -> ShownFile | None:
        """The first picture that may be shown."""
        return next((one for one in self.files if one.sight and one.artefact.thumbnail), None)


def entries_of(portfolio: Portfolio, user: Any) -> list[ShownEntry]:
    """Entries of a portfolio that the person may see, newest first; three queries."""
    rows = PortfolioEntry.objects.visible_to(user).filter(portfolio=portfolio).prefetch_related("artefacts")
    return shown(list(rows))


def shown(entries: list[PortfolioEntry]) -> list[ShownEntry]:
    """Entries with their files judged in one go."""
    files = {entry.pk: [one for one in entry.artefacts.all() if one.status != Artefact.Status.DELETED] for entry in entries}
    levels = photo_levels(one for group in files.values() for one in group)
    return [
        ShownEntry(entry, [ShownFile(one, may_be_shown(one, levels), levels.get(one.pk)) for one in files[entry.pk]], audience_of(entry))
        for entry in entries
    ]


def papers_of(entry: PortfolioEntry, user: Any) -> list[IssuedDocument]:
    """Papers in force made from what the entry is about (a certificate), as far as the reader may open them; none for work of the pupil's own hands."""
    if entry.type != PortfolioEntry.Type.CERTIFICATE:
        return []
    papers = IssuedDocument.objects.visible_to(user).filter(content_type=entry.content_type_id, object_id=entry.object_id)
    return [paper for paper in papers.order_by("language", "-version") if paper.is_ready and paper.status == IssuedDocument.Status.IN_FORCE]


def audience_of(entry: PortfolioEntry) -> Any:
    """Who sees the entry, in a sentence for the owner."""
    return HIDDEN if entry.status == PortfolioEntry.Status.HIDDEN else AUDIENCE[PortfolioEntry.Access(entry.access)]
