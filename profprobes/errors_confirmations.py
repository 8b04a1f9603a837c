"""Refusals about papers that confirm a trial (BR-41)."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class TrialNotHeld(DomainError):
    message = _("The trial has not been held yet: there is nothing to confirm.")


class FiledAsExcursion(DomainError):
    """BR-33."""

    message = _("This visit is filed as an excursion: it lacks a mark of a trial, so no confirming document is issued.")


class FormNotAllowed(DomainError):
    """``form``, ``network`` whose decision does not name it."""

    message = _("The decision of the network “%(network)s” does not allow this form: %(form)s.")
    field = "form"


class NotConfirmable(DomainError):
    """``who``: names of pupils who did not attend at least half of the time (§9 case 16)."""

    message = _("Confirmed are pupils who took part for at least half of the time. These did not: %(who)s.")
    field = "pupils"


class NobodyToConfirm(DomainError):
    message = _("Choose at least one pupil.")
    field = "pupils"


class NoForms(DomainError):
    message = _("Allow at least one form.")
    field = "forms"


class MinutesMissing(DomainError):
    message = _("Write the number of the minutes.")
    field = "minutes_no"


class DecisionAhead(DomainError):
    message = _("This day has not come yet.")
    field = "decided_on"


class NoTrialsYet(DomainError):
    """``who``: the pupils whose book would be empty."""

    message = _("No trial has been held yet, so there is nothing to write into the book.")
