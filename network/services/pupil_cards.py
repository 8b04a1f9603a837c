"""Cards with which the pupils of a class come in for the first time (NR8): handing out, printing again, what stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts import pupil_cards
from accounts.models import PupilCard, PupilPin, User
from accounts.services import notify
from core.errors import DomainError

from ..models import ClassGroup, Enrolment, Role, RoleAssignment


@dataclass(frozen=True)
class CardLine:
    """One pupil of the class: the live card, whether a PIN is set, why no card may be handed out."""

    pupil: User
    card: PupilCard | None
    has_pin: bool
    why_not: str

    @property
    def confirm_id(self) -> str:
        """Id of the question whether to take the PIN away."""
        return f"card-{self.pupil.pk}"


@dataclass
class HandedOut:
    """What came of one press: cards made, and who got none with the reason."""

    cards: list[PupilCard] = field(default_factory=list)
    skipped: list[tuple[User, str]] = field(default_factory=list)


def pupils_of(group: ClassGroup) -> list[User]:
    """Pupils of the class today by the Kazakh alphabet."""
    return list(User.objects.filter(pk__in=Enrolment.objects.current().filter(group=group).values("user")).by_name())


def card_lines(group: ClassGroup) -> list[CardLine]:
    """The class with its cards, in six queries whatever its size."""
    pupils = pupils_of(group)
    live = PupilCard.objects.filter(user__in=pupils, status=PupilCard.Status.ISSUED, expires_at__gt=timezone.now())
    cards = {card.user_id: card for card in live}
    pins = set(PupilPin.objects.filter(user__in=pupils).values_list("user_id", flat=True))
    refusals = pupil_cards.refusals(pupils)
    return [
        CardLine(pupil, cards.get(pupil.pk), pupil.pk in pins, str(refusals[pupil.pk]()) if pupil.pk in refusals else "")
        for pupil in pupils
    ]


def live_cards(group: ClassGroup) -> list[tuple[User, PupilCard]]:
    """What there is to print: pupils with a card that still opens."""
    return [(line.pupil, line.card) for line in card_lines(group) if line.card is not None and not line.why_not]


@transaction.atomic
def hand_out(*, group: ClassGroup, by: User, pupils: Iterable[User] | None = None) -> HandedOut:
    """Cards for the named pupils, by default for everybody of the class who has neither a PIN nor a card that still opens.

    A named pupil's earlier card and PIN stop working at once: that is how the class teacher helps somebody who forgot the PIN.
    """
    handed = HandedOut()
    lines = card_lines(group)
    named = None if pupils is None else {pupil.pk for pupil in pupils}
    for line in lines:
        if (named is None and (line.has_pin or line.card is not None)) or (named is not None and line.pupil.pk not in named):
            continue
        try:
            handed.cards.append(pupil_cards.issue_card(user=line.pupil, by=by))
        except DomainError as refusal:
            handed.skipped.append((line.pupil, str(refusal)))
    return handed


def tell_about_closed_pin(pupil: User) -> None:
    """Too many wrong answers closed a PIN: the class teacher hands out a new card."""
    groups = Enrolment.objects.current().filter(user=pupil).values("group")
    rows = RoleAssignment.objects.current().filter(role=Role.CLASS_TEACHER, class_group__in=groups)
    for role in rows.select_related("membership__user"):
        notify(
            role.membership.user,
            gettext_noop("The PIN of %(pupil)s was closed after too many wrong answers. Hand out a new card."),
            f"/classes/{role.class_group_id}/cards/",
            params={"pupil": pupil.short_name},
        )
