"""Refusals of mentoring."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class LoadFull(DomainError):
    """RM4: ``name`` of the mentor, ``load`` of ``capacity``; ``free`` names those of the school who have a place."""

    message = _("%(name)s already leads %(load)s of %(capacity)s. Choose another mentor.")
    field = "mentor"

    def __str__(self) -> str:
        free = self.params.get("free")
        return f"{super().__str__()} {_('Free mentors: %(names)s.') % {'names': free}}" if free else super().__str__()


class NotEligible(DomainError):
    """RM1–RM3: the register says what is missing."""

    message = _("%(name)s may not be appointed: %(why)s")
    field = "mentor"


class AlreadyProposed(DomainError):
    """One open proposal per role."""

    message = _("Somebody else has been proposed for this role already.")
    field = "mentor"


class NotALeader(DomainError):
    """The second leader works in the college or university."""

    message = _("This person holds no role of a practicum leader in the organisation.")
    field = "leader"
