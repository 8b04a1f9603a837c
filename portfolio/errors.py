"""Refusals of the portfolio: each is a rule of the requirements page that said no."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class QuotaFull(DomainError):
    """R-P8. ``limit`` in MB."""

    field = "upload"
    status = 422
    message = _("The portfolio is full (%(limit)s MB). Delete files that you no longer need.")


class TooManyFiles(DomainError):
    """R-P8."""

    field = "upload"
    status = 422
    message = _("One entry takes up to %(limit)s files.")


class PeopleNotNamed(DomainError):
    """A picture says who is in it, because the photo permission depends on it (P5)."""

    field = "people"
    status = 422
    message = _("Say who is in the picture.")


class PhotoForbidden(DomainError):
    """R-P15: level 0 is not even stored."""

    field = "upload"
    status = 422
    message = _("Photos with people are not allowed for this trial. Attach a picture of the work alone, a scan or a report.")


class NotTheOwner(DomainError):
    status = 403
    message = _("Only the owner of the portfolio does this.")


class LevelUnknown(DomainError):
    """A score outside the scale of its rubric."""

    status = 422
    message = _("“%(level)s” is not a level of this scale.")


class CriterionUnknown(DomainError):
    status = 422
    message = _("“%(criterion)s” is not a criterion of this scale.")


class NotSeenNotAllowed(DomainError):
    status = 422
    message = _("This scale knows no “not observed”.")


class PhotoWithdrawn(DomainError):
    """Behind an address that was good once (NR13)."""

    message = _("Consent withdrawn")
    status = 410
