"""Refusals of the journal."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NotOnPracticum(DomainError):
    """R16: without admission the journal is shut."""

    message = _("Admission to work is not completed, or the practicum does not go on: the journal is not open.")


class DayOutside(DomainError):
    message = _("The day lies outside the practicum: %(start)s – %(end)s.")
    field = "date"


class DayAhead(DomainError):
    """E-12."""

    message = _("The day lies ahead. Write about today or about the days before.")
    field = "date"


class TooManyHours(DomainError):
    """R10, E-12."""

    message = _("Not more than 8 hours a day; %(left)s are left on this day.")
    field = "hours"


class TooLate(DomainError):
    """E-12: the text stays as a draft until the mentor agrees."""

    message = _("More than 7 days have passed. The text is kept as a draft; send it when your mentor has agreed.")


class PupilNamed(DomainError):
    """E-14."""

    message = _("A name stands in «%(field)s»: «%(name)s». Replace it with initials or say that it is not a pupil.")
    field = "names"


class SelfAnalysisMissing(DomainError):
    message = _("Fill in «%(field)s».")


class JournalLocked(DomainError):
    """R36."""

    message = _("The journal is fixed. Only a decision in an appeal changes it.")
