"""The desk of a class's consents (S5): pupils by purposes, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Consent, ConsentPurpose, GuardianLink, OneTimeLink, PhotoLevel, User

from .models import ClassGroup, ConsentRequest
from .services.class_consents import active_guardians, pupils_of

# Consents to one trial are gathered in the trial itself; these belong to the whole portal.
PURPOSES = [purpose for purpose in ConsentPurpose if purpose != ConsentPurpose.TRIAL]
GIVEN, REFUSED, DIFFER, WITHDRAWN, OPENED, SENT, OVER, LONELY, NOT_ASKED = (
    "given", "refused", "differ", "withdrawn", "opened", "sent", "over", "lonely", "none",
)  # fmt: skip
WAITING = (OPENED, SENT)
LOOKS: dict[str, tuple[Any, str, str]] = {
    GIVEN: (pgettext_lazy("consent", "Given"), "leaf", "check"),
    REFUSED: (pgettext_lazy("consent", "Refused"), "clay", "x"),
    DIFFER: (pgettext_lazy("consent", "guardians differ"), "clay", "users"),
    WITHDRAWN: (pgettext_lazy("consent", "Withdrawn"), "clay", "undo-2"),
    OPENED: (pgettext_lazy("consent", "opened, no answer"), "sun", "eye"),
    SENT: (pgettext_lazy("consent", "sent"), "sky", "send"),
    OVER: (pgettext_lazy("consent", "time is over"), "neutral", "hourglass"),
    LONELY: (_("no parent entered"), "sun", "user-plus"),
    NOT_ASKED: (_("not asked"), "neutral", "circle-dashed"),
}


@dataclass(frozen=True)
class Cell:
    """The state of one purpose for one pupil; for photos the level in words."""

    state: str
    level: str = ""

    @property
    def label(self) -> str:
        words = str(LOOKS[self.state][0])
        return str(PhotoLevel(self.level).label) if self.level and self.state == GIVEN else words

    @property
    def tone(self) -> str:
        return LOOKS[self.state][1]

    @property
    def icon(self) -> str:
        return LOOKS[self.state][2]


@dataclass(frozen=True)
class Row:
    """One pupil with a cell for each purpose shown."""

    pupil: User
    cells: list[Cell]


@dataclass(frozen=True)
class Desk:
    """The whole table and the counts under its columns."""

    group: ClassGroup
    purposes: list[ConsentPurpose]
    rows: list[Row]
    requests: list[ConsentRequest]

    def counts(self) -> list[dict[str, Any]]:
        """For each purpose: asked, answered, given, refused (ACC03)."""
        lines = []
        for n, purpose in enumerate(self.purposes):
            states = [row.cells[n].state for row in self.rows]
            answered = sum(state in (GIVEN, REFUSED, DIFFER, WITHDRAWN) for state in states)
            waiting = sum(state in (*WAITING, OVER) for state in states)
            lines.append(
                {
                    "label": purpose.label,
                    "asked": answered + waiting,
                    "answered": answered,
                    "given": states.count(GIVEN),
                    "refused": states.count(REFUSED) + states.count(DIFFER),
                    "total": len(states),
                }
            )
        return lines


def desk_of(group: ClassGroup, *, purpose: str = "", answer: str = "") -> Desk:
    """Pupils of the class by the purposes that were ever asked (or the one chosen); filtered by the state of an answer."""
    pupils = pupils_of(group)
    requests = list(ConsentRequest.objects.filter(class_group=group).select_related("text", "asked_by"))
    said = _answers(pupils)
    asked = {request.purpose for request in requests} | {row.purpose for rows in said.values() for row in rows}
    shown: list[ConsentPurpose] = [p for p in PURPOSES if (p == purpose if purpose else p in asked)]
    links = _links(requests)
    rows = [Row(pupil, [_cell(pupil, p, said[pupil.pk], links) for p in shown]) for pupil in pupils]
    if answer:
        rows = [row for row in rows if any(cell.state == answer for cell in row.cells)]
    return Desk(group, shown, rows, requests)


def _answers(pupils: list[User]) -> dict[int, list[Consent]]:
    found: dict[int, list[Consent]] = defaultdict(list)
    rows = Consent.objects.about(None).filter(subject__in=pupils).exclude(status=Consent.Status.REQUESTED).select_related("guardian")
    for row in rows.order_by("pk"):
        found[row.subject_id].append(row)
    return found


def _links(requests: list[ConsentRequest]) -> dict[tuple[str, int], OneTimeLink]:
    """The newest link by (purpose, guardian)."""
    if not requests:
        return {}
    from django.contrib.contenttypes.models import ContentType

    purposes = {request.pk: request.purpose for request in requests}
    kind = ContentType.objects.get_for_model(ConsentRequest)
    rows = OneTimeLink.objects.filter(content_type=kind, object_id__in=purposes, guardian__isnull=False).order_by("pk")
    return {(purposes[row.object_id], row.guardian_id): row for row in rows if row.guardian_id}


def _cell(pupil: User, purpose: str, said: list[Consent], links: dict[tuple[str, int], OneTimeLink]) -> Cell:
    today = timezone.localdate()
    mine = [row for row in said if row.purpose == purpose]
    standing = [row for row in mine if _stands(row, today)]
    statuses = {row.status for row in standing}
    if statuses == {Consent.Status.GRANTED, Consent.Status.REFUSED}:
        return Cell(DIFFER)
    if Consent.Status.REFUSED in statuses:
        return Cell(REFUSED)
    if statuses:
        levels = [row.level for row in standing if row.level]
        return Cell(GIVEN, PhotoLevel.lowest(*levels) if levels else "")
    if mine and mine[-1].status == Consent.Status.WITHDRAWN:
        return Cell(WITHDRAWN)
    guardians = active_guardians(pupil)
    if not guardians:
        return Cell(LONELY)
    sent = [links[purpose, guardian.pk] for guardian in guardians if (purpose, guardian.pk) in links]
    live = [link for link in sent if link.status in ("issued", "opened") and link.expires_at > timezone.now()]
    if live:
        return Cell(OPENED if any(link.status == "opened" for link in live) else SENT)
    return Cell(OVER if sent else NOT_ASKED)


def _stands(row: Consent, today: Any) -> bool:
    if row.ended_at is not None or row.status not in (Consent.Status.GRANTED, Consent.Status.REFUSED):
        return False
    if row.valid_until is not None and row.valid_until < today:
        return False
    return row.guardian is None or row.guardian.status == GuardianLink.Status.ACTIVE
