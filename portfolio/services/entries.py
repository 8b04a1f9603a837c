"""Entries: one piece of evidence with its story, and who may see it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import DomainError

from ..errors import NotTheOwner, TooManyFiles
from ..models import Artefact, Portfolio, PortfolioEntry

Status, Access = PortfolioEntry.Status, PortfolioEntry.Access
MOST_FILES = 20  # R-P8


class EntryWithdrawn(DomainError):
    """The pupil did not agree to keep the work in the portfolio (BR-40)."""

    message = _("This entry is out of the portfolio because you answered “no” in the questionnaire.")


def open_portfolio(*, owner: User) -> Portfolio:
    """The owner's portfolio, opened where there is none: for a pupil with the first trial (R-P1)."""
    return Portfolio.objects.get_or_create(owner=owner)[0]


@transaction.atomic
def add_entry(
    *,
    owner: User,
    type: str,
    source: Any,
    title: str,
    happened_on: dt.date,
    description: str = "",
    next_step: str = "",
    artefacts: Sequence[Artefact] = (),
    by: User | None,
) -> PortfolioEntry:
    """Put evidence into the owner's portfolio. A repeated call for the same source and type brings the texts and files up to date and never doubles
    the entry; one that the owner removed stays removed (R-P3). Who may see a new one: only the owner, as for every pupil. Raises TooManyFiles.
    """
    portfolio = open_portfolio(owner=owner)
    texts = {"title": title[:200], "description": description[:3000], "next_step": next_step[:300], "happened_on": happened_on}
    entry, created = PortfolioEntry.objects.select_for_update(of=("self",)).get_or_create(
        portfolio=portfolio,
        content_type=ContentType.objects.get_for_model(source),
        object_id=source.pk,
        type=type,
        defaults={**texts, "added_by": by},
    )
    if entry.status == Status.REMOVED:
        return entry
    if not created:
        PortfolioEntry.objects.filter(pk=entry.pk).update(**texts)
        for name, value in texts.items():
            setattr(entry, name, value)
    attach_to_entry(entry=entry, artefacts=artefacts)
    return entry


@transaction.atomic
def attach_to_entry(*, entry: PortfolioEntry, artefacts: Iterable[Artefact]) -> PortfolioEntry:
    """Add files to an entry; those that are there already change nothing. Raises TooManyFiles."""
    fresh = {artefact.pk for artefact in artefacts} - set(entry.artefacts.values_list("pk", flat=True))
    if fresh and entry.artefacts.exclude(status=Artefact.Status.DELETED).count() + len(fresh) > MOST_FILES:
        raise TooManyFiles(limit=MOST_FILES)
    entry.artefacts.add(*fresh)
    return entry


@transaction.atomic
def withdraw_entries(*, source: Any) -> int:
    """The pupil said «no» to the portfolio: entries of this source leave it, the files stay where the source keeps them (BR-40). Answers how many."""
    about = {"content_type": ContentType.objects.get_for_model(source), "object_id": source.pk}
    return PortfolioEntry.objects.filter(**about).exclude(status=Status.REMOVED).update(status=Status.REMOVED)


@transaction.atomic
def restore_entries(*, source: Any) -> int:
    """The pupil's answer is «yes» after all: what withdraw_entries() took out comes back. Answers how many."""
    about = {"content_type": ContentType.objects.get_for_model(source), "object_id": source.pk}
    return PortfolioEntry.objects.filter(status=Status.REMOVED, **about).update(status=Status.ACCEPTED)


@transaction.atomic
def set_access(*, entry: PortfolioEntry, access: str, by: User) -> PortfolioEntry:
    """The owner decides who sees an entry. Raises NotTheOwner."""
    entry = _own(entry, by)
    entry.access = Access(access)
    entry.save(update_fields=["access"])
    return entry


@transaction.atomic
def hide_entry(*, entry: PortfolioEntry, by: User) -> PortfolioEntry:
    """The owner hides an entry from everybody else. Raises NotTheOwner."""
    return _set_status(_own(entry, by), Status.HIDDEN)


@transaction.atomic
def show_entry(*, entry: PortfolioEntry, by: User) -> PortfolioEntry:
    """The owner shows a hidden entry again. Raises NotTheOwner, EntryWithdrawn."""
    entry = _own(entry, by)
    if entry.status == Status.REMOVED:
        raise EntryWithdrawn
    return _set_status(entry, Status.ACCEPTED)


def _own(entry: PortfolioEntry, by: User) -> PortfolioEntry:
    entry = PortfolioEntry.objects.select_for_update(of=("self",)).select_related("portfolio").get(pk=entry.pk)
    if entry.portfolio.owner_id != by.pk:
        raise NotTheOwner
    return entry


def _set_status(entry: PortfolioEntry, status: str) -> PortfolioEntry:
    entry.status = status
    entry.save(update_fields=["status"])
    return entry
