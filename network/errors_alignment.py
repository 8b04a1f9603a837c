"""Refusals about modules, matrices, recognition of modules and credit transfer."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class ModuleCodeTaken(DomainError):
    message = _("The organisation has a module with this code: %(title)s. Make a new version of it instead.")
    field = "code"


class OutcomeCodeTaken(DomainError):
    message = _("This code stands in the module already: %(text)s.")
    field = "code"


class OutcomeStandsInMatrix(DomainError):
    message = _("The outcome %(code)s stands in a matrix: take it out there first.")


class ModuleIsPublished(DomainError):
    """A published module is what others have agreed on; it changes by a new version only."""

    message = _("A published module does not change. Make a new version.")


class NoOutcomes(DomainError):
    message = _("Add at least one learning outcome before publishing.")


class NewerVersionInWork(DomainError):
    message = _("Version %(version)s of this module is being prepared already.")


class RecognitionDependsOnIt(DomainError):
    message = _("The module counts for others or is counted (%(count)s): it stays published while that lasts.")


class MatrixExists(DomainError):
    message = _("There is a matrix of this field for %(year)s already.")
    field = "field"


class LevelsMissing(DomainError):
    message = _("Name the programme of the college and that of the school or the university.")
    field = "tve_organisation"


class NotADraft(DomainError):
    message = _("The matrix changes only while it is a draft. Return it for correction first.")


class NotOfThisMatrix(DomainError):
    message = _("This outcome does not belong to the programmes of the matrix.")


class ProtocolTaken(DomainError):
    message = _("A protocol with this number is in the matrix already.")
    field = "number"


class ProtocolSignedBeforeHeld(DomainError):
    message = _("The protocol of %(held)s cannot be signed earlier than it was held.")
    field = "signed_on"


class RowsMissing(DomainError):
    message = _("Add learning outcomes to the matrix first.")


class RowsUndecided(DomainError):
    message = _("Decide every pair before sending; rows without a decision: %(count)s.")


class ExpertsOfTwoLevels(DomainError):
    """NR47: publishing needs at least two experts of different levels."""

    message = _("Name at least two experts of different levels.")


class ScoresMissing(DomainError):
    """NR47: publishing needs at least two experts of different levels."""

    message = _("At least two experts of different levels must give their score first; given: %(given)s.")


class ExpertNamed(DomainError):
    message = _("%(person)s is an expert of this matrix already.")
    field = "expert"


class NotAskedToScore(DomainError):
    message = _("Only a named expert gives a score.")
    status = 403


class ReasonNeeded(DomainError):
    message = _("Write the reason.")
    field = "reason"


class SameModule(DomainError):
    message = _("Choose two modules of different organisations.")
    field = "to_module"


class ModuleNotPublished(DomainError):
    message = _("Both modules must be published first.")
    field = "from_module"


class PairExists(DomainError):
    message = _("There is a row for these two modules already.")
    field = "to_module"


class CreditsAboveModules(DomainError):
    message = _("At most %(limit)s: no more credits count than either module has.")
    field = "credits_recognised"


class RecognitionLocked(DomainError):
    message = _("What both organisations have agreed on does not change. Reject the row and propose a new one.")


class ForeignOutcome(DomainError):
    message = _("Choose outcomes of these two modules.")


class NothingCovered(DomainError):
    message = _("Say first which outcomes are covered.")


class AlreadyAgreed(DomainError):
    message = _("Your organisation has agreed already.")


class BasisMissing(DomainError):
    """NR48: a legal and an academic basis."""

    message = _("Name the legal act and the protocol on which the recognition rests.")
    field = "academic_basis"


class CoverageTooLow(DomainError):
    """NR48: below the threshold the council writes its reason."""

    message = _("The outcomes are covered by %(pct)s %%; below %(limit)s %% the council's reason is needed in writing.")
    field = "council_reason"


class NoAgreementInForce(DomainError):
    """NR48: a RECOG agreement between the two owners is in force."""

    message = _("There is no agreement on mutual recognition in force between %(one)s and %(other)s.")


class GradesMissing(DomainError):
    message = _("Enter at least two grades, from the best to the lowest.")
    field = "lines"


class GradeTwice(DomainError):
    message = _("The grade %(grade)s stands twice: in lines %(first)s and %(second)s.")
    field = "lines"


class GradeLineBroken(DomainError):
    message = _("Line %(line)s: write the grade received and the grade it becomes, with a space or = between them.")
    field = "lines"


class EarlierTableIsNewer(DomainError):
    message = _("Version %(version)s is in force from %(day)s: choose that day or a later one.")
    field = "valid_from"


class NotInForce(DomainError):
    message = _("This module does not count at present.")
    field = "recognition"


class AppliedAlready(DomainError):
    message = _("There is your application for this module already.")
    field = "recognition"


class CreditsAboveRecognition(DomainError):
    message = _("At most %(limit)s credits count for this module.")
    field = "credits"


class GradeBelowMinimum(DomainError):
    message = _("The lowest grade with which this module counts is %(grade)s.")
    field = "grade_original"


class GradeUnknown(DomainError):
    message = _("The grade is not in the conversion table of %(organisation)s (version %(version)s). Known: %(known)s.")
    field = "grade_original"


class NoGradeTable(DomainError):
    message = _("%(organisation)s has no grade conversion table in force yet.")


class NotAStudent(DomainError):
    message = _("Only a student of one of the two organisations applies.")


class TwoOrganisationsNeeded(DomainError):
    message = _("A joint programme has at least two organisations.")
    field = "organisations"


class OrdersMissing(DomainError):
    """NR32: binding for an organisation only with its own order."""

    message = _("At least two organisations register their own orders first; registered: %(given)s.")


class OrderGiven(DomainError):
    message = _("The order of this organisation is registered already.")


class ConclusionsMissing(DomainError):
    """NW-44: the bodies of all organisations agree before the programme is adopted."""

    message = _("Not agreed to yet: %(organisations)s.")


class ProtocolNeeded(DomainError):
    message = _("Enter the body, the number and the date of its protocol.")
    field = "protocol_number"


class RemarksNeeded(DomainError):
    message = _("Write what is to be corrected.")
    field = "remarks"
