"""Refusals about programmes (BR-9…BR-11)."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class ProgrammeLocked(DomainError):
    message = _("Only a draft or a returned programme is edited. Make a new version of a published one.")


class PartChangedMeanwhile(DomainError):
    """Two people write one part: the later one sees both texts, nothing is lost."""

    message = _("Somebody has changed this part meanwhile. Both versions are below: correct yours and save again.")


class ProgrammeIncomplete(DomainError):
    """BR-9. ``rows`` that are missing."""

    message = _("Not filled yet: %(rows)s.")


class NoReviewer(DomainError):
    message = _("Choose the employer whose expert reviews the programme.")
    field = "host"


class NobodyReviews(DomainError):
    """``host`` has nobody but the authors who could look at it."""

    message = _("%(host)s has no specialist who could review it and is not an author. Ask them to invite a mentor first.")
    field = "host"


class AuthorReviews(DomainError):
    message = _("An author does not review the own programme.")


class MarkIsNo(DomainError):
    message = _("A programme is approved when all six answers are “yes”. Return it with a comment.")
    field = "decision"


class ReturnWithoutComment(DomainError):
    message = _("Say what must be corrected.")
    field = "comment"


class NotReviewed(DomainError):
    """BR-11."""

    message = _("Publishing needs a positive review by an employer's expert.")


class NewVersionExists(DomainError):
    """``version`` that somebody is already writing."""

    message = _("Version %(version)s is being written already.")


class CannotAdopt(DomainError):
    """BR-11."""

    message = _("A site adopts typical programmes of the regional operator, and programmes that its own expert has reviewed.")
    field = "site"


class AlreadyAdopted(DomainError):
    message = _("The site runs this programme already.")
    field = "site"


class HasHistory(DomainError):
    message = _("A programme that an expert has seen is not deleted.")
