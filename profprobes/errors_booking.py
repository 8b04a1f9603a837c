"""Refusals of the booking market: the trial side of a site, quotas, windows, the waiting list."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NoTrialSide(DomainError):
    """§2.1: a slot belongs to a TrialSite."""

    message = _("The site is not described for trials yet. Describe it first, then open slots.")


class NoProfession(DomainError):
    """§2.1: a trial site has a sphere and professions."""

    message = _("Choose at least one profession.")
    field = "professions"


class ForeignProgramme(DomainError):
    """A host offers its own programmes. ``programme``."""

    message = _("“%(programme)s” is not a programme of this partner.")
    field = "programmes"


class SiteClosed(DomainError):
    message = _("The site is closed.")


class NotPublished(DomainError):
    message = _("The partner has not published this slot yet.")
    field = "slot"


class QuotaHolds(DomainError):
    """BR-6. ``quota`` in words, ``day`` of its release."""

    message = _("This slot is set aside (%(quota)s). It opens to everybody on %(day)s, if nobody has taken it.")
    field = "slot"


class NothingToPublish(DomainError):
    message = _("There are no unpublished slots ahead in this month.")


class NothingToCopy(DomainError):
    message = _("There are no slots in this month to copy.")


class NotReserve(DomainError):
    message = _("Only a slot of the reserve that nobody has booked can be given to a school.")
    field = "slot"


class WindowNotOpen(DomainError):
    """S13. ``first`` and ``last`` day of the window."""

    message = _("Requests for this slot are taken from %(first)s to %(last)s.")
    field = "slot"


class WindowStillOpen(DomainError):
    """BR-7. ``day`` after which the host answers."""

    message = _("Schools may still ask until %(day)s. Requests are answered after that, from the top.")


class SkipNeedsReason(DomainError):
    """BR-7. ``school`` that stands above."""

    message = _("%(school)s stands above. Write why it is passed over.")
    field = "reason"


class OfferOver(DomainError):
    message = _("The time to accept this place is over.")


class NoShowTooEarly(DomainError):
    message = _("The visit is not over yet.")


class NoShowTooLate(DomainError):
    """§2.1: within 3 days. ``days``."""

    message = _("A no-show is recorded within %(days)s days after the visit.")


class SeriesEmpty(DomainError):
    message = _("No day of the series is left: look at the weekdays, the days off and the end of the site's check.")
    field = "weekdays"


class SeriesTooLong(DomainError):
    """``days`` asked for, ``most`` at once."""

    message = _("A series has at most %(most)s slots, this one has %(days)s. Shorten it.")
    field = "last_day"


class MentorEnded(DomainError):
    message = _("This mentor has already been ended.")


class ReplacementSettled(DomainError):
    message = _("The visit has a mentor already, or does not take place.")
