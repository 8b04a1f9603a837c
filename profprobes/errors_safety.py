"""Refusals about lessons moved by a visit, online parts and papers of safety."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NoLessons(DomainError):
    """BR-54."""

    message = _("Write at least one lesson that the visit moves.")


class AgreedByMissing(DomainError):
    """BR-54."""

    message = _("Name the deputy head who agreed, and the day.")
    field = "agreed_by"


class SameDay(DomainError):
    message = _("The new date of a lesson is the day of the visit. Choose another day.")


class LessonTwice(DomainError):
    message = _("The same lesson of the same class stands in the list twice.")


class HomeOnlyOnline(DomainError):
    message = _("In a hybrid trial the pupils are together at school or on the site. Pupils at home take part in an online trial.")
    field = "pupils_at"


class NotOnline(DomainError):
    message = _("This visit has no online part.")


class TestAhead(DomainError):
    message = _("This time has not come yet. Record the test after it.")
    field = "on"


class MentorGone(DomainError):
    message = _("The mentor no longer leads trials.")


class TrainingAhead(DomainError):
    message = _("The training has not taken place yet.")
    field = "trained_on"


class ProofMissing(DomainError):
    message = _("Write who trained the mentor and the number of the document.")
    field = "note"
