"""Who may open a file, decided anew at every opening (R-P13…R-P16, BR-25, BR-40).

Three questions in this order: does the file still exist for anybody, does the photo permission of today let it be shown, is the person the owner, the
family or the owner's school. The rooms above know trials and their papers; they register:

* ``register_photo_level``: rule(artefacts) → {artefact id: lowest PhotoLevel of the activities the picture belongs to};
* ``register_case_file``: rule(user) → ``Q`` over ``Artefact`` for files that lie in a paper the person may read (a trial's file), or None.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import GuardianLink, OneTimeLink, PhotoLevel

from .models import Artefact, PortfolioEntry

PhotoRule = Callable[[list[Artefact]], dict[int, PhotoLevel]]
CaseFileRule = Callable[[Any], Q | None]

_photo_rules: list[PhotoRule] = []
_case_files: list[CaseFileRule] = []
FAMILY_KEY_SECONDS = 30 * 60  # as long as a one-time link stays open in a browser
_signer = signing.TimestampSigner(salt="portfolio.family-key")


def register_photo_level(rule: PhotoRule) -> None:
    """Add a rule that knows the photo permission of pictures; registering it twice changes nothing."""
    if rule not in _photo_rules:
        _photo_rules.append(rule)


def register_case_file(rule: CaseFileRule) -> None:
    """Add a rule that knows which files lie in papers the person may read; registering it twice changes nothing."""
    if rule not in _case_files:
        _case_files.append(rule)


def case_files(user: Any) -> Q:
    """Condition over ``Artefact``: files in papers that the person may read."""
    condition = Q(pk__in=[])
    for rule in _case_files:
        if (part := rule(user)) is not None:
            condition |= part
    return condition


@dataclass(frozen=True)
class Sight:
    """May it be opened? ``why`` is the sentence for the person, of a refusal or of the permission."""

    allowed: bool
    why: Any

    def __bool__(self) -> bool:
        return self.allowed


BLOCKED = Sight(False, _("Withheld: the permission for photos was withdrawn."))
GONE = Sight(False, _("The file was deleted."))
NO_PHOTO = Sight(False, _("Withheld: photos with people are not allowed here."))
NOT_YOURS = Sight(False, _("Only the owner lets others see this file."))
OWN = Sight(True, _("It is yours."))
FAMILY = Sight(True, _("The family sees the child's work."))
SCHOOL = Sight(True, _("The owner lets the school see it."))
PAPERS = Sight(True, _("It belongs to the papers of the activity."))


def photo_levels(artefacts: Iterable[Artefact]) -> dict[int, PhotoLevel]:
    """The photo permission of today for pictures that show people, by artefact id. What no activity knows may be shown to nobody (R-P14)."""
    pictures = [artefact for artefact in artefacts if artefact.shows_people]
    found: dict[int, list[PhotoLevel]] = {artefact.pk: [] for artefact in pictures}
    for rule in _photo_rules if pictures else []:
        for pk, level in rule(pictures).items():
            found[pk].append(level)
    return {pk: PhotoLevel.lowest(*levels) if levels else PhotoLevel.NO for pk, levels in found.items()}


def may_be_shown(artefact: Artefact, levels: dict[int, PhotoLevel] | None = None) -> Sight:
    """May anybody open the file at all today? ``levels`` spares the query where many are asked."""
    if artefact.status == Artefact.Status.DELETED:
        return GONE
    if artefact.status == Artefact.Status.BLOCKED:
        return BLOCKED
    if artefact.shows_people:
        levels = photo_levels([artefact]) if levels is None else levels
        if levels.get(artefact.pk, PhotoLevel.NO) == PhotoLevel.NO:
            return NO_PHOTO
    return OWN


def may_open(user: Any, artefact: Artefact) -> Sight:
    """May this signed-in person open the file now? The row itself comes from ``Artefact.objects.visible_to(user)``."""
    shown = may_be_shown(artefact)
    if not shown:
        return shown
    if artefact.owner_id == user.pk:
        return OWN
    if is_guardian(user, artefact.owner_id):
        return FAMILY
    if Artefact.objects.filter(case_files(user), pk=artefact.pk).exists():
        return PAPERS
    open_entries = PortfolioEntry.objects.visible_to(user).filter(artefacts=artefact)
    return SCHOOL if open_entries.exists() else NOT_YOURS


def is_guardian(user: Any, child_id: int) -> bool:
    """Is the person a confirmed guardian of the child?"""
    return GuardianLink.objects.filter(user=user, child=child_id, status=GuardianLink.Status.ACTIVE).exists()


def family_key(*, link: OneTimeLink, artefact: Artefact) -> str:
    """What a family's page puts behind the address of a file (``?key=…``): good for 30 minutes, for this link and this file alone."""
    return _signer.sign(f"{link.pk}:{artefact.public_id}")


def may_open_by_key(key: str, artefact: Artefact) -> Sight:
    """May the bearer of a family's key open the file? The link must live, its guardian be in standing and the file be the child's own."""
    try:
        link_pk, public_id = _signer.unsign(key, max_age=FAMILY_KEY_SECONDS).split(":")
    except (signing.BadSignature, ValueError):
        return NOT_YOURS
    if public_id != str(artefact.public_id) or not _lives(link_pk, artefact.owner_id):
        return NOT_YOURS
    shown = may_be_shown(artefact)
    return FAMILY if shown else shown


def _lives(link_pk: str, child_id: int) -> bool:
    links = OneTimeLink.objects.filter(pk=link_pk, guardian__child=child_id, guardian__status=GuardianLink.Status.ACTIVE)
    return links.exclude(status__in=[OneTimeLink.Status.REVOKED, OneTimeLink.Status.EXPIRED]).exists()
