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
