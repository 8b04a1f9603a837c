"""Refusals of annexes 5 and 6, table 3 and the notice to families."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class GroupCardSent(DomainError):
    """BR-32."""

    message = _("The card is signed by both sides and locked. The school's coordinator can open it again.")


class NotOnTheCard(DomainError):
    message = _("This pupil was not at the visit, so there is no row on the card.")


class RowsEmpty(DomainError):
    """BR-32. ``pupils``."""

    message = _("Before you sign, fill in your columns for: %(pupils)s.")


class NobodyOnTheCard(DomainError):
    message = _("Nobody was at the visit, so there is nothing to sign.")


class SurveyAnswered(DomainError):
    message = _("Your answers are kept already. The school's coordinator can open them again.")


class RubricSent(DomainError):
    """BR-35."""

    message = _("This assessment is sent and locked. The school's coordinator can open it again.")


class RubricIncomplete(DomainError):
    """``criteria``."""

    message = _("Choose a level for: %(criteria)s.")


class NoticeIncomplete(DomainError):
    message = _("Fill in both languages: families read theirs.")
