"""Refusals of programmes and quotas."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class ProgrammeNotDraft(DomainError):
    message = _("An approved programme is changed only as a new version.")


class ProgrammeIncomplete(DomainError):
    message = _("Fill in: %(missing)s.")


class VersionOfApproved(DomainError):
    message = _("A new version is made of an approved programme.")


class QuotaTwice(DomainError):
    message = _("The quota of this school for the year is in the register already.")
    field = "school"


class QuotaNoAgreement(DomainError):
    message = _("No agreement with the school is in force.")
    field = "school"
