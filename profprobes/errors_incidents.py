"""Refusals about incidents."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NotYet(DomainError):
    message = _("This time has not come yet.")
    field = "at"


class OnlyOperatorLowers(DomainError):
    """BR-42."""

    message = _("Only the regional operator lowers the severity. You may raise it.")
    field = "severity"


class SameSeverity(DomainError):
    message = _("The incident has this severity already.")
    field = "severity"


class MeasuresOpen(DomainError):
    """``count`` measures that nobody has finished."""

    message = _("Measures that are not done yet: %(count)s. Close the incident after them.")


class CauseMissing(DomainError):
    message = _("Name the cause.")
    field = "cause"


class IncidentOver(DomainError):
    message = _("The incident is closed; nothing is added to it any more.")


class DueInThePast(DomainError):
    message = _("The due date must not lie in the past.")
    field = "due"


class NoFamilies(DomainError):
    message = _("No family is concerned. Choose the whole group.")
    field = "audience"


class PhotoTwice(DomainError):
    message = _("This photo is attached already.")
    field = "upload"


class TooManyPhotos(DomainError):
    """``limit`` photos are enough."""

    message = _("An incident holds at most %(limit)s photos. Take one away first.")
    field = "upload"


class FacesInPhoto(DomainError):
    message = _("Only photos without recognisable faces of children are kept. Photograph the place and the thing.")
    field = "no_faces"
