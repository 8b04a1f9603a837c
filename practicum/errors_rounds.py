"""Refusals of programmes, rounds, quotas, offers and applications."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class RoundNotDraft(DomainError):
    message = _("Dates and norms are changed while the round is a draft.")


class ProgrammeNotApproved(DomainError):
    message = _("The programme has not been approved by the council.")


class PackageNotApproved(DomainError):
    message = _("No package of templates has been approved.")


class NoPlaces(DomainError):
    """OFFERS → PREFERENCES."""

    message = _("Accept at least one offer first: there is nothing to choose from.")


class NobodySelected(DomainError):
    """PREFERENCES → ALLOCATION."""

    message = _("Select at least one student first.")


class TooEarly(DomainError):
    message = _("This is possible from %(day)s.")


class NotFinished(DomainError):
    """GRADING → CLOSED: ``what`` is missing."""

    message = _("The round cannot be closed yet: %(what)s")


class NotReady(DomainError):
    """What other parts ask for before a step; ``what`` in words."""

    message = _("Something is missing: %(what)s")


class OffersOver(DomainError):
    message = _("Schools no longer offer places in this round.")


class OfferTwice(DomainError):
    message = _("The school already offers this subject, language and classes. Change that offer.")
    field = "grade_band"


class InterestTwice(DomainError):
    message = _("The school has expressed its interest already.")


class OfferIncomplete(DomainError):
    message = _("Fill in subject, language, classes, number of places and mentors.")


class LoadTooSmall(DomainError):
    """E-01."""

    message = _("The free load of the mentors is enough for %(free)s students.")
    field = "capacity"


class OverQuota(DomainError):
    """R4."""

    message = _("The quota is %(quota)s, together you offer %(offered)s. Tick “We take more than the quota”.")
    field = "over_quota"


class PlacesTaken(DomainError):
    """E-02."""

    message = _("At least %(taken)s: the places are taken.")
    field = "capacity"


class OwnerConsents(DomainError):
    """R3."""

    message = _("After the offers have been taken the number is lowered only by the coordinator of the college or university.")
    field = "capacity"


class StudentsThere(DomainError):
    """E-02."""

    message = _("First transfer the students: %(names)s.")


class NoAgreement(DomainError):
    """R5."""

    message = _("No agreement with the school is in force on every day of the round.")


class MentorNotFit(DomainError):
    """R14."""

    message = _("%(name)s may not be a mentor: %(why)s.")


class NothingToCopy(DomainError):
    message = _("There is no earlier offer of the school to copy.")


class PreferencesOver(DomainError):
    message = _("The term for preferences is over.")


class NotAStudentHere(DomainError):
    message = _("The round is for students of %(organisation)s.")


class ConsentNeeded(DomainError):
    message = _("Without the consent the application cannot be sent.")
    field = "consent"


class OfferNotOpen(DomainError):
    message = _("This offer cannot be chosen.")


class TooManyWishes(DomainError):
    message = _("No more than %(most)s preferences.")


class PointNeeded(DomainError):
    message = _("Give the point on the map: latitude and longitude.")
    field = "latitude"


class NotComplete(DomainError):
    """R18."""

    message = _("%(name)s: %(missing)s")


class SharesNot100(DomainError):
    """R8."""

    message = _("The shares of the stages must make 100, now %(sum)s.")
    field = "share_independent"
