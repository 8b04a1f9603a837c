"""Refusals of career trials: each is a rule of the requirements page that said no."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.errors import DomainError


class SlotPast(DomainError):
    message = _("This slot has already begun. Choose a later one.")
    field = "slot"


class SlotNotOpen(DomainError):
    message = _("The partner has taken this slot off. Choose another one.")
    field = "slot"


class SlotFull(DomainError):
    """BR-4. ``seats`` asked, ``free`` left."""

    message = _("Not enough places: you ask for %(seats)s, %(free)s are free.")
    field = "slot"


class SlotOverlaps(DomainError):
    """BR-3."""

    message = _("The site already has a slot at this time: %(other)s.")
    field = "starts"


class WrongTimes(DomainError):
    message = _("The end must be later than the start, and the start must lie ahead.")
    field = "ends"


class GroupTooSmall(DomainError):
    """BR-4. ``seats`` in the group, ``least`` that the slot takes."""

    message = _("The group is too small: %(seats)s, the site takes at least %(least)s.")
    field = "pupils"


class GroupTooLarge(DomainError):
    """§9 case 2. ``seats`` in the group, ``most`` that the site takes."""

    message = _("The group is too large: %(seats)s, the site takes at most %(most)s. Divide the group or choose another slot.")
    field = "pupils"


class SiteNotVerified(DomainError):
    """BR-2. ``site``, ``day`` of the visit."""

    message = _("“%(site)s” has no valid check for %(day)s, so it takes no bookings.")
    field = "slot"


class EmployerNotChecked(DomainError):
    """NR22: the check of the employer was refused or has lapsed. ``host``."""

    message = _("%(host)s takes no new bookings: the operator's check of the employer has lapsed or was refused.")
    field = "slot"


class AlreadyBooked(DomainError):
    message = _("This school already has a booking of this slot.")
    field = "slot"


class BookingNotConfirmed(DomainError):
    message = _("The partner has not yet confirmed the booking.")


class ReasonMissing(DomainError):
    message = _("Write the reason.")
    field = "reason"


class NoAgreement(DomainError):
    """BR-1. ``day``, ``host``."""

    message = _("No agreement in force on this date (%(day)s, %(host)s).")
    field = "slot"


class GradeOutside(DomainError):
    """§9 case 19. ``grade`` of the class, ``limits`` as «7–11»."""

    message = _("Grade %(grade)s does not fit: this trial is for grades %(limits)s.")
    field = "pupils"


class ProgrammeNotPublished(DomainError):
    message = _("The programme is not published.")
    field = "programme"


class ProgrammeNotOfSite(DomainError):
    message = _("This site does not run the programme “%(programme)s”.")
    field = "slot"


class NotAPupil(DomainError):
    """``pupil`` is in none of the classes."""

    message = _("%(pupil)s is not in the chosen classes.")
    field = "pupils"


class NoPupils(DomainError):
    message = _("Choose at least one pupil.")
    field = "pupils"


class PupilElsewhere(DomainError):
    """BR-13. ``pupil``, both titles, both times."""

    message = _("%(pupil)s cannot be in two places at once: “%(title)s” (%(times)s) and “%(other_title)s” (%(other_times)s).")
    field = "pupils"


class GroupElsewhere(DomainError):
    """BR-13."""

    message = _("The group already has a visit at this time.")
    field = "slot"


class MentorElsewhere(DomainError):
    """BR-13."""

    message = _("%(mentor)s already has a visit at this time.")
    field = "mentor"


class MentorNotReady(DomainError):
    message = _("%(mentor)s is not an active mentor of this partner with valid training.")
    field = "mentor"


class NotAdmitted(DomainError):
    """BR-19, BR-22, BR-27. ``who``: «Name: reason; Name: reason». ``refusals`` maps a participation to its reasons."""

    message = _("Cannot be admitted. %(who)s")
    field = "pupils"

    def __init__(self, refusals: dict[Any, list[Any]]) -> None:
        self.refusals = refusals
        super().__init__()

    def __str__(self) -> str:
        lines = [f"{p.pupil.short_name}: {', '.join(str(reason) for reason in reasons)}" for p, reasons in self.refusals.items()]
        return str(self.message) % {"who": "; ".join(lines)}


class PupilSaidNo(DomainError):
    """BR-19."""

    message = _("%(pupil)s does not want to take part. Offer another programme.")


class TooLate(DomainError):
    message = _("The visit has begun; this can no longer be changed.")


class TimingTooLong(DomainError):
    """BR-28. ``minutes`` over the length of the visit."""

    message = ngettext_lazy("The time is exceeded by %(minutes)s minute.", "The time is exceeded by %(minutes)s minutes.", "minutes")
    field = "minutes_reflection"

    def __str__(self) -> str:
        return str(self.message % self.params)


class CardIncomplete(DomainError):
    """Form А cannot be signed. ``rows``: titles of the rows to fill."""

    message = _("Fill these rows of the card first: %(rows)s.")


class CardLocked(DomainError):
    message = _("The card is locked: the visit has begun.")


class AlreadySigned(DomainError):
    message = _("This side has already signed the card.")


class Row22Closed(DomainError):
    """BR-29."""

    message = _("The mentor's conclusions are written after the visit.")


class ConclusionsMissing(DomainError):
    message = _("Write what worked, what to improve and the next step.")
    field = "went_well"


class ConditionsMissing(DomainError):
    """BR-27."""

    message = _("Write the conditions for the mentor, without a diagnosis.")
    field = "conditions_for_mentor"


class BriefingIncomplete(DomainError):
    """BR-30. ``who`` has not been briefed."""

    message = _("The visit cannot begin: not everybody present has been briefed on site. Missing: %(who)s.")


class NobodyPresent(DomainError):
    message = _("The visit cannot begin: nobody is present.")


class NotInVisit(DomainError):
    """``who`` is not admitted to this visit."""

    message = _("Not admitted to this visit: %(who)s.")
    field = "pupils"


class NotReady(DomainError):
    """BR-20. ``missing``: the red gates (``gates`` holds the objects)."""

    message = _("The visit is not ready. Missing: %(missing)s.")

    def __init__(self, gates: list[Any]) -> None:
        self.gates = gates
        super().__init__()

    def __str__(self) -> str:
        return str(self.message) % {"missing": "; ".join(str(gate.title) for gate in self.gates)}


class NotClosable(DomainError):
    """BR-34. ``missing``: sentences."""

    message = _("The trial cannot be closed yet. %(missing)s")

    def __init__(self, gaps: list[Any]) -> None:
        self.gaps = gaps
        super().__init__()

    def __str__(self) -> str:
        return str(self.message) % {"missing": " ".join(str(gap) for gap in self.gaps)}


class NoteForMarkMissing(DomainError):
    """BR-36: overruling the portal needs a note. ``code`` names the mark."""

    message = _("You say otherwise than the portal found: write why.")

    def __init__(self, code: str) -> None:
        super().__init__()
        self.field = f"note_{code}"


class NoteIncomplete(DomainError):
    message = _("Write both views: the teacher's and the pupil's.")
    field = "teacher_view"
